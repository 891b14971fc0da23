# SPDX-License-Identifier: BSD-3-Clause
# What the scripts of this folder share. Sourced, not run.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${BUFPLANE_BUILD:-$top/build}

say() { printf '\n== %s\n' "$*"; }

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "$0: root or sudo is needed for: $*" >&2
		return 1
	fi
}

# is_installed NAME[:ARCH]: without ARCH it is this machine's. A package may be
# there for several.
is_installed() {
	local arch
	case $1 in
	*:*) arch=${1#*:} ;;
	*) arch=$(dpkg --print-architecture) ;;
	esac
	dpkg-query -W -f '${db:Status-Status} ${Architecture}\n' "$1" \
		2>/dev/null | grep -xE "installed ($arch|all)" >/dev/null
}

# need_packages NAME...: install the Debian packages that are missing.
need_packages() {
	local missing=() name
	for name in "$@"; do
		is_installed "$name" || missing+=("$name")
	done
	[ ${#missing[@]} -eq 0 ] && return 0
	say "installing ${missing[*]}"
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends "${missing[@]}" >/dev/null
}

build_packages=(gcc libc6-dev meson ninja-build pkg-config libpcap-dev
	libnuma-dev libjansson-dev)

# What checks the manual and makes the API reference.
doc_packages=(doxygen mandoc)

# What the system tests speak with. The last line is for those that compare
# with DPDK, and that build its examples.
peer_packages=(tshark tcpdump tcpreplay iperf3 ethtool iputils-ping
	libdpdk-dev dpdk-dev dpdk-doc make)

# What Bufplane is measured beside, and what draws the chart; libsystemd-dev is
# missing among what libdpdk-dev needs to link programs statically.
bench_packages=(libdpdk-dev dpdk dpdk-dev dpdk-doc libsystemd-dev binutils
	valgrind gnuplot-nox iproute2 iputils-ping tcpreplay tcpdump)

# What tests/vm needs; only an amd64 machine has these packages in this form.
vm_packages=()
[ "$(dpkg --print-architecture)" != amd64 ] ||
	vm_packages=(qemu-system-x86 busybox-static)

# vm_kernel: have the guest's kernel in $cache/vm. Without it, for example
# without a network, the tests in the guest are skipped.
vm_kernel() {
	[ ${#vm_packages[@]} -gt 0 ] || return 0
	if [ ! -e "$cache/vm/kernel" ]; then
		say 'fetching the kernel for the guest'
		as_root apt-get update -qq || true
	fi
	python3 -B "$top/tests/vm/kernel.py" || true
}

# configure DIR OPTION...: set a build directory up, or up to date.
configure() {
	local dir=$1
	shift
	if [ -e "$dir/build.ninja" ]; then
		# It does not know options that are newer than the directory.
		meson configure "$dir" "$@" >/dev/null 2>&1 ||
			meson setup --reconfigure "$dir" "$top" "$@" >/dev/null
	else
		meson setup "$dir" "$top" "$@" >"$dir.log" 2>&1 || {
			cat "$dir.log" >&2
			return 1
		}
		rm -f "$dir.log"
	fi
}

# The build that has every mode, and that the linters look at.
configure_clang() {
	CC=clang configure "$cache/clang" -Dwerror=true \
		-Dmalloc_debug=enabled -Dmempool_debug=enabled \
		-Dmempool_stats=enabled -Dmbuf_debug=enabled \
		-Dasserts=enabled -Dmbuf_refcnt_atomic=false
}
