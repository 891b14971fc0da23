# SPDX-License-Identifier: BSD-3-Clause
"""A guest with an IOMMU and cards on vfio-pci, and programs that forward
between two of them while the host watches both cables."""
import dataclasses
import os
import pathlib
import shutil
import sys
import tempfile

import guest
import nics

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "system"))
os.environ.setdefault("DATA", str(TOP / "tests" / "data"))
# pylint: disable=wrong-import-position,unused-import
import netns  # noqa: E402, F401
import support  # noqa: E402

VFIO = ["kernel/virt/lib/irqbypass", "kernel/drivers/vfio/vfio",
        "kernel/drivers/vfio/vfio_virqfd",
        "kernel/drivers/vfio/vfio_iommu_type1",
        "kernel/drivers/vfio/pci/vfio-pci-core",
        "kernel/drivers/vfio/pci/vfio-pci"]
VIRTIO_NET = [f"kernel/drivers/virtio/{name}" for name in (
    "virtio_ring", "virtio", "virtio_pci_modern_dev", "virtio_pci_legacy_dev",
    "virtio_pci")] + ["kernel/net/core/failover",
                      "kernel/drivers/net/net_failover",
                      "kernel/drivers/net/virtio_net"]
PASSWORDS = "root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/tmp:/bin/sh\n"
PLUGINS = "/usr/lib/x86_64-linux-gnu/dpdk/pmds-23.0"
TESTPMD = "dpdk-testpmd"
# QEMU's device for programs such as vfio_probe, behind a port of its own.
EDU = "0000:01:00.0"
EDU_OPTIONS = {"driver": "edu", "id": "edu", "bus": "port-edu",
               "dma_mask": "0xffffffffffffffff"}
EDU_PORT = "pcie-root-port,id=port-edu,chassis=1,addr=0x2"


def frames_of_captures(mtu=1500):
    """All Ethernet frames of tests/data that fit that MTU, and those that do
    not, up to what a packet of IP may have."""
    given = [data for path in [support.SAMPLE, *support.captures("eth")]
             for _, data in support.read_packets(path)]
    fit = [data for data in given if 14 <= len(data) <= mtu + 14]
    # QEMU ends a stream that brings more.
    return fit, [data for data in given if 0 < len(data) < 14
                 or mtu + 14 < len(data) <= 65535]


class Folder:
    """Where the sockets are, for as long as the guest lives."""

    def __init__(self):
        self.keep = tempfile.TemporaryDirectory(prefix="bufplane-vm-")
        self.path = pathlib.Path(self.keep.name)


@dataclasses.dataclass
class Setup:
    """What the guest has besides its cards."""
    width: int = 39         # of the IOMMU's addresses, in bits
    hugepages: int = 128    # of 2 MiB
    memory: int = 768      # MiB
    programs: tuple = ()
    modules: tuple = ()     # besides those of VFIO
    prefix: tuple = ()      # what starts QEMU
    peers: bool = False     # Debian's testpmd, if it is installed


class VfioGuest(guest.Guest):
    """The cards are pairs: what comes in on one goes out on the other."""

    def __init__(self, setup, cards, folder, command=None):
        self.cards = {card.name: card for card in cards}
        # The firmware numbers the ports' buses in this order, after edu's.
        for bus, card in enumerate((card for card in cards if card.port), 2):
            card.bus = bus
        self.folder = folder
        self.qmp = nics.Qmp(folder.path / "qmp")
        devices = ["-device", f"{nics.IOMMU},aw-bits={setup.width}"]
        devices += ["-device", EDU_PORT, "-device", ",".join(
            f"{key}={value}" for key, value in EDU_OPTIONS.items())]
        for card in cards:
            devices += card.arguments()
        programs = list(setup.programs)
        plugins = []
        self.has_testpmd = setup.peers and shutil.which(TESTPMD) is not None
        if self.has_testpmd:
            programs.append(shutil.which(TESTPMD))
            plugins = [f"{PLUGINS}/librte_{name}.so.23.0"
                       for name in ("bus_pci", "net_virtio", "mempool_ring")]
        machine = guest.Machine(
            programs=programs, plugins=plugins, nodes=[setup.memory],
            prefix=list(setup.prefix),
            hugepages={2048: [setup.hugepages]},
            modules=VFIO + list(setup.modules),
            files={"vfio.sh": guest.HERE / "vfio.sh"},
            texts={"etc/passwd": PASSWORDS}, board="q35,kernel-irqchip=split",
            append="intel_iommu=on iommu.strict=1",
            devices=devices + self.qmp.options)
        super().__init__(machine, command)
        if command is None and self.wait_for("^@@vm serving", 180) is None:
            console = self.console()
            self.stop()
            raise TimeoutError(f"the guest does not start:\n{console}")

    def shell(self, command, seconds=30):
        """As ask, with the words of vfio.sh."""
        return self.ask(f". /vfio.sh\n{command}", seconds)

    def must(self, command, seconds=30):
        code, text = self.shell(command, seconds)
        if code != 0:
            raise AssertionError(f"{command}: {code}\n{text}")
        return text

    def connect(self):
        """The taps are there as soon as QEMU runs."""
        for card in self.cards.values():
            card.wire.connect()

    def bind(self, driver="vfio-pci"):
        self.must(f"bind_to {driver} {EDU} " + " ".join(
            card.address for card in self.cards.values()
            if not card.kernel))

    def stop(self):
        super().stop()
        self.qmp.close()
        for card in self.cards.values():
            if card.wire is not None:
                card.wire.close()
        self.folder.keep.cleanup()


def l2fwd(cards, eal="", options="-T 0 --no-mac-updating"):
    """Our command line for a pair of cards."""
    allowed = " ".join(f"-a {card.address}" for card in cards)
    return " ".join(filter(None, ("bufplane-l2fwd -l 1", allowed, eal,
                                  "-- -p 3 -q 2 -P", options)))


def testpmd(cards, eal="", options=""):
    allowed = " ".join(f"-a {card.address}" for card in cards)
    return (f"{TESTPMD} -l 0,1 --no-telemetry {allowed} {eal} --"
            f" --forward-mode=io --nb-cores=1 --total-num-mbufs=4096 -a"
            f" --no-lsc-interrupt {options}")


def forwarder(cards, eal="", options="1"):
    """vfio_forward, with so many queues."""
    allowed = " ".join(f"-a {card.address}" for card in cards)
    return f"vfio_forward -l 1 {allowed} {eal} -- {options}"
