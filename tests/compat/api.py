#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""DPDK 22.11's API against our headers, a piece of C for each fact.

Every row of api.tsv and layout.tsv becomes a piece that compiles only if it is
true of us: a function assigned to a pointer of its 22.11 type, the value of a
constant, the size of a struct, the place of a member. What the compiler says
of a piece is said of its row. A row that is not true has to be named in
exceptions.txt with the reason, and a row that is true must not.
"""
import argparse
import collections
import csv
import fnmatch
import pathlib
import re
import subprocess
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent / 'api'
NEEDED = ('A', 'B')
NUMBER = re.compile(r'-?(0x[0-9a-f]+|[0-9]+)')
DOCUMENT = '''# The API of DPDK 22.11, header by header

Written by tests/compat/api.py, which compares each function's type, each
constant's value and each struct's layout with DPDK 22.11.11; a test keeps it
true. How things behave is told in [compatibility.md](compatibility.md).
'''
# What C11 calls otherwise than C++17, which is not asked about either name.
CPP = '''#ifdef __cplusplus
#define _Static_assert static_assert
#define _Alignof alignof
#endif
'''
OF_GCC = ('GCC_VERSION', 'RTE_CC_GCC', 'RTE_CC_IS_GNU')
LINKED = ('function', 'static inline function', 'global variable')
MESSAGE = re.compile(r'^row(\d+):\d+:(?:\d+:)? (?:fatal )?error: (.*)$')


def read(name):
    with open(HERE / name, newline='') as file:
        return list(csv.DictReader(file, delimiter='\t',
                                   quoting=csv.QUOTE_NONE))


def same(ours, theirs, what):
    return (f'_Static_assert((unsigned long long)({ours}) == '
            f'(unsigned long long)({theirs}), "{what} is not {theirs}");')


def sizes(name, text):
    """The pieces for "sizeof=8 align=4"; either may be missing."""
    found = dict(part.split('=') for part in text.split() if '=' in part)
    return ' '.join(same(f'{key}({name})', found[word], word)
                    for word, key in (('sizeof', 'sizeof'),
                                      ('align', '_Alignof')) if word in found)


def function(row, number):
    name = row['name']
    text = re.sub(r'^(static inline|extern) ', '', row['signature'])
    text = re.sub(r'\brestrict\b', '__restrict', text)
    head, rest = re.split(r'\b%s\s*\(' % name, text, maxsplit=1)
    return f'static {head}(*const p{number})({rest} = {name};'


def macro(row, number):
    name = row['name']
    if NUMBER.fullmatch(row['value']):
        return same(name, row['value'], 'value')
    body = re.sub(r'^#define\s+\S+\s*', '', row['signature'])
    if re.fullmatch(r'"[^"]*"', body):
        return f'_Static_assert(!__builtin_strcmp({name}, {body}), "text");'
    return f'#ifndef {name}\n#error absent\n#endif'


def variable(row, number):
    name = row['name']
    text = row['signature']
    return (f'{text};\nstatic __typeof__({name}) *p{number}(void) '
            f'{{ return &{name}; }}')


def record(row, number):
    kind = row['kind'].split()[0]
    name = row['name'] if row['name'].startswith(kind + ' ') \
        else f'{kind} {row["name"]}'
    return f'{name};' + (sizes(name, row['value'])
                         if 'sizeof' in row['value'] else '')


def typedef(row, number):
    if row['value'] in ('', 'sizeof=1'):  # of a function, perhaps
        return f'extern {row["name"]} *p{number};'
    return sizes(row['name'], row['value'])


PIECES = {
    'function': function,
    'static inline function': function,
    'macro': macro,
    'macro (function-like)': macro,
    'global variable': variable,
    'static const variable': variable,
    'struct': record,
    'struct (fwd)': record,
    'union': record,
    'enum': record,
    'enum constant': lambda row, number: same(row['name'], row['value'],
                                              'value'),
    'typedef': typedef,
}


def place(row, number):
    """A row of layout.tsv: of the whole, or of a member."""
    name, member = row['record'], row['member']
    if not member:
        return ' '.join([same(f'sizeof({name})', row['size'], 'sizeof'),
                         same(f'_Alignof({name})', row['align'], 'align')])
    pieces = same(f'__builtin_offsetof({name}, {member})', row['offset'],
                  'offset')
    if row['size'] != '0':  # else a flexible array
        pieces += same(f'sizeof((({name} *)0)->{member})', row['size'],
                       'sizeof')
    return pieces


class Rows:
    """All that is asked, and what was answered."""

    def __init__(self):
        self.items = []  # (row, piece)
        self.errors = {}
        table = read('api.tsv')
        for row in table:
            if row['need'] in NEEDED and row['kind'] in PIECES:
                self.add(row, PIECES[row['kind']])
        needed = {row['header'] for row in table if row['need'] in NEEDED}
        for row in read('layout.tsv'):
            if row['header'] in needed and row['scope'] == 'listed' and \
                    not row['bit_width']:
                row['name'] = row['record']
                if row['member']:
                    row['name'] += '.' + row['member']
                self.add(row, place)

    def add(self, row, make):
        piece = make(row, len(self.items))
        if row['name'] in OF_GCC:
            piece = f'#ifndef __clang__\n{piece}\n#endif'
        self.items.append((row, piece))

    def pieces(self, leave_out):
        """C that compiles if all rows but some are true."""
        asked = [(number, row, piece)
                 for number, (row, piece) in enumerate(self.items)
                 if number not in leave_out]
        headers = sorted({row['header'] for _, row, _ in asked})
        text = [f'#include <{header}>' for header in headers] + [CPP]
        text += [f'#line 1 "row{number}"\n{piece}'
                 for number, _, piece in asked]
        return '\n'.join(text) + '\n'

    def program(self):
        """What is there, in a program that links if all of it is."""
        text = ['int main(void) {', 'const void *volatile use;']
        text += [f'use = (const void *)p{number};'
                 for number, (row, _) in enumerate(self.items)
                 if number not in self.errors and row.get('kind') in LINKED]
        return self.pieces(self.errors) + '\n'.join(
            text + ['return use == 0;', '}', ''])

    def ask(self, compiler):
        """Fill errors; whatever else the compiler complains of."""
        headers = {row['header'] for row, _ in self.items}
        absent = headers - those_there(headers, compiler)
        for number, (row, _) in enumerate(self.items):
            if row['header'] in absent:
                self.errors[number] = f'there is no {row["header"]}'
        run = subprocess.run(
            [*compiler, '-x', 'c', '-fsyntax-only', '-w', '-fmax-errors=0',
             '-Werror=incompatible-pointer-types', '-'],
            input=self.pieces(self.errors), text=True, capture_output=True)
        other = []
        for line in run.stderr.splitlines():
            found = MESSAGE.match(line)
            if found:
                self.errors.setdefault(int(found[1]), found[2])
            elif 'error:' in line:
                other.append(line)
        return other

    def count(self):
        """For each header: rows, and those that are true, of A and of B."""
        numbers = collections.defaultdict(lambda: [0, 0, 0, 0])
        for number, (row, _) in enumerate(self.items):
            at = 2 * (row.get('need') == 'B')
            numbers[row['header']][at] += 1
            numbers[row['header']][at + 1] += number not in self.errors
        return numbers


def those_there(headers, compiler):
    text = ''.join(f'#if __has_include(<{header}>)\n@{header}\n#endif\n'
                   for header in headers)
    run = subprocess.run([*compiler, '-x', 'c', '-E', '-P', '-'], input=text,
                         text=True, capture_output=True, check=True)
    return {line[1:] for line in run.stdout.splitlines()
            if line.startswith('@')}


def read_exceptions():
    """[(reason, [header:name, ...]), ...]"""
    reasons = []
    for line in (HERE / 'exceptions.txt').read_text().splitlines():
        if line.startswith('= '):
            reasons.append((line[2:], []))
        elif line and not line.startswith('#'):
            reasons[-1][1].extend(line.split())
    return reasons


def compare(rows, reasons):
    """What is wrong without being excepted, and excepted without being so."""
    excepted = set()
    complaints = []
    for _, patterns in reasons:
        for pattern in patterns:
            found = [number for number, (row, _) in enumerate(rows.items)
                     if fnmatch.fnmatchcase(f'{row["header"]}:{row["name"]}',
                                            pattern)]
            fine = [number for number in found if number not in rows.errors]
            if not found or fine:
                complaints.append(
                    f'exceptions.txt names {pattern}, '
                    + ('which no table does' if not found else
                       f'but {rows.items[fine[0]][0]["name"]} is there'))
            excepted.update(found)
    for number in sorted(set(rows.errors) - excepted):
        row = rows.items[number][0]
        complaints.append(f'{row["header"]}:{row["name"]}: '
                          f'{rows.errors[number]}')
    return complaints


def spell(pattern):
    header, name = pattern.split(':')
    return f'all of {header}' if name == '*' else f'`{name}`'


def document(rows, reasons):
    text = [DOCUMENT, '| header | needed | there | experimental and others '
            '| there |', '|---|---|---|---|---|']
    for header, count in sorted(rows.count().items()):
        text.append(f'| {header} | ' + ' | '.join(
            str(n) if n else '' for n in
            (count[0], count[1], count[2], count[3])) + ' |')
    text += ['', '## What is not there, and why', '']
    for reason, patterns in reasons:
        text += textwrap.wrap(
            f'- {reason}: {", ".join(map(spell, patterns))}.', 128,
            subsequent_indent='  ', break_long_words=False)
    return '\n'.join(text) + '\n'


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--document', type=pathlib.Path,
                        help='the page that has to say what is true')
    parser.add_argument('--write', action='store_true',
                        help='write that page instead of comparing it')
    parser.add_argument('--program', type=pathlib.Path,
                        help='write a program that uses all that is there')
    parser.add_argument('compiler', nargs='+', help='gcc, with its flags')
    options = parser.parse_args()
    rows = Rows()
    complaints = rows.ask(options.compiler)
    reasons = read_exceptions()
    complaints += compare(rows, reasons)
    if options.program:
        options.program.write_text(rows.program())
    if options.document:
        page = document(rows, reasons)
        if options.write:
            options.document.write_text(page)
        elif options.document.read_text() != page:
            complaints.append(f'{options.document} is not up to date: --write')
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print(f'{len(rows.items)} facts, {len(rows.errors)} not true of us, '
          f'{len(complaints)} complaints')
    return 1 if complaints else 0


if __name__ == '__main__':
    sys.exit(main())
