#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""One program against Bufplane and against DPDK: do they print the same?

Builds the sources of this folder with either library's libdpdk.pc, runs both
programs with the same seed, and compares their lines. A difference has to be
named in known.txt with the reason, and what is named there has to differ.
Another seed, or more random cases, by the environment: SEED, ROUNDS.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CAPTURES = HERE.parent / 'data' / 'pcaps' / 'eth'
PARTS = ['case', 'sizes', 'rings', 'pools', 'mbufs', 'packets', 'texts',
         'sets', 'errors', 'ports']
CFLAGS = ['-O1', '-Wall', '-Wextra', '-Wno-alloc-size-larger-than',
          '-DALLOW_EXPERIMENTAL_API']
EAL = ['--no-huge', '--no-pci', '-m', '64', '-n', '4', '-l', '0',
       '--log-level', '1']
LIMIT = 120  # seconds for a program that takes one
CASES = 10000  # lines of random cases that a run makes at least
SHOWN = 40


def pkg_config(*what, **env):
    run = subprocess.run(['pkg-config', *what, 'libdpdk'], text=True,
                         capture_output=True, env={**os.environ, **env})
    return shlex.split(run.stdout) if run.returncode == 0 else None


class Library:
    """One of both, and the program that is built against it."""

    def __init__(self, name, folder, **env):
        self.name = name
        self.folder = pathlib.Path(folder) / name
        self.folder.mkdir()
        self.cflags = pkg_config('--cflags', **env)
        self.libs = pkg_config('--libs', **env)
        self.env = {**os.environ, **env}

    def compile(self, compiler, part):
        run = subprocess.run(
            [*compiler, *CFLAGS, *self.cflags, '-c', HERE / f'{part}.c',
             '-o', self.folder / f'{part}.o'], capture_output=True, text=True)
        # Warnings of DPDK's headers are not ours.
        if run.returncode != 0 or (run.stderr and self.name == 'bufplane'):
            sys.exit(f'{part}.c against {self.name}:\n{run.stderr}')

    def link(self, compiler):
        subprocess.run(
            [*compiler, *(self.folder / f'{part}.o' for part in PARTS),
             '-o', self.folder / 'program', *self.libs, '-lpcap'], check=True)

    def run(self, seed, rounds):
        """Its lines; without the last of them it has failed."""
        prefix = f'compare{os.getpid()}{self.name}'
        run = subprocess.run(
            [self.folder / 'program', *EAL, '--file-prefix', prefix, '--',
             str(seed), str(rounds), *sorted(CAPTURES.iterdir())],
            env=self.env, cwd=self.folder, timeout=LIMIT,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        shutil.rmtree(pathlib.Path('/var/run/dpdk') / prefix,
                      ignore_errors=True)  # which DPDK leaves behind
        lines = run.stdout.decode(errors='replace').splitlines()
        if run.returncode != 0 or lines[-1:] != ['end: reached']:
            sys.exit(f'{self.name}: exit code {run.returncode} after\n'
                     + '\n'.join(lines[-5:]) + '\n'
                     + run.stderr.decode(errors='replace')[-2000:])
        return lines


def by_label(lines):
    """{label: [value, ...]}; a label may come several times."""
    found = collections.defaultdict(list)
    for line in lines:
        label, _, value = line.partition(': ')
        found[label].append(value)
    return found


def differences(ours, theirs):
    ours, theirs = by_label(ours), by_label(theirs)
    return {label: (ours.get(label, []), theirs.get(label, []))
            for label in {**ours, **theirs}
            if ours.get(label) != theirs.get(label)}


def read_known():
    """[(pattern, may be absent), ...]; a line "= REASON" and then patterns of
    labels, a line each. "?" before one: not with each seed."""
    known = []
    for line in (HERE / 'known.txt').read_text().splitlines():
        if line and not line.startswith(('#', '= ')):
            known.append((re.sub(r'^\? ', '', line), line.startswith('? ')))
    return known


def judge(found, known):
    """What is different without being known, and known without being so."""
    complaints = []
    left = dict(found)
    for pattern, may_be_absent in known:
        # Of the signs of a shell only "*": labels hold brackets.
        regex = re.compile(re.escape(pattern).replace(r'\*', '.*'))
        matching = [label for label in found if regex.fullmatch(label)]
        if not matching and not may_be_absent:
            complaints.append(f'known.txt names {pattern}, which is the same')
        for label in matching:
            left.pop(label, None)
    for label, (ours, theirs) in list(left.items())[:SHOWN]:
        complaints.append(f'{label}\n  bufplane: {" | ".join(ours)}\n'
                          f'  dpdk:     {" | ".join(theirs)}')
    if len(left) > SHOWN:
        complaints.append(f'and {len(left) - SHOWN} more')
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('libdir', help='the folder of libbufplane.so')
    parser.add_argument('compiler', nargs='+')
    options = parser.parse_args()
    seed = os.environ.get('SEED') or int.from_bytes(os.urandom(4), 'little')
    rounds = os.environ.get('ROUNDS', '200')
    path = f'{options.libdir}/bufplane/dpdk/pkgconfig'
    with tempfile.TemporaryDirectory() as folder:
        both = [Library('bufplane', folder, PKG_CONFIG_PATH=path,
                        LD_LIBRARY_PATH=options.libdir),
                Library('dpdk', folder, PKG_CONFIG_PATH='',
                        PKG_CONFIG_SYSROOT_DIR='')]
        if both[1].cflags is None:
            print("SKIP: DPDK is not installed (libdpdk-dev)")
            return 77
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for job in [pool.submit(library.compile, options.compiler, part)
                        for part in PARTS for library in both]:
                job.result()
        for library in both:
            library.link(options.compiler)
        print(f'SEED={seed} ROUNDS={rounds}', flush=True)
        ours, theirs = (library.run(seed, rounds) for library in both)
    complaints = judge(differences(ours, theirs), read_known())
    if len(theirs) < CASES:
        complaints.append(f'{len(theirs)} lines are less than {CASES}')
    print('\n'.join(complaints))
    print(f'SEED={seed}: {len(theirs)} lines, {len(complaints)} complaints')
    return 1 if complaints else 0


if __name__ == '__main__':
    sys.exit(main())
