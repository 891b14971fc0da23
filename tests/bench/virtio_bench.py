# SPDX-License-Identifier: BSD-3-Clause
"""Instructions that a packet costs net_virtio, counted by callgrind.

virtio_bench.py VIRTIO_BENCH

Prints one line a row: name, instructions a packet of 64 bytes, in bursts
of 32, and that unit, with tabs between. To receive includes the new mbuf for the ring, to transmit the free of
one that was sent.
"""
import re
import subprocess
import sys

BURSTS, BURST = 2000, 32
ROWS = [(kind, *row) for kind in ('split', 'packed')
        for row in (('rx',), ('rx', 'merge'), ('rx', 'order'),
                    ('rx', 'merge', 'order'), ('tx',), ('tx', 'order'),
                    ('tx', 'order', 'batch'))]


def count(program, kind, way, *merge):
    """Instructions inside the driver's functions, a packet."""
    run = subprocess.run(
        ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null',
         '--toggle-collect=driver_*', program, kind, way, str(BURSTS), *merge],
        capture_output=True, text=True, check=True)
    collected = re.search(r'Collected : (\d+)', run.stderr).group(1)
    return int(collected) / (BURSTS * BURST)


def main():
    for row in ROWS:
        print('virtio %s\t%.1f\tinstructions' % (
            ' '.join(row), count(sys.argv[1], *row)), flush=True)


if __name__ == '__main__':
    main()
