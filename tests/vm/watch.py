#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A guest for a person to watch: l2fwd at work on two cards on vfio-pci, with
a capture that goes round on their cables, or a shell. scripts/vm starts it."""
import argparse
import shutil
import struct
import sys
import threading
import time

import guest
import nics
import vfio_guest
from support import SAMPLE, read_packets


KNOCK = 0.25  # seconds between frames as long as nobody forwards
WINDOW = 256  # frames that may be on their way


class Feeder(threading.Thread):
    """Sends the frames of a capture round and round into one wire, and counts
    what comes out of the other. What comes before a driver is there is lost:
    until something comes out, now and then a frame knocks."""

    def __init__(self, cards, frames, pps):
        super().__init__(daemon=True)
        self.wires = [card.wire for card in cards]
        self.frames = frames
        self.pps = pps
        self.sent = self.came = self.knocks = 0

    def run(self):
        try:
            self.knock()
            self.feed()
        except OSError:
            pass  # the guest has ended

    def knock(self):
        while self.look() == 0:
            time.sleep(KNOCK)
            if self.wires[0].link is not None:
                self.wires[0].send(self.frames[:1], 0)
                self.knocks += 1
        # Those that were not lost come with the first one.
        time.sleep(KNOCK)
        self.look()
        self.knocks -= self.came
        self.sent = self.came

    def feed(self):
        started, before = time.monotonic(), self.sent
        while True:
            time.sleep(0.01)
            due = before + int((time.monotonic() - started) * self.pps)
            self.send(min(due - self.sent, WINDOW - (self.sent - self.look()),
                          64))

    def look(self):
        self.came += len(self.wires[1].take(0, after=0))
        return self.came

    def send(self, n):
        if n <= 0:
            return
        at = self.sent % len(self.frames)
        batch = (self.frames[at:] + self.frames)[:n]
        self.wires[0].send(batch, 0)
        self.sent += n


def frames_of(path):
    """Those that fit."""
    try:
        frames = [data for _, data in read_packets(path)
                  if 14 <= len(data) <= 1514]
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{path}: {error.strerror}") from error
    except (KeyError, struct.error) as error:
        raise argparse.ArgumentTypeError(f"{path} is no pcap file") from error
    if not frames:
        raise argparse.ArgumentTypeError(
            f"{path}: no frame of 14 to 1514 bytes")
    return frames


def options():
    parser = argparse.ArgumentParser(prog="scripts/vm")
    parser.add_argument("what", choices=["l2fwd", "shell"])
    parser.add_argument("--capture", type=frames_of, default=str(SAMPLE),
                        help="a pcap whose frames come in, again and again")
    parser.add_argument("--pps", type=float, default=500,
                        help="frames a second")
    parser.add_argument("--seconds", type=int, default=0,
                        help="ends l2fwd by itself after so long")
    parser.add_argument("--card", default="packed=on",
                        help="QEMU's options for the cards")
    parser.add_argument("--check", action="store_true",
                        help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    given = options()
    if given.check:
        return
    guest.needs()
    guest.end_on_signals()
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
    setup = vfio_guest.Setup(programs=[guest.built(f"apps/{name}") for name in (
        "l2fwd/bufplane-l2fwd", "pcap_replay/bufplane-pcap-replay",
        "devices/bufplane-devices")])
    feeder = Feeder(cards, given.capture, given.pps)
    print("The guest starts, for half a minute; Ctrl-C ends "
          + ("l2fwd, and with it the guest." if given.what == "l2fwd"
             else "a program in it."), flush=True)
    machine = vfio_guest.VfioGuest(setup, cards, folder, command)
    try:
        feeder.start()
        code = machine.process.wait()
        feeder.look()
    finally:
        machine.stop()
    if code != 0:
        sys.exit(f"QEMU ended with exit code {code}")
    print(f"\n{feeder.came:,} frames came out of the second card,"
          f" {feeder.sent - feeder.came:,} were on their way at the end")
    if given.what == "l2fwd" and feeder.came == 0:
        sys.exit(1)


if __name__ == "__main__":
    main()
