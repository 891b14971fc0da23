# SPDX-License-Identifier: BSD-3-Clause
"""Processes of one group, for tests: MEMBER is the program of each."""
import os
import pathlib
import select
import signal
import subprocess
import tempfile
import unittest

MEMBER = os.environ["MEMBER"]
PREFIX = f"group-{os.getpid()}"
LIMIT = 60
# Where the sanitizers' own memory leaves room in every process.
PLACE = os.environ.get("PLACE", "").split()
CPUS = "(" + ",".join(map(str, sorted(os.sched_getaffinity(0)))) + ")"


def folder():
    if os.geteuid() == 0:
        base = "/var/run"
    else:
        base = os.environ.get("XDG_RUNTIME_DIR", "/tmp")
    return pathlib.Path(base) / "dpdk" / PREFIX


class Member:
    """One process, that obeys and answers a line at a time."""

    def __init__(self, kind, *args, lcore="0", occupy=0):
        self.log = ""
        # A file, for a pipe that is full would stop the process.
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.run = subprocess.Popen(
            [MEMBER, "--no-huge", "--no-pci", "--lcores", f"{lcore}@{CPUS}",
             "--file-prefix", PREFIX, f"--proc-type={kind}",
             *(PLACE if kind != "secondary" else []), *args],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.errors, text=True, bufsize=1,
            env={**os.environ, "OCCUPY": f"{occupy:x}"})
        self.started = self.read()
        while not self.started.startswith(("started", "init failed")):
            self.started = self.read()

    def read(self, limit=LIMIT):
        ready, _, _ = select.select([self.run.stdout], [], [], limit)
        if not ready:
            raise AssertionError(f"no answer in {limit} s")
        return self.run.stdout.readline().rstrip("\n")

    def tell(self, *words):
        print(*words, file=self.run.stdin, flush=True)

    def do(self, *words, limit=LIMIT):
        self.tell(*words)
        return self.read(limit)

    def stop(self):
        """Until SIGCONT; all its threads stand still then."""
        self.run.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.run.pid, os.WSTOPPED | os.WNOWAIT)

    def kill(self):
        self.run.kill()
        self.end()

    def end(self):
        """The last line of output; the log is read to its end."""
        if self.run.poll() is None and not self.run.stdin.closed:
            try:
                self.run.stdin.close()
            except BrokenPipeError:
                pass
        out = self.run.stdout.read()
        self.run.wait(LIMIT)
        self.run.stdout.close()
        self.errors.seek(0)
        self.log += self.errors.read()
        self.errors.close()
        return out.rstrip("\n").split("\n")[-1]


class GroupCase(unittest.TestCase):
    def setUp(self):
        self.members = []

    def tearDown(self):
        for member in self.members:
            if member.run.poll() is None:
                member.kill()
        # What a killed primary left goes with the next one's end.
        if folder().exists():
            self.start("primary").end()
        self.assertFalse(folder().exists())

    def start(self, kind, *args, **more):
        member = Member(kind, *args, **more)
        self.members.append(member)
        return member

    def pair(self):
        primary = self.start("primary")
        self.assertIn("type=0", primary.started)
        secondary = self.start("secondary", lcore="1")
        self.assertIn("type=1", secondary.started)
        return primary, secondary

    def end_well(self, *members):
        for member in members:
            self.assertEqual(member.end(), "cleanup 0", member.log)
            self.assertEqual(member.run.returncode, 0)
