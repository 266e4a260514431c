"""docs/paper.md's figures and docs/paper/cached.svg, from what tools/paper.py measured and what was published
(docs/paper/published.json). Measures nothing."""

import re
import sys
from html import escape
from math import ceil, floor, log2
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench" / "peers"))

from environment import Failed  # noqa: E402
from report import MINUS, STYLE, digits, span  # noqa: E402
from samples import Spread  # noqa: E402

# Operations by which a program would reach its host, or code that is not its own.
OUTSIDE = ("custom_call", "infeed", "outfeed", "send", "recv")
BESIDE = "mamba2-130m"  # the published size in the table: that of the measured shape
KINDS = ("cached", "uncached")


def by_round(results, kind, length):
    """{round: seconds a token}: of several repetitions in a round the fastest, as others only ever slow one down."""
    return {s["round"]: min(s["seconds"]) for s in results["samples"] if (s["kind"], s["length"]) == (kind, length)}


def seconds_of(results, kind, length):
    return Spread.of(list(by_round(results, kind, length).values()))


def share_of(results, kind, length):
    """Of the limit in the same call; both medians."""
    return Spread.of([s["share"] for s in results["samples"] if (s["kind"], s["length"]) == (kind, length)])


def quotient(above, below):
    """Of the same round only: a machine whose speed drifts drifts for both."""
    return Spread.of([above[n] / below[n] for n in sorted(above.keys() & below.keys())])


def ratio_text(spread):
    """Without the spread where it has none: the shortest length beside itself."""
    return digits(spread.middle) if spread.low == spread.high else span(spread)


def beside_first(results, kind, length):
    """How many times as long a token takes as at the shortest length."""
    return quotient(by_round(results, kind, length), by_round(results, kind, results["lengths"][0]))


def speed_up(results, length):
    return quotient(by_round(results, "uncached", length), by_round(results, "cached", length))


def published_ratio(model, kind, at):
    """Of seconds a token, as `beside_first`; the picture has tokens a second."""
    return model[kind][0] / model[kind][at]


def cached_table(results, published):
    first = results["lengths"][0]
    lines = ["| tokens before | cached, ms a token | uncached, s a token | uncached / cached | TPU v6e: printed | "
             f"cached, beside {first} | TPU v6e | uncached, beside {first} | TPU v6e |", "|---|" + "---|" * 8]
    model = published["models"][BESIDE]
    for length in results["lengths"]:
        at = published["lengths"].index(length) if length in published["lengths"] else None
        theirs = ["", "", ""] if at is None or first != published["lengths"][0] else [
            f"{model['speedup'][at]}×"] + [digits(published_ratio(model, kind, at)) for kind in KINDS]
        cells = [f"{length:,}", span(seconds_of(results, "cached", length), lambda s: s * 1e3),
                 span(seconds_of(results, "uncached", length)), f"**{span(speed_up(results, length))}×**", theirs[0],
                 ratio_text(beside_first(results, "cached", length)), theirs[1],
                 ratio_text(beside_first(results, "uncached", length)), theirs[2]]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def share_table(results):
    lines = ["| tokens | one token after them: share of the memory rate | they as a prompt: share of the matrix rate |",
             "|---|---|---|"]
    for length in results["lengths"]:
        lines.append(f"| {length:,} | " + " | ".join(span(share_of(results, kind, length)) for kind in KINDS)
                     + " |")
    return "\n".join(lines)


def sizes_table(results, published):
    rate, last, weights = published["rated_bytes_per_second"], -1, published["weights"]
    lines = [f"| | weights {weights} | state | TPU v6e, {weights}, tok/s at {published['lengths'][last]:,} | "
             f"of {rate / 1e12:g} TB/s | this CPU, bf16, ms a token | share of the memory rate |", "|---|" + "---|" * 6]
    for size in results["sizes"]:
        model = published["models"].get(size["model"])
        theirs = ["", ""]
        if model:
            moved = size["weight_bytes"] + 2 * size["state_bytes"]
            theirs = [f"{model['cached'][last]:g}", f"{model['cached'][last] * moved / rate:.2f}"]
        lines.append("| " + " | ".join([
            size["model"].removeprefix("mamba2-"), f"{size['weight_bytes'] / 1e9:.2f} GB",
            f"{size['state_bytes'] / 1e6:.1f} MB", *theirs, span(Spread.of(size["seconds"]), lambda s: s * 1e3),
            f"{size['share']:.2f}"]) + " |")
    return "\n".join(lines)


def published_table(published):
    lines = ["| | cached, tok/s | uncached, tok/s | uncached / cached, printed |", "|---|---|---|---|"]
    for name, model in published["models"].items():
        lines.append(f"| {name.removeprefix('mamba2-')} | " + " | ".join(
            ", ".join(f"{v:g}" for v in model[field]) for field in ("cached", "uncached", "speedup")) + " |")
    return "\n".join(lines)


def provenance(results):
    machine, versions = results["machine"], results["versions"]
    others = [s["others"] for s in results["samples"] + results["sizes"]]
    return "\n".join(f"- {line}" for line in [
        f"{results['date']}, commit {results['commit']}: `{results['command']}`",
        f"{machine['processor']}, {machine['threads']} threads ({', '.join(machine['instructions'])}), "
        f"{machine['memory_gb']} GB, {machine['system']}, Linux {machine['kernel']}",
        "; ".join(f"{name} {version}" for name, version in versions.items()),
        f"{results['shape']}, random weights, f32, one row; {results['rounds']} rounds, in which cached and uncached "
        "alternate: of a round the fastest repetition (of up to five; prompts above 512 tokens have one)",
        f"a figure is the median of the rounds (lowest{MINUS}highest), a quotient is taken within a round; shares are "
        "of medians, and so is the limit",
        f"other processes kept {min(others):.2f} to {max(others):.2f} of {machine['threads']} processors busy during a "
        "measurement"])


def operations(results):
    names = {name for p in results["programs"] for name in p["operations"]}
    foreign = sorted(name for name in names if not name.startswith("stablehlo."))
    calls = sum(p["operations"].get("stablehlo.custom_call", 0) for p in results["programs"])
    whose = f"not StableHLO’s: {', '.join(foreign)}" if foreign else "all StableHLO’s"
    return f"{len(names)} kinds of operation in {len(results['programs'])} programs, {whose}; custom calls: {calls}"


def outside(results):
    found = [p for p in results["programs"] if p["program"] == "decode" and p["for"] != "cpu"]
    reached = sum(p["operations"].get(f"stablehlo.{name}", 0) for p in found for name in OUTSIDE)
    loops = sorted({p["operations"].get("stablehlo.while", 0) for p in found})
    counts = dict.fromkeys(f"{sum(p['operations'].values()):,}" for p in found)
    total = " and ".join(counts) + (" each" if len(found) > len(counts) == 1 else "")
    return (f"for {' and '.join(p['for'] for p in found)}: {' or '.join(map(str, loops))} loop, "
            f"{reached} operations of {total} reach the host")


def compiled(results):
    """Of the programs for this CPU; what its compiler does not tell is not claimed."""
    told = [s["custom_calls_made"] for s in results["sizes"]]
    calls = "not told" if None in told else ", ".join(sorted({c for made in told for c in made})) or "none"
    models = ", ".join(s["model"].removeprefix("mamba2-") for s in results["sizes"])
    longest = max(s["compile_seconds"] for s in results["sizes"])
    return f"{models}: decode compiled for this CPU, each in {digits(longest)} s or less; custom calls by XLA: {calls}"


def donated(results):
    size = results["sizes"][0]
    if size["aliased_bytes"] is None:
        return "not told by the plugin"
    return f"state {size['state_bytes'] / 1e6:.1f} MB, updated in place {size['aliased_bytes'] / 1e6:.1f} MB"


def ahead_of_time(results):
    found = results["ahead"]
    return (f"{found['programs']} programs for {', '.join(found['targets'])}; custom calls of ours: "
            f"{found['custom_calls_emitted']}")


def hidden(results):
    ours, theirs = (max(layer[k] for layer in results["verify"]["layers"]) for k in ("error", "reference_error"))
    return f"at most {ours:.1e}; PyTorch’s own float32: {theirs:.1e}"


def perplexity(results):
    ours, exact = results["perplexity"]["ours"], results["perplexity"]["float64"]
    return f"{ours:.6f}; float64: {exact:.6f}"


def figures(results, published):
    """{name: text} for the places of the page."""
    last = results["lengths"][-1]
    greedy, length = results["verify"]["greedy"], f"{last:,}"
    return {
        "ahead": ahead_of_time(results), "cached_table": cached_table(results, published),
        "compiled": compiled(results),
        "constant": f"at {length} tokens {span(beside_first(results, 'cached', last))} times as long as at "
                    f"{results['lengths'][0]}",
        "donated": donated(results), "greedy": f"{greedy['same']} of {greedy['tokens']} in {greedy['runs']} runs",
        "hidden": hidden(results), "operations": operations(results), "outside": outside(results),
        "perplexity": perplexity(results), "provenance": provenance(results),
        "published_table": published_table(published), "share_table": share_table(results),
        "sizes_table": sizes_table(results, published),
        "shares": f"decode {span(share_of(results, 'cached', last))}, prefill "
                  f"{span(share_of(results, 'uncached', last))} at {length} tokens",
        "speed_up": f"at {length} tokens {span(speed_up(results, last))}×",
    }


def page(text, found, name):
    """The page with each figure in its place: `<!-- NAME -->...<!-- /NAME -->`."""
    used = set()

    def put(match):
        used.add(match[1])
        if match[1] not in found:
            raise Failed(f"{name}: each place is of a figure that is made; `{match[1]}` is not")
        inside = found[match[1]]
        around = "\n" if "\n" in inside else ""
        return f"<!-- {match[1]} -->{around}{inside}{around}<!-- /{match[1]} -->"

    text = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", put, text, flags=re.S)
    if missing := sorted(found.keys() - used):
        raise Failed(f"{name}: each figure has a place; there is none for {', '.join(f'`{m}`' for m in missing)}")
    return text


# ---- the plot: what a token takes beside the shortest length, doubly logarithmic

CURVES = STYLE + """
  polyline[points] { fill: none; stroke-width: 2.5 } polyline.uncached { stroke-dasharray: 7 4 }
  polyline.other[points] { stroke-width: 1.2; opacity: 0.5 } line.m3 { stroke-width: 3; opacity: 0.45 }
"""
LEFT, TOP, WIDTH, HEIGHT, RIGHT = 60, 88, 560, 330, 40


def curves(results, published):
    """[(text, classes, [(length, Spread)])], those of other sizes first so that they lie below."""
    found = []
    if results["lengths"][0] == published["lengths"][0]:
        for name, model in sorted(published["models"].items(), key=lambda m: m[0] == BESIDE):
            for kind in KINDS:
                points = [(n, Spread.of([published_ratio(model, kind, at)]))
                          for at, n in enumerate(published["lengths"])]
                found.append((f"TPU v6e, {name}, {kind}", f"m1 {kind}{'' if name == BESIDE else ' other'}", points))
    for kind in KINDS:
        points = [(n, beside_first(results, kind, n)) for n in results["lengths"]]
        found.append((f"CPU, {results['shape']}, {kind}", f"m3 {kind}", points))
    return found


def legend():
    out = []
    for mark, text, note, y in (("m3", "this CPU", "", 46),
                                ("m1", "TPU v6e, 130M, published", " (thin: the other sizes)", 66)):
        out.append(f'<text x="{LEFT}" y="{y + 4}">{text}</text>')
        for kind, x in zip(KINDS, (LEFT + 190, LEFT + 290)):
            words = kind + (note if kind == "uncached" else "")
            out.append(f'<polyline class="{mark} {kind}" points="{x},{y} {x + 28},{y}"/>'
                       f'<text x="{x + 34}" y="{y + 4}">{words}</text>')
    return out


def plot(results, published):
    found = curves(results, published)
    values = [v for _, _, points in found for _, s in points for v in (s.low, s.high)]
    low, high = floor(log2(min(values))), max(ceil(log2(max(values))), 1)
    lengths = sorted({n for _, _, points in found for n, _ in points})

    def x(length):
        return round(LEFT + WIDTH * log2(length / lengths[0]) / log2(lengths[-1] / lengths[0]), 1)

    def y(value):
        return round(TOP + HEIGHT * (high - log2(value)) / (high - low), 1)

    body = []
    for power in range(low, high + 1):
        at = y(2.0**power)
        mark = "one" if power == 0 else "grid"
        body.append(f'<line class="{mark}" x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{at}" y2="{at}"/>'
                    f'<text class="small" x="{LEFT - 8}" y="{at + 4}" text-anchor="end">{2.0**power:g}×</text>')
    for length in lengths:
        body.append(f'<line class="grid" x1="{x(length)}" x2="{x(length)}" y1="{TOP}" y2="{TOP + HEIGHT}"/><text '
                    f'class="small" x="{x(length)}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{length}</text>')
    for text, classes, points in found:
        line = " ".join(f"{x(n)},{y(s.middle)}" for n, s in points)
        body.append(f'<polyline class="{classes}" points="{line}"><title>{escape(text)}</title></polyline>')
        if classes.startswith("m3"):
            body += [f'<line class="m3" x1="{x(n)}" x2="{x(n)}" y1="{y(s.low)}" y2="{y(s.high)}"/><circle class="m3" '
                     f'cx="{x(n)}" cy="{y(s.middle)}" r="4"><title>{escape(text)} at {n}: {span(s)}×</title></circle>'
                     for n, s in points]
    title = f"What a token takes, beside one after {lengths[0]} tokens"
    machine = results["machine"]
    foot = escape(f"{machine['processor']}, {machine['threads']} threads, {results['shape']} f32 · {results['date']} · "
                  "TPU: digitised, docs/paper/published.json")
    total, bottom = LEFT + WIDTH + RIGHT, TOP + HEIGHT
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {bottom + 70}" width="{total}" '
        f'height="{bottom + 70}" role="img" aria-label="{title}">', f"<style>{CURVES}</style>",
        f'<text class="title" x="12" y="24">{title}</text>', *legend(), *body,
        f'<text class="small" x="{LEFT + WIDTH / 2}" y="{bottom + 38}" text-anchor="middle">tokens before it</text>',
        f'<text class="small" x="12" y="{bottom + 60}">{foot}</text>', "</svg>"]) + "\n"
