"""weights.py NAME FOLDER: random weights of a published size, as transformers saves them, once.

Drawn as for the project's golden data (tools/make_golden.py): memories of one token to thousands, branches as large as
the residual stream, no norm or bias at its initial value. So a wrong tensor shows, and rounding does not explode from
layer to layer as it does with transformers' own initial values. Runs in the environment `torch`."""

import os
import sys

import torch
from transformers import Mamba2Config, Mamba2ForCausalLM

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools"))

import make_golden  # noqa: E402
from programs import MODELS  # noqa: E402

SEED = 20261122


def main():
    name, folder = sys.argv[1:]
    size = MODELS[name]
    config = Mamba2Config(hidden_size=size["hidden"], num_hidden_layers=size["layers"], num_heads=size["heads"],
                          head_dim=64, state_size=128, n_groups=1, chunk_size=256, vocab_size=50288,
                          tie_word_embeddings=True, bos_token_id=0, eos_token_id=0, pad_token_id=0)
    model = Mamba2ForCausalLM(config).eval()
    make_golden.randomize(model, tied=True, seed=SEED, embedding=0.05)
    model.to(torch.float32).save_pretrained(folder)
    parameters = sum(p.numel() for p in model.parameters())
    if abs(parameters / size["parameters"] - 1) > 0.01:
        sys.exit(f"{name}: {parameters} parameters")


main()
