#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""bufplane-devices and the interfaces of a network namespace: bp0 with an
address and the default route, bp1 without, and br0, which is down."""
import json
import unittest

from netns import enter_namespace, ip, make_pair, quietly
from support import SystemTest, program, run


class Interfaces(SystemTest):
    def show(self, *arguments):
        result = run(program("DEVICES", *arguments))
        self.check_code(result, 0)
        return result.stdout

    def test_interfaces(self):
        found = {one["name"]: one for one in json.loads(
            self.show("--interfaces", "--json"))["interfaces"]}
        self.assertEqual(found.keys(), {"lo", "bp0", "bp1", "br0"})
        self.assertEqual(
            {key: found["bp0"][key] for key in (
                "driver", "mtu", "up", "running", "addresses", "default_route",
                "usable", "master")},
            {"driver": "veth", "mtu": 3000, "up": True, "running": True,
             "addresses": 1, "default_route": True, "usable": True,
             "master": None})
        self.assertFalse(found["bp1"]["default_route"])
        self.assertFalse(found["br0"]["up"])
        self.assertIn({"kind": "need", "text": "it is down: ip link set br0 up"},
                      found["br0"]["advice"])
        self.assertRegex(self.show("--interfaces"),
                         r"bp0 +up +3000 +\S+ +veth +default route, 1 addr")

    def test_a_port_on_one(self):
        result = json.loads(self.show(
            "--vdev", "net_af_packet0,iface=bp0", "--", "--json"))
        port, = result["ports"]
        other, = [one for one in result["interfaces"] if one["name"] == "bp0"]
        self.assertEqual(port["mac"], other["mac"])
        self.assertEqual(port["if_index"], other["index"])

    def test_nics_of_another_namespace(self):
        """/sys still shows them, their interfaces are not here."""
        for device in json.loads(self.show("--pci", "--json"))["pci"]:
            texts = [one["text"] for one in device["advice"]]
            for name in device["interfaces"]:
                self.assertIn(f"{name} is in another network namespace: "
                              "somebody uses it", texts)
                self.assertFalse([text for text in texts if "iface=" in text])


if __name__ == "__main__":
    enter_namespace()
    make_pair("bp0", "bp1", 3000)
    ip("add", "br0", "type", "bridge")
    quietly("ip", "addr", "add", "10.9.8.1/24", "dev", "bp0")
    quietly("ip", "route", "add", "default", "via", "10.9.8.2")
    unittest.main()
