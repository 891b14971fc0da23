#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Several processes on one memory: started, killed and started again. MEMBER
is the program of each, ALPHA and BETA are plug-ins for it; ROUNDS is how often
one is killed, OBJECTS how many go from one to another."""
import array
import os
import random
import re
import select
import signal
import socket
import struct
import subprocess
import time
import unittest

from group import CPUS, LIMIT, MEMBER, PLACE, PREFIX, GroupCase, folder

ROUNDS = int(os.environ.get("ROUNDS", "20"))
OBJECTS = int(os.environ.get("OBJECTS", "1000000"))
HANDLERS = ("ring_mp_mc", "ring_mt_rts", "ring_mt_hts", "stack", "lf_stack",
            "bucket")


class Group(GroupCase):
    def test_types(self):
        refused = self.start("secondary")
        self.assertEqual(refused.started, "init failed 2")
        refused.end()
        self.assertIn("there is no primary process", refused.log)
        primary = self.start("auto")
        self.assertIn("type=0", primary.started)
        second = self.start("primary")
        self.assertEqual(second.started, "init failed 16")
        second.end()
        secondary = self.start("auto", lcore="1")
        self.assertIn("type=1", secondary.started)
        self.assertIn("primary=1", secondary.do("about"))
        self.assertIn("primary=0", primary.do("about"))
        self.assertIn("primary=1", secondary.do("about",
                                                folder() / "config"))
        self.assertIn("primary=0", secondary.do("about", "/nowhere/config"))
        self.assertIn("disable=0", primary.do("about", "-", "d"))
        self.end_well(secondary)
        self.assertIn("disable=1", primary.do("about", "-", "d"))
        refused = self.start("secondary")
        self.assertEqual(refused.started, "init failed 13")
        refused.end()
        self.assertIn("rte_mp_disable", refused.log)
        self.end_well(primary)

    def test_both_auto_at_once(self):
        for _ in range(3):
            runs = [subprocess.Popen(
                [MEMBER, "--no-huge", "--no-pci", "--lcores", f"{i}@{CPUS}",
                 "--file-prefix", PREFIX, "--proc-type=auto", *PLACE],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True) for i in range(2)]
            for run in runs:
                self.addCleanup(run.kill)
            types = [re.search(r"type=(\d)", run.stdout.readline())[1]
                     for run in runs]
            for run in runs:
                run.communicate(timeout=LIMIT)
            self.assertEqual(sorted(types), ["0", "1"])

    def test_alone(self):
        alone = self.start("primary", "--in-memory")
        refused = self.start("secondary")
        self.assertEqual(refused.started, "init failed 2")
        refused.end()
        self.assertIn("--in-memory", refused.log)
        self.assertEqual(alone.do("action", "x"), "failed 95")
        self.assertIn("errno=95", alone.do("ask", "x", "y"))
        self.end_well(alone)
        refused = self.start("secondary", "--in-memory")
        self.assertEqual(refused.started, "init failed 22")
        refused.end()

    def test_other_build(self):
        primary = self.start("primary")
        with open(folder() / "bufplane", "r+b") as file:
            file.seek(8)
            layout = file.read(8)
            file.seek(8)
            file.write(b"otherone")
            file.flush()
            refused = self.start("secondary")
            self.assertEqual(refused.started, "init failed 71")
            refused.end()
            self.assertIn("of another build", refused.log)
            file.seek(8)
            file.write(layout)
        secondary = self.start("secondary", lcore="1")
        self.end_well(secondary, primary)

    def test_memory(self):
        primary, secondary = self.pair()
        self.assertEqual(primary.do("zone", "early", "text"), "ok")
        self.assertEqual(secondary.do("look", "early"), "text")
        self.assertEqual(secondary.do("zone", "back", "words"), "ok")
        self.assertEqual(primary.do("look", "back"), "words")
        third = self.start("secondary", lcore="2")
        self.assertEqual(third.do("look", "back"), "words")
        for who, others in ((primary, (secondary, third)),
                            (secondary, (primary, third))):
            place = who.do("take", 9000, "a")
            for other in others:
                self.assertEqual(other.do("peek", place, "a9000"), "same")
            self.assertEqual(who.do("drop"), "ok")
        came = [int(re.search(r"came=(\d+)", one.do("events"))[1])
                for one in (secondary, third)]
        went = [int(re.search(r"went=(\d+)", one.do("events"))[1])
                for one in (primary, secondary, third)]
        self.assertGreaterEqual(min(came), 8)
        self.assertEqual(len(set(went)), 1)
        self.assertGreaterEqual(went[0], 8)
        # The others go on without the one that made it all.
        self.end_well(primary)
        self.assertEqual(third.do("look", "early"), "text")
        place = third.do("take", 5000, "b")
        self.assertEqual(secondary.do("peek", place, "b5000"), "same")
        self.end_well(secondary, third)

    def test_messages(self):
        primary, secondary = self.pair()
        other = self.start("secondary", lcore="2")
        self.assertEqual(primary.do("ask", "x", "text"),
                         "-1 errno=110 sent=2 received=0 same=0")
        for one in (primary, secondary, other):
            self.assertEqual(one.do("action", "x"), "ok")
            self.assertEqual(one.do("action", "x"), "failed 17")
        self.assertEqual(primary.do("ask", "x", "text"),
                         "0 errno=0 sent=2 received=2 same=2")
        self.assertEqual(secondary.do("ask", "x", "text"),
                         "0 errno=0 sent=1 received=1 same=1")
        self.assertEqual(primary.do("later", "x", "text"),
                         "0 called=1 sent=2 received=2")
        self.assertEqual(secondary.do("later", "nobody", "text"),
                         "0 called=1 sent=1 received=0")
        self.assertEqual(secondary.do("send", "x", "in-a-pipe"), "0")
        self.assertEqual(primary.do("heard", 2), "2 in-a-pipe")
        other.kill()
        self.assertEqual(primary.do("ask", "x", "text"),
                         "0 errno=0 sent=1 received=1 same=1")
        for path in folder().iterdir():
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
        self.end_well(secondary, primary)

    def test_bad_messages(self):
        primary, secondary = self.pair()
        self.assertEqual(primary.do("action", "x"), "ok")
        path = str(folder() / "mp_socket")
        good = struct.pack("<II64sII256s", 0x62704d31, 1, b"x", 2, 0, b"y")
        null = os.open("/dev/null", os.O_RDONLY)
        one_fd = [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                   array.array("i", [null]))]
        bad = [b"", b"x", good[:-1], good + b"\0", bytes(len(good)),
               good[:4] + struct.pack("<I", 77) + good[8:],
               good[:8] + b"z" * 64 + good[72:],
               good[:8] + bytes(64) + good[72:],
               good[:72] + struct.pack("<I", 257) + good[76:],
               good[:76] + struct.pack("<I", 1) + good[80:],
               # about memory: no way to answer, a wild list and range
               good[:4] + struct.pack("<I", 5) + good[8:]]
        before = len(os.listdir(f"/proc/{primary.run.pid}/fd"))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            for packet in bad:
                sock.sendto(packet, path)
            sock.sendmsg([good], one_fd, 0, path)
            for op in range(8):
                ours, theirs = socket.socketpair(
                    socket.AF_UNIX, socket.SOCK_SEQPACKET)
                memory = struct.pack("<IIQQQiI", op, 0xffffffff, 1 << 32,
                                     1 << 60, 1, 0, 1)
                sock.sendmsg([good[:4] + struct.pack("<I", 5) + bytes(64) +
                              struct.pack("<II", 40, 1) +
                              memory.ljust(256, b"\0")],
                             [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                               array.array("i", [theirs.fileno()]))], 0, path)
                ours.settimeout(LIMIT)
                answer = ours.recv(1000)
                self.assertEqual(len(answer), len(good))
                ours.close()
                theirs.close()
            sock.sendto(good, path)
        os.close(null)
        self.assertEqual(primary.do("heard", 1), "1 y")
        self.assertEqual(secondary.do("ask", "x", "text"),
                         "0 errno=0 sent=1 received=1 same=1")
        # Some of the secondary's start may have been open before.
        self.assertLessEqual(len(os.listdir(f"/proc/{primary.run.pid}/fd")),
                             before)
        self.end_well(secondary, primary)
        self.assertIn("is refused", primary.log)

    def test_objects(self):
        primary, secondary = self.pair()
        self.assertEqual(primary.do("pool", "p"), "4095")
        self.assertEqual(secondary.do("count", "p"), "4095")
        for producer, consumer in ((primary, secondary), (secondary, primary)):
            producer.tell("produce", "p", OBJECTS // 2)
            consumer.tell("consume", "p", OBJECTS // 2)
            self.assertEqual(producer.read(), str(OBJECTS // 2))
            self.assertEqual(consumer.read(), f"{OBJECTS // 2} wrong=0")
            for one in (primary, secondary):
                self.assertEqual(one.do("count", "p"), "4095")
        self.end_well(secondary, primary)

    def test_handlers(self):
        alpha, beta = os.environ["ALPHA"], os.environ["BETA"]
        primary = self.start("primary", "-d", alpha, "-d", beta)
        secondary = self.start("secondary", "-d", beta, lcore="1")
        for name in ("alpha", "beta"):
            self.assertEqual(primary.do("pool", name, name), "4095")
        self.assertEqual(secondary.do("count", "alpha"), "-95")
        self.assertEqual(secondary.do("count", "beta"), "4095")
        secondary.tell("produce", "beta", 10000)
        self.assertEqual(primary.do("consume", "beta", 10000),
                         "10000 wrong=0")
        self.assertEqual(secondary.read(), "10000")
        self.assertEqual(secondary.do("pool", "own", "beta"), "4095")
        self.assertEqual(primary.do("count", "own"), "4095")
        self.end_well(secondary, primary)
        self.assertIn("handler alpha is not in this process", secondary.log)

    def test_packets(self):
        primary, secondary = self.pair()
        field = primary.do("field", "mine")
        self.assertRegex(field, r"^\d+ 0$")
        self.assertEqual(secondary.do("field", "mine"), field)
        self.assertEqual(secondary.do("field", "new"), "-1 1")
        self.assertEqual(primary.do("packet", "m", "text"), "1")
        self.assertEqual(secondary.do("unpack", "m"), "text")
        self.assertEqual(secondary.do("packet", "m", "back"), "1")
        self.assertEqual(primary.do("unpack", "m"), "back")
        self.assertEqual(secondary.do("packet", "own", "words"), "1")
        self.assertEqual(primary.do("unpack", "own"), "words")
        for name in ("m", "own"):
            for one in (primary, secondary):
                self.assertEqual(one.do("count", name), "4095")
        self.end_well(secondary, primary)

    def test_same_lcore(self):
        primary = self.start("primary")
        secondary = self.start("secondary")
        self.assertEqual(primary.do("pool", "p"), "4095")
        primary.tell("produce", "p", OBJECTS // 10)
        self.assertEqual(secondary.do("consume", "p", OBJECTS // 10),
                         f"{OBJECTS // 10} wrong=0")
        self.assertEqual(primary.read(), str(OBJECTS // 10))
        self.assertEqual(primary.do("count", "p"), "4095")
        self.end_well(secondary, primary)
        self.assertEqual(secondary.log.count("give each process lcores"), 1)
        self.assertNotIn("give each process lcores", primary.log)

    def test_ten(self):
        primary = self.start("primary")
        self.assertEqual(primary.do("zone", "z", "text"), "ok")
        others = [self.start("secondary", lcore="1") for _ in range(10)]
        for one in others:
            self.assertEqual(one.do("look", "z"), "text")
        place = others[3].do("take", 3000, "c")
        for one in others:
            self.assertEqual(one.do("peek", place, "c3000"), "same")
        self.end_well(*others, primary)

    def test_address_taken(self):
        primary = self.start("primary", "--base-virtaddr=0x200000000")
        with open(f"/proc/{primary.run.pid}/maps", encoding="ascii") as maps:
            start = [int(line.split("-")[0], 16) for line in maps
                     if line.rstrip().endswith("/bufplane")][0]
        refused = self.start("secondary", lcore="1", occupy=start)
        self.assertEqual(refused.started, "init failed 99")
        refused.end()
        self.assertIn("cannot map the primary's shared state", refused.log)
        self.assertIn("this lies there:", refused.log)
        self.end_well(self.start("secondary", lcore="1"), primary)

    def test_killed(self):
        rng = random.Random(os.environ.get("SEED", "9"))
        primary = self.start("primary")
        lost = 0
        for _ in range(ROUNDS):
            secondary = self.start("secondary", lcore="1")
            self.assertIn("type=1", secondary.started)
            self.assertEqual(secondary.do("churn"), "churning")
            time.sleep(rng.random() / 20)
            secondary.kill()
            place = primary.do("take", 100, "d")
            lost += place == "failed"
            self.assertEqual(primary.do("drop"), "ok")
        other = self.start("secondary", lcore="1")
        self.assertEqual(other.do("ask", "x", "y"),
                         "-1 errno=110 sent=1 received=0 same=0")
        self.end_well(other, primary)
        # A heap that was caught half changed is not used any more.
        print(f"{lost} of {ROUNDS} allocations failed after a death")

    def test_killed_in_pool(self):
        """At random points, and at every other round between the head and the
        tail of the pool's ring, or with the lock of what it has instead."""
        rng = random.Random(os.environ.get("SEED", "9"))
        primary = self.start("primary")
        for name in HANDLERS:
            self.assertEqual(primary.do("pool", name, name), "4095")
        for i in range(ROUNDS):
            name = HANDLERS[i // 2 % len(HANDLERS)]
            other = self.start("secondary", lcore="1")
            if i % 2 == 0:
                other.tell("die", name, rng.choice(["put", "get"]))
                self.assertEqual(other.end(), "")
                self.assertEqual(other.run.returncode, -signal.SIGKILL)
                used = primary.do("use", name, 2000)
            else:
                self.assertEqual(other.do("traffic", name), "traffic")
                primary.tell("use", name, 20000)
                time.sleep(rng.random() / 50)
                other.kill()
                used = primary.read()
            self.assertIn("used", used)
            if i % 2 == 0 and name.startswith("ring"):
                self.assertNotIn("failed=0", used, name)
            self.assertEqual(primary.do("recover", name), "4095 avail=4095")
            self.assertEqual(primary.do("drain", name), "4095 twice=0", name)
        # Who comes after all that finds whole pools.
        other = self.start("secondary", lcore="1")
        for name in HANDLERS:
            self.assertEqual(other.do("use", name, 1000), "used failed=0")
        self.end_well(other, primary)
        self.assertIn("is gone without rte_eal_cleanup()", primary.log)

    def test_primary_killed_in_pool(self):
        primary, secondary = self.pair()
        self.assertEqual(primary.do("pool", "p"), "4095")
        primary.tell("die", "p", "get")
        self.assertEqual(primary.end(), "")
        self.assertNotIn("failed=0", secondary.do("use", "p", 2000))
        self.assertEqual(secondary.do("recover", "p"), "4095 avail=4095")
        self.assertEqual(secondary.do("use", "p", 2000), "used failed=0")
        self.end_well(secondary)

    def test_stopped_is_not_dead(self):
        primary, dead = self.pair()
        self.assertEqual(primary.do("pool", "p"), "4095")
        slow = self.start("secondary", lcore="2")
        slow.tell("slow", "p")
        os.waitid(os.P_PID, slow.run.pid, os.WSTOPPED | os.WNOWAIT)
        dead.kill()
        primary.tell("enqueue", "p")
        ready, _, _ = select.select([primary.run.stdout], [], [], 0.5)
        self.assertEqual(ready, [])
        slow.run.send_signal(signal.SIGCONT)
        self.assertEqual(slow.read(), "slow 1")
        self.assertEqual(primary.read(), "enqueued 0 broken=0")
        self.end_well(slow, primary)

    def test_cache_of_dead(self):
        primary, secondary = self.pair()
        self.assertEqual(primary.do("pool", "p"), "4095")
        # By its cache, which is not empty then.
        self.assertEqual(secondary.do("use", "p", 100), "used failed=0")
        secondary.kill()
        self.assertGreater(int(primary.do("reclaim", "p")), 0)
        self.assertEqual(primary.do("drain", "p"), "4095 twice=0")
        # And one of a thread that is no lcore.
        other = self.start("secondary")
        self.assertEqual(other.do("use", "p", 100), "used failed=0")
        other.kill()
        self.assertGreater(int(primary.do("reclaim", "p")), 0)
        self.assertEqual(primary.do("drain", "p"), "4095 twice=0")
        self.end_well(primary)

    def test_primary_killed(self):
        for _ in range(max(1, ROUNDS // 5)):
            primary, secondary = self.pair()
            place = secondary.do("take", 3000, "e")
            self.assertEqual(primary.do("churn"), "churning")
            time.sleep(random.random() / 50)
            primary.kill()
            self.assertEqual(secondary.do("peek", place, "e3000"), "same")
            self.assertIn("primary=0", secondary.do("about"))
            refused = self.start("primary")
            self.assertEqual(refused.started, "init failed 16")
            refused.end()
            self.assertIn(str(secondary.run.pid), refused.log)
            refused = self.start("secondary")
            self.assertEqual(refused.started, "init failed 2")
            refused.end()
            secondary.do("take", 100, "f")
            self.end_well(secondary)
        self.end_well(self.start("primary"))

    def test_stopped(self):
        primary, secondary = self.pair()
        secondary.stop()
        self.assertEqual(primary.do("take", 9000, "g"), "failed")
        os.kill(secondary.run.pid, signal.SIGCONT)
        place = primary.do("take", 9000, "h")
        self.assertEqual(secondary.do("peek", place, "h9000"), "same")
        self.end_well(secondary, primary)
        self.assertIn("does not answer about memory", primary.log)


if __name__ == "__main__":
    unittest.main()
