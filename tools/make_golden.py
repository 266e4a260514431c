#!/usr/bin/env python3
"""Golden data for Mamba-2: what two other implementations compute for a checkpoint.

    python -m pip install -r tools/requirements-golden.txt
    tools/make_golden.py tests/data/golden                          everything below tests/data/golden, again
    tools/make_golden.py --model DIR --tokens 70 OUT.safetensors    one checkpoint folder of yours, in either layout:
                                                                    Hugging Face's (safetensors or .bin, sharded or not)
                                                                    or state-spaces' (pytorch_model.bin)

The two implementations:
  f32  PyTorch, weights and arithmetic in float32, always a full forward pass without a cache: transformers'
       Mamba2ForCausalLM (its one-token step ignores time_step_limit), or mamba_ssm_float32.py for the other layout.
  f64  The recurrence in float64 NumPy, token by token (mamba2_float64.py).

Each folder holds a tiny random checkpoint as transformers or mamba_ssm writes it (models/demo is used where it lies)
and a file golden.safetensors:
  tokens            i32 [t]            the prompt whose hidden states are kept; it crosses a chunk boundary
  hidden_f64, _f32  [layers, t, d]     residual stream after each block, before the final norm
  logits_positions  i32 [p]            the places in `tokens` whose logits are kept
  logits_f64, _f32  [p, vocab]
  prompts/N         i32 [any]          token ids
  greedy/N          i32 [64]           the ids that follow prompts/N when each is f32's largest logit; no id stops them
  choices/N         i32 [64, 2]        given prompts/N and the greedy ids before: the ids of f64's two largest logits
  gaps/N            f64 [64]           the difference of those two logits, divided by the size of the largest
A file made with --model has tokens, hidden and logits only. The metadata says versions, the relative L2 error of f32
against f64 for each layer and the logits, and the smallest gap of each greedy run.

The prompts are random and none is chosen for its gaps. One checkpoint (ssm_norm_first) has pairs of tokens whose rows
of the head differ in the last bit only, so that its float64 logits often lie closer than float32 can tell apart. Where
f32 takes another token than f64's first, it must be f64's second and the gap must be below MAX_ERROR.

Same versions and same kind of CPU: same bytes. Elsewhere the *_f32 tensors may differ in their last digits.
"""

import argparse
import copy
import glob
import json
import math
import os
import shutil
import sys
import warnings
from unittest import mock

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

import numpy as np
import safetensors
import safetensors.torch
import tokenizers
import torch
import transformers
from transformers import GenerationConfig, Mamba2Config, Mamba2ForCausalLM

import mamba_ssm_float32
from mamba2_float64 import Float64, is_state_spaces, read_json

MAX_ERROR = 3e-6  # of f32 against f64, of the norm
GREEDY_TOKENS = 64
MIN_DISTINCT = 20  # of a folder's runs together: runs that only repeat themselves show little
SEED = 20240521  # also the token ids of --model

REPO = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# name: (configuration, hidden prompt length, prompt lengths, options of the checkpoint)
TINY = {
    "groups1": (
        dict(hidden_size=32, num_hidden_layers=3, num_heads=8, head_dim=8, state_size=16, n_groups=1, expand=2,
             conv_kernel=4, chunk_size=16, vocab_size=96, tie_word_embeddings=True, bos_token_id=0, eos_token_id=0,
             pad_token_id=0),
        70, (1, 7, 17, 100), dict()),
    "groups2": (
        dict(hidden_size=32, num_hidden_layers=2, num_heads=4, head_dim=16, state_size=16, n_groups=2, expand=2,
             conv_kernel=3, chunk_size=32, vocab_size=128, use_bias=True, bos_token_id=1, eos_token_id=[2, 3],
             pad_token_id=None),
        70, (1, 7, 33, 100),
        dict(shard="24KB", generation=dict(bos_token_id=1, eos_token_id=[2, 3], do_sample=True, temperature=0.7,
                                           top_k=20, top_p=0.9, repetition_penalty=1.1, max_new_tokens=50))),
    "groups4": (
        dict(hidden_size=32, num_hidden_layers=2, num_heads=8, head_dim=8, state_size=16, n_groups=4, expand=2,
             conv_kernel=5, chunk_size=256, vocab_size=80, use_conv_bias=False, time_step_limit=(0.01, 0.2),
             bos_token_id=None, eos_token_id=None, pad_token_id=None),
        260, (1, 7, 257, 100), dict()),
    "expand1_5": (
        dict(hidden_size=32, num_hidden_layers=3, num_heads=4, head_dim=12, state_size=24, n_groups=1, expand=1.5,
             conv_kernel=2, chunk_size=64, vocab_size=112, hidden_act="gelu", residual_in_fp32=False),
        70, (1, 7, 65, 100), dict()),
    "conv1_bf16": (
        dict(hidden_size=40, num_hidden_layers=2, num_heads=16, head_dim=5, state_size=7, n_groups=16, expand=2,
             conv_kernel=1, chunk_size=8, vocab_size=67, tie_word_embeddings=True, layer_norm_epsilon=1e-3),
        70, (1, 7, 9, 100), dict(dtype=torch.bfloat16)),
    # As Codestral's: groups of two heads, a head of its own, several files, a bare Infinity, and norm_before_gate,
    # which transformers reads over.
    "codestral": (
        dict(hidden_size=32, num_hidden_layers=2, num_heads=16, head_dim=4, state_size=16, n_groups=8, expand=2,
             conv_kernel=4, chunk_size=32, vocab_size=88, norm_before_gate=True, bos_token_id=0, eos_token_id=0,
             pad_token_id=0),
        70, (1, 5, 16, 33, 100, 257), dict(dtype=torch.bfloat16, shard="24KB", bare_infinity=True)),
}

# The state-spaces layout. name: (config.json, hidden prompt length, prompt lengths, options of the checkpoint)
SSM_LENGTHS = (1, 5, 16, 33, 100, 257)
STATE_SPACES = {
    # as the published ones: all of ssm_cfg at its defaults
    "ssm_published": (
        dict(d_model=64, n_layer=2, vocab_size=93, ssm_cfg={"layer": "Mamba2"}, pad_vocab_size_multiple=16), 70,
        SSM_LENGTHS, dict(embedding=0.05)),
    "ssm_norm_first": (
        dict(d_model=24, n_layer=2, vocab_size=79, tie_embeddings=False,
             ssm_cfg=dict(layer="Mamba2", expand=3, headdim=9, d_state=12, ngroups=2, norm_before_gate=True,
                          D_has_hdim=True, dt_limit=[0.01, 0.2], chunk_size=32)),
        70, SSM_LENGTHS, dict(twins=True)),
    "ssm_layer_norm": (
        dict(d_model=40, n_layer=2, vocab_size=72, rms_norm=False, fused_add_norm=False,
             ssm_cfg=dict(layer="Mamba2", expand=1, headdim=10, d_state=20, d_conv=3, rmsnorm=False, bias=True,
                          conv_bias=False, chunk_size=64)),
        70, SSM_LENGTHS, dict(shards=2)),
    "ssm_gated_mlp": (
        dict(d_model=16, n_layer=3, vocab_size=61,
             ssm_cfg=dict(layer="Mamba2", expand=4, d_ssm=32, headdim=4, d_state=16, d_conv=2, ngroups=4,
                          dt_limit=[0.001, math.inf], chunk_size=16)),
        70, SSM_LENGTHS, dict(dtype=torch.float16)),
    "ssm_all": (
        dict(d_model=32, d_intermediate=100, n_layer=2, vocab_size=80, tie_embeddings=False, rms_norm=False,
             residual_in_fp32=False,
             ssm_cfg=dict(layer="Mamba2", expand=3, d_ssm=64, headdim=8, d_state=16, ngroups=2, bias=True,
                          norm_before_gate=True, D_has_hdim=True, chunk_size=64)),
        70, SSM_LENGTHS, dict(dtype=torch.bfloat16)),
}

DEMO_PROMPTS = (
    "<|endoftext|>",
    "<|endoftext|>In the beginning",
    "<|endoftext|>And it came to pass",
    "<|endoftext|>Große Häuser",
    "Call me Ishmael. Some years ago",
)
DEMO_LENGTHS = (65, 100)  # prompts cut from the passage; the chunk is 64
DEMO_PASSAGE = (
    "In the beginning God created the heaven and the earth. And the earth was without form, and void; and darkness was "
    "upon the face of the deep. And the Spirit of God moved upon the face of the waters. And God said, Let there be "
    "light: and there was light. And God saw the light, that it was good: and God divided the light from the darkness. "
    "And God called the light Day, and the darkness he called Night. And the evening and the morning were the first "
    "day. And God said, Let there be a firmament in the midst of the waters, and let it divide the waters from the "
    "waters. And God made the firmament, and divided the waters which were under the firmament from the waters which "
    "were above the firmament: and it was so."
)


# ---- transformers -----------------------------------------------------------------------------------------------


def make_config(fields):
    """A Mamba2Config. This version's checks refuse a fractional `expand`, which its model code and others accept."""
    fields = dict(fields)
    for key in ("layer_norm_epsilon", "expand"):
        if key in fields:
            fields[key] = float(fields[key])
    if "time_step_limit" in fields:
        fields["time_step_limit"] = tuple(float(v) for v in fields["time_step_limit"])
    expand = fields.pop("expand", 2.0)
    heads, width, hidden = (fields[k] for k in ("num_heads", "head_dim", "hidden_size"))
    if int(expand * hidden) != heads * width:
        sys.exit(f"expand * hidden_size must be num_heads * head_dim; got {expand} * {hidden} and {heads} * {width}")
    if expand == int(expand):
        return Mamba2Config(**fields, expand=int(expand))
    config = Mamba2Config(**{**fields, "expand": 1, "num_heads": 1, "head_dim": hidden})
    for key, value in (("expand", expand), ("num_heads", heads), ("head_dim", width)):
        object.__setattr__(config, key, value)
    return config


def read_config(folder):
    return make_config({**{k: getattr(Mamba2Config, k) for k in ("num_heads", "head_dim", "hidden_size")},
                        **read_json(folder)})


def load_torch(folder):
    if is_state_spaces(read_json(folder)):
        return mamba_ssm_float32.load(folder)
    model, report = Mamba2ForCausalLM.from_pretrained(
        folder, config=read_config(folder), dtype=torch.float32, local_files_only=True, output_loading_info=True)
    for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        if report[what]:
            sys.exit(f"{folder}: {what}: {sorted(map(str, report[what]))}")
    return model.eval()


@torch.no_grad()
def torch_forward(model, ids):
    """The stream after each block [layers, t, d] and the logits [t, vocab], in float32."""
    ids = torch.tensor(ids)
    if isinstance(model, mamba_ssm_float32.Model):
        return tuple(v.numpy() for v in model(ids))
    hidden = []
    hooks = [b.register_forward_hook(lambda _m, _i, out: hidden.append(out[0])) for b in model.backbone.layers]
    logits = model(ids[None], use_cache=False).logits[0]
    for hook in hooks:
        hook.remove()
    return torch.stack(hidden).numpy(), logits.numpy()


def torch_greedy(model, ids, forward=torch_forward):
    ids = list(ids)
    for _ in range(GREEDY_TOKENS):
        ids.append(int(forward(model, ids)[1][-1].argmax()))
    return ids[-GREEDY_TOKENS:]


# ---- the files --------------------------------------------------------------------------------------------------


@torch.no_grad()
def randomize(model, tied, seed, embedding=0.15):
    """Weights with which every term counts: long and short memory, branches as large as the residual stream."""
    rng = np.random.default_rng(seed)
    dense = {"in_proj": 1.0, "out_proj": 1.0, "fc1": 1.0, "fc2": 1.0, "lm_head": 3.0}  # times 1/sqrt(fan in)
    for name, p in model.named_parameters():
        module, kind = name.split(".")[-2:]
        v = rng.standard_normal(tuple(p.shape))
        if kind == "A_log":
            v = rng.uniform(math.log(0.01), math.log(8), p.shape)
        elif kind == "dt_bias":
            v = rng.uniform(-5, 0.5, p.shape)
        elif kind == "bias":
            v *= 0.3
        elif module in dense:
            v *= dense[module] / math.sqrt(p.shape[1])
        elif module == "conv1d":
            v /= math.sqrt(p.shape[-1])
        elif module in ("embedding", "embeddings"):
            v *= embedding if tied else 0.5  # tied and large, a token would predict itself
        elif kind == "weight":  # of a norm
            v = 1 + 0.25 * v
        p.copy_(torch.from_numpy(np.asarray(v)))


def write_checkpoint(folder, fields, options, seed):
    model = Mamba2ForCausalLM(make_config(fields))
    randomize(model, fields.get("tie_word_embeddings"), seed)
    if "generation" in options:
        model.generation_config = GenerationConfig(**options["generation"])
    model.to(options.get("dtype", torch.float32))
    with mock.patch.object(Mamba2Config, "validate", lambda self: None):  # a fractional expand, again
        model.save_pretrained(folder, max_shard_size=options.get("shard", "1GB"))
    for path in glob.glob(os.path.join(folder, "*.safetensors")):
        os.chmod(path, 0o644)
    if options.get("bare_infinity"):
        path = os.path.join(folder, "config.json")
        config = read_json(folder)
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(config, indent=2) + "\n")


def write_state_spaces(folder, config, options, seed):
    model = mamba_ssm_float32.Model(copy.deepcopy(config))
    randomize(model, model.config["tie_embeddings"], seed, options.get("embedding", 0.15))
    if options.get("twins"):  # every fifth token and the next
        with torch.no_grad():
            head = model.lm_head.weight
            up = torch.from_numpy(np.random.default_rng(seed).random((len(head[::5]), head.shape[1])) < 0.5)
            head[1::5] = torch.nextafter(head[::5], torch.where(up, math.inf, -math.inf))
    mamba_ssm_float32.save(model.to(options.get("dtype", torch.float32)), folder, options.get("shards", 1))


def relative_error(got, want):
    return float(np.linalg.norm((got - want).ravel()) / np.linalg.norm(want.ravel()))


def compare(folder, ids, kept_logits):
    """Both implementations on one prompt: the tensors to keep, the table's numbers, and both models."""
    reference, model = Float64(folder), load_torch(folder)
    positions = np.arange(max(0, len(ids) - kept_logits), len(ids), dtype=np.int32)
    hidden64, logits64, _ = reference.forward(ids, positions=positions)
    hidden32, logits32 = torch_forward(model, ids)
    logits32 = logits32[positions]
    tensors = {
        "tokens": np.asarray(ids, np.int32),
        "hidden_f64": hidden64,
        "hidden_f32": hidden32,
        "logits_positions": positions,
        "logits_f64": logits64,
        "logits_f32": logits32,
    }
    errors = [relative_error(a, b) for a, b in zip(hidden32, hidden64)] + [relative_error(logits32, logits64)]
    return tensors, errors, reference, model


def write_golden(path, tensors, errors, command, **more):
    """`errors`: of each layer, then of the logits."""
    metadata = {
        "command": command,
        "numpy": np.__version__,
        "safetensors": safetensors.__version__,
        "tokenizers": tokenizers.__version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "relative_l2_f32_vs_f64": json.dumps({**{f"layer{i}": float(f"{e:.3g}") for i, e in enumerate(errors[:-1])},
                                              "logits": float(f"{errors[-1]:.3g}")}),
        **more,
    }
    tensors = {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in tensors.items()}
    data = safetensors.torch.save(tensors, metadata)
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))  # its order is random
    header = json.dumps(header, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    with open(path, "wb") as file:
        file.write(len(header).to_bytes(8, "little") + header + data[end:])
    print(f"{path}: relative L2 error of each layer and the logits: " + " ".join(f"{e:.1e}" for e in errors)
          + (f"; smallest gaps: {more['smallest_gaps']}" if more else ""))


def check_errors(where, errors):
    if max(errors) > MAX_ERROR:
        sys.exit(f"{where}: float32 and float64 must agree to {MAX_ERROR}; got {errors}")


def checked_runs(where, prompts, greedy, choices_of):
    """prompts/, greedy/, choices/ and gaps/ of each prompt, and what the metadata says of them all. `greedy` gives the ids
    that f32 chooses after some, `choices_of` f64's choices and gaps for ids and what follows them."""
    tensors, smallest, others, distinct = {}, [], 0, set()
    for i, ids in enumerate(prompts):
        tokens = greedy(ids)
        distinct |= set(tokens)
        choices, gaps = choices_of(ids, tokens)
        for place, token in enumerate(tokens):
            if token == choices[place, 0]:
                continue
            others += 1
            if token != choices[place, 1] or gaps[place] > MAX_ERROR:
                sys.exit(f"{where}: prompt {i}, token {place}: float32 chose {token}, float64 {choices[place]} with a "
                         f"gap of {gaps[place]}")
        tensors |= {f"prompts/{i}": np.asarray(ids, np.int32), f"greedy/{i}": np.asarray(tokens, np.int32),
                    f"choices/{i}": choices, f"gaps/{i}": gaps}
        smallest.append(float(f"{gaps.min():.3g}"))
    if len(distinct) < MIN_DISTINCT:
        sys.exit(f"{where}: the runs must have at least {MIN_DISTINCT} different tokens; got {len(distinct)}")
    return tensors, {"smallest_gaps": json.dumps(smallest), "f32_took_the_second": str(others)}


def golden_with_prompts(folder, out, hidden_ids, kept_logits, prompts):
    tensors, errors, reference, model = compare(folder, hidden_ids, kept_logits)
    check_errors(folder, errors)
    runs, facts = checked_runs(folder, prompts, lambda ids: torch_greedy(model, ids), reference.choices)
    tensors |= runs
    limit = reference.config.limit
    for end, reached in zip((limit[0] > 0, limit[1] < math.inf), reference.clamped):
        if end and not reached:
            sys.exit(f"{folder}: both ends of {limit} must be reached; got {reference.clamped} steps")
    write_golden(out, tensors, errors, "tools/make_golden.py tests/data/golden", **facts)


def random_ids(vocab, length, *seed):
    return np.random.default_rng([*seed, length]).integers(0, vocab, length).tolist()


def make_all(root):
    tables = [(TINY, write_checkpoint), (STATE_SPACES, write_state_spaces)]
    rows = [(name, write, *row) for table, write in tables for name, row in table.items()]
    for i, (name, write, fields, length, lengths, options) in enumerate(rows):
        folder = os.path.join(root, name)
        shutil.rmtree(folder, ignore_errors=True)
        write(folder, fields, options, SEED + i)
        vocab = fields["vocab_size"]
        golden_with_prompts(folder, os.path.join(folder, "golden.safetensors"), random_ids(vocab, length, SEED, i),
                            4 if length > 100 else length, [random_ids(vocab, n, SEED + i) for n in lengths])
    demo = os.path.join(REPO, "models", "demo")
    tokenizer = tokenizers.Tokenizer.from_file(os.path.join(demo, "tokenizer.json"))
    prompts = [tokenizer.encode(text, add_special_tokens=False).ids for text in DEMO_PROMPTS]
    passage = tokenizer.encode(DEMO_PASSAGE, add_special_tokens=False).ids
    prompts += [passage[:n] for n in DEMO_LENGTHS]
    os.makedirs(os.path.join(root, "demo"), exist_ok=True)
    golden_with_prompts(demo, os.path.join(root, "demo", "golden.safetensors"), passage[:70], 4, prompts)


def main():
    parser = argparse.ArgumentParser(description="Golden data for Mamba-2 checkpoints; see the top of this file.")
    parser.add_argument("out", help="folder to write, or with --model a file")
    parser.add_argument("--model", metavar="DIR",
                        help="a Mamba-2 checkpoint folder, in Hugging Face's or state-spaces' layout")
    parser.add_argument("--tokens", type=int, default=70, metavar="N", help="length of the prompt for --model (70)")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)  # the order of sums, and so the last digits, depends on it
    torch.manual_seed(SEED)
    if not args.model:
        make_all(args.out)
        return
    if args.tokens < 1:
        sys.exit(f"--tokens must be at least 1; got {args.tokens}")
    if not os.path.isfile(os.path.join(args.model, "config.json")):
        sys.exit(f"--model must be a folder with a config.json; got {args.model}")
    ids = np.random.default_rng(SEED).integers(0, read_json(args.model).get("vocab_size", 32768), args.tokens).tolist()
    tensors, errors, _, _ = compare(args.model, ids, 4)
    write_golden(args.out, tensors, errors, f"tools/make_golden.py --model DIR --tokens {args.tokens} OUT.safetensors")


if __name__ == "__main__":
    main()
