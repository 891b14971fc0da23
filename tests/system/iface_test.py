#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""net_pcap on live interfaces: a veth pair in a network namespace of its own,
with pcap-replay at one end and l2fwd at the other."""
import os
import re
import signal
import subprocess
import sys
import time
import unittest

from support import EAL, SAMPLE, SystemTest, program, run

SAMPLE_PACKETS = 791
UNSHARE = ["unshare", "--net"]
if os.geteuid() != 0:
    UNSHARE.append("--map-root-user")


def enter_namespace():
    """Starts this test again in a network namespace, or skips it (77)."""
    trial = subprocess.run(
        [*UNSHARE, "ip", "link", "add", "bp0", "type", "veth", "peer", "name",
         "bp1"], capture_output=True, text=True, check=False)
    if trial.returncode != 0:
        print("no network namespace with a veth pair:", trial.stderr.strip())
        sys.exit(77)
    os.execvp(UNSHARE[0], [*UNSHARE, "env", "BUFPLANE_IN_NETNS=1",
                           sys.executable, *sys.argv])


def make_pair():
    """bp0 and bp1, up, without a word of IPv6 from the kernel."""
    with open("/proc/sys/net/ipv6/conf/default/disable_ipv6", "w",
              encoding="ascii") as switch:
        switch.write("1")
    subprocess.run(["ip", "link", "add", "bp0", "type", "veth", "peer",
                    "name", "bp1"], check=True)
    for name in ("bp0", "bp1"):
        subprocess.run(["ip", "link", "set", name, "up"], check=True)


class Interfaces(SystemTest):
    def forward(self, given, output, *options):
        """l2fwd from the given input of port 0 to a capture."""
        process = subprocess.Popen(
            program("L2FWD", *EAL, "-l", "0", "--vdev", f"net_pcap0,{given}",
                    "--vdev", f"net_pcap1,tx_pcap={output}", "--", "-p", "3",
                    "-q", "2", "-T", "0", "--no-mac-updating", *options),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        while "Port 1" not in process.stdout.readline():
            self.assertIsNone(process.poll())
        return process

    def stop(self, process):
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, text)
        self.assertIn("mbufs are back in pool", text)
        return text

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

    def test_an_idle_interface_does_not_block(self):
        process = self.forward("iface=bp1", self.dir / "out")
        text = self.stop(process)
        self.assertTrue(re.search(r"^total +0 ", text, re.M), text)

    def test_missing_interface(self):
        result = run(program("REPLAY", *EAL, "-l", "0", "--vdev",
                             "net_pcap0,iface=bp77", "--", SAMPLE))
        self.check_refused(result, "bp77")


if __name__ == "__main__":
    if "BUFPLANE_IN_NETNS" not in os.environ:
        enter_namespace()
    make_pair()
    unittest.main()
