"""results.json as a table and a plot. Pure: from the results alone."""

from html import escape

from programs import FIGURES, MODELS, PROGRAMS, STAND_IN, partner, same_type
from samples import figure_of, ratio_of

MINUS = "–"


def digits(value):
    """Three significant ones, without an exponent."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def span(spread, scale=lambda v: v):
    """`middle (low–high)`; `n=` where the number of rounds is not the usual one is the caller's."""
    ends = sorted((scale(spread.low), scale(spread.high)))
    middle = digits(scale(spread.middle))
    return middle if spread.count == 1 else f"{middle} ({digits(ends[0])}{MINUS}{digits(ends[1])})"


def heading(figure):
    if figure.kind == "prefill":
        return f"{figure.length} tokens"
    if figure.kind == "decode":
        return f"depth {figure.length:,}" if figure.batch == 1 else f"batch {figure.batch}"
    return "cold" if figure.cold else "warm"


def cell(results, model, figure, program):
    """The figure, and how many times as long as ours it takes."""
    found = figure_of(results["samples"], model, figure.name, program.label)
    if found is None:
        return ""
    if figure.kind == "prefill":
        text = span(found, lambda s: figure.length * figure.batch / s)
    elif figure.kind == "decode":
        text = span(found, lambda s: s * 1e3)
    else:
        text = span(found)
    if found.count != results["rounds"]:
        text += f" n={found.count}"
    if program.name != "constate":
        ratio = ratio_of(results["samples"], model, figure.name, program.label, f"constate {partner(program)}")
        if ratio:
            text += f"<br>**{span(ratio)}×**"
    return text


def grid(results, model, kind):
    figures = [f for f in FIGURES if f.kind == kind and any(
        s["model"] == model and s["figure"] == f.name for s in results["samples"])]
    if not figures:
        return ""
    unit = {"prefill": "Prefill, tokens a second", "decode": "Decode, ms a step (a token of each row)",
            "start": "Start to the first token, seconds"}[kind]
    lines = [f"\n**{model}: {unit}**\n", "| | " + " | ".join(map(heading, figures)) + " |",
             "|---|" + "---|" * len(figures)]
    for program in PROGRAMS:
        cells = [cell(results, model, figure, program) for figure in figures]
        if any(cells):
            lines.append(f"| {program.label} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def names(results):
    return [m for m in MODELS if any(s["model"] == m for s in results["samples"])]


def provenance(results):
    machine, versions = results["machine"], results["versions"]
    out = [f"{results['date']}, commit {results['commit']}: `{results['command']}`",
           f"{machine['processor']}, {machine['threads']} threads ({', '.join(machine['instructions'])}), "
           f"{machine['memory_gb']} GB, {machine['system']}, Linux {machine['kernel']}; peers with {results['threads']} "
           "threads",
           "; ".join(f"{name} {version}" for name, version in versions.items())]
    return "".join(f"- {line}\n" for line in out)


def notes(results):
    others = max((s["others"] for s in results["samples"]), default=0)
    waits = [m for m, together in results["together"].items() if not together]
    median = (f"Median of {results['rounds']} rounds (lowest{MINUS}highest); `n=` where a figure that takes minutes was done "
              "in fewer." if results["rounds"] > 1 else "One round.")
    lines = [
        f"{median} Bold: how many times as long as constate with the same weight type in the same round (q8_0: as constate "
        "int8; q4_0 and q4_K_M: as int4), above 1 constate is faster.",
        "Before anything was timed every program gave the logits of 40 tokens, as a whole and token by token, within its "
        "bound of float64: below.",
        "In each round the programs follow each other figure by figure, in another order each time"
        + (f"; for {', '.join(waits)} the memory did not hold all of them, so each does its figures of a round in turn."
           if waits else "."),
        f"Depth 0 is after a short prompt. transformers and mamba2-jax decode at depth 65,536 from the state after "
        f"{STAND_IN} tokens: the state has the same size, and neither looks at the position.",
        "A step of constate, transformers and mamba2-jax chooses the next token (argmax); llama.cpp's is without that. "
        "What is compiled or allocated at the first call of a shape is not timed, except in the start.",
        f"Other processes kept up to {others:.2f} processors busy during a measurement.",
    ]
    return "".join(f"- {line}\n" for line in lines)


def check_table(results):
    lines = ["| | prompt as a whole | token by token | allowed | first choice as float64 | against float64 with the same rounded "
             "weights (allowed) |", "|---|---|---|---|---|---|"]
    for check in results["checks"]:
        places = f"{check['whole']['first_choice']:.0%}"
        if "verified" in check:
            steps = f"{check['greedy'][0]} of {check['greedy'][1]} greedy tokens as transformers"
        else:
            steps = f"{check['steps']['relative']:.1e}"
            places += f", {check['steps']['first_choice']:.0%}"
        rounded = check.get("rounded")
        rounded = f"{rounded['relative']:.1e} ({rounded['bound']:.1e})" if rounded else ""
        lines.append(f"| {check['program']}, {check['model']} | {check['whole']['relative']:.1e} | {steps} | "
                     f"{check['bound']:.1e} | {places} | {rounded} |")
    return "\n".join(lines) + "\n"


def table(results):
    out = "Made by `make peers`; do not edit. The samples are in [results.json](results.json).\n\n" + provenance(results)
    for model in names(results):
        for kind in ("prefill", "decode", "start"):
            out += grid(results, model, kind)
    return out + "\n" + notes(results) + "\n**Logits: relative error against float64**\n\n" + check_table(results)


# ---- the plot: a line for each figure and weight type, a mark for each program, how many times as long as ours

MARKS = {"constate": "m0", "transformers": "m1", "mamba2-jax": "m2", "llama.cpp": "m3"}
STYLE = """
  text { font: 12px sans-serif; fill: #24292f } .small { font-size: 11px; fill: #57606a } .title { font-weight: bold }
  .grid { stroke: #d0d7de; stroke-width: 1 } .one { stroke: #24292f; stroke-width: 1.5 }
  .m0 { fill: #24292f; stroke: #24292f } .m1 { fill: #bf8700; stroke: #bf8700 } .m2 { fill: #8250df; stroke: #8250df }
  .m3 { fill: #0969da; stroke: #0969da } line.m1, line.m2, line.m3 { stroke-width: 3; opacity: 0.45 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9198a1 } .grid { stroke: #3d444d } .one { stroke: #e6edf3 }
    .m0 { fill: #e6edf3; stroke: #e6edf3 } .m1 { fill: #d29922; stroke: #d29922 } .m2 { fill: #ab7df8; stroke: #ab7df8 }
    .m3 { fill: #4493f8; stroke: #4493f8 }
  }
"""
TICKS = (0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500)
LEFT, WIDTH, LINE, RIGHT = 250, 480, 20, 30
# Narrow weights: these lines of the plot show it, the table has all.
NARROW = ("prefill/2048/1", "decode/0/1", "decode/4096/1", "decode/0/16")


def plot_rows(results):
    """(model, text on the left, [(program, ratio)])."""
    rows = []
    for model in names(results):
        for figure in FIGURES:
            for weight_type in [p.type for p in PROGRAMS if p.name == "constate"]:
                if weight_type != "f32" and figure.name not in NARROW:
                    continue
                us = f"constate {weight_type}"
                mine = figure_of(results["samples"], model, figure.name, us)
                if mine is None:
                    continue
                peers = [p for p in PROGRAMS if p.name != "constate" and same_type(p) == weight_type]
                found = [(p, ratio_of(results["samples"], model, figure.name, p.label, us)) for p in peers]
                found = [(p, r) for p, r in found if r]
                if found:
                    rows.append((model, f"{row_text(figure, mine)}, {weight_type}", found))
    return rows


def row_text(figure, mine):
    if figure.kind == "prefill":
        return f"prefill {figure.length}: {digits(figure.length * figure.batch / mine.middle)} tok/s"
    if figure.kind == "decode":
        where = f"at {figure.length:,}" if figure.batch == 1 else f"batch {figure.batch}"
        return f"decode {where}: {digits(mine.middle * 1e3)} ms"
    return f"{'cold ' if figure.cold else ''}start: {digits(mine.middle)} s"


def plot(results):
    """SVG text, or None where there is nothing to compare."""
    from math import log

    rows = plot_rows(results)
    if not rows:
        return None
    ratios = [v for _, _, found in rows for _, r in found for v in (r.low, r.high)]
    low = max((t for t in TICKS if t <= min(ratios + [0.99])), default=min(ratios))
    high = min((t for t in TICKS if t >= max(ratios + [2])), default=max(ratios))

    def x(value):
        return round(LEFT + WIDTH * log(value / low) / log(high / low), 1)

    models = list(dict.fromkeys(model for model, _, _ in rows))
    height = 70 + LINE * (len(rows) + len(models)) + 40
    body, y, last = [], 52, None
    for model, text, found in rows:
        if model != last:
            y += LINE
            body.append(f'<text class="title" x="12" y="{y - 6}">{model}</text>')
            last = model
        y += LINE
        body.append(f'<text x="{LEFT - 10}" y="{y - 6}" text-anchor="end">{text}</text>')
        for program, ratio in found:
            mark = MARKS[program.name]
            body.append(f'<line class="{mark}" x1="{x(ratio.low)}" x2="{x(ratio.high)}" y1="{y - 10}" y2="{y - 10}"/>')
            body.append(f'<circle class="{mark}" cx="{x(ratio.middle)}" cy="{y - 10}" r="4.5">'
                        f'<title>{program.label}: {span(ratio)} times as long</title></circle>')
    bottom = y + 4
    axis, before = [], -100
    for tick in (t for t in TICKS if low <= t <= high):
        axis.append(f'<line class="{"one" if tick == 1 else "grid"}" x1="{x(tick)}" x2="{x(tick)}" y1="56" '
                    f'y2="{bottom}"/>')
        if x(tick) - before >= 28:
            axis.append(f'<text class="small" x="{x(tick)}" y="{bottom + 16}" text-anchor="middle">{tick:g}×</text>')
            before = x(tick)
    legend, at = [], LEFT
    for name, mark in MARKS.items():
        if name == "constate":
            continue
        legend.append(f'<circle class="{mark}" cx="{at}" cy="40" r="4.5"/><text x="{at + 10}" y="44">{name}</text>')
        at += 40 + 8 * len(name)
    machine = results["machine"]
    title = "Time beside constate’s in the same round: right of 1× constate is faster"
    foot = escape(f"{machine['processor']}, {machine['threads']} threads · {results['date']} · on the left: constate’s")
    total = LEFT + WIDTH + RIGHT
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {height}" width="{total}" height="{height}" '
        f'role="img" aria-label="{title}">', f"<style>{STYLE}</style>",
        f'<text class="title" x="12" y="20">{title}</text>', *legend, *axis, *body,
        f'<text class="small" x="12" y="{bottom + 36}">{foot}</text>', "</svg>"]) + "\n"


def write(results, folder):
    (folder / "table.md").write_text(table(results))
    picture = plot(results)
    if picture:
        (folder / "peers.svg").write_text(picture)
