#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""net_virtio_user with DPDK's testpmd as the back end, whose net_vhost port
forwards to itself: captures out and back, over all kinds of rings, and back
ends that die and come back under traffic. LONG=1 tries all combinations,
RECONNECTS=100 has either side die so often. No root, no hugepages."""
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

import support

LONG = os.environ.get("LONG") == "1"
TIMES = int(os.environ.get("RECONNECTS", "2"))
EAL = ["--no-huge", "--no-pci", "-l", "0"]
WAIT = 30


def wait_for(condition, what):
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.01)


class VirtioUserTest(support.SystemTest):
    def setUp(self):
        super().setUp()
        self.socket = self.dir / "s"
        self.log = self.dir / "testpmd.log"

    def start_peer(self, queues=1, more=""):
        """testpmd, once it forwards. It does not take over what one that was
        killed left."""
        if "client" not in more:
            self.socket.unlink(missing_ok=True)
        with open(self.log, "w", encoding="utf-8") as log:
            peer = subprocess.Popen(
                ["dpdk-testpmd", "--no-huge", "--no-pci", "-m", "128",
                 "--no-telemetry", "--file-prefix", f"vp{os.getpid()}",
                 "--lcores", f"(0-1)@{max(os.sched_getaffinity(0))}", "--vdev",
                 f"net_vhost0,iface={self.socket},queues={queues}{more}",
                 "--", "-i", "-a", "--forward-mode=io",
                 "--total-num-mbufs=4096", f"--rxq={queues}",
                 f"--txq={queues}"],
                stdin=subprocess.PIPE, stdout=log, stderr=log)
        self.addCleanup(peer.stdin.close)
        self.addCleanup(peer.wait)
        self.addCleanup(peer.kill)
        wait_for(lambda: "Press" in self.log.read_text() or
                 "testpmd>" in self.log.read_text() or
                 peer.poll() is not None, "testpmd does not start")
        self.assertIsNone(peer.poll(), self.log.read_text())
        return peer

    def echo(self, queues, args, *more):
        return support.program(
            "ECHO", *EAL, "--file-prefix", f"vu{os.getpid()}", "--vdev",
            f"net_virtio_user0,path={self.socket},queues={queues}{args}",
            "--", support.SAMPLE, queues, *more)

    def test_kinds(self):
        kinds = [(packed, merge, order, size)
                 for packed, merge, order, size in itertools.product(
                     (0, 1), (0, 1), (0, 1), (256, 1024))
                 if LONG or (packed + merge + order + (size == 256)) % 2]
        for queues in (1, 2):
            peer = self.start_peer(queues)
            for packed, merge, order, size in kinds:
                args = (f",packed_vq={packed},mrg_rxbuf={merge},"
                        f"in_order={order},queue_size={size}")
                with self.subTest(queues=queues, args=args):
                    self.check_code(support.run(self.echo(queues, args)), 0)
            peer.kill()
            peer.wait()

    def test_nobody(self):
        result = support.run(self.echo(1, ""))
        self.check_refused(result, "no back end listens at", self.socket)

    def await_line(self, front, word):
        lines = [""]
        while word not in lines[-1]:
            lines.append(front.stdout.readline())
            self.assertNotEqual(lines[-1], "", lines)
        return lines[-1]

    def reconnects(self, queues, args, times):
        """A back end dies under traffic, and another one comes."""
        client = ",client=1" if "server" in args else ""
        peer = self.start_peer(queues, client) if not client else None
        front = subprocess.Popen(
            self.echo(queues, args, "forever"), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.addCleanup(front.stdout.close)
        self.addCleanup(front.stdin.close)
        self.addCleanup(front.wait)
        self.addCleanup(front.kill)
        self.await_line(front, "started")
        for n in range(1, times + 1):
            if peer is not None:
                time.sleep(0.1)
                peer.send_signal(signal.SIGKILL)
                peer.wait()
            peer = self.start_peer(queues, client)
            line = self.await_line(front, "reconnects")
            self.assertIn(f"reconnects {n} ", line)
        time.sleep(0.2)
        text, _ = front.communicate(timeout=WAIT)
        self.check_code(front, 0, text)
        words = text.split()
        self.assertGreater(int(words[words.index("received") + 1]), 0, text)
        peer.kill()
        peer.wait()

    def test_reconnect(self):
        self.reconnects(1, "", TIMES)

    def test_reconnect_packed(self):
        self.reconnects(2, ",packed_vq=1", TIMES // 2)

    def test_server(self):
        self.reconnects(1, ",server=1", TIMES)

    def test_front_dies(self):
        """The back end stays, and front ends come and go."""
        peer = self.start_peer()
        for _ in range(TIMES):
            front = subprocess.Popen(
                self.echo(1, "", "forever"), stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.addCleanup(front.stdin.close)
            time.sleep(0.3)
            front.kill()
            front.wait()
        self.check_code(support.run(self.echo(1, "")), 0)
        self.assertIsNone(peer.poll())


if __name__ == "__main__":
    if not shutil.which("dpdk-testpmd"):
        print("virtio_user_test: no dpdk-testpmd here")
        sys.exit(77)
    unittest.main()
