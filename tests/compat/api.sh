#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# DPDK 22.11's API against the installed headers, and a program that uses all of
# it, built by several compilers and linked with both libraries. API_ALL=1 builds
# it at each level of optimization, which takes minutes.
#   api.sh BUILD_DIR COMPILER... -- API.py PAGE
set -eu
. "$(dirname "$0")/stage.sh"
stage_install "$@"
flags=$(pkg-config --cflags bufplane)
shared=$(pkg-config --libs bufplane)
static=$(pkg-config --libs --static bufplane)

# shellcheck disable=SC2086
"${args[0]}" --document "${args[1]}" --program "$stage/all.c" -- \
	"${cc[@]}" -std=gnu11 -D_GNU_SOURCE -include rte_config.h $flags

built=0
while read -r compiler language standard level; do
	command -v "$compiler" >/dev/null || continue
	[ -z "${API_ALL:-}" ] || level='-O0 -O1 -O2 -O3'
	for level in $level; do
		# shellcheck disable=SC2086
		"$compiler" -x "$language" "-std=$standard" "$level" -w \
			-include rte_config.h $flags -c "$stage/all.c" \
			-o "$stage/all.o" || fail "$compiler $standard $level"
		for libs in "$shared" "$static"; do
			# shellcheck disable=SC2086
			"$compiler" "$stage/all.o" -o "$stage/all" $libs ||
				fail "$compiler $standard $level, $libs"
			LD_LIBRARY_PATH=$libdir "$stage/all" || fail "it ends"
			built=$((built + 1))
		done
	done
done <<END
gcc c gnu11 -O0
clang c gnu17 -O1
g++ c++ gnu++17 -O2
clang++ c++ gnu++17 -O3
END
echo "$built programs"
