#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Ports of a primary process, used by secondaries. MEMBER is the program of
each; ROUNDS is how often one is killed, PACKETS how many go through a port."""
import os
import random
import time
import unittest

from group import GroupCase

ROUNDS = int(os.environ.get("ROUNDS", "5"))
PACKETS = int(os.environ.get("PACKETS", "100000"))
NULL, RING = "net_null0", "net_ring0"


class Ports(GroupCase):
    def start_port(self, primary, name, args=""):
        self.assertEqual(primary.do("plug", name, args), "0")
        self.assertEqual(primary.do("start", name), "0", primary.log)

    def test_look(self):
        primary = self.start("primary")
        self.start_port(primary, NULL)
        secondary = self.start("secondary", lcore="1")
        self.assertEqual(primary.do("plug", RING), "0")
        for one in (primary, secondary):
            self.assertEqual(one.do("ports"), "2 0:net_null0 1:net_ring0")
            self.assertEqual(one.do("seen"), "new=2 gone=0")
        for name in (NULL, RING):
            self.assertEqual(secondary.do("info", name),
                             primary.do("info", name))
            self.assertEqual(secondary.do("stats", name),
                             primary.do("stats", name))
        self.end_well(secondary, primary)


if __name__ == "__main__":
    unittest.main()
