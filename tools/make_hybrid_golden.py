#!/usr/bin/env python3
"""Golden data for families that mix recurrences with attention: what transformers computes for tiny random checkpoints.

    python -m pip install -r tools/requirements-golden.txt
    tools/make_hybrid_golden.py tests/data/golden [NAME ...]    all of HYBRIDS, or those named

The files and their tensors are those of tools/make_golden.py. Both implementations are transformers' own:
  f32  its model in float32, always a full forward pass without a cache
  f64  the same model in float64: its classes cast to float32 within, and these casts are lifted to float64, as are
       the constants that it makes (rotary frequencies)
"""

import argparse
import json
import math
import os
import re
import shutil
import sys
import warnings

import numpy as np
import torch
import transformers
from torch.overrides import TorchFunctionMode
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoModelForImageTextToText

from make_golden import SEED, check_errors, checked_runs, random_ids, relative_error, torch_greedy, write_golden

FALCON = dict(model_type="falcon_h1", hidden_size=32, num_hidden_layers=2, intermediate_size=48, num_attention_heads=4,
              num_key_value_heads=2, mamba_d_ssm=48, mamba_n_heads=6, mamba_d_head=8, mamba_d_state=16,
              mamba_chunk_size=32, vocab_size=96, embedding_multiplier=5.6, lm_head_multiplier=0.35,
              mlp_multipliers=[0.88, 0.6], key_multiplier=0.39, attention_out_multiplier=0.94,
              attention_in_multiplier=1.1, ssm_multipliers=[0.35, 0.25, 0.18, 0.5, 0.31], ssm_in_multiplier=1.25,
              ssm_out_multiplier=0.24, bos_token_id=1, eos_token_id=2, pad_token_id=0)
GRANITE = dict(model_type="granitemoehybrid", hidden_size=32, num_hidden_layers=4, shared_intermediate_size=48,
               num_attention_heads=4, num_key_value_heads=2, mamba_n_heads=8, mamba_d_head=8, mamba_d_state=16,
               mamba_chunk_size=32, vocab_size=96, num_local_experts=0, embedding_multiplier=2, logits_scaling=3,
               residual_multiplier=0.9, attention_multiplier=0.2, bos_token_id=0, eos_token_id=0, pad_token_id=0,
               layer_types=["linear_attention", "full_attention", "linear_attention", "full_attention"])
LFM2 = dict(model_type="lfm2", hidden_size=32, num_hidden_layers=4, intermediate_size=100, block_multiple_of=16,
            num_attention_heads=4, num_key_value_heads=2, vocab_size=96, bos_token_id=1, eos_token_id=7, pad_token_id=0)
# Keys of few elements are often near zero, and of no certain direction then: 16 keep them away from it.
QWEN = dict(model_type="qwen3_5_text", hidden_size=32, num_hidden_layers=3, intermediate_size=48, num_attention_heads=4,
            num_key_value_heads=2, head_dim=16, vocab_size=96, linear_num_key_heads=2, linear_num_value_heads=4,
            linear_key_head_dim=16, linear_value_head_dim=12, bos_token_id=1, eos_token_id=2, pad_token_id=0)
QWEN_EXPERTS = {k: v for k, v in QWEN.items() if k != "intermediate_size"} | dict(
    model_type="qwen3_5_moe_text", num_hidden_layers=2, num_experts=8, num_experts_per_tok=2, moe_intermediate_size=8,
    shared_expert_intermediate_size=12)
VISION = dict(depth=1, hidden_size=8, intermediate_size=8, num_heads=2, patch_size=2, temporal_patch_size=1,
              out_hidden_size=32, num_position_embeddings=4)
OLMO = dict(model_type="olmo_hybrid", hidden_size=32, num_hidden_layers=3, intermediate_size=48, num_attention_heads=4,
            vocab_size=96, bos_token_id=None, eos_token_id=2, pad_token_id=0)
LFM2_EXPERTS = dict(model_type="lfm2_moe", hidden_size=32, num_hidden_layers=3, intermediate_size=48,
                    moe_intermediate_size=8, num_experts=8, num_attention_heads=4, num_key_value_heads=2, vocab_size=96,
                    bos_token_id=1, eos_token_id=7, pad_token_id=0)
KIMI = dict(model_type="kimi_linear", hidden_size=32, num_hidden_layers=2, intermediate_size=48, num_attention_heads=4,
            num_key_value_heads=4, kv_lora_rank=12, qk_nope_head_dim=8, qk_rope_head_dim=4, v_head_dim=10,
            moe_intermediate_size=8, num_local_experts=8, linear_num_heads=2, linear_head_dim=16, vocab_size=96,
            bos_token_id=1, eos_token_id=2, pad_token_id=0)
NEMOTRON = dict(model_type="nemotron_h", hidden_size=32, intermediate_size=40, num_attention_heads=4,
                num_key_value_heads=2, head_dim=16, mamba_num_heads=6, mamba_head_dim=8, ssm_state_size=16, n_groups=2,
                chunk_size=32, vocab_size=96, time_step_min=0.02)
NEMOTRON_EXPERTS = dict(NEMOTRON, n_routed_experts=8, moe_intermediate_size=8, moe_shared_expert_intermediate_size=20)
LENGTHS = (1, 5, 16, 33, 100, 257)


def before_5(config):
    """Layers as versions of transformers before 5 name them."""
    names = {"linear_attention": "mamba", "full_attention": "attention"}
    return config | dict(layer_types=[names[kind] for kind in config["layer_types"]])


def beside_drafting(tensors, _config):
    """A tensor of the layer that drafts tokens, for which the model has no use."""
    return tensors | {"mtp.fc.weight": torch.zeros(32, 64)}


def experts_in_one(tensors, config):
    """The matrices of the first layer's experts as one tensor, as transformers has them when they are loaded."""
    first = [name for name in tensors if re.search(r"\.layers\.0\..*\.experts\.0\.", name)]
    prefix = first[0].split("experts.0.")[0] + "experts."
    names = ("w1", "w3", "w2") if ".w1." in "".join(first) else ("gate_proj", "up_proj", "down_proj")
    count = config.get_text_config().num_experts
    each = [[tensors.pop(f"{prefix}{x}.{name}.weight") for name in names] for x in range(count)]
    tensors[prefix + "gate_up_proj"] = torch.stack([torch.cat([gate, up]) for gate, up, _ in each])
    tensors[prefix + "down_proj"] = torch.stack([down for _, _, down in each])
    return tensors


def by_allenai(tensors, config):
    """Names and shapes of OLMo-Hybrid as they are published. save_pretrained gives the three convolutions a third each of
    the channels, and calls a norm of attention layers as that of the others."""
    keys = config.linear_num_key_heads * config.linear_key_head_dim
    for i, kind in enumerate(config.layer_types):
        layer = f"model.layers.{i}."
        if kind == "full_attention":
            tensors[layer + "post_attention_layernorm.weight"] = tensors.pop(layer + "feedforward_layer_norm.weight")
            continue
        names = [f"{layer}linear_attn.{part}_conv1d.weight" for part in "qkv"]
        joined = torch.cat([tensors[name] for name in names])
        parts = joined.split([keys, keys, len(joined) - 2 * keys])
        tensors |= {name: part.clone() for name, part in zip(names, parts)}
    return tensors


def with_dense_mlps_apart(tensors, config):
    """Layers without experts, as they are published: save_pretrained calls their MLPs as it does experts."""
    for i, kind in enumerate(config.mlp_layer_types):
        if kind == "dense":
            for name in ("gate_proj", "up_proj", "down_proj"):
                layer = f"model.layers.{i}."
                tensors[f"{layer}mlp.{name}.weight"] = tensors.pop(f"{layer}block_sparse_moe.{name}.weight")
    return tensors


def by_moonshot(config):
    """config.json of Kimi Linear as its makers write it."""
    layers, mlps = config.pop("layer_types"), config.pop("mlp_layer_types")
    places = lambda kind: [i + 1 for i, layer in enumerate(layers) if layer == kind]  # noqa: E731
    linear = dict(full_attn_layers=places("full_attention"), kda_layers=places("linear_attention"),
                  num_heads=config.pop("linear_num_heads"), head_dim=config.pop("linear_head_dim"),
                  short_conv_kernel_size=config.pop("linear_conv_kernel_dim"))
    return config | dict(linear_attn_config=linear, first_k_dense_replace=mlps.count("dense"), mla_use_nope=True,
                         moe_router_activation_func="sigmoid", moe_layer_freq=1, use_grouped_topk=True)


def by_liquid(config):
    """config.json of LFM2 as its makers write it."""
    layers = config.pop("layer_types")
    return config | dict(full_attn_idxs=[i for i, kind in enumerate(layers) if kind == "full_attention"],
                         block_ff_dim=config.pop("intermediate_size"), tie_embedding=config.pop("tie_word_embeddings"),
                         rope_theta=config.pop("rope_parameters")["rope_theta"])


def by_nvidia(config):
    """Layers as a pattern of letters."""
    letters = {"linear_attention": "M", "moe": "E", "full_attention": "*", "mlp": "-"}
    pattern = "".join(letters[kind] for kind in config.pop("layers_block_type"))
    return config | dict(hybrid_override_pattern=pattern, num_hidden_layers=len(pattern))


# name: (configuration, length of the hidden prompt, options)
HYBRIDS = {
    # as the published ones: no norm in the mixer, one group, rotary embeddings of a large base
    "falcon_h1": (dict(FALCON, rope_theta=1e11, head_dim=16, tie_word_embeddings=True), 70, dict()),
    "falcon_h1_all": (
        dict(FALCON, tie_word_embeddings=False, mamba_rms_norm=True, mamba_norm_before_gate=True, mamba_n_groups=2,
             mamba_proj_bias=True, projectors_bias=True, mamba_conv_bias=False, attention_bias=True, mlp_bias=True,
             time_step_limit=(0.01, 0.2), mamba_chunk_size=16, hidden_act="gelu", rms_norm_eps=1e-3,
             eos_token_id=[2, 5], max_position_embeddings=512,
             rope_parameters=dict(rope_type="llama3", rope_theta=500.0, factor=4.0, low_freq_factor=1.0,
                                  high_freq_factor=4.0, original_max_position_embeddings=64)),
        70, dict(dtype=torch.bfloat16, shard="24KB")),
    # as the published ones: no positions, a tied head
    "granite": (dict(GRANITE, tie_word_embeddings=True), 70, dict(config=before_5)),
    "granite_all": (
        dict(GRANITE, tie_word_embeddings=False, mamba_n_groups=2, mamba_proj_bias=True, mamba_conv_bias=False,
             attention_bias=True, time_step_limit=(0.01, 0.2), mamba_chunk_size=16, hidden_act="gelu",
             rms_norm_eps=1e-3, position_embedding_type="rope", rope_parameters=dict(rope_type="default", rope_theta=100.0),
             layer_types=["full_attention", "linear_attention", "linear_attention", "full_attention"]),
        70, dict(dtype=torch.bfloat16, shard="24KB")),
    # as the published ones
    "lfm2": (dict(LFM2, layer_types=["conv", "full_attention", "conv", "full_attention"]), 70,
             dict(seed=10, config=by_liquid)),
    "lfm2_all": (
        dict(LFM2, tie_word_embeddings=False, conv_bias=True, conv_L_cache=4, block_auto_adjust_ff_dim=False,
             intermediate_size=48, norm_eps=1e-3, num_key_value_heads=4, eos_token_id=[2, 5], max_position_embeddings=512,
             rope_parameters=dict(rope_type="yarn", rope_theta=500.0, factor=4.0, original_max_position_embeddings=64),
             layer_types=["full_attention", "conv", "conv", "full_attention"]),
        70, dict(seed=11, dtype=torch.bfloat16, shard="24KB")),
    # as the published ones: text beside vision, a head of its own
    "qwen3_5": (
        dict(model_type="qwen3_5", tie_word_embeddings=False, text_config=dict(
            QWEN, layer_types=["linear_attention", "linear_attention", "full_attention"],
            rope_parameters=dict(rope_type="default", rope_theta=1e7, partial_rotary_factor=0.25,
                                 mrope_section=[1, 1, 0], mrope_interleaved=True)),
             vision_config=VISION),
        70, dict(seed=12, dtype=torch.bfloat16, tensors=beside_drafting)),
    "qwen3_5_all": (
        dict(QWEN, tie_word_embeddings=True, linear_num_key_heads=3, linear_num_value_heads=3, linear_conv_kernel_dim=3,
             attention_bias=True, hidden_act="gelu", rms_norm_eps=1e-3, eos_token_id=[2, 5], num_key_value_heads=4,
             rope_parameters=dict(rope_type="default", rope_theta=100.0, partial_rotary_factor=0.5),
             layer_types=["full_attention", "linear_attention", "full_attention"]),
        70, dict(seed=13, dtype=torch.bfloat16, shard="24KB")),
    # without experts
    "qwen3_next": (
        dict(QWEN, model_type="qwen3_next", num_experts=0, num_hidden_layers=2, full_attention_interval=2), 70, dict(seed=14)),
    # as the published ones but for a layer without experts, which is also named
    "qwen3_next_experts": (
        dict(QWEN, model_type="qwen3_next", num_experts=8, num_experts_per_tok=3, moe_intermediate_size=8,
             shared_expert_intermediate_size=12, mlp_only_layers=[1], norm_topk_prob=False, hidden_act="gelu",
             rope_parameters=dict(rope_type="default", rope_theta=100.0, partial_rotary_factor=0.5),
             layer_types=["linear_attention", "full_attention", "linear_attention"]),
        70, dict(seed=25, dtype=torch.bfloat16, shard="48KB")),
    # as the published ones: text beside vision
    "qwen3_5_experts": (
        dict(model_type="qwen3_5_moe", tie_word_embeddings=False, text_config=dict(
            QWEN_EXPERTS, layer_types=["linear_attention", "full_attention"],
            rope_parameters=dict(rope_type="default", rope_theta=1e7, partial_rotary_factor=0.25,
                                 mrope_section=[1, 1, 0], mrope_interleaved=True)), vision_config=VISION),
        70, dict(seed=26, dtype=torch.bfloat16, tensors=lambda *of: experts_in_one(beside_drafting(*of), of[1]))),
    # as the published ones: a bias for choosing, and layers without experts first
    "lfm2_experts": (
        dict(LFM2_EXPERTS, num_experts_per_tok=3, num_dense_layers=1, layer_types=["conv", "full_attention", "conv"]),
        70, dict(seed=27)),
    "lfm2_experts_all": (
        dict(LFM2_EXPERTS, num_experts_per_tok=2, num_dense_layers=0, use_expert_bias=False, norm_topk_prob=False,
             routed_scaling_factor=1.5, tie_word_embeddings=False, conv_bias=True, conv_L_cache=4, norm_eps=1e-3,
             eos_token_id=[2, 5], num_hidden_layers=2, layer_types=["full_attention", "conv"]),
        70, dict(seed=28, dtype=torch.bfloat16, tensors=experts_in_one)),
    # as the published ones
    "kimi_linear": (
        dict(KIMI, num_experts_per_tok=3, layer_types=["linear_attention", "full_attention"]), 70,
        dict(seed=29, dtype=torch.bfloat16, config=by_moonshot, tensors=with_dense_mlps_apart)),
    "kimi_linear_all": (
        dict(KIMI, num_experts_per_tok=2, n_group=4, topk_group=2, norm_topk_prob=False, routed_scaling_factor=1.5,
             n_shared_experts=2, q_lora_rank=20, attention_bias=True, hidden_act="gelu", rms_norm_eps=1e-3,
             linear_num_heads=3, linear_conv_kernel_dim=3, eos_token_id=[2, 5], v_head_dim=8,
             mlp_layer_types=["sparse", "dense"], layer_types=["full_attention", "linear_attention"]),
        70, dict(seed=30)),
    # as the published ones: no rotary embeddings, as many heads of each kind
    "olmo_hybrid": (
        dict(OLMO, num_attention_heads=2, rope_parameters=dict(rope_type="default", rope_theta=None),
             layer_types=["linear_attention", "full_attention", "linear_attention"]),
        70, dict(seed=15, dtype=torch.bfloat16, tensors=by_allenai)),
    "olmo_hybrid_all": (
        dict(OLMO, tie_word_embeddings=True, num_key_value_heads=2, attention_bias=True, hidden_act="gelu", rms_norm_eps=1e-3,
             linear_num_key_heads=2, linear_num_value_heads=4, linear_key_head_dim=16, linear_value_head_dim=8,
             linear_conv_kernel_dim=3, linear_allow_neg_eigval=False, eos_token_id=[2, 5],
             rope_parameters=dict(rope_type="default", rope_theta=100.0),
             layer_types=["full_attention", "linear_attention", "full_attention"]),
        70, dict(seed=16, dtype=torch.bfloat16, shard="24KB")),
    # as the published ones: experts, few of which a token meets, beside the MLP of all
    "granite_experts": (dict(GRANITE, tie_word_embeddings=True, num_local_experts=8, num_experts_per_tok=3,
                             intermediate_size=8, num_hidden_layers=3,
                             layer_types=["linear_attention", "full_attention", "linear_attention"]),
                        70, dict(seed=20, config=before_5)),
    "granite_experts_all": (
        dict(GRANITE, tie_word_embeddings=False, num_local_experts=5, num_experts_per_tok=1, intermediate_size=24,
             shared_intermediate_size=16, hidden_act="gelu", mamba_n_groups=2, residual_multiplier=0.7,
             num_hidden_layers=3, layer_types=["full_attention", "linear_attention", "full_attention"]),
        70, dict(seed=21, dtype=torch.bfloat16, shard="24KB")),
    # as the published ones without experts
    "nemotron_h": (dict(NEMOTRON, layers_block_type=["linear_attention", "mlp", "full_attention", "mlp"]), 70,
                   dict(seed=22, config=by_nvidia)),
    # as Nemotron 3 Nano, and with groups of experts
    "nemotron_h_experts": (
        dict(NEMOTRON_EXPERTS, num_experts_per_tok=3, n_group=4, topk_group=2, routed_scaling_factor=2.5,
             layers_block_type=["linear_attention", "moe", "full_attention", "moe"]), 70, dict(seed=23)),
    "nemotron_h_all": (
        dict(NEMOTRON_EXPERTS, num_experts_per_tok=2, moe_latent_size=12, norm_topk_prob=False, mlp_bias=True,
             use_bias=True, use_conv_bias=False, chunk_size=16, n_groups=1, layer_norm_epsilon=1e-3, eos_token_id=[2, 5],
             mamba_hidden_act="gelu", mlp_hidden_act="silu", num_key_value_heads=4,
             layers_block_type=["moe", "full_attention", "linear_attention", "mlp", "moe"]),
        70, dict(seed=24, dtype=torch.bfloat16, shard="24KB")),
}
# Of the matrices: the logits are to be apart, and the decay of a delta rule not so fast that differences of its sums lose
# the digits of float32.
GAINS = {"lm_head": 8.0, "in_proj_a": 0.5, "in_proj_ba": 0.5, "a_proj": 0.5, "f_b_proj": 0.5}


class InFloat64(TorchFunctionMode):
    """float32 becomes float64 wherever a call names it."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        lift = lambda v: torch.float64 if v is torch.float32 else v  # noqa: E731
        if func is torch.Tensor.float:
            return args[0].double()
        return func(*map(lift, args), **{k: lift(v) for k, v in (kwargs or {}).items()})


def class_of(config):
    return AutoModelForImageTextToText if hasattr(config, "vision_config") else AutoModelForCausalLM


def load(folder, dtype):
    # Experts one by one: the products of all at once know no float64.
    options = dict(dtype=dtype, local_files_only=True, experts_implementation="eager")
    kind = class_of(transformers.AutoConfig.from_pretrained(folder, local_files_only=True))
    if dtype == torch.float32:
        return kind.from_pretrained(folder, **options).eval()
    torch.set_default_dtype(torch.float64)
    try:
        with InFloat64():
            return kind.from_pretrained(folder, **options).eval()
    finally:
        torch.set_default_dtype(torch.float32)


@torch.no_grad()
def forward(model, ids):
    """The stream after each layer [layers, t, d] and the logits [t, vocab]."""
    hidden = []
    text = getattr(model.model, "language_model", model.model)
    first = lambda out: out[0] if isinstance(out, tuple) else out  # noqa: E731
    hooks = [layer.register_forward_hook(lambda _m, _i, out: hidden.append(first(out)[0])) for layer in text.layers]
    ids = torch.tensor(ids)[None]
    if model.dtype == torch.float64:
        with InFloat64():
            logits = model(ids, use_cache=False).logits[0]
    else:
        logits = model(ids, use_cache=False).logits[0]
    for hook in hooks:
        hook.remove()
    return torch.stack(hidden).numpy(), logits.numpy()


def choices_of(model, ids, tokens):
    """Of each token's place the two likeliest ids, and how far their logits are apart, beside the largest."""
    logits = forward(model, list(ids) + tokens[:-1])[1][len(ids) - 1:]
    order = np.argsort(-logits, axis=-1, kind="stable")[:, :2].astype(np.int32)
    top = np.take_along_axis(logits, order, -1)
    return order, (top[:, 0] - top[:, 1]) / np.abs(logits).max(-1)


@torch.no_grad()
def randomize(model, seed):
    """Weights with which every term counts: long and short memory, branches as large as the residual stream.

    A delta rule that forgets all but one token reads q·k of it, which may be next to nothing, and the norm that follows
    divides by that: its memory is not so short.
    """
    rng = np.random.default_rng(seed)
    for name, p in model.named_parameters():
        module, kind = name.split(".")[-2:]
        v = rng.standard_normal(tuple(p.shape))
        if kind == "A_log":
            v = rng.uniform(math.log(0.01), math.log(1 if ".linear_attn." in name or ".forget_gate." in name else 8), p.shape)
        elif kind == "dt_bias":
            v = rng.uniform(-5, 0.5, p.shape)
        elif kind == "bias":
            v *= 0.3
        elif module in ("conv1d", "conv"):
            v *= 2 / math.sqrt(p.shape[-1])
        elif module == "embed_tokens":
            v *= 0.15
        elif p.ndim in (2, 3):  # 3: of each expert
            v *= GAINS.get(module, 2.0) / math.sqrt(p.shape[-1])
        elif kind == "weight" or kind == "D":
            v = p.numpy() + 0.25 * v  # what is left of 1, or of 0 where 1 is added to it
        p.copy_(torch.from_numpy(np.asarray(v)))
    for name, b in model.named_buffers():
        if name.endswith(("e_score_correction_bias", "expert_bias")):
            b.copy_(torch.from_numpy(0.2 * rng.standard_normal(tuple(b.shape))))


def write_checkpoint(folder, fields, options, seed):
    fields = dict(fields)
    config = transformers.AutoConfig.for_model(fields.pop("model_type"), **fields)
    torch.manual_seed(seed)  # of what transformers fills, before each parameter gets its own numbers
    model = class_of(config).from_config(config)
    randomize(model, seed)
    shutil.rmtree(folder, ignore_errors=True)
    model.to(options.get("dtype", torch.float32)).save_pretrained(folder, max_shard_size=options.get("shard", "1GB"))
    os.remove(os.path.join(folder, "generation_config.json"))
    if changed := options.get("tensors"):
        path = os.path.join(folder, "model.safetensors")
        save_file(changed(load_file(path), config), path)
    if rewritten := options.get("config"):
        path = os.path.join(folder, "config.json")
        with open(path, encoding="utf-8") as file:
            config = rewritten(json.load(file))
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file, indent=2)
            file.write("\n")
    for name in os.listdir(folder):
        os.chmod(os.path.join(folder, name), 0o644)


def make(root, name, fields, length, options, seed):
    folder = os.path.join(root, name)
    write_checkpoint(folder, fields, options, seed)
    model, exact = load(folder, torch.float32), load(folder, torch.float64)
    vocab = fields.get("text_config", fields)["vocab_size"]
    ids = random_ids(vocab, length, seed, 1)
    positions = np.arange(length, dtype=np.int32)
    (hidden32, logits32), (hidden64, logits64) = forward(model, ids), forward(exact, ids)
    if hidden64.dtype != np.float64 or logits64.dtype != np.float64:
        sys.exit(f"{name}: the float64 model gave {hidden64.dtype} and {logits64.dtype}")
    errors = [relative_error(a, b) for a, b in zip(hidden32, hidden64)] + [relative_error(logits32, logits64)]
    check_errors(name, errors)
    tensors = {"tokens": np.asarray(ids, np.int32), "hidden_f64": hidden64, "hidden_f32": hidden32,
               "logits_positions": positions, "logits_f64": logits64, "logits_f32": logits32}
    runs, facts = checked_runs(name, [random_ids(vocab, n, seed) for n in LENGTHS],
                               lambda ids: torch_greedy(model, ids, forward), lambda *of: choices_of(exact, *of))
    write_golden(os.path.join(folder, "golden.safetensors"), tensors | runs, errors,
                 "tools/make_hybrid_golden.py tests/data/golden", **facts)


def main():
    parser = argparse.ArgumentParser(description="Golden data for hybrid checkpoints; see the top of this file.")
    parser.add_argument("out", help="folder to write")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(HYBRIDS)}; all where none is given")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)  # the order of sums, and so the last digits, depends on it
    for i, (name, row) in enumerate(HYBRIDS.items()):
        if not args.names or name in args.names:
            make(args.out, name, *row, SEED + 100 + row[2].get("seed", i))


if __name__ == "__main__":
    main()
