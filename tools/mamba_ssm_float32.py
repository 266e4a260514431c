"""Mamba-2 in the state-spaces layout (mamba_ssm's config.json and pytorch_model.bin), in PyTorch on a CPU.

mamba_ssm itself needs a GPU. This is its mathematics and its parameters' names with PyTorch's own operations, weights
and arithmetic in float32; always a full forward pass without a cache.
"""

import json
import math
import os

import torch
import torch.nn.functional as F
from torch import nn

from mamba2_float64 import read_json, read_tensors

# MambaConfig's fields and defaults, in its order
MODEL = dict(d_model=2560, d_intermediate=0, n_layer=64, vocab_size=50277, ssm_cfg={}, attn_layer_idx=[], attn_cfg={},
             rms_norm=True, residual_in_fp32=True, fused_add_norm=True, pad_vocab_size_multiple=8, tie_embeddings=True)
MIXER = dict(d_state=128, d_conv=4, expand=2, headdim=64, d_ssm=None, ngroups=1, D_has_hdim=False, rmsnorm=True,
             norm_before_gate=False, dt_limit=(0.0, math.inf), bias=False, conv_bias=True, chunk_size=256)
EPS = 1e-5


class Scale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))


class RMSNorm(Scale):
    def forward(self, x):
        return F.rms_norm(x, x.shape[-1:], self.weight, EPS)


class Mixer(nn.Module):
    def __init__(self, d_model, given):
        super().__init__()
        c = self.c = {**MIXER, **{k: v for k, v in given.items() if k != "layer"}}
        if set(c) != set(MIXER):
            raise SystemExit(f"ssm_cfg: no such keys: {sorted(set(c) - set(MIXER))}")
        self.inner = c["expand"] * d_model
        self.ssm = c["d_ssm"] or self.inner
        self.heads = self.ssm // c["headdim"]
        self.mixed = c["ngroups"] * c["d_state"]
        channels = self.ssm + 2 * self.mixed
        self.dt_bias = nn.Parameter(torch.zeros(self.heads))
        self.A_log = nn.Parameter(torch.zeros(self.heads))
        self.D = nn.Parameter(torch.ones(self.ssm if c["D_has_hdim"] else self.heads))
        self.in_proj = nn.Linear(d_model, 2 * self.inner + 2 * self.mixed + self.heads, bias=c["bias"])
        self.conv1d = nn.Conv1d(channels, channels, c["d_conv"], groups=channels, padding=c["d_conv"] - 1,
                                bias=c["conv_bias"])
        if c["rmsnorm"]:
            self.norm = Scale(self.ssm)
        self.out_proj = nn.Linear(self.inner, d_model, bias=c["bias"])

    def grouped_norm(self, y):
        split = y.unflatten(-1, (self.c["ngroups"], -1))
        return F.rms_norm(split, split.shape[-1:], eps=EPS).flatten(-2) * self.norm.weight

    def forward(self, u):
        c, t, beside = self.c, len(u), self.inner - self.ssm
        mlp_gate, mlp, gate, xbc, dt = self.in_proj(u).split(
            [beside, beside, self.ssm, self.ssm + 2 * self.mixed, self.heads], dim=-1)
        xbc = F.silu(self.conv1d(xbc.T)[:, :t].T)
        x, B, C = xbc.split([self.ssm, self.mixed, self.mixed], dim=-1)
        x = x.reshape(t, self.heads, -1)
        per_head = self.heads // c["ngroups"]
        B, C = (v.reshape(t, c["ngroups"], -1).repeat_interleave(per_head, dim=1) for v in (B, C))
        dt = F.softplus(dt + self.dt_bias).clamp(*c["dt_limit"])
        decay = torch.exp(dt * -torch.exp(self.A_log))
        S, y = torch.zeros(self.heads, c["headdim"], c["d_state"]), []
        for i in range(t):
            S = S * decay[i, :, None, None] + (dt[i, :, None] * x[i])[:, :, None] * B[i, :, None]
            y.append(torch.einsum("hpn,hn->hp", S, C[i]))
        y = (torch.stack(y) + self.D.reshape(self.heads, -1) * x).flatten(1)
        if not c["rmsnorm"]:
            y = y * F.silu(gate)
        elif c["norm_before_gate"]:
            y = self.grouped_norm(y) * F.silu(gate)
        else:
            y = self.grouped_norm(y * F.silu(gate))
        return self.out_proj(torch.cat([F.silu(mlp_gate) * mlp, y], dim=-1))


class GatedMLP(nn.Module):
    def __init__(self, d_model, width):
        super().__init__()
        width = -(-width // 128) * 128
        self.fc1 = nn.Linear(d_model, 2 * width, bias=False)
        self.fc2 = nn.Linear(width, d_model, bias=False)

    def forward(self, u):
        x, gate = self.fc1(u).chunk(2, dim=-1)
        return self.fc2(x * F.silu(gate))


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.norm = norm(c)
        self.mixer = Mixer(c["d_model"], c["ssm_cfg"])
        self.mlp = None
        if c["d_intermediate"]:
            self.norm2 = norm(c)
            self.mlp = GatedMLP(c["d_model"], c["d_intermediate"])

    def forward(self, x):
        x = x + self.mixer(self.norm(x))
        return x + self.mlp(self.norm2(x)) if self.mlp else x


def norm(c):
    return RMSNorm(c["d_model"]) if c["rms_norm"] else nn.LayerNorm(c["d_model"], eps=EPS)


class Model(nn.Module):
    def __init__(self, config):
        super().__init__()
        c = self.config = {**MODEL, **config}
        rows = -(-c["vocab_size"] // c["pad_vocab_size_multiple"]) * c["pad_vocab_size_multiple"]
        self.backbone = nn.Module()
        self.backbone.embedding = nn.Embedding(rows, c["d_model"])
        self.backbone.layers = nn.ModuleList(Block(c) for _ in range(c["n_layer"]))
        self.backbone.norm_f = norm(c)
        self.lm_head = nn.Linear(c["d_model"], rows, bias=False)
        if c["tie_embeddings"]:
            self.lm_head.weight = self.backbone.embedding.weight

    @torch.no_grad()
    def forward(self, ids):
        """ids [t] -> the stream after each block [layers, t, d], logits [t, rows]"""
        x, hidden = self.backbone.embedding(ids), []
        for block in self.backbone.layers:
            x = block(x)
            hidden.append(x)
        return torch.stack(hidden), self.lm_head(self.backbone.norm_f(x))


def load(folder):
    model = Model(read_json(folder))
    model.load_state_dict(read_tensors(folder))
    return model.float().eval()


def save(model, folder, shards=1):
    """As mamba_ssm's save_pretrained does; or in several files with an index, as Hugging Face's libraries do."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
        json.dump(model.config, file, indent=4)
    state = model.state_dict()
    if shards == 1:
        torch.save(state, os.path.join(folder, "pytorch_model.bin"))
        return
    names, weight_map = list(state), {}
    for i in range(shards):
        file = f"pytorch_model-{i + 1:05}-of-{shards:05}.bin"
        part = {k: state[k] for k in names[i * len(names) // shards : (i + 1) * len(names) // shards]}
        torch.save({k: v.clone() for k, v in part.items()}, os.path.join(folder, file))
        weight_map |= {k: file for k in part}
    index = dict(metadata=dict(total_size=sum(v.numel() * v.element_size() for v in state.values())),
                 weight_map=weight_map)
    with open(os.path.join(folder, "pytorch_model.bin.index.json"), "w", encoding="utf-8") as file:
        json.dump(index, file, indent=2)
