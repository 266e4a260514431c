#!/usr/bin/env python3
"""Remakes the figures of docs/paper.md on this machine's CPU: cached and uncached tokens, and what each claim's command
gives.

paper.py [--quick] [--resume] [--report] [--constate FILE] [--out DIR] [--page FILE] [--rounds N]

Writes OUT/results.json and OUT/cached.svg, and the figures into their places in the page. A quarter of an hour on two
cores that have nothing else to do, and 8 GB of memory. Needs the standard library only.
"""

import argparse
import datetime
import json
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "bench" / "peers")]

import machine  # noqa: E402
import paper_report  # noqa: E402
from environment import Failed, quiet_machine, say  # noqa: E402
from plan import resumed  # noqa: E402
from programs import order  # noqa: E402
from samples import dump  # noqa: E402
from session import Session  # noqa: E402

PAGE = ROOT / "docs" / "paper.md"
FOLDER = ROOT / "docs" / "paper"
AHEAD = ROOT / "tests" / "portability" / "figures.json"
DEMO = ROOT / "models" / "demo"
GOLDEN = ROOT / "tests" / "data" / "golden" / "demo" / "golden.safetensors"
HELD_OUT = ROOT / "tests" / "data" / "heldout.txt"
# Of DEMO and HELD_OUT, by tools/perplexity_reference.py.
PERPLEXITY_IN_FLOAT64 = 29.026854

SIZES = ("mamba2-130m", "mamba2-370m", "mamba2-780m", "mamba2-1.3b", "mamba2-2.7b")
# A round's calls of `constate bench`: kind, lengths, repetitions. What takes long is done once a round.
FULL = SimpleNamespace(shape="mamba2-130m", config="mamba2-130m", sizes=SIZES, rounds=5, tokens=32,
                       lengths=(128, 256, 512, 1024, 2048, 4096),
                       calls=(("cached", (128, 256, 512, 1024, 2048, 4096), 5), ("uncached", (128, 256, 512), 5),
                              ("uncached", (1024, 2048, 4096), 1)))
QUICK = SimpleNamespace(shape="models/demo", config=str(DEMO), sizes=(str(DEMO),), rounds=2, tokens=8,
                        lengths=(128, 256, 512),
                        calls=(("cached", (128, 256, 512), 2), ("uncached", (128, 256, 512), 2)))


def parse():
    parser = argparse.ArgumentParser(prog="paper.py", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true",
                        help="the demo model's shape, to 512 tokens, two rounds, into build/paper")
    parser.add_argument("--resume", action="store_true",
                        help="go on with a run that was interrupted: what it has measured counts")
    parser.add_argument("--report", action="store_true", help="measure nothing: plot and page from OUT/results.json")
    parser.add_argument("--constate", type=Path, metavar="FILE", help="build/constate")
    parser.add_argument("--out", type=Path, metavar="DIR", help="results.json and cached.svg (docs/paper)")
    parser.add_argument("--page", type=Path, metavar="FILE", help="where the page is written (docs/paper.md)")
    parser.add_argument("--rounds", type=int, metavar="N", help="5, or 2 with --quick")
    options = parser.parse_args()
    options.plan = QUICK if options.quick else FULL
    if options.report:
        for name in ("constate", "resume", "rounds"):
            if getattr(options, name) not in (None, False):
                raise Failed(f"--{name} has no effect with --report")
    options.out = options.out or (ROOT / "build" / "paper" if options.quick else FOLDER)
    options.page = options.page or (options.out / "paper.md" if options.quick else PAGE)
    options.rounds = options.plan.rounds if options.rounds is None else options.rounds
    if options.rounds < 1:
        raise Failed(f"--rounds: at least 1; got {options.rounds}")
    options.constate = (options.constate or ROOT / "build" / "constate").resolve()
    options.memory, options.home, options.programs = 0, ROOT / "build", []  # a session without peers
    return options


def asked(session, *words):
    return session.run([session.options.constate, *words], words[0])


def told_by(session, *words):
    return json.loads(asked(session, *words, "--dtype", "f32", "--json"))


# ---- cached and uncached


def measure(session, plan, number, kind, lengths, repetitions):
    """Samples of one call: cached, tokens after a prompt of each length; uncached, such a prompt for each token."""
    listed = ",".join(map(str, lengths))
    what = ["-p", 0, "-n", plan.tokens, "-d", listed] if kind == "cached" else ["-p", listed, "-n", 0]
    words = ["bench", "--random-weights", "--config", plan.config, "--plugin", "cpu", "--dtype", "f32", "-b", 1,
             "-r", repetitions, "-o", "json", "-q", *what]
    with quiet_machine():
        told, took, others = session.watched(lambda: json.loads(asked(session, *words)))
    say(f"  round {number + 1}, {kind}, {listed}: {took:.0f} s, others kept {others:.2f} processors busy")
    length, tokens = ("depth", plan.tokens) if kind == "cached" else ("tokens", 1)
    return [{"round": number, "kind": kind, "length": test[length], "seconds": [s / tokens for s in test["seconds"]],
             "share": test["share_of_limit"], "others": round(others, 3)} for test in told["tests"]]


def to_do(plan, results):
    """(round, kind, lengths, repetitions) of the calls that are still to be made."""
    done = {(s["round"], s["kind"], s["length"]) for s in results["samples"]}
    calls = [(number, *call) for number in range(results["rounds"]) for call in order(plan.calls, number)]
    return [call for call in calls if (call[0], call[1], call[2][0]) not in done]


# ---- the other claims


def operations(text):
    """{name: count} of a program's text, whatever the dialect; an operation begins a line, after its results."""
    names = Counter(re.findall(r'^ *(?:%[^=]*= *)?"?([a-z]\w*\.[a-z]\w*)', text, re.M))
    return {name: count for name, count in sorted(names.items()) if not name.startswith("func.")}


def programs(session, config):
    """What operations the programs hold that each kind of device would get."""
    found = []
    for device in ("cpu", "cuda", "tpu"):
        for program in ("prefill", "decode"):
            text = asked(session, "dump", config, "--program", program, "--for", device)
            found.append({"program": program, "for": device, "operations": operations(text)})
    return found


def size(session, model):
    """A size's program for this CPU, and what a token takes: in bf16, which leaves the largest in 8 GB."""
    told = told_by(session, "compile", model, "--target", "cpu", "--program", "decode")
    words = ["bench", "--random-weights", "--config", model, "--plugin", "cpu", "--dtype", "bf16", "-p", 0, "-n", 16,
             "-r", 3, "-o", "json", "-q"]
    with quiet_machine():
        bench, took, others = session.watched(lambda: json.loads(asked(session, *words)))
    say(f"  {Path(model).name}: {took:.0f} s, others kept {others:.2f} processors busy")
    (test,) = bench["tests"]
    (program,) = told["programs"]
    kept = ("custom_calls_emitted", "custom_calls_made", "aliased_bytes")
    return {"model": Path(model).name, "weight_bytes": told["weight_bytes"], "state_bytes": told["state_bytes"],
            "compile_seconds": round(program["compile_seconds"], 2), **{k: program[k] for k in kept},
            "seconds": [s / test["tokens"] for s in test["seconds"]], "share": test["share_of_limit"],
            "others": round(others, 3)}


def ahead():
    """Of the programs that were compiled for devices that are not here."""
    rows = [row for row in json.loads(AHEAD.read_text())["rows"] if row["target"] != "cpu"]
    return {"programs": len(rows), "targets": list(dict.fromkeys(row["target"] for row in rows)),
            "custom_calls_emitted": sum(row["custom_calls_emitted"] for row in rows)}


def verified(session):
    told = told_by(session, "verify", DEMO, "--against", GOLDEN, "--plugin", "cpu")
    runs = told["against"]["runs"]
    return {"layers": [{"error": e["error"], "reference_error": e["its_f32"]} for e in told["against"]["layers"]],
            "greedy": {"same": sum(r["equal"] for r in runs), "tokens": sum(r["count"] for r in runs),
                       "runs": len(runs)}}


def foretold(session):
    told = told_by(session, "perplexity", DEMO, "--file", HELD_OUT, "--plugin", "cpu")
    return {"ours": told["results"][0]["perplexity"], "float64": PERPLEXITY_IN_FLOAT64}


def begun(options, part):
    """The results so far: none yet, or those of the run that was interrupted."""
    line = "tools/paper.py" + "".join(f" {shlex.quote(a)}" for a in sys.argv[1:] if a != "--resume")
    facts, plan = machine.facts(), options.plan
    fresh = {"command": line, "date": datetime.date.today().isoformat(), "commit": machine.commit("docs/paper*"),
             "machine": facts, "threads": facts["threads"], "versions": machine.versions(options), "shape": plan.shape,
             "lengths": list(plan.lengths), "rounds": options.rounds, "tokens": plan.tokens, "sizes": [], "samples": []}
    if not options.resume:
        return fresh
    if not part.exists():
        raise Failed(f"--resume: {part} is not there; without --resume a run begins")
    return resumed(fresh, json.loads(part.read_text()), part)


def measured(options):
    plan, part = options.plan, options.out / "results.part"
    results = begun(options, part)

    def save():
        part.write_text(dump(results))

    with tempfile.TemporaryDirectory(prefix="paper-") as scratch, Session(options, "", (), Path(scratch)) as session:
        for name, make in {"programs": lambda: programs(session, plan.config), "ahead": ahead,
                           "verify": lambda: verified(session), "perplexity": lambda: foretold(session)}.items():
            if name not in results:
                say(name)
                results[name] = make()
                save()
        for model in plan.sizes:
            if Path(model).name not in {s["model"] for s in results["sizes"]}:
                results["sizes"].append(size(session, model))
                save()
        for call in to_do(plan, results):
            results["samples"] += measure(session, plan, *call)
            save()
    return results


def main():
    options = parse()
    path = options.out / "results.json"
    if options.report:
        if not path.exists():
            raise Failed(f"{path} is not there; without --report it is made")
        results = json.loads(path.read_text())
    else:
        if not options.constate.exists():
            raise Failed(f"{options.constate} is not there; `make build` builds it")
        options.out.mkdir(parents=True, exist_ok=True)
        results = measured(options)
        path.write_text(dump(results))
        (options.out / "results.part").unlink()
    published = json.loads((FOLDER / "published.json").read_text())
    (options.out / "cached.svg").write_text(paper_report.plot(results, published))
    found = paper_report.figures(results, published)
    options.page.write_text(paper_report.page(PAGE.read_text(), found, PAGE.name))
    say(f"{path}, {path.with_name('cached.svg')}, {options.page}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except Failed as error:
        sys.exit(f"paper.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, subprocess.SubprocessError) as error:
        sys.exit(f"paper.py: {error}")
