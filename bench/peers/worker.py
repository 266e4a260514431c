"""One peer in a process of its own: worker.py NAME FOLDER TYPE [--threads N] [--scratch DIR] [--first IDS]

Runs in the peer's environment. Loads the model, says so in a line of JSON, then answers requests, a line of JSON each,
until its standard input ends; meanwhile it sleeps.

    {"do": "prefill", "tokens": N, "repetitions": N}                    -> {"seconds": [of a prompt...]}
    {"do": "decode", "depth": N, "batch": N, "tokens": N, "repetitions": N}   -> {"seconds": [of a step...]}
    {"do": "logits", "ids": [...], "out": FILE}                         -> {}; FILE.npy [2, tokens, vocab]: the prompt as
                                                                           a whole, and token by token

With --first it loads, runs the ids as a prompt, prints the next token and ends.
What is compiled, allocated or cached at the first call of a shape is done before the clock starts.
"""

import argparse
import json
import os
import random
import sys
import time

VOCAB = 50288


def random_ids(count, seed=7):
    rng = random.Random(seed)
    return [rng.randrange(VOCAB) for _ in range(count)]


def open_program(name, *args):
    if name == "transformers":
        from with_transformers import Transformers as program
    elif name == "mamba2-jax":
        from with_jax import Mamba2Jax as program
    elif name == "llama.cpp":
        from with_llama import Llama as program
    else:
        sys.exit(f"worker.py: no program `{name}`")
    return program(*args)


class Worker:
    def __init__(self, program):
        self.program, self.seen = program, set()

    def prefill(self, tokens, repetitions):
        ids, seconds = random_ids(tokens), []
        if tokens not in self.seen:
            self.program.warm_prefill(ids)
            self.seen.add(tokens)
        for _ in range(repetitions):
            start = time.perf_counter()
            self.program.prefill(ids)
            seconds.append(time.perf_counter() - start)
        return {"seconds": seconds}

    def decode(self, depth, batch, tokens, repetitions):
        seconds = []
        self.program.begin(random_ids(depth), batch)
        self.program.decode(min(2, tokens))
        for _ in range(repetitions):
            start = time.perf_counter()
            self.program.decode(tokens)
            seconds.append((time.perf_counter() - start) / tokens)
        return {"seconds": seconds}

    def logits(self, ids, out):
        import numpy as np

        np.save(out, np.stack([self.program.whole(ids), self.program.step_by_step(ids)]))
        return {}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("folder")
    parser.add_argument("type")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--scratch", default="")
    parser.add_argument("--first", default="")
    args = parser.parse_args()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")  # libraries print what they like: to standard error
    os.dup2(2, 1)

    def answer(value):
        out.write(json.dumps(value) + "\n")
        out.flush()

    program = open_program(args.name, args.folder, args.type, args.threads, args.scratch, bool(args.first))
    if args.first:
        answer(program.first([int(i) for i in args.first.split()]))
        return
    worker = Worker(program)
    answer({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        answer(getattr(worker, request.pop("do"))(**request))


if __name__ == "__main__":
    main()
