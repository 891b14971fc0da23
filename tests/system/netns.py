# SPDX-License-Identifier: BSD-3-Clause
"""What tests in network namespaces share: getting into one, veth pairs, and
further namespaces that end with the test. The kernel says nothing by itself
there."""
import os
import shutil
import subprocess
import sys

UNSHARE = ["unshare", "--net"]
if os.geteuid() != 0:
    UNSHARE.append("--map-root-user")
QUIET = "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6"


def enter_namespace(*tools):
    """Goes on in a network namespace; skips the test (77) where there cannot
    be one, or one of the programs is missing."""
    if "BUFPLANE_IN_NETNS" in os.environ:
        subprocess.run(["sh", "-c", QUIET], check=True)
        return
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        print("not installed:", ", ".join(missing))
        sys.exit(77)
    trial = subprocess.run(
        [*UNSHARE, "ip", "link", "add", "bp0", "type", "veth", "peer", "name",
         "bp1"], capture_output=True, text=True, check=False)
    if trial.returncode != 0:
        print("no network namespace with a veth pair:", trial.stderr.strip())
        sys.exit(77)
    os.execvp(UNSHARE[0], [*UNSHARE, "env", "BUFPLANE_IN_NETNS=1",
                           sys.executable, *sys.argv])


def quietly(*command):
    """Runs a program; what it prints, errors only if it fails."""
    result = subprocess.run(list(map(str, command)), capture_output=True,
                            text=True, timeout=60, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{command}: {result.stdout}{result.stderr}")
    return result.stdout


def ip(*args):
    quietly("ip", "link", *args)


def make_pair(name, peer, mtu=1500):
    ip("add", name, "mtu", mtu, "type", "veth", "peer", "name", peer,
       "mtu", mtu)
    for end in (name, peer):
        ip("set", end, "up")


class Namespace:
    """Another one. It lasts until close(), or the end of this program, which
    ends the holder's input."""

    def __init__(self):
        self.holder = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", QUIET + "; echo; exec cat"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.holder.stdout.readline()

    def command(self, *args):
        return ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net",
                *map(str, args)]

    def run(self, *args):
        """Runs a program there; what it prints."""
        return quietly(*self.command(*args))

    def close(self):
        self.holder.communicate()
