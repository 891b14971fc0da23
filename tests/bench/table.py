# SPDX-License-Identifier: BSD-3-Clause
"""What the benchmarks share: rows of figures of Bufplane and of a peer, taken
by turns, and what is made of them: text, Markdown, JSON and a chart.

A ratio is what Bufplane takes of what the peer takes, below 1 if Bufplane is
ahead, also where figures are rates. There is one for each round, so that what
slows both down at a time cancels out; the row's is their median. If 1 lies
within their quartiles the row cannot be told from noise."""
import json
import statistics
import subprocess

MORE_IS_BETTER = {'kpps'}
EXACT = {'size KiB'}  # the same in each round
HEAD = ('row', 'peer', 'bufplane', 'unit', 'ratio', 'quartiles', '')
CHART = """
set terminal svg size 1000,%(height)d font 'sans,11' noenhanced background 'white'
set output '%(path)s'
set title '%(title)s'
set logscale x
set xrange [%(low)g:%(high)g]
set yrange [%(rows)d - 0.3:-0.7]
set grid xtics
set xtics (%(xtics)s)
set ytics nomirror
set lmargin 46
set bmargin 3
unset key
set arrow from 1, graph 0 to 1, graph 1 nohead linewidth 2 linecolor '#555555'
$rows << END
%(data)s
END
plot $rows using 2:0:3:4:5:ytic(1) with xerrorbars pointtype 7 pointsize 0.6 \\
    linewidth 2 linecolor rgb variable
"""
COLOURS = {'ahead': 0x2a7f3b, 'behind': 0xc0392b, 'noise': 0x909090,
           'equal': 0x404040}
TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]


class Row:
    def __init__(self, program, name, unit):
        self.program, self.name, self.unit = program, name, unit
        self.figures = {}

    def peer(self):
        """Whom Bufplane is compared with, or None. The C library is not."""
        return next((who for who in self.figures
                     if who not in ('bufplane', 'libc')), None)

    def median(self, who):
        return statistics.median(self.figures[who])

    def ratios(self):
        pairs = zip(self.figures['bufplane'], self.figures[self.peer()])
        return sorted(theirs / mine if self.unit in MORE_IS_BETTER
                      else mine / theirs
                      for mine, theirs in pairs if mine > 0 and theirs > 0)

    def ratio(self):
        """Quartile, median, quartile; or None."""
        found = self.ratios() if self.peer() else []
        if not found:
            return None
        if len(found) == 1:
            return found * 3
        return statistics.quantiles(found, n=4, method='inclusive')

    def verdict(self):
        ratio = self.ratio()
        if ratio is None:
            return ''
        if self.unit in EXACT and ratio[1] == 1:
            return 'equal'
        if len(self.ratios()) < 3 and self.unit not in EXACT:
            return 'noise'
        if ratio[2] < 1:
            return 'ahead'
        return 'behind' if ratio[0] > 1 else 'noise'

    def cells(self):
        ratio = self.ratio()
        peer = '-' if ratio is None else '%.2f' % self.median(self.peer())
        mine = '%.2f' % self.median('bufplane')
        if 'libc' in self.figures:
            mine += ' (malloc %.2f)' % self.median('libc')
        if ratio is None:
            return [self.name, peer, mine, self.unit, '-', '', '']
        return [self.name, peer, mine, self.unit, '%.3f' % ratio[1],
                '%.3f..%.3f' % (ratio[0], ratio[2]), self.verdict()]

    def plain(self):
        ratio = self.ratio()
        return {'program': self.program, 'row': self.name, 'unit': self.unit,
                'peer': self.peer(), 'figures': self.figures,
                'ratio': ratio and dict(zip(('q1', 'median', 'q3'), ratio)),
                'verdict': self.verdict() or None}


class Table:
    """Rows in the order in which their first figures came."""

    def __init__(self):
        self.rows = {}

    def note(self, program, name, unit, who, figure):
        row = self.rows.setdefault((program, name), Row(program, name, unit))
        row.figures.setdefault(who, []).append(figure)

    def programs(self):
        return list(dict.fromkeys(program for program, _ in self.rows))

    def of(self, program):
        return [row for row in self.rows.values() if row.program == program]

    def show(self, program):
        for row in self.of(program):
            print('%-44s %10s %10s %-13s %7s %-15s %s' % tuple(row.cells()),
                  flush=True)

    def send(self):
        """A line a figure, for read()."""
        for row in self.rows.values():
            for who, figures in row.figures.items():
                for figure in figures:
                    print(row.name, row.unit, who, figure, sep='\t')

    def read(self, program, text):
        for line in text.splitlines():
            name, unit, who, figure = line.split('\t')
            self.note(program, name, unit, who, float(figure))

    def count(self):
        """How many rows there are of each verdict."""
        verdicts = [row.verdict() for row in self.rows.values()]
        return {word: verdicts.count(word) for word in COLOURS}


def head():
    print('%-44s %10s %10s %-13s %7s %-15s %s' % HEAD)


def finish(table, program, send):
    """What a script that measures one program does at its end."""
    if send:
        table.send()
    else:
        head()
        table.show(program)


def write_json(table, about, path):
    with open(path, 'w', encoding='utf-8') as out:
        json.dump({**about, 'rows': [row.plain()
                                     for row in table.rows.values()]},
                  out, indent=1)
        out.write('\n')


def write_page(table, introduction, path):
    with open(path, 'w', encoding='utf-8') as out:
        out.write(introduction)
        for program in table.programs():
            out.write('\n## %s\n\n| %s |\n|%s\n' % (
                program, ' | '.join(HEAD), '---|' * len(HEAD)))
            for row in table.of(program):
                out.write('| %s |\n' % ' | '.join(row.cells()))


def write_chart(table, title, path):
    """By gnuplot: a dot a row, with its quartiles."""
    lines, values = [], [1]
    for row in table.rows.values():
        ratio = row.ratio()
        if ratio:
            lines.append('"%s: %s" %g %g %g %d' % (
                row.program, row.name.replace('"', ''), ratio[1], ratio[0],
                ratio[2], COLOURS[row.verdict()]))
            values += ratio
    if not lines:
        return False
    script = CHART % {
        'height': 90 + 17 * len(lines), 'path': path, 'title': title,
        'rows': len(lines), 'low': min(values) / 1.2, 'high': max(values) * 1.2,
        'xtics': ', '.join("'%g' %g" % (tick, tick) for tick in TICKS),
        'data': '\n'.join(lines)}
    subprocess.run(['gnuplot', '-'], input=script, text=True, check=True)
    return True
