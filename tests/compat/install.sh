#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs the build into a folder of its own and links programs against it in
# each way that pkg-config offers.
#   install.sh BUILD_DIR COMPILER... -- APP_FULL.c APP_POOLS.c APP_GUARD.c
set -eu
. "$(dirname "$0")/stage.sh"
stage_install "$@"
full=${args[0]} pools=${args[1]} guard=${args[2]}

[ -e "$libdir/libbufplane.so" ] || fail "no shared library beside the archive"
shared=$(pkg-config --cflags --libs bufplane)
static=$(pkg-config --cflags --libs --static bufplane)

echo "a program with the archive inside"
# shellcheck disable=SC2086
"${cc[@]}" "$full" -o "$stage/full_static" $static
ldd "$stage/full_static" >"$stage/ldd"
! grep -q libbufplane "$stage/ldd" || fail "it needs libbufplane.so"
grep -q libpcap "$stage/ldd" || fail "libpcap is not dynamic"
"$stage/full_static" || fail "full_static"

echo "a program with the shared library"
# shellcheck disable=SC2086
"${cc[@]}" "$full" -o "$stage/full_shared" $shared
ldd "$stage/full_shared" | grep -q libbufplane || fail "not the shared library"
LD_LIBRARY_PATH=$libdir "$stage/full_shared" || fail "full_shared"

echo "pools only, without any shared library"
# shellcheck disable=SC2086
"${cc[@]}" -static "$pools" -o "$stage/pools_static" $static
! ldd "$stage/pools_static" >/dev/null 2>&1 || fail "not static"
"$stage/pools_static" || fail "pools_static"
if nm "$stage/pools_static" | grep -iE ' (pcap_|bpf_|rte_pci|rte_vdev|rte_eth_dev|eth_pcap|eal_plugins_load)'; then
	fail "a pools-only program carries drivers"
fi

echo "pools only, with the shared library"
# shellcheck disable=SC2086
"${cc[@]}" "$pools" -o "$stage/pools_shared" $shared
LD_LIBRARY_PATH=$libdir "$stage/pools_shared" || fail "pools_shared"

echo "the guard tells the program from the library, in each way"
for how in "-static $static" "-static-pie $static" "$static" "$shared"; do
	# shellcheck disable=SC2086
	"${cc[@]}" -fPIE -O2 "$guard" -o "$stage/guard" $how
	LD_LIBRARY_PATH=$libdir "$stage/guard" || fail "guard, $how"
done
! readelf -d "$libdir/libbufplane.so" | grep -q TEXTREL || fail "text relocations"

echo "only our names are exported"
nm -D --defined-only "$libdir/libbufplane.so" | awk '{print $3}' |
	grep -vE '^(rte_|bp_|per_lcore_|__rte_|eal_timer_source|BUFPLANE_)' &&
	fail "the names above do not belong to the interface"
size -t "$stage/pools_static" "$stage/full_static" | head -n 3
