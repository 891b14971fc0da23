#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The program of the guide on embedding is the one in examples/embed, and each
# command that the guide gives for it makes a program that runs.
#   guide.sh BUILD_DIR COMPILER... -- GUIDE.md PROGRAM.c
set -eu
. "$(dirname "$0")/stage.sh"
stage_install "$@"
guide=${args[0]} program=${args[1]}

cc() {
	"${cc[@]}" "$@"
}

sed -n '/^```c$/,/^```$/p' "$guide" | sed '/^```/d' >"$stage/app.c"
diff "$program" "$stage/app.c" >&2 || fail "$guide has another program"
[ "$(wc -l <"$stage/app.c")" -le 60 ] || fail "it has more than 60 lines"
cd "$stage"
sed -n 's/^    \(cc .*app\.c .*\)#.*/\1/p' "$guide" | head -n 3 >commands
[ "$(wc -l <commands)" = 3 ] || fail "$guide does not have three commands"
while read -r command; do
	echo "$command"
	eval "$command"
	LD_LIBRARY_PATH=$libdir ./a.out >out || fail "it does not run"
	cat out
	grep -q '^10000 packets, all back$' out || fail "packets are missing"
done <commands
