# SPDX-License-Identifier: BSD-3-Clause
# What the scripts of this folder share that compile programs against the
# installed library. Sourced, not run.
#
# stage_install BUILD_DIR COMPILER... -- ARGUMENTS...: install the build into
# the folder $stage, which goes at the end, and let pkg-config find it. Leaves
# the compiler in cc, the arguments in args, and the folder of the library in
# libdir.

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

fail() {
	echo "FAIL: $*" >&2
	exit 1
}

stage_install() {
	local build=$1
	shift
	cc=()
	while [ "$1" != -- ]; do
		cc+=("$1")
		shift
	done
	args=("${@:2}")
	DESTDIR=$stage meson install -C "$build" --no-rebuild --quiet
	libdir=$(dirname "$(find "$stage" -name libbufplane.a)")
	export PKG_CONFIG_SYSROOT_DIR=$stage PKG_CONFIG_PATH=$libdir/pkgconfig
}
