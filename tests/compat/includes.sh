#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Programs lean on what a public header includes: each row of TABLE names one,
# and what it has to bring along, directly or not.
#   includes.sh TABLE COMPILER... -I...
table=$1
shift
failed=0 rows=0
while read -r header wanted; do
	case $header in '#'*) continue ;; esac
	rows=$((rows + 1))
	got=$(printf '#include <%s>\n' "$header" |
		"$@" -x c -std=gnu11 -M - | tr -s ' \\\n' ' ')
	for name in $wanted; do
		case $got in
		*"/$name "*) ;;
		*)
			echo "$header does not include $name" >&2
			failed=1
			;;
		esac
	done
done <"$table"
echo "$rows headers"
exit $failed
