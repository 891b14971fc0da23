#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# One program against the build and against DPDK; see compare.py.
#   differential.sh BUILD_DIR COMPILER... -- COMPARE.py
set -eu
. "$(dirname "$0")/../compat/stage.sh"
stage_install "$@"
# Not exec: what is installed goes afterwards.
"${args[0]}" "$libdir" "${cc[@]}"
