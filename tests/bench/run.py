# SPDX-License-Identifier: BSD-3-Clause
"""Measure Bufplane against DPDK 22.11, where it is installed.

Compiles each program of tests/bench once against either library with the same
options, runs the two by turns on one CPU, and prints, a row, the median of
each, the median of the ratios of the rounds (below 1: Bufplane is ahead, also
where rates are compared), their quartiles, and whether Bufplane is ahead,
behind, or not to be told from noise, since 1 lies between the quartiles. The
machine should be idle otherwise.

  pools, stack, memcpy, cksum, crc   an object, a copy, a sum, a CRC; and what
           a small pool, with the slots of all its caches, keeps in memory
  cores    an object, where two CPUs share a ring or a pool
  malloc   an allocation and its free, with malloc() of the C library beside;
           two threads run on two CPUs if there are
  startup  start of a process, and its memory then. With 1 GiB of hugepages
           too, if root runs it and 512 pages of 2 MiB are free
  ports    a packet that is forwarded as by l2fwd, on null, ring and pcap ports
  size     DPDK's example l2fwd, stripped, from the package dpdk-doc
  l2fwd    the same at work, on ports that never run dry
  veth     bufplane-l2fwd beside testpmd (veth_bench.py has more options)
  replay   bufplane-pcap-replay beside tcpreplay (replay_bench.py)
  virtio   net_virtio alone, counted by valgrind

Without DPDK Bufplane is measured alone.
"""
import argparse
import atexit
import datetime
import json
import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import table as tables

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TOOLS = {'gcc': 'gcc', 'meson': 'meson', 'ninja': 'ninja-build',
         'pkg-config': 'pkg-config', 'taskset': 'util-linux'}
EAL = ['--no-pci', '--log-level', '1']
SMALL = ['--no-huge', '-m', '256']
# The unit of each program in C, unless a row has its own, and what it starts
# with; startup measures a plain start as well.
IN_C = {'pools': ('cycles', SMALL), 'cores': ('cycles', SMALL),
        'stack': ('cycles', SMALL), 'memcpy': ('cycles', SMALL),
        'cksum': ('cycles', SMALL), 'crc': ('cycles', SMALL),
        'malloc': ('ns', ['--no-huge', '-m', '1536']),
        'startup': ('ms', ['--no-huge']), 'ports': ('cycles', SMALL)}
PROGRAMS = [*IN_C, 'size', 'l2fwd', 'veth', 'replay', 'virtio']
QUICK = ['pools', 'stack', 'cksum', 'startup', 'ports', 'size']
HUGE_MIB = 1024
HUGE_FREE = '/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages'
EXAMPLE = '/usr/share/dpdk/examples/l2fwd/main.c'
# Its totals, one a second; what counts is from the second to the last.
WATCHED = 4
# The ports on which it forwards, in a row each.
FORWARDED = {
    'null to null': ('net_null0', 'net_null1'),
    'pcap to null': ('net_pcap0,infinite_rx=1,rx_pcap=' + os.path.join(
        ROOT, 'tests', 'data', 'sample.pcap'), 'net_null1')}


def run(*cmd, **kwargs):
    return subprocess.run(cmd, check=True, text=True, **kwargs)


def output(*cmd, **kwargs):
    return run(*cmd, stdout=subprocess.PIPE, **kwargs).stdout


def skipped(program, why):
    print('%s: skipped: %s' % (program, why), file=sys.stderr)


def check_tools():
    missing = [TOOLS[tool] for tool in TOOLS if shutil.which(tool) is None]
    if not missing and subprocess.run(
            ['pkg-config', '--exists', 'libpcap'], check=False).returncode:
        missing.append('libpcap-dev')
    if missing:
        sys.exit('bench: missing: apt-get install ' + ' '.join(missing))


class Library:
    """How programs are built against one of the two."""

    def __init__(self, name, package, env):
        self.name, self.package, self.env = name, package, env

    def flags(self, *how):
        return shlex.split(output('pkg-config', '--cflags', '--libs', *how,
                                  self.package, env=self.env))

    def version(self):
        return output('pkg-config', '--modversion', self.package,
                      env=self.env).strip()


class Bench:
    def __init__(self, options, tmp):
        self.options, self.tmp = options, tmp
        self.table = tables.Table()
        self.bufplane = self.install()
        self.libraries = [self.bufplane]
        dpdk = Library('dpdk', 'libdpdk', None)
        if subprocess.run(['pkg-config', '--exists', 'libdpdk'],
                          check=False).returncode == 0:
            self.libraries.insert(0, dpdk)
        else:
            print('DPDK is not installed (apt-get install libdpdk-dev): '
                  'measuring Bufplane alone', file=sys.stderr)

    def install(self):
        """Bufplane, into a folder of the occasion."""
        build = self.options.build
        if build is None:
            build = os.path.join(self.tmp, 'build')
            run('meson', 'setup', build, ROOT, '--buildtype=release',
                '-Dtests=false', stdout=subprocess.DEVNULL)
        prefix = os.path.join(self.tmp, 'install')
        targets = json.loads(output('meson', 'introspect', '--targets', build))
        run('ninja', '-C', build, *(
            os.path.relpath(file, build) for target in targets
            if target['installed'] for file in target['filename']),
            stdout=subprocess.DEVNULL)
        run('meson', 'install', '-C', build, '--destdir', prefix,
            '--no-rebuild', stdout=subprocess.DEVNULL)
        return Library('bufplane', 'bufplane', dict(
            os.environ, PKG_CONFIG_SYSROOT_DIR=prefix,
            PKG_CONFIG_PATH=os.path.dirname(self.installed('bufplane.pc'))))

    def installed(self, name):
        return next(os.path.join(where, name) for where, _, names
                    in os.walk(os.path.join(self.tmp, 'install'))
                    if name in names)

    def compile(self, name, sources, flags, include='rte_config.h'):
        out = os.path.join(self.tmp, name)
        flags = [flag for flag in flags if not flag.startswith('-march=')]
        run('gcc', *shlex.split(self.options.cflags),
            '-DALLOW_EXPERIMENTAL_API',
            *(['-include', include] if include else []), *sources, '-o', out,
            *flags)
        return out

    def source(self, program):
        return os.path.join(HERE, program + '_bench.c')

    def prefix(self):
        return ['--file-prefix', 'bench%d' % os.getpid()]

    def forget(self):
        """The run-time folder, which DPDK leaves behind."""
        folder = '/var/run' if os.geteuid() == 0 else os.environ.get(
            'XDG_RUNTIME_DIR', '/tmp')
        shutil.rmtree(os.path.join(folder, 'dpdk', self.prefix()[1]),
                      ignore_errors=True)

    def by_turns(self, binaries):
        """Each of these once a round, and not always the same first."""
        for turn in range(self.options.rounds):
            yield from list(binaries.items())[::-1 if turn % 2 else 1]

    def measure(self, program, who, binary, cpus, eal=None, suffix=''):
        unit, room = IN_C[program]
        lcores = cpus if program == 'cores' else self.options.cpu
        text = output('taskset', '-c', cpus, binary, *EAL,
                      *(room if eal is None else eal), '-l', lcores,
                      *self.prefix(), stderr=subprocess.DEVNULL)
        for line in text.splitlines():
            if '\t' in line:
                row, figure, *own = line.split('\t')
                self.table.note(program, row + suffix, own[0] if own else unit,
                                who, float(figure))

    def in_c(self, program):
        cpus = self.cpus_for(program)
        if program == 'cores' and ',' not in cpus:
            return skipped(program, 'there is one CPU')
        binaries = {
            library.name: self.compile(
                '%s_%s' % (program, library.name), [self.source(program)],
                library.flags('--static') if library is self.bufplane
                else library.flags())
            for library in self.libraries}
        measured = dict(binaries)
        if program == 'malloc':
            measured['libc'] = self.compile(
                'malloc_libc', [self.source(program)],
                ['-DBENCH_LIBC', '-lpthread'], include=None)
        for who, binary in self.by_turns(measured):
            self.measure(program, who, binary, cpus)
        if program == 'startup':
            self.start_with_hugepages(binaries)
        return None

    def cpus_for(self, program):
        """Two for the threads of malloc and cores, else one."""
        cpu = self.options.cpu
        others = sorted(os.sched_getaffinity(0) - {int(cpu)})
        if program not in ('cores', 'malloc') or not others:
            return cpu
        return '%s,%d' % (cpu, others[-1])

    def start_with_hugepages(self, binaries):
        why = hugepages_missing()
        if why:
            skipped('start with %d MiB of hugepages' % HUGE_MIB, why)
            return
        for who, binary in self.by_turns(binaries):
            self.measure('startup', who, binary, self.options.cpu,
                         ['-m', str(HUGE_MIB)], ', %d MiB huge' % HUGE_MIB)

    def size(self):
        """Of the same l2fwd, and of the libraries that it loads."""
        if not os.path.exists(EXAMPLE):
            skipped('size', 'apt-get install dpdk-doc')
            return
        for library in self.libraries:
            for how, flags in (('static', ['--static']), ('shared', [])):
                binary = self.example(library, how, *flags)
                size = os.path.getsize(binary)
                self.note_size('l2fwd, ' + how, library, size)
            self.note_size('l2fwd, shared, and what it loads of the library',
                           library, size + self.loaded(library, binary))

    def example(self, library, how, *flags):
        return self.compile('l2fwd_%s_%s' % (how, library.name), [EXAMPLE],
                            library.flags(*flags) + ['-s'])

    def note_size(self, row, library, size):
        self.table.note('size', row, 'size KiB', library.name, size / 1024)

    def loaded(self, library, binary):
        """Bytes of what a program loads of the library until it refuses to
        work without ports: DPDK's drivers are plug-ins. Stripped."""
        env = dict(os.environ, LD_DEBUG='files')
        if library is self.bufplane:
            env['LD_LIBRARY_PATH'] = os.path.dirname(
                self.installed('libbufplane.so'))
        total = 0
        text = subprocess.run([binary, *EAL, *SMALL, '-l', self.options.cpu,
                               *self.prefix()], text=True, env=env,
                              capture_output=True, check=False).stderr
        for path in set(re.findall(
                r'calling init: (\S*/(?:librte_|libbufplane)\S*)', text)):
            copy = os.path.join(self.tmp, 'stripped')
            run('strip', '-o', copy, os.path.realpath(path))
            total += os.path.getsize(copy)
        return total

    def l2fwd(self):
        if not os.path.exists(EXAMPLE):
            skipped('l2fwd', 'apt-get install dpdk-doc')
            return
        binaries = {library.name: self.example(library, 'static', '--static')
                    for library in self.libraries}
        for row, ports in FORWARDED.items():
            for who, binary in self.by_turns(binaries):
                self.table.note('l2fwd', row, 'kpps', who,
                                self.forward(binary, ports))

    def forward(self, binary, ports):
        """Thousand packets a second that it sends."""
        vdevs = [word for port in ports for word in ('--vdev', port)]
        process = subprocess.Popen(
            ['stdbuf', '-oL', 'taskset', '-c', self.options.cpu, binary, *EAL,
             *SMALL, *vdevs, *self.prefix(), '-l', self.options.cpu, '--',
             '-p', '3', '-q', '2', '-T', '1'], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            seen = []
            for line in process.stdout:
                if line.startswith('Total packets sent'):
                    seen.append((time.monotonic(), int(line.split()[-1])))
                if len(seen) == WATCHED:
                    break
            if len(seen) < WATCHED:
                sys.exit('bench: %s ends early' % binary)
            (began, first), (ended, last) = seen[1], seen[-1]
            return (last - first) / (ended - began) / 1000
        finally:
            end(process)

    def script(self, program, *arguments):
        """One with programs of others beside ours."""
        result = subprocess.run(
            [sys.executable, '-B', os.path.join(HERE, program + '_bench.py'),
             *arguments, '--send', '-r', str(self.options.rounds), '-c',
             self.options.cpu], text=True, stdout=subprocess.PIPE, check=False)
        if result.returncode != 0:
            skipped(program, result.stdout.strip() or 'it failed')
        else:
            self.table.read(program, result.stdout)

    def veth(self):
        self.script('veth', '--l2fwd', self.installed('bufplane-l2fwd'),
                    '--replay', self.installed('bufplane-pcap-replay'))

    def replay(self):
        self.script('replay', self.installed('bufplane-pcap-replay'))

    def virtio(self):
        """With the fake device of its tests."""
        if shutil.which('valgrind') is None:
            skipped('virtio', 'apt-get install valgrind')
            return
        fake = os.path.join(ROOT, 'tests', 'unit', 'drivers')
        sources = [os.path.join(fake, name) for name in sorted(os.listdir(fake))
                   if name.startswith('virtio_fake') and name.endswith('.c')]
        binary = self.compile(
            'virtio_bufplane', [
                '-D_GNU_SOURCE', '-iquote', fake, '-iquote',
                os.path.join(ROOT, 'drivers'), '-I',
                os.path.join(ROOT, 'ethdev', 'include'), *sources,
                self.source('virtio')], self.bufplane.flags('--static'))
        text = output(sys.executable, '-B',
                      os.path.join(HERE, 'virtio_bench.py'), binary)
        for line in text.splitlines():
            row, figure, unit = line.split('\t')
            self.table.note('virtio', row, unit, 'bufplane', float(figure))

    def compare(self, program):
        if program in IN_C:
            self.in_c(program)
        else:
            getattr(self, program)()
        self.table.show(program)

    def about(self, loads):
        return {'date': datetime.date.today().isoformat(),
                'cpu': cpu_model(), 'cpus': os.cpu_count(),
                'system': '%s %s' % (platform.system(), platform.release()),
                'compiler': output('gcc', '--version').splitlines()[0],
                'cflags': self.options.cflags, 'rounds': self.options.rounds,
                'versions': {library.name: library.version()
                             for library in self.libraries},
                'load_before': loads[0], 'load_after': loads[1]}


def end(process):
    """By its own way out, if it takes that."""
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def cpu_model():
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        found = re.search(r'^model name\s*: (.*)', file.read(), re.M)
    return found[1] if found else platform.machine()


def hugepages_missing():
    """Why the start with hugepages cannot be measured, or None."""
    if os.geteuid() != 0:
        return 'root is needed'
    try:
        with open(HUGE_FREE, encoding='ascii') as file:
            free = int(file.read())
    except OSError:
        free = 0
    if free < HUGE_MIB // 2:
        return '%d free hugepages of 2 MiB, %d are needed' % (
            free, HUGE_MIB // 2)
    return None


PAGE = """# Bufplane beside DPDK {versions[dpdk]}

Written by `scripts/bench` on {date}; not edited. {rounds} rounds by turns on one of {cpus} CPUs, {cpu},
{system}; {compiler}, `{cflags}`. Load of the machine: {load_before} before, {load_after} after.

A ratio is what Bufplane takes of what its peer takes: below 1 it is ahead. The peer is DPDK, and testpmd in *veth* and
tcpreplay in *replay*. There is a ratio for each round; given are their median and quartiles, and of the figures the
medians. Where 1 lies within the quartiles the row cannot be told from noise.

{ahead} rows are ahead, {behind} behind, {noise} noise, {equal} equal.

![ratios](bench.svg)
"""


def write(bench, folder, loads):
    about = bench.about(loads)
    about['versions'].setdefault('dpdk', '(not installed)')
    os.makedirs(folder, exist_ok=True)
    tables.write_json(bench.table, about, os.path.join(folder, 'bench.json'))
    tables.write_page(bench.table,
                      PAGE.format(**about, **bench.table.count()),
                      os.path.join(folder, 'bench.md'))
    if shutil.which('gnuplot') is None:
        skipped('the chart', 'apt-get install gnuplot-nox')
        return
    tables.write_chart(
        bench.table, 'Bufplane of what DPDK %s takes, %s' % (
            about['versions']['dpdk'], about['date']),
        os.path.join(folder, 'bench.svg'))


def parse():
    parser = argparse.ArgumentParser(
        prog='scripts/bench', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program', nargs='*', metavar='PROGRAM',
                        help='of those above; default: all')
    parser.add_argument('-o', '--output', metavar='DIR',
                        help='write bench.md, bench.json and bench.svg there, '
                        'as into docs')
    parser.add_argument('-q', '--quick', action='store_true',
                        help='three rounds of ' + ', '.join(QUICK))
    parser.add_argument('-b', '--build', metavar='DIR',
                        help='a meson build directory to take Bufplane from; '
                        'default: a release build made for the occasion')
    parser.add_argument('-r', '--rounds', type=int,
                        help='runs of each program; default: 9')
    parser.add_argument('-c', '--cpu', default=str(max(
        os.sched_getaffinity(0))), help='where to run; default: the last')
    parser.add_argument('-f', '--cflags', default='-O3 -march=native',
                        help='options of gcc; default: %(default)s')
    options = parser.parse_args()
    for program in options.program:
        if program not in PROGRAMS:
            parser.error('no program %s: must be of %s' % (
                program, ', '.join(PROGRAMS)))
    options.program = options.program or (QUICK if options.quick else PROGRAMS)
    if options.rounds is None:
        options.rounds = 3 if options.quick else 9
    if options.rounds < 1:
        parser.error('--rounds %d: must be 1 or more' % options.rounds)
    return options


def main():
    options = parse()
    check_tools()
    before = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory() as tmp:
        bench = Bench(options, tmp)
        atexit.register(bench.forget)
        tables.head()
        for program in options.program:
            bench.compare(program)
        print('{ahead} rows ahead, {behind} behind, {noise} noise, {equal} equal'.format(
            **bench.table.count()))
        if options.output:
            write(bench, options.output,
                  (before, round(os.getloadavg()[0], 2)))


if __name__ == '__main__':
    try:
        main()
    except (subprocess.CalledProcessError, KeyboardInterrupt) as error:
        sys.exit('bench: %s' % (error or 'interrupted'))
