"""Mamba-2 in float64 NumPy, token by token: the exact side of every golden file.

Reads a checkpoint folder in either layout, Hugging Face's or state-spaces', and shares no code with the float32
implementations it is compared with. (transformers is no float64 reference: even a model in double casts to float32 in
its norms and its scan.)
"""

import glob
import json
import math
import os
import sys
from dataclasses import dataclass

import numpy as np
import safetensors.torch
import torch


def read_json(folder):
    """config.json; transformers 5 writes an infinity as {"__float__": "Infinity"}, others write the bare word."""
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
        return json.load(file, object_hook=lambda o: float(o["__float__"]) if set(o) == {"__float__"} else o)


def is_state_spaces(config):
    return "d_model" in config and "model_type" not in config


def read_tensors(folder):
    """All tensors of the checkpoint, whatever the number of its files, under the names in them."""
    tensors = {}
    for path in sorted(glob.glob(os.path.join(folder, "model*.safetensors"))):
        tensors |= safetensors.torch.load_file(path)
    for path in [] if tensors else sorted(glob.glob(os.path.join(folder, "pytorch_model*.bin"))):
        tensors |= torch.load(path, map_location="cpu", weights_only=True)
    if not tensors:
        sys.exit(f"{folder}: no model*.safetensors and no pytorch_model*.bin")
    return tensors


@dataclass
class Config:
    """What decides the result, under the names of the recurrence."""

    layers: int
    inner: int  # width between in_proj and out_proj
    ssm: int  # of which pass the recurrence; the rest is a gated MLP
    head_dim: int
    state: int
    groups: int
    kernel: int
    vocab: int  # rows of the embedding
    eps: float
    limit: tuple  # of the time step
    activation: str
    gated_norm: str  # "gate first", "norm first", "none"
    layer_norm: bool  # of the stream, instead of RMS
    mlp: bool  # after each mixer
    tied: bool

    @property
    def heads(self):
        return self.ssm // self.head_dim


def read_config(folder):
    raw = read_json(folder)
    if not is_state_spaces(raw):
        defaults = dict(num_heads=128, head_dim=64, vocab_size=32768, hidden_size=4096, state_size=128, n_groups=8,
                        num_hidden_layers=64, conv_kernel=4, layer_norm_epsilon=1e-5, hidden_act="silu",
                        time_step_limit=(0.0, math.inf), tie_word_embeddings=False)
        c = {**defaults, **raw}
        inner = c["num_heads"] * c["head_dim"]
        return Config(c["num_hidden_layers"], inner, inner, c["head_dim"], c["state_size"], c["n_groups"],
                      c["conv_kernel"], c["vocab_size"], c["layer_norm_epsilon"], tuple(c["time_step_limit"]),
                      c["hidden_act"], "gate first", False, False, c["tie_word_embeddings"])
    defaults = dict(layer="Mamba1", d_state=128, d_conv=4, expand=2, headdim=64, d_ssm=None, ngroups=1, rmsnorm=True,
                    norm_before_gate=False, dt_limit=(0.0, math.inf))
    c = {**defaults, **raw.get("ssm_cfg", {})}
    if c["layer"] != "Mamba2" or raw.get("attn_layer_idx"):
        sys.exit(f"{folder}: the layers must be Mamba-2, without attention; got {raw}")
    inner = int(c["expand"] * raw["d_model"])
    multiple = raw.get("pad_vocab_size_multiple", 8)
    gated_norm = "none" if not c["rmsnorm"] else "norm first" if c["norm_before_gate"] else "gate first"
    return Config(raw["n_layer"], inner, c["d_ssm"] or inner, c["headdim"], c["d_state"], c["ngroups"], c["d_conv"],
                  -(-raw["vocab_size"] // multiple) * multiple, 1e-5, tuple(c["dt_limit"]), "silu", gated_norm,
                  not raw.get("rms_norm", True), raw.get("d_intermediate", 0) > 0, raw.get("tie_embeddings", True))


erf = np.vectorize(math.erf, otypes=[np.float64])


def sigmoid(v):
    return 0.5 * (1 + np.tanh(0.5 * v))


def silu(v):
    return v * sigmoid(v)


def gelu_tanh(v):
    return 0.5 * v * (1 + np.tanh(math.sqrt(2 / math.pi) * (v + 0.044715 * v**3)))


ACTIVATIONS = {
    "silu": silu,
    "swish": silu,
    "gelu": lambda v: 0.5 * v * (1 + erf(v / math.sqrt(2))),
    "gelu_new": gelu_tanh,
    "gelu_pytorch_tanh": gelu_tanh,
    "relu": lambda v: np.maximum(v, 0),
}


class Float64:
    """A state is, for each layer, the last K-1 inputs of the convolution and S [H, P, N]."""

    def __init__(self, folder):
        self.config = read_config(folder)
        self.tensors = {k.replace("backbone.embedding.", "backbone.embeddings."): v
                        for k, v in read_tensors(folder).items()}
        if self.config.activation not in ACTIVATIONS:
            sys.exit(f"{folder}: hidden_act must be one of {sorted(ACTIVATIONS)}; got {self.config.activation!r}")
        self.clamped = [0, 0]  # how many time steps each end of the limit changed

    def weight(self, name):
        # one at a time: the whole model in float64 may not fit
        return self.tensors[name].double().numpy() if name in self.tensors else None

    def rms(self, x, weight, groups=1):
        split = x.reshape(len(x), groups, -1)
        scale = np.sqrt(np.mean(split**2, axis=-1, keepdims=True) + self.config.eps)
        return (split / scale).reshape(x.shape) * weight

    def norm(self, x, name):
        """Of the residual stream."""
        if not self.config.layer_norm:
            return self.rms(x, self.weight(name + ".weight"))
        centred = x - x.mean(axis=-1, keepdims=True)
        return self.rms(centred, self.weight(name + ".weight")) + self.weight(name + ".bias")

    def linear(self, x, name):
        bias = self.weight(name + ".bias")
        y = x @ self.weight(name + ".weight").T
        return y if bias is None else y + bias

    def start(self):
        c = self.config
        channels = c.ssm + 2 * c.groups * c.state
        return [(np.zeros((c.kernel - 1, channels)), np.zeros((c.heads, c.head_dim, c.state)))
                for _ in range(c.layers)]

    def mixer(self, name, u, state):
        """u [t, d] -> [t, d], and the state after it."""
        c, w = self.config, self.weight
        t, heads, groups, n, beside = len(u), c.heads, c.groups, c.state, c.inner - c.ssm
        mlp_gate, mlp, gate, xbc, dt = np.split(
            self.linear(u, name + "in_proj"), np.cumsum([beside, beside, c.ssm, c.ssm + 2 * groups * n]), axis=1)

        window, S = state
        taps, bias = w(name + "conv1d.weight")[:, 0].T, w(name + "conv1d.bias")  # [K, channels], the newest is last
        seen = np.concatenate([window, xbc])
        xbc = np.stack([(seen[i : i + c.kernel] * taps).sum(0) for i in range(t)])
        xbc = ACTIVATIONS[c.activation](xbc if bias is None else xbc + bias)
        x, B, C = np.split(xbc, [c.ssm, c.ssm + groups * n], axis=1)
        x = x.reshape(t, heads, c.head_dim)
        group_of = np.arange(heads) // (heads // groups)
        B, C = (v.reshape(t, groups, n)[:, group_of] for v in (B, C))

        low, high = c.limit
        raw = np.logaddexp(0, dt + w(name + "dt_bias"))
        dt = np.minimum(np.maximum(raw, low), high)
        self.clamped[0] += int((raw < low).sum())
        self.clamped[1] += int((raw > high).sum())
        A, D = -np.exp(w(name + "A_log")), w(name + "D").reshape(heads, -1)  # D: one a head, or one a channel
        y = np.empty_like(x)
        for i in range(t):
            decay = np.exp(dt[i] * A)
            S = decay[:, None, None] * S + np.einsum("h,hp,hn->hpn", dt[i], x[i], B[i])
            y[i] = np.einsum("hpn,hn->hp", S, C[i]) + D * x[i]

        y, gate = y.reshape(t, c.ssm), silu(gate)
        if c.gated_norm == "none":
            y = y * gate
        elif c.gated_norm == "gate first":
            y = self.rms(y * gate, w(name + "norm.weight"), groups)
        else:
            y = self.rms(y, w(name + "norm.weight"), groups) * gate
        y = np.concatenate([silu(mlp_gate) * mlp, y], axis=1)
        return self.linear(y, name + "out_proj"), (seen[t:], S)

    def mlp(self, name, u):
        x, gate = np.split(self.linear(u, name + "fc1"), 2, axis=1)
        return self.linear(x * silu(gate), name + "fc2")

    def forward(self, ids, states=None, positions=slice(None)):
        """The stream after each block [layers, t, d], the logits at `positions`, and the states."""
        x = self.tensors["backbone.embeddings.weight"][torch.tensor(ids)].double().numpy()
        hidden, after = [], []
        for layer, state in enumerate(states or self.start()):
            name = f"backbone.layers.{layer}."
            y, state = self.mixer(name + "mixer.", self.norm(x, name + "norm"), state)
            x = x + y
            if self.config.mlp:
                x = x + self.mlp(name + "mlp.", self.norm(x, name + "norm2"))
            hidden.append(x)
            after.append(state)
        head = "backbone.embeddings" if self.config.tied else "lm_head"
        return np.stack(hidden), self.linear(self.norm(x[positions], "backbone.norm_f"), head), after

    def choices(self, ids, tokens):
        """For each place of `tokens`, given `ids` and the tokens before: the ids of the two largest logits i32 [t, 2],
        and their difference [t] divided by the size of the largest logit."""
        places = np.arange(len(ids) - 1, len(ids) + len(tokens) - 1)
        _, logits, _ = self.forward(list(ids) + list(tokens[:-1]), positions=places)
        order = np.argsort(-logits, axis=-1, kind="stable")[:, :2]
        top = np.take_along_axis(logits, order, axis=-1)
        return order.astype(np.int32), (top[:, 0] - top[:, 1]) / np.abs(logits).max(axis=-1)
