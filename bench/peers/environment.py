"""The peers' environments, in a folder of their own: a virtual environment for each of torch, jax and llama, with the
versions that requirements-*.txt pin. What is there and of the same pins is left as it is."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent

LLAMA = "0.3.36"
# llama.cpp for this very processor, as its own README builds it; without the part for images.
LLAMA_OPTIONS = ("cmake.build-type=Release", "cmake.define.GGML_NATIVE=ON", "cmake.define.LLAVA_BUILD=OFF")


class Failed(Exception):
    """What a person reads in one line; never a traceback."""


def say(text):
    print(text, file=sys.stderr, flush=True)


held = {}  # path: (file, until when it is kept between two uses)


@contextmanager
def quiet_machine():
    """Holds the file that CONSTATE_PEERS_LOCK names: for machines where others measure or build too. Where they wait for
    minutes each, CONSTATE_PEERS_HOLD keeps it from one measurement to the next for so many seconds."""
    path = os.environ.get("CONSTATE_PEERS_LOCK")
    if not path:
        yield
        return
    import fcntl

    if path not in held:
        file = open(path, "a")
        fcntl.flock(file, fcntl.LOCK_EX)
        held[path] = file, time.monotonic() + float(os.environ.get("CONSTATE_PEERS_HOLD", 0))
    try:
        yield
    finally:
        file, until = held[path]
        if time.monotonic() >= until:
            del held[path]
            file.close()
            time.sleep(0.01)  # or it would be taken again before another wakes up


def command(words, what, **options):
    """Runs to its end; its output is shown where it fails."""
    done = subprocess.run([str(w) for w in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **options)
    if done.returncode:
        say(done.stdout[-4000:])
        raise Failed(f"{what} failed (its messages stand above)")
    return done.stdout


def python_of(home, name):
    return home / name / "bin" / "python"


def pip(home, name, *words):
    # The pip of the Python that runs this: so the environments need none, nor the distribution's ensurepip.
    return command([sys.executable, "-m", "pip", "--python", python_of(home, name), *words, "--quiet",
                    "--disable-pip-version-check"], f"pip in the environment `{name}`")


def ensure(home, name, pins_in=HERE):
    """The environment's Python. tests/clients has its own pins."""
    folder, stamp = home / name, home / name / ".peers"
    pins = pins_in / f"requirements-{name}.txt"
    wanted = hashlib.sha256(pins.read_bytes() + LLAMA.encode() * (pins == HERE / "requirements-llama.txt")).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return python_of(home, name)
    say(f"environment {folder.name}: {len(versions_in(pins))} packages")
    if not python_of(home, name).exists():
        command([sys.executable, "-m", "venv", "--without-pip", folder], f"making the environment `{name}`")
    pip(home, name, "install", "--requirement", pins)
    if pins == HERE / "requirements-llama.txt":
        pip(home, name, "install", "--no-deps", llama_wheel(home))
    stamp.write_text(wanted)
    return python_of(home, name)


def versions_in(pins):
    return [line.strip() for line in pins.read_text().splitlines() if line.strip() and not line.startswith("#")]


def llama_wheel(home):
    """llama-cpp-python built from its source. An interrupted build goes on where it was."""
    sources = home / "sources"
    built = sorted((sources / "wheels").glob(f"llama_cpp_python-{LLAMA}-*.whl"))
    if built:
        return built[0]
    sources.mkdir(parents=True, exist_ok=True)
    folder = sources / f"llama_cpp_python-{LLAMA}"
    if not folder.is_dir():
        pip(home, "llama", "download", "--no-deps", "--no-build-isolation", "--no-binary", ":all:", "--dest", sources,
            f"llama-cpp-python=={LLAMA}")
        part = sources / "unpacking"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        command(["tar", "-xzf", sources / f"llama_cpp_python-{LLAMA}.tar.gz", "-C", part], "unpacking llama.cpp")
        (part / folder.name).rename(folder)
    say("environment llama: building llama.cpp (10 minutes on two cores)")
    settings = (f"build-dir={sources / 'llama-build'}", *LLAMA_OPTIONS)
    options = [w for setting in settings for w in ("--config-settings", setting)]
    path = os.pathsep.join([str(python_of(home, "llama").parent), os.environ["PATH"]])
    with quiet_machine():
        command([sys.executable, "-m", "pip", "--python", python_of(home, "llama"), "wheel", "--quiet", "--no-deps",
                 "--no-build-isolation", *options, "--wheel-dir", sources / "wheels", folder], "building llama.cpp",
                env={**os.environ, "PATH": path, "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count())})
    return llama_wheel(home)
