#!/usr/bin/env python3
"""Compiles the published sizes for devices that are not here, keeps the figures, and writes docs/portability.md.

portability.py [--constate FILE] [--only WORD]... [--again] [--page]

Each row of tests/portability/figures.json is one program: kept when it is done, so that an interrupted run goes on
where it stopped. --again makes the rows anew; --only takes those that have the word in their name ("130m", "tpu:v6e",
"decode"); --page compiles nothing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from hlo_traffic import decode_traffic

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "tests" / "portability" / "figures.json"
PAGE = ROOT / "docs" / "portability.md"
SIZES = ["mamba2-130m", "mamba2-370m", "mamba2-780m", "mamba2-1.3b", "mamba2-2.7b"]
SHAPES = ROOT / "bench" / "shapes"
HYBRIDS = ["granite-4.0-h-350m", "qwen3.5-0.8b", "nemotron-h-4b"]
ALL_SIZES_FOR = ["tpu:v6e", "cuda:h200"]
SMALLEST_FOR = ["tpu:v5e", "cuda:h100", "cuda:b200", "cpu"]
# What a decode step may move besides weights and state: values that go from one kernel to the next.
MOST_BETWEEN_KERNELS = 0.05


def wanted():
    for model in SIZES:
        for target in ALL_SIZES_FOR + (SMALLEST_FOR if model == SIZES[0] else []):
            for dtype in ["bf16", "f32"]:
                for program in ["decode", "prefill"]:
                    yield {"model": model, "target": target, "dtype": dtype, "program": program}
    for model in HYBRIDS:
        for target in ALL_SIZES_FOR:
            for program in ["decode", "prefill"]:
                yield {"model": model, "target": target, "dtype": "bf16", "program": program}


def name_of(row):
    return f"{row['model']} {row['target']} {row['dtype']} {row['program']}"


def load():
    return {name_of(row): row for row in json.loads(FIGURES.read_text())["rows"]} if FIGURES.exists() else {}


def save(rows):
    order = {name_of(key): i for i, key in enumerate(wanted())}
    kept = sorted(rows.values(), key=lambda row: order.get(name_of(row), len(order)))
    lines = ",\n".join("    " + json.dumps(row) for row in kept)
    part = FIGURES.with_suffix(".part")
    part.write_text('{\n  "rows": [\n' + lines + "\n  ]\n}\n")
    part.replace(FIGURES)


def measure(constate, key):
    with tempfile.TemporaryDirectory() as folder:
        shape = SHAPES / f"{key['model']}.json"
        command = [constate, "compile", str(shape) if shape.exists() else key["model"], "--target", key["target"], "--dtype", key["dtype"]]
        command += ["--program", key["program"], "--json"]
        if key["target"] != "cpu":
            command += ["--out", folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(f"portability.py: {name_of(key)}: {' '.join(command)} exits with {done.returncode}")
        told = json.loads(done.stdout)
        row = dict(key)
        for field in ["weight_bytes", "state_bytes"]:
            row[field] = told[field]
        row.update(told["programs"][0])
        row["compile_seconds"] = round(row["compile_seconds"], 1)
        if key["program"] == "decode" and key["target"] != "cpu":
            row.update(decode_traffic((Path(folder) / "decode.hlo.pb").read_bytes()))
        return row


def broken_rules(row):
    if row["custom_calls_emitted"] != 0:
        yield f"the program holds {row['custom_calls_emitted']} custom calls of ours"
    # A hybrid writes one token of its keys and values, and may have an embedding beside the head, of which a row is read.
    if "read_bytes" in row and row["model"] in SIZES:
        least = row["weight_bytes"] + row["state_bytes"]
        if not 0.99 * least <= row["read_bytes"] <= (1 + MOST_BETWEEN_KERNELS) * least:
            yield f"a step reads {row['read_bytes']} bytes; weights and state are {least}"
        most = row["state_bytes"] + MOST_BETWEEN_KERNELS * least
        if not row["state_bytes"] <= row["written_bytes"] <= most:
            yield f"a step writes {row['written_bytes']} bytes; the state is {row['state_bytes']}"


def scaled(value, digits=3):
    if value is None:
        return "not told"
    for unit, size in [("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3)]:
        if abs(value) >= size:
            return f"{value / size:.{max(0, digits - len(str(int(value / size))))}f} {unit}"
    return f"{value:g}"


def calls(row):
    made = row["custom_calls_made"]
    if made is None:
        return "not told"
    return ", ".join(f"{count} {name}" for name, count in sorted(made.items())) or "none"


def table(header, rows):
    out = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    out += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(out)


def figures_table(rows):
    header = ["size", "weights", "compiled in", "flops", "bytes accessed", "transcendentals", "arguments", "temporaries"]
    header += ["peak", "code", "executable", "custom calls by the compiler"]
    cells = []
    for row in rows:
        cells.append(
            [row["model"].removeprefix("mamba2-"), row["dtype"], f"{row['compile_seconds']:.0f} s"]
            + [scaled(row[k]) for k in ["flops", "bytes_accessed", "transcendentals"]]
            + [scaled(row[f"{k}_bytes"]) for k in ["argument", "temporary", "peak", "code", "executable"]]
            + [calls(row)]
        )
    return table(header, cells)


def decode_table(rows):
    header = ["size", "weights", "W: weights", "S: state", "read", "over W + S", "written", "over S"]
    header += ["counted by the rule", "plugin's bytes accessed", "rule / plugin"]
    cells = []
    for row in rows:
        least = row["weight_bytes"] + row["state_bytes"]
        told = row["bytes_accessed"]
        cells.append(
            [row["model"].removeprefix("mamba2-"), row["dtype"], f"{row['weight_bytes']:,}", f"{row['state_bytes']:,}"]
            + [f"{row['read_bytes']:,}", f"{100 * (row['read_bytes'] / least - 1):+.2f} %"]
            + [f"{row['written_bytes']:,}", f"{row['written_bytes'] - row['state_bytes']:+,}"]
            + [f"{row['counted_bytes']:,}", "not told" if told is None else f"{told:,.0f}"]
            + ["" if told is None else f"{row['counted_bytes'] / told:.3f}"]
        )
    return table(header, cells)


def page(rows):
    text = (Path(__file__).parent / "portability_page.md").read_text()
    missing = [name_of(key) for key in wanted() if name_of(key) not in {name_of(row) for row in rows}]
    text = text.replace("<missing>\n\n", "Rows still to be made: " + ", ".join(missing) + ".\n\n" if missing else "")

    def chosen(**what):
        return [row for row in rows if all(row[k] == v for k, v in what.items())]

    for target in ALL_SIZES_FOR + SMALLEST_FOR:
        for program in ["prefill", "decode"]:
            text = text.replace(f"<{program} {target}>", figures_table(chosen(target=target, program=program)))
        traffic = [row for row in chosen(target=target, program="decode") if "read_bytes" in row]
        text = text.replace(f"<traffic {target}>", decode_table(traffic))
    return text


def main():
    parser = argparse.ArgumentParser(description="Compile for devices that are not here; write docs/portability.md.")
    parser.add_argument("--constate", default=str(ROOT / "build" / "constate"))
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--page", action="store_true")
    args = parser.parse_args()
    rows = load()
    todo = [key for key in wanted() if all(word in name_of(key) for word in args.only)]
    if args.page:
        todo = []
    for key in todo:
        if name_of(key) in rows and not args.again:
            continue
        row = measure(args.constate, key)
        rows[name_of(key)] = row
        save(rows)
        print(f"{name_of(key)}: {row['compile_seconds']} s", flush=True)
    PAGE.write_text(page([rows[name_of(key)] for key in wanted() if name_of(key) in rows]))
    broken = [f"{name}: {rule}" for name, row in rows.items() for rule in broken_rules(row)]
    if broken:
        sys.exit("portability.py: " + "\nportability.py: ".join(broken))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
