#!/usr/bin/env python3
"""Golden data for Mamba-2: what two other implementations compute for a checkpoint.

    python -m pip install -r tools/requirements-golden.txt
    tools/make_golden.py tests/data/golden                          everything below tests/data/golden, again
    tools/make_golden.py --model DIR --tokens 70 OUT.safetensors    one Hugging Face checkpoint folder of yours

The two implementations:
  f32  PyTorch: transformers' Mamba2ForCausalLM, weights and arithmetic in float32, always a full forward pass without
       a cache (its one-token step ignores time_step_limit).
  f64  The recurrence below, in float64 NumPy, token by token. transformers is no float64 reference: even a model in
       double casts to float32 in its norms and its scan.

Each folder holds a tiny random checkpoint as transformers writes it (models/demo is used where it lies) and a file
golden.safetensors:
  tokens            i32 [t]            the prompt whose hidden states are kept; it crosses a chunk boundary
  hidden_f64, _f32  [layers, t, d]     residual stream after each block, before the final norm
  logits_positions  i32 [p]            the places in `tokens` whose logits are kept
  logits_f64, _f32  [p, vocab]
  prompts/N         i32 [any]          token ids
  greedy/N          i32 [64]           the 64 ids that follow prompts/N when each is the largest logit; no id stops them
A file made with --model has neither prompts nor greedy. The metadata says versions, the relative L2 error of f32
against f64 for each layer and the logits, and the smallest top-2 margin of each greedy run.

PyTorch and float64 must choose the same 64 tokens, and the two largest float64 logits must always differ by more than
MIN_MARGIN times the standard deviation of that step's logits. The float32 error allowed is MAX_ERROR of their norm, so
another float32 implementation has a thousand times that before its choice may differ.

Same versions and same kind of CPU: same bytes. Elsewhere the *_f32 tensors may differ in their last digits.
"""

import argparse
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

MAX_ERROR = 3e-6
MIN_MARGIN = 1e-2
GREEDY_TOKENS = 64
MIN_DISTINCT = 10  # a run that only repeats itself shows little
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
    def special(obj):  # {"__float__": "Infinity"}, as transformers 5 writes what JSON lacks
        return float(obj["__float__"]) if set(obj) == {"__float__"} else obj

    with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
        fields = json.load(file, object_hook=special)
    return make_config({**{k: getattr(Mamba2Config, k) for k in ("num_heads", "head_dim", "hidden_size")}, **fields})


def load_torch(folder):
    model, report = Mamba2ForCausalLM.from_pretrained(
        folder, config=read_config(folder), dtype=torch.float32, local_files_only=True, output_loading_info=True)
    for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        if report[what]:
            sys.exit(f"{folder}: {what}: {sorted(map(str, report[what]))}")
    return model.eval()


@torch.no_grad()
def torch_forward(model, ids):
    """The stream after each block [layers, t, d] and the logits [t, vocab], in float32."""
    hidden = []
    hooks = [b.register_forward_hook(lambda _m, _i, out: hidden.append(out[0])) for b in model.backbone.layers]
    logits = model(torch.tensor(ids)[None], use_cache=False).logits[0]
    for hook in hooks:
        hook.remove()
    return torch.stack(hidden).numpy(), logits.numpy()


@torch.no_grad()
def torch_greedy(model, ids):
    ids = list(ids)
    for _ in range(GREEDY_TOKENS):
        ids.append(int(model(torch.tensor(ids)[None], use_cache=False).logits[0, -1].argmax()))
    return ids[-GREEDY_TOKENS:]


# ---- float64 ----------------------------------------------------------------------------------------------------

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
    """Mamba-2 as a recurrence. A state is, for each layer, the last K-1 inputs of the convolution and S [H, P, N]."""

    def __init__(self, folder):
        self.config = read_config(folder)
        self.tensors = {}
        for path in sorted(glob.glob(os.path.join(folder, "*.safetensors"))):
            self.tensors |= safetensors.torch.load_file(path)
        c = self.config
        if c.hidden_act not in ACTIVATIONS:
            sys.exit(f"{folder}: hidden_act must be one of {sorted(ACTIVATIONS)}; got {c.hidden_act!r}")
        self.inner = c.num_heads * c.head_dim
        self.clamped = [0, 0]  # how many time steps each end of time_step_limit changed

    def weight(self, name):
        # one at a time: the whole model in float64 may not fit
        return self.tensors[name].double().numpy() if name in self.tensors else None

    def norm(self, x, weight, groups=1):
        split = x.reshape(len(x), groups, -1)
        scale = np.sqrt(np.mean(split**2, axis=-1, keepdims=True) + self.config.layer_norm_epsilon)
        return (split / scale).reshape(x.shape) * weight

    def linear(self, x, name):
        bias = self.weight(name + ".bias")
        y = x @ self.weight(name + ".weight").T
        return y if bias is None else y + bias

    def start(self):
        c = self.config
        channels = self.inner + 2 * c.n_groups * c.state_size
        return [(np.zeros((c.conv_kernel - 1, channels)), np.zeros((c.num_heads, c.head_dim, c.state_size)))
                for _ in range(c.num_hidden_layers)]

    def mixer(self, name, u, state):
        """u [t, d] -> [t, d], and the state after it."""
        c, w = self.config, self.weight
        t, heads, groups, n = len(u), c.num_heads, c.n_groups, c.state_size
        gate, xbc, dt = np.split(self.linear(u, name + "in_proj"), [self.inner, -heads], axis=1)

        window, S = state
        taps, bias = w(name + "conv1d.weight")[:, 0].T, w(name + "conv1d.bias")  # [K, channels], the newest is last
        seen = np.concatenate([window, xbc])
        xbc = np.stack([(seen[i : i + c.conv_kernel] * taps).sum(0) for i in range(t)])
        xbc = ACTIVATIONS[c.hidden_act](xbc if bias is None else xbc + bias)
        x, B, C = np.split(xbc, [self.inner, self.inner + groups * n], axis=1)
        x = x.reshape(t, heads, c.head_dim)
        group_of = np.arange(heads) // (heads // groups)
        B, C = (v.reshape(t, groups, n)[:, group_of] for v in (B, C))

        low, high = c.time_step_limit
        raw = np.logaddexp(0, dt + w(name + "dt_bias"))
        dt = np.minimum(np.maximum(raw, low), high)
        self.clamped[0] += int((raw < low).sum())
        self.clamped[1] += int((raw > high).sum())
        A, D = -np.exp(w(name + "A_log")), w(name + "D")
        y = np.empty_like(x)
        for i in range(t):
            decay = np.exp(dt[i] * A)
            S = decay[:, None, None] * S + np.einsum("h,hp,hn->hpn", dt[i], x[i], B[i])
            y[i] = np.einsum("hpn,hn->hp", S, C[i]) + D[:, None] * x[i]

        y = self.norm(y.reshape(t, self.inner) * silu(gate), w(name + "norm.weight"), groups)
        return self.linear(y, name + "out_proj"), (seen[t:], S)

    def forward(self, ids, states=None, positions=slice(None)):
        """The stream after each block [layers, t, d], the logits at `positions`, and the states."""
        x = self.tensors["backbone.embeddings.weight"][torch.tensor(ids)].double().numpy()
        hidden, after = [], []
        for layer, state in enumerate(states or self.start()):
            name = f"backbone.layers.{layer}."
            y, state = self.mixer(name + "mixer.", self.norm(x, self.weight(name + "norm.weight")), state)
            x = x + y
            hidden.append(x)
            after.append(state)
        head = "backbone.embeddings" if self.config.tie_word_embeddings else "lm_head"
        logits = self.linear(self.norm(x[positions], self.weight("backbone.norm_f.weight")), head)
        return np.stack(hidden), logits, after

    def greedy(self, ids):
        """The tokens that follow, and the smallest difference of the two largest logits in standard deviations."""
        tokens, margin, states = [], math.inf, None
        for _ in range(GREEDY_TOKENS):
            _, logits, states = self.forward(tokens[-1:] or ids, states, slice(-1, None))
            second, first = np.sort(logits[0])[-2:]
            margin = min(margin, (first - second) / logits[0].std())
            tokens.append(int(logits[0].argmax()))
        return tokens, margin


# ---- the files --------------------------------------------------------------------------------------------------


def write_checkpoint(folder, fields, options, seed):
    """A random model in which every term counts: long and short memory, branches as large as the residual stream."""
    rng = np.random.default_rng(seed)
    model = Mamba2ForCausalLM(make_config(fields))
    dense = {"in_proj": 1.0, "out_proj": 1.0, "lm_head": 3.0}  # times 1/sqrt(fan in)
    with torch.no_grad():
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
            elif module == "embeddings":
                v *= 0.15 if fields.get("tie_word_embeddings") else 0.5  # tied and large, a token would predict itself
            elif kind == "weight":  # of a norm
                v = 1 + 0.25 * v
            p.copy_(torch.from_numpy(np.asarray(v)))
    if "generation" in options:
        model.generation_config = GenerationConfig(**options["generation"])
    model.to(options.get("dtype", torch.float32))
    with mock.patch.object(Mamba2Config, "validate", lambda self: None):  # a fractional expand, again
        model.save_pretrained(folder, max_shard_size=options.get("shard", "1GB"))
    for path in glob.glob(os.path.join(folder, "*.safetensors")):
        os.chmod(path, 0o644)


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
          + (f"; smallest margins: {more['greedy_margins']}" if more else ""))


def golden_with_prompts(folder, out, hidden_ids, kept_logits, prompts):
    """`prompts`: for each, the candidates in turn; the first whose margin is wide enough counts."""
    tensors, errors, reference, model = compare(folder, hidden_ids, kept_logits)
    if max(errors) > MAX_ERROR:
        sys.exit(f"{folder}: float32 and float64 must agree to {MAX_ERROR}; got {errors}")
    margins = []
    for i, candidates in enumerate(prompts):
        for ids in candidates:
            tokens, margin = reference.greedy(ids)
            if margin > MIN_MARGIN and len(set(tokens)) >= MIN_DISTINCT:
                break
        else:
            sys.exit(f"{folder}: prompt {i}: no candidate has a margin above {MIN_MARGIN} and {MIN_DISTINCT} different "
                     f"tokens; the last had {margin:.1e} and {len(set(tokens))}")
        if torch_greedy(model, ids) != tokens:
            sys.exit(f"{folder}: prompt {i}: float32 and float64 must choose the same tokens")
        tensors[f"prompts/{i}"] = np.asarray(ids, np.int32)
        tensors[f"greedy/{i}"] = np.asarray(tokens, np.int32)
        margins.append(float(f"{margin:.3g}"))
    if 0 < max(reference.config.time_step_limit) < math.inf and 0 in reference.clamped:
        sys.exit(f"{folder}: both ends of time_step_limit must be reached; got {reference.clamped} steps")
    write_golden(out, tensors, errors, "tools/make_golden.py tests/data/golden", greedy_margins=json.dumps(margins))


def random_prompts(vocab, length, seed):
    for attempt in range(50):
        yield np.random.default_rng([seed, length, attempt]).integers(0, vocab, length).tolist()


def make_all(root):
    for i, (name, (fields, length, lengths, options)) in enumerate(TINY.items()):
        folder = os.path.join(root, name)
        shutil.rmtree(folder, ignore_errors=True)
        write_checkpoint(folder, fields, options, SEED + i)
        vocab = fields["vocab_size"]
        hidden_ids = np.random.default_rng([SEED, i]).integers(0, vocab, length).tolist()
        golden_with_prompts(folder, os.path.join(folder, "golden.safetensors"), hidden_ids,
                            4 if length > 100 else length, [random_prompts(vocab, n, SEED + i) for n in lengths])
    demo = os.path.join(REPO, "models", "demo")
    tokenizer = tokenizers.Tokenizer.from_file(os.path.join(demo, "tokenizer.json"))
    prompts = [[tokenizer.encode(text, add_special_tokens=False).ids] for text in DEMO_PROMPTS]
    passage = tokenizer.encode(DEMO_PASSAGE, add_special_tokens=False).ids
    prompts += [[passage[i : i + n] for i in range(len(passage) - n + 1)] for n in DEMO_LENGTHS]
    os.makedirs(os.path.join(root, "demo"), exist_ok=True)
    golden_with_prompts(demo, os.path.join(root, "demo", "golden.safetensors"), passage[:70], 4, prompts)


def main():
    parser = argparse.ArgumentParser(description="Golden data for Mamba-2 checkpoints; see the top of this file.")
    parser.add_argument("out", help="folder to write, or with --model a file")
    parser.add_argument("--model", metavar="DIR", help="a Hugging Face Mamba-2 checkpoint folder (safetensors)")
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
    vocab = read_config(args.model).vocab_size
    ids = np.random.default_rng(SEED).integers(0, vocab, args.tokens).tolist()
    tensors, errors, _, _ = compare(args.model, ids, 4)
    write_golden(args.out, tensors, errors, f"tools/make_golden.py --model DIR --tokens {args.tokens} OUT.safetensors")


if __name__ == "__main__":
    main()
