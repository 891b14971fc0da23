#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Memory on a machine of two NUMA nodes: the node on which each page lies, as
the kernel tells it. What a run checks is said in numa_place.c, numa_events.c.
"""
import guest

PAGES_1G = "hugepages/hugepages-1048576kB/nr_hugepages"
M2, G1 = 2 << 20, 1 << 30
EAL = "--no-pci -l 0,1"
PRIVATE = f"{EAL} --in-memory"
ORDINARY = f"{EAL} --no-huge"


def case(name, options, *words):
    text = f"numa_guest {name} {options}"
    return " ".join([text, "--", *map(str, words)]) if words else text


class TwoNodes(guest.GuestTest):
    # For a page of 1 GiB a node needs some to choose from, and node 0 has only
    # one below the hole in the addresses of a PC; the pages are set aside at
    # the start, before the kernel has used a bit of each; and where the kernel
    # itself lies is not left to chance.
    machine = guest.Machine(programs=[guest.built("tests/vm/numa_guest")],
                            nodes=[3072, 3072],
                            board="q35,max-ram-below-4g=1G",
                            append="nokaslr hugepagesz=1G"
                                   " hugepages=0:1,1:1",
                            hugepages={2048: [80, 80], 1048576: [1, 1]})
    seconds = 60
    runs = {
        "hugepages_of_both_sizes": case("place", EAL),
        "pages_of_1_gib": case("place",
                               f"{EAL} --huge-dir /dev/hugepages1G", G1),
        "pages_of_1_gib_in_memory": case("place", PRIVATE, G1),
        # Emulation takes seconds to clear one: from here on without them.
        "gone_are_pages_of_1_gib": """
            for node in 0 1; do
                echo 0 >/sys/devices/system/node/node$node/""" + PAGES_1G + """
            done""",
        "pages_of_2_mib": case("place", EAL, M2),
        "pages_of_2_mib_in_memory": case("place", PRIVATE, M2),
        "ordinary_pages": case("place", ORDINARY),
        "ordinary_pages_in_memory": case("place", f"{ORDINARY} --in-memory"),
        "socket_mem": case("preload", f"{PRIVATE} --socket-mem 64,128", 64,
                           128),
        "socket_mem_in_files": case("preload",
                                    f"{EAL} --socket-mem 64,128", 64, 128),
        "socket_limit": case("limit", f"{PRIVATE} --socket-limit 32,64", 32,
                             64),
        "ordinary_limit": case("limit", f"{ORDINARY} --socket-limit 32,64",
                               32, 64),
        "any_from_node_0": case("any", "--no-pci --in-memory -l 0"
                                " --socket-limit 32,256", 0),
        "any_from_node_1": case("any", "--no-pci --in-memory -l 1"
                                " --socket-limit 256,32", 1),
        "ordinary_any": case("any", "--no-pci --no-huge -l 0"
                             " --socket-limit 32,256", 0),
        "hugepages_run_out": case("short", PRIVATE),
        "unknown_ids": case("ids", PRIVATE),
        "ordinary_unknown_ids": case("ids", ORDINARY),
        "dump": case("dump", PRIVATE),
        "events": case("events", PRIVATE),
        "ordinary_events": case("events", ORDINARY),
        "validators": case("validators", PRIVATE),
        "ordinary_validators": case("validators", ORDINARY),
        "callback_takes_other_node": case("nested", PRIVATE),
        "callbacks_cross": case("crossed", PRIVATE),
        "ordinary_callbacks_cross": case("crossed", ORDINARY),
        "mbind_refused": case("refused", PRIVATE),
        "ordinary_mbind_refused": case("refused", ORDINARY),
        # All of node 0 but some 60 MiB is set aside first.
        "node_0_is_full": f"""
            node=/sys/devices/system/node/node0
            free=$(awk '/MemFree/ {{ print $4 }}' $node/meminfo)
            pages=$node/hugepages/hugepages-2048kB/nr_hugepages
            echo $(($(cat $pages) + (free >> 11) - 30)) >$pages
            {case("spill", ORDINARY)}""",
    }


if __name__ == "__main__":
    guest.main()
