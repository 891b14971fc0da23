#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""pcap-replay beside tcpreplay, by turns.

Into one end of a veth pair, in a network namespace of its own: how many
packets a second at top speed, from memory, and, for a capture with gaps of 20
microseconds to a millisecond, how late packets are at the other end, as
tcpdump sees them there with the kernel's stamps; the packet that was earliest
against its plan counts as in time. What pcap-replay itself reports for a null
port has rows of its own, and so has what the machine does to a loop that only
looks at the clock: nobody can be better than that. The CPU should be idle
otherwise; --fifo puts the programs before all others, for up to 95 % of each
second.

Prints a line a row, with tcpreplay as the peer (table.py); microseconds, or
thousand packets a second.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'system'))
import netns  # noqa: E402
import table  # noqa: E402

HEAD = bytes.fromhex('02000000000102000000000088b5')
TOOLS = ['tcpreplay', 'tcpdump', 'ip', 'taskset']
PACKETS = 3000
# Waits for the same times as the capture has, and prints how late it is.
SPIN = """
import random, time
chance, late, at = random.Random(1), [], time.monotonic_ns() + 1000000
for _ in range(%d):
    at += int(20e3 * 50**chance.random())
    while (now := time.monotonic_ns()) < at:
        pass
    late.append(now - at)
late.sort()
print(late[len(late) // 2], late[len(late) * 99 // 100], late[-1])
""" % PACKETS
LOOPS = 40


def write_capture(path, gaps, size):
    """Packets of so many bytes that carry their number, so far apart."""
    with open(path, 'wb') as out:
        out.write(struct.pack('<IHHiIII', 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
        at = 10**18
        for number, gap in enumerate(gaps):
            data = HEAD + struct.pack('<I', number)
            out.write(struct.pack('<IIII', at // 10**9, at % 10**9, size, size))
            out.write(data + bytes(size - len(data)))
            at += gap


def read_stamps(path):
    """Number and stamp, in ns, of each of our packets in a capture."""
    data, at, stamps = pathlib.Path(path).read_bytes(), 24, []
    while at + 16 <= len(data):
        seconds, ns, length, _ = struct.unpack_from('<IIII', data, at)
        at += 16
        if data[at:at + 14] == HEAD:
            stamps.append((struct.unpack_from('<I', data, at + 14)[0],
                           seconds * 10**9 + ns))
        at += length
    return stamps


def lateness(given, seen):
    """The 50th and 99th of a hundred, and the last, in microseconds."""
    plan = dict(read_stamps(given))
    late = [stamp - plan[number] for number, stamp in read_stamps(seen)]
    if len(late) < len(plan):
        print(f'{len(plan) - len(late)} packets were not seen',
              file=sys.stderr)
    first = min(late)
    late = sorted((ns - first) / 1000 for ns in late)
    return {'p50': late[len(late) // 2], 'p99': late[len(late) * 99 // 100],
            'max': late[-1]}


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.dir = pathlib.Path(folder)
        self.table = table.Table()

    def run(self, *command):
        fifo = ['chrt', '-f', '1'] if self.options.fifo else []
        if fifo:
            time.sleep(1)  # so that its share of this second is whole
        return subprocess.run(
            [*fifo, 'taskset', '-c', self.options.cpu, *map(str, command)],
            text=True, check=True, timeout=120, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE).stdout

    def replay(self, port, *options):
        """The report of pcap-replay."""
        text = self.run(self.options.replay, '--no-pci', '--no-huge',
                        '--in-memory', '-l', self.options.cpu, '--vdev', port,
                        '--', '--json', '-', *options)
        return json.loads(text.splitlines()[-1])

    def note(self, row, program, figure):
        name, unit = row.rsplit(', ', 1)
        self.table.note('replay', name, unit, program, figure)

    def watch(self, send):
        """What tcpdump sees of what send() sends."""
        seen = self.dir / 'seen.pcap'
        watcher = subprocess.Popen(
            ['tcpdump', '-i', 'bp1', '-Q', 'in', '-B', '65536', '-U',
             '--time-stamp-precision=nano', '-w', seen, 'ether', 'proto',
             '0x88b5'], stderr=subprocess.PIPE, text=True)
        while 'listening' not in watcher.stderr.readline():
            assert watcher.poll() is None
        send()
        time.sleep(0.5)
        watcher.terminate()
        watcher.communicate()
        return seen

    def timing(self):
        given = self.dir / 'gaps.pcap'
        chance = random.Random(1)
        write_capture(given, [int(20e3 * 50**chance.random())
                              for _ in range(PACKETS)], 100)
        port = 'net_af_packet0,iface=bp0'
        programs = {
            'tcpreplay': lambda: self.run('tcpreplay', '-q', '-K', '-i', 'bp0',
                                          given),
            'bufplane': lambda: self.replay(port, given)}
        for program, send in programs.items():
            for name, us in lateness(given, self.watch(send)).items():
                self.note(f'lateness into veth, {name}, us', program, us)
        report = self.replay('net_null0', given)['timing_error_ns']
        spin = self.run(sys.executable, '-c', SPIN).split()
        for name, floor in zip(('p50', 'p99', 'max'), spin):
            self.note(f'lateness into null, {name}, us', 'bufplane',
                      report[name] / 1000)
            self.note(f'lateness of a bare loop, {name}, us', 'bufplane',
                      int(floor) / 1000)

    def topspeed(self, size):
        given = self.dir / 'fast.pcap'
        write_capture(given, [1000] * 10000, size)
        row = f'top speed into veth, packets of {size}, kpps'
        text = self.run('tcpreplay', '-q', '-K', '-t', '-i', 'bp0',
                        f'--loop={LOOPS}', given)
        self.note(row, 'tcpreplay',
                  float(re.search(r'([\d.]+) pps', text)[1]) / 1000)
        report = self.replay('net_af_packet0,iface=bp0',
                             '--topspeed', '--preload', '--loop', LOOPS, given)
        self.note(row, 'bufplane', report['packets_per_second'] / 1000)


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('replay', help='bufplane-pcap-replay')
    parser.add_argument('-r', '--rounds', type=int, default=5)
    parser.add_argument('-c', '--cpu', default=str(max(
        os.sched_getaffinity(0))), help='where to run; default: the last')
    parser.add_argument('--send', action='store_true',
                        help='print each figure, for scripts/bench')
    parser.add_argument('--fifo', action='store_true',
                        help='before all other programs; needs root')
    return parser.parse_args()


def main():
    options = parse()
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.exit('replay_bench: not installed: ' + ', '.join(missing))
    netns.enter_namespace()
    netns.make_pair('bp0', 'bp1')
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        for _ in range(options.rounds):
            bench.timing()
            bench.topspeed(60)
            bench.topspeed(1514)
        table.finish(bench.table, 'replay', options.send)


if __name__ == '__main__':
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit('replay_bench: %s\n%s' % (error, error.stderr))
