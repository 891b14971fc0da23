# SPDX-License-Identifier: BSD-3-Clause
"""What is run in the guest, as tables: the guests, with their pairs of cards,
and what is done with each pair. Those that are short are part of each run of
all tests; the others are run by scripts/vm --all."""
import dataclasses
import sys


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two cards with the same options of QEMU."""
    name: str
    options: str = ""
    mtu: int = 1500
    transitional: bool = False
    kernel: bool = False  # with the kernel's driver, for the peer of ours
    port: bool = False  # behind ports of their own, to be unplugged
    queues: int = 0     # pairs of them, on taps; 0: one, on wires
    boot: str = "narrow"


@dataclasses.dataclass(frozen=True)
class Scenario:
    """What is done with a pair. does names the function of vfio_test.py."""
    name: str
    pair: str
    about: str
    does: str = "forward"
    program: str = "l2fwd"
    user: str = "root"
    eal: str = ""
    options: str = "--no-mac-updating"
    times: int = 1
    peer: str = ""  # another pair
    descriptors: int = 256  # of each queue, with vfio_forward
    peer_options: str = ""  # testpmd's
    short: bool = True


@dataclasses.dataclass(frozen=True)
class Probe:
    """A case of vfio_probe, with QEMU's device for such programs."""
    case: str
    variant: str = ""
    boot: str = "narrow"
    user: str = "root"
    eal: str = ""
    rounds: int = 1
    does: str = "probe"
    short: bool = True
    about: str = "the bus and VFIO, with a driver for a simple device"

    @property
    def name(self):
        return "_".join(filter(None, ("probe", self.case, self.variant)))


PLAIN = "mrg_rxbuf=off,indirect_desc=off,event_idx=off"
JUMBO = "host_mtu=9000"
RSS = "rss=on,hash=on"
LARGE = "rx_queue_size=1024"
MAPS = "--in-memory"
ORDINARY = "--no-huge --in-memory -m 64"

# A guest: how wide its IOMMU's addresses are.
BOOTS = {"narrow": 39, "wide": 48, "taps": 39, "toggles": 39}

PAIRS = [
    Pair("split"),
    Pair("packed", "packed=on"),
    Pair("split_plain", PLAIN),
    Pair("packed_plain", f"packed=on,{PLAIN}"),
    Pair("split_1024", LARGE),
    Pair("packed_1024", f"packed=on,{LARGE}"),
    Pair("split_jumbo", JUMBO, mtu=9000),
    Pair("packed_jumbo", f"packed=on,{JUMBO}", mtu=9000),
    Pair("old_split", transitional=True),
    Pair("old_packed", "packed=on", transitional=True),
    Pair("tap", queues=1, boot="taps"),
    Pair("taps_split", RSS, queues=2, boot="taps"),
    Pair("taps_packed", f"packed=on,{RSS}", queues=2, boot="taps"),
    Pair("kernel", queues=1, kernel=True, boot="taps"),
    Pair("wide_split", boot="wide"),
    Pair("wide_packed", "packed=on", boot="wide"),
    Pair("wide_unplug", boot="wide", port=True),
]
# Each of three options on and off by itself, for both kinds of rings.
for ring, on in (("split", []), ("packed", ["packed=on"])):
    for bits in range(1, 7):
        off = [option for i, option in enumerate(PLAIN.split(","))
               if bits >> i & 1]
        PAIRS.append(Pair(f"{ring}_{bits}", ",".join(on + off),
                          boot="toggles"))


def each(does, about, pairs, prefix=None, **more):
    """The same with several pairs."""
    return [Scenario(f"{prefix or does}_{pair}", pair, about, does, **more)
            for pair in pairs]


RINGS = ("split", "packed")
# The kinds of cards that each run of all tests has; --all has the others.
STANDING = ("split", "packed", "split_plain", "packed_plain", "packed_1024",
            "split_jumbo")
SCENARIOS = [
    *each("forward", "all captures, each frame once and in order", STANDING),
    *each("forward", "all captures, each frame once and in order",
          [pair.name for pair in PAIRS if not pair.transitional
           and pair.boot != "wide" and not pair.queues
           and pair.name not in STANDING], short=False),
    *each("forward", "through taps", ("tap",), short=False),
    *each("forward", "through taps, two queues", ("taps_split", "taps_packed"),
          options="--no-mac-updating --rxq 2 -q 4", short=False),
    *each("forward", "queues of 64", RINGS, "small", program="vfio_forward",
          descriptors=64, short=False),
    *each("locked", "more memory than a user may lock", ("packed",),
          user="user", eal=ORDINARY),
    *each("speed", "packets a second, by turns with Debian's testpmd", RINGS,
          options="", peer_options="--forward-mode=mac", times=3,
          short=False),
    *each("forward", "with the MACs that l2fwd writes", ("split",), "macs",
          options=""),
    *each("forward", "with the MACs that l2fwd writes", ("packed",), "macs",
          options="", short=False),
    *each("forward", "ordinary pages", RINGS, "pages", eal=ORDINARY,
          short=False),
    *each("forward", "an ordinary user, hugepages", RINGS, "user",
          user="user", eal=MAPS, short=False),
    *each("forward", "an ordinary user, ordinary pages", ("split",),
          "user_pages", user="user", eal=ORDINARY, short=False),
    *each("forward", "an ordinary user, ordinary pages", ("packed",),
          "user_pages", user="user", eal=ORDINARY),
    *each("forward", "a transitional device, by physical addresses",
          ("old_split",), eal="--iova-mode=pa"),
    *each("forward", "a transitional device, by physical addresses",
          ("old_packed",), eal="--iova-mode=pa", short=False),
    *each("refused", "a transitional device needs physical addresses",
          ("old_split",), eal="--iova-mode=va"),
    *each("forward", "an IOMMU of 48 bits", ("wide_packed",)),
    *each("forward", "an IOMMU of 48 bits", ("wide_split",), short=False),
    *each("forward", "an IOMMU of 48 bits, ordinary pages", ("wide_split",),
          "pages", eal=ORDINARY),
    *each("forward", "Debian's testpmd, as a yardstick of this harness",
          ("wide_split", "wide_packed"), "testpmd", program="testpmd",
          short=False),
    *each("offloads", "checksums, TSO, LRO, two queues, between two hosts",
          ("taps_split", "taps_packed"), program="vfio_forward", short=False),
    *each("kernel", "the guest's kernel is our card's peer",
          ("taps_packed",), program="vfio_forward", peer="kernel",
          short=False),
    *each("debian", "Debian's testpmd is our card's peer",
          ("taps_split", "taps_packed"), "peer_testpmd",
          program="vfio_forward", peer="tap", short=False),
    *each("sleeps", "receive interrupts: no CPU time when idle",
          ("split",), program="vfio_forward", times=3, short=False),
    *each("sleeps", "receive interrupts: no CPU time when idle",
          ("packed",), program="vfio_forward"),
    *each("links", "cables out and in", ("split",), short=False),
    *each("links", "cables out and in", ("packed",)),
    *each("pressure", "the guest's memory runs short", ("packed",),
          short=False),
    *each("again", "started and stopped", ("packed",), times=3),
    *each("again", "started and stopped, often", RINGS, "again_50", times=50,
          short=False),
    *each("killed", "kill -9 during traffic, and a new start", ("split",)),
    *each("killed", "kill -9 during traffic, and a new start", ("packed",),
          short=False),
    *each("unplug", "a card goes during traffic", ("wide_unplug",)),
]

# By physical addresses, by virtual ones; with hugepages and without.
PROBES = [
    Probe("rounds", rounds=50, short=False),
    Probe("rounds", "pages", eal=ORDINARY, rounds=10, short=False),
    Probe("rounds", "user", eal=MAPS, user="user", rounds=10),
    Probe("dma"),
    Probe("dma", "pa", eal="--iova-mode=pa"),
    Probe("dma", "user", eal=ORDINARY, user="user"),
    Probe("dma", "wide", eal=ORDINARY, boot="wide", short=False),
    Probe("external"),
    Probe("external", "wide", boot="wide", short=False),
    Probe("interrupts", rounds=20, short=False),
    Probe("interrupts", "user", eal=ORDINARY, user="user",
          rounds=5),
    Probe("unplug", boot="wide", does="pull"),
    Probe("rounds", "plugged", boot="wide"),
]

NAMES = {one.name for one in PROBES + SCENARIOS}


def table():
    return "\n".join([*(f"{one.name:26} {' ' if one.short else '*'} {one.about}"
                        for one in PROBES + SCENARIOS), "* with --all only"])


def main():
    """Lists them; with names, whether there are these."""
    wrong = sorted(set(sys.argv[1:]) - NAMES)
    if wrong:
        print(f"there is no {', '.join(map(repr, wrong))}; there are:\n{table()}",
              file=sys.stderr)
        sys.exit(2)
    print(table())


if __name__ == "__main__":
    main()
