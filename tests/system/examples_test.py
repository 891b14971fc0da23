#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""DPDK's own examples, built by examples.sh, with our ports: captures, rings
that give back what they are sent, and null."""
import os
import pathlib
import re
import signal
import struct
import subprocess
import threading
import time
import unittest

from support import EAL, LIMIT, SAMPLE, SystemTest, read_packets, run

EXAMPLES = pathlib.Path(os.environ["EXAMPLES"])
MEMORY = ["-m", "128", "-l", "0"]
RING = ["--vdev", "net_ring0"]
# What l2fwd writes into what port 0 sends: destination and source.
ADDRESSES = ["02:00:00:00:00:00", "02:70:63:61:70:00"]
BOTH = ("shared", "static")


def example(folder, name, how="shared"):
    return EXAMPLES / folder / "build" / f"{name}-{how}"


def read_from_pipe(path, wanted, packets):
    """As many packets as wanted, of a capture that is written to a pipe."""
    with open(path, "rb") as pipe:
        pipe.read(24)
        while len(packets) < wanted:
            head = pipe.read(16)
            if len(head) < 16:
                break
            packets.append(pipe.read(struct.unpack_from("<I", head, 8)[0]))


class Examples(SystemTest):
    def start(self, command):
        process = subprocess.Popen(
            [str(word) for word in command], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def interrupt(self, process):
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=LIMIT)
        return text

    def until_statistics(self, process, sent):
        """Reads l2fwd's statistics until port 0 has sent so much."""
        seen = 0
        while seen < sent:
            self.until_it_says(process, "^Statistics for port 0")
            line = process.stdout.readline()
            seen = int(re.search(r"sent:\s*(\d+)", line)[1])

    def test_helloworld(self):
        for how in BOTH:
            result = run([example("helloworld", "helloworld", how), *EAL,
                          "-l", "0-1"])
            self.check_code(result, 0)
            for lcore in (0, 1):
                self.assertIn(f"hello from core {lcore}\n", result.stdout)

    def test_l2fwd(self):
        """Through a ring and back, with addresses rewritten and without."""
        packets = len(read_packets(SAMPLE))
        for how, option, addresses in (
                ("shared", [], ADDRESSES),
                ("static", ["--no-mac-updating"], [])):
            output = self.dir / f"{how}.pcap"
            process = self.start(
                [example("l2fwd", "l2fwd", how), *EAL, *MEMORY, "--vdev",
                 f"net_pcap0,rx_pcap={SAMPLE},tx_pcap={output}", *RING, "--",
                 "-p", "3", "-q", "2", "-T", "1", *option])
            self.until_statistics(process, packets)
            text = self.interrupt(process)
            self.check_code(process, 0, text)
            self.assertIn("Bye...", text)
            self.assertEqual(self.compare(SAMPLE, output, *addresses),
                             (packets, False))

    def test_l2fwd_null(self):
        process = self.start(
            [example("l2fwd", "l2fwd"), *EAL, *MEMORY, "--vdev", "net_null0",
             "--vdev", "net_null1", "--", "-p", "3", "-q", "2", "-T", "1"])
        self.until_statistics(process, 10000)
        self.check_code(process, 0, self.interrupt(process))

    def forwards(self, command, *options):
        """It has no proper end: what comes out of a capture without end goes
        through a ring and back, and is read from a pipe."""
        wanted = [data for _, data in read_packets(SAMPLE)]
        output = self.dir / "pipe"
        os.mkfifo(output)
        packets = []
        reader = threading.Thread(target=read_from_pipe, daemon=True, args=(
            output, len(wanted) * 5 // 2, packets))
        reader.start()
        process = self.start(
            [command, *EAL, *MEMORY, "--vdev",
             f"net_pcap0,rx_pcap={SAMPLE},infinite_rx=1,tx_pcap={output}",
             *RING, *options])
        end = time.monotonic() + LIMIT
        while reader.is_alive() and time.monotonic() < end:
            reader.join(0.1)
            self.assertIsNone(process.poll(), "it ends by itself")
        process.kill()
        self.assertEqual(len(packets), len(wanted) * 5 // 2)
        for number, data in enumerate(packets):
            self.assertEqual(data, wanted[number % len(wanted)], number)
        output.unlink()

    def test_skeleton(self):
        for how in BOTH:
            self.forwards(example("skeleton", "basicfwd", how))

    def test_rxtx_callbacks(self):
        self.forwards(example("rxtx_callbacks", "rxtx_callbacks"))

    def test_symmetric_mp(self):
        self.forwards(example("multi_process/symmetric_mp", "symmetric_mp"),
                      "--", "-p", "3", "--num-procs", "1", "--proc-id", "0")


if __name__ == "__main__":
    unittest.main(verbosity=2)
