#!/usr/bin/env python3
"""Makes the files of the tests that read GGUF: tests/data/formats/gguf/*.

Run by hand; the tests need no Python. Made with gguf 0.19.0 (llama.cpp's own package), safetensors 0.8.0, numpy 2.4.6, sentencepiece 0.2.3.

blocks.gguf has a tensor of each type, of random blocks; blocks.safetensors the same tensors as
gguf.quants.dequantize gives them. In both, `plain` is a matrix and `quantized` what gguf.quants.quantize makes of it.
keys.gguf has a key of each type, which gguf_test.cc lists.
mamba2_NAME.gguf are tests/data/golden/codestral and groups1 by llama.cpp's convert_hf_to_gguf.py (the llama.cpp that llama-cpp-python 0.3.36 has), which needs
PyTorch and transformers: `make_gguf_files.py LLAMA_CPP` makes them too.
HYBRID.gguf are the checkpoints of hybrids in tests/data/golden by the same converter, as f16. HYBRIDS says what of their config.json it does not take.
sp_NAME.gguf has the pieces of tests/data/tokenizer/sentencepiece/NAME.model as llama.cpp's converter writes them.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type, GGUFValueType as Value
from safetensors.numpy import save_file
from sentencepiece import SentencePieceProcessor

DATA = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "formats" / "gguf"

BLOCKS = [Type.Q8_0, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q4_K, Type.Q5_K, Type.Q6_K]
SCALES = {Type.Q8_0: [0], Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q4_K: [0, 2],
          Type.Q5_K: [0, 2], Type.Q6_K: [208]}  # where in a block an f16 stands


def random_blocks(random, kind, rows, blocks):
    """[rows, bytes]: all bytes random, but scales that are finite."""
    _, size = gguf.GGML_QUANT_SIZES[kind]
    out = random.integers(0, 256, (rows * blocks, size), dtype=np.uint8)
    for at in SCALES[kind]:
        scale = random.standard_normal(rows * blocks).astype(np.float16)
        scale[:2] = [np.float16(6e-8), np.float16(-65504) / 64]  # the smallest, and a large one
        out[:, at : at + 2] = scale.view(np.uint8).reshape(-1, 2)
    return out.reshape(rows, blocks * size)


def blocks():
    random = np.random.default_rng(44)
    out = gguf.GGUFWriter(DATA / "blocks.gguf", "none")
    twin = {}
    for kind in BLOCKS:
        elements, _ = gguf.GGML_QUANT_SIZES[kind]
        data = random_blocks(random, kind, 3, 8 if elements == 32 else 2)
        out.add_tensor(kind.name, data, raw_dtype=kind)
        twin[kind.name] = gguf.quants.dequantize(data, kind)
    plain = random.standard_normal((5, 96)).astype(np.float32)
    plain[0, :32] = 0
    plain[1, 0] = 1e6
    out.add_tensor("plain", plain)
    twin["plain"] = plain
    data = gguf.quants.quantize(plain, Type.Q8_0)
    out.add_tensor("quantized", data, raw_dtype=Type.Q8_0)
    twin["quantized"] = gguf.quants.dequantize(data, Type.Q8_0)
    half = random.standard_normal((2, 3, 4, 1)).astype(np.float16)
    out.add_tensor("half", half)
    twin["half"] = half
    brain = random.standard_normal(7).astype(np.float32)
    data = gguf.quants.quantize(brain, Type.BF16)
    out.add_tensor("brain", data, raw_dtype=Type.BF16)
    twin["brain as f32"] = gguf.quants.dequantize(data, Type.BF16)
    write(out)
    save_file(twin, DATA / "blocks.safetensors")


def keys():
    out = gguf.GGUFWriter(DATA / "keys.gguf", "none")
    out.add_custom_alignment(64)
    numbers = {"uint8": 200, "int8": -100, "uint16": 60000, "int16": -30000, "uint32": 4000000000, "int32": -2000000000,
               "float32": 1e-05, "uint64": 2**64 - 1, "int64": -(2**63), "float64": 1e-300, "bool": True,
               "string": "ä\n"}
    for name, value in numbers.items():
        getattr(out, f"add_{name}")(f"k.{name}", value)
        kind = Value[name.upper()]
        out.add_key_value(f"a.{name}", [value, value], Value.ARRAY, sub_type=kind)
    out.add_tensor("one", np.array([1], np.float32))
    write(out)


def sentencepiece(name, **settings):
    """_create_vocab_sentencepiece of llama.cpp's conversion/base.py, with unused tokens up to the embedding's rows."""
    model = SentencePieceProcessor()
    model.LoadFromFile(str(DATA.parent.parent / "tokenizer" / "sentencepiece" / f"{name}.model"))
    tokens, scores, types = [], [], []
    for i in range(model.vocab_size()):
        tokens.append(model.IdToPiece(i).encode())
        scores.append(model.GetScore(i))
        types.append(gguf.TokenType.UNKNOWN if model.IsUnknown(i) else gguf.TokenType.CONTROL if model.IsControl(i)
                     else gguf.TokenType.UNUSED if model.IsUnused(i) else gguf.TokenType.BYTE if model.IsByte(i)
                     else gguf.TokenType.NORMAL)
    for i in range(len(tokens), len(tokens) + 5):
        tokens.append(f"[PAD{i}]".encode())
        scores.append(-10000.0)
        types.append(gguf.TokenType.UNUSED)
    out = gguf.GGUFWriter(DATA / f"sp_{name}.gguf", "none")
    out.add_tokenizer_model(settings.pop("model"))
    out.add_tokenizer_pre("default")
    out.add_token_list(tokens)
    out.add_token_scores(scores)
    out.add_token_types(types)
    out.add_bos_token_id(model.bos_id())
    out.add_eos_token_id(model.eos_id())
    for key, value in settings.items():
        getattr(out, f"add_{key}")(value)
    out.add_tensor("one", np.array([1], np.float32))
    write(out)


def models(llama_cpp):
    """By the converter itself, but for the tokenizer: these checkpoints have none."""
    program = ("import runpy, sys; sys.path.insert(0, '.'); from conversion.mamba import Mamba2Model; "
               "Mamba2Model.set_vocab = lambda self: self._set_vocab_none(); "
               "runpy.run_path('convert_hf_to_gguf.py', run_name='__main__')")
    for golden, name, dtype in (("codestral", "groups8", "f32"), ("groups1", "groups1", "f16")):
        subprocess.run([sys.executable, "-c", program, str(DATA.parent.parent / "golden" / golden), "--outtype", dtype,
                        "--outfile", str(DATA / f"mamba2_{name}_{dtype}.gguf")], cwd=llama_cpp, check=True)


# File: checkpoint, options, and keys of config.json that are replaced, or left out where they are None: what the converter asserts or llama.cpp refuses.
# Some keys of nemotron_h are transformers' defaults for experts, which it has none of.
MIXER = {"mamba_d_head": 8}
HYBRIDS = {
    "granite": ("granite", [], {"intermediate_size": 48}),
    "granite_experts": ("granite_experts", [], {}),
    "falcon_h1": ("falcon_h1", [], {}),
    "lfm2": ("lfm2", [], {}),
    "lfm2_experts": ("lfm2_experts", [], {}),
    "nemotron_h": ("nemotron_h", [], MIXER | dict.fromkeys(["num_experts_per_tok", "n_routed_experts", "n_group", "topk_group"])),
    "nemotron_h_moe": ("nemotron_h_experts", [], MIXER),
    "kimi_linear": ("kimi_linear", [], {}),
    "qwen35": ("qwen3_5", ["--no-mtp"], {}),
    "qwen35moe": ("qwen3_5_experts", ["--no-mtp"], {}),
}
# Without a vocabulary; of nemotron_h config.json as it is, without transformers' defaults for experts.
CONVERT_HYBRID = """
import importlib, json, pathlib, runpy, sys
sys.path.insert(0, '.')
from conversion import base
for name in ('granite', 'falcon_h1', 'lfm2', 'nemotron', 'kimi_linear', 'qwen'):
    importlib.import_module('conversion.' + name)
def replace(kind):
    if 'set_vocab' in kind.__dict__:
        kind.set_vocab = lambda self: self._set_vocab_none()
    for other in kind.__subclasses__():
        replace(other)
replace(base.TextModel)
if 'nemotron_h.gguf' in ' '.join(sys.argv):
    base.ModelBase.load_hparams = staticmethod(lambda folder, is_mistral_format=False: json.loads((pathlib.Path(folder) / 'config.json').read_text()))
runpy.run_path('convert_hf_to_gguf.py', run_name='__main__')
"""


def hybrids(llama_cpp):
    for name, (golden, options, changes) in HYBRIDS.items():
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / golden
            shutil.copytree(DATA.parent.parent / "golden" / golden, copy, ignore=shutil.ignore_patterns("golden.safetensors"))
            config = json.loads((copy / "config.json").read_text()) | changes
            (copy / "config.json").write_text(json.dumps({key: value for key, value in config.items() if key not in changes or value is not None}))
            subprocess.run([sys.executable, "-c", CONVERT_HYBRID, str(copy), "--outtype", "f16", "--outfile", str(DATA / f"{name}.gguf"), *options],
                           cwd=llama_cpp, check=True)


def write(out):
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    blocks()
    keys()
    sentencepiece("bpe_bytes", model="llama")
    sentencepiece("bpe_plain", model="llama", add_space_prefix=False, remove_extra_whitespaces=True)
    sentencepiece("unigram_bytes", model="t5", add_space_prefix=False)
    if len(sys.argv) > 1:
        models(sys.argv[1])
        hybrids(sys.argv[1])
