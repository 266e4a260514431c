#!/usr/bin/env python3
"""How long `constate tokenize` and the Python package `tokenizers` take to make ids of 10 MB of text, on one thread.

    pip install tokenizers==0.23.3
    bench/tokenizer_bench.py build/constate TOKENIZER_JSON...

The text is this project's own, its lines in a random order, over and over. Processor seconds, the least of three; of
`constate` less what it takes for a text of one letter, which is starting and reading the file. The ids must be equal.
"""

import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

os.environ["RAYON_NUM_THREADS"] = "1"
ROOT = pathlib.Path(__file__).resolve().parent.parent
BYTES = 10_000_000


def text():
    files = subprocess.check_output(["git", "ls-files", "src", "docs", "tests/data/heldout.txt", "*.md"], cwd=ROOT, text=True).split()
    lines = [line for f in files if f.endswith((".cc", ".h", ".md", ".txt")) for line in (ROOT / f).read_text().splitlines(keepends=True)]
    rng = random.Random(1)
    out, size = [], 0
    while size < BYTES:
        rng.shuffle(lines)
        for line in lines:
            out.append(line)
            size += len(line.encode())
    return "".join(out).encode()[:BYTES].decode(errors="ignore")


def ours(program, tokenizer, file):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    ids = subprocess.run([program, "tokenize", tokenizer, "-f", file], check=True, stdout=subprocess.PIPE, text=True).stdout
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, ids


def main():
    from tokenizers import Tokenizer

    program, files, body = sys.argv[1], sys.argv[2:], text()
    with tempfile.TemporaryDirectory() as folder:
        long, short = f"{folder}/long", f"{folder}/short"
        pathlib.Path(long).write_text(body)
        pathlib.Path(short).write_text("a")
        for file in files:
            start = min(ours(program, file, short)[0] for _ in range(3))
            runs = [ours(program, file, long) for _ in range(3)]
            theirs = []
            for _ in range(3):
                tokenizer = Tokenizer.from_file(file)
                began = time.process_time()
                ids = tokenizer.encode(body).ids
                theirs.append(time.process_time() - began)
            assert list(map(int, runs[0][1].split())) == ids, file
            mine = min(seconds for seconds, _ in runs) - start
            print(f"{pathlib.Path(file).stem:14} {len(ids):9} ids  constate {mine:6.2f} s  tokenizers {min(theirs):6.2f} s  "
                  f"{min(theirs) / mine:5.1f} times as fast", flush=True)


if __name__ == "__main__":
    main()
