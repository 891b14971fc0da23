#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""net_af_packet in a network namespace of its own: l2fwd forwards between bp1
and bp2, the ends of two veth pairs whose other ends, bp0 and bp3, this test
uses. The kernel says nothing by itself there."""
import socket
import subprocess
import time
import unittest

from netns import enter_namespace, ip, make_pair
from support import EAL, SAMPLE, SystemTest, frame, program, run

ETH_P_ALL = 3
SOL_PACKET, PACKET_AUXDATA = 263, 8
PAIRS = {"bp0": "bp1", "bp3": "bp2"}


def raw(name):
    """A socket that hears and sends whole frames."""
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                      socket.htons(ETH_P_ALL))
    s.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    s.bind((name, 0))
    s.settimeout(5)
    return s


def hear(s, n, patience=5):
    """The next n frames, their tags back in place."""
    frames = []
    s.settimeout(patience)
    try:
        while len(frames) < n:
            data, more, _, address = s.recvmsg(70000, 1000)
            if address[2] == socket.PACKET_OUTGOING:
                continue
            for level, kind, aux in more:
                status = int.from_bytes(aux[0:4], "little")
                if (level, kind) == (SOL_PACKET, PACKET_AUXDATA) and \
                        status & 16:
                    tci, tpid = aux[16:18][::-1], aux[18:20][::-1]
                    data = data[:12] + tpid + tci + data[12:]
            frames.append(data)
    except socket.timeout:
        pass
    return frames


class AfPacket(SystemTest):
    mtu = 1500

    def setUp(self):
        """The pairs, and sockets at their far ends."""
        super().setUp()
        for name in PAIRS:
            make_pair(name, PAIRS[name], self.mtu)
            self.addCleanup(subprocess.run, ["ip", "link", "del", name],
                            check=False, capture_output=True)
        self.near, self.far = raw("bp0"), raw("bp3")
        self.addCleanup(lambda: (self.near.close(), self.far.close()))

    def forward(self, *, one="", two="", options=()):
        process = self.start_l2fwd([f"net_af_packet0,iface=bp1{one}",
                                    f"net_af_packet1,iface=bp2{two}"],
                                   *options)
        self.until_it_forwards()
        return process

    def test_an_interface_that_goes_away(self):
        """Its port stays, and its link is down."""
        process = self.forward()
        ip("del", "bp3")
        lines = []
        while "down after" not in (lines or [""])[-1]:
            lines.append(process.stdout.readline())
            self.assertNotEqual(lines[-1], "", lines)
        self.assertIn("Port 1: net_af_packet1, link down", lines[-1])
        for i in range(10):  # port 0 goes on
            self.near.send(frame(60, i))
        time.sleep(0.5)
        text = self.stop_l2fwd(process)
        self.assertRegex(text, r"(?m)^1 net_af_pack.* down$")
        self.assertIn("took but did not send 10", text)

    def until_it_forwards(self, limit=20):
        """Sends a marker until one arrives, and waits for the others."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            try:
                self.near.send(frame(60, 99))
            except OSError:
                pass
            if hear(self.far, 1, 0.1):
                hear(self.far, 10000, 0.2)
                return
        self.fail("nothing is forwarded")

    def through(self, frames):
        """Sends frames one after the other; all arrive as they were."""
        for sent in frames:
            self.near.send(sent)
            self.assertEqual(hear(self.far, 1), [sent])

    def test_both_ways(self):
        process = self.forward()
        self.through([frame(size, size & 255) for size in
                      (60, 61, 64, 1000, 1500, 1513, 1514)])
        for number in range(200):
            self.far.send(frame(200, number))
        self.assertEqual(hear(self.near, 200),
                         [frame(200, number) for number in range(200)])
        self.stop_l2fwd(process)

    def test_over_blocks(self):
        process = self.forward(one=",rx_version=3",
                               two=",rx_version=3,rx_blocksz=8192")
        self.through([frame(size, size & 255) for size in (60, 1000, 1514)])
        for number in range(200):
            self.far.send(frame(200, number))
        self.assertEqual(hear(self.near, 200),
                         [frame(200, number) for number in range(200)])
        self.stop_l2fwd(process)

    def test_tags_survive(self):
        process = self.forward()
        head = frame(12)
        self.through([
            head + bytes.fromhex("8100a064") + frame(100)[12:],
            head + bytes.fromhex("81000fff") + frame(1514)[12:],
            head + bytes.fromhex("88a80005") + frame(100)[12:],
            head + bytes.fromhex("88a800058100000a") + frame(100)[12:]])
        self.stop_l2fwd(process)

    def test_order_and_no_echo(self):
        process = self.forward(one=",framesz=4096,framecnt=256",
                               two=",qdisc_bypass=0")
        frames = [frame(100, number) for number in range(100)]
        for sent in frames:
            self.near.send(sent)
        self.assertEqual(hear(self.far, 101, 1), frames)
        self.stop_l2fwd(process)

    def test_down_and_up(self):
        process = self.forward()
        for name in ("bp1", "bp2"):
            ip("set", name, "down")
            time.sleep(0.2)
            ip("set", name, "up")
            self.until_it_forwards()
        self.through([frame(100, 1)])
        self.stop_l2fwd(process)

    def test_sending_into_an_interface_that_is_down(self):
        process = self.forward()
        ip("set", "bp2", "down")
        for number in range(1000):
            self.near.send(frame(1000, number))
        time.sleep(0.3)
        ip("set", "bp2", "up")
        self.until_it_forwards()
        self.stop_l2fwd(process)

    def test_renamed(self):
        process = self.forward()
        for name in ("bp1", "bp2"):
            ip("set", name, "name", name + "x")
        time.sleep(0.3)
        self.through([frame(100, 1)])
        self.stop_l2fwd(process)

    def test_deleted_and_there_again(self):
        process = self.forward()
        for name in PAIRS:
            ip("del", name)
            time.sleep(0.3)
            make_pair(name, PAIRS[name])
            self.near.close()
            self.far.close()
            self.near, self.far = raw("bp0"), raw("bp3")
            self.until_it_forwards()
        self.through([frame(1514, 1)])
        self.stop_l2fwd(process)

    def test_mtu_raised_behind_its_back(self):
        """Frames beyond those of the ring arrive all the same, as far as
        mbufs have room; longer ones are dropped, and later ones live."""
        process = self.forward()
        for name in ("bp0", "bp1", "bp2", "bp3"):
            ip("set", name, "mtu", "9000")
        self.through([frame(1990, 7)])
        self.near.send(frame(9000))
        self.through([frame(60, 8)])
        self.stop_l2fwd(process)

    def test_mtu_lowered_behind_its_back(self):
        process = self.forward()
        ip("set", "bp2", "mtu", "1000")
        for number in range(20):
            self.near.send(frame(1514, number))
        self.through([frame(1000, 8), frame(1014, 9)])
        self.stop_l2fwd(process)

    def test_replay_into_it(self):
        replay = subprocess.Popen(
            program("REPLAY", *EAL, "-l", "0", "--vdev",
                    "net_af_packet0,iface=bp1", "--", "--pps", "2000", SAMPLE),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        heard = len(hear(self.near, 791))
        text, _ = replay.communicate(timeout=30)
        self.assertEqual(replay.returncode, 0, text)
        self.assertRegex(text, r"Sent +791 packets")
        self.assertEqual(heard, 791, text)

    def test_replay_into_an_interface_that_is_down(self):
        ip("set", "bp1", "down")
        result = run(program("REPLAY", *EAL, "-l", "0", "--vdev",
                             "net_af_packet0,iface=bp1", "--", "--topspeed",
                             "--limit", "100", SAMPLE))
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertRegex(result.stdout, r"(Not sent|Dropped) +100 packets")

    def test_refused(self):
        for given, words in (
                ("", ["iface"]),
                ("iface=bp77", ["bp77", "No such device"]),
                ("iface=bp1,qpairs=0", ["qpairs", "256"]),
                ("iface=bp1,framesz=3000", ["framesz", "3000"]),
                ("iface=bp1,blocksz=6000", ["blocksz", "6000"]),
                ("iface=bp1,framecnt=3", ["framecnt", "3"]),
                ("iface=bp1,fanout_mode=x", ["fanout_mode", "rollover"]),
                ("iface=bp1,rx_version=1", ["rx_version", "2 to 3"]),
                ("iface=bp1,rx_retire_ms=1", ["rx_retire_ms",
                                              "rx_version=3"]),
                ("iface=bp1,rx_version=3,rx_blocksz=5000",
                 ["rx_blocksz", "4096", "5000"]),
                ("iface=bp1,foo=1", ["foo", "iface"])):
            with self.subTest(given):
                result = run(program("REPLAY", *EAL, "-l", "0", "--vdev",
                                     f"net_af_packet0,{given}", "--", SAMPLE))
                self.check_refused(result, *words)


if __name__ == "__main__":
    enter_namespace()
    unittest.main()
