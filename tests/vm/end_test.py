#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Whoever is told to end while a guest runs leaves no process, no folder and
no network namespace behind; who is killed, no process."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import guest

HERE = guest.HERE
SECONDS = 60


def processes(session):
    """Names of the processes of a session, by their ids; none that only wait
    for their parent."""
    found = {}
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = path.read_text().rsplit(")", 1)
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, _, _, its_session = rest.split()[:4]
        if int(its_session) == session and state != "Z":
            found[int(path.parent.name)] = name.split("(", 1)[1]
    return found


def comes(what):
    """Whether something is true within the time."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


class Ends(unittest.TestCase):
    def begin(self, program, *args, **variables):
        """A run of its own session, whose guest has been started."""
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.one = subprocess.Popen(
            [sys.executable, "-B", str(HERE / program), *args],
            env={**os.environ, "TMPDIR": self.folder.name, **variables},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        self.addCleanup(self.clean)
        self.assertTrue(comes(self.is_up), processes(self.one.pid))

    def is_up(self):
        self.assertIsNone(self.one.poll(), "it has ended")
        return any(name.startswith("qemu")
                   for name in processes(self.one.pid).values())

    def clean(self):
        for one in processes(self.one.pid):
            os.kill(one, signal.SIGKILL)
        self.one.wait()

    def check_end(self, number):
        self.one.send_signal(number)
        self.assertNotEqual(self.one.wait(SECONDS), 0)
        self.assertTrue(comes(lambda: not processes(self.one.pid)),
                        processes(self.one.pid))
        if number != signal.SIGKILL:
            self.assertEqual(os.listdir(self.folder.name), [])

    def test_tests(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
            with self.subTest(number):
                self.begin("vfio_test.py", VM_SCENARIOS="forward_split")
                self.check_end(number)

    def test_runs(self):
        self.begin("numa_test.py", VM_RUNS="dump")
        self.check_end(signal.SIGTERM)

    @unittest.skipIf(os.geteuid() != 0, "taps need root")
    def test_taps(self):
        self.begin("vfio_test.py", VM_SCENARIOS="forward_tap")
        self.check_end(signal.SIGTERM)

    def test_a_guest_to_watch(self):
        self.begin("watch.py", "l2fwd")
        self.check_end(signal.SIGTERM)


if __name__ == "__main__":
    guest.main()
