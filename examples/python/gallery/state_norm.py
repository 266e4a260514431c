"""The size of the state along a text: state_norm.py [FOLDER [PICTURE]].

The text is fed token by token; after each one the state is saved, and the norm of each layer's recurrent state is read from the file,
which is safetensors."""

import json
import struct
import tempfile
from pathlib import Path

import constate
import numpy as np
import picture

TEXT = ("And God remembered Noah, and every living thing, and all the cattle that was with him in the ark: and God made a wind to pass "
        "over the earth, and the waters asswaged;\n" * 2)


def recurrent_states(file):
    """Of a saved state: the recurrent state of each layer, f32."""
    data = Path(file).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    names = sorted((n for n in header if n.startswith("state.layers.") and n.endswith(".ssm")), key=lambda name: int(name.split(".")[2]))
    return [np.frombuffer(data[8 + length:], np.uint8)[slice(*header[name]["data_offsets"])].view(np.float32) for name in names]


folder, path = picture.arguments()
model = constate.load(folder)
ids = model.tokenize(TEXT)
norms = []
with model.prefill(ids[:1]) as state, tempfile.TemporaryDirectory() as room:
    for token in ids[1:]:
        state.feed([token]).save(f"{room}/now.state")
        norms.append([np.linalg.norm(layer) for layer in recurrent_states(f"{room}/now.state")])
norms = np.array(norms)  # [t layers]

for layer, column in enumerate(norms.T):
    print(f"layer {layer}: from {column[0]:.1f} to {column[-1]:.1f}, at most {column.max():.1f} after {model.detokenize([ids[1 + column.argmax()]])!r}")
print(f"{len(ids)} tokens; the state has {model.info.state_bytes} bytes after each of them")

if path:
    drawn, axes = picture.figure()
    for layer, column in enumerate(norms.T):
        axes.plot(np.arange(1, len(ids)), column, linewidth=1.3, label=f"layer {layer}", color=[picture.BLUE, picture.ORANGE, picture.GREEN][layer % 3],
                  linestyle=["-", "--"][layer // 3 % 2])
    axes.axvline(len(ids) / 2, color=picture.GREY, linewidth=.8, linestyle=":")
    axes.set(xlabel="token (dotted: the same sentence begins again)", ylabel="2-norm of the layer's state", ylim=(0, None))
    axes.set_title(f"The state moves and does not grow: {model.info.state_bytes / 1e6:.2f} MB after each token", fontsize=9)
    axes.legend(ncols=3, frameon=False, fontsize=8)
    picture.save(drawn, path)
