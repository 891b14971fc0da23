#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""bufplane-top and bufplane-dump on programs that run: what they show and
write, that the programs do not mind, and that nothing is left when they end or
are killed."""
import contextlib
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import threading
import time
import unittest

from support import LIMIT, SAMPLE, SystemTest, program, read_packets, run

PREFIX = f"attach-{os.getpid()}"
EAL = ["--no-huge", "--no-pci", "--file-prefix", PREFIX,
       *os.environ.get("PLACE", "").split()]
FOREVER = f"net_pcap0,rx_pcap={SAMPLE},infinite_rx=1"
SILENT = "net_null1,no-rx=1"
# A filter for no packet of the sample; files would grow fast.
NOTHING = ["ether", "host", "00:00:00:00:00:01"]


def wait_until(condition, what):
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not in {LIMIT} s")
        time.sleep(0.01)


def cpu_seconds(process):
    """What a program has used, of all its threads."""
    words = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(
        ")", 1)[1].split()
    return sum(map(int, words[11:13])) / os.sysconf("SC_CLK_TCK")


class Attach(SystemTest):
    def start(self, *ports, options=(), eal=()):
        """l2fwd, as soon as it forwards."""
        return self.start_l2fwd(ports, *options, eal=[*EAL, *eal])

    def top(self, *options):
        result = subprocess.run(
            program("TOP", "--file-prefix", PREFIX, *options), text=True,
            timeout=LIMIT, capture_output=True, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def look(self):
        return json.loads(self.top("--json"))

    def dump(self, *options, code=0):
        result = run(program("DUMP", "--file-prefix", PREFIX, *options))
        self.check_code(result, code)
        return result.stdout

    def begin_dump(self, *options):
        """A dump, as soon as it captures."""
        process = subprocess.Popen(
            program("DUMP", "--file-prefix", PREFIX, *options), text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.says(process, "capturing on")
        return process

    def says(self, process, pattern):
        """Its error output up to a line with that."""
        text = ""
        while not re.search(pattern, text):
            ready, _, _ = select.select([process.stderr], [], [], LIMIT)
            self.assertTrue(ready, text)
            line = process.stderr.readline()
            self.assertNotEqual(line, "", text)
            text += line
        return text

    def threads(self, process):
        """Names of a program's threads; some may end meanwhile."""
        names = []
        for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                names.append((task / "comm").read_text().strip())
        return names

    def zones(self):
        return [zone["name"] for zone in self.look()["memory"]["memzones"]
                if zone["name"].startswith("capture")]

    def nothing_left(self, process):
        """No thread of a capture, and so no callback; no memory."""
        wait_until(lambda: "bp-capture" not in self.threads(process),
                   "the capture's end")
        wait_until(lambda: self.zones() == [], "its memory's end")


class Top(Attach):
    def test_json(self):
        process = self.start(FOREVER, SILENT)
        look = self.look()
        pool, = look["pools"]
        self.assertEqual(pool["name"], "mbuf_pool")
        self.assertEqual(pool["size"], pool["available"] + pool["out"])
        self.assertEqual([cache["lcore"] for cache in pool["caches"]
                          if "lcore" in cache],
                         [0] if pool["caches"] else [])
        self.assertIn("MP_mbuf_pool", [ring["name"]
                                       for ring in look["rings"]])
        self.assertEqual(look["stacks"], [])
        one, other = look["ports"]
        self.assertEqual((one["port"], one["name"], one["driver"], one["link"]),
                         (0, "net_pcap0", "net_pcap", "up"))
        self.assertEqual((other["port"], other["name"], other["tx_queues"]),
                         (1, "net_null1", 1))
        wait_until(lambda: self.look()["ports"][1]["sent"]["packets"] >
                   other["sent"]["packets"], "packets")
        heap = look["memory"]["heaps"][0]
        self.assertEqual(heap["bytes"], heap["used"] + heap["free"])
        self.assertIn("MP_mbuf_pool",
                      [zone["name"] for zone in look["memory"]["memzones"]])
        self.assertGreaterEqual(
            sum(part["pages"] * part["page_size"]
                for part in look["memory"]["segments"]), heap["bytes"])
        self.stop_l2fwd(process)

    def test_text(self):
        process = self.start(FOREVER, SILENT)
        text = self.top("-c", "2", "-i", "0.1")
        self.assertEqual(text.count("bufplane-top: "), 2)
        self.assertRegex(text, r"\nmbuf_pool +8,192 ")
        first, second = re.findall(
            r"\n 1 net_null1 +(\S+) +\S+ +(\S+) +\S+  up", text)
        self.assertEqual(first, ("-", "-"))
        self.assertNotIn("-", second)
        self.assertRegex(text, r"\nsocket 0 +\S+ MiB")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertNotIn("RING", self.top("-c", "1", "--pools"))
        self.stop_l2fwd(process)

    def test_guard(self):
        process = self.start(FOREVER, SILENT, eal=["--mempool-guard"])
        pool, = self.look()["pools"]
        self.assertTrue(pool["guard"])
        self.assertIn("objects that are out", pool["guard_report"])
        self.assertIn("mbuf_pool: objects that are out",
                      self.top("-c", "1", "--guard"))
        self.stop_l2fwd(process)

    def test_nobody_is_there(self):
        result = run(program("TOP", "--file-prefix", PREFIX))
        self.check_refused(result, PREFIX, "no primary process")

    def terminal(self, *options):
        """top on a terminal of 24 rows; its end of it, and the process."""
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        subprocess.run(["stty", "rows", "24", "cols", "80"], stdin=theirs,
                       check=True)
        before = subprocess.run(["stty", "-g"], stdin=theirs, text=True,
                                capture_output=True, check=True).stdout
        process = subprocess.Popen(
            ["setsid", "-c", "-w",
             *program("TOP", "--file-prefix", PREFIX, *options)],
            stdin=theirs, stdout=theirs, stderr=theirs)
        self.addCleanup(os.close, theirs)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

        def unchanged():
            return before == subprocess.run(
                ["stty", "-g"], stdin=theirs, text=True, capture_output=True,
                check=True).stdout
        return ours, process, unchanged

    def read_terminal(self, ours, pattern):
        text = ""
        while not re.search(pattern, text):
            ready, _, _ = select.select([ours], [], [], LIMIT)
            self.assertTrue(ready, text)
            text += os.read(ours, 65536).decode()
        return text

    def test_terminal(self):
        """q ends it at once; a look fits, and the terminal is as before."""
        program_ = self.start(FOREVER, SILENT)
        ours, process, unchanged = self.terminal("-i", "3600")
        text = self.read_terminal(ours, r"MEMZONE|more rows")
        self.assertIn("q quits", text)
        self.assertLessEqual(text.count("\n"), 24)
        wait_until(lambda: not unchanged(), "single keys")
        os.write(ours, b"x")
        self.read_terminal(ours, "\033\\[\\d+A")
        os.write(ours, b"q")
        self.assertEqual(process.wait(LIMIT), 0)
        self.assertTrue(unchanged())
        self.stop_l2fwd(program_)

    def test_ctrl_c(self):
        program_ = self.start(FOREVER, SILENT)
        ours, process, unchanged = self.terminal("-i", "3600")
        self.read_terminal(ours, "q quits")
        wait_until(lambda: not unchanged(), "single keys")
        os.write(ours, b"\x03")
        self.assertEqual(process.wait(LIMIT), 0)
        self.assertTrue(unchanged())
        self.stop_l2fwd(program_)

    def test_the_program_ends(self):
        program_ = self.start(FOREVER, SILENT)
        process = subprocess.Popen(
            program("TOP", "--file-prefix", PREFIX, "-i", "0.1"), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.until_it_says(process, "bufplane-top: ")
        self.stop_l2fwd(program_)
        _, text = process.communicate(timeout=LIMIT)
        self.check_code(process, 0, text)
        self.assertIn("the program has ended", text)


class Pcapng:
    """A pcapng file, read without anybody's help."""

    def __init__(self, path):
        self.interfaces, self.packets, self.statistics = [], [], {}
        data, at = pathlib.Path(path).read_bytes(), 0
        while at < len(data):
            kind, length = struct.unpack_from("<II", data, at)
            assert length % 4 == 0 and data[at + length - 4:at + length] == \
                struct.pack("<I", length), (kind, at)
            self.add(kind, data[at + 8:at + length - 4])
            at += length

    @staticmethod
    def options(data):
        found, at = {}, 0
        while at < len(data):
            code, length = struct.unpack_from("<HH", data, at)
            found[code] = data[at + 4:at + 4 + length]
            at += 4 + (length + 3) // 4 * 4
        return found

    def add(self, kind, body):
        if kind == 1:
            self.interfaces.append(self.options(body[8:]))
        elif kind == 5:
            number, = struct.unpack_from("<I", body)
            self.statistics[number] = {
                code: struct.unpack("<Q", value)[0] for code, value in
                self.options(body[12:]).items() if code in (4, 5, 6, 8)}
        elif kind == 6:
            number, high, low, caplen, length = struct.unpack_from(
                "<IIIII", body)
            options = self.options(body[20 + (caplen + 3) // 4 * 4:])
            self.packets.append((
                self.interfaces[number][2].decode(),
                struct.unpack("<I", options[2])[0], high << 32 | low,
                length, body[20:20 + caplen]))

    def of(self, name, direction):
        return [packet[-1] for packet in self.packets
                if packet[:2] == (name, direction)]


IN, OUT = 1, 2
RECEIVED, DROPPED, ACCEPTED, DELIVERED = 4, 5, 6, 8


class Dump(Attach):
    def setUp(self):
        super().setUp()
        self.out = self.dir / "out.pcapng"

    def start_fed(self):
        """A replay that sends what is written to a pipe."""
        fifo = self.dir / "fifo"
        os.mkfifo(fifo)
        # For both, so that it does not wait for the other side.
        self.fed = os.fdopen(os.open(fifo, os.O_RDWR), "wb", buffering=0)
        self.addCleanup(self.fed.close)
        sample = SAMPLE.read_bytes()
        self.fed.write(sample[:24])
        self.rest = sample[24:]
        process = subprocess.Popen(
            program("REPLAY", *EAL, "-l", "0", "--vdev", "net_null0", "--",
                    "--topspeed", "--limit", 791, fifo),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        # Until the port is configured it has a queue for receiving, too.
        wait_until(lambda: "queues 0 receive, 1 transmit" in
                   run(program("DUMP", "--file-prefix", PREFIX,
                               "--list")).stdout, "a port")
        return process

    def feed(self, process):
        """All of it; the replay ends well."""
        threading.Thread(target=self.fed.write, args=(self.rest,),
                         daemon=True).start()
        text, _ = process.communicate(timeout=LIMIT)
        self.check_code(process, 0, text)

    def end_dump(self, dump, code=0):
        _, text = dump.communicate(timeout=LIMIT)
        self.check_code(dump, code, text)
        return text

    def test_what_is_sent(self):
        """Each packet of a replay, in order, until the replay ends."""
        begin = time.time_ns()
        process = self.start_fed()
        dump = self.begin_dump("-w", self.out)
        self.feed(process)
        self.assertIn("791 packets of", self.end_dump(dump))
        found = Pcapng(self.out)
        self.assertEqual(found.of("net_null0", OUT),
                         [data for _, data in read_packets(SAMPLE)])
        self.assertEqual(len(found.packets), 791)
        for _, _, stamp, length, data in found.packets:
            self.assertEqual(length, len(data))
            self.assertTrue(begin <= stamp <= time.time_ns())
        self.assertEqual(found.statistics[0],
                         {RECEIVED: 791, ACCEPTED: 791, DROPPED: 0,
                          DELIVERED: 791})
        self.assertEqual(found.interfaces[0][9], b"\x09")

    def check_both_directions(self):
        """Both are the sample again and again, from some packet on: an empty
        buffer has room for so many. False if only one was seen: the program
        moves packets while it is listening to one, and not to the other yet."""
        text = self.dump("-w", self.out, "-c", "3000")
        self.assertIn("3,000 packets of", text)
        found = Pcapng(self.out)
        sample = [data for _, data in read_packets(SAMPLE)] * 5
        both = [found.of("net_pcap0", IN), found.of("net_null1", OUT)]
        self.assertEqual(sum(map(len, both)), 3000)
        for packets in both:
            self.assertIn(packets, [sample[i:i + len(packets)]
                                    for i in range(791)])
        return min(map(len, both)) > 100

    def test_both_directions(self):
        process = self.start(FOREVER, SILENT)
        wait_until(self.check_both_directions, "both directions")
        self.nothing_left(process)
        self.stop_l2fwd(process)

    @unittest.skipUnless(shutil.which("tshark") and shutil.which("tcpdump"),
                         "without tshark and tcpdump")
    def test_filter_and_snaplen(self):
        """As others filter the same capture, and as they read the file."""
        subprocess.run(["tcpdump", "-r", SAMPLE, "-w", self.dir / "tcp", "tcp"],
                       check=True, capture_output=True, timeout=LIMIT)
        wanted = read_packets(self.dir / "tcp")
        self.assertTrue(0 < len(wanted) < 791)
        process = self.start_fed()
        dump = self.begin_dump("-p", "0", "--tx", "-s", "60", "-w", self.out,
                               "-c", len(wanted), "tcp")
        self.feed(process)
        self.end_dump(dump)
        found = Pcapng(self.out)
        self.assertEqual(found.of("net_null0", OUT),
                         [data[:60] for _, data in wanted])
        self.assertEqual([packet[3] for packet in found.packets],
                         [len(data) for _, data in wanted])
        self.assertEqual(found.interfaces[0][11], b"\0tcp")
        names = subprocess.run(
            ["tshark", "-n", "-r", self.out, "-T", "fields", "-e",
             "frame.interface_name", "-e", "frame.packet_flags_direction",
             "-e", "frame.cap_len", "-e", "frame.time_epoch"], text=True,
            timeout=LIMIT, capture_output=True, check=True).stdout
        self.assertEqual(
            names.splitlines(),
            [f"net_null0\t0x00000002\t{len(data)}\t"
             f"{stamp // 10**9}.{stamp % 10**9:09}"
             for _, _, stamp, _, data in found.packets])
        if shutil.which("capinfos"):
            text = subprocess.run(["capinfos", self.out], text=True,
                                  timeout=LIMIT, capture_output=True,
                                  check=True).stdout
            self.assertRegex(text, r"Time precision = nanoseconds")
            self.assertRegex(text, r"Number of stat entries = 1")

    def test_drops(self):
        """A dump that stands still: the rings are full, and all adds up."""
        process = self.start(FOREVER, SILENT)
        dump = self.begin_dump("-w", self.out, "--buffer", "1", "-s", "100",
                               "-p", "net_pcap0", "--rx")
        dump.send_signal(signal.SIGSTOP)
        end = cpu_seconds(process) + 0.5
        wait_until(lambda: cpu_seconds(process) > end, "many packets")
        dump.send_signal(signal.SIGINT)
        dump.send_signal(signal.SIGCONT)
        text = self.end_dump(dump)
        seen, accepted, dropped, written = map(int, re.search(
            r"net_pcap0: (\d+) seen, (\d+) for the filter, (\d+) dropped, "
            r"(\d+) written", text).groups())
        self.assertEqual(seen, accepted)
        self.assertEqual(accepted, dropped + written)
        found = Pcapng(self.out)
        self.assertEqual(len(found.packets), written)
        self.assertEqual(found.statistics[0],
                         {RECEIVED: seen, ACCEPTED: accepted,
                          DROPPED: dropped, DELIVERED: written})
        self.assertGreater(dropped, 0)
        self.nothing_left(process)
        self.stop_l2fwd(process)

    def test_killed(self):
        process = self.start(FOREVER, SILENT)
        for stopped in (False, True, False):
            dump = self.begin_dump("-w", "-", "-s", "64")
            self.assertIn("bp-capture", self.threads(process))
            self.assertNotEqual(self.zones(), [])
            if stopped:
                dump.send_signal(signal.SIGSTOP)
            dump.kill()
            dump.wait()
            self.nothing_left(process)
        self.dump("-w", self.out, "-c", "10")
        self.assertEqual(len(Pcapng(self.out).packets), 10)
        self.stop_l2fwd(process)

    def test_two_at_once(self):
        process = self.start(FOREVER, SILENT)
        first = self.begin_dump("-w", self.out, *NOTHING)
        self.dump("-w", self.dir / "other", "-c", "1000", "-s", "64")
        self.assertIn("bp-capture", self.threads(process))
        first.send_signal(signal.SIGTERM)
        self.end_dump(first)
        self.assertEqual(len(Pcapng(self.dir / "other").packets), 1000)
        self.assertEqual(len(Pcapng(self.out).interfaces), 2)
        self.nothing_left(process)
        self.stop_l2fwd(process)

    def test_duration(self):
        process = self.start("net_null0,no-rx=1", SILENT)
        begin = time.monotonic()
        text = self.dump("-w", self.out, "-d", "0.5")
        self.assertGreaterEqual(time.monotonic() - begin, 0.5)
        self.assertIn("\n0 packets of 0 bytes", text)
        self.assertEqual(Pcapng(self.out).packets, [])
        self.stop_l2fwd(process)

    def test_the_program_ends(self):
        process = self.start(FOREVER, SILENT)
        dump = self.begin_dump("-w", self.out, *NOTHING)
        self.stop_l2fwd(process)
        self.assertRegex(self.end_dump(dump),
                         "the program has ended|the ports are gone")
        self.assertEqual(len(Pcapng(self.out).statistics), 2)

    def test_the_program_is_killed(self):
        process = self.start(FOREVER, SILENT)
        dump = self.begin_dump("-w", self.out, *NOTHING)
        process.kill()
        process.wait()
        self.assertIn("the program has ended", self.end_dump(dump))
        self.assertEqual(len(Pcapng(self.out).statistics), 2)
        # What it left goes with the next one.
        self.stop_l2fwd(self.start("net_null0", SILENT))

    def test_list(self):
        process = self.start("net_null0", SILENT)
        text = self.dump("--list")
        self.assertRegex(text, r"0: net_null0, address \S+, queues 1 receive, "
                         r"1 transmit\n1: net_null1, ")
        self.stop_l2fwd(process)

    def test_refused(self):
        process = self.start("net_null0", SILENT)
        self.out.write_text("what was there")
        for options, words in (
                (["-p", "7", "-w", self.out], ["--port", "'7'", "--list"]),
                (["-p", "eth0", "-w", self.out], ["'eth0'"]),
                (["-w", self.out, "tcp", "prot"], ["filter 'tcp prot'"]),
                (["-w", "/nowhere/x"], ["/nowhere/x", "opened"]),
                (["--rx"], ["-w FILE"])):
            result = run(program("DUMP", "--file-prefix", PREFIX, *options))
            self.check_refused(result, *words)
        self.assertEqual(self.out.read_text(), "what was there")
        self.check_refused(run(program("DUMP", "--file-prefix", PREFIX, "-w",
                                       "/dev/full")), "cannot be written")
        self.nothing_left(process)
        self.stop_l2fwd(process)

    def test_help(self):
        for name in ("DUMP", "TOP"):
            result = run(program(name, "--help"))
            self.check_code(result, 0)
            self.assertIn("Examples", result.stdout)
            self.assertLessEqual(
                max(map(len, result.stdout.splitlines())), 80)


if __name__ == "__main__":
    unittest.main(verbosity=2)
