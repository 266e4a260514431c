#!/usr/bin/env python3
"""Makes the files of the tests that read quantized checkpoints: tests/data/formats/quantized/*.

Run by hand; the tests need no Python. Made with compressed-tensors 0.20.1, auto-gptq 0.7.1, transformers 5.23.0, torch 2.15.0 and safetensors 0.8.0, all on
the CPU. auto-gptq's package need not be built: the folder of its unpacked wheel in PYTHONPATH is enough. So is awq/utils/packing_utils.py of autoawq 0.2.9, as
awq_packing_utils.py.

cases.json: for each case the `quantization_config` that those libraries write. stored.safetensors: the tensors of a module with the case's name, quantized
and packed by the libraries. widened.safetensors: the matrix that the libraries' own code makes of them again.
"""

import json
import pathlib

import torch
from awq_packing_utils import dequantize_gemm
from auto_gptq.nn_modules.qlinear.qlinear_cuda import QuantLinear as OrderedGptqLinear
from auto_gptq.nn_modules.qlinear.qlinear_cuda_old import QuantLinear as GptqLinear
from compressed_tensors.compressors import BaseCompressor
from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
from compressed_tensors.quantization.utils import calculate_qparams
from safetensors.torch import save_file
from transformers.integrations.finegrained_fp8 import _dequantize_fp8_weight

DATA = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "formats" / "quantized"
OUTPUTS, INPUTS = 32, 96

cases, stored, widened = {}, {}, {}


def add(case, config, tensors, matrix):
    cases[case] = config
    for name, tensor in tensors.items():
        stored[f"{case}.{name}"] = tensor.contiguous()
    widened[f"{case}.weight"] = matrix.float().contiguous()


def weight():
    out = torch.randn(OUTPUTS, INPUTS) * 0.05
    out[3, 5], out[7, 90] = 0.6, -0.5
    return out


def blocks(w, args):
    """[rows of scales, columns of scales, elements]"""
    rows, columns = {"tensor": (OUTPUTS, INPUTS), "channel": (1, INPUTS), "group": (1, args.group_size), "tensor_group": (1, args.group_size),
                     "block": args.block_structure}[args.strategy]
    padded = torch.nn.functional.pad(w, (0, -INPUTS % columns, 0, -OUTPUTS % rows))
    return padded.unflatten(0, (-1, rows)).unflatten(2, (-1, columns)).transpose(1, 2).flatten(2)


def compressed(case, form, **args):
    args = QuantizationArgs(**args)
    scheme = QuantizationScheme(targets=["Linear"], weights=args)
    w = weight()
    in_blocks = blocks(w, args)
    factor = torch.tensor([2688.0 / w.abs().max()]) if form == "nvfp4-pack-quantized" else None
    scale, zero = calculate_qparams(in_blocks.amin(-1), in_blocks.amax(-1), args, global_scale=factor)
    if args.strategy == "tensor":
        scale, zero = scale.reshape(1), zero.reshape(1)
    tensors = {"weight": w, "weight_scale": scale, "weight_zero_point": zero}
    if factor is not None:
        tensors["weight_global_scale"] = factor
    compressor = BaseCompressor.get_value_from_registry(form)
    tensors = compressor.compress(tensors, scheme)
    if form == "nvfp4-pack-quantized":  # its own code computes in bf16; here is what it rounds
        values = compressor.decompress({**tensors, "weight_scale": torch.ones(OUTPUTS, INPUTS // 16).to(torch.float8_e4m3fn),
                                        "weight_global_scale": torch.ones(1)}, scheme)["weight"].float()
        matrix = values * (tensors["weight_scale"].float() / factor).repeat_interleave(16, 1)
    else:
        matrix = compressor.decompress(dict(tensors), scheme)["weight"]
    group = {"targets": ["Linear"], "weights": json.loads(args.model_dump_json()), "input_activations": None, "output_activations": None, "format": form}
    add(case, {"quant_method": "compressed-tensors", "format": form, "quantization_status": "compressed", "config_groups": {"group_0": group},
               "ignore": ["lm_head"], "kv_cache_scheme": None, "sparsity_config": {}, "transform_config": {}}, tensors, matrix)


def fp8(case, block):
    w = weight()
    args = QuantizationArgs(num_bits=8, type="float", strategy="block" if block else "tensor", block_structure=block)
    scale = blocks(w, args).abs().amax(-1) / 448
    tall = scale.repeat_interleave(block[0], 0)[:OUTPUTS].repeat_interleave(block[1], 1)[:, :INPUTS] if block else scale.reshape(1, 1)
    narrow = (w / tall).to(torch.float8_e4m3fn)
    scale = scale if block else scale.reshape(())
    add(case, {"quant_method": "fp8", "fmt": "e4m3", "activation_scheme": "dynamic", "weight_block_size": block, "modules_to_not_convert": ["lm_head"]},
        {"weight": narrow, "weight_scale_inv": scale}, _dequantize_fp8_weight(narrow, scale, block, torch.float32))


def gptq(case, bits, group, order=False):
    linear = torch.nn.Linear(INPUTS, OUTPUTS, bias=False)
    linear.weight.data = weight()
    groups = torch.arange(INPUTS) // group
    if order:
        groups = groups[torch.randperm(INPUTS)]
    most = 2**bits - 1
    scales, zeros = torch.zeros(OUTPUTS, INPUTS // group), torch.zeros(OUTPUTS, INPUTS // group)
    for g in range(INPUTS // group):
        part = linear.weight.data[:, groups == g]
        low, high = part.amin(1).clamp(max=-1e-3), part.amax(1).clamp(min=1e-3)
        scales[:, g] = (high - low) / (most - 1)  # room for rounding: pack() does not clamp
        zeros[:, g] = (-low / scales[:, g]).round().clamp(1, most)
    out = OrderedGptqLinear(bits, group, INPUTS, OUTPUTS, False) if order else GptqLinear(bits, group, INPUTS, OUTPUTS, False, use_cuda_fp16=False)
    out.pack(linear, scales, zeros, groups.to(torch.int32))
    state = {name: t for name, t in out.state_dict().items() if name in ("qweight", "qzeros", "scales", "g_idx")}
    out.scales = out.scales.float()  # widens in f32
    add(case, {"quant_method": "gptq", "bits": bits, "group_size": group, "desc_act": order, "sym": False, "checkpoint_format": "gptq",
               "damp_percent": 0.01}, state, out(torch.eye(INPUTS)).T)


def awq(case):
    config = {"quant_method": "awq", "bits": 4, "group_size": 32, "zero_point": True, "version": "gemm", "modules_to_not_convert": None}
    words = lambda *shape: torch.randint(-(2**31), 2**31, shape, dtype=torch.int64).to(torch.int32)  # noqa: E731
    tensors = {"qweight": words(INPUTS, OUTPUTS // 8), "qzeros": words(INPUTS // 32, OUTPUTS // 8), "scales": (torch.rand(INPUTS // 32, OUTPUTS) / 50 + 1e-3).half()}
    wide = dequantize_gemm(tensors["qweight"], tensors["qzeros"], tensors["scales"].float(), 4, 32)
    add(case, config, tensors, wide.T)


if __name__ == "__main__":
    torch.manual_seed(49)
    for strategy, more in {"tensor": {}, "channel": {}, "block": {"block_structure": [10, 64]}}.items():
        compressed(f"float8_{strategy}", "float-quantized", num_bits=8, type="float", strategy=strategy, **more)
    compressed("int8_channel", "int-quantized", num_bits=8, strategy="channel")
    compressed("int8_group_zeros", "naive-quantized", num_bits=8, strategy="group", group_size=32, symmetric=False)
    compressed("packed4_group", "pack-quantized", num_bits=4, strategy="group", group_size=32)
    compressed("packed4_group_zeros", "pack-quantized", num_bits=4, strategy="group", group_size=16, symmetric=False)
    compressed("packed3_channel_zeros", "pack-quantized", num_bits=3, strategy="channel", symmetric=False)
    compressed("packed8_channel", "pack-quantized", num_bits=8, strategy="channel")
    compressed("nvfp4", "nvfp4-pack-quantized", num_bits=4, type="float", strategy="tensor_group", group_size=16, scale_dtype=torch.float8_e4m3fn)
    compressed("mxfp4", "mxfp4-pack-quantized", num_bits=4, type="float", strategy="group", group_size=32, scale_dtype=torch.uint8)
    fp8("fp8_block", [10, 64])
    fp8("fp8_tensor", None)
    for bits in (2, 3, 4, 8):
        gptq(f"gptq{bits}", bits, 32)
    gptq("gptq4_order", 4, 32, order=True)
    awq("awq")
    DATA.mkdir(parents=True, exist_ok=True)
    (DATA / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")
    save_file(stored, DATA / "stored.safetensors")
    save_file(widened, DATA / "widened.safetensors")
