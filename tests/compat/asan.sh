#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# AddressSanitizer in applications and in the library, in each mixture that
# this build allows: no false report, and a use after free is named with its
# line wherever the application is compiled for it.
#   asan.sh BUILD_DIR SANITIZERS_OF_THE_LIBRARY COMPILER... -- APP_ASAN.c
# SANITIZERS is "none" for a plain library.
set -eu
. "$(dirname "$0")/stage.sh"
sanitizers=$2
stage_install "$1" "${@:3}"
app=${args[0]}

# has_runtime COMPILER...: whether it can build programs for AddressSanitizer.
has_runtime() {
	echo 'int main(void) { return 0; }' >"$stage/try.c"
	"$@" -fsanitize=address "$stage/try.c" -o "$stage/try" 2>/dev/null &&
		"$stage/try"
}

# run PROGRAM HOW: its output goes to $stage/out.
run() {
	UBSAN_OPTIONS=halt_on_error=1 LD_LIBRARY_PATH=$libdir \
		"$@" >"$stage/out" 2>&1
}

silent() {
	if ! run "$1" work || grep -q 'Sanitizer' "$stage/out"; then
		cat "$stage/out" >&2
		fail "$1: a report, and nothing was wrong"
	fi
}

# named PROGRAM HOW WHERE: the first frame of the report is in WHERE.
named() {
	if run "$1" "$2"; then
		fail "$1: nobody noticed a $2 of a freed mbuf"
	fi
	if ! grep -q 'use-after-poison' "$stage/out" ||
		! grep -m 1 '^ *#0 ' "$stage/out" | grep -q "$3"; then
		cat "$stage/out" >&2
		fail "$1: a $2 of a freed mbuf is not reported at $3"
	fi
}

# guilty HOW: where in the application that is.
guilty() {
	echo "$(basename "$app"):$(grep -n "guilty: $1 " "$app" | cut -d: -f1)"
}

# check_instrumented LIBRARY_FLAGS COMPILER...: an application compiled for it.
check_instrumented() {
	local -n flags=$1
	local program=$stage/app_${2}_$1
	echo "application by $2 with $1 library ($sanitizers)"
	"${@:2}" "-fsanitize=${sanitizers/none/address}" -g -O1 "$app" \
		-o "$program" "${flags[@]}"
	silent "$program"
	named "$program" read "$(guilty read)"
	named "$program" write "$(guilty write)"
}

# check_plain LIBRARY_FLAGS LINK_FLAG: the library alone is instrumented.
check_plain() {
	local -n flags=$1
	local program=$stage/plain_$1
	echo "plain application with $1 library ($sanitizers)"
	"${cc[@]}" -g -O1 -c "$app" -o "$stage/app.o" "${flags[@]}"
	"${cc[@]}" "$stage/app.o" -o "$program" "${flags[@]}" \
		"-fsanitize=$sanitizers"
	silent "$program"
	named "$program" twice /mbuf/
}

has_runtime "${cc[@]}" || {
	echo "SKIP: ${cc[*]} has no AddressSanitizer"
	exit 77
}
# shellcheck disable=SC2034
read -ra shared <<<"$(pkg-config --cflags --libs bufplane)"
# shellcheck disable=SC2034
read -ra static <<<"$(pkg-config --cflags --libs --static bufplane)"

for library in static shared; do
	check_instrumented "$library" "${cc[@]}"
	if [ "$sanitizers" != none ]; then
		check_plain "$library"
	elif ! has_runtime clang; then
		echo "not with clang: it is not there, or has no run-time"
	elif [ "${cc[*]}" != clang ]; then
		check_instrumented "$library" clang
	fi
done
