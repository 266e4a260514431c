"""The Python package in Ray's workers: examples/python/corpus_ray.py over two of them, ended in between and begun again."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import constate

REPO = Path(__file__).resolve().parents[2]
DEMO = REPO / "models" / "demo"
COUNT, PART = 300, 64
WORDS = (REPO / "tests" / "data" / "heldout.txt").read_text().split()
PROMPTS = [f"{i}. {' '.join(WORDS[5 * i:5 * i + 6])}" for i in range(COUNT)]

with tempfile.TemporaryDirectory() as folder:
    home = Path(folder)
    (home / "prompts.txt").write_text("\n".join(PROMPTS) + "\n")

    def run():
        done = subprocess.run([sys.executable, REPO / "examples" / "python" / "corpus_ray.py", DEMO, home / "prompts.txt", home / "out", "2"],
                              env={**os.environ, "RAY_USAGE_STATS_ENABLED": "0", "RAY_DATA_DISABLE_PROGRESS_BARS": "1"},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, done.stdout[-6000:]
        return done.stdout

    parts = -(-COUNT // PART)
    assert f"{parts} parts to make" in run()
    first = {file.name: file.stat().st_mtime_ns for file in (home / "out").iterdir()}
    assert len(first) == parts and not any(name.startswith(".") for name in first), first
    (home / "out" / "part-000002.jsonl").unlink()  # as if it had not been made yet
    assert "1 parts to make" in run()
    assert "0 parts to make" in run()
    again = {file.name: file.stat().st_mtime_ns for file in (home / "out").iterdir()}
    assert first.keys() == again.keys() and sum(first[name] != again[name] for name in first) == 1

    made = [json.loads(line) for file in sorted((home / "out").iterdir()) for line in file.read_text().splitlines()]
    assert [row["prompt"] for row in made] == PROMPTS
    model = constate.load(DEMO)
    for i in range(0, COUNT, 60):
        assert made[i]["text"] == model.generate(PROMPTS[i], max_tokens=24), i
    print(f"{COUNT} prompts in {parts} parts by two workers; one part made again")
