# SPDX-License-Identifier: BSD-3-Clause
"""The guest's root: an archive (cpio, the newc format) of busybox, modules, the
programs under test with the shared libraries that they load, and /init."""
import os
import pathlib
import re
import shutil
import stat
import subprocess

from kernel import Missing


class Archive:
    """Files by their path in the guest; folders above them come by
    themselves."""

    def __init__(self):
        self.body = bytearray()
        self.there = {""}

    def entry(self, name, mode, data=b""):
        # magic; inode, mode, uid, gid, links, mtime, size, four device
        # numbers, length of the name, checksum
        numbers = (len(self.there), mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0,
                   len(name) + 1, 0)
        self.body += b"070701" + b"".join(b"%08X" % n for n in numbers)
        for part in (name.encode() + b"\0", data):
            self.body += part + b"\0" * (-(len(self.body) + len(part)) % 4)

    def add(self, name, mode, data=b""):
        name = name.strip("/")
        if name in self.there:
            return
        if "/" in name:
            self.folder(name.rsplit("/", 1)[0])
        self.there.add(name)
        self.entry(name, mode, data)

    def folder(self, name):
        self.add(name, stat.S_IFDIR | 0o755)

    def text(self, name, text, mode=0o755):
        self.add(name, stat.S_IFREG | mode, text.encode())

    def file(self, name, path):
        mode = stat.S_IMODE(os.stat(path).st_mode) | 0o444
        self.add(name, stat.S_IFREG | mode, pathlib.Path(path).read_bytes())

    def program(self, path):
        """A program, found by its name in /bin, and its libraries."""
        self.file(f"bin/{pathlib.Path(path).name}", path)
        for library in libraries(path):
            self.library(library)

    def library(self, path):
        """Once, however many names it has: a second copy would be loaded
        again."""
        real = os.path.realpath(path)
        self.file(real, real)
        self.add(path, stat.S_IFLNK | 0o777, real.encode())

    def plugin(self, path):
        """A library that a program loads by its name, and its libraries."""
        for library in [path, *libraries(path)]:
            self.library(library)

    def write(self, path):
        self.entry("TRAILER!!!", 0)
        pathlib.Path(path).write_bytes(self.body)


def libraries(path):
    """What a program loads: as ldd says, and what the C library loads late
    when a thread ends."""
    told = subprocess.run(["ldd", path], text=True, capture_output=True,
                          check=False).stdout
    found = re.findall(r"(/\S+) \(0x", told)
    late = [pathlib.Path(one).with_name("libgcc_s.so.1") for one in found
            if pathlib.Path(one).name == "libc.so.6"]
    return found + [str(one) for one in late if one.exists()]


def busybox():
    path = shutil.which("busybox")
    if path is None:
        raise Missing("no program busybox: install busybox-static")
    if libraries(path):
        raise Missing(f"{path} is not static: install busybox-static")
    return path
