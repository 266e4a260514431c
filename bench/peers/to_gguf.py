"""to_gguf.py FOLDER TYPE...: a Mamba-2 checkpoint in Hugging Face's layout as FOLDER/model-TYPE.gguf, for llama.cpp.

TYPE is f32, f16, bf16, q8_0 or q4_0: that of the matrices (embedding, in_proj, out_proj). All else is f32, as llama.cpp's own
converter writes it. Runs in the environment `torch`; what decides names and shapes is plain Python (peers_test.py)."""

import json
import os
import re
import sys

# What a tensor becomes besides its name.
AS_IS, MATRIX, WINDOW, DECAY, COLUMN, GROUPS = "as is", "matrix", "window", "decay", "column", "groups"

TOP = {
    "backbone.embeddings.weight": ("token_embd.weight", MATRIX),
    "backbone.norm_f.weight": ("output_norm.weight", AS_IS),
    "lm_head.weight": ("output.weight", MATRIX),
}
IN_LAYER = {
    "norm.weight": ("attn_norm.weight", AS_IS),
    "mixer.in_proj.weight": ("ssm_in.weight", MATRIX),
    "mixer.conv1d.weight": ("ssm_conv1d.weight", WINDOW),  # [channels, 1, k] -> [channels, k]
    "mixer.conv1d.bias": ("ssm_conv1d.bias", AS_IS),
    "mixer.dt_bias": ("ssm_dt.bias", AS_IS),
    "mixer.A_log": ("ssm_a", DECAY),  # -exp, [heads, 1]
    "mixer.D": ("ssm_d", COLUMN),  # [heads, 1]
    "mixer.norm.weight": ("ssm_norm.weight", GROUPS),  # [groups, inner / groups]
    "mixer.out_proj.weight": ("ssm_out.weight", MATRIX),
}


def gguf_name(name):
    """(name in the file, what becomes of the tensor)."""
    if name in TOP:
        return TOP[name]
    layer = re.fullmatch(r"backbone\.layers\.(\d+)\.(.+)", name)
    if not layer or layer[2] not in IN_LAYER:
        raise ValueError(f"`{name}` has no place in a Mamba-2 GGUF file")
    there, change = IN_LAYER[layer[2]]
    return f"blk.{layer[1]}.{there}", change


def changed(tensor, change, groups):
    import numpy as np

    if change == WINDOW:
        return tensor.squeeze(1)
    if change == DECAY:
        return -np.exp(tensor)[:, None]
    if change == COLUMN:
        return tensor[:, None]
    if change == GROUPS:
        return tensor.reshape(groups, -1)
    return tensor


def byte_tokens():
    """GPT-2's printable stand-ins for the 256 bytes: a file must have a vocabulary, and ours is never read."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    spare = iter(range(256, 512))
    return [chr(b if b in printable else next(spare)) for b in range(256)]


def write(folder, kind):
    import gguf
    import numpy as np
    from safetensors import safe_open

    with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
        c = json.load(file)
    types, files = gguf.GGMLQuantizationType, gguf.LlamaFileType
    matrix, what = {"f32": (types.F32, files.ALL_F32), "f16": (types.F16, files.MOSTLY_F16),
                    "bf16": (types.BF16, files.MOSTLY_BF16), "q8_0": (types.Q8_0, files.MOSTLY_Q8_0),
                    "q4_0": (types.Q4_0, files.MOSTLY_Q4_0)}[kind]
    path = os.path.join(folder, f"model-{kind}.gguf")
    out = gguf.GGUFWriter(path + ".part", "mamba2")
    out.add_name(os.path.basename(folder) + ", random weights")
    out.add_context_length(1 << 20)
    out.add_embedding_length(c["hidden_size"])
    out.add_feed_forward_length(0)
    out.add_head_count(0)
    out.add_block_count(c["num_hidden_layers"])
    out.add_vocab_size(c["vocab_size"])
    out.add_ssm_conv_kernel(c["conv_kernel"])
    out.add_ssm_inner_size(int(c["expand"] * c["hidden_size"]))
    out.add_ssm_state_size(c["state_size"])
    out.add_ssm_time_step_rank(c["num_heads"])
    out.add_ssm_group_count(c["n_groups"])
    out.add_layer_norm_rms_eps(c["layer_norm_epsilon"])
    out.add_file_type(what)
    if kind.startswith("q"):
        out.add_quantization_version(gguf.GGML_QUANT_VERSION)
    tokens = byte_tokens()
    tokens += [f"token{i}" for i in range(len(tokens), c["vocab_size"])]
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("gpt-2")
    out.add_token_list(tokens)
    out.add_token_types([int(gguf.TokenType.NORMAL)] * len(tokens))
    out.add_token_merges(["a b"])
    out.add_bos_token_id(0)
    out.add_eos_token_id(0)
    out.add_add_bos_token(False)
    with safe_open(os.path.join(folder, "model.safetensors"), framework="numpy") as file:
        for name in file.keys():
            there, change = gguf_name(name)
            tensor = np.ascontiguousarray(changed(file.get_tensor(name), change, c["n_groups"]), np.float32)
            if change != MATRIX or kind == "f32":
                out.add_tensor(there, tensor)
            elif kind == "f16":
                out.add_tensor(there, tensor.astype(np.float16))
            else:
                out.add_tensor(there, gguf.quants.quantize(tensor, matrix), raw_dtype=matrix)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    os.replace(path + ".part", path)


if __name__ == "__main__":
    for kind in sys.argv[2:]:
        write(sys.argv[1], kind)
