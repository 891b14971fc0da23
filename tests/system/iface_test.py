#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""net_pcap on live interfaces: a veth pair in a network namespace of its own,
with pcap-replay at one end and l2fwd at the other."""
import re
import sys
import time
import unittest

from netns import enter_namespace, ip, make_pair
from support import EAL, SAMPLE, SystemTest, program, run

SAMPLE_PACKETS = 791


class Interfaces(SystemTest):
    def forward(self, given, output, *options):
        """l2fwd from the given input of port 0 to a capture."""
        return self.start_l2fwd([f"net_pcap0,{given}",
                                 f"net_pcap1,tx_pcap={output}"], *options)

    def stop(self, process):
        time.sleep(0.5)
        return self.stop_l2fwd(process)

    def replay(self, port):
        result = run(program("REPLAY", *EAL, "-l", "0", "--file-prefix",
                             "other", "--vdev", port, "--", "--pps", "2000",
                             SAMPLE))
        self.check_code(result, 0)
        self.assertRegex(result.stdout, rf"Sent +{SAMPLE_PACKETS} packets")

    def through(self, receive, send):
        """On a busy machine the kernel may drop packets, or let one overtake
        another: only what fails three times is the programs' doing."""
        for left in (2, 1, 0):
            output = self.dir / f"out{left}"
            process = self.forward(receive, output)
            self.replay(send)
            text = self.stop(process)
            try:
                count, _ = self.compare(SAMPLE, output)
                self.assertEqual(count, SAMPLE_PACKETS, text)
                return
            except self.failureException as failure:
                print(failure, text, sep="\n", file=sys.stderr)
                if left == 0:
                    raise

    def test_iface(self):
        self.through("iface=bp1", "net_pcap0,iface=bp0")

    def test_rx_iface_and_tx_iface(self):
        self.through("rx_iface=bp1", "net_pcap0,tx_iface=bp0")

    def test_rx_iface_in_hears_no_echo(self):
        self.through("rx_iface_in=bp1", "net_pcap0,tx_iface=bp0")

    def test_who_hears_what_is_sent(self):
        """rx_iface what its own interface sends, rx_iface_in does not."""
        self.through("rx_iface=bp0", "net_pcap0,tx_iface=bp0")
        process = self.forward("rx_iface_in=bp0", self.dir / "out")
        self.replay("net_pcap0,tx_iface=bp0")
        text = self.stop(process)
        self.assertTrue(re.search(r"^total +0 ", text, re.M), text)

    def test_phy_mac(self):
        address = "02:11:22:33:44:55"
        ip("set", "bp1", "address", address)
        for phy_mac, told in ((1, address), (0, "02:70:63:61:70:")):
            result = run(program(
                "L2FWD", *EAL, "-l", "0", "--vdev",
                f"net_pcap0,rx_pcap={SAMPLE}", "--vdev",
                f"net_pcap1,iface=bp1,phy_mac={phy_mac}", "--", "-p", "3",
                "-q", "2", "-T", "0", "--exit-on-eof"))
            self.check_code(result, 0)
            self.assertRegex(result.stdout, rf"Port 1: .* address {told}")

    def test_an_idle_interface_does_not_block(self):
        process = self.forward("iface=bp1", self.dir / "out")
        text = self.stop(process)
        self.assertTrue(re.search(r"^total +0 ", text, re.M), text)

    def test_missing_interface(self):
        result = run(program("REPLAY", *EAL, "-l", "0", "--vdev",
                             "net_pcap0,iface=bp77", "--", SAMPLE))
        self.check_refused(result, "bp77")


if __name__ == "__main__":
    enter_namespace()
    make_pair("bp0", "bp1")
    unittest.main()
