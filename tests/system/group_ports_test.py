#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Ports of a primary process, used by secondaries. MEMBER is the program of
each; ROUNDS is how often one is killed, PACKETS how many go through a port."""
import errno
import os
import random
import signal
import tempfile
import time
import unittest

from group import GroupCase

ROUNDS = int(os.environ.get("ROUNDS", "5"))
PACKETS = int(os.environ.get("PACKETS", "100000"))
NULL, RING = "net_null0", "net_ring0"
ALL = "8191"  # packets of a pool
REFUSED = " ".join([str(-errno.ENOTSUP)] * 10)


class Ports(GroupCase):
    def start_port(self, primary, name, args=""):
        self.assertEqual(primary.do("plug", name, args), "0")
        self.assertEqual(primary.do("start", name), "0")

    def pair_with(self, name, args=""):
        """A pair, and the primary's port, which is there first."""
        primary = self.start("primary")
        self.start_port(primary, name, args)
        return primary, self.start("secondary", lcore="1")

    def same(self, *members, name):
        for word in ("info", "stats"):
            said = [one.do(word, name) for one in members]
            self.assertEqual(len(set(said)), 1, said)
            self.assertNotIn("failed", said[0])

    def test_look(self):
        primary, secondary = self.pair_with(NULL)
        self.start_port(primary, RING)
        third = self.start("secondary", lcore="2")
        for one in (primary, secondary, third):
            self.assertEqual(one.do("ports"), "2 0:net_null0 1:net_ring0")
            self.assertEqual(one.do("seen"), "new=2 gone=0")
            for text in ("class=eth", "bus=vdev", "net_null0",
                         "bus=vdev,name=net_ring0/class=eth"):
                self.assertEqual(one.do("match", text),
                                 primary.do("match", text), text)
            self.assertEqual(one.do("match", "bus=vdev,name=net_ring0"),
                             "ports=1 devices=1")
        for name in (NULL, RING):
            self.same(primary, secondary, third, name=name)
        self.assertIn("driver=net_ring device=net_ring0",
                      secondary.do("info", RING))
        self.end_well(third, secondary, primary)

    def test_refused(self):
        primary, secondary = self.pair_with(NULL)
        before = primary.do("info", NULL)
        self.assertEqual(secondary.do("control", NULL), REFUSED)
        self.assertEqual(primary.do("info", NULL), before)
        self.end_well(secondary, primary)
        self.assertIn("Port 0 (net_null0): only the primary process can "
                      "start it", secondary.log)

    def test_null(self):
        primary, secondary = self.pair_with(NULL)
        self.assertRegex(secondary.do("rx", NULL, PACKETS),
                         f"^{PACKETS} wrong=")
        self.assertEqual(secondary.do("tx", NULL, PACKETS), str(PACKETS))
        for one in (primary, secondary):
            self.assertRegex(
                one.do("stats", NULL),
                f"^in={PACKETS} out={PACKETS} good={PACKETS} n=")
        self.assertEqual(secondary.do("reset", NULL), "0")
        self.assertRegex(primary.do("stats", NULL), "^in=0 out=0 good=0 n=")
        self.assertEqual(primary.do("count", NULL), ALL)
        self.end_well(secondary, primary)

    def test_ring(self):
        primary, secondary = self.pair_with(RING)
        third = self.start("secondary", lcore="2")
        for sender, receiver in ((primary, secondary), (secondary, primary),
                                 (secondary, third)):
            sender.tell("tx", RING, PACKETS)
            self.assertEqual(receiver.do("rx", RING, PACKETS),
                             f"{PACKETS} wrong=0")
            self.assertEqual(sender.read(), str(PACKETS))
            for one in (primary, secondary, third):
                self.assertEqual(one.do("count", RING), ALL)
        n = 3 * PACKETS
        for one in (primary, secondary, third):
            self.assertRegex(one.do("stats", RING),
                             f"^in={n} out={n} good={n} n=")
        self.end_well(third, secondary, primary)

    def test_two_ports_of_a_device(self):
        primary, secondary = self.pair()
        self.assertEqual(
            primary.do("plug", RING,
                       "nodeaction=one:0:CREATE,nodeaction=two:0:CREATE"),
            "0")
        self.assertEqual(secondary.do("ports"), "2 0:one 1:two")
        self.assertEqual(primary.do("start", "two"), "0")
        self.assertEqual(primary.do("tx", "two", 10), "10")
        self.assertEqual(secondary.do("rx", "two", 10), "10 wrong=0")
        self.assertEqual(primary.do("close", "one"), "0")
        self.assertEqual(secondary.do("ports"), "1 1:two")
        self.assertEqual(secondary.do("match", "bus=vdev"),
                         "ports=1 devices=1")
        self.assertEqual(primary.do("unplug", RING), "0")
        self.assertEqual(secondary.do("ports"), "0")
        self.assertEqual(secondary.do("match", "bus=vdev"),
                         "ports=0 devices=0")
        self.end_well(secondary, primary)

    def test_stop_and_start(self):
        primary, secondary = self.pair_with(RING)
        self.assertEqual(primary.do("tx", RING, 10), "10")
        self.assertEqual(primary.do("stop", RING), "0")
        self.assertEqual(secondary.do("poll", RING), "ok")
        self.assertRegex(secondary.do("stats", RING), "^in=0 out=10 ")
        self.assertEqual(secondary.do("rest"), "ok")
        self.assertEqual(primary.do("start", RING, 2), "0")
        self.assertEqual(secondary.do("rx", RING, 10), "10 wrong=0")
        self.assertEqual(primary.do("count", RING), ALL)
        self.end_well(secondary, primary)
        self.assertIn("which is not ready", secondary.log)

    def test_removed(self):
        """From under a thread that polls it."""
        primary, secondary = self.pair()
        for i in range(1, 2 * ROUNDS + 1):
            name = (NULL, RING)[i % 2]
            self.start_port(primary, name)
            self.assertEqual(secondary.do("poll", name), "ok")
            self.assertEqual(primary.do("unplug", name), "0")
            for one in (primary, secondary):
                self.assertEqual(one.do("ports"), "0")
                self.assertEqual(one.do("seen"), f"new={i} gone={i}")
                self.assertIn("failed", one.do("info", name))
            self.assertEqual(secondary.do("rest"), "ok")
            self.assertEqual(primary.do("count", name), ALL)
        self.end_well(secondary, primary)

    def test_let_go(self):
        primary, secondary = self.pair_with(NULL)
        self.start_port(primary, RING)
        before = primary.do("info", NULL), primary.do("info", RING)
        self.assertEqual(secondary.do("close", NULL), "0")
        self.assertEqual(secondary.do("unplug", RING), "0")
        self.assertEqual(secondary.do("ports"), "0")
        # What the primary does with them does not bring them back.
        self.assertEqual(primary.do("stop", NULL), "0")
        self.assertEqual(primary.do("start", NULL), "0")
        self.assertEqual(secondary.do("ports"), "0")
        self.assertEqual(secondary.do("seen"), "new=2 gone=2")
        # But this process can have one again, and so can the next.
        self.assertEqual(secondary.do("plug", RING), "0")
        self.assertEqual(secondary.do("ports"), "1 1:net_ring0")
        self.end_well(secondary)
        self.assertEqual((primary.do("info", NULL), primary.do("info", RING)),
                         before)
        self.assertEqual(primary.do("tx", RING, 10), "10")
        other = self.start("secondary", lcore="1")
        self.assertEqual(other.do("rx", RING, 10), "10 wrong=0")
        self.assertEqual(primary.do("unplug", NULL), "0")
        self.start_port(primary, NULL)
        self.assertEqual(other.do("ports"), "2 0:net_null0 1:net_ring0")
        self.end_well(other, primary)

    def test_own_ports(self):
        primary, secondary = self.pair_with(NULL)
        self.start_port(secondary, "net_null1")
        self.assertEqual(secondary.do("ports"), "2 0:net_null0 1:net_null1")
        self.assertEqual(primary.do("ports"), "1 0:net_null0")
        self.assertEqual(secondary.do("tx", "net_null1", 10), "10")
        self.assertEqual(secondary.do("stop", "net_null1"), "0")
        self.assertEqual(primary.do("plug", RING), "0")
        self.assertEqual(secondary.do("ports"),
                         "3 0:net_null0 1:net_null1 2:net_ring0")
        secondary.kill()
        # Whose place the next one has, and what it left.
        other = self.start("secondary", lcore="1")
        self.assertEqual(other.do("plug", "net_null1"), "0")
        self.assertEqual(other.do("ports"),
                         "3 0:net_null0 1:net_null1 2:net_ring0")
        self.end_well(other, primary)

    def test_killed(self):
        rng = random.Random(os.environ.get("SEED", "4"))
        primary = self.start("primary")
        for name in (NULL, RING):
            self.start_port(primary, name)
        for i in range(ROUNDS):
            secondary = self.start("secondary", lcore="1")
            self.assertEqual(secondary.do("poll", (NULL, RING)[i % 2]), "ok")
            time.sleep(rng.random() / 50)
            secondary.kill()
            for name in (NULL, RING):
                self.assertEqual(primary.do("stop", name), "0")
                self.assertEqual(primary.do("start", name), "0")
        self.assertEqual(primary.do("ports"), "2 0:net_null0 1:net_ring0")
        other = self.start("secondary", lcore="1")
        self.same(primary, other, name=NULL)
        self.assertEqual(primary.do("tx", RING, 100), "100")
        self.assertRegex(other.do("rx", RING, 100), "^100 ")
        self.end_well(other, primary)

    def test_primary_killed(self):
        primary, secondary = self.pair_with(RING)
        with tempfile.TemporaryDirectory() as temp:
            self.assertEqual(
                primary.do("plug", "net_pcap0", f"tx_pcap={temp}/x"), "0")
            self.assertNotIn("failed", secondary.do("stats", "net_pcap0"))
            primary.kill()
        self.assertEqual(secondary.do("tx", RING, 10), "10")
        self.assertEqual(secondary.do("rx", RING, 10), "10 wrong=0")
        self.assertIn("failed", secondary.do("stats", "net_pcap0"))
        self.end_well(secondary)

    def test_stopped_process(self):
        """It does not answer: what it uses stays."""
        primary, secondary = self.pair_with(NULL)
        secondary.stop()
        self.assertEqual(primary.do("stop", NULL), str(-errno.EBUSY))
        os.kill(secondary.run.pid, signal.SIGCONT)
        self.assertRegex(secondary.do("rx", NULL, 10), "^10 ")
        self.assertEqual(primary.do("stop", NULL), "0")
        self.end_well(secondary, primary)

    def test_asked(self):
        """A driver that works in one process answers for itself."""
        with tempfile.TemporaryDirectory() as temp:
            primary, secondary = self.pair_with(
                "net_pcap0", f"tx_pcap={temp}/out.pcap")
            self.assertEqual(primary.do("tx", "net_pcap0", 10), "10")
            self.same(primary, secondary, name="net_pcap0")
            self.assertRegex(secondary.do("stats", "net_pcap0"),
                             "^in=0 out=10 good=0 n=")
            self.assertIn("driver=net_pcap device=net_pcap0",
                          secondary.do("info", "net_pcap0"))
            self.assertEqual(secondary.do("poll", "net_pcap0"), "ok")
            self.assertEqual(secondary.do("reset", "net_pcap0"), "0")
            self.assertRegex(primary.do("stats", "net_pcap0"), "^in=0 out=0 ")
            self.assertEqual(primary.do("unplug", "net_pcap0"), "0")
            self.assertEqual(secondary.do("rest"), "ok")
            self.assertEqual(secondary.do("ports"), "0")
            self.end_well(secondary, primary)


if __name__ == "__main__":
    unittest.main()
