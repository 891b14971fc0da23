#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""pcap-replay as its users run it: captures onto a net_pcap port."""
import os
import pty
import re
import signal
import subprocess
import time
import unittest

from support import (EAL, SAMPLE, SystemTest, captures, frame, pool_reports,
                     program, read_stamps, run, write_capture)


def replay(port, *options):
    return program("REPLAY", *EAL, "-l", "0", "--vdev", port, "--", *options)


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

    def test_interrupt_gives_the_report(self):
        process = subprocess.Popen(
            replay(self.port, "--loop", "forever", self.steady(2, 100)),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.kill)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, text)
        self.assertTrue(re.search(r"Sent +\d+ packets", text), text)

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
        self.refused(["/nowhere/in.pcap"], "/nowhere/in.pcap", "No such file")
        self.refused([text], text)
        self.refused(["--topspeed", cut], cut, "truncated")
        self.refused([SAMPLE], "/dev/full", "No space left",
                     port="net_pcap0,tx_pcap=/dev/full")
        self.refused([SAMPLE], "/nowhere/out",
                     port="net_pcap0,tx_pcap=/nowhere/out")

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
                              (["--what", "x"], "what")):
            with self.subTest(options):
                self.refused(options, word)


if __name__ == "__main__":
    unittest.main()
