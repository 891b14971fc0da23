#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""bufplane-l2fwd beside DPDK's testpmd, by turns, between two veth pairs.

    host: bp0 ==== bp1 forwarder bp2 ==== bp3 :host

Each forwarder has one CPU. It is stopped while pcap-replay fills its receive
ring through bp0, as no sender here is faster than it; then it goes on, and the
kernel counts what leaves bp2. At last the hosts, namespaces of their own, ping
each other through it. Prints a line a row, with testpmd as the
peer (table.py); thousand packets a second, and microseconds. The CPUs should be
idle otherwise.
"""
import argparse
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'system'))
import netns  # noqa: E402
import table  # noqa: E402

TOOLS = ['ip', 'ping', 'taskset', 'dpdk-testpmd']
EAL = ['--no-pci', '--no-huge', '-m', '256', '--file-prefix']
FRAMES = 65536
PORTS = ['--vdev', f'net_af_packet0,iface=bp1,framesz=2048,framecnt={FRAMES}',
         '--vdev', 'net_af_packet1,iface=bp2']
HOSTS = {'bp0': ('bp1', '10.77.0.1'), 'bp3': ('bp2', '10.77.0.2')}


class Bench:
    def __init__(self, options):
        self.options = options
        self.table = table.Table()
        self.forwarders = {
            'testpmd': ['dpdk-testpmd', *EAL, 'veth_testpmd', *PORTS, '--lcores',
                        f'(0-1)@{options.cpu}', '--',
                        f'--forward-mode={options.mode}',
                        '--total-num-mbufs=8192'],
            'bufplane': [options.l2fwd, *EAL, 'veth_l2fwd', *PORTS, '-l', options.cpu, '--',
                         '-p', '3', '-q', '2', '-P', '-T', '0',
                         *(['--no-mac-updating'] * (options.mode == 'io'))]}

    def note(self, row, program, figure):
        name, unit = row.rsplit(', ', 1)
        self.table.note('veth', name, unit, program, figure)

    def start(self, name):
        process = subprocess.Popen(
            ['taskset', '-c', self.options.cpu, *self.forwarders[name]],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        time.sleep(self.options.settle)
        assert process.poll() is None, f'{name} does not run'
        return process

    def rate(self, name, capture, row):
        """Thousand packets a second that leave bp2."""
        for end, (middle, _) in HOSTS.items():
            netns.make_pair(end, middle)
        forwarder = self.start(name)
        while sent('bp2') == 0:
            assert forwarder.poll() is None, f'{name} does not run'
            self.offer(capture, 100)
        forwarder.send_signal(signal.SIGSTOP)
        self.offer(capture, FRAMES - 1000)
        forwarder.send_signal(signal.SIGCONT)
        self.note(row, name, drained('bp2', (FRAMES - 1000) * 9 // 10) / 1000)
        end_all(forwarder)

    def offer(self, capture, n):
        subprocess.run(
            ['taskset', '-c', self.options.source_cpu, self.options.replay,
             *EAL, 'veth_source', '-l', self.options.source_cpu, '--vdev',
             'net_af_packet0,iface=bp0', '--', '--topspeed',
             '--preload', '--loop', 'forever', '--limit', str(n), capture],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def pings(self, name):
        """The median round trip, one ping at a time."""
        hosts = []
        for end, (middle, address) in HOSTS.items():
            host = netns.Namespace()
            hosts.append(host)
            netns.ip('add', middle, 'type', 'veth', 'peer', 'name', end,
                     'netns', host.holder.pid)
            netns.ip('set', middle, 'up')
            host.run('ip', 'link', 'set', end, 'up')
            host.run('ip', 'address', 'add', address + '/24', 'dev', end)
        forwarder = self.start(name)
        text = host.run('taskset', '-c', self.options.source_cpu, 'ping',
                        '-c', 500, '-i', '0.002', HOSTS['bp0'][1])
        self.note('ping, median, us', name, 1000 * statistics.median(
            float(ms) for ms in re.findall(r'time=([\d.]+) ms', text)))
        end_all(forwarder)
        for host in hosts:
            host.close()


def sent(name):
    """Packets that an interface of this namespace has sent."""
    with open('/proc/net/dev', encoding='ascii') as table:
        for line in table:
            if line.lstrip().startswith(name + ':'):
                return int(line.split()[10])
    return 0


def drained(name, enough):
    """Packets a second, from a tenth of enough on until there are enough."""
    before = sent(name)
    began, first = None, 0
    end = time.monotonic() + 20
    while True:
        n, now = sent(name) - before, time.monotonic()
        if began is None and n >= enough // 10:
            began, first = now, n
        if n >= enough:
            return (n - first) / (now - began)
        assert now < end, f'{name} sent {n} of {enough} packets'
        time.sleep(0.0005)


def end_all(*processes):
    """What is between the namespaces goes as well."""
    for process in processes:
        process.terminate()
        process.communicate()
    for middle, _ in HOSTS.values():
        netns.ip('del', middle)


def parse():
    cpus = sorted(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--l2fwd', required=True, metavar='PROGRAM')
    parser.add_argument('--replay', required=True, metavar='PROGRAM')
    parser.add_argument('-r', '--rounds', type=int, default=5)
    parser.add_argument('--send', action='store_true',
                        help='print each figure, for scripts/bench')
    parser.add_argument('--settle', type=float, default=2,
                        help='seconds for a forwarder to start; default: 2')
    parser.add_argument('-c', '--cpu', default=str(cpus[-1]),
                        help='of the forwarder; default: the last')
    parser.add_argument('--source-cpu', default=str(cpus[0]),
                        help='of the sender; default: the first')
    parser.add_argument('-m', '--mode', choices=['io', 'mac'], default='mac',
                        help='whether addresses are rewritten; pings take io')
    return parser.parse_args()


def main():
    options = parse()
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        sys.exit('veth_bench: not installed: ' + ', '.join(missing))
    bench = Bench(options)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            for size in (64, 1500):
                capture = pathlib.Path(folder) / f'{size}.pcap'
                write_frames(capture, size)
                for name in bench.forwarders:
                    bench.rate(name, capture, f'veth, frames of {size}, kpps')
            if options.mode == 'io':
                for name in bench.forwarders:
                    bench.pings(name)
    table.finish(bench.table, 'veth', options.send)


def write_frames(path, size):
    """A thousand, of a type that the kernel does not look at."""
    os.environ.setdefault('DATA', str(ROOT / 'tests' / 'data'))
    import support  # pylint: disable=import-outside-toplevel
    support.write_capture(path, [(0, n, support.frame(size, n & 255))
                                 for n in range(1000)])


if __name__ == '__main__':
    netns.enter_namespace(*TOOLS)
    main()
