#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# A program that was compiled for other options of the build, or for other
# sizes, than those of the library must not run: it fails to link, to load, or
# to start, and says what differs. Options that only check are its own choice.
#   mode.sh BUILD_DIR COMPILER... -- APP_POOLS.c
set -eu
. "$(dirname "$0")/stage.sh"
stage_install "$@"
app=${args[0]}

cp -r "$(dirname "$(find "$stage" -name bufplane_mode.h)")" "$stage/headers"

# compile FLAGS...: the program, with the headers of $stage/headers.
compile() {
	# shellcheck disable=SC2046
	"${cc[@]}" -Wall -Wextra -Werror "$@" "-I$stage/headers" \
		$(pkg-config --cflags bufplane) -c "$app" -o "$stage/app.o"
}

# link [--static]: the program, as pkg-config says.
link() {
	# shellcheck disable=SC2046
	"${cc[@]}" "$stage/app.o" -o "$stage/app" \
		$(pkg-config --libs "$@" bufplane)
}

# reset: the library's own headers again.
reset() {
	cp "$stage/original" "$stage/headers/rte_build_config.h"
}

# refused NAME FLAGS...: the program does not link, and the linker says why.
refused() {
	local name=$1 how
	shift
	for how in '' --static; do
		compile "$@"
		# shellcheck disable=SC2086
		! link $how 2>"$stage/err" || fail "$name $how $*: it links"
		grep -q "undefined.*bp_mode_.*$name" "$stage/err" || {
			cat "$stage/err" >&2
			fail "$name $how $*: the message does not say so"
		}
	done
}

# without MACRO: as if the library's build had not defined it.
without() {
	sed -i "/define $1/d" "$stage/headers/rte_build_config.h"
}

# toggle ON OFF MACRO FLAGS...: the other setting of an option, whose part of
# the symbol is ON or OFF.
toggle() {
	local on=$1 off=$2 macro=$3
	shift 3
	if grep -q "define $macro" "$stage/original"; then
		without "$macro"
		refused "$off" "$@"
	else
		refused "$on" "-D$macro" "$@"
	fi
	reset
}

# runs NAME FLAGS...: the program links in both ways, and does its work.
runs() {
	local name=$1
	shift
	compile "$@"
	link --static
	"$stage/app" || fail "static, $name"
	link
	LD_LIBRARY_PATH=$libdir "$stage/app" || fail "shared, $name"
}

cp "$stage/headers/rte_build_config.h" "$stage/original"

echo "the library's own options"
for flags in '-O0' '-O2 -fPIE' '-O2 -ffunction-sections -fdata-sections'; do
	# shellcheck disable=SC2086
	runs "$flags" $flags
done

echo "the program's own checks, and none"
runs checks -O2 -DRTE_LIBRTE_MBUF_DEBUG -DRTE_ENABLE_ASSERT
without RTE_LIBRTE_MBUF_DEBUG
without RTE_ENABLE_ASSERT
runs 'no checks' -O2
reset

echo "another option"
toggle mempool_debug_enabled mempool_debug_disabled \
	RTE_LIBRTE_MEMPOOL_DEBUG -O0
toggle mempool_stats_enabled mempool_stats_disabled \
	RTE_LIBRTE_MEMPOOL_STATS -O2
toggle mbuf_refcnt_atomic mbuf_refcnt_plain RTE_MBUF_REFCNT_ATOMIC -O2
sed -i 's/define RTE_MAX_LCORE .*/define RTE_MAX_LCORE 6/' \
	"$stage/headers/rte_build_config.h"
refused max_lcores_6 -O2
reset

echo "a library of another option at run time"
sed -i 's/define RTE_MAX_LCORE .*/define RTE_MAX_LCORE 6/' \
	"$stage/headers/rte_build_config.h"
compile -O2
reset
# The symbol is there when the program is linked, and gone when it is loaded.
symbol=$(nm "$stage/app.o" | grep -o 'bp_mode_.*')
echo "extern const char $symbol[1]; const char $symbol[1] = {1};" |
	"${cc[@]}" -x c - -shared -fPIC -o "$libdir/libother.so"
"${cc[@]}" "$stage/app.o" -o "$stage/app" "-L$libdir" -lother -lbufplane
"${cc[@]}" -x c /dev/null -shared -fPIC -o "$libdir/libother.so"
! LD_LIBRARY_PATH=$libdir "$stage/app" 2>"$stage/err" || fail "it loads"
grep -q 'bp_mode_max_lcores_6' "$stage/err" || fail "the loader does not say so"

echo "another size"
sed -i 's/define RTE_MAX_ETHPORTS .*/define RTE_MAX_ETHPORTS 7/' \
	"$stage/headers/rte_build_config.h"
compile -O2
reset
for how in '' --static; do
	# shellcheck disable=SC2086
	link $how
	! LD_LIBRARY_PATH=$libdir "$stage/app" 2>"$stage/err" ||
		fail "it starts $how"
	grep -q 'RTE_MAX_ETHPORTS 7, the library with 32' "$stage/err" || {
		cat "$stage/err" >&2
		fail "the library does not say so $how"
	}
done
