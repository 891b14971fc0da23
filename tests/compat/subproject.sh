#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# A meson project that has Bufplane in subprojects/ gets it as the dependencies
# "bufplane" and "libdpdk", where neither is installed, or as it prefers. The
# library is that of BUILD_DIR, and its configuration too, as its sources have
# been compiled there; SUBPROJECT_ALL=1 compiles them in the project.
#   subproject.sh BUILD_DIR SOURCE_ROOT MESON.BUILD PLANE.c PACKETS.c
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/subprojects"
ln -s "$2" "$tmp/subprojects/bufplane"
cp "${@:3}" "$tmp"
inside=$tmp/build/subprojects/bufplane

# quietly COMMAND...: its output is shown if it fails.
quietly() {
	"$@" >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		exit 1
	}
}

# link PROGRAM: as ninja would, but for the library.
link() {
	local command
	quietly ninja -C "$tmp/build" "$1.p/$1.c.o"
	command=$(ninja -C "$tmp/build" -t commands "$1" | tail -n 1)
	(cd "$tmp/build" && quietly sh -c "$command")
}

quietly meson setup "$tmp/build" "$tmp" --buildtype=plain \
	--default-library=static --force-fallback-for=bufplane,libdpdk
if [ -n "${SUBPROJECT_ALL:-}" ]; then
	quietly ninja -C "$tmp/build" plane packets
else
	cp "$1/libbufplane.a" "$inside"
	cp "$1/eal/include/rte_build_config.h" "$inside/eal/include"
	link plane
	link packets
fi
"$tmp/build/plane"
"$tmp/build/packets" -l 0 --no-huge --in-memory --no-pci
