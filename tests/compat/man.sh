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

# named: the options of $stage/help. Explanations start where that of --help
# does; an option that is longer has a line of its own.
named() {
	local before
	before=$(sed -nE 's/^  (-h, --help *) .*/\1/p' "$stage/help")
	sed -nE "s/^  (-.*)/\1/p" "$stage/help" |
		sed -E "s/^(.{${#before}}) .*/\1/; s/ +$//"
}

# same PAGE: it has the options of $stage/named, and no others.
same() {
	sort -o "$stage/named" "$stage/named"
	documented "$pages/$1" | sort >"$stage/documented"
	diff "$stage/named" "$stage/documented" >&2 ||
		fail "$1: < is what the program names, > what the page does"
	echo "$1: $(wc -l <"$stage/named") options"
}

for program in "$programs"/bufplane-*; do
	name=$(basename "$program")
	[ -e "$pages/man1/$name.1" ] || fail "$name has no page"
	"$program" --help >"$stage/help"
	named >"$stage/named"
	same "man1/$name.1"
done

# What EAL says of its options when it does not know one.
"$programs/bufplane-l2fwd" --unknown >"$stage/all" 2>&1 || true
sed '/^Without effect/,$d' "$stage/all" >"$stage/help"
named >"$stage/named"
sed -n '/^Without effect/,$p' "$stage/all" |
	grep -oE -- '--[a-z-]+' >>"$stage/named"
same man7/bufplane-eal.7

# Mandoc looks for what is referred to among the pages of the system.
mandoc -Tlint -W all "$pages"/man?/* >"$stage/lint" || true
! grep -v 'referenced manual not found' "$stage/lint" >&2 || fail mandoc
grep -h '^\.Xr bufplane' "$pages"/man?/* | while read -r _ name section _; do
	[ -e "$pages/man$section/$name.$section" ] || fail "no $name($section)"
done
