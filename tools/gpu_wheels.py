#!/usr/bin/env python3
"""Makes the folder that tools/gpu_mamba_ssm.py takes along: gpu_wheels.py DIR

mamba_ssm, fla and einops as plain Python files, under 2 MB: only what the measurement loads, and the licences. pip
downloads the packages (tools/gpu_wheels/packages.txt, with their SHA-256) and checks them; nothing is built or
installed. DIR is made anew, and is put in place when it is whole.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from fetch_plugin import place_in

TOOLS = Path(__file__).resolve().parent
# (member pattern, place with the pattern's groups); the first that matches counts.
LAYOUT = [
    (r"mamba_ssm-[^/]+/(mamba_ssm/(?:(?:models|modules|utils|distributed)/|ops/|ops/triton/)?[^/]+\.py)", r"\1"),
    (r"(mamba_ssm)-[^/]+/(LICENSE|AUTHORS)", r"licenses/\1-\2"),
    (r"(fla/(?:__init__|utils)\.py)", r"\1"),
    (r"(fla/modules/conv/triton/[^/]+\.py)", r"\1"),
    (r"(einops/[^/]+\.py)", r"\1"),
    (r"([a-z_]+)-[^/]+\.dist-info/(?:licenses/)?(LICENSE)", r"licenses/\1-\2"),
]
NEEDED = [
    "mamba_ssm/models/mixer_seq_simple.py",
    "mamba_ssm/modules/mamba2.py",
    "mamba_ssm/ops/triton/ssd_combined.py",
    "mamba_ssm/utils/generation.py",
    "fla/modules/conv/triton/ops.py",
    "einops/__init__.py",
    "licenses/mamba_ssm-LICENSE",
    "licenses/fla_core-LICENSE",
    "licenses/einops-LICENSE",
]
# pip asks a source package for its name and version by running its setup.py, which loads torch. This is enough of it.
TORCH = {
    "__init__.py": "from . import version\n",
    "version.py": "hip = None\n",
    "utils/__init__.py": "",
    "utils/cpp_extension.py": "BuildExtension = CUDAExtension = object\nCUDA_HOME = HIP_HOME = None\n",
}


def fail(message):
    sys.exit(f"gpu_wheels.py: {message}")


def pip(*arguments, **variables):
    command = [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check", "--no-cache-dir", "--no-deps"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env={**os.environ, **variables}, check=False)
    if done.returncode == 0:
        return
    if "No module named pip" in done.stdout:
        fail(f"{sys.executable} has no pip; install python3-pip, or run `make setup`")
    sys.stderr.write(done.stdout)
    fail("pip could not download the packages (its messages stand above)")


def download(work):
    """The packages' files."""
    lists = TOOLS / "gpu_wheels"
    build = work / "build"
    pip("install", "--quiet", "--require-hashes", "--only-binary=:all:", "--target", str(build), "--requirement",
        str(lists / "build.txt"))
    for name, text in TORCH.items():
        place = build / "torch" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    pip("download", "--quiet", "--require-hashes", "--no-build-isolation", "--dest", str(work / "packages"),
        "--requirement", str(lists / "packages.txt"), PYTHONPATH=str(build), MAMBA_SKIP_CUDA_BUILD="TRUE")
    return sorted((work / "packages").iterdir())


def members(package):
    """Names and contents of a wheel's or a source package's files."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as archive:
            for info in archive.infolist():
                yield info.filename, lambda info=info: archive.read(info)
    else:
        with tarfile.open(package) as archive:
            for info in archive:
                if info.isfile():
                    yield info.name, lambda info=info: archive.extractfile(info).read()


def unpack(packages, folder):
    for package in packages:
        for name, content in members(package):
            place = place_in(LAYOUT, name)
            if place is not None:
                target = folder / place
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content())
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        fail(f"the packages hold no {', '.join(missing)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder = parser.parse_args().folder
    if folder.exists() and any(folder.iterdir()) and not (folder / "mamba_ssm").is_dir():
        fail(f"{folder}: a folder of something else; name an empty or a new one")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".gpu-wheels-") as work:
        unpack(download(Path(work)), Path(work) / "tree")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(Path(work) / "tree", folder)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        fail(str(error))
