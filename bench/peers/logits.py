"""The logits that every program must give. Runs in the environment `torch`.

    logits.py reference FOLDER OUT.safetensors   what float64 and transformers' float32 make of 40 tokens, and a greedy
                                                 continuation: a file for `constate verify --against` and for the next
    logits.py rounded FOLDER TYPE OUT.safetensors
                                                 the same tokens in float64 with the matrices as a weight type has them
    logits.py compare OUT.safetensors FILE.npy   one line of JSON: how far FILE [2, tokens, vocab] is from float64
"""

import json
import os
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

TOKENS, GREEDY, SEED = 40, 16, 3
TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools")
sys.path.append(TOOLS)


def reference(folder, out):
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


def rounded_model(folder, kind):
    """int8 and int4 are rounded here, inputs of matrices too; the others are what stands in their GGUF file."""
    import perplexity_reference

    ours = {"int8": perplexity_reference.Int8, "int4": perplexity_reference.Int4}
    if kind in ours:
        return ours[kind](folder)
    import gguf
    import torch
    from mamba2_float64 import Float64
    from to_gguf import MATRIX, gguf_name

    model = Float64(folder)
    there = {t.name: t for t in gguf.GGUFReader(os.path.join(folder, f"model-{kind}.gguf")).tensors}
    for name in model.tensors:
        new_name, change = gguf_name(name)
        if change == MATRIX:
            tensor = there[new_name]
            model.tensors[name] = torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type))
    return model


def rounded(folder, kind, out):
    ids = load_file(os.path.join(folder, "reference.safetensors"))["tokens"]
    hidden, logits, _ = rounded_model(folder, kind).forward(ids.tolist())
    tensors = {"tokens": ids, "hidden_f64": hidden, "logits_positions": np.arange(len(ids), dtype=np.int32),
               "logits_f64": logits}
    save_file(tensors, out + ".part", {"command": f"bench/peers/logits.py rounded {kind}"})
    os.replace(out + ".part", out)


def error_of(got, want):
    distance = np.linalg.norm(got - want, axis=-1) / np.linalg.norm(want, axis=-1)
    return {"relative": float(np.linalg.norm(got - want) / np.linalg.norm(want)), "worst_token": float(distance.max()),
            "largest": float(np.abs(got - want).max()),
            "first_choice": float((got.argmax(-1) == want.argmax(-1)).mean())}


def compare(against, path):
    tensors = load_file(against)
    got, want = np.load(path).astype(np.float64), tensors["logits_f64"]
    found = {"whole": error_of(got[0], want), "steps": error_of(got[1], want)}
    if "logits_f32" in tensors:
        found |= {"transformers": error_of(tensors["logits_f32"].astype(np.float64), want)}
    print(json.dumps({**found, "size": float(np.sqrt((want**2).mean()))}))


if __name__ == "__main__":
    {"reference": reference, "rounded": rounded, "compare": compare}[sys.argv[1]](*sys.argv[2:])
