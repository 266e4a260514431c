"""The logits that every program must give. Runs in the environment `torch`.

    logits.py reference FOLDER OUT.safetensors   what float64 and transformers' float32 make of 40 tokens, and a greedy
                                                 continuation: a file for `constate verify --against` and for the next
    logits.py compare OUT.safetensors FILE.npy   one line of JSON: how far FILE [2, tokens, vocab] is from float64
"""

import json
import os
import sys

import numpy as np
from safetensors.numpy import load_file

TOKENS, GREEDY, SEED = 40, 16, 3


def reference(folder, out):
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
    import make_golden
    import torch

    torch.set_num_threads(1)  # sums in one order
    ids = np.random.default_rng(SEED).integers(0, 50288, TOKENS).tolist()
    tensors, errors, _, model = make_golden.compare(folder, ids, TOKENS)
    continued = list(ids)
    for _ in range(GREEDY):
        continued.append(int(make_golden.torch_forward(model, continued)[1][-1].argmax()))
    tensors |= {"prompts/0": np.asarray(ids, np.int32), "greedy/0": np.asarray(continued[TOKENS:], np.int32)}
    make_golden.write_golden(out + ".part", tensors, errors, "bench/peers/logits.py reference")
    os.replace(out + ".part", out)


def error_of(got, want):
    distance = np.linalg.norm(got - want, axis=-1) / np.linalg.norm(want, axis=-1)
    return {"relative": float(np.linalg.norm(got - want) / np.linalg.norm(want)), "worst_token": float(distance.max()),
            "largest": float(np.abs(got - want).max()),
            "first_choice": float((got.argmax(-1) == want.argmax(-1)).mean())}


def compare(against, path):
    tensors = load_file(against)
    got, want = np.load(path).astype(np.float64), tensors["logits_f64"]
    print(json.dumps({"whole": error_of(got[0], want), "steps": error_of(got[1], want),
                      "transformers": error_of(tensors["logits_f32"].astype(np.float64), want),
                      "size": float(np.sqrt((want**2).mean()))}))


if __name__ == "__main__":
    {"reference": reference, "compare": compare}[sys.argv[1]](*sys.argv[2:])
