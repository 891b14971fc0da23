#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""bufplane-devices as its users run it, on whatever this machine has."""
import json
import os
import pathlib
import subprocess
import unittest

from support import SystemTest, program, run

SECTIONS = {"ports": "Ports", "interfaces": "Interfaces of the kernel",
            "pci": "PCI network devices", "buses": "Buses and their devices",
            "drivers": "Drivers and their arguments"}
DRIVERS = ["net_af_packet", "net_null", "net_pcap", "net_ring"]


def devices(*arguments):
    return program("DEVICES", *arguments)


class Devices(SystemTest):
    def show(self, *arguments, **more):
        result = run(devices(*arguments), **more)
        self.check_code(result, 0)
        return result.stdout

    def as_json(self, *arguments):
        return json.loads(self.show("--json", *arguments))

    def test_everything(self):
        text = self.show()
        heads = [line for line in text.splitlines()
                 if line and not line.startswith(" ")]
        self.assertEqual(heads, list(SECTIONS.values()))
        self.assertRegex(text, r"\n  vdev +none ")
        for name in DRIVERS:
            self.assertRegex(text, rf"\n  {name} +\S+ +vdev\n    \S+=<")

    def test_lines_fit(self):
        for line in self.show("--ports", "--drivers", "--buses").splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_filters(self):
        for option, head in SECTIONS.items():
            text = self.show("--" + option)
            for other in SECTIONS.values():
                self.assertEqual(other + "\n" in text, other == head, text)
            keys = self.as_json("--" + option).keys()
            self.assertIn(option, keys)
            self.assertFalse(keys & (SECTIONS.keys() - {option}))

    def test_a_user_without_privileges(self):
        if os.geteuid() != 0:
            self.skipTest("needs root, to be somebody else")
        text = self.show(user=65534, group=65534, extra_groups=[])
        self.assertIn("! This process may not", text)

    def test_pci_as_the_kernel_has_it(self):
        base = pathlib.Path("/sys/bus/pci/devices")
        wanted = {
            path.name: (path / "device").read_text().strip()
            for path in (base.iterdir() if base.exists() else [])
            if (path / "class").read_text().startswith("0x02")}
        found = {dev["address"]: dev["device"]
                 for dev in self.as_json("--pci")["pci"]}
        self.assertEqual(found, wanted)

    def test_ports(self):
        vdevs = ["--vdev", "net_null0,size=99", "--vdev", "net_ring0", "--"]
        text = self.show(*vdevs, "--ports")
        self.assertIn("  0: net_null0\n", text)
        self.assertIn("    arguments   size=99\n", text)
        self.assertIn("  1: net_ring0\n", text)
        result = json.loads(self.show(*vdevs, "--json", "-"))
        self.assertEqual([port["name"] for port in result["ports"]],
                         ["net_null0", "net_ring0"])
        self.assertEqual(result["ports"][0]["receive"]["max_queues"], 1024)
        buses = {bus["name"]: bus["devices"] for bus in result["buses"]}
        self.assertEqual(buses, {"pci": [], "vdev": [
            {"name": "net_null0", "driver": "net_null", "arguments": "size=99",
             "numa_node": result["ports"][0]["numa_node"]},
            {"name": "net_ring0", "driver": "net_ring", "arguments": "",
             "numa_node": result["ports"][1]["numa_node"]}]})

    def test_json_into_a_file(self):
        path = self.dir / "devices.json"
        self.assertEqual(self.show("--drivers", "--json", path), "")
        found = json.loads(path.read_text())["drivers"]
        self.assertEqual(sorted(driver["name"] for driver in found),
                         DRIVERS + ["net_virtio", "net_virtio_user"])
        self.assertEqual(path.read_text().count("\n"), 1)

    def test_beside_another_program(self):
        first = subprocess.Popen(
            program("L2FWD", "--no-huge", "-l", "0", "--vdev", "net_null0",
                    "--", "-p", "1", "-T", "0"),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(first.stdout.close)
        self.addCleanup(first.wait)
        self.addCleanup(first.kill)
        while "Port 0" not in (line := first.stdout.readline()):
            self.assertNotEqual(line, "")
        self.show("--vdev", "net_null0", "--")
        self.assertIsNone(first.poll())

    def test_help_names_every_option(self):
        for arguments in (["--help"], ["--no-huge", "--", "-h"]):
            text = self.show(*arguments)
            for option in [*SECTIONS, "json", "help"]:
                self.assertIn(f"--{option} ", text)

    def test_refused(self):
        for arguments, words in (
                (["--vdev", "net_null0"], ["--vdev", "in front of '--'"]),
                (["everything"], ["everything"]),
                (["--vdev", "net_nobody0", "--"], ["net_nobody0"]),
                (["--vdev", "net_null0,size=x", "--"], ["size", "'x'"]),
                (["--json", "/nowhere/file"], ["/nowhere/file", "opened"]),
                (["--json", "/dev/full"], ["/dev/full", "No space left"])):
            with self.subTest(arguments):
                self.check_refused(run(devices(*arguments)), *words)

    def test_full_output(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            result = subprocess.run(devices(), stdout=full, text=True,
                                    stderr=subprocess.PIPE, timeout=60,
                                    check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("No space left", result.stderr)


if __name__ == "__main__":
    unittest.main()
