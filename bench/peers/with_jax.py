"""mamba2-jax on the CPU: its model under jax.jit, the whole step in one program with the argmax in it, as its own
demonstration does it. Prompts: only the last token goes through the head, which its own forward function would do for
all."""

import json
import os

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from mamba2_jax import modeling, params
from safetensors import safe_open


def config_of(folder):
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
        c = json.load(file)
    same = ("vocab_size", "hidden_size", "state_size", "head_dim", "chunk_size", "expand", "conv_kernel",
            "num_hidden_layers", "layer_norm_epsilon", "tie_word_embeddings")
    return modeling.Mamba2Config(**{key: c[key] for key in same})


class Mamba2Jax:
    def __init__(self, folder, weight_type, threads, scratch, first):
        assert weight_type == "f32"
        tensors = {}
        with safe_open(os.path.join(folder, "model.safetensors"), framework="numpy") as file:
            for name in file.keys():  # its loader knows the names of the training code
                tensors[name.replace("backbone.embeddings.", "backbone.embedding.")] = file.get_tensor(name)
        model = params.create_random_model(config_of(folder))
        params.load_pytorch_weights(model, tensors, strict=True)
        graph, self.weights = nnx.split(model)
        self.compiled, self.states = {}, {}

        def forward(weights, ids, cache, last):
            model = nnx.merge(graph, weights)
            out = model.backbone(input_ids=ids, cache=cache)
            hidden = out["last_hidden_state"]
            logits = (hidden[:, -1:] if last else hidden) @ model.backbone.embedder.embedding[:].T
            return logits, jnp.argmax(logits[:, -1:], -1), out["cache"]

        self.forward = jax.jit(forward, static_argnames="last")

    def run(self, ids, cache=None, last=True):
        key = (ids.shape, cache is None, last)
        if key not in self.compiled:
            self.compiled[key] = self.forward.lower(self.weights, ids, cache, last=last).compile()
        return self.compiled[key](self.weights, ids, cache)

    def warm_prefill(self, ids):
        ids = jnp.asarray([ids])
        key = (ids.shape, True, True)
        self.compiled[key] = self.forward.lower(self.weights, ids, None, last=True).compile()

    def prefill(self, ids):
        return jax.block_until_ready(self.run(jnp.asarray([ids])))

    def begin(self, ids, batch):
        if len(ids) not in self.states:
            self.states[len(ids)] = self.prefill(ids)[2]
        self.cache = jax.tree.map(lambda v: jnp.repeat(v, batch, axis=0), self.states[len(ids)])
        self.token = jnp.zeros((batch, 1), jnp.int32)

    def decode(self, count):
        for _ in range(count):
            _, self.token, self.cache = self.run(self.token, self.cache)
        jax.block_until_ready(self.token)

    def whole(self, ids):
        return np.asarray(self.run(jnp.asarray([ids]), last=False)[0][0])

    def step_by_step(self, ids):
        rows, cache = [], None
        for token in ids:
            logits, _, cache = self.run(jnp.asarray([[token]]), cache)
            rows.append(np.asarray(logits[0, -1]))
        return np.stack(rows)

    def first(self, ids):
        return int(self.prefill(ids)[1][0, 0])
