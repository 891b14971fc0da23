#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Doxygen makes the API reference without a warning, and what the headers say is
# in it: of a function, a macro, a member, and a file.
#   reference.sh REFERENCE VERSION HEADER...
if ! command -v doxygen >/dev/null; then
	echo "SKIP: doxygen is not installed"
	exit 77
fi
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
reference=$1
shift
"$reference" "$tmp" "$@" || exit 1
failed=0
while read -r page text; do
	grep -q "$text" "$tmp/html/$page" && continue
	echo "$page does not have: $text" >&2
	failed=1
done <<END
group__mempool.html Create a pool of n objects of elt_size bytes and fill it.
group__eal.html The calling thread becomes the main lcore.
group__mempool.html RTE_MEMPOOL_HEADER_SIZE
structbp__config.html no files, no socket, no directory
rte__mempool_8h.html objects of one size that threads get and put without
END
exit $failed
