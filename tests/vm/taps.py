# SPDX-License-Identifier: BSD-3-Clause
"""Cables to the kernel of this machine, in network namespaces of their own:
what QEMU's stream does not carry, unfinished checksums and segments and
several queues, a tap does.

QEMU and its taps are in one namespace, the hub. There bridges join them to
each other, and to two hosts (left and right) behind interfaces that finish
what is unfinished: what a host gets is what would be on a wire."""
import contextlib
import ctypes
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import threading
import time

import nics
from vfio_guest import netns

TOOLS = ("ip", "nsenter", "unshare", "ethtool", "ping", "tcpdump", "tshark")
CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
SOL_PACKET, PACKET_AUXDATA, PACKET_IGNORE_OUTGOING = 263, 8, 23
SO_RCVBUFFORCE = 33
VLAN_VALID = 0x10  # of struct tpacket_auxdata
BAD = ("tcp.checksum.status == Bad || udp.checksum.status == Bad ||"
       " ip.checksum.status == Bad || icmp.checksum.status == Bad")
CHECKS = [word for name in ("tcp", "udp", "ip")
          for word in ("-o", f"{name}.check_checksum:TRUE")]


def missing():
    """Why there can be none, or None."""
    if os.geteuid() != 0:
        return "network namespaces and taps need root"
    if not pathlib.Path("/dev/net/tun").exists():
        return "no /dev/net/tun"
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    if lacking:
        return "not installed: " + ", ".join(lacking)
    trial = subprocess.run(["unshare", "--net", "true"], capture_output=True,
                           check=False)
    return "no network namespaces" if trial.returncode != 0 else None


def within(namespace, make):
    """What make() gives, called in that namespace: sockets stay in it."""
    def enter_and_make():
        with open(f"/proc/{namespace.holder.pid}/ns/net", "rb") as file:
            if ctypes.CDLL(None).setns(file.fileno(), CLONE_NEWNET) != 0:
                raise OSError("cannot enter a network namespace")
        return make()
    return nics.Aside(enter_and_make).finish()


class Tap(nics.Cable):
    """A tap of QEMU's; frames are sent and seen by a socket on it."""

    def __init__(self, hub, name, queues):
        super().__init__()
        self.hub, self.name, self.link = hub, name, None
        self.netdev = (f"tap,ifname={name},script=no,downscript=no"
                       + (f",queues={queues}" if queues > 1 else ""))

    def connect(self):
        """QEMU has made it."""
        self.hub.run("ip", "link", "set", self.name, "up")
        self.link = within(self.hub, self.open)
        threading.Thread(target=self.read, daemon=True).start()

    def open(self):
        link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                             socket.htons(ETH_P_ALL))
        link.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
        link.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        link.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        link.bind((self.name, 0))
        return link

    def read(self):
        try:
            while True:
                data, more, _, _ = self.link.recvmsg(1 << 17, 256)
                self.came(self.with_tag(data, more))
        except (OSError, ValueError):
            pass  # the tap has gone with QEMU

    @staticmethod
    def with_tag(data, more):
        """The kernel takes the outer tag out."""
        for level, kind, told in more:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, _, _, _, _, tci, tpid = struct.unpack("IIIHHHH", told)
                if status & VLAN_VALID:
                    return data[:12] + struct.pack(">HH", tpid, tci) + data[12:]
        return data

    def send(self, frames, seconds=30):
        nics.send_limit(self.link, seconds)
        for data in frames:
            self.link.send(data)

    def close(self):
        if self.link is not None:
            self.link.close()


class Host:
    """A host on a cable, named left or right."""

    def __init__(self, hub, name, address):
        self.namespace = netns.Namespace()
        self.address, self.name = address, name
        # What the hub sends to it is finished there.
        hub.run("ip", "link", "add", name, "type", "veth", "peer", "name",
                "eth", "netns", self.namespace.holder.pid)
        hub.run("ethtool", "-K", name, "tx", "off", "tso", "off", "gso", "off")
        hub.run("ip", "link", "set", name, "up")
        for words in ("addr add {}/24 dev eth", "link set eth up",
                      "link set lo up"):
            self.run("ip", *words.format(address).split())

    def run(self, *command):
        return self.namespace.run(*command)

    @contextlib.contextmanager
    def capture(self, path):
        """What comes in meanwhile, as tcpdump sees it."""
        process = subprocess.Popen(
            self.namespace.command("tcpdump", "-i", "eth", "-Q", "in", "-w",
                                   path, "-U", "-Z", "root"),
            stderr=subprocess.PIPE, text=True)
        process.stderr.readline()  # it listens
        try:
            yield
        finally:
            time.sleep(0.3)
            process.terminate()
            process.communicate()

    def listen(self, kind=socket.SOCK_STREAM):
        """A socket to which all can send."""
        def make():
            listener = socket.socket(socket.AF_INET, kind)
            listener.settimeout(10)
            listener.bind((self.address, 0))
            if kind == socket.SOCK_STREAM:
                listener.listen(32)
            return listener
        return within(self.namespace, make)

    def socket(self, kind=socket.SOCK_STREAM):
        link = within(self.namespace,
                      lambda: socket.socket(socket.AF_INET, kind))
        link.settimeout(10)
        return link


class Hub:
    """The namespace of QEMU, and the two hosts."""

    def __init__(self):
        self.namespace = netns.Namespace()
        self.holder = self.namespace.holder
        self.run = self.namespace.run
        self.prefix = self.namespace.command()
        self.left = Host(self, "left", "10.77.0.1")
        self.right = Host(self, "right", "10.77.0.2")
        self.bridges = []

    def join(self, name, *interfaces):
        self.run("ip", "link", "add", name, "type", "bridge",
                 "forward_delay", "0", "mcast_snooping", "0")
        for interface in interfaces:
            self.run("ip", "link", "set", interface, "master", name)
        self.run("ip", "link", "set", name, "up")
        self.bridges.append(name)

    def part(self):
        for name in self.bridges:
            self.run("ip", "link", "del", name)
        self.bridges.clear()

    def close(self):
        for one in (self.left, self.right, self):
            one.namespace.close()


def tapped(hub, name, slot, queues, **more):
    """A card on a tap; with queues, if there are several."""
    tap = Tap(hub, f"tap{slot}", queues)
    options = more.pop("options", "")
    if queues > 1:
        options = f"mq=on,vectors={2 * queues + 2}" + (
            f",{options}" if options else "")
    return nics.Nic(name, slot, tap.netdev, options=options, wire=tap, **more)


def receive(link, size):
    """From one that connects: so many bytes."""
    peer, _ = link.accept()
    got = bytearray()
    peer.settimeout(10)
    with peer:
        while len(got) < size and (data := peer.recv(1 << 20)):
            got += data
    return bytes(got)


def transfer(source, sink, flows, size):
    """So many connections, each with so many bytes, at the same time; the
    number of those whose bytes came as they were."""
    def one(listener, data):
        with listener:
            return receive(listener, size) == data
    takers, givers = [], []
    for _ in range(flows):
        data, listener = os.urandom(size), sink.listen()
        takers.append(nics.Aside(one, listener, data))
        givers.append(nics.Aside(push, source, listener.getsockname(), data))
    for giver in givers:
        giver.finish()
    return sum(taker.finish() for taker in takers)


def push(source, address, data):
    with source.socket() as link:
        link.connect(address)
        link.sendall(data)


def datagrams(source, sink, sizes):
    """The sizes of those that came as they were."""
    came = []
    with sink.listen(socket.SOCK_DGRAM) as listener, \
            source.socket(socket.SOCK_DGRAM) as link:
        listener.settimeout(5)
        for size in sizes:
            data = os.urandom(size)
            link.sendto(data, listener.getsockname())
            if listener.recv(1 << 16) == data:
                came.append(size)
    return came


def wrong(path):
    """Frames with a bad checksum; and the sizes of all."""
    told = netns.quietly("tshark", "-r", path, *CHECKS, "-Y", BAD)
    sizes = netns.quietly("tshark", "-r", path, "-T", "fields", "-e", "frame.len")
    return told.splitlines(), [int(line) for line in sizes.split()]
