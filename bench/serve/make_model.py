"""make_model.py FOLDER [130m]: a checkpoint of a published size with random weights, and the demo model's tokenizer, for
measuring a server: its text is noise. Standard library alone; the numbers are the same each time."""

import array
import json
import math
import random
import struct
import sys
from pathlib import Path

SIZES = {"130m": (768, 24), "370m": (1024, 48), "780m": (1536, 48), "1.3b": (2048, 48), "2.7b": (2560, 64)}
VOCABULARY, STATE, HEAD, KERNEL = 50288, 128, 64, 4


def tensors(width, layers):
    inner = 2 * width
    heads, conv = inner // HEAD, inner + 2 * STATE
    yield "backbone.embeddings.weight", (VOCABULARY, width), 0.05
    for i in range(layers):
        at = f"backbone.layers.{i}."
        yield at + "norm.weight", (width,), None
        yield at + "mixer.in_proj.weight", (inner + conv + heads, width), 1 / math.sqrt(width)
        yield at + "mixer.conv1d.weight", (conv, 1, KERNEL), 0.3
        yield at + "mixer.conv1d.bias", (conv,), 0.1
        yield at + "mixer.dt_bias", (heads,), 1.0
        yield at + "mixer.A_log", (heads,), 1.0
        yield at + "mixer.D", (heads,), None
        yield at + "mixer.norm.weight", (inner,), None
        yield at + "mixer.out_proj.weight", (width, inner), 1 / math.sqrt(inner) / 4
    yield "backbone.norm_f.weight", (width,), None


def main():
    folder, size = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "130m"
    width, layers = SIZES[size]
    folder.mkdir(parents=True, exist_ok=True)
    demo = Path(__file__).resolve().parents[2] / "models/demo"
    tokenizer = json.loads((demo / "tokenizer.json").read_text())
    vocabulary = tokenizer["model"]["vocab"]
    known = max(max(vocabulary.values()), max((t["id"] for t in tokenizer["added_tokens"]), default=0)) + 1
    for token in range(known, VOCABULARY):  # every token has a text, so that every token is an event
        vocabulary[f"w{token}"] = token
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "config.json").write_text(json.dumps({
        "model_type": "mamba2", "hidden_size": width, "num_hidden_layers": layers, "num_heads": 2 * width // HEAD, "head_dim": HEAD,
        "state_size": STATE, "n_groups": 1, "conv_kernel": KERNEL, "expand": 2, "chunk_size": 256, "vocab_size": VOCABULARY,
        "tie_word_embeddings": True, "use_bias": False, "use_conv_bias": True, "rms_norm": True, "layer_norm_epsilon": 1e-5,
        "hidden_act": "silu", "bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0}))
    header, offset, all_of_them = {}, 0, list(tensors(width, layers))
    for name, shape, _ in all_of_them:
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + 4 * math.prod(shape)]}
        offset += 4 * math.prod(shape)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    draw = random.Random(20261127)
    pool = array.array("f", (draw.uniform(-1.7, 1.7) for _ in range(1 << 20)))  # pieces of it make the tensors
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, shape, scale in all_of_them:
            left = math.prod(shape)
            while left > 0:
                at = draw.randrange(len(pool) // 2)
                piece = pool[at:at + min(left, len(pool) // 2)]
                piece = array.array("f", (1 + 0.1 * x for x in piece)) if scale is None else array.array("f", (scale * x for x in piece))
                piece.tofile(file)
                left -= len(piece)


main()
