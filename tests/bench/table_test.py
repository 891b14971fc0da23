#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What table.py says of figures: who is ahead, and what is noise."""
import json
import pathlib
import tempfile
import unittest

import table


def row(mine, theirs, unit='cycles', peer='dpdk'):
    made = table.Table()
    for who, figures in (('bufplane', mine), (peer, theirs)):
        for figure in figures:
            made.note('program', 'row', unit, who, figure)
    return made.of('program')[0]


class TableTest(unittest.TestCase):
    def test_verdicts(self):
        for mine, theirs, unit, verdict in (
                ([1, 1, 1], [2, 2, 2], 'cycles', 'ahead'),
                ([2, 2, 2], [1, 1, 1], 'cycles', 'behind'),
                ([2, 2, 2], [1, 1, 1], 'kpps', 'ahead'),
                ([1, 3, 2], [2, 2, 2], 'cycles', 'noise'),
                ([1], [2], 'cycles', 'noise'),
                ([1, 1], [2, 2], 'cycles', 'noise'),
                ([1], [2], 'size KiB', 'ahead'),
                ([2], [2], 'size KiB', 'equal'),
                ([0, 0, 0], [1, 1, 1], 'cycles', ''),
                ([1, 1, 1], [], 'cycles', '')):
            with self.subTest(mine=mine, theirs=theirs, unit=unit):
                self.assertEqual(row(mine, theirs, unit).verdict(), verdict)

    def test_what_slows_both_cancels_out(self):
        found = row([10, 20, 90], [20, 40, 180])
        self.assertEqual(found.ratio(), [0.5, 0.5, 0.5])
        self.assertEqual(found.median('bufplane'), 20)

    def test_quartiles(self):
        self.assertEqual(row([1, 2, 3, 4, 5], [10] * 5).ratio(),
                         [0.2, 0.3, 0.4])

    def test_the_c_library_is_no_peer(self):
        found = row([1, 1, 1], [2, 2, 2], peer='libc')
        self.assertIsNone(found.peer())
        self.assertIn('(malloc 2.00)', found.cells()[2])

    def test_figures_are_the_same_when_read(self):
        sent = table.Table()
        sent.note('veth', 'frames', 'kpps', 'testpmd', 1.5)
        sent.note('veth', 'frames', 'kpps', 'bufplane', 3)
        got = table.Table()
        got.read('veth', 'frames\tkpps\ttestpmd\t1.5\n'
                 'frames\tkpps\tbufplane\t3\n')
        self.assertEqual([found.plain() for found in sent.rows.values()],
                         [found.plain() for found in got.rows.values()])

    def test_files(self):
        made = table.Table()
        for who, figure in (('dpdk', 2), ('bufplane', 1)):
            for _ in range(3):
                made.note('pools', 'one object', 'cycles', who, figure)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'out'
            table.write_json(made, {'load_before': 1}, path)
            read = json.loads(path.read_text(encoding='utf-8'))
            self.assertEqual(read['load_before'], 1)
            self.assertEqual(read['rows'][0]['ratio']['median'], 0.5)
            table.write_page(made, '# Title\n', path)
            self.assertIn('| one object | 2.00 | 1.00 | cycles | 0.500 |',
                          path.read_text(encoding='utf-8'))


if __name__ == '__main__':
    unittest.main()
