#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Adds up meson's testlog.json: why tests were skipped, what failed, and on
the last line the three counts passed, failed, skipped. A log that is missing
or empty counts as one failure."""
import json
import sys

GOOD = {"OK", "EXPECTEDFAIL"}


def main(path):
    passed = failed = skipped = 0
    try:
        with open(path, encoding="utf-8") as log:
            results = [json.loads(line) for line in log if line.strip()]
    except OSError as error:
        print(f"no test results: {error}")
        results = []
    for result in results:
        if result["result"] in GOOD:
            passed += 1
        elif result["result"] == "SKIP":
            skipped += 1
            lines = (result.get("stdout") or "").strip().splitlines()
            print(f"skipped {result['name']}: {lines[-1] if lines else '?'}")
        else:
            failed += 1
            print(f"FAILED {result['name']}: {result['result']}")
    if not results:
        failed = 1
    print(passed, failed, skipped)


main(sys.argv[1])
