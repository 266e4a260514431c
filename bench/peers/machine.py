"""Where and with what a run was made."""

import os
import platform
import re
import subprocess

from environment import LLAMA, LLAMA_OPTIONS, REPO, command


def facts():
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        text = file.read()
    flags = set(re.search(r"^flags\s*:(.*)$", text, re.M)[1].split()) if "\nflags" in text else set()
    model = re.search(r"^model name\s*:\s*(.*)$", text, re.M)
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = int(file.readline().split()[1]) * 1024
    wide = [name for name in ("avx2", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16") if name in flags]
    return {"processor": model[1] if model else platform.machine(), "threads": len(os.sched_getaffinity(0)),
            "instructions": wide, "memory_gb": round(memory / 2**30, 1), "system": system_name(),
            "kernel": platform.release().split("-")[0]}


def system_name():
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            return re.search(r'^PRETTY_NAME="?([^"\n]*)', file.read(), re.M)[1]
    except (OSError, TypeError):
        return platform.system()


def commit(written="docs/peers"):
    """Of this project; with a plus where the work tree has changes, but for `written`: what a run itself writes."""
    def git(*words):
        done = subprocess.run(["git", "-C", str(REPO), *words], capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", f":(exclude){written}")
    return git("rev-parse", "--short=10", "HEAD") + ("+" if changed else "")


WANTED = {"torch": ("torch", "transformers", "numpy"), "jax": ("mamba2-jax", "jax", "jaxlib", "flax"),
          "llama": ("llama_cpp_python",)}


def versions(options):
    lines = command([options.constate, "--version"], "constate --version").replace(f"{REPO}/", "").splitlines()
    pins = re.findall(r"^(\S+)==(\S+)", (REPO / "tools" / "plugins" / "cpu.txt").read_text(), re.M)
    found = {"constate": lines[0].removeprefix("constate "), **dict(pins[:1]), "python": platform.python_version()}
    found |= {"plugin": line.removeprefix("plugin ") for line in lines if line.startswith("plugin ")}
    for name in sorted({p.environment for p in options.programs} - {""}):
        code = "import importlib.metadata as m, sys; print(' '.join(m.version(n) for n in sys.argv[1:]))"
        line = command([options.home / name / "bin" / "python", "-c", code, *WANTED[name]], f"versions of {name}")
        found |= dict(zip(WANTED[name], line.split()))
    if "llama_cpp_python" in found:
        found["llama_cpp_python"] = f"{LLAMA}, built with {' '.join(o.removeprefix('cmake.') for o in LLAMA_OPTIONS)}"
        found["compiler"] = command(["c++", "--version"], "c++ --version").splitlines()[0]
    return found
