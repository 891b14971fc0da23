# SPDX-License-Identifier: BSD-3-Clause
"""What the system tests share: where the programs are (the environment names
them), running one with a time limit, and comparing captures."""
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import tempfile
import threading
import time
import unittest

DATA = pathlib.Path(os.environ["DATA"])
SAMPLE = DATA / "sample.pcap"
EAL = ["--no-huge", "--no-pci", "--in-memory", "--file-prefix", "systest"]
LIMIT = float(os.environ.get("LIMIT", "60"))


def captures(folder):
    """The captures of tests/data/pcaps/FOLDER."""
    files = sorted((DATA / "pcaps" / folder).iterdir())
    assert files, folder
    return files


def program(name, *args):
    return [os.environ[name], *map(str, args)]


def run(command, limit=LIMIT, **more):
    """Runs a program; output and errors as text."""
    return subprocess.run(command, text=True, timeout=limit, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **more)


def write_capture(path, packets, link=1, order="<", nano=False, snaplen=262144):
    """A pcap file of (seconds, fraction, bytes) or, to lie about the length,
    (seconds, fraction, bytes, length on the wire)."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    with open(path, "wb") as out:
        out.write(struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen,
                              link))
        for seconds, fraction, data, *wire in packets:
            out.write(struct.pack(order + "IIII", seconds, fraction, len(data),
                                  wire[0] if wire else len(data)))
            out.write(data)


def read_packets(path):
    """The stamps in ns and bytes of a capture, without libpcap's help; as far
    as it is whole."""
    data = pathlib.Path(path).read_bytes()
    order, scale = {0xA1B23C4D: ("<", 1), 0xA1B2C3D4: ("<", 1000),
                    0x4D3CB2A1: (">", 1), 0xD4C3B2A1: (">", 1000)}[
                        struct.unpack_from("<I", data)[0]]
    packets, at = [], 24
    while at + 16 <= len(data):
        seconds, fraction, length, _ = struct.unpack_from(order + "IIII", data,
                                                          at)
        if at + 16 + length > len(data):
            break
        packets.append((seconds * 10**9 + fraction * scale,
                        data[at + 16:at + 16 + length]))
        at += 16 + length
    return packets


def read_stamps(path):
    return [stamp for stamp, _ in read_packets(path)]


def frame(size, number=0):
    """An Ethernet frame of so many bytes."""
    head = bytes.fromhex("ffffffffffff0200000000aa88b5")
    body = bytes((number + i) & 255 for i in range(max(0, size - len(head))))
    return (head + body)[:size]


def pool_reports(lines):
    """The JSON reports of --pools among these lines, sums checked."""
    reports = [json.loads(line) for line in lines if line.startswith("{")]
    for report in reports:
        time.strptime(report["time"], "%Y-%m-%dT%H:%M:%SZ")
        for pool in report["pools"]:
            assert pool["size"] == (pool["available"] + pool["out"] +
                                    pool["missing"]), pool
            assert pool["available"] == (pool["in_handler"] +
                                         pool["in_caches"]), pool
            assert pool["memory"] == sum(chunk["bytes"]
                                         for chunk in pool["chunks"]), pool
            assert pool["object_size"] == sum(
                pool[part + "_size"]
                for part in ("header", "element", "trailer")), pool
    return reports


def until_it_catches(process, number):
    """Waits until a program has its handler for a signal."""
    status = pathlib.Path(f"/proc/{process.pid}/status")
    while not int(re.search(r"SigCgt:\s*(\w+)", status.read_text())[1],
                  16) >> (number - 1) & 1:
        assert process.poll() is None
        time.sleep(0.01)


class SystemTest(unittest.TestCase):
    """Each test gets a folder of its own, self.dir."""

    def setUp(self):
        keep = tempfile.TemporaryDirectory(prefix="bufplane-")
        self.addCleanup(keep.cleanup)
        self.dir = pathlib.Path(keep.name)

    def compare(self, given, output, *addresses):
        """The number of packets, and whether the input ends broken."""
        result = run(program("COMPARE", given, output, *addresses))
        self.assertIn(result.returncode, (0, 3),
                      f"{given}: {result.stdout}")
        return (int(result.stdout.split()[0]), result.returncode == 3)

    def check_code(self, result, wanted, text=None):
        text = result.stdout if text is None else text
        self.assertNotIn("Sanitizer: ", text)
        self.assertEqual(result.returncode, wanted, text)

    def check_refused(self, result, *words):
        """A message with these words, exit code 1, no crash."""
        self.check_code(result, 1)
        for word in words:
            self.assertIn(str(word), result.stdout)

    def until_it_says(self, process, pattern):
        """Reads what a program prints up to a line with that; one that says
        nothing is ended."""
        timer = threading.Timer(LIMIT, process.kill)
        timer.start()
        try:
            while not re.search(pattern, line := process.stdout.readline()):
                self.assertNotEqual(line, "", pattern)
        finally:
            timer.cancel()

    def start_l2fwd(self, ports, *options, eal=EAL):
        """l2fwd between two ports, as soon as it forwards."""
        process = subprocess.Popen(
            program("L2FWD", *eal, "-l", "0",
                    *(word for port in ports for word in ("--vdev", port)),
                    "--", "-p", "3", "-q", "2", "-T", "0",
                    "--no-mac-updating", *options),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.until_it_says(process, "Port 1")
        return process

    def stop_l2fwd(self, process):
        """All is well when it ends; what it said."""
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=30)
        self.check_code(process, 0, text)
        self.assertIn("mbufs are back in pool", text)
        return text
