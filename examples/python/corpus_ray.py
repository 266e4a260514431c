"""A corpus over workers, each a process with a model of its own, by Ray Data: corpus_ray.py FOLDER PROMPTS OUT [WORKERS].

PROMPTS has a prompt on each line. They go in parts of 64; what a part became is a file in OUT, which comes into being whole.
So a run that was ended goes on where it was: parts that are there are not made again."""

import json
import os
import sys
from pathlib import Path

import constate
import ray

PART = 64


class Worker:
    """Loads once, then makes one part after the other."""

    def __init__(self, folder, out):
        # Its threads share the machine with the other workers'.
        self.model, self.out = constate.load(folder, threads=1), Path(out)

    def __call__(self, batch):
        for number, prompts in zip(batch["number"], batch["prompts"]):
            prompts = json.loads(prompts)
            texts = self.model.generate(prompts, batch=8, max_tokens=24)
            lines = [json.dumps({"prompt": prompt, "text": text, "finish": text.finish}) for prompt, text in zip(prompts, texts)]
            unfinished = self.out / f".part-{number:06}.{os.getpid()}"
            unfinished.write_text("\n".join(lines) + "\n")
            unfinished.rename(self.out / f"part-{number:06}.jsonl")
        return {"number": batch["number"]}


def main(folder, prompts, out, workers=2):
    lines = Path(prompts).read_text().splitlines()
    Path(out).mkdir(parents=True, exist_ok=True)
    parts = [{"number": i, "prompts": json.dumps(lines[at:at + PART])} for i, at in enumerate(range(0, len(lines), PART))
             if not (Path(out) / f"part-{i:06}.jsonl").exists()]
    print(f"{len(parts)} parts to make")
    if parts:
        made = ray.data.from_items(parts, override_num_blocks=len(parts)).map_batches(
            Worker, fn_constructor_args=(str(Path(folder).resolve()), str(Path(out).resolve())), batch_size=1, concurrency=workers)
        print(f"{made.count()} parts made")


if __name__ == "__main__":
    main(*sys.argv[1:4], *map(int, sys.argv[4:5]))
