"""Builds the site of the documents: build.py OUT. MkDocs runs in an environment of its own, build-clients/site; a link that leads
nowhere, and a page that the navigation does not have, fail."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "bench" / "peers"))
import environment  # noqa: E402


def main():
    out = Path(sys.argv[1]).resolve()
    python = environment.ensure(ROOT / "build-clients", "site", HERE)
    done = subprocess.run([python, "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file", ROOT / "mkdocs.yml", "--site-dir", out],
                          env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"})
    if done.returncode == 0:
        print(f"{out}/index.html")
    return done.returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except environment.Failed as error:
        sys.exit(f"tools/site/build.py: {error}")
