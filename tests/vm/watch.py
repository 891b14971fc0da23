#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A guest for a person to watch: l2fwd at work on two cards on vfio-pci, with
a capture that goes round on their cables, or a shell. scripts/vm starts it."""
import argparse
import os
import shutil
import sys
import threading
import time

import guest
import nics
import vfio_guest
from support import SAMPLE, read_packets


FIRST = 16  # frames that wait for whoever forwards them


class Feeder(threading.Thread):
    """Sends the frames of a capture round and round into one wire, and counts
    what comes out of the other."""

    def __init__(self, cards, path, pps):
        super().__init__(daemon=True)
        self.wires = [card.wire for card in cards]
        self.frames = [data for _, data in read_packets(path)
                       if 14 <= len(data) <= 1514]
        if not self.frames:
            sys.exit(f"{path}: no frame of 14 to 1514 bytes")
        self.pps = pps
        self.sent = self.came = 0

    def run(self):
        started = None  # as soon as the first one has come
        try:
            while True:
                time.sleep(0.01)
                if self.wires[0].link is None or not self.ready():
                    continue
                if started is None and self.came > 0:
                    started = time.monotonic()
                due = FIRST if started is None else int(
                    FIRST + (time.monotonic() - started) * self.pps)
                self.step(min(due - self.sent, 64))
        except OSError:
            pass  # the guest has ended

    def ready(self):
        """Some may wait in the first card, and be lost when its driver starts
        or ends; no more than that are sent."""
        self.came += len(self.wires[1].take(0, after=0))
        return self.sent - self.came < 256

    def step(self, n):
        if n <= 0:
            return
        at = self.sent % len(self.frames)
        batch = (self.frames[at:] + self.frames)[:n]
        self.wires[0].send(batch, 0)
        self.sent += n


def options():
    parser = argparse.ArgumentParser(prog="scripts/vm")
    parser.add_argument("what", choices=["l2fwd", "shell"])
    parser.add_argument("--capture", default=SAMPLE)
    parser.add_argument("--pps", type=float, default=500)
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("--card", default="packed=on")
    return parser.parse_args()


def main():
    given = options()
    folder = vfio_guest.Folder()
    cards = [nics.wired(folder.path, f"card-{i}", 3 + i, options=given.card)
             for i in range(2)]
    size = shutil.get_terminal_size()
    start = f". /vfio.sh; stty rows {size.lines} cols {size.columns};"
    bind = "bind_to vfio-pci " + " ".join(card.address for card in cards)
    line = vfio_guest.l2fwd(cards, options="--no-mac-updating -T 1")
    if given.what == "l2fwd":
        limit = f"timeout -s INT {given.seconds} " if given.seconds else ""
        command = f'{start} {bind}; echo "# {line}"; {limit}{line}'
    else:
        command = (f'{start} {bind}; echo "On vfio-pci, with traffic:'
                   f' {" ".join(card.address for card in cards)}.'
                   f' To forward it:"; echo "  {line}";'
                   ' echo "To leave: exit"; PS1="guest# " sh -i')
    setup = vfio_guest.Setup(programs=(
        os.environ["L2FWD"], os.environ["REPLAY"], os.environ["DEVICES"]))
    print("The guest starts; Ctrl-C ends "
          + ("l2fwd, and with it the guest." if given.what == "l2fwd"
             else "a program in it."), flush=True)
    machine = vfio_guest.VfioGuest(setup, cards, folder, command)
    feeder = Feeder(cards, given.capture, given.pps)
    feeder.start()
    machine.process.wait()
    feeder.ready()
    machine.stop()
    print(f"\n{feeder.sent:,} frames were sent to the first card,"
          f" {feeder.came:,} came from the second one")
    if given.what == "l2fwd" and feeder.came == 0:
        sys.exit(1)


if __name__ == "__main__":
    guest.needs()
    main()
