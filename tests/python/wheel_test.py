"""The wheel as a user has it: wheel_test.py WHEEL. For each Python from 3.10 on that is here, an empty environment gets the wheel
and what it needs, by pip; then python_test.py and the examples run in it, in an empty folder and with nothing else set. Before that
auditwheel says whether the wheel needs no more than its name's platform tag promises."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
DEMO = REPO / "models" / "demo"
sys.path.insert(0, str(REPO / "bench" / "peers"))
import environment  # noqa: E402


def pythons():
    """One of each version: those on the PATH, and those of pyenv."""
    found = {}
    folders = [Path(f) for f in os.get_exec_path()] + sorted((Path.home() / ".pyenv" / "versions").glob("*/bin"))
    for minor in range(10, 30):
        for python in (f / f"python3.{minor}" for f in folders):
            asked = [python, "-c", "import sys, venv; print(sys.version_info[:2] == (3, %d))" % minor]
            if minor not in found and python.is_file() and subprocess.run(asked, capture_output=True, text=True).stdout == "True\n":
                found[minor] = python
    return found


def must(words, **options):
    done = subprocess.run([str(w) for w in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(str(w) for w in words)}: status {done.returncode}\n{done.stdout[-6000:]}")
    return done.stdout


def check_tag(wheel):
    python = environment.ensure(REPO / "build-clients", "wheel", REPO / "python")
    said = " ".join(must([python, "-m", "auditwheel", "show", wheel]).split())  # it breaks its lines where it likes
    tag = re.search(r'following platform tag: "(manylinux_2_\d+_x86_64)"', said)
    if not tag or not wheel.stem.endswith(f"-{tag.group(1)}"):
        sys.exit(f"wheel_test.py: {wheel.name}: another platform tag is true: {said}")


def main():
    wheel = Path(sys.argv[1]).resolve()
    check_tag(wheel)
    found = pythons()
    if not found:
        sys.exit("wheel_test.py: there is no Python 3.10 or later with venv")
    for minor, python in sorted(found.items()):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            own = home / "venv" / "bin" / "python"
            # Its own pip; Debian's Python has none to give, and takes that of this Python, which knows its version.
            pip = [own, "-m", "pip"]
            if subprocess.run([python, "-m", "venv", home / "venv"], capture_output=True).returncode:
                must([python, "-m", "venv", "--clear", "--without-pip", home / "venv"])
                pip = [sys.executable, "-m", "pip", "--python", own]
            must([*pip, "install", "--quiet", "--disable-pip-version-check", wheel])
            clean = {"HOME": folder, "PATH": "/usr/bin:/bin", "CONSTATE_DEMO": str(DEMO), "CONSTATE_TEST_PROGRAMS": str(home / "programs"),
                     "CONSTATE_CACHE": str(home / "programs")}
            said = must([own, "-c", "import constate; model = constate.load(%r); print(constate.__file__, model.info.plugin)" % str(DEMO)],
                        env=clean, cwd=home)
            if said.count(f"{home}/venv/lib/") != 2:
                sys.exit(f"wheel_test.py: the package or the plugin is not that of the environment: {said}")
            must([own, REPO / "tests" / "python" / "python_test.py"], env=clean, cwd=home)
            for example in ("generate.py", "forks.py", "probabilities.py", "gallery/next_tokens.py", "gallery/state_norm.py", "gallery/chapters.py",
                            "gallery/tree.py", "gallery/forecast.py"):
                must([own, REPO / "examples" / "python" / example, DEMO], env=clean, cwd=home)
            print(f"Python 3.{minor}: installed, tested, examples run", flush=True)


if __name__ == "__main__":
    main()
