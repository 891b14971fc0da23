#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What the library says of every Ethernet packet in tests/data, against what
tshark says: the protocol of each layer, the lengths of headers, and whether
checksums are right. Each difference is explained in EXPLAINED."""
import shutil
import subprocess
import sys
import unittest

from support import SAMPLE, SystemTest, captures, program

FILES = [SAMPLE] + [file for folder in ("eth", "ng", "other")
                    for file in captures(folder)]
FACTS = ["l2", "l2_len", "l3", "l3_len", "l4", "l4_len", "tunnel",
         "tunnel_len", "inner_l2", "inner_l2_len", "inner_l3", "inner_l3_len",
         "inner_l4", "inner_l4_len", "ip_cksum", "l4_cksum"]
FIELDS = ["frame.protocols", "ip.hdr_len", "ip.frag_offset", "ip.flags.mf",
          "ip.checksum.status", "tcp.hdr_len", "tcp.checksum.status",
          "udp.checksum.status"]
OPTIONS = ["ip.defragment:FALSE", "ipv6.defragment:FALSE",
           "ip.check_checksum:TRUE", "tcp.check_checksum:TRUE",
           "udp.check_checksum:TRUE", "tcp.desegment_tcp_streams:FALSE"]


MPLS = ("What labels carry is not in the packet: tshark guesses from the first "
        "nibble, the library does not.")
MPLS_GOOD = (MPLS, {"l3": ("UNKNOWN", "IPV4"), "l3_len": ("0", "20"),
                    "ip_cksum": ("-", "good")})
NO_LENGTH = ("The sender's offload left a length of 0 in IP, and in UDP: there "
             "is no datagram to sum. tshark guesses the length, or gives up.")
UDP_LENGTH = ("The lengths in IP and UDP contradict each other. The library, "
              "as 22.11, goes by IP; tshark by UDP, if IP allows that.")

# (file, number): why, and the facts as (the library's, tshark's).
EXPLAINED = {
    ("tcpreplay-test.pcap", 11): (MPLS, {
        "l3": ("UNKNOWN", "IPV4"), "l3_len": ("0", "20"),
        "ip_cksum": ("-", "bad")}),
    ("tcpreplay-test.pcap", 124): MPLS_GOOD,
    ("tcpreplay-test.pcap", 133): MPLS_GOOD,
    ("tcpreplay-test.pcap", 135): MPLS_GOOD,
    ("tcpreplay-test.pcap", 137): MPLS_GOOD,
    ("tcpreplay-test.pcap", 139): MPLS_GOOD,
    ("tok2str-oobr-2.pcap", 1): (MPLS, {
        "l3": ("UNKNOWN", "IPV4_EXT"), "l3_len": ("0", "24"),
        "l4": ("UNKNOWN", "UDP"), "ip_cksum": ("-", "bad"),
        "l4_cksum": ("-", "bad")}),
    ("wccp_redirect_gre.pcap", 1): (
        "GRE of a vendor's EtherType, behind which tshark knows IPv4 to be.",
        {"inner_l3": ("UNKNOWN", "IPV4"), "inner_l4": ("UNKNOWN", "TCP")}),
    ("bad-ipv4-version-pgm-heapoverflow.pcap", 1): (
        "The EtherType is IPv4, the version 6: tshark names it IPv4 and "
        "dissects IPv6, to the library it is neither.",
        {"l3": ("UNKNOWN", "IPV4_EXT"), "l3_len": ("0", ""),
         "tunnel": ("UNKNOWN", "IP"), "inner_l3": ("UNKNOWN", "IPV6")}),
    ("ipv4_invalid_length.pcap", 1): (
        "19 bytes of an IPv4 header: the library wants it whole.",
        {"l3": ("UNKNOWN", "IPV4"), "l3_len": ("0", "20"),
         "ip_cksum": ("-", "unverified")}),
    ("bigtcp-ipv4.pcap", 1): (NO_LENGTH, {"l4_cksum": ("bad", "unverified")}),
    ("bigtcp-ipv4-vxlan-ipv6.pcap", 1): (NO_LENGTH, {
        "l4_cksum": ("bad", "-")}),
    ("bigtcp-ipv6-geneve-ipv4.pcap", 1): (NO_LENGTH, {
        "l4_cksum": ("bad", "-")}),
    ("bigtcp-ipv6-vxlan-ipv4.pcap", 1): (NO_LENGTH, {
        "l4_cksum": ("bad", "-")}),
    ("bigtcp-ipv4-geneve-ipv6.pcap", 1): (NO_LENGTH + " And no checksum.", {
        "l4_cksum": ("none", "-")}),
    ("cve-2014-8767-OLSR.pcap", 1): (UDP_LENGTH, {
        "l4_cksum": ("bad", "unverified")}),
    ("lwres-pointer-arithmetic-ub.pcap", 1): (UDP_LENGTH, {
        "l4_cksum": ("bad", "unverified")}),
    ("dns-zlip-3.pcap", 1): (UDP_LENGTH, {"l4_cksum": ("good", "bad")}),
    ("udp-length-heapoverflow.pcap", 1): (
        "Four bytes of a UDP header: tshark does not get to its checksum.",
        {"l4_cksum": ("unverified", "-")}),
}


def ours(capture):
    """(file, number) -> facts, of all packets, which go to a capture."""
    text = subprocess.run(program("FACTS", "--merge", capture, *FILES),
                          check=True, text=True, stdout=subprocess.PIPE).stdout
    packets = {}
    for line in text.splitlines():
        file, number, *facts = line.split("\t")
        packets[file, int(number)] = dict(zip(FACTS, facts))
    return packets


def tshark(capture):
    """What it says of each packet of the capture: field -> values."""
    command = ["tshark", "-n", "-r", capture, "-T", "fields"]
    command += [part for option in OPTIONS for part in ("-o", option)]
    command += [part for field in FIELDS for part in ("-e", field)]
    text = subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout
    return [dict(zip(FIELDS, line.split("\t"))) for line in text.splitlines()]


class Expected:
    """The facts that follow from tshark's dissection, as far as the types of
    22.11 can tell them: what is inside of UDP or ICMP has no type."""

    def __init__(self, seen):
        self.seen = seen
        self.names = [name for name in seen["frame.protocols"].split(":")
                      if name != "ethertype"]
        self.facts = {}
        self.layer2()
        self.layer3("l3", "l4")
        if self.fact("l4") == "UNKNOWN":
            self.tunnel()
        self.checksums()

    def fact(self, layer):
        return self.facts.get(layer, "UNKNOWN")

    def next(self, *wanted):
        """The next protocol, taken away, if it is one of those wanted."""
        if self.names and self.names[0] in wanted:
            return self.names.pop(0)
        return None

    def number(self, field):
        """The outermost of a field that may be there several times."""
        return self.seen[field].split(",")[0]

    def layer2(self):
        if not self.next("eth") or self.seen["frame.protocols"] == "eth":
            return
        names = {"vlan": "ETHER_VLAN", "ieee8021ad": "ETHER_QINQ",
                 "mpls": "ETHER_MPLS"}
        self.facts["l2"] = names.get(
            self.next("vlan", "ieee8021ad", "mpls"), "ETHER")
        self.next("vlan")

    def is_fragment(self):
        return (self.number("ip.flags.mf") == "1" or
                self.number("ip.frag_offset") not in ("", "0"))

    def layer3(self, layer, above):
        fragment = False
        if self.next("ip"):
            size = self.number("ip.hdr_len")
            self.facts[layer] = "IPV4" if size == "20" else "IPV4_EXT"
            if layer == "l3":
                self.facts["l3_len"] = size
                fragment = self.is_fragment()
        elif self.next("ipv6"):
            self.facts[layer] = "IPV6"
            if self.names and self.names[0] in ("ah", "esp"):
                self.facts[layer] = "IPV6_EXT"
            while extension := self.next("ipv6.hopopts", "ipv6.routing",
                                         "ipv6.dstopts", "ipv6.fraghdr"):
                self.facts[layer] = "IPV6_EXT"
                fragment = fragment or extension == "ipv6.fraghdr"
        else:
            return
        self.layer4(above, fragment)

    def layer4(self, layer, fragment):
        if fragment:
            self.facts[layer] = "FRAG"
        elif self.next("tcp"):
            self.facts[layer] = "TCP"
            if layer == "l4":
                self.facts["l4_len"] = self.number("tcp.hdr_len")
        elif self.next("udp"):
            self.facts[layer] = "UDP"
        elif self.next("sctp"):
            self.facts[layer] = "SCTP"

    def tunnel(self):
        if self.next("gre"):
            ether = self.next("eth")
            self.facts["tunnel"] = "NVGRE" if ether else "GRE"
            tag = self.next("vlan")
            if tag or ether:
                self.facts["inner_l2"] = "ETHER_VLAN" if tag else "ETHER"
        elif self.fact("l3") != "UNKNOWN" and self.names and \
                self.names[0] in ("ip", "ipv6"):
            self.facts["tunnel"] = "IP"
        else:
            return
        self.layer3("inner_l3", "inner_l4")

    def checksums(self):
        if self.fact("l3").startswith("IPV4"):
            self.facts["ip_cksum"] = self.status("ip.checksum.status")
        if self.fact("l3") == "IPV6_EXT":
            return  # its pseudo-header is not that of the first header
        if self.fact("l4") in ("TCP", "UDP"):
            self.facts["l4_cksum"] = self.status(
                self.fact("l4").lower() + ".checksum.status")

    def status(self, field):
        return {"0": "bad", "1": "good", "2": "unverified",
                "3": "none"}.get(self.number(field), "-")


def differences(facts, seen):
    """fact: (ours, what follows from tshark), where they are not the same."""
    expected = Expected(seen)
    found = {}
    for name in FACTS:
        mine = facts[name].replace("INNER_", "").split("_", 1)[-1]
        if name.endswith("_len"):
            theirs = expected.facts.get(name, mine)
        elif name.endswith("_cksum"):
            theirs = expected.facts.get(name, "-")
        else:
            theirs = expected.fact(name)
        if mine != theirs:
            found[name] = (mine, theirs)
    return found


class Packets(SystemTest):
    def test_every_packet(self):
        capture = self.dir / "all.pcap"
        packets = ours(capture)
        dissected = tshark(capture)
        self.assertGreater(len(packets), 2000)
        self.assertEqual(len(packets), len(dissected))
        found = {}
        for (packet, facts), seen in zip(packets.items(), dissected):
            if difference := differences(facts, seen):
                found[packet] = difference
        for packet, difference in found.items():
            with self.subTest(packet=packet):
                self.assertIn(packet, EXPLAINED, difference)
                _, explained = EXPLAINED[packet]
                self.assertEqual(difference, explained)
        self.assertEqual(set(EXPLAINED) - set(found), set(),
                         "explained, but no longer different")


if __name__ == "__main__":
    if shutil.which("tshark") is None:
        print("skipped: tshark is not installed")
        sys.exit(77)
    unittest.main()
