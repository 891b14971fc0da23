#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Compiles each public header alone, and twice in one file.
#   headers.sh COMPILER LANGUAGE STANDARD -I... -- HEADER...
compiler=$1 language=$2 standard=$3
shift 3
dirs=
while [ "$1" != -- ]; do
	dirs="$dirs $1"
	shift
done
shift
failed=0
for header in "$@"; do
	name=$(basename "$header")
	case $name:$(uname -m) in # another CPU's share of a header
	*_arm64.h:x86_64 | *_x86.h:aarch64) continue ;;
	esac
	# shellcheck disable=SC2086
	printf '#include <%s>\n#include <%s>\nextern int unused;\n' \
		"$name" "$name" |
		"$compiler" -x "$language" -std="$standard" -fsyntax-only \
			-Wall -Wextra -Wundef -Wshadow -Werror $dirs - || {
		echo "$name does not compile alone as $standard" >&2
		failed=1
	}
done
echo "$# headers"
exit $failed
