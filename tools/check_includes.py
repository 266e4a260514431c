#!/usr/bin/env python3
"""Fails where a module of src/ includes one that it may not know, or a header that it must not use.

Dependencies go one way. hlo, trace, models and programs (pure functions that end in text) and jinja (templates of strangers)
read no file. Tests beside the sources follow the rule of their module, but may drive it from above.
"""

import re
import sys
from pathlib import Path

MAY_USE = {
    "base": set(),
    "hlo": {"base"},
    "trace": {"hlo", "base"},
    "models": {"trace", "hlo", "base"},
    "http": {"base"},
    "hub": {"base"},
    "jinja": {"base"},
    "formats": {"jinja", "base"},
    "tokenizer": {"base"},
    "pjrt": {"base"},
    "programs": {"models", "trace", "hlo", "base"},
    "runtime": {"programs", "models", "formats", "jinja", "pjrt", "trace", "hlo", "base"},
    "engine": {"runtime", "programs", "models", "formats", "tokenizer", "jinja", "pjrt", "trace", "hlo", "base"},
    "check": {"engine", "runtime", "programs", "models", "formats", "tokenizer", "jinja", "pjrt", "trace", "hlo", "base"},
    "measure": {"engine", "runtime", "programs", "models", "formats", "tokenizer", "jinja", "pjrt", "trace", "hlo", "base"},
    "ahead": {"runtime", "programs", "models", "pjrt", "trace", "hlo", "base"},
}
MAY_USE["capi"] = set(MAY_USE["engine"]) | {"engine", "hub"}
MAY_USE["serve"] = set(MAY_USE["engine"]) | {"engine", "http"}
MAY_USE["app"] = set(MAY_USE)
# Support of tests (tests/support), which no library file includes.
TESTS_ONLY = {"support"}
PURE = {"hlo", "trace", "models", "programs", "jinja"}
# Tests of a module may drive it through these.
ABOVE_FOR_TESTS = {"engine", "check", "ahead"}
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
            is_test = path.stem.endswith("_test") or "testing" in path.stem
            if other in TESTS_ONLY and not is_test:
                yield f'{path}:{number}: only tests include "{header}"'
            elif is_test and other in ABOVE_FOR_TESTS:
                continue
            elif module in PURE and header in NOT_PURE:
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
