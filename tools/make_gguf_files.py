#!/usr/bin/env python3
"""Makes the files of the tests that read GGUF: tests/data/formats/gguf/*.

Run by hand; the tests need no Python. Made with gguf 0.19.0 (llama.cpp's own package), safetensors 0.8.0, numpy 2.4.6.

blocks.gguf has a tensor of each type, of random blocks; blocks.safetensors the same tensors as
gguf.quants.dequantize gives them. In both, `plain` is a matrix and `quantized` what gguf.quants.quantize makes of it.
keys.gguf has a key of each type, which gguf_test.cc lists.
"""

import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type, GGUFValueType as Value
from safetensors.numpy import save_file

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


def write(out):
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    blocks()
    keys()
