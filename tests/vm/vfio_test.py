#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Cards on vfio-pci in guests with an IOMMU: each scenario of
vfio_scenarios.py is a test, and each of its guests a class of them. VM_ALL=1
in the environment adds those that are not short."""
import os
import re
import shlex
import threading
import time
import unittest

import guest
import nics
import vfio_guest
from vfio_guest import EDU, EDU_OPTIONS, l2fwd, testpmd
from vfio_scenarios import BOOTS, PAIRS, PROBES, SCENARIOS

ALL = "VM_ALL" in os.environ
FIRST_SLOT = 3
COMMANDS = {"l2fwd": (l2fwd, "Port 1"), "testpmd": (testpmd, "Checking link")}


def make_cards(folder, pair, slot):
    more = {"options": pair.options, "port": pair.port}
    if pair.transitional:
        more["model"] = "virtio-net-pci"
    return [nics.wired(folder.path, f"{pair.name}-{i}", slot + i, **more)
            for i in range(2)]


class VfioTest(unittest.TestCase):
    """The guest starts with the first test, and has all that they need."""
    boot, wanted = None, ()

    @classmethod
    def setUpClass(cls):
        folder = vfio_guest.Folder()
        used = {one.pair for one in cls.wanted}
        slot, cls.pairs = FIRST_SLOT, {}
        for pair in PAIRS:
            if pair.name in used:
                cls.pairs[pair.name] = pair, make_cards(folder, pair, slot)
                slot += 2
        setup = vfio_guest.Setup(
            width=BOOTS[cls.boot],
            programs=(os.environ["L2FWD"], os.environ["VFIO_PROBE"]),
            peers=any(one.program == "testpmd" for one in cls.wanted))
        cls.guest = vfio_guest.VfioGuest(
            setup, [card for _, cards in cls.pairs.values()
                    for card in cards], folder)
        cls.addClassCleanup(cls.guest.stop)
        cls.guest.bind()
        print(f"{cls.boot}: the guest is up after"
              f" {time.monotonic() - cls.guest.started:.1f} s", flush=True)

    def setUp(self):
        self.began = time.monotonic()
        self.addCleanup(self.report)
        # After a test that failed in between.
        self.addCleanup(self.guest.shell, "clean")

    def report(self):
        print(f"{self.id().rsplit('.', 1)[1]}:"
              f" {time.monotonic() - self.began:.1f} s", flush=True)

    def probe(self, one):
        """A case of vfio_probe.c."""
        self.guest.must(f"""
            give {one.user} {EDU}
            start {one.user} vfio_probe {one.case} -l 0 -a {EDU} {one.eal} \
                -- {one.rounds}""")
        code, text = self.guest.shell("ended", 90)
        self.assertEqual(code, 0, text)

    def pull(self, one):
        """The same, while the device is pulled out; it is put in again."""
        timer = threading.Timer(2, self.guest.qmp, ["device_del"],
                                {"id": "edu"})
        timer.start()
        self.probe(one)
        timer.join()
        self.guest.qmp("device_add", **EDU_OPTIONS)
        self.guest.must(f"""
            until [ -e /sys/bus/pci/devices/{EDU} ]; do usleep 100000; done
            bind_to vfio-pci {EDU}""")

    # What scenarios do; see vfio_scenarios.py.

    def start(self, one):
        """Runs the program; returns as soon as it forwards."""
        _, cards = self.pairs[one.pair]
        if one.program == "testpmd" and not self.guest.has_testpmd:
            self.skipTest("no program dpdk-testpmd: install dpdk-dev")
        command, ready = COMMANDS[one.program]
        options = f"-T 0 {one.options}" if one.program == "l2fwd" else ""
        line = command(cards, one.eal, options)
        if one.user != "root":
            self.guest.must(f"give {one.user} " + " ".join(
                card.address for card in cards))
        for card in cards:
            card.wire.clear()
        self.guest.must(f"start {one.user} {shlex.quote(line)};"
                        f" await {shlex.quote(ready)}", 60)
        return cards

    def finish(self, one):
        """It ends well; what it said."""
        code, text = self.guest.shell("finish", 60)
        self.assertEqual(code, 0, text)
        if one.program == "l2fwd":
            self.assertIn("mbufs are back in pool", text)
        return text

    def check_traffic(self, cards, one):
        """All captures, from the first card to the second; then some back."""
        mtu = self.pairs[one.pair][0].mtu
        frames, refused = vfio_guest.frames_of_captures(mtu)
        self.check_way(cards, frames, one)
        self.check_way(cards[::-1], frames[:100], one)
        return len(frames), refused

    def check_way(self, cards, frames, one):
        got = nics.cross(cards[0].wire, cards[1].wire, frames, seconds=10)
        wanted = frames
        if one.program == "l2fwd" and not one.options:
            port = self.pairs[one.pair][1].index(cards[1])
            head = (bytes([2, 0, 0, 0, 0, port]) +
                    bytes.fromhex(cards[1].mac.replace(":", "")))
            wanted = [head + data[12:] for data in frames]
        if len(got) != len(wanted):
            self.fail(f"{len(got)} of {len(wanted)} frames came\n"
                      + self.guest.shell("cat /proc/interrupts; finish", 60)[1])
        for i, (have, want) in enumerate(zip(got, wanted)):
            self.assertEqual(have.hex(), want.hex(), f"frame {i}")

    def forward(self, one):
        cards = self.start(one)
        sent, refused = self.check_traffic(cards, one)
        self.finish(one)
        print(f"{sent} frames, {refused} that the card refuses")

    def refused(self, one):
        _, cards = self.pairs[one.pair]
        code, text = self.guest.shell(l2fwd(cards, one.eal))
        self.assertEqual(code, 1, text)
        self.assertRegex(text, r"ACCESS_PLATFORM|iova-mode")

    def links(self, one):
        cards = self.start(one)
        for up in (False, True):
            self.guest.qmp("set_link", name=cards[1].name, up=up)
            self.guest.must("await 'Port 1: .*link "
                            + ("up after'" if up else "down after'"), 20)
        self.check_traffic(cards, one)
        self.finish(one)

    def pressure(self, one):
        """All memory but 24 MiB goes into a file, and comes back."""
        cards = self.start(one)
        self.addCleanup(self.guest.shell, "rm -f /dev/shm/ballast")
        self.guest.must("""
            mount -o remount,size=100% /dev/shm
            free=$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
            fallocate -l $((free - 24))M /dev/shm/ballast""", 120)
        self.check_traffic(cards, one)
        self.guest.must("rm /dev/shm/ballast")
        self.finish(one)

    def again(self, one):
        _, cards = self.pairs[one.pair]
        before = self.free_pages()
        frames = vfio_guest.frames_of_captures()[0][:40]
        for i in range(one.times):
            with self.subTest(i):
                self.start(one)
                self.check_way(cards, frames, one)
                self.check_way(cards[::-1], frames, one)
                self.finish(one)
        self.assertEqual(self.free_pages(), before)

    def killed(self, one):
        cards = self.start(one)
        before = self.free_pages()
        frames = vfio_guest.frames_of_captures()[0]
        sender = threading.Thread(target=self.send_some,
                                  args=(cards[0].wire, frames))
        sender.start()
        time.sleep(0.3)
        code, text = self.guest.shell("finish KILL")
        self.assertEqual(code, 137, text)
        sender.join()
        self.start(one)
        self.drain(cards)
        self.check_traffic(cards, one)
        self.finish(one)
        # Those of the one that was killed are left in files of its, which
        # its next start takes over.
        self.assertGreaterEqual(self.free_pages(), before)

    def unplug(self, one):
        cards = self.start(one)
        frames = vfio_guest.frames_of_captures()[0]
        sender = threading.Thread(target=self.send_some,
                                  args=(cards[0].wire, frames))
        sender.start()
        self.guest.qmp("device_del", id=cards[1].name)
        self.guest.must("await 'pulled out'", 30)
        sender.join()
        self.guest.must(f"""while [ -e /sys/bus/pci/devices/{cards[1].address} ]
            do
                usleep 50000
            done""", 30)
        code, text = self.guest.shell("finish", 60)
        self.assertIn(code, (0, 1), text)
        self.assertIn("mbufs are back in pool", text)

    @staticmethod
    def send_some(wire, frames):
        """As much as the guest takes within a moment."""
        try:
            wire.send(frames, 2)
        except OSError:
            pass

    def drain(self, cards):
        """What was on its way when the program was killed."""
        while any(card.wire.take(0, after=0.3) for card in cards):
            pass

    def free_pages(self):
        """Of 2 MiB."""
        return int(re.search(r"HugePages_Free: +(\d+)", self.guest.must(
            "cat /proc/meminfo"))[1])


def chosen(one):
    names = os.environ.get("VM_SCENARIOS")
    if names:
        return one.name in names.split(",")
    return ALL or one.short


def make_classes():
    """A class for each guest, a test for each of its probes and scenarios."""
    for boot in BOOTS:
        pairs = {pair.name for pair in PAIRS if pair.boot == boot}
        wanted = [one for one in SCENARIOS if one.pair in pairs
                  and chosen(one)]
        probes = [one for one in PROBES if one.boot == boot and chosen(one)]
        if not wanted and not probes:
            continue
        body = {"boot": boot, "wanted": wanted}
        for i, one in enumerate(probes + wanted):
            body[f"test_{i:02}_{one.name}"] = (
                lambda self, one=one: getattr(self, one.does)(one))
        name = boot.capitalize()
        globals()[name] = type(name, (VfioTest,), body)


make_classes()
del VfioTest
if __name__ == "__main__":
    guest.main()
