#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Is each source file as clang-format would write it?
#   format.sh CLANG_FORMAT SOURCE_ROOT
cd "$2" || exit 1
find eal ring stack mempool mbuf net ethdev drivers apps examples tests \
	-name '*.[ch]' -exec "$1" --dry-run -Werror {} +
