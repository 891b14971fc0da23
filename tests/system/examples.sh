#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# DPDK's own examples, unchanged, as Debian's package dpdk-doc has them: each
# that needs nothing but what Bufplane has is built by its own Makefile, and
# examples_test.py runs some of them.
#   examples.sh BUILD_DIR COMPILER... -- EXAMPLES_TEST.py
set -eu
. "$(dirname "$0")/../compat/stage.sh"
examples=/usr/share/dpdk/examples
if [ ! -e $examples/l2fwd/Makefile ] || ! command -v make >/dev/null; then
	echo "SKIP: no DPDK examples, or no make (apt-get install dpdk-doc make)"
	exit 77
fi
stage_install "$@"
export PKG_CONFIG_PATH=$libdir/bufplane/dpdk/pkgconfig
cp -r $examples "$stage/examples"

# build TARGET NAME...
build() {
	local target=$1 name
	for name in "${@:2}"; do
		make -C "$stage/examples/$name" "$target" CC="${cc[*]}" \
			>"$stage/log" 2>&1 || {
			cat "$stage/log" >&2
			fail "make $target in $name"
		}
	done
}

build shared helloworld l2fwd link_status_interrupt ptpclient rxtx_callbacks \
	skeleton vmdq vmdq_dcb ethtool/lib multi_process/symmetric_mp \
	multi_process/client_server_mp/mp_server \
	multi_process/client_server_mp/mp_client
build static helloworld l2fwd skeleton
EXAMPLES=$stage/examples LD_LIBRARY_PATH=$libdir python3 "${args[0]}"
