#!/usr/bin/env python3
"""Makes the Python package's wheel around a build's library: make_wheel.py BUILD OUT. Writes
OUT/constate-VERSION-py3-none-manylinux_2_X_x86_64.whl and nothing else, and prints its name. Refuses a library that needs a
glibc later than GLIBC_MOST (2.36), or anything besides glibc, and a wheel of 15 MB or more."""

import os
import re
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPO / "bench" / "peers"))
import environment  # noqa: E402
from environment import Failed, command  # noqa: E402

MOST_BYTES = 15_000_000


def main():
    if len(sys.argv) != 3:
        raise Failed("two arguments are expected: BUILD OUT")
    build, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    library = build / "lib" / "libconstate.so.0"
    if not library.is_file():
        raise Failed(f"no {library}; build the target constate_shared")
    python = environment.ensure(REPO / "build-clients", "wheel", REPO / "python")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        stripped = work / "libconstate.so.0"
        command(["strip", "-o", stripped, library.resolve()], "strip")
        command([sys.executable, "-m", "pip", "--python", python, "wheel", "--quiet", "--no-deps", "--no-build-isolation",
                 "--disable-pip-version-check", "--wheel-dir", work, "--config-settings", f"build-dir={work / 'build'}",
                 "--config-settings", "build.targets=all", "--config-settings", f"cmake.define.CONSTATE_BUILT_LIBRARY={stripped}", REPO],
                "making the wheel", env={**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "315532800"),
                                         "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"})
        (wheel,) = work.glob("*.whl")
        said = command([python, "-m", "auditwheel", "show", wheel], "auditwheel")
        # It breaks its lines where it likes.
        tag = re.search(r'following platform tag: "manylinux_2_(\d+)_x86_64"', " ".join(said.split()))
        if not tag or int(tag.group(1)) > int(os.environ.get("GLIBC_MOST", "2.36").split(".")[1]):
            raise Failed(f"the library needs more than an old glibc: {said}")
        if wheel.stat().st_size >= MOST_BYTES:
            raise Failed(f"the wheel has {wheel.stat().st_size} bytes; fewer than {MOST_BYTES} are expected")
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("constate-*.whl"):
            old.unlink()
        # The libraries that it needs are the system's: nothing is to be put in.
        command([python, "-m", "auditwheel", "repair", "--plat", f"manylinux_2_{tag.group(1)}_x86_64", "--wheel-dir", out, wheel],
                "auditwheel", env={**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"})
    (made,) = out.glob("constate-*.whl")
    print(made)


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(f"make_wheel.py: {error}")
