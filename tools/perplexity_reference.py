#!/usr/bin/env python3
"""The perplexity of a text as two other implementations find it: what `constate perplexity` is compared with.

    python -m pip install -r tools/requirements-golden.txt
    tools/perplexity_reference.py models/demo tests/data/heldout.txt --windows 512:256 384:384

The implementations are those of make_golden.py:
  f64   the recurrence in float64 NumPy, token by token; the text as one sequence, and in windows
  f32   transformers in float32, a full forward pass of each window
  bf16  transformers with weights and most arithmetic in bfloat16; with --bf16 only
  int8  f64 with matrices in 127 steps of the largest of each row of up to 256 inputs, and what they multiply in
        127 * 128 steps of the largest of each row; with --int8 only
  int4  the same with 16 levels for each group of 32 inputs, as docs/decisions/0048 has it; with --int4 only

The text goes as it is behind the checkpoint's bos_token_id, unless it begins with it. --windows WIDTH:STRIDE is the
procedure of the transformers documentation ("Perplexity of fixed-length models"): a window begins every STRIDE tokens
and is scored by itself, the tokens that no window before had count, and the last window ends with the text. Each token
counts once; the documentation's code weights a window's mean by one token less than it is a mean of.
"""

import argparse
import math
import sys

import numpy as np
import tokenizers
import torch
from make_golden import Float64, load_torch


class Int8(Float64):
    """Each group of up to 256 elements of a matrix's rows as whole steps of 1/127 of its largest element, and each row
    that meets a matrix as steps of 1/16256."""

    MATRICES = ("in_proj.weight", "out_proj.weight", "fc1.weight", "fc2.weight", "embeddings.weight", "lm_head.weight")

    def __init__(self, folder):
        super().__init__(folder)
        for name, tensor in self.tensors.items():
            if name.endswith(self.MATRICES):
                self.tensors[name] = torch.from_numpy(self.quantised(tensor.double().numpy()))

    @classmethod
    def quantised(cls, matrix):
        return cls.in_groups(matrix)

    @classmethod
    def in_groups(cls, matrix):
        """As few groups as hold at most 256 each, all as large and a multiple of 8; one where there are none."""
        width = matrix.shape[1]
        fits = [n for n in range(-(-width // 256), width // 64 + 1) if width % (8 * n) == 0]
        pieces = matrix.reshape(len(matrix), fits[0] if fits else 1, -1)
        return cls.rounded(pieces, 127, np.rint).reshape(matrix.shape)

    @staticmethod
    def rounded(rows, steps, whole=lambda v: np.floor(v + 0.5)):
        step = np.abs(rows).max(axis=-1, keepdims=True) / steps
        return whole(rows / np.where(step > 0, step, 1)) * step

    def linear(self, x, name):
        return super().linear(self.rounded(x, 127 * 128), name)


class Int4(Int8):
    """16 levels q factor + offset for each of 8 groups of up to 32 inputs, in whole steps of a bfloat16 scale."""

    @classmethod
    def quantised(cls, matrix):
        width = matrix.shape[1]
        sizes = [n for n in range(32, 15, -2) if width % (8 * n) == 0]
        if not sizes:
            return cls.in_groups(matrix)
        return cls.in_steps(matrix.reshape(-1, 8, sizes[0])).reshape(matrix.shape)

    @staticmethod
    def levels(x, slope, start):
        per_level = np.where(slope > 0, 1 / np.where(slope > 0, slope, 1), 0)
        return np.floor(np.clip((x - start[..., None]) * per_level[..., None], 0, 15) + 0.5)

    @classmethod
    def lines(cls, x):
        """The slope and start of the line of levels with the least squared error, among three searches."""
        low, high, best = x.min(-1), x.max(-1), None
        for narrower in (0.04, 0.1, 0.16):
            slope, start = (high - low) * (1 - narrower) / 15, low + (high - low) * narrower / 2
            for _ in range(2):
                q = cls.levels(x, slope, start)
                spread, common = q.var(-1), (q * x).mean(-1) - q.mean(-1) * x.mean(-1)
                slope = np.where(spread > 0, np.maximum(common / np.where(spread > 0, spread, 1), 0), 0)
                start = x.mean(-1) - slope * q.mean(-1)
            error = x.var(-1) - slope * common
            best = best or (slope, start, np.full_like(error, np.inf))
            best = tuple(np.where(error < best[2], new, old) for new, old in zip((slope, start, error), best))
        return best[:2]

    @classmethod
    def in_steps(cls, x):
        slope, start = cls.lines(x)
        least = np.maximum.reduce([slope / 16, (start + 15 * slope) / 127, start / -128]).max(-1)
        best, best_error = None, None
        for wider in (1, 1.05):
            scale = torch.from_numpy(least * wider).to(torch.bfloat16).double().numpy()[:, None]
            scale = np.where(scale > 0, scale, 1)
            values, error = np.zeros_like(x), np.full(slope.shape, np.inf)
            for more in (0, -1, 1):
                factor = np.clip(np.floor(slope / scale + 0.5) + more, 1, 16)
                offset = np.clip(np.floor(start / scale + 0.5), -128, 127 - 15 * factor)
                for last in (False, True):
                    q = cls.levels(x / scale[..., None], factor, offset)
                    left = x / scale[..., None] - q * factor[..., None] - offset[..., None]
                    if not last:
                        offset = np.clip(np.floor(offset + left.mean(-1) + 0.5), -128, 127 - 15 * factor)
                new = (left**2).sum(-1) * scale**2
                values = np.where((new < error)[..., None], x - left * scale[..., None], values)
                error = np.minimum(new, error)
            whole = error.sum(-1)
            if best is None:
                best, best_error = values, whole
            else:
                best = np.where((whole < best_error)[:, None, None], values, best)
        return best


def read_ids(folder, model, path):
    with open(path, encoding="utf-8", newline="") as file:
        ids = tokenizers.Tokenizer.from_file(f"{folder}/tokenizer.json").encode(file.read()).ids
    bos = model.config.bos_token_id
    return ids if bos is None or ids[0] == bos else [bos] + ids


def log_probabilities(logits, targets):
    logits = logits - logits.max(axis=1, keepdims=True)
    chosen = logits[np.arange(len(targets)), targets]
    return chosen - np.log(np.exp(logits).sum(axis=1))


def float64_scores(model, ids, piece=512):
    """Log probabilities of ids[1:], and whether each was the first choice; a piece at a time."""
    states, scores, first = None, [], []
    for start in range(0, len(ids) - 1, piece):
        end = min(start + piece, len(ids) - 1)
        _, logits, states = model.forward(ids[start:end], states)
        scores.append(log_probabilities(logits, ids[start + 1 : end + 1]))
        first.append(logits.argmax(axis=1) == np.asarray(ids[start + 1 : end + 1]))
    return np.concatenate(scores), np.concatenate(first)


@torch.no_grad()
def torch_scores(model, ids):
    logits = model(torch.tensor(ids)[None], use_cache=False).logits[0].double().numpy()[:-1]
    return log_probabilities(logits, ids[1:]), logits.argmax(axis=1) == np.asarray(ids[1:])


def in_windows(score, ids, width, stride):
    scores, first, before = [], [], 0
    for begin in range(0, len(ids), stride):
        end = min(begin + width, len(ids))
        counted = min(end - before, end - begin - 1)
        if counted > 0:
            s, f = score(ids[begin:end])
            scores.append(s[-counted:])
            first.append(f[-counted:])
        before = end
        if end == len(ids):
            break
    return np.concatenate(scores), np.concatenate(first)


def tell(name, scores, first):
    mean, error = -scores.mean(), scores.std(ddof=1) / math.sqrt(len(scores)) if len(scores) > 1 else math.nan
    print(f"{name:<32} perplexity {math.exp(mean):.6f}  nats/token {mean:.7f}  std error {error:.7f}  "
          f"first choice {int(first.sum())} of {len(scores)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Reference perplexities; see the top of this file.")
    parser.add_argument("folder", help="checkpoint folder in Hugging Face's layout")
    parser.add_argument("text", help="UTF-8 file")
    parser.add_argument("--windows", nargs="*", default=[], metavar="WIDTH:STRIDE")
    parser.add_argument("--bf16", action="store_true", help="also transformers in bfloat16")
    parser.add_argument("--int8", action="store_true", help="also with matrices in 8 bits")
    parser.add_argument("--int4", action="store_true", help="also with matrices in 4 bits")
    args = parser.parse_args()

    windows = [tuple(map(int, w.split(":"))) for w in args.windows]
    if any(width < 2 or not 1 <= stride <= width for width, stride in windows):
        sys.exit(f"--windows: at least 2, and a stride from 1 to that, are expected; got {args.windows}")
    exact, model = Float64(args.folder), load_torch(args.folder)
    ids = read_ids(args.folder, model, args.text)
    print(f"{len(ids)} tokens with the first")
    tell("f64, one sequence", *float64_scores(exact, ids))
    if args.int8:
        tell("int8, one sequence", *float64_scores(Int8(args.folder), ids))
    if args.int4:
        tell("int4, one sequence", *float64_scores(Int4(args.folder), ids))
    for width, stride in windows:
        tell(f"f64, windows {width}:{stride}", *in_windows(lambda w: float64_scores(exact, w), ids, width, stride))
        tell(f"f32, windows {width}:{stride}", *in_windows(lambda w: torch_scores(model, w), ids, width, stride))
    if args.bf16:
        model = model.to(torch.bfloat16)
        for width, stride in windows:
            tell(f"bf16, windows {width}:{stride}", *in_windows(lambda w: torch_scores(model, w), ids, width, stride))


if __name__ == "__main__":
    main()
