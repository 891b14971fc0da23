#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""l2fwd as a wire between two hosts, which are network namespaces:

    left: bp0 ==== bp1 l2fwd bp2 ==== bp3 :right

ping, iperf3 and tcpreplay of Debian run through it, tcpdump and tshark look at
what comes out. What is lost on the way must not be Bufplane's doing: its
counters, the interfaces' and the hosts' agree. FORWARD_SECONDS is the length of
each iperf3 run (1); 60 is the long form."""
import collections
import hashlib
import json
import os
import signal
import struct
import subprocess
import sys
import time
import unittest

from netns import Namespace, enter_namespace, ip, quietly
from support import (SAMPLE, SystemTest, captures, read_packets, run,
                     write_capture)

TOOLS = ("tcpdump", "tshark", "ping", "iperf3", "tcpreplay", "ethtool")
SECONDS = int(os.environ.get("FORWARD_SECONDS", "1"))
OFFLOADS = ("tx", "sg", "tso", "gso", "gro", "rxvlan", "txvlan")
NOTHING = dict.fromkeys(OFFLOADS, "off")
MTU_MAX = 65535
CHUNK = 200
# So little is under way at a time that no queue of the kernel runs over.
WINDOW = 192 << 10
# Not l2fwd's if there is another one, and only one: the kernel hands on in
# order what comes from one.
HOSTS_CPU = str(max(os.sched_getaffinity(0)))
SEND = """
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, int(sys.argv[3]))
s.connect((sys.argv[1], int(sys.argv[2])))
s.sendall(open(sys.argv[4], 'rb').read())
"""
RECEIVE = """
import hashlib, socket, sys
listener = socket.create_server((sys.argv[1], 0))
print(listener.getsockname()[1], flush=True)
s, h = listener.accept()[0], hashlib.sha256()
while data := s.recv(1 << 20):
    h.update(data)
print(h.hexdigest())
"""
UDP_SEGMENTS = """
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_UDP, 103, 1000)
for n in range(10):
    s.sendto(bytes([n] * 40000), (sys.argv[1], 7000))
"""


class Host(Namespace):
    """A namespace with an interface, the other end of which is l2fwd's."""

    def __init__(self, name, middle, address):
        super().__init__()
        self.name, self.middle, self.address = name, middle, address

    def command(self, *args):
        return ["taskset", "-c", HOSTS_CPU, *super().command(*args)]

    def connect(self, mtu=1500):
        """The same MAC each time: the other host has it in mind."""
        ip("add", self.middle, "mtu", mtu, "type", "veth", "peer", "name",
           self.name, "mtu", mtu, "address",
           "02:00:00:00:77:0" + self.address[-1], "netns", self.holder.pid)
        ip("set", self.middle, "up")
        self.run("ip", "link", "set", self.name, "up")
        self.run("ip", "address", "add", self.address + "/24", "dev",
                 self.name)

    def ethtool(self, features):
        """On or off, at both ends."""
        words = [word for item in features.items() for word in item]
        self.run("ethtool", "-K", self.name, *words)
        quietly("ethtool", "-K", self.middle, *words)

    def add_vlan(self, address, protocol):
        self.run("ip", "link", "add", "link", self.name, "name", "vlan5",
                 "type", "vlan", "protocol", protocol, "id", 5)
        self.run("ip", "link", "set", "vlan5", "up")
        self.run("ip", "address", "add", address + "/24", "dev", "vlan5")

    def protocols(self):
        """What the kernel counts of IP, UDP and TCP here."""
        lines = [line.split() for line in self.run(
            "cat", "/proc/net/snmp", "/proc/net/netstat").splitlines()]
        return collections.Counter({
            name + key: int(value)
            for (name, *keys), (_, *values) in zip(lines[::2], lines[1::2])
            for key, value in zip(keys, values)})


def kernel_counters(name):
    """Packets received and sent."""
    text = quietly("ip", "-s", "-j", "link", "show", name)
    stats = json.loads(text)[0]["stats64"]
    return [stats["rx"]["packets"], stats["tx"]["packets"]]


class Forward(SystemTest):
    """Each test has hosts and interfaces of its own, and l2fwd between."""

    def setUp(self):
        super().setUp()
        self.left = self.host("bp0", "bp1", "10.77.0.1")
        self.right = self.host("bp3", "bp2", "10.77.0.2")
        self.hosts = (self.left, self.right)
        self.process = None

    def host(self, *words):
        host = Host(*words)
        self.addCleanup(host.close)
        self.addCleanup(subprocess.run, ["ip", "link", "del", host.middle],
                        check=False, capture_output=True)
        return host

    def popen(self, host, *command, **more):
        """In the background, until the test ends."""
        process = subprocess.Popen(host.command(*command), text=True, **more)
        self.addCleanup(process.__exit__, None, None, None)
        self.addCleanup(process.kill)
        return process

    def start(self, mtu=1500, features=None):
        for host in self.hosts:
            host.connect(mtu)
            if features:
                host.ethtool(features)
        # Room for what comes while l2fwd has to wait for its CPU.
        frames = max(256, (16 << 20) // mtu // 64 * 64)
        self.process = self.start_l2fwd(
            [f"net_af_packet{i},iface={host.middle},framecnt={frames}"
             for i, host in enumerate(self.hosts)],
            "-P", "--json", self.dir / "json")

    def stop(self, features=None):
        """Nothing was dropped. Where the hosts' offloads are off a frame is
        one for everybody, and all counters agree."""
        kernel = [kernel_counters(host.middle) for host in self.hosts]
        self.stop_l2fwd(self.process)
        report = json.loads((self.dir / "json").read_text().splitlines()[-1])
        ports = [[port[way]["packets"] for way in ("received", "sent")]
                 for port in report["ports"]]
        for port in report["ports"]:
            self.assertEqual(port["received"]["dropped"], 0, report)
            self.assertEqual(port["sent"]["dropped"], 0, report)
            self.assertEqual(port["errors"], 0, report)
        self.assertEqual(ports[0], ports[1][::-1])
        if features is NOTHING:
            self.assertEqual(ports, kernel)

    def ping(self, *sizes, count=100, target="10.77.0.2", cut="do"):
        """All are answered, if late: ping does not wait long for its last."""
        for size in sizes:
            before = self.left.protocols()["Icmp:InEchoReps"]
            run(self.left.command("ping", "-q", "-M", cut, "-s", size, "-c",
                                  count, "-i", "0.002", "-W", "5", target))
            self.until(lambda: self.left.protocols()["Icmp:InEchoReps"] -
                       before == count)

    def until(self, condition, limit=60):
        end = time.monotonic() + limit
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def iperf(self, *options, target="10.77.0.2"):
        """The client's report, and what the hosts counted meanwhile."""
        before = self.protocols()
        server = self.popen(self.right, "iperf3", "-s", "-1", "--forceflush",
                            stdout=subprocess.PIPE)
        while "listening" not in server.stdout.readline():
            self.assertIsNone(server.poll())
        length = () if "-n" in options else ("-t", SECONDS)
        result = run(self.left.command("iperf3", "-J", "-c", target, *length,
                                       *options), limit=60 + 2 * SECONDS)
        # A warning may stand in front.
        report = json.loads("{" + result.stdout.partition("{")[2])
        self.assertNotIn("error", report)
        return report["end"], self.protocols() - before

    def protocols(self):
        return self.left.protocols() + self.right.protocols()

    def tcp(self, *options, **more):
        """What was sent again had arrived before, but for what hosts do not
        count: as connections close, or as one report speaks of several. That
        l2fwd lost nothing its own counters say."""
        end, counted = self.iperf("-w", str(WINDOW), *options, **more)
        self.assertGreater(end["sum_received"]["bytes"], 1 << 20)
        self.assertLessEqual(counted["Tcp:RetransSegs"],
                             counted["TcpExt:TCPDSACKOldSent"] +
                             counted["TcpExt:TCPDSACKOfoSent"] + 2 +
                             counted["Tcp:OutSegs"] // 1000, counted)

    def udp(self, *options, **more):
        """What did not arrive had no room in the socket that it was for. The
        port's ring has room for half a second of it."""
        end, counted = self.iperf("-u", "-b", "25M", *options, **more)
        self.assertGreater(end["sum"]["packets"], 50)
        self.assertLessEqual(end["sum"]["lost_packets"],
                             counted["Udp:RcvbufErrors"])

    def capture(self, *expression):
        """What comes out on the right, into a file, until the function that is
        returned is called."""
        path = self.dir / "capture"
        process = self.popen(
            self.right, "tcpdump", "-i", "bp3", "-Q", "in", "-U",
            "--immediate-mode", "-B", 65536, "-s", 0, "-w", path, *expression,
            stderr=subprocess.PIPE)
        while "listening on" not in (line := process.stderr.readline()):
            self.assertNotEqual(line, "")

        def finish():
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            text = process.communicate(timeout=30)[1]
            self.assertIn("\n0 packets dropped by kernel", text)
            return path
        return finish

    def transfer(self, mib=4):
        """A file over TCP arrives as it was."""
        data = os.urandom(mib << 20)
        path = self.dir / "data"
        path.write_bytes(data)
        receiver = self.popen(self.right, sys.executable, "-c", RECEIVE,
                              "10.77.0.2", stdout=subprocess.PIPE)
        port = receiver.stdout.readline().strip()
        self.left.run(sys.executable, "-c", SEND, "10.77.0.2", port, WINDOW,
                      path)
        text = receiver.communicate(timeout=60)[0]
        self.assertEqual(text.strip(), hashlib.sha256(data).hexdigest())

    def check_frames(self, path, mtu):
        """Tshark finds no wrong checksum and no frame too long; all frames."""
        # The kernel writes 0xffff for a sum of 0; it is right for receivers.
        wrong = [f"{name}.checksum.status == 0"
                 for name in ("ip", "udp", "icmp")]
        wrong.append("(tcp.checksum.status == 0 and !tcp.checksum.ffff)")
        sums = [word for name in ("ip", "tcp", "udp")
                for word in ("-o", f"{name}.check_checksum:TRUE")]
        found = run(["tshark", "-r", path, *sums, "-V", "-x", "-Y",
                     " or ".join([*wrong, f"frame.len > {mtu + 18}"])],
                    limit=120)
        self.assertEqual(found.returncode, 0, found.stdout)
        self.assertNotRegex(found.stdout[:10000], r"(?m)^Frame \d")
        return [data for _, data in read_packets(path)]

    def replay(self, frames):
        """What tcpreplay sends, tcpdump hears. No more at a time than the
        port's ring holds."""
        path, given = self.dir / "given", [(0, 0, data) for data in frames]
        finish = self.capture()
        for done in range(0, len(given), CHUNK):
            chunk = given[done:done + CHUNK]
            write_capture(path, chunk)
            text = self.left.run("tcpreplay", "-i", "bp0", "--topspeed", path)
            self.assertRegex(text, rf"Successful packets: +{len(chunk)}\n")
            self.until(lambda: kernel_counters("bp2")[1] >=
                       done + len(chunk))
        write_capture(path, given)
        count, _ = self.compare(path, finish())
        self.assertEqual(count, len(given))


class Streams(Forward):
    def check_ping(self, mtu, features, *sizes):
        self.start(mtu, features)
        self.ping(*sizes)
        self.stop(NOTHING)

    def test_ping(self):
        self.check_ping(1500, None, 56, 1472)

    def test_ping_without_offloads(self):
        self.check_ping(1500, NOTHING, 56, 1472)

    def test_jumbo_ping(self):
        self.check_ping(9000, None, 56, 1472, 8972)

    def test_jumbo_ping_without_offloads(self):
        self.check_ping(9000, NOTHING, 56, 1472, 8972)

    def test_tcp_and_udp(self):
        self.start()
        self.tcp()
        self.udp("-R", "-l", "1472")
        self.stop()

    def test_tcp_and_udp_without_offloads(self):
        self.start(1500, NOTHING)
        self.tcp("-R")
        self.udp("-l", "1472")
        self.stop(NOTHING)

    def test_jumbo_tcp_and_udp(self):
        self.start(9000)
        self.tcp("-R")
        self.udp("-l", "8972")
        self.stop()

    def test_jumbo_tcp_and_udp_without_offloads(self):
        self.start(9000, NOTHING)
        self.tcp()
        self.udp("-R", "-l", "8972")
        self.stop(NOTHING)

    def test_datagrams_in_fragments(self):
        self.start()
        self.ping(60000, count=10, cut="dont")
        self.udp("-l", "60000", "-n", "4M")
        self.stop()


class Contents(Forward):
    def check(self, mtu, features=None):
        self.start(mtu, features)
        finish = self.capture()
        self.transfer()
        self.ping(56, mtu - 28, count=10)
        self.udp("-l", "1000", "-n", "1M")
        self.assertGreater(len(self.check_frames(finish(), mtu)),
                           (4 << 20) / mtu)
        self.stop(features)

    def test_frames_are_complete(self):
        self.check(1500)

    def test_frames_are_complete_without_offloads(self):
        self.check(1500, NOTHING)

    def test_jumbo_frames_are_complete(self):
        self.check(9000)

    def test_segments_of_udp(self):
        """40 datagrams in one call."""
        self.start()
        self.ping(56, count=1)  # Else they wait for ARP, where few fit.
        finish = self.capture("udp", "port", "7000")
        self.left.run(sys.executable, "-c", UDP_SEGMENTS, "10.77.0.2")
        frames = self.check_frames(finish(), 1500)
        self.assertEqual([frame[42:] for frame in frames],
                         [bytes([n // 40] * 1000) for n in range(400)])
        self.stop()

    def test_ethtool_combinations(self):
        """Switched under way."""
        self.start()
        finish = self.capture()
        for on in ((), ("tx",), ("gso",), ("tx", "sg"), ("tx", "sg", "gso"),
                   ("tx", "sg", "tso"), ("gro",), OFFLOADS):
            for host in self.hosts:
                host.ethtool({name: "on" if name in on else "off"
                              for name in OFFLOADS})
            self.ping(1472, count=5)
            self.transfer(1)
        self.check_frames(finish(), 1500)
        self.stop()

    def test_tcpreplay_of_the_sample(self):
        self.start()
        self.replay([data for _, data in read_packets(SAMPLE)])
        self.stop(NOTHING)

    def test_tcpreplay_of_every_capture(self):
        """All their frames that an interface takes."""
        frames = [data for path in captures("eth")
                  for _, data in read_packets(path)
                  if 14 <= len(data) <= MTU_MAX + 14]
        self.start(MTU_MAX)
        self.replay(frames)
        self.stop(NOTHING)


class Tagged(Forward):
    def replay_tagged(self, features):
        tags = [struct.pack("!HH", *words) for words in
                ((0x8100, 5), (0x8100, 0xffff), (0x88a8, 6))]
        tags.append(tags[2] + tags[0])
        frames = [data for _, data in read_packets(SAMPLE)
                  if len(data) <= 1400]
        self.start(1500, features)
        self.replay([data[:12] + tags[i % 4] + data[12:]
                     for i, data in enumerate(frames)])
        self.stop(NOTHING)

    def test_replay(self):
        self.replay_tagged(None)

    def test_replay_without_offloads(self):
        self.replay_tagged(NOTHING)

    def streams(self, protocol, features):
        self.start(1500, features)
        try:
            self.left.add_vlan("10.77.5.1", protocol)
            self.right.add_vlan("10.77.5.2", protocol)
        except RuntimeError:
            self.skipTest("this kernel has no VLAN interfaces")
        finish = self.capture("not", "arp")
        self.ping(56, 1472, target="10.77.5.2", count=10)
        self.tcp("-n", "4M", target="10.77.5.2")
        tag = bytes.fromhex("81000005" if protocol == "802.1Q" else "88a80005")
        self.assertEqual({frame[12:16]
                          for frame in self.check_frames(finish(), 1500)},
                         {tag})
        self.stop(features)

    def test_streams_with_tags_beside_the_frames(self):
        self.streams("802.1Q", None)

    def test_streams_with_tags_in_the_frames(self):
        self.streams("802.1Q", {"txvlan": "off", "rxvlan": "off"})

    def test_streams_without_offloads(self):
        self.streams("802.1Q", NOTHING)

    def test_streams_with_service_tags(self):
        self.streams("802.1ad", None)


class Disturbed(Forward):
    """Interfaces go and come while the hosts ping each other."""

    def setUp(self):
        super().setUp()
        self.start()
        self.talk()

    def talk(self):
        for host, other in (self.hosts, self.hosts[::-1]):
            self.popen(host, "ping", "-q", "-i", "0.002", other.address,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def works_again(self, limit=60):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            result = run(self.left.command("ping", "-q", "-c", "3", "-i",
                                           "0.01", "-W", "1", "10.77.0.2"))
            if " 3 received" in result.stdout:
                return
        self.fail("nothing comes through any more")

    def test_down_and_up(self):
        for port, host in enumerate(self.hosts):
            for way in ("down", "up"):
                ip("set", host.middle, way)
                self.until_it_says(self.process, rf"Port {port}.*link {way}")
            self.works_again()
        self.stop_l2fwd(self.process)

    def test_renamed(self):
        for host in self.hosts:
            ip("set", host.middle, "name", host.middle + "x")
            self.addCleanup(subprocess.run,
                            ["ip", "link", "del", host.middle + "x"],
                            check=False)
            self.works_again()
        self.stop_l2fwd(self.process)

    def test_deleted_and_there_again(self):
        for host in self.hosts:
            ip("del", host.middle)
            self.until_it_says(self.process,
                               f"Interface {host.middle} is gone")
            host.connect()
            self.until_it_says(self.process,
                               f"Interface {host.middle} is there again")
            self.works_again()
            self.talk()
        self.stop_l2fwd(self.process)


if __name__ == "__main__":
    enter_namespace(*TOOLS)
    unittest.main()
