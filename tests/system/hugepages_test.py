# SPDX-License-Identifier: BSD-3-Clause
"""Real processes on real hugepages: files and their modes, what a killed
process leaves, --huge-unlink, one file for all pages, page sizes, mounts, and
too few pages or descriptors. Root and a few free hugepages of 2 MiB are
needed. Each test mounts a hugetlbfs of its own, in a name space of its own."""
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import unittest

HOLDER = os.environ["HOLDER"]
SIZES = pathlib.Path("/sys/kernel/mm/hugepages")
LIMIT = float(os.environ.get("LIMIT", "60"))
PREFIX = f"systest{os.getpid()}"
ENTER = """
set -e
for i in $MOUNTS; do
    mount -t hugetlbfs -o "${i#*=}" none "${i%%=*}"
done
exec "$@"
"""


def free_pages(kilobytes):
    try:
        return int((SIZES / f"hugepages-{kilobytes}kB/free_hugepages")
                   .read_text())
    except OSError:
        return 0


def reason_to_skip():
    if os.geteuid() != 0:
        return "root is needed to mount hugetlbfs"
    if free_pages(2048) < 80:
        return "80 free hugepages of 2 MiB are needed"
    probe = subprocess.run(["unshare", "-m", "true"], check=False,
                           stderr=subprocess.DEVNULL)
    return None if probe.returncode == 0 else "unshare -m is not allowed"


class HugepagesTest(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory(prefix="bufplane-")
        self.addCleanup(keep.cleanup)
        self.dir = pathlib.Path(keep.name)
        self.huge = self.dir / "huge"
        self.huge.mkdir()
        self.outer = None

    def enter(self, mounts=None):
        """A name space with the mounts that stays; commands join it."""
        mounts = mounts or {self.huge: "pagesize=2M"}
        for folder in mounts:
            folder.mkdir(exist_ok=True)
        env = dict(os.environ)
        env["MOUNTS"] = " ".join(f"{k}={v}" for k, v in mounts.items())
        self.outer = subprocess.Popen(
            ["unshare", "-m", "sh", "-c", ENTER, "sh",
             "sh", "-c", "echo up; exec sleep 600"],
            env=env, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.leave)
        self.assertEqual(self.outer.stdout.readline(), "up\n")

    def leave(self):
        self.outer.kill()
        self.outer.wait()
        self.outer.stdout.close()

    def command(self, words, *args, huge_dir=True):
        where = [f"--huge-dir={self.huge}"] if huge_dir else []
        return ["nsenter", "-m", "-t", str(self.outer.pid), HOLDER, "-l", "0",
                "--no-pci", "--file-prefix", PREFIX, *where, *args, "--",
                *words.split()]

    def run_holder(self, words, *args, huge_dir=True, ok=True, **more):
        result = subprocess.run(
            self.command(words, *args, huge_dir=huge_dir), text=True,
            check=False, timeout=LIMIT, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
        self.assertEqual(result.returncode == 0, ok, result.stdout)
        return result.stdout

    def files(self, folder=None):
        """Name, mode and size of each file, as the name space has them."""
        out = subprocess.run(
            ["nsenter", "-m", "-t", str(self.outer.pid), "find",
             str(folder or self.huge), "-type", "f", "-printf",
             "%f %m %s\\n"], text=True, check=True,
            stdout=subprocess.PIPE).stdout
        return sorted(tuple(line.split()) for line in out.splitlines())

    def hold(self, words, *args):
        """A process that waits; the files that it has."""
        process = subprocess.Popen(
            self.command(words + " wait", *args), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        output = ""
        for line in process.stdout:
            output += line
            if line == "waiting\n":
                break
        else:
            self.fail(output)
        return process

    def kill(self, process):
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

    def test_a_file_a_page(self):
        self.enter()
        process = self.hold("take=5000")
        files = self.files()
        self.kill(process)
        self.assertEqual(len(files), 3)
        for name, mode, size in files:
            self.assertRegex(name, rf"^{PREFIX}map_\d+$")
            self.assertEqual((mode, size), ("600", str(2 << 20)))
        # Killed, it left them; the next one removes them.
        self.assertEqual(len(self.files()), 3)
        output = self.run_holder("walk", "--log-level", "info")
        self.assertIn("removed 3 hugepage files", output)
        self.assertEqual(self.files(), [])

    def test_others_are_left_alone(self):
        self.enter()
        process = self.hold("take=1000")
        mine = self.files()
        output = self.run_holder("take=1000 walk", "--file-prefix",
                                 PREFIX + "b")
        self.assertIn("page=2048", output)
        self.assertEqual(self.files(), mine)
        self.kill(process)
        self.run_holder("walk")

    def test_unlink_always(self):
        self.enter()
        process = self.hold("take=5000", "--huge-unlink=always")
        files = self.files()
        self.kill(process)
        self.assertEqual(files, [])

    def test_unlink_never(self):
        self.enter()
        args = ["-m", "6", "--huge-unlink=never"]
        first = self.run_holder("take=5000 walk", *args)
        self.assertIn("run kib=6144 page=2048 flags=1 ", first)
        self.assertEqual(len(self.files()), 3)
        second = self.run_holder("walk zero=5000", *args)
        self.assertIn("run kib=6144 page=2048 flags=3 ", second)
        self.assertIn("zero yes", second)
        self.assertEqual(len(self.files()), 3)
        third = self.run_holder("walk", "-m", "6")
        self.assertIn("flags=1 ", third)
        self.assertEqual(self.files(), [])

    def test_single_file(self):
        self.enter()
        process = self.hold("take=5000 take=9000",
                            "--single-file-segments")
        files = self.files()
        self.kill(process)
        self.assertEqual(len(files), 1)
        self.assertEqual(files[0][1], "600")
        output = self.run_holder("take=5000 drop zero=5000 walk",
                                 "--single-file-segments")
        self.assertIn("zero yes", output)
        self.assertIn("fd=1", output)
        self.assertEqual(self.files(), [])

    def test_in_memory(self):
        self.enter()
        output = self.run_holder("take=5000 walk", "--in-memory")
        self.assertIn("page=2048 flags=0 fd=1", output)
        self.assertEqual(self.files(), [])

    def test_no_mount(self):
        """Then hugepages come by memfd."""
        self.enter()
        subprocess.run(["nsenter", "-m", "-t", str(self.outer.pid), "umount",
                        "-t", "hugetlbfs", "-a"], check=True)
        output = self.run_holder("take=5000 walk", huge_dir=False)
        self.assertIn("page=2048 flags=0 fd=1", output)

    def test_wrong_folder(self):
        self.enter()
        output = self.run_holder("walk", "--huge-dir", "/proc", ok=False,
                                 huge_dir=False)
        self.assertIn("/proc does not lie in a hugetlbfs", output)
        self.assertIn(str(self.huge), output)

    def test_sizes(self):
        if free_pages(1048576) < 1:
            self.skipTest("a free hugepage of 1 GiB is needed")
        second = self.dir / "second"
        self.enter({self.huge: "pagesize=2M", second: "pagesize=1G"})
        output = self.run_holder("take=100 zone=2M zone=1G walk",
                                 huge_dir=False)
        self.assertNotIn("zone failed", output)
        self.assertIn("kib=2048 page=2048", output)
        self.assertIn("kib=1048576 page=1048576", output)
        # The user may name one of them.
        output = self.run_holder("take=100 zone=1G walk")
        self.assertIn("zone failed", output)
        self.assertNotIn("page=1048576", output)

    def test_two_mounts(self):
        """Of one size: the one that is named, or a folder in it."""
        second = self.dir / "second"
        self.enter({self.huge: "pagesize=2M", second: "pagesize=2M"})
        subprocess.run(["nsenter", "-m", "-t", str(self.outer.pid), "mkdir",
                        str(second / "sub")], check=True)
        process = self.hold("take=1000", "--huge-dir", str(second / "sub"))
        here, there = self.files(), self.files(second / "sub")
        self.kill(process)
        self.assertEqual((len(here), len(there)), (0, 1))

    def test_too_few_pages(self):
        self.enter({self.huge: "pagesize=2M,size=4M"})
        output = self.run_holder("take=9000 take=1000 walk")
        self.assertIn("10 MiB in hugepages of 2 MiB were asked for", output)
        self.assertNotIn("take failed", output)
        self.assertRegex(output, r"kib=\d+ page=4 ")
        self.assertEqual(self.files(), [])

    def test_too_few_at_start(self):
        self.enter({self.huge: "pagesize=2M,size=4M"})
        output = self.run_holder("walk", "-m", "10")
        self.assertIn("size kib=10240", output)
        self.assertEqual(len(re.findall("were asked for", output)), 1)

    def limit_files(self, soft, hard):
        return lambda: resource.setrlimit(resource.RLIMIT_NOFILE,
                                          (soft, hard))

    def test_descriptors(self):
        self.enter()
        args = ["-m", "128", "--log-level", "info"]
        output = self.run_holder("walk", *args,
                                 preexec_fn=self.limit_files(40, 400))
        self.assertIn("raised the limit of open files", output)
        self.assertIn("kib=131072 page=2048", output)
        output = self.run_holder("walk", *args,
                                 preexec_fn=self.limit_files(40, 40))
        self.assertIn("--single-file-segments", output)
        self.assertIn("size kib=131072", output)
        output = self.run_holder("walk", *args, "--single-file-segments",
                                 preexec_fn=self.limit_files(40, 40))
        self.assertIn("kib=131072 page=2048", output)

    def test_match_allocations(self):
        self.enter()
        output = self.run_holder("take=3000 take=9000 drop walk",
                                 "--match-allocations")
        self.assertIn("size kib=4096", output)

    def test_physical_addresses(self):
        self.enter()
        output = self.run_holder("take=9000 walk", "--iova-mode=pa")
        self.assertIn("iova=pa", output)
        self.assertNotIn("iova=va", output)


if __name__ == "__main__":
    WHY = reason_to_skip()
    if WHY:
        print("skipped:", WHY)
        sys.exit(77)
    unittest.main()
