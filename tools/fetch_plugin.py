#!/usr/bin/env python3
"""Fetches PJRT plugins: fetch_plugin.py [--into DIR] cpu|cuda|cuda-compile|tpu...

Each plugin is a pinned Python wheel (tools/plugins/<name>.txt, with its SHA-256). pip downloads and checks
it; then the files that the program needs are unpacked into plugins/. Nothing is installed, and no Python is
needed afterwards. A stamp holds what was unpacked: a second run does nothing, and an interrupted run is done
again from the start.
"""

import argparse
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

TOOLS = Path(__file__).resolve().parent

# (member pattern, place under plugins/ with the pattern's groups); the first that matches counts.
LAYOUT = {
    "cpu": [
        (r"lammps_jax_pjrt_cpu/(pjrt_c_api_cpu_plugin\.so)", r"cpu/\1"),
        (r"lammps_jax_pjrt_cpu-.*/(LICENSE|THIRD_PARTY_NOTICES)", r"cpu/\1"),
        (r"xla_plugins/xla_cpu_pjrt/(xla_cpu_pjrt\.so)", r"cpu-0.81/\1"),
        (r"xla_plugins/xla_cpu_pjrt/include/(pjrt_c_api\.h)", r"include/\1"),
    ],
    # The plugin finds its libraries by their place beside it, so the wheels' own tree is kept.
    "cuda": [
        (r"(jax_plugins/xla_cuda13/xla_cuda_plugin\.so)", r"cuda/\1"),
        (r"(nvidia/[^/]+/lib/.*\.so(?:\.[0-9]+)*)", r"cuda/\1"),
        (r"(nvidia/[^/]+/lib/.*\.(?:bc|ltoir))", r"cuda/\1"),
        (r"(nvidia/[^/]+/(?:bin|nvvm)/.*)", r"cuda/\1"),
        (r"([^/]+)\.dist-info/(?:.*/)?(LICENSE|License)(\.txt)?", r"cuda/licenses/\1.txt"),
    ],
    # The same tree, with what compiling takes and no more: on a machine with a GPU it must not pass for the whole.
    "cuda-compile": [
        (r"(jax_plugins/xla_cuda13/xla_cuda_plugin\.so)", r"cuda-compile/\1"),
        (r"(nvidia/[^/]+/bin/ptxas)", r"cuda-compile/\1"),
        (r"(nvidia/[^/]+/nvvm/libdevice/.*)", r"cuda-compile/\1"),
        (r"(nvidia/[^/]+/lib/libcudart\.so(?:\.[0-9]+)*)", r"cuda-compile/\1"),
        (r"([^/]+)\.dist-info/(?:.*/)?(LICENSE|License)(\.txt)?", r"cuda-compile/licenses/\1.txt"),
    ],
    "tpu": [
        (r"libtpu/(libtpu\.so|LICENSE|THIRD_PARTY_NOTICES\.txt)", r"tpu/\1"),
    ],
}
# What must be there afterwards.
NEEDED = {
    "cpu": ["cpu/pjrt_c_api_cpu_plugin.so", "cpu-0.81/xla_cpu_pjrt.so", "include/pjrt_c_api.h"],
    "cuda": ["cuda/jax_plugins/xla_cuda13/xla_cuda_plugin.so"],
    "cuda-compile": [
        "cuda-compile/jax_plugins/xla_cuda13/xla_cuda_plugin.so",
        "cuda-compile/nvidia/cu13/bin/ptxas",
        "cuda-compile/nvidia/cu13/nvvm/libdevice/libdevice.10.bc",
    ],
    "tpu": ["tpu/libtpu.so"],
}


def fail(message):
    sys.exit(f"fetch_plugin.py: {message}")


def stamp_text(name):
    digest = hashlib.sha256((TOOLS / "plugins" / f"{name}.txt").read_bytes())
    digest.update(repr(LAYOUT[name]).encode())
    return digest.hexdigest() + "\n"


def is_done(name, into):
    stamp = into / f".{name}.stamp"
    return (
        stamp.is_file()
        and stamp.read_text() == stamp_text(name)
        and all((into / path).is_file() for path in NEEDED[name])
    )


def download(name, folder):
    # The wheels' tags, whatever the Python at hand: it never loads what is inside.
    versions = ["17", "27", "28", "31"]
    tags = ["manylinux2010_x86_64", "manylinux2014_x86_64", "manylinux_2_25_x86_64"]
    tags += [f"manylinux_2_{v}_x86_64" for v in versions]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:", "--no-cache-dir"]
    command += ["--implementation", "cp", "--python-version", "3.12"]
    for tag in tags:
        command += ["--platform", tag]
    command += ["--dest", str(folder), "--requirement", str(TOOLS / "plugins" / f"{name}.txt")]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        if "No module named pip" in done.stdout:
            fail(f"{sys.executable} has no pip; install python3-pip")
        sys.stderr.write(done.stdout)
        fail(f"pip could not download the {name} plugin (its messages stand above)")


def place_in(layout, member):
    """Where a member of a wheel goes: by the first (pattern, place) that matches; None for nowhere."""
    for pattern, place in layout:
        match = re.fullmatch(pattern, member)
        if match:
            return match.expand(place)
    return None


def unpack(name, wheels, folder):
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for info in archive.infolist():
                place = None if info.is_dir() else place_in(LAYOUT[name], info.filename)
                if place is None:
                    continue
                target = folder / place
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as source, open(target, "wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
                if "/bin/" in place:
                    target.chmod(0o755)
    missing = [path for path in NEEDED[name] if not (folder / path).is_file()]
    if missing:
        fail(f"the {name} wheels hold no {', '.join(missing)}")


def fetch(name, into):
    if is_done(name, into):
        return
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        fail(f"the {name} plugin is built for x86-64 Linux; this is {platform.machine()} {platform.system()}")
    into.mkdir(parents=True, exist_ok=True)
    with open(into / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file is closed, however the run ends
        if is_done(name, into):
            return
        print(f"      fetching the {name} plugin into {into.name}/", flush=True)
        work = into / f".{name}.part"
        shutil.rmtree(work, ignore_errors=True)
        (into / f".{name}.stamp").unlink(missing_ok=True)
        download(name, work / "wheels")
        unpack(name, sorted((work / "wheels").glob("*.whl")), work / "tree")
        for part in (work / "tree").iterdir():
            shutil.rmtree(into / part.name, ignore_errors=True)
            os.replace(part, into / part.name)
        shutil.rmtree(work)
        stamp = into / f".{name}.stamp.part"
        stamp.write_text(stamp_text(name))
        os.replace(stamp, into / f".{name}.stamp")


def main():
    parser = argparse.ArgumentParser(description="Fetch PJRT plugins (pinned wheels) into plugins/.")
    parser.add_argument("names", nargs="+", choices=sorted(LAYOUT))
    parser.add_argument("--into", type=Path, default=TOOLS.parent / "plugins")
    args = parser.parse_args()
    for name in args.names:
        fetch(name, args.into)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        fail(str(error))
