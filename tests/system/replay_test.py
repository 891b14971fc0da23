#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""pcap-replay as its users run it: captures onto a net_pcap port."""
import json
import os
import pty
import re
import signal
import subprocess
import time
import unittest

from support import (EAL, SAMPLE, SystemTest, captures, frame, pool_reports,
                     program, read_packets, read_stamps, run, until_it_catches,
                     write_capture)


def replay(ports, *options):
    """The command for a port or a list of ports."""
    ports = [ports] if isinstance(ports, str) else ports
    vdevs = [word for port in ports for word in ("--vdev", port)]
    return program("REPLAY", *EAL, "-l", "0", *vdevs, "--", *options)


def flow(packet):
    """The addresses of an Ethernet frame, in either order."""
    at = 12
    while packet[at:at + 2] in (b"\x81\x00", b"\x88\xa8"):
        at += 4
    if packet[at:at + 2] == b"\x08\x00":
        return frozenset((packet[at + 14:at + 18], packet[at + 18:at + 22]))
    if packet[at:at + 2] == b"\x86\xdd":
        return frozenset((packet[at + 10:at + 26], packet[at + 26:at + 42]))
    return frozenset((packet[:6], packet[6:12]))


class Replay(SystemTest):
    def setUp(self):
        super().setUp()
        self.out = self.dir / "out.pcap"
        self.port = f"net_pcap0,tx_pcap={self.out}"

    def steady(self, n, gap_ms):
        """A capture of n packets, gap_ms apart."""
        path = self.dir / "steady.pcap"
        write_capture(path, [(1700000000 + i * gap_ms // 1000,
                              i * gap_ms % 1000 * 1000, frame(100, i))
                             for i in range(n)])
        return path

    def replayed(self, *options):
        result = run(replay(self.port, *options))
        self.check_code(result, 0)
        self.assertIn("mbufs are back in pool", result.stdout)
        return result.stdout

    def check_gaps(self, wanted_ns, n):
        stamps = read_stamps(self.out)
        self.assertEqual(len(stamps), n)
        # On a busy machine any packet may be late, the first one too. What
        # the pace is to the nanosecond is for the unit tests.
        length = stamps[-1] - stamps[0]
        self.assertGreater(length, wanted_ns * (n - 1) * 0.5)
        self.assertLess(length, wanted_ns * (n - 1) + 2_000_000_000)

    def test_each_ethernet_capture(self):
        for given in captures("eth"):
            with self.subTest(given.name):
                result = run(replay(self.port, "--topspeed", given))
                _, broken = self.compare(given, self.out)
                self.check_code(result, 1 if broken else 0)

    def test_recorded_timing(self):
        text = self.replayed(self.steady(11, 50))
        self.check_gaps(50_000_000, 11)
        self.assertRegex(text, r"Sent +11 packets, 1,100 bytes in \d\.\d{3} s")
        self.assertRegex(text, r"Timing error +p50 [\d.]+ us, p99 [\d.]+ us")

    def test_speed(self):
        self.replayed("--speed", "50", self.steady(11, 500))
        self.check_gaps(10_000_000, 11)

    def test_pps(self):
        self.replayed("--pps", "100", self.steady(21, 500))
        self.check_gaps(10_000_000, 21)

    def test_mbps(self):
        self.replayed("--mbps", "0.08", self.steady(21, 500))
        self.check_gaps(10_000_000, 21)

    def test_limit(self):
        text = self.replayed("--limit", "12", "--loop", "forever",
                             self.steady(5, 1))
        self.assertRegex(text, r"Sent +12 packets, 1,200 bytes")
        self.assertEqual([data for _, data in read_packets(self.out)],
                         [frame(100, i % 5) for i in range(12)])

    def test_start(self):
        given = self.steady(2, 1)
        earliest = time.time() + 0.5
        self.replayed("--start", "+0.5", given)
        self.assertGreater(read_stamps(self.out)[0] / 1e9, earliest - 0.01)

    def test_start_at_a_time(self):
        """A busy machine may be past it when the program looks."""
        given = self.steady(2, 1)
        for wait in (1, 5, 25):
            at = time.time() + wait
            result = run(replay(self.port, "--start", f"@{at:.3f}", given))
            if " passed " not in result.stdout:
                break
        self.check_code(result, 0)
        self.assertGreater(read_stamps(self.out)[0] / 1e9, at - 0.01)

    def test_loop_keeps_the_rhythm(self):
        self.replayed("--loop", "3", self.steady(5, 20))
        self.check_gaps(20_000_000, 15)

    def test_max_gap(self):
        path = self.dir / "leap.pcap"
        write_capture(path, [(1000000000, 0, frame(60)),
                             (4000000000, 0, frame(60))])
        self.replayed("--max-gap", "0.05", path)
        self.check_gaps(50_000_000, 2)

    def test_topspeed_and_several_files(self):
        text = self.replayed("--topspeed", "--loop", "10", SAMPLE, SAMPLE)
        self.assertRegex(text, r"Sent +15,820 packets, 8,217,760 bytes")
        self.assertNotIn("Timing error", text)

    def test_a_port_that_stalls(self):
        """Nobody empties the ring; statistics and SIGUSR1 go on."""
        process = subprocess.Popen(
            replay("net_ring0", "--topspeed", "--loop", "2", "--stats", "0.2",
                   SAMPLE), text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        lines = []
        while len(lines) < 3:
            line = process.stdout.readline()
            self.assertNotEqual(line, "", lines)
            if " packets/s " in line:
                lines.append(line)
        # Each burst of 32 costs the port a second.
        self.assertLess(float(lines[-1].split()[0]), 3)
        self.assertIn("  0 packets/s", lines[-1])
        process.send_signal(signal.SIGUSR1)
        while "Pools at" not in (line := process.stdout.readline()):
            self.assertNotEqual(line, "")
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=30)
        self.check_code(process, 1, text)
        self.assertIn("mbufs are back in pool", text)

    def test_stamps_out_of_order(self):
        """Every second packet lies 40 ms before the one ahead of it."""
        path = self.dir / "mixed.pcap"
        write_capture(path, [(1700000000, (i * 20 + i % 2 * 60) * 1000,
                              frame(100, i)) for i in range(20)])
        self.replayed(path)
        stamps = read_stamps(self.out)
        self.assertLess(stamps[-1] - stamps[0], 800_000_000)

    def test_ways_to_read(self):
        for way in (["--preload"], ["--read-ahead", "0"],
                    ["--read-ahead", "1"]):
            with self.subTest(way):
                self.replayed("--topspeed", *way, SAMPLE)
                self.compare(SAMPLE, self.out)
                text = self.replayed("--topspeed", "--loop", "20", *way, SAMPLE)
                self.assertRegex(text, r"Sent +15,820 packets, 8,217,760 byte")

    def two_files(self):
        """A packet a millisecond, in turn in the one and the other."""
        paths = [self.dir / "even.pcap", self.dir / "odd.pcap"]
        for odd, path in enumerate(paths):
            write_capture(path, [(1700000000, i * 1000, frame(100, i))
                                 for i in range(odd, 20, 2)])
        return paths

    def test_merge(self):
        self.replayed("--merge", *self.two_files())
        self.assertEqual([data for _, data in read_packets(self.out)],
                         [frame(100, i) for i in range(20)])

    def test_file_per_port(self):
        outs = [self.dir / "out0", self.dir / "out1"]
        ports = [f"net_pcap{i},tx_pcap={out}" for i, out in enumerate(outs)]
        files = self.two_files()
        result = run(replay(ports, "--port", "all", "--file-per-port", *files))
        self.check_code(result, 0)
        self.assertRegex(result.stdout, r"port 1 queue 0  10 packets")
        for given, out in zip(files, outs):
            self.assertEqual(self.compare(given, out)[0], 10)

    def test_queues_keep_conversations(self):
        outs = [self.dir / f"out{i}" for i in range(4)]
        ports = [f"net_pcap{i},tx_pcap={outs[2 * i]},tx_pcap={outs[2 * i + 1]}"
                 for i in range(2)]
        result = run(replay(ports, "--port", "0-1", "--queues", "2",
                            "--topspeed", "--json", self.dir / "json", SAMPLE))
        self.check_code(result, 0)
        there = {}
        packets = [[data for _, data in read_packets(out)] for out in outs]
        for place, list_ in enumerate(packets):
            self.assertGreater(len(list_), 0)
            for data in list_:
                there.setdefault(data, set()).add(place)
        self.assertEqual(sum(map(len, packets)), 791)
        queues = json.loads((self.dir / "json").read_text())["queues"]
        self.assertEqual([q["packets"] for q in queues],
                         [len(list_) for list_ in packets])
        # By addresses alone: most have one conversation between them.
        by_flow = {}
        for data, places in there.items():
            by_flow.setdefault(flow(data), set()).update(places)
        self.assertTrue(any(len(p) == 1 for p in by_flow.values()))
        self.assertTrue(all(len(p) == 1 for p in there.values()))

    def test_rewrite(self):
        given = self.steady(3, 1)
        self.replayed("--rewrite", "src=02:00:00:00:00:01,vlan=5", "--rewrite",
                      "dst=02:00:00:00:00:02,pcp=3", given)
        head = bytes.fromhex("020000000002" "020000000001" "81006005" "88b5")
        self.assertEqual([data for _, data in read_packets(self.out)],
                         [head + frame(100, i)[14:] for i in range(3)])

    def test_stats_and_json(self):
        path = self.dir / "json"
        text = self.replayed("--stats", "0.1", "--json", path,
                             self.steady(20, 20))
        self.assertRegex(text, r"\d\.\d{3} s  \d+ packets/s  [\d.]+ Mbit/s")
        *intervals, report = map(json.loads, path.read_text().splitlines())
        self.assertGreater(len(intervals), 0)
        self.assertEqual({i["type"] for i in intervals}, {"interval"})
        self.assertLessEqual(sum(i["packets"] for i in intervals), 20)
        self.assertEqual(report["type"], "report")
        self.assertEqual(
            (report["packets"], report["bytes"], report["dropped"],
             report["rounds"], report["interrupted"]), (20, 2000, 0, 1, False))
        self.assertEqual(report["files"], [str(self.dir / "steady.pcap")])
        self.assertEqual(sum(
            b["packets"] for b in report["timing_error_ns"]["histogram"]), 20)
        time.strptime(report["started"][:19], "%Y-%m-%dT%H:%M:%S")

    def test_json_has_stdout_for_itself(self):
        result = subprocess.run(
            replay(self.port, "--topspeed", "--json", "-", SAMPLE),
            text=True, timeout=60, check=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.assertEqual(json.loads(result.stdout)["packets"], 791)
        self.assertRegex(result.stderr, r"Sent +791 packets")

    def test_help_names_every_option(self):
        for arguments in (["--help"], [*EAL, "--", "-h"]):
            result = run(program("REPLAY", *arguments))
            self.check_code(result, 0)
            for name in ("speed pps mbps topspeed max-gap start loop limit "
                         "merge file-per-port align read-ahead preload port "
                         "queues rewrite stats json pools help").split():
                self.assertIn(f"--{name} ", result.stdout + " ")

    def test_interrupt_while_a_pipe_is_silent(self):
        for more in ([], ["--preload"], ["--read-ahead", "0"]):
            with self.subTest(more):
                pipe = self.dir / ("pipe" + "".join(more))
                os.mkfifo(pipe)
                process = subprocess.Popen(
                    replay(self.port, *more, pipe), text=True,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                self.addCleanup(process.kill)
                with open(pipe, "wb") as writer:
                    writer.write(SAMPLE.read_bytes()[:2000])
                    writer.flush()
                    until_it_catches(process, signal.SIGINT)
                    time.sleep(0.5)
                    process.send_signal(signal.SIGINT)
                    text, _ = process.communicate(timeout=30)
                self.assertEqual(process.returncode, 0, text)
                self.assertRegex(text, r"Sent +\d+ packets.*interrupted")

    def test_pipes_are_read_once(self):
        pipes = [self.dir / "one", self.dir / "two"]
        for pipe in pipes:
            os.mkfifo(pipe)
            writer = subprocess.Popen(
                ["sh", "-c", 'cat "$0" > "$1"', SAMPLE, pipe])
            self.addCleanup(writer.wait)
        text = self.replayed("--topspeed", *pipes)
        self.assertRegex(text, r"Sent +1,582 packets")

    def test_a_pipe_cannot_be_looped(self):
        pipe = self.dir / "pipe"
        os.mkfifo(pipe)
        writer = subprocess.Popen(
            ["sh", "-c", 'cat "$0" > "$1"', SAMPLE, pipe])
        self.addCleanup(writer.wait)
        result = run(replay(self.port, "--topspeed", "--loop", "2", pipe))
        self.check_refused(result, pipe, "can be read only once")
        self.assertRegex(result.stdout, r"Sent +791 packets")

    def test_jumbo(self):
        path = self.dir / "jumbo.pcap"
        write_capture(path, [(1700000000, 0, frame(n))
                             for n in (1, 9000, 65535, 200000)])
        self.replayed("--topspeed", path)
        self.compare(path, self.out)

    def test_progress_on_a_terminal(self):
        mine, theirs = pty.openpty()
        process = subprocess.Popen(replay(self.port, self.steady(30, 20)),
                                   stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=theirs)
        self.addCleanup(process.kill)
        os.close(theirs)
        text = ""
        while True:
            try:
                text += os.read(mine, 4096).decode()
            except OSError:
                break
        os.close(mine)
        self.assertEqual(process.wait(30), 0, text)
        self.assertRegex(text, r"\r\033\[K\[#*\.*\] +\d+ %  \d+ packets")

    def interrupted(self, *arguments):
        """What is printed by a replay that gets SIGINT after a while."""
        process = subprocess.Popen(
            replay(self.port, *arguments),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.kill)
        until_it_catches(process, signal.SIGINT)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, text)
        return text

    def test_interrupt_gives_the_report(self):
        text = self.interrupted("--loop", "forever", self.steady(2, 100))
        self.assertTrue(re.search(r"Sent +\d+ packets", text), text)

    def test_interrupt_before_the_start(self):
        text = self.interrupted("--start", "+100", self.steady(2, 1))
        self.assertRegex(text, r"Sent +0 packets, 0 bytes in \d\.\d+ s")

    def test_pools_at_the_end(self):
        reports = pool_reports(self.replayed(
            "--topspeed", "--pools", "json", SAMPLE).splitlines())
        self.assertEqual(len(reports), 1)
        pool, = reports[0]["pools"]
        self.assertEqual(pool["name"], "replay_pool")
        self.assertEqual(pool["available"], pool["size"])
        self.assertIn("pool replay_pool: 8,191 objects", self.replayed(
            "--topspeed", "--pools", "text", SAMPLE))

    def test_usr1_prints_the_pools(self):
        path = self.dir / "pools"
        process = subprocess.Popen(
            replay(self.port, "--loop", "forever", "--pools", f"json:{path}",
                   self.steady(2, 100)),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        for wanted in (1, 2):
            while not path.exists() or self.out.stat().st_size == 0:
                self.assertIsNone(process.poll())
                time.sleep(0.05)
            process.send_signal(signal.SIGUSR1)
            while path.read_text().count("\n") < wanted:
                self.assertIsNone(process.poll())
                time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(30), 0)
        reports = pool_reports(path.read_text().splitlines())
        self.assertEqual(len(reports), 3)
        self.assertEqual(reports[-1]["pools"][0]["out"], 0)


class Refuse(SystemTest):
    def refused(self, options, *words, port="net_null0"):
        self.check_refused(run(replay(port, *options)), *words)

    def test_other_link_types(self):
        for given in captures("other"):
            with self.subTest(given.name):
                self.refused([given], given.name)

    def test_files(self):
        text = self.dir / "text"
        text.write_text("no capture at all, just a line of text\n")
        cut = self.dir / "cut"
        cut.write_bytes(SAMPLE.read_bytes()[:50000])
        self.refused(["/nowhere/in.pcap"],
                     "/nowhere/in.pcap: cannot be read: No such file")
        self.refused([text], text)
        self.refused(["--topspeed", cut], cut, "truncated")
        self.refused([SAMPLE], "/dev/full", "No space left",
                     port="net_pcap0,tx_pcap=/dev/full")
        self.refused([SAMPLE], "/nowhere/out",
                     port="net_pcap0,tx_pcap=/nowhere/out")

    def test_json_files(self):
        self.refused(["--json", "/nowhere/json", SAMPLE], "/nowhere/json",
                     "cannot be opened")
        self.refused(["--json", "/dev/full", "--topspeed", SAMPLE],
                     "/dev/full", "No space left")

    def test_ports_and_files(self):
        self.refused(["--file-per-port", SAMPLE, SAMPLE], "2 files", "1 ports")
        self.refused(["--queues", "64", SAMPLE], "transmit queue",
                     port=f"net_pcap0,tx_pcap={self.dir / 'out'}")

    def test_reports_onto_an_input(self):
        given = self.dir / "in.pcap"
        given.write_bytes(SAMPLE.read_bytes())
        for option in (["--json", given], ["--pools", f"json:{given}"],
                       ["--pools", f"text:{given}"]):
            self.refused([*option, "--topspeed", given], given, "is a capture")
            self.assertEqual(given.read_bytes(), SAMPLE.read_bytes())

    def test_a_mistake_loses_no_report(self):
        old = self.dir / "old.json"
        old.write_text("an old report\n")
        for wrong in (["/nowhere/in.pcap"], ["--port", "7", SAMPLE]):
            self.refused(["--json", old, *wrong], wrong[-2 % len(wrong)])
            self.assertEqual(old.read_text(), "an old report\n")
        self.refused(["--json", old, "--pools", f"json:{old}", SAMPLE], old,
                     "in use")

    def test_standard_output_that_takes_nothing(self):
        out = self.dir / "out.pcap"
        command = replay(f"net_pcap0,tx_pcap={out}", "--topspeed", SAMPLE)
        for to, words in ((">/dev/full", "No space left"),
                          (">&-", "Bad file descriptor"),
                          ("| true", "Broken pipe")):
            with self.subTest(to):
                result = run(["bash", "-c", f'set -o pipefail; "$0" "$@" {to}',
                              *command])
                self.check_refused(result, "standard output", words)
                # All was sent, and is in the file.
                self.compare(SAMPLE, out)
        for ask in (["-h"], [*EAL, "--", "-h"]):
            result = run(["bash", "-c", '"$0" "$@" >/dev/full',
                          *program("REPLAY", *ask)])
            self.check_refused(result, "standard output", "No space left")

    def test_output_onto_the_input(self):
        given = self.dir / "in.pcap"
        given.write_bytes(SAMPLE.read_bytes())
        result = run(replay(f"net_pcap0,tx_pcap={given}", given))
        self.check_refused(result, given, "it is being written")

    def test_options(self):
        for options, word in (([], "FILE"), (["--speed", "0", "x"], "--speed"),
                              (["--speed", "-1", "x"], "-1"),
                              (["--pps", "inf", "x"], "inf"),
                              (["--loop", "0", "x"], "--loop"),
                              (["--port", "99", "x"], "99"),
                              (["--port", "1", SAMPLE], "port 1"),
                              (["--pps", "1", "--topspeed", "x"], "exclude"),
                              (["--pools", "xml", "x"], "xml"),
                              (["--mbps", "fast", "x"], "fast"),
                              (["--limit", "0", "x"], "--limit"),
                              (["--start", "then", "x"], "then"),
                              (["--start", "@9", "x"], "passed"),
                              (["--queues", "0", "x"], "--queues"),
                              (["--port", "0,0", "x"], "twice"),
                              (["--read-ahead", "5", "x"], "power of two"),
                              (["--rewrite", "vlan=9999", "x"], "9999"),
                              (["--stats", "0", "x"], "--stats"),
                              (["--pps", "1", "--max-gap", "1", "x"],
                               "--max-gap"),
                              (["--what", "x"], "what")):
            with self.subTest(options):
                self.refused(options, word)


if __name__ == "__main__":
    unittest.main()
