# SPDX-License-Identifier: BSD-3-Clause
"""Instructions that virtqueues cost the driver, counted by callgrind.

virtq_bench.py VIRTQ_BENCH

Prints one line a row: name, tab, instructions a buffer, in bursts of 32.
"""
import re
import subprocess
import sys

BURSTS, BURST = 2000, 32


def count(program, kind, way):
    """Instructions inside the driver's functions, of so many bursts."""
    run = subprocess.run(
        ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null',
         '--toggle-collect=driver_*', program, kind, way, str(BURSTS)],
        capture_output=True, text=True, check=True)
    return int(re.search(r'Collected : (\d+)', run.stderr).group(1))


def main():
    for kind in 'split', 'packed':
        for way in 'rx', 'tx':
            n = count(sys.argv[1], kind, way)
            print('virtq %s %s\t%.1f' % (kind, way, n / (BURSTS * BURST)))


if __name__ == '__main__':
    main()
