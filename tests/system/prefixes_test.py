#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every prefix of every Ethernet packet in tests/data is parsed, in one
segment and in segments of one byte, with the same result; AddressSanitizer, if
the build has it, sees every byte that is read."""
import unittest

from support import SAMPLE, SystemTest, captures, program, run


class Prefixes(SystemTest):
    def test_every_prefix(self):
        files = [SAMPLE] + [file for folder in ("eth", "ng", "other")
                            for file in captures(folder)]
        result = run(program("FACTS", *files), limit=240)
        self.check_code(result, 0)
        self.assertRegex(result.stdout,
                         r"(?m)^2\d{3} packets, \d{6} prefixes, 0 failures$")


if __name__ == "__main__":
    unittest.main()
