#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Cards on vfio-pci in guests with an IOMMU: each scenario of
vfio_scenarios.py is a test, and each of its guests a class of them. VM_ALL=1
in the environment adds those that are not short."""
import dataclasses
import os
import pathlib
import re
import shlex
import statistics
import time
import unittest

import guest
import initramfs
import nics
import taps
import vfio_guest
from vfio_guest import EDU, EDU_OPTIONS, forwarder, l2fwd, testpmd
from vfio_scenarios import BOOTS, NAMES, PAIRS, PROBES, SCENARIOS

ALL = "VM_ALL" in os.environ
FIRST_SLOT = 3
COMMANDS = {"l2fwd": (l2fwd, "Port 1"), "testpmd": (testpmd, "Checking link"),
            "vfio_forward": (forwarder, "Forwarding")}


def make_cards(folder, hub, pair, slot):
    more = {"options": pair.options, "port": pair.port,
            "kernel": pair.kernel}
    if pair.transitional:
        more["model"] = "virtio-net-pci"
    if pair.queues:
        return [taps.tapped(hub, f"{pair.name}-{i}", slot + i, pair.queues,
                            **more) for i in range(2)]
    return [nics.wired(folder.path, f"{pair.name}-{i}", slot + i, **more)
            for i in range(2)]


class VfioTest(unittest.TestCase):
    """The guest starts with the first test, and has all that they need."""
    boot, wanted = None, ()

    @classmethod
    def setUpClass(cls):
        folder = vfio_guest.Folder()
        used = {name for one in cls.wanted for name in (one.pair, one.peer)}
        slot, cls.pairs = FIRST_SLOT, {}
        cls.hub = cls.make_hub(used)
        for pair in PAIRS:
            if pair.name in used:
                cls.pairs[pair.name] = pair, make_cards(folder, cls.hub, pair,
                                                         slot)
                slot += 2
        setup = vfio_guest.Setup(
            width=BOOTS[cls.boot],
            programs=[guest.built(name) for name in (
                "apps/l2fwd/bufplane-l2fwd", "tests/vm/vfio_probe",
                "tests/vm/vfio_forward")],
            prefix=cls.hub.prefix if cls.hub else (),
            modules=vfio_guest.VIRTIO_NET if any(
                pair.kernel for pair, _ in cls.pairs.values()) else (),
            peers=any(one.program == "testpmd"
                      or one.does in ("debian", "speed")
                      for one in cls.wanted))
        cls.guest = vfio_guest.VfioGuest(
            setup, [card for _, cards in cls.pairs.values()
                    for card in cards], folder)
        cls.addClassCleanup(cls.guest.stop)
        cls.guest.connect()
        cls.guest.bind()
        print(f"{cls.boot}: the guest is up after"
              f" {time.monotonic() - cls.guest.started:.1f} s", flush=True)

    @classmethod
    def make_hub(cls, used):
        if not any(pair.queues for pair in PAIRS if pair.name in used):
            return None
        lacking = taps.missing()
        if lacking:
            raise unittest.SkipTest(lacking)
        hub = taps.Hub()
        cls.addClassCleanup(hub.close)
        return hub

    def setUp(self):
        self.began = time.monotonic()
        self.addCleanup(self.report)
        # After a test that failed in between.
        self.addCleanup(self.guest.shell, "clean")

    def report(self):
        print(f"{self.id().rsplit('.', 1)[1]}:"
              f" {time.monotonic() - self.began:.1f} s", flush=True)

    def start_probe(self, one):
        self.guest.must(f"""
            give {one.user} {EDU}
            start {one.user} vfio_probe {one.case} -l 0 -a {EDU} {one.eal} \
                -- {one.rounds}""")

    def end_probe(self):
        code, text = self.guest.shell("ended", 90)
        self.assertEqual(code, 0, text)

    def probe(self, one):
        """A case of vfio_probe.c."""
        self.start_probe(one)
        self.end_probe()

    def pull(self, one):
        """The same, while the device is pulled out; it is put in again."""
        self.start_probe(one)
        self.guest.must("await 'Pull it out'")
        self.addCleanup(self.plug_edu)
        self.guest.qmp("device_del", id="edu")
        self.end_probe()

    def plug_edu(self):
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
        queues = max(1, self.pairs[one.pair][0].queues)
        options = {"l2fwd": f"-T 0 {one.options}", "testpmd": one.peer_options,
                   "vfio_forward": f"{queues} {one.descriptors}"}[one.program]
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
        frames, others = vfio_guest.frames_of_captures(mtu)
        self.check_way(cards, frames, one)
        self.check_way(cards[::-1], frames[:100], one)
        return frames, others

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
        if self.pairs[one.pair][0].queues > 1:  # each has an order of its own
            got, wanted = sorted(got), sorted(wanted)
        for i, (have, want) in enumerate(zip(got, wanted)):
            self.assertEqual(have.hex(), want.hex(), f"frame {i}")

    def forward(self, one):
        cards = self.start(one)
        frames, others = self.check_traffic(cards, one)
        if self.pairs[one.pair][0].queues:
            others = []  # a tap takes no frames over its MTU
        cards[0].wire.send(others)
        # Those behind them come, whatever becomes of them.
        end = frames[:20]
        cards[0].wire.send(end)
        got = cards[1].wire.take(len(end), 20, after=0.2)[:-len(end)]
        text = self.finish(one)
        if one.program == "l2fwd":
            self.check_others(one, others, got, text)
        print(f"{len(frames)} frames; of {len(others)} of other lengths"
              f" {len(got)} came through")

    def check_others(self, one, others, got, text):
        """Each is sent on as it is, or counted; QEMU leaves out those that do
        not fit into one buffer, if they have to."""
        found = re.search(r"the device missed ([\d,]+)", text)
        missed = int(found[1].replace(",", "")) if found else 0
        left = len(others) - len(got) - missed
        if "mrg_rxbuf=off" in self.pairs[one.pair][0].options:
            left = min(left, 0)
        self.assertEqual(left, 0, f"{len(others)}: {len(got)}, {missed}\n{text}")
        if one.options:
            left = list(others)
            for data in got:
                left.remove(data)

    def refused(self, one):
        _, cards = self.pairs[one.pair]
        code, text = self.guest.shell(l2fwd(cards, one.eal))
        self.assertEqual(code, 1, text)
        self.assertRegex(text, r"ACCESS_PLATFORM|iova-mode")

    def locked(self, one):
        """More than an ordinary user may lock."""
        _, cards = self.pairs[one.pair]
        self.guest.must(f"give {one.user} "
                        + " ".join(card.address for card in cards))
        code, text = self.guest.shell(
            f"LOCKED=8192; start {one.user} {shlex.quote(l2fwd(cards, one.eal))}"
            "; ended")
        self.assertEqual(code, 1, text)
        self.assertRegex(text, r"\(RLIMIT_MEMLOCK\) is 8192 KiB: raise it")

    def speed(self, one):
        """By turns with Debian's testpmd; ours is ahead, by packets for each
        second of CPU time of QEMU, as others may use this machine, too."""
        if not self.guest.has_testpmd:
            self.skipTest("no program dpdk-testpmd: install dpdk-dev")
        rates = {"l2fwd": [], "testpmd": []}
        each = {"l2fwd": [], "testpmd": []}
        data = bytes([2] * 12) + b"\x88\xb5" + bytes(46)
        for i in range(2 * one.times):
            program = ("l2fwd", "testpmd")[i % 2]
            turn = dataclasses.replace(one, program=program)
            cards = self.start(turn)
            rate, share = nics.rate(cards[0].wire, cards[1].wire, data,
                                    self.guest.cpu_time)
            rates[program].append(rate)
            each[program].append(rate / share)
            self.finish(turn)
        ours, theirs = (statistics.median(each[name]) for name in each)
        for name, all_of in rates.items():
            print(f"{one.name}: {name}", *(f"{n:,.0f}" for n in all_of),
                  "packets/s;", *(f"{n:,.0f}" for n in each[name]),
                  "packets/s of CPU time", flush=True)
        print(f"{one.name}: medians {ours:,.0f} and {theirs:,.0f}:"
              f" {ours / theirs:.2f}", flush=True)
        self.assertGreater(ours, theirs)

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
        before = self.free_pages()
        cards = self.start(one)
        frames = vfio_guest.frames_of_captures()[0]
        sender = nics.Aside(self.send_some, cards[0].wire, frames)
        self.await_traffic(cards[1])
        code, text = self.guest.shell("finish KILL")
        self.assertEqual(code, 137, text)
        sender.finish()
        self.start(one)
        self.drain(cards)
        self.check_traffic(cards, one)
        self.finish(one)
        # The next start takes over the files of the one that was killed.
        self.assertEqual(self.free_pages(), before)

    def unplug(self, one):
        cards = self.start(one)
        frames = vfio_guest.frames_of_captures()[0]
        sender = nics.Aside(self.send_some, cards[0].wire, frames)
        self.await_traffic(cards[1])
        self.guest.qmp("device_del", id=cards[1].name)
        self.guest.must("await 'pulled out'", 30)
        sender.finish()
        self.guest.must(f"""while [ -e /sys/bus/pci/devices/{cards[1].address} ]
            do
                usleep 50000
            done""", 30)
        # The other port still receives, more than fits into its ring.
        cards[0].wire.send(frames, 10)
        code, text = self.guest.shell("finish", 60)
        self.assertEqual(code, 0, text)
        self.assertIn("mbufs are back in pool", text)
        self.assertEqual(len(re.findall("Port 1: .*, removed after", text)), 1,
                         text)
        self.assertNotRegex(text, "There is no port|failed")

    # On taps.

    def offloads(self, one):
        """Two hosts, and a program of ours that leaves all to the cards."""
        cards = self.start(one)
        self.join("br0", "left", cards[0])
        self.join("br1", "right", cards[1])
        self.check_hosts(one)
        self.check_counts(one, self.finish(one))

    def kernel(self, one):
        """The guest's kernel is the peer of our card, beside a host."""
        cards, peers = self.start(one), self.pairs[one.peer][1]
        self.join("br0", "left", cards[0], peers[0])
        self.join("br1", "right", cards[1])
        self.guest.must(f"""
            cd /sys/bus/pci/devices/{peers[0].address}/virtio*/net
            ip addr add 10.77.0.3/24 dev *
            ip link set * up
            ping -c 3 -s 1400 10.77.0.2""")
        data = pathlib.Path(initramfs.busybox()).read_bytes()
        self.check_kernel_sends(data)
        self.check_kernel_takes(data)
        self.check_counts(one, self.finish(one), spread=False)

    def debian(self, one):
        """Behind our cable there is one of Debian's, on the other CPU."""
        if not self.guest.has_testpmd:
            self.skipTest("no program dpdk-testpmd: install dpdk-dev")
        cards, peers = self.start(one), self.pairs[one.peer][1]
        line = testpmd(peers, "--file-prefix peer --main-lcore 1")
        self.addCleanup(self.guest.shell, "P=/tmp/peer; clean")
        self.guest.must(f"P=/tmp/peer; start root {shlex.quote(line)};"
                        " await 'Checking link'", 60)
        self.join("br0", "left", cards[0])
        self.join("br1", cards[1], peers[0])
        self.join("br2", peers[1], "right")
        self.check_hosts(one)
        text = self.finish(one)
        # What it sends is finished: nothing is left to our other port.
        self.assertRegex(text, r"port 0 queue 0: .* begun [1-9]\d*, large [1-9]")
        self.assertIn("lost 0", text)
        code, text = self.guest.shell("P=/tmp/peer; finish", 60)
        self.assertEqual(code, 0, text)

    def join(self, name, *ends):
        self.hub.join(name, *(end if isinstance(end, str) else end.wire.name
                              for end in ends))
        self.addCleanup(self.hub.part)

    def check_hosts(self, one):
        """What one host sends is what the other one gets, and right."""
        hosts = self.hub.left, self.hub.right
        for source, sink in (hosts, hosts[::-1]):
            for size in (0, 1, 56, 1472, 5000):
                source.run("ping", "-c", "2", "-i", "0.2", "-W", "5", "-s",
                           size, sink.address)
            path = self.guest.folder.path / "capture"
            with sink.capture(path):
                self.assertEqual(taps.transfer(source, sink, 16, 1 << 17), 16)
                sizes = [1, 2, 17, 1000, 1472, 9000]
                self.assertEqual(taps.datagrams(source, sink, sizes), sizes)
            bad, sizes = taps.wrong(path)
            self.assertEqual(bad, [])
            self.assertEqual(max(sizes), 1514)
            print(f"{one.name}: {len(sizes)} frames on the wire")

    def check_counts(self, one, text, spread=True):
        """Checksums and segments were left to the cards; enough flows use all
        queues."""
        found = re.findall(r"queue \d: packets (\d+), checksums begun (\d+),"
                           r" large (\d+)", text)
        self.assertEqual(len(found), 2 * self.pairs[one.pair][0].queues, text)
        rows = [tuple(map(int, row)) for row in found]
        if spread:
            self.assertTrue(all(row[0] > 0 for row in rows), text)
        for port in (rows[:len(rows) // 2], rows[len(rows) // 2:]):
            self.assertGreater(sum(row[1] for row in port), 0, text)
            self.assertGreater(sum(row[2] for row in port), 0, text)
        self.assertIn("lost 0", text)

    def check_kernel_sends(self, data):
        right = self.hub.right
        path = self.guest.folder.path / "capture"
        with right.capture(path), right.listen() as listener:
            taker = nics.Aside(taps.receive, listener, len(data))
            self.guest.must("timeout -s KILL 50 nc 10.77.0.2"
                            f" {listener.getsockname()[1]} </bin/busybox", 60)
            self.assertTrue(taker.finish() == data)
        self.assertEqual(taps.wrong(path)[0], [])

    def check_kernel_takes(self, data):
        right = self.hub.right
        with right.listen() as listener:
            def give():
                peer, _ = listener.accept()
                peer.settimeout(20)
                with peer:
                    peer.sendall(data)
            giver = nics.Aside(give)
            self.guest.must("timeout -s KILL 50 nc 10.77.0.2"
                            f" {listener.getsockname()[1]} </dev/null"
                            " | cmp - /bin/busybox", 60)
            giver.finish()

    def sleeps(self, one):
        """Asleep while nothing comes, but for a nap's end each second; what
        comes is forwarded."""
        cards = self.start(one)
        frames = vfio_guest.frames_of_captures()[0][:50]
        for _ in range(one.times):
            time.sleep(0.5)
            ticks, wakes = self.ticks(), self.wakes()
            time.sleep(3)
            self.assertLess(self.ticks() - ticks, 30)
            self.assertLess(self.wakes() - wakes, 30)
            self.check_way(cards, frames, one)
            self.check_way(cards[::-1], frames, one)
        self.finish(one)

    def ticks(self):
        """The program's CPU time so far, of a hundredth of a second each."""
        stat = self.guest.must("cat /proc/$(cat $P/pid)/stat")
        return sum(map(int, stat.rsplit(")", 1)[1].split()[11:13]))

    def wakes(self):
        """How often the thread that forwards has gone to sleep so far."""
        status = self.guest.must("cat /proc/$(cat $P/pid)/status")
        return int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)",
                             status)[1])

    @staticmethod
    def await_traffic(card):
        """Until some frames have come out of a card."""
        if len(card.wire.take(50, 20)) < 50:
            raise AssertionError("no traffic")

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
    names = guest.chosen("VM_SCENARIOS")
    if names is not None:
        return one.name in names
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


guest.check_names("VM_SCENARIOS", NAMES)
make_classes()
del VfioTest
if __name__ == "__main__":
    guest.main()
