#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""net_virtio_user of Bufplane beside DPDK's, by turns, with the same peer.

    virtio_user_bench, one CPU ==== testpmd with net_vhost, another CPU

The same program for either library receives what testpmd makes (rx), sends
what it swallows (tx), or sends back what testpmd sends back (io). Prints a line
a row, of medians of the rounds: name; million packets a second of DPDK, of
Bufplane, their ratio; cycles a packet in calls that moved some, of DPDK, of
Bufplane, ratio (below 1: ours are fewer); and, with Bufplane at the other end,
the cycles a packet of the peer, as testpmd says them, and the share of the time
that these are, in percent: where it is near 100, the peer is what limits. Both
CPUs should be idle otherwise; cycles a packet suffer less if they are not.
"""
import argparse
import os
import pathlib
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PEER_MODE = {'rx': 'txonly', 'tx': 'rxonly', 'io': 'io'}
RINGS = {'split': '', 'packed': ',packed_vq=1'}
EAL = ['--no-pci', '--no-huge', '--log-level', '1']


def build_dpdk(folder):
    flags = subprocess.run(['pkg-config', '--cflags', '--libs', 'libdpdk'],
                           check=True, capture_output=True, text=True).stdout
    program = folder / 'theirs'
    subprocess.run(['cc', '-O2', '-o', program, HERE / 'virtio_user_bench.c',
                    *shlex.split(flags)], check=True)
    return program


class Peer:
    """testpmd in one mode."""

    def __init__(self, options, mode, size, folder):
        self.log = folder / 'testpmd.log'
        self.path = folder / 'socket'
        self.path.unlink(missing_ok=True)
        with open(self.log, 'w', encoding='utf-8') as log:
            self.process = subprocess.Popen(
                ['dpdk-testpmd', '--no-pci', '--no-huge', '-m', '256',
                 '--no-telemetry', '--file-prefix', f'peer{os.getpid()}', '--lcores',
                 f'0@{options.cpu},1@{options.peer_cpu}', '--vdev',
                 f'net_vhost0,iface={self.path}', '--', '-i',
                 f'--forward-mode={PEER_MODE[mode]}', f'--txpkts={size}',
                 '--total-num-mbufs=8192', '--record-core-cycles'],
                stdin=subprocess.PIPE, stdout=log, stderr=log, text=True)
        self.await_text('testpmd>')
        self.say('start')

    def say(self, text):
        self.process.stdin.write(text + '\n')
        self.process.stdin.flush()

    def await_text(self, text):
        end = time.monotonic() + 30
        while text not in self.log.read_text(errors="replace"):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, f'testpmd does not say {text}'
            time.sleep(0.05)

    def end(self):
        """Cycles a packet."""
        self.say('stop')
        self.say('quit')
        self.process.communicate(timeout=30)
        found = re.search(r'CPU cycles/packet=([\d.]+)', self.log.read_text())
        return float(found.group(1)) if found else float('nan')


def measure(options, program, mode, size, rings, folder):
    """Million packets a second, cycles a packet, the peer's, and its share."""
    peer = Peer(options, mode, size, folder)
    run = subprocess.run(
        ['taskset', '-c', options.cpu, program, *EAL, '--lcores',
         f'0@{options.cpu}', '--file-prefix', f'front{os.getpid()}', '-m',
         '128', '--vdev', f'net_virtio_user0,path={peer.path}{RINGS[rings]}',
         '--', mode, str(size), str(options.seconds)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False)
    cycles = peer.end()
    found = re.search(r'mpps ([\d.]+) cycles ([\d.]+) hz (\d+)', run.stdout)
    assert found, run.stdout
    rate, own, hertz = (float(word) for word in found.groups())
    return rate, own, cycles, rate * 1e6 * cycles / hertz * 100


def parse():
    cpus = sorted(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--ours', required=True, metavar='PROGRAM',
                        help='virtio_user_bench of a build of Bufplane')
    parser.add_argument('-r', '--rounds', type=int, default=3)
    parser.add_argument('-s', '--seconds', type=float, default=2)
    parser.add_argument('-c', '--cpu', default=str(cpus[0]))
    parser.add_argument('--peer-cpu', default=str(cpus[-1]))
    return parser.parse_args()


def main():
    options = parse()
    for tool in ('dpdk-testpmd', 'pkg-config', 'taskset', 'cc'):
        if not shutil.which(tool):
            sys.exit(f'virtio_user_bench: not installed: {tool}')
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        programs = {'theirs': build_dpdk(folder), 'ours': options.ours}
        for rings in RINGS:
            for mode in PEER_MODE:
                for size in (64, 1500):
                    figures = {who: [] for who in programs}
                    for _ in range(options.rounds):
                        for who, program in programs.items():
                            figures[who].append(measure(
                                options, program, mode, size, rings, folder))
                    show(f'virtio_user {rings} {mode} {size}', figures)


def show(row, figures):
    theirs, ours = (
        [statistics.median(column) for column in zip(*figures[who])]
        for who in ('theirs', 'ours'))
    print(f'{row:<26} {theirs[0]:7.3f} {ours[0]:7.3f} '
          f'{ours[0] / theirs[0]:5.2f} {theirs[1]:7.1f} {ours[1]:7.1f} '
          f'{ours[1] / theirs[1]:5.2f} {ours[2]:7.1f} {ours[3]:5.0f}',
          flush=True)


if __name__ == '__main__':
    main()
