# SPDX-License-Identifier: BSD-3-Clause
"""Network cards of the guest and what is at the other end of their cables: a
Wire is a stream on which QEMU sends and takes frames, each behind its length,
with back-pressure and without loss; a tap is an interface of the kernel."""
import dataclasses
import json
import pathlib
import socket
import struct
import threading
import time

# The guest's IOMMU comes before all that is behind it.
IOMMU = "intel-iommu,intremap=on,caching-mode=on"


class Aside(threading.Thread):
    """A call beside others. One that never ends does not keep the program."""

    def __init__(self, call, *args):
        super().__init__(daemon=True)
        self.call, self.args = call, args
        self.result = self.error = None
        self.start()

    def run(self):
        try:
            self.result = self.call(*self.args)
        except Exception as error:  # pylint: disable=broad-except
            self.error = error

    def finish(self, seconds=60):
        """What it returns, or raises."""
        self.join(seconds)
        if self.is_alive():
            raise TimeoutError(f"{self.call.__name__} does not end")
        if self.error is not None:
            raise self.error
        return self.result


def send_limit(link, seconds):
    """How long it may take to send; 0: without end. A limit of Python's would
    end who reads meanwhile, too."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO,
                    struct.pack("ll", seconds, 0))


class Cable:
    """The host's end: frames come in by themselves."""

    def __init__(self):
        self.frames = []
        self.news = threading.Condition()
        self.counting, self.count = False, 0

    def connect(self):
        """QEMU runs."""

    def came(self, data):
        if self.counting:
            self.count += 1
            return
        with self.news:
            self.frames.append(data)
            self.news.notify_all()

    def clear(self):
        with self.news:
            self.frames.clear()

    def take(self, count, seconds=30, after=0.05):
        """The frames that have come: waits for so many, then a little for
        more, which would be wrong."""
        end = time.monotonic() + seconds
        with self.news:
            while len(self.frames) < count and time.monotonic() < end:
                self.news.wait(0.1)
        time.sleep(after)
        with self.news:
            taken, self.frames = self.frames, []
        return taken


class Wire(Cable):
    """A stream. QEMU connects to the socket when it starts."""

    def __init__(self, path):
        super().__init__()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(1)
        self.netdev = f"stream,server=off,addr.type=unix,addr.path={path}"
        self.link = None
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        self.link, _ = self.listener.accept()
        stream = self.link.makefile("rb", 1 << 20)
        try:
            while head := stream.read(4):
                data = stream.read(struct.unpack(">I", head)[0])
                self.came(data)
        except OSError:
            pass  # QEMU has ended

    def send(self, frames, seconds=30):
        """Returns when QEMU has taken all of them: it takes them as the guest
        does. Without end if seconds is 0."""
        send_limit(self.link, seconds)
        batch = 64
        for at in range(0, len(frames), batch):
            self.link.sendall(b"".join(
                struct.pack(">I", len(data)) + data
                for data in frames[at:at + batch]))

    def close(self):
        self.listener.close()
        if self.link is not None:
            self.link.close()


def cross(source, sink, frames, window=32, seconds=30):
    """Sends frames into one wire, no more than window ahead of what comes out
    of the other, so that no ring of the guest runs over; what came out."""
    got = []
    end = time.monotonic() + seconds
    for at in range(0, len(frames), window):
        batch = frames[at:at + window]
        source.send(batch, seconds)
        got += sink.take(len(batch), end - time.monotonic(), after=0)
        if len(got) < at + len(batch):
            break
    return got + sink.take(0)


def rate(source, sink, data, clock, seconds=3):
    """Frames a second that come through, of as many as go in; and seconds of
    another clock meanwhile, for each second."""
    over = threading.Event()

    def flood():
        while not over.is_set():
            source.send([data] * 256)
    sink.counting = True
    sender = Aside(flood)
    try:
        time.sleep(0.5)
        count, began, other = sink.count, time.monotonic(), clock()
        time.sleep(seconds)
        took = time.monotonic() - began
        return (sink.count - count) / took, (clock() - other) / took
    finally:
        over.set()
        sender.join(40)
        time.sleep(0.2)
        sink.counting = False
        sender.finish(0)


class Qmp:
    """QEMU's own console: what is plugged, and whether a cable is in."""

    def __init__(self, path):
        self.path = str(path)
        self.link = self.stream = None
        self.options = ["-qmp", f"unix:{path},server=on,wait=off"]

    def __call__(self, command, **arguments):
        if self.stream is None:
            self.link = socket.socket(socket.AF_UNIX)
            self.link.settimeout(20)
            self.link.connect(self.path)
            self.stream = self.link.makefile("rw")
            self.stream.readline()  # its greeting
            self("qmp_capabilities")
        self.stream.write(json.dumps({"execute": command,
                                      "arguments": arguments}) + "\n")
        self.stream.flush()
        while True:
            answer = json.loads(self.stream.readline())
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def close(self):
        if self.stream is not None:
            self.stream.close()
            self.link.close()


@dataclasses.dataclass
class Nic:
    """A card in a slot of the guest. options are QEMU's."""
    name: str
    slot: int
    netdev: str
    options: str = ""
    model: str = "virtio-net-pci-non-transitional,iommu_platform=on"
    kernel: bool = False  # its driver is the guest kernel's
    port: bool = False  # behind a port of its own, to be unplugged
    wire: Cable = None
    bus: int = 0   # of the port

    @property
    def address(self):
        return (f"0000:{self.bus:02x}:00.0" if self.port
                else f"0000:00:{self.slot:02x}.0")

    @property
    def mac(self):
        return f"02:00:00:00:{self.slot:02x}:01"

    def arguments(self):
        more = f",{self.options}" if self.options else ""
        place = f"addr={self.slot:#x}"
        before = []
        if self.port:
            before = ["-device", f"pcie-root-port,id=port-{self.name},"
                      f"chassis={self.slot},{place}"]
            place = f"bus=port-{self.name}"
        return [*before, "-netdev", f"{self.netdev},id=net-{self.name}",
                "-device", f"{self.model},id={self.name},mac={self.mac},"
                f"netdev=net-{self.name},{place}{more}"]


def wired(folder, name, slot, **more):
    """A card with its wire."""
    wire = Wire(pathlib.Path(folder) / f"{name}.sock")
    return Nic(name, slot, wire.netdev, wire=wire, **more)
