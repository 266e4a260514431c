"""Makes the pictures of docs/gallery again: gallery.py LIBRARY. The scripts run with the Python package over a build's library, in an
environment of their own with NumPy and matplotlib (build-clients/gallery)."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "examples" / "python" / "gallery"
OUT = ROOT / "docs" / "gallery"
MOST_BYTES = 60_000
sys.path.insert(0, str(ROOT / "bench" / "peers"))
import environment  # noqa: E402


def main():
    library = Path(sys.argv[1]).resolve()
    python = environment.ensure(ROOT / "build-clients", "gallery", SCRIPTS)
    OUT.mkdir(exist_ok=True)
    for name in ("next_tokens", "state_norm", "chapters", "tree", "forecast"):
        picture = OUT / f"{name}.svg"
        environment.command([python, "-B", SCRIPTS / f"{name}.py", "models/demo", picture], f"{name}.py", cwd=ROOT, env={
            **os.environ, "CONSTATE_LIBRARY": str(library), "PYTHONPATH": str(ROOT / "python")})
        if picture.stat().st_size > MOST_BYTES:
            raise environment.Failed(f"{picture} has {picture.stat().st_size} bytes; {MOST_BYTES} are allowed")
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size} bytes")


if __name__ == "__main__":
    try:
        main()
    except environment.Failed as error:
        sys.exit(f"tools/gallery.py: {error}")
