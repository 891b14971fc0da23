#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Compiles one call of each function of callsite.c, with a count that is known
# at run time only, and looks whether its code is below 200 bytes.
#   callsites.sh SOURCE -I... -- COMPILER...
limit=200
source=$1
shift
dirs=
while [ "$1" != -- ]; do
	dirs="$dirs $1"
	shift
done
shift
if [ "$(uname -m)" != x86_64 ]; then
	echo "skipped: the limit is one for x86-64"
	exit 77
fi
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
failed=0 compilers=0
for compiler in "$@"; do
	command -v "$compiler" >/dev/null || continue
	compilers=$((compilers + 1))
	# shellcheck disable=SC2086
	if "$compiler" -E -dM -include rte_config.h $dirs "$source" |
		grep -Eq 'define RTE_(LIBRTE_(MEMPOOL|MBUF)_(DEBUG|STATS)|ENABLE_ASSERT) '; then
		echo "skipped: calls of this build count or check as well"
		exit 77
	fi
	# shellcheck disable=SC2086
	"$compiler" -O2 -fno-pic -include rte_config.h $dirs \
		-c "$source" -o "$tmp/o" || exit 1
	for name in get_bulk put_bulk alloc_bulk; do
		size=$(nm -S -t d "$tmp/o" |
			sed -n "s/^[0-9]* 0*\([0-9]*\) T $name\$/\1/p")
		echo "$compiler: $name: ${size:-no} bytes"
		[ -n "$size" ] && [ "$size" -lt $limit ] && continue
		echo "$compiler: $name must be below $limit bytes" >&2
		failed=1
	done
done
[ $compilers -gt 0 ] || exit 1
exit $failed
