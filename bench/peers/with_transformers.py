"""transformers on torch, CPU: its own PyTorch operations (its CUDA kernels are not for a CPU)."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

import copy

import numpy as np
import torch
from transformers import Mamba2ForCausalLM

torch.set_grad_enabled(False)


class Transformers:
    def __init__(self, folder, weight_type, threads, scratch, first):
        torch.set_num_threads(threads)
        assert weight_type == "f32"
        self.model = Mamba2ForCausalLM.from_pretrained(folder, dtype=torch.float32, local_files_only=True).eval()
        self.states = {}  # by depth, of one sequence

    def forward(self, ids, cache=None, keep=1):
        return self.model(torch.tensor(ids), cache_params=cache, use_cache=True, logits_to_keep=keep)

    def warm_prefill(self, ids):
        self.forward([ids[:128]])

    def prefill(self, ids):
        return self.forward([ids])

    def begin(self, ids, batch):
        if len(ids) not in self.states:
            self.states[len(ids)] = self.forward([ids]).cache_params
        self.cache = copy.deepcopy(self.states[len(ids)])
        for layer in self.cache.layers:
            layer.reorder_cache(torch.zeros(batch, dtype=torch.long))
        self.token = torch.zeros(batch, 1, dtype=torch.long)

    def decode(self, count):
        for _ in range(count):
            out = self.model(self.token, cache_params=self.cache, use_cache=True, logits_to_keep=1)
            self.token = out.logits[:, -1:].argmax(-1)

    def whole(self, ids):
        return self.forward([ids], keep=0).logits[0].numpy()

    def step_by_step(self, ids):
        out, rows = self.forward([ids[:1]]), []
        for token in ids[1:]:
            rows.append(out.logits[0, -1].numpy())
            out = self.forward([[token]], out.cache_params)
        return np.stack(rows + [out.logits[0, -1].numpy()])

    def first(self, ids):
        return int(self.prefill(ids).logits[0, -1].argmax())
