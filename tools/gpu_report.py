#!/usr/bin/env python3
"""Tables of what tools/gpu_day.sh measured.

gpu_report.py [--page FILE] OUT...     merges such folders into FILE (docs/gpu/README.md), between its markers

Each figure goes with card, driver, plugin, date, and its share of the limit that the same run measured. The newest run
of a card comes first. Python's standard library is enough.
"""

import argparse
import json
import os
import statistics
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "gpu" / "README.md"
BEGIN, END = "<!-- gpu_report: begin -->", "<!-- gpu_report: end -->"
# The 130M shape cut to two layers.
SMALL_CONFIG = {
    "model_type": "mamba2", "hidden_size": 768, "num_hidden_layers": 2, "state_size": 128, "head_dim": 64,
    "num_heads": 24, "n_groups": 1, "expand": 2, "conv_kernel": 4, "chunk_size": 256, "vocab_size": 50288,
    "tie_word_embeddings": True, "eos_token_id": 0, "bos_token_id": 0, "pad_token_id": 0,
}
# What the figures are held against (ratios of one run), for a card with HBM.
TARGETS = [
    ("decode of 2.7B bf16, 1 row, share of the memory rate", "mamba2-2.7b bf16 decode, 1 row", 0.75),
    ("prefill of 2.7B bf16, 2048 tokens, share of the matrix rate", "mamba2-2.7b bf16 prefill of 2048, 1 row", 0.40),
]


def median(values):
    return statistics.median(values)


def write_whole(path, text):
    """A reader sees the old file or the new one."""
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    os.replace(part, path)


def rows_text(count):
    return f"{count} row" if count == 1 else f"{count} rows"


def test_name(model, dtype, kind, batch, tokens):
    of = f" of {tokens}" if kind == "prefill" else ""
    return f"{model} {dtype} {kind}{of}, {rows_text(batch)}"


def bench_row(model, test):
    """A row of `constate bench -o json`'s tests."""
    row = {
        "what": test_name(model, test["dtype"], test["kind"], test["batch"], test["tokens"]),
        "figure": test["tokens_per_second"]["median"], "unit": "tok/s", "by": "constate",
        "share": test["share_of_limit"], "samples": test["seconds"],
    }
    if test["kind"] == "decode":
        row["note"] = f"{test['batch'] / row['figure'] * 1e3:.3f} ms a step"
    return row


def mamba_ssm_row(record):
    """A row of a line of gpu_mamba_ssm.py; None where the line is no result."""
    if record.get("event") != "result" or record.get("kind") not in ("prefill", "decode"):
        return None
    return {
        "what": test_name(f"mamba2-{record['size']}",
                          *(record[key] for key in ("dtype", "kind", "batch", "tokens"))),
        "figure": record["tokens_per_second"], "unit": "tok/s", "by": f"mamba_ssm, state {record['state']}",
        "samples": record["milliseconds"]["samples"],
        "note": f"{record['milliseconds']['median']:.3f} ms, {record['launch']}",
    }


def figure_text(row):
    value = row["figure"]
    if isinstance(value, int) or float(value).is_integer() and abs(value) < 1000:
        return f"{int(value)}"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def read_stages(folder):
    stages = []
    for file in sorted(folder.glob("stage-*.json")):
        try:
            stages.append(json.loads(file.read_text()))
        except (OSError, ValueError) as error:
            sys.exit(f"gpu_report: {file}: {error}")
    return stages


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]) + "\n"


def machine_of(stages):
    """What all stages of a run know of it together."""
    return {key: value for stage in stages for key, value in stage["machine"].items()}


def machine_text(stages):
    m = machine_of(stages)
    facts = [m.get("card") or m.get("device", "unknown card")]
    for key, name in (("driver", "driver"), ("plugin", "plugin"), ("pjrt_api", "PJRT API"), ("platform_version", ""),
                      ("torch", "torch"), ("triton", "triton"), ("mamba_ssm", "mamba_ssm")):
        if m.get(key):
            facts.append(f"{name} {' '.join(str(m[key]).split())}".strip())
    return ", ".join(facts) + f", {stages[-1]['date'][:10]}"


def short_machine(stages):
    m = machine_of(stages)
    return f"{m.get('card') or m.get('device', 'unknown card')}, {stages[-1]['date'][:10]}"


def stage_text(stage):
    out = f"### {stage['title']}\n\n"
    if stage["small"]:
        out += "A small shape: this shows that the script runs, not how fast anything is.\n\n"
    if not stage["complete"]:
        out += "This stage was cut short.\n\n"
    if stage["rows"]:
        out += table(
            ["what", "figure", "", "by", "share of the limit", ""],
            [[r["what"], figure_text(r), r["unit"], r.get("by", ""), f"{r['share']:.3f}" if "share" in r else "",
              r.get("note", "")] for r in stage["rows"]]) + "\n"
    for failure in stage["failures"]:
        out += f"- failed: {cell(failure['what'])}: {cell(failure['why'])}\n"
    if stage["failures"]:
        out += "\n"
    for profile in stage.get("profiles", []):
        each = profile["tokens"] if profile["test"].startswith("tg") else 1
        out += f"{profile['test']}, {'a token' if each > 1 else 'the whole prompt'}:\n\n"
        out += table(["operation on the device", "times", "us each", "us in all"],
                     [[o["name"][:80], f"{o['count'] / each:.1f}", f"{o['seconds'] / o['count'] * 1e6:.2f}",
                       f"{o['seconds'] / each * 1e6:.1f}"] for o in profile["operations"][:15]]) + "\n"
    return out


def run_page(stages):
    """Everything of one run."""
    return f"## {machine_text(stages)}\n\n" + "".join(stage_text(s) for s in stages)


def folder_page(folder):
    stages = read_stages(folder)
    return run_page(stages) if stages else ""


def targets_text(runs):
    """Which of the targets stand, by the newest run that measured them."""
    rows = []
    for name, what, least in TARGETS:
        for stages in runs:
            rows_of = [r for s in stages if not s["small"] for r in s["rows"]]
            shares = [r["share"] for r in rows_of if r["what"] == what and "share" in r]
            if shares:
                share = median(shares)
                rows.append([name, least, f"{share:.3f}", "yes" if share >= least else "no", short_machine(stages)])
                break
        else:
            rows.append([name, least, "not measured", "", ""])
    rows += peer_rows(runs)
    return table(["what", "wanted", "measured", "reached", "on"], rows) + "\n"


def peer_rows(runs):
    """This program over mamba_ssm, by medians of turns within one run."""
    rows = []
    for stages in runs:
        peer = [r for s in stages if s["name"] == "peer" and not s["small"] for r in s["rows"]]
        for what in dict.fromkeys(r["what"] for r in peer):
            ours = [r["figure"] for r in peer if r["what"] == what and r["by"] == "constate"]
            for by in dict.fromkeys(r["by"] for r in peer if r["what"] == what and r["by"] != "constate"):
                theirs = [r["figure"] for r in peer if r["what"] == what and r["by"] == by]
                if ours:
                    ratio = median(ours) / median(theirs)
                    rows.append([f"{what}, speed over {by}", 1, f"{ratio:.2f}", "yes" if ratio >= 1 else "no",
                                 short_machine(stages)])
    return rows


def merged(folders):
    runs = [s for s in (read_stages(f) for f in folders) if s]
    runs.sort(key=lambda stages: stages[-1]["date"], reverse=True)
    return "## What was to be reached\n\n" + targets_text(runs) + "".join(run_page(s) for s in runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("folders", metavar="OUT", type=Path, nargs="+")
    args = parser.parse_args()
    for folder in args.folders:
        if not list(folder.glob("stage-*.json")):
            sys.exit(f"gpu_report: {folder}: a folder of tools/gpu_day.sh is expected; it has no stage-*.json")
    try:
        page = args.page.read_text()
    except OSError as error:
        sys.exit(f"gpu_report: {args.page}: {error.strerror}")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        sys.exit(f"gpu_report: {args.page}: one line `{BEGIN}` and one `{END}` are expected")
    before, rest = page.split(BEGIN)
    write_whole(args.page, before + BEGIN + "\n\n" + merged(args.folders) + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
