# SPDX-License-Identifier: BSD-3-Clause
"""Debian's kernel for the guest: the package that linux-image-amd64 depends on,
downloaded once and unpacked (not installed) into the folder for builds.

Run as a program it fetches the kernel and prints where it is."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("BUFPLANE_BUILD", TOP / "build")) / "vm"
META = "linux-image-amd64"


class Missing(Exception):
    """What the guest needs and this machine lacks; a test skips."""


def run(*command, **more):
    try:
        return subprocess.run(command, text=True, check=True,
                              capture_output=True, **more).stdout
    except FileNotFoundError as error:
        raise Missing(f"no program {command[0]}") from error
    except subprocess.CalledProcessError as error:
        lines = (error.stderr + error.stdout).strip().splitlines()
        raise Missing(f"{command[0]} {command[1]}: "
                      f"{lines[-1] if lines else error.returncode}") from error


def package():
    """The name of the package with today's kernel."""
    for line in run("apt-cache", "depends", META).splitlines():
        word = line.split()
        if word[0] == "Depends:" and word[1].startswith("linux-image-"):
            return word[1]
    raise Missing(f"apt-cache knows no {META}: apt-get update")


def download(folder):
    """Unpacks the package into folder."""
    # Root's apt would download as a user who may not write here.
    user = ("-o", "APT::Sandbox::User=root") if os.geteuid() == 0 else ()
    run("apt-get", "download", "-qq", *user, package(), cwd=folder)
    archive = next(folder.glob("*.deb"))
    run("dpkg", "-x", str(archive), str(folder))
    archive.unlink()
    for part in ("usr", "lib/modules/*/kernel/sound",
                 "lib/modules/*/kernel/drivers/gpu",
                 "lib/modules/*/kernel/drivers/media"):
        for path in folder.glob(part):
            shutil.rmtree(path)


def find():
    """The folder of the unpacked package, downloaded if it is not there."""
    place = CACHE / "kernel"
    if not place.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as name:
            fresh = pathlib.Path(name) / "kernel"
            fresh.mkdir()
            download(fresh)
            if not place.is_dir():  # another run may have been faster
                fresh.rename(place)
    return place


def image():
    """The kernel itself."""
    for path in (find() / "boot").glob("vmlinuz-*"):
        return path
    raise Missing(f"no kernel in {CACHE}: remove that folder")


def module(name):
    """The file of a module, named as kernel/drivers/vfio/vfio."""
    for path in find().glob(f"lib/modules/*/{name}.ko"):
        return path
    raise FileNotFoundError(f"the kernel package has no module {name}")


if __name__ == "__main__":
    try:
        print(image())
    except Missing as error:
        sys.exit(f"no kernel for the guest: {error}")
