#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""l2fwd as its users run it: captures in and out through net_pcap."""
import json
import os
import pty
import re
import signal
import subprocess
import time
import unittest
import unittest.mock

from support import (EAL, LIMIT, SAMPLE, SystemTest, captures, frame,
                     pool_reports, program, read_packets, run, until_it_catches,
                     write_capture)

# Destination and source that l2fwd writes for what port 1 sends.
REWRITTEN = ["02:00:00:00:00:01", "02:70:63:61:70:01"]
PORTS = ["-p", "3", "-q", "2", "-T", "0"]


# Pools have no caches to look at under AddressSanitizer.
without_asan = unittest.mock.patch.dict(os.environ, {"BUFPLANE_ASAN": "0"})


def l2fwd(given, output, *options, eal=("-l", "0")):
    return program("L2FWD", *EAL, *eal,
                   "--vdev", f"net_pcap0,rx_pcap={given}",
                   "--vdev", f"net_pcap1,tx_pcap={output}",
                   "--", *PORTS, *options)


def null_ports(*options, eal=("-l", "0")):
    return program("L2FWD", *EAL, *eal, "--vdev", "net_null0",
                   "--vdev", "net_null1", "--", "-p", "3", "-q", "2",
                   *options)


def json_lines(text):
    return [json.loads(line) for line in text.splitlines()]


def flows(text):
    """The map that l2fwd prints: (lcore, from, to, shared), queues and all."""
    return [(int(lcore), source, sink, shared != "") for
            lcore, source, sink, shared in re.findall(
                r"^Lcore (\d+): port (\d+ queue \d+) to port (\d+ queue \d+)"
                r"(, shared)?$", text, re.M)]


class Forward(SystemTest):
    def forward(self, given, *options, code=0, addresses=None, **more):
        output = self.dir / "out.pcap"
        result = run(l2fwd(given, output, "--exit-on-eof", *options, **more))
        self.assertNotIn("LEAK", result.stdout)
        wanted = REWRITTEN if addresses is None else addresses
        count, broken = self.compare(given, output, *wanted)
        self.check_code(result, 1 if broken else code)
        self.assertIn("mbufs are back in pool", result.stdout)
        return count, result.stdout

    def test_each_ethernet_capture(self):
        total = 0
        for given in captures("eth"):
            with self.subTest(given.name):
                total += self.forward(given)[0]
        self.assertGreater(total, 1000)

    def test_each_pcapng(self):
        for given in captures("ng"):
            with self.subTest(given.name):
                result = run(l2fwd(given, self.dir / "o", "--exit-on-eof"))
                self.assertIn(result.returncode, (0, 1), result.stdout)
                if result.returncode == 1:
                    self.assertIn(given.name, result.stdout)
                else:
                    self.compare(given, self.dir / "o", *REWRITTEN)

    def test_sample_unchanged_without_mac_updating(self):
        count, text = self.forward(SAMPLE, "--no-mac-updating", addresses=[])
        self.assertEqual(count, 791)
        self.assertRegex(text, r"total +791 .* 791 ")

    def test_jumbo_frames_travel_as_chains(self):
        given = self.dir / "jumbo.pcap"
        sizes = [14, 60, 1514, 1920, 1921, 2048, 2049, 9000, 65535, 200000]
        write_capture(given, [(1700000000 + i, 0, frame(size, i))
                              for i, size in enumerate(sizes)])
        self.assertEqual(self.forward(given)[0], len(sizes))

    def test_short_frames(self):
        given = self.dir / "short.pcap"
        write_capture(given, [(1700000000, i, frame(i)) for i in range(1, 64)])
        self.assertEqual(self.forward(given)[0], 63)

    def test_both_byte_orders_and_stamps(self):
        given = self.dir / "in.pcap"
        for order in "<>":
            for nano in (False, True):
                write_capture(given, [(1700000000, 7, frame(100))],
                              order=order, nano=nano)
                self.assertEqual(self.forward(given)[0], 1)

    def test_more_lcores_than_cpus(self):
        self.forward(SAMPLE, "-q", "1", eal=("--lcores", "(0-3)@0"))

    def test_a_worker_forwards_while_the_main_lcore_also_does(self):
        self.forward(SAMPLE, "-q", "1", eal=("--lcores", "(0-1)@0"))

    def test_a_handler_from_a_plug_in(self):
        count, text = self.forward(
            SAMPLE, "--pools", "text",
            eal=("-l", "0", "-d", os.environ["HANDLER"],
                 "--mbuf-pool-ops-name", "malloc"))
        self.assertEqual(count, 791)
        self.assertIn("in handler malloc", text)

    def test_portmap(self):
        self.forward(SAMPLE, "--portmap", "(0,1)")

    def test_crossed_captures(self):
        a, b = self.dir / "a", self.dir / "b"
        result = run(program(
            "L2FWD", *EAL, "-l", "0",
            "--vdev", f"net_pcap0,rx_pcap={SAMPLE},tx_pcap={a}",
            "--vdev", f"net_pcap1,rx_pcap={SAMPLE},tx_pcap={b}",
            "--", *PORTS, "--exit-on-eof"))
        self.check_code(result, 0)
        self.compare(SAMPLE, a, "02:00:00:00:00:00", "02:70:63:61:70:00")
        self.compare(SAMPLE, b, *REWRITTEN)

    def test_through_a_ring_port(self):
        output = self.dir / "out"
        result = run(program(
            "L2FWD", *EAL, "-l", "0", "--vdev",
            f"net_pcap0,rx_pcap={SAMPLE},tx_pcap={output}", "--vdev",
            "net_ring0", "--", *PORTS, "--exit-on-eof"))
        self.check_code(result, 0)
        # Port 1 hands back what port 0 received.
        self.compare(SAMPLE, output, "02:00:00:00:00:00", "02:70:63:61:70:00")

    def test_closed_standard_streams(self):
        output = self.dir / "out.pcap"
        command = l2fwd(SAMPLE, output, "--exit-on-eof")
        result = subprocess.run(
            ["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', *command],
            timeout=LIMIT, check=False)
        # What it printed is lost; the packets are not.
        self.assertEqual(result.returncode, 1)
        self.compare(SAMPLE, output, *REWRITTEN)


class Map(SystemTest):
    """Ports, queues and lcores; captures that end make it end."""

    def map(self, devices, *options, lcores=1, code=0):
        vdevs = (word for device in devices for word in ("--vdev", device))
        result = run(program(
            "L2FWD", *EAL, "--lcores", f"(0-{lcores - 1})@0", *vdevs, "--",
            "-p", f"{(1 << len(devices)) - 1:x}", "-T", "0", *options))
        self.check_code(result, code)
        return result.stdout

    def captures(self, n):
        """n ports that read the sample, and what they write."""
        outputs = [self.dir / f"out{i}.pcap" for i in range(n)]
        return outputs, [f"net_pcap{i},rx_pcap={SAMPLE},tx_pcap={output}"
                         for i, output in enumerate(outputs)]

    def test_portmap_of_four_ports(self):
        outputs, devices = self.captures(4)
        text = self.map(devices, "--portmap", "(0,3)(1, 2)", "--exit-on-eof")
        self.assertEqual([flow[1:3] for flow in flows(text)],
                         [("0 queue 0", "3 queue 0"),
                          ("1 queue 0", "2 queue 0"),
                          ("2 queue 0", "1 queue 0"),
                          ("3 queue 0", "0 queue 0")])
        for i, output in enumerate(outputs):
            self.compare(SAMPLE, output, f"02:00:00:00:00:0{i}",
                         f"02:70:63:61:70:0{i}")

    def test_an_odd_port_is_its_own_partner(self):
        outputs, devices = self.captures(3)
        text = self.map(devices, "--exit-on-eof", "--no-mac-updating")
        self.assertIn("port 2 forwards to itself", text)
        for output in outputs:
            self.compare(SAMPLE, output)

    def test_more_lcores_than_ports(self):
        outputs, devices = self.captures(2)
        text = self.map(devices, "--exit-on-eof", "--no-mac-updating",
                        lcores=5)
        self.assertEqual([flow[0] for flow in flows(text)], [0, 1])
        for output in outputs:
            self.compare(SAMPLE, output)

    def test_fewer_lcores_than_ports(self):
        outputs, devices = self.captures(5)
        text = self.map(devices, "--exit-on-eof", "--no-mac-updating",
                        lcores=2)
        self.assertEqual([flow[0] for flow in flows(text)], [0, 0, 1, 1, 1])
        for output in outputs:
            self.compare(SAMPLE, output)

    def test_several_queues_into_one_that_lcores_share(self):
        """Two captures of a port on two lcores; the other port has a single
        queue to write."""
        output = self.dir / "out.pcap"
        text = self.map([f"net_pcap0,rx_pcap={SAMPLE},rx_pcap={SAMPLE}",
                         f"net_pcap1,tx_pcap={output}"],
                        "--rxq", "2", "--no-mac-updating", "--exit-on-eof",
                        lcores=2)
        found = flows(text)
        self.assertIn((0, "0 queue 0", "1 queue 0", True), found)
        self.assertIn((1, "0 queue 1", "1 queue 0", True), found)
        wanted = sorted(data for _, data in read_packets(SAMPLE) * 2)
        self.assertEqual(sorted(data for _, data in read_packets(output)),
                         wanted)

    def test_each_lcore_has_a_queue_of_its_own(self):
        process = subprocess.Popen(
            program("L2FWD", *EAL, "--lcores", "(0-3)@0", "--vdev",
                    "net_null0", "--vdev", "net_null1", "--", "-p", "3",
                    "--rxq", "4", "-T", "0"),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        text = ""
        while "Port 1" not in text:
            text += process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, rest)
        self.assertEqual(flows(text), [
            (i, f"{port} queue {i}", f"{1 - port} queue {i}", False)
            for i in range(4) for port in (0, 1)])


class Json(SystemTest):
    def test_report(self):
        path = self.dir / "report.json"
        result = run(l2fwd(SAMPLE, self.dir / "out.pcap", "--exit-on-eof",
                           "--json", path))
        self.check_code(result, 0)
        report = json_lines(path.read_text())[-1]
        size = sum(len(data) for _, data in read_packets(SAMPLE))
        self.assertEqual(report["type"], "report")
        for one, other in ((report["ports"][0]["received"],
                            report["ports"][1]["sent"]),
                           (report["lcores"][0]["received"],
                            report["lcores"][0]["sent"]),
                           (report["total"]["received"],
                            report["total"]["sent"])):
            self.assertEqual((one["packets"], one["bytes"], one["dropped"]),
                             (791, size, 0))
            self.assertEqual(one, other)
            self.assertAlmostEqual(
                one["packets_per_second"] * report["seconds"], 791, 3)
        self.assertEqual([port["link"] for port in report["ports"]],
                         ["up", "up"])
        self.assertEqual([port["partner"] for port in report["ports"]], [1, 0])

    def test_standard_output_has_nothing_else(self):
        result = subprocess.run(
            l2fwd(SAMPLE, self.dir / "out.pcap", "--exit-on-eof", "--json",
                  "-"), capture_output=True, text=True, timeout=LIMIT,
            check=False)
        self.check_code(result, 0)
        self.assertEqual(json_lines(result.stdout)[-1]["type"], "report")
        self.assertIn("Totals after", result.stderr)

    def test_intervals_add_up(self):
        """Three, on two lcores; SIGUSR1 asks for them."""
        process = subprocess.Popen(
            null_ports("-T", "0", "--json", "-", eal=("--lcores", "(0-1)@0")),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        lines = []
        until_it_catches(process, signal.SIGUSR1)
        for _ in range(3):
            process.send_signal(signal.SIGUSR1)
            lines.append(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        *parts, whole = json_lines("".join(lines) + rest)
        self.assertEqual([part["type"] for part in parts], ["interval"] * 3)
        self.assertAlmostEqual(sum(part["seconds"] for part in parts),
                               parts[-1]["at"], 6)
        for key in ("received", "sent"):
            self.assertGreater(parts[0]["total"][key]["packets"], 0)
            self.assertGreaterEqual(
                whole["total"][key]["packets"],
                sum(part["total"][key]["packets"] for part in parts))
            for kind in ("ports", "lcores"):
                self.assertEqual(
                    whole["total"][key]["packets"],
                    sum(row[key]["packets"] for row in whole[kind]))

    def test_a_link_that_goes_down(self):
        """A capture with eof: its port tells when it has come to its end."""
        path = self.dir / "links.json"
        result = run(program(
            "L2FWD", *EAL, "-l", "0",
            "--vdev", f"net_pcap0,rx_pcap={SAMPLE},eof=1",
            "--vdev", f"net_pcap1,tx_pcap={self.dir / 'out.pcap'}",
            "--", *PORTS, "--exit-on-eof", "--json", path))
        self.check_code(result, 0)
        self.assertRegex(result.stdout, r"Port 0: net_pcap0, address \S+, "
                         r"link up(?s:.*)Port 0: net_pcap0, link down after")
        link, report = json_lines(path.read_text())
        self.assertEqual((link["type"], link["port"], link["link"]),
                         ("link", 0, "down"))
        self.assertEqual([port["link_changes"] for port in report["ports"]],
                         [1, 0])

    def test_file_cannot_be_opened_or_written(self):
        for path, words in (("/nowhere/x", ["opened", "No such file"]),
                            ("/dev/full", ["written", "No space left",
                                           "mbufs are back in pool"])):
            result = run(l2fwd(SAMPLE, self.dir / "out.pcap", "--exit-on-eof",
                               "--json", path))
            self.check_refused(result, path, *words)


class Help(SystemTest):
    def test_all_ways_to_ask(self):
        for options in (["-h"], ["--help"], [*EAL, "-l", "0", "--", "-h"]):
            result = run(program("L2FWD", *options))
            self.check_code(result, 0)
            for word in ("-p PORTMASK", "-P ", "-q NQ", "-T PERIOD", "--rxq",
                         "--portmap", "--no-mac-updating", "--exit-on-eof",
                         "--json", "--pools", "Examples"):
                self.assertIn(word, result.stdout)
            text = result.stdout[result.stdout.index("Usage:"):]
            self.assertLessEqual(max(map(len, text.splitlines())), 80)


class Pools(SystemTest):
    def run_pools(self, *pools):
        result = run(l2fwd(SAMPLE, self.dir / "out.pcap", "--exit-on-eof",
                           *pools))
        self.check_code(result, 0)
        return result.stdout

    def check_at_end(self, reports):
        """One report, of one pool that has got everything back."""
        self.assertEqual(len(reports), 1)
        pool, = reports[0]["pools"]
        self.assertEqual(pool["available"], pool["size"])
        self.assertEqual((pool["name"], pool["handler"], pool["guard"]),
                         ("mbuf_pool", "ring_mp_mc", False))

    def test_json_on_standard_error(self):
        text = self.run_pools("--pools", "json")
        self.check_at_end(pool_reports(text.splitlines()))

    def test_json_in_a_file(self):
        path = self.dir / "pools.json"
        path.write_text("old")
        self.assertNotIn('"pools"', self.run_pools("--pools", f"json:{path}"))
        text = path.read_text()
        self.assertTrue(text.startswith("{") and text.endswith("}\n"))
        self.check_at_end(pool_reports(text.splitlines()))

    @without_asan
    def test_text(self):
        text = self.run_pools("--pools", "text")
        self.assertRegex(text, r"Pools at .*Z\n"
                         r"pool mbuf_pool: 8,192 objects of \d+ bytes\n"
                         r"  \[#+\+?\] 100.0 % available\n"
                         r"  # [ \d,]{5} +[\d.]+ %  in handler ring_mp_mc\n")
        self.assertNotIn("Pools at", self.run_pools())

    def test_file_cannot_be_opened(self):
        result = run(l2fwd(SAMPLE, self.dir / "out.pcap", "--exit-on-eof",
                           "--pools", "json:/nowhere/pools"))
        self.check_refused(result, "/nowhere/pools", "opened", "No such file")

    def test_file_cannot_be_written(self):
        result = run(l2fwd(SAMPLE, self.dir / "out.pcap", "--exit-on-eof",
                           "--pools", "json:/dev/full"))
        self.check_refused(result, "/dev/full", "written", "No space left",
                           "mbufs are back in pool")


class Refuse(SystemTest):
    def test_each_other_link_type(self):
        for given in captures("other"):
            with self.subTest(given.name):
                result = run(l2fwd(given, self.dir / "o", "--exit-on-eof"))
                self.check_refused(result, given.name)

    def test_missing_capture(self):
        self.check_refused(run(l2fwd("/nowhere/in.pcap", self.dir / "o")),
                           "/nowhere/in.pcap", "No such file")

    def test_not_a_capture(self):
        given = self.dir / "text"
        given.write_text("this is not a capture, it is a text\n")
        self.check_refused(run(l2fwd(given, self.dir / "o")), given)

    def test_a_broken_input_that_ends_nothing(self):
        """It is an error, and said, without --exit-on-eof, too."""
        given = self.dir / "cut"
        given.write_bytes(SAMPLE.read_bytes()[:50000])
        process = self.start_l2fwd([f"net_pcap0,rx_pcap={given}",
                                    f"net_pcap1,tx_pcap={self.dir / 'o'}"])
        self.until_it_says(process, "packet .*truncated")
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=30)
        self.check_code(process, 1, text)
        self.assertIn("port 0 queue 0: its input broke off", text)
        self.assertIn("mbufs are back in pool", text)

    def test_empty_file(self):
        given = self.dir / "empty"
        given.write_bytes(b"")
        self.check_refused(run(l2fwd(given, self.dir / "o")), given)

    def test_truncated_capture(self):
        given = self.dir / "cut.pcap"
        given.write_bytes(SAMPLE.read_bytes()[:100000])
        output = self.dir / "out"
        result = run(l2fwd(given, output, "--exit-on-eof"))
        self.check_refused(result, given, "truncated")
        count, broken = self.compare(given, output, *REWRITTEN)
        self.assertTrue(broken)
        self.assertGreater(count, 100)

    def test_output_cannot_be_written(self):
        self.check_refused(run(l2fwd(SAMPLE, "/nowhere/out.pcap")),
                           "/nowhere/out.pcap", "No such file")

    def test_full_disk(self):
        result = run(l2fwd(SAMPLE, "/dev/full", "--exit-on-eof"))
        self.check_refused(result, "/dev/full", "No space left")

    def test_output_onto_the_input(self):
        given, other = self.dir / "in.pcap", self.dir / "other.pcap"
        given.write_bytes(SAMPLE.read_bytes())
        os.link(given, other)
        result = run(l2fwd(given, other, "--exit-on-eof"))
        self.check_refused(result, other, "being read or written already")
        self.assertEqual(given.read_bytes(), SAMPLE.read_bytes())

    def test_two_outputs_into_one_file(self):
        output = self.dir / "out.pcap"
        result = run(program(
            "L2FWD", *EAL, "-l", "0", "--vdev", f"net_pcap0,tx_pcap={output}",
            "--vdev", f"net_pcap1,tx_pcap={output}", "--", *PORTS))
        self.check_refused(result, output, "being read or written already")

    def test_pipe_without_a_reader(self):
        pipe = self.dir / "pipe"
        os.mkfifo(pipe)
        reader = subprocess.Popen(["head", "-c", "1", pipe],
                                  stdout=subprocess.DEVNULL)
        self.addCleanup(reader.wait)
        result = run(l2fwd(SAMPLE, pipe, "--exit-on-eof"))
        self.check_refused(result, pipe, "cannot be written: Broken pipe",
                           "mbufs are back in pool")

    def test_disk_fills_up_on_the_way(self):
        # A limit on the size of a file stands for a disk with so much room.
        for room in (100, 20000, 400000):
            output = self.dir / "out"
            result = run(["prlimit", f"--fsize={room}",
                          *l2fwd(SAMPLE, output, "--exit-on-eof")])
            self.check_refused(result, output, "File too large")
            self.assertIn("mbufs are back in pool", result.stdout)

    def test_wrong_options(self):
        for options, word in (
                (["-p", "0"], "-p"), (["-p", "zz"], "zz"), ([], "-p"),
                (["-p", "7"], "port 2"), (["-p", "3", "-q", "0"], "-q"),
                (["-p", "3", "-q", "513"], "513"), (["-p", "3", "-T", "x"], "-T"),
                (["-p", "3", "-T", "86401"], "86401"),
                (["-p", "3", "--rxq", "17"], "17"),
                (["-p", "3", "--json", ""], "--json"),
                (["-p", "3", "--portmap", "(0,1"], "(0,1"),
                (["-p", "3", "--portmap", "(0,2)"], "mask"),
                (["-p", "3", "--portmap", "(0,0)"], "port 1"),
                (["-p", "3", "--portmap", "(0,1)x"], "x"),
                (["-p", "3", "-q", "2", "--exit-on-eof"], "--exit-on-eof"),
                (["-p", "3", "-q", "1"], "port 1"),
                (["-p", "3", "--pools", "xml"], "xml"),
                (["-p", "3", "--pools", "json:"], "json:FILE"),
                (["-p", "3", "--frobnicate"], "frobnicate"),
                (["-p", "3", "surplus"], "surplus")):
            with self.subTest(options):
                result = run(program(
                    "L2FWD", *EAL, "-l", "0", "--vdev", "net_null0", "--vdev",
                    "net_null1", "--", *options))
                self.check_refused(result, word)

    def test_wrong_eal_argument(self):
        for options, word in ((["--lcores", "(0-"], "(0-"),
                              (["--vdev", "net_nothing0"], "net_nothing0"),
                              (["--iova-mode", "xx"], "xx"),
                              (["--no-such-option"], "no-such-option")):
            with self.subTest(options):
                result = run(program("L2FWD", *EAL, *options, "--", "-p", "1"))
                self.check_refused(result, word)


class Live(SystemTest):
    def start(self, command, **more):
        process = subprocess.Popen(command, text=True, stderr=subprocess.STDOUT,
                                   **more)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_signals_stop_it_cleanly(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start(null_ports("-T", "0"), stdout=subprocess.PIPE)
            while "link up" not in process.stdout.readline():
                self.assertIsNone(process.poll())
            time.sleep(0.3)
            process.send_signal(number)
            text, _ = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 0, text)
            self.assertIn("mbufs are back in pool", text)
            total = re.search(r"^total +([\d,]+)", text, re.M)
            self.assertGreater(int(total[1].replace(",", "")), 1000)

    def ask_twice(self, *pools):
        """What standard error says when SIGUSR1 comes twice."""
        process = self.start(null_ports("-T", "1", *pools),
                             stdout=subprocess.PIPE)
        text = ""
        while text.count("Statistics after") < 3:
            if "Statistics after" in (line := process.stdout.readline()):
                process.send_signal(signal.SIGUSR1)
            self.assertTrue(line, text)
            text += line
        process.send_signal(signal.SIGINT)
        text += process.communicate(timeout=30)[0]
        self.assertEqual(process.returncode, 0, text)
        self.assertIn("mbufs are back in pool", text)
        return text

    @without_asan
    def test_usr1_prints_the_pools(self):
        text = self.ask_twice()
        self.assertGreaterEqual(text.count("Pools at "), 2)
        self.assertRegex(text, r"  \[[#+.]{54}\] +[\d.]+ % available\n")
        self.assertRegex(text, r"  caches   lcore 0 +\d+\n")

    @without_asan
    def test_usr1_prints_the_pools_as_json(self):
        reports = pool_reports(self.ask_twice("--pools", "json").splitlines())
        self.assertGreaterEqual(len(reports), 3)
        self.assertEqual(reports[-1]["pools"][0]["out"], 0)
        lcores = [cache["lcore"] for cache in reports[0]["pools"][0]["caches"]]
        self.assertEqual(lcores, [0])

    def test_statistics_are_plain_lines_without_a_terminal(self):
        process = self.start(null_ports("-T", "1"), stdout=subprocess.PIPE)
        text = ""
        while text.count("Statistics after") < 2:
            line = process.stdout.readline()
            self.assertTrue(line, text)
            text += line
        process.send_signal(signal.SIGINT)
        self.assertNotIn("\033", text + process.communicate(timeout=30)[0])

    def test_statistics_redraw_on_a_terminal(self):
        mine, theirs = pty.openpty()
        process = self.start(null_ports("-T", "1"), stdout=theirs)
        os.close(theirs)
        text = ""
        while text.count("Statistics after") < 2:
            text += os.read(mine, 4096).decode()
        process.send_signal(signal.SIGINT)
        while True:
            try:
                text += os.read(mine, 4096).decode()
            except OSError:
                break
        os.close(mine)
        self.assertEqual(process.wait(30), 0)
        self.assertIn("\033[7A\033[J", text)


if __name__ == "__main__":
    unittest.main()
