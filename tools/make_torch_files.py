#!/usr/bin/env python3
"""Makes the files of the tests that read PyTorch checkpoints: tests/data/formats/torch/*.

Run by hand; the tests need no Python. Made with torch 2.15.0, safetensors 0.8.0, Python 3.11.

state_dict, views, types and sharded have a twin NAME.safetensors with the same tensors, written by another library;
protocol3 to 5 and no_sums hold the tensors of types, zip64 those of views. The other files are what is refused:
written by torch too, but not a state_dict of this format.
"""

import json
import pathlib
import warnings
import zipfile

import safetensors.torch
import torch

DATA = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "formats" / "torch"


def twin(name, tensors):
    tensors = {key: value.detach().clone(memory_format=torch.contiguous_format) for key, value in tensors.items()}
    (DATA / f"{name}.safetensors").write_bytes(safetensors.torch.save(tensors))


def save(name, tensors):
    torch.save(tensors, DATA / f"{name}.bin")
    twin(name, tensors)


class Tiny(torch.nn.Module):
    """Parameters, a buffer, a tied pair and the metadata of several modules."""

    def __init__(self):
        super().__init__()
        self.embeddings = torch.nn.Embedding(5, 4)
        self.norm = torch.nn.BatchNorm1d(4)
        self.conv = torch.nn.Conv1d(4, 4, 3, groups=4)
        self.lm_head = torch.nn.Linear(4, 5, bias=False)
        self.lm_head.weight = self.embeddings.weight


def views():
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    cube = torch.arange(60, dtype=torch.int32).reshape(3, 4, 5)
    return {
        "whole": base,
        "rows": base[1:3],
        "columns": base[:, 2:5],
        "every other": base[::2, 1::3],
        "transposed": base.t(),
        "flat": base.flatten()[3:9],
        "permuted": cube.permute(2, 0, 1),
        "slice of permuted": cube.permute(2, 0, 1)[1:4, :, 2],
        "expanded": torch.tensor([1.5, 2.5, 3.5]).reshape(3, 1).expand(3, 4),
        "one element expanded": torch.tensor(7.0).expand(2, 3),
        "overlapping": torch.arange(6.0).as_strided((4, 3), (1, 1)),
        "last": base[3, 5],
        "parameter": torch.nn.Parameter(base[:, :2].t()),
        "empty": base[:0],
        "empty storage": torch.zeros(0, 3),
        "size one": torch.arange(4.0).as_strided((1, 2), (100, 1)),
    }


def types():
    values = torch.tensor([0, 1, -2, 3, 100])
    out = {str(t).removeprefix("torch."): values.to(t) for t in
           (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
            torch.int8)}
    return out | {"uint8": torch.tensor([0, 1, 254], dtype=torch.uint8), "bool": torch.tensor([True, False, True])}


def refused():
    one = torch.ones(2)
    torch.save({"a": one}, DATA / "legacy.bin", _use_new_zipfile_serialization=False)
    torch.jit.script(torch.nn.Linear(2, 1)).save(str(DATA / "script.bin"))
    optimizer = torch.optim.SGD([torch.nn.Parameter(one)], lr=0.1)
    torch.save({"epoch": 3, "model": {"a": one}, "optimizer": optimizer.state_dict()}, DATA / "training.bin")
    torch.save({"a": one, "c": torch.ones(1, dtype=torch.complex64)}, DATA / "complex.bin")
    torch.save({"a": one.to(torch.uint16)}, DATA / "uint16.bin")
    torch.save({"a": torch.quantize_per_tensor(one, 1.0, 0, torch.qint8)}, DATA / "quantized.bin")
    torch.save({"a": torch.eye(2).to_sparse()}, DATA / "sparse.bin")
    torch.save({"a": torch.ones(1, dtype=torch.complex64).conj().imag}, DATA / "negative.bin")
    torch.save(torch.nn.Linear(2, 1), DATA / "module.bin")
    torch.save(one, DATA / "tensor.bin")


def shards():
    tensors = views() | types()
    names = sorted(tensors)
    files = [f"pytorch_model-0000{i}-of-00002.bin" for i in (1, 2)]
    folder = DATA / "sharded"
    folder.mkdir(exist_ok=True)
    for i, file in enumerate(files):
        torch.save({name: tensors[name] for name in names[i::2]}, folder / file)
    weight_map = {name: files[i % 2] for i, name in enumerate(names)}
    index = {"metadata": {"total_size": sum(t.nbytes for t in tensors.values())}, "weight_map": weight_map}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index, indent=1, sort_keys=True) + "\n")
    twin("sharded", tensors)


def zip64():
    """The parts of views.bin, packed by Python with zip64 headers in front of each."""
    with zipfile.ZipFile(DATA / "views.bin") as old, zipfile.ZipFile(DATA / "zip64.bin", "w") as new:
        for info in old.infolist():
            part = zipfile.ZipInfo(info.filename.replace("views/", "archive/"))
            with new.open(part, "w", force_zip64=True) as out:
                out.write(old.read(info))


def main():
    warnings.simplefilter("ignore")
    torch.manual_seed(1)
    DATA.mkdir(parents=True, exist_ok=True)
    save("state_dict", Tiny().state_dict())
    save("views", views())
    save("types", types())
    for protocol in (3, 4, 5):
        torch.save(types(), DATA / f"protocol{protocol}.bin", pickle_protocol=protocol)
    torch.serialization.set_crc32_options(False)
    torch.save(types(), DATA / "no_sums.bin")
    torch.serialization.set_crc32_options(True)
    refused()
    shards()
    zip64()


if __name__ == "__main__":
    main()
