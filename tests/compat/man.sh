#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Each installed program has a page of the manual, nothing is wrong with the
# pages, and they name the options, with their arguments, that the programs name.
#   man.sh BUILD_DIR
set -eu
. "$(dirname "$0")/stage.sh"
if ! command -v mandoc >/dev/null; then
	echo "SKIP: mandoc is not installed"
	exit 77
fi
stage_install "$1" --
pages=$(dirname "$(find "$stage" -name man1)")
programs=$(dirname "$(find "$stage" -name bufplane-l2fwd)")

# documented PAGE: the options of a page, as it is read.
documented() {
	mandoc -Tascii -O width=200 "$1" | sed 's/.\x08//g' |
		sed -nE 's/^ {5}(-[A-Za-z-].*)/\1/p' | sed 's/  .*//'
}

# named COLUMN: the options of a help text whose explanations start there.
named() {
	sed -nE "s/^  (-.*)/\1/p" | sed -E "s/^(.{$(($1 - 4))}) .*/\1/; s/ +$//"
}

# same PAGE: it has the options of $stage/named, and no others.
same() {
	sort -o "$stage/named" "$stage/named"
	documented "$pages/$1" | sort >"$stage/documented"
	diff "$stage/named" "$stage/documented" >&2 ||
		fail "$1: < is what the program names, > what the page does"
	echo "$1: $(wc -l <"$stage/named") options"
}

# program_page NAME COLUMN
program_page() {
	"$programs/$1" --help | named "$2" >"$stage/named"
	same "man1/$1.1"
}

# What EAL says of its options when it does not know one.
eal_page() {
	"$programs/bufplane-l2fwd" --unknown >"$stage/help" 2>&1 || true
	sed '/^Without effect/,$d' "$stage/help" | named "$1" >"$stage/named"
	sed -n '/^Without effect/,$p' "$stage/help" |
		grep -oE -- '--[a-z-]+' >>"$stage/named"
	same man7/bufplane-eal.7
}

for program in "$programs"/bufplane-*; do
	[ -e "$pages/man1/$(basename "$program").1" ] ||
		fail "$program has no page"
done
# Mandoc looks for what is referred to among the pages of the system.
mandoc -Tlint -W all "$pages"/man?/* >"$stage/lint" || true
! grep -v 'referenced manual not found' "$stage/lint" >&2 || fail mandoc
grep -h '^\.Xr' "$pages"/man?/* | while read -r _ name section _; do
	[ -e "$pages/man$section/$name.$section" ] || fail "no $name($section)"
done
program_page bufplane-l2fwd 24
program_page bufplane-pcap-replay 22
program_page bufplane-devices 18
eal_page 23
