# SPDX-License-Identifier: BSD-3-Clause
"""A guest machine, emulated by QEMU, for tests that need hardware which the
machine at hand lacks: NUMA nodes, an IOMMU, a NIC to bind. It runs a list of
commands and switches off, and each command is a test; or it runs what it is
asked to, when it is asked.

A test file declares a subclass of GuestTest and ends with guest.main()."""
import atexit
import base64
import dataclasses
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import initramfs
import kernel

HERE = pathlib.Path(__file__).resolve().parent
QEMU = "qemu-system-x86_64"
# Even if we are killed it does not stay.
WITH_US = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
SKIP = 77


@dataclasses.dataclass
class Machine:
    """What to emulate, and what lies in the initramfs."""
    programs: list  # files of the host; in the guest they are in /bin
    nodes: list = dataclasses.field(default_factory=lambda: [1024])  # MiB
    hugepages: dict = dataclasses.field(default_factory=dict)
    # KiB a page: pages of each node
    plugins: list = dataclasses.field(default_factory=list)  # of programs
    modules: list = dataclasses.field(default_factory=list)  # in this order
    files: dict = dataclasses.field(default_factory=dict)  # guest: host path
    texts: dict = dataclasses.field(default_factory=dict)  # guest path: text
    prefix: list = dataclasses.field(default_factory=list)  # before QEMU
    append: str = ""  # more for the kernel's command line
    board: str = "q35"
    devices: list = dataclasses.field(default_factory=list)  # more for QEMU

    def arguments(self):
        """QEMU's options but for kernel and initramfs: one CPU a node."""
        count = len(self.nodes)
        options = ["-accel", "tcg,thread=multi", "-cpu", "max", "-machine",
                   self.board, "-m", str(sum(self.nodes)), "-smp",
                   str(max(2, count)), "-display", "none", "-monitor", "none",
                   "-chardev", "stdio,id=tty,signal=off", "-serial",
                   "chardev:tty", "-nic", "none", "-no-reboot"]
        if count > 1:
            for i, size in enumerate(self.nodes):
                options += ["-object",
                            f"memory-backend-ram,id=mem{i},size={size}M",
                            "-numa", f"node,nodeid={i},memdev=mem{i},cpus={i}"]
        return options + self.devices

    def pack(self, path, runs, seconds):
        """Writes the initramfs."""
        archive = initramfs.Archive()
        archive.file("bin/busybox", initramfs.busybox())
        for name in ("proc", "sys", "dev", "run", "tmp"):
            archive.folder(name)
        for program in self.programs:
            archive.program(program)
        for plugin in self.plugins:
            archive.plugin(plugin)
        for module in self.modules:
            archive.file(f"modules/{pathlib.Path(module).name}.ko",
                         kernel.module(module))
        for inside, outside in self.files.items():
            archive.file(inside, outside)
        for inside, text in self.texts.items():
            archive.text(inside, text, 0o644)
        archive.text("init", self.init(runs, seconds))
        archive.write(path)

    def init(self, runs, seconds):
        pages = [f"pages {node} {size} {n}"
                 for size, counts in sorted(self.hugepages.items(),
                                            reverse=True)
                 for node, n in enumerate(counts)]
        words = {"MODULES": " ".join(pathlib.Path(m).name
                                     for m in self.modules),
                 "HUGEPAGES": "\n".join(pages),
                 "WATCHED": "yes" if isinstance(runs, str) else "no",
                 "COMMANDS": self.commands(runs, seconds)}
        text = (HERE / "init.sh.in").read_text(encoding="utf-8")
        return re.sub("@([A-Z]+)@", lambda m: words[m[1]], text)

    @staticmethod
    def commands(runs, seconds):
        """Of /init: one command for a person, those of runs, or what it will
        be asked for."""
        if runs is None:
            return "serve"
        if isinstance(runs, str):
            return f"foreground {shlex.quote(runs)}"
        return "\n".join(f"run {name} {seconds} {shlex.quote(command)}"
                         for name, command in runs.items())


class Guest:
    """A machine that runs. Its console is read line by line as it comes; with
    a command for runs, the console is this terminal. Without runs it is
    asked."""

    def __init__(self, machine, runs=None, seconds=30):
        self.keep = tempfile.TemporaryDirectory(prefix="bufplane-vm-")
        self.process = None
        self.lines = []
        self.news = threading.Condition()
        self.started = time.monotonic()
        archive = pathlib.Path(self.keep.name) / "initramfs"
        machine.pack(archive, runs, seconds)
        command = [*WITH_US, *machine.prefix, QEMU, *machine.arguments(),
                   "-kernel", str(kernel.image()), "-initrd", str(archive),
                   "-append", f"console=ttyS0 quiet panic=-1 {machine.append}"]
        self.asked = 0
        # Not even a signal leaves it behind; see main().
        atexit.register(self.stop)
        if isinstance(runs, str):
            # Ctrl-C is for the guest.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self.process = subprocess.Popen(command)
            return
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.decode(errors="replace").rstrip())
                self.news.notify_all()
        with self.news:
            self.news.notify_all()

    def wait_for(self, pattern, seconds, seen=0):
        """The first line with this pattern, from line seen on; None if it
        does not come."""
        end = time.monotonic() + seconds
        with self.news:
            while True:
                for line in self.lines[seen:]:
                    if re.search(pattern, line):
                        return line
                seen = len(self.lines)
                left = end - time.monotonic()
                if left <= 0 or not self.reader.is_alive():
                    return None
                self.news.wait(min(left, 1))

    def ask(self, command, seconds=30):
        """Runs a command for the guest's shell: its exit code and output. A
        guest that is late is dead: TimeoutError, with its console."""
        self.asked += 1
        seen = len(self.lines)
        words = (self.asked, seconds,
                 base64.b64encode(command.encode()).decode())
        self.tell(*words)
        end = self.wait_for("^@@vm end ", seconds + 10, seen)
        if end is not None and not end.startswith(f"@@vm end {self.asked} "):
            # A busy guest has lost the line's beginning: nothing was run.
            self.tell(*words)
            end = self.wait_for(f"^@@vm end {self.asked} ", seconds + 10, seen)
        if end is None:
            self.process.kill()
            raise TimeoutError(f"the guest does not answer to: {command}\n"
                               + self.console())
        return self.results(seen)[str(self.asked)]

    def tell(self, *words):
        try:
            self.process.stdin.write((" ".join(map(str, words)) +
                                      "\n").encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # the console will tell

    def cpu_time(self):
        """Of QEMU so far, in seconds."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        return sum(map(int, stat.rsplit(")", 1)[1].split()[11:13])) \
            / os.sysconf("SC_CLK_TCK")

    def leave(self, seconds=30):
        """Has a guest that is asked switch off: whether it did."""
        self.tell("leave")
        return self.finish(seconds)

    def finish(self, seconds):
        """Waits until it has switched off: whether it did, by itself."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self.reader.join()
        return any(line == "@@vm done" for line in self.lines)

    def stop(self):
        atexit.unregister(self.stop)
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        if self.process.stdout is None:
            self.keep.cleanup()
            return
        self.reader.join()
        self.process.stdout.close()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.keep.cleanup()

    def console(self, seen=0):
        with self.news:
            return "\n".join(self.lines[seen:])

    def results(self, seen=0):
        """Exit code and output of each command that ended."""
        return {name: (int(code), text) for name, text, code in re.findall(
            r"^@@vm begin (\S+)\n(.*?)^@@vm end \1 (\d+)$",
            self.console(seen), re.MULTILINE | re.DOTALL)}


class GuestTest(unittest.TestCase):
    """One guest for the whole class, a test for each of its runs."""
    machine = None
    known = set()  # the names of all runs of all classes
    runs = {}  # name: command for the guest's shell
    seconds = 30  # at most, for a command
    limit = float(os.environ.get("VM_LIMIT", "600"))  # for all

    def __init_subclass__(cls):
        super().__init_subclass__()
        GuestTest.known.update(cls.runs)
        wanted = chosen("VM_RUNS")
        if wanted is not None:
            cls.runs = {name: cls.runs[name] for name in wanted
                        if name in cls.runs}
        for name in cls.runs:
            setattr(cls, f"test_{name}",
                    lambda self, name=name: self.check_run(name))

    @classmethod
    def setUpClass(cls):
        cls.guest = Guest(cls.machine, cls.runs, cls.seconds)
        cls.addClassCleanup(cls.guest.stop)
        cls.ended = cls.guest.finish(cls.limit)
        cls.results = cls.guest.results()
        took = time.monotonic() - cls.guest.started
        print(f"{cls.__name__}: {len(cls.results)} of {len(cls.runs)} commands"
              f" ran in a guest, {took:.1f} s", flush=True)

    def test_guest_ends_by_itself(self):
        self.assertTrue(self.ended, self.guest.console())

    def test_pages_are_there(self):
        for line in self.guest.console().splitlines():
            found = re.match(r"@@vm pages .* wanted (\d+), got (\S+)$", line)
            if found and found[2] != "none":
                self.assertEqual(found[1], found[2], line)

    def check_run(self, name):
        if name not in self.results:
            self.fail(f"{name} did not end in the guest:\n"
                      + self.guest.console())
        code, text = self.results[name]
        if code == SKIP:
            self.skipTest((text.strip().splitlines() or ["?"])[-1])
        if code != 0 or os.environ.get("VM_VERBOSE"):
            print(f"--- {name}\n{text}---", flush=True)
        self.assertEqual(code, 0, f"{self.runs[name]}\n{text}")


def built(name):
    """A program of the build directory."""
    return os.path.join(os.environ.get("VM_BUILD", "build/plain"), name)


def chosen(variable):
    """The names in a variable of the environment; None without it."""
    return (os.environ[variable].split(",") if variable in os.environ
            else None)


def check_names(variable, known):
    """Exits with 2 if one of the names is none."""
    wrong = [name for name in chosen(variable) or () if name not in known]
    if wrong:
        print(f"{variable}: there is no {', '.join(map(repr, wrong))}; there"
              f" are:\n  " + "\n  ".join(sorted(known)), file=sys.stderr)
        sys.exit(2)


def needs():
    """Says what is missing, if anything is, and exits with 77."""
    try:
        if shutil.which(QEMU) is None:
            raise kernel.Missing(f"no program {QEMU}: install qemu-system-x86")
        initramfs.busybox()
        kernel.image()
    except kernel.Missing as error:
        print(f"no guest: {error}")
        sys.exit(SKIP)


def end_on_signals():
    """As with Ctrl-C: what was started is ended."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def main():
    """Runs the tests: exit code 77 if none could run, or not all of those
    that were asked for."""
    check_names("VM_RUNS", GuestTest.known)
    needs()
    end_on_signals()
    result = unittest.main(exit=False).result
    reasons = sorted({reason for _, reason in result.skipped})
    print(f"{result.testsRun} tests, {len(result.skipped)} skips:",
          "; ".join(reasons) or "none", flush=True)
    if not result.wasSuccessful():
        sys.exit(1)
    asked = {"VM_ALL", "VM_RUNS", "VM_SCENARIOS"} & set(os.environ)
    if result.testsRun == 0 or reasons and (
            asked or len(result.skipped) >= result.testsRun):
        sys.exit(SKIP)
