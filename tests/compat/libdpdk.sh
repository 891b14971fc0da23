#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# A program that was written for DPDK finds Bufplane by libdpdk.pc alone, with
# a compiler's flags as with meson, shared and static; who does not ask for
# that folder does not get it.
#   libdpdk.sh BUILD_DIR COMPILER... -- APP_FULL.c
set -eu
. "$(dirname "$0")/stage.sh"
stage_install "$@"
app=${args[0]}

! find "$libdir/pkgconfig" -name 'libdpdk*' | grep . || fail "in everyone's way"
export PKG_CONFIG_PATH=$libdir/bufplane/dpdk/pkgconfig
for name in libdpdk libdpdk-libs; do
	pkg-config --exists "$name >= 22.11" || fail "no $name"
	pkg-config --exists "$name < 23" || fail "$name is of another release"
done

# check PROGRAM shared|static: it runs, with libbufplane.so if shared.
check() {
	local found=static
	ldd "$1" | grep -q libbufplane && found=shared
	[ "$found" = "$2" ] || fail "$1 is $found"
	! ldd "$1" | grep -q librte_ || fail "$1 is another library's"
	LD_LIBRARY_PATH=$libdir "$1" || fail "$1 does not run"
}

echo "by flags"
cflags=$(pkg-config --cflags libdpdk)
# shellcheck disable=SC2046,SC2086
"${cc[@]}" $cflags "$app" -o "$stage/shared" $(pkg-config --libs libdpdk)
check "$stage/shared" shared
# shellcheck disable=SC2046,SC2086
"${cc[@]}" $cflags "$app" -o "$stage/static" \
	$(pkg-config --libs --static libdpdk)
check "$stage/static" static

echo "by meson"
mkdir "$stage/project"
cp "$app" "$stage/project/app.c"
cat >"$stage/project/meson.build" <<'END'
project('app', 'c')
foreach how, static : {'shared': false, 'static': true}
    executable(how, 'app.c', dependencies: dependency('libdpdk',
            version: ['>=22.11', '<23'], static: static))
endforeach
END
CC="${cc[*]}" meson setup "$stage/project/build" "$stage/project" \
	>"$stage/log" 2>&1 || { cat "$stage/log"; fail "meson setup"; }
ninja -C "$stage/project/build" >"$stage/log" ||
	{ cat "$stage/log"; fail "ninja"; }
check "$stage/project/build/shared" shared
check "$stage/project/build/static" static
