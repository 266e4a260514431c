#!/usr/bin/env python3
"""Fails where a module of src/ includes one that it may not know, or a header that it must not use.

Dependencies go one way, and hlo, trace and models (pure functions that end in text) and jinja (templates of strangers)
read no file. Tests beside the sources follow the rule of their module.
"""

import re
import sys
from pathlib import Path

MAY_USE = {
    "base": set(),
    "hlo": {"base"},
    "trace": {"hlo", "base"},
    "models": {"trace", "hlo", "base"},
    "jinja": {"base"},
    "formats": {"jinja", "base"},
    "pjrt": {"base"},
    "engine": {"models", "formats", "jinja", "pjrt", "trace", "hlo", "base"},
    "serve": {"engine", "models", "formats", "jinja", "pjrt", "trace", "hlo", "base"},
    "app": {"serve", "engine", "models", "formats", "jinja", "pjrt", "trace", "hlo", "base"},
}
PURE = {"hlo", "trace", "models", "jinja"}
NOT_PURE = {"fstream", "filesystem", "dlfcn.h", "base/file.h"}

INCLUDE = re.compile(r'\s*#\s*include\s*["<]([^">]+)[">]')


def problems(source):
    for path in sorted(source.rglob("*")):
        if path.suffix not in {".h", ".cc"}:
            continue
        module = path.relative_to(source).parts[0]
        if module not in MAY_USE:
            yield f"{path}: `{module}` is no module; the table in tools/check_includes.py lists them"
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            header = match.group(1)
            other = header.split("/")[0] if "/" in header else None
            if module in PURE and header in NOT_PURE:
                yield f'{path}:{number}: `{module}` must not touch files; includes "{header}"'
            elif other in MAY_USE and other != module and other not in MAY_USE[module]:
                yield f'{path}:{number}: `{module}` must not know `{other}`; includes "{header}"'


def main():
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "src"
    found = list(problems(source))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
