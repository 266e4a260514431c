#!/usr/bin/env python3
"""Measures constate on one NVIDIA GPU in stages, the most valuable first.

gpu_day.py [--wheels DIR] [--kept DIR] [--small] PLUGIN OUT [SECONDS]

Each stage has a limit of its own and goes on where a command fails. What a command gave is in OUT/stage-N.json, and
OUT/table.md shows all of it, before the next command starts: a run that is cut short loses one command. The stages:

1  right    devices and driver; programs compiled ahead (--kept) loaded; a text as on the CPU; each family against PyTorch
2  largest  the device's own limits; 2.7B bf16: a prompt of 2048 tokens, one token after the other
3  smallest 130M f32 and bf16, 1 and 64 rows; memory; the time to the first token, with and without compiled programs
4  host     what a block of tokens asks of the host, counted; where a step's time goes
5  peer     mamba_ssm's Triton kernels beside this program, in turns (--wheels: made by tools/gpu_wheels.py)
6  others   the other sizes, f32, 8192 tokens, batches
7  server   `constate serve` of the 130M shape under load (bench/serve)

--small takes the 130M shape cut to two layers, and little of everything: it shows that each line runs.
Python's standard library is enough, but for stage 5.
"""

import argparse
import concurrent.futures
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import gpu_report  # noqa: E402

TOOLS = Path(__file__).resolve().parent
PROMPT = "In the beginning"
# What the CPU writes after it, greedily (60 tokens of models/demo, f32).
TEXT = """ of the year, and in the seventh day of the month, that the word of the LORD came unto me, saying,
Son of man, set thy face against Jerusalem, and prophesy against it, and say unto the people, Thus saith the LORD of hosts, the God of Israel; Behold"""
# Seconds a stage may take.
LIMITS = {1: 150, 2: 85, 3: 75, 4: 40, 5: 150, 6: 175, 7: 200}


class Failed(Exception):
    """A command that did not give what it should; the message says why."""


def first_of(*places):
    return next((p for p in places if p.exists()), places[0])


def last_words(text):
    """The line that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    ours = [line for line in lines if line.startswith("constate: ")]
    return (ours or lines or ["it said nothing"])[-1][:400]


def failure(what, why, seconds=0):
    return {"what": what, "why": why, "seconds": round(seconds, 1)}


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Day:
    def __init__(self, args):
        self.args = args
        self.end = time.monotonic() + args.seconds
        self.plugin = ["--plugin", args.plugin]
        self.program = os.environ.get("CONSTATE") or str(
            first_of(TOOLS.parent / "build" / "constate", TOOLS.parent.parent.parent / "bin" / "constate")
        )
        # The archive's folder is laid out as the project's is.
        self.demo = TOOLS.parent / "models" / "demo"
        self.golden = TOOLS.parent / "tests" / "data" / "golden"
        self.serve = TOOLS.parent / "bench" / "serve"
        self.machine = {}
        self.unknown = []  # what could not be learnt of the machine, and why
        self.stage = None
        self.stage_end = self.end
        self.writing = threading.Lock()
        # Programs that earlier stages compiled serve later ones; nothing from before this run does.
        self.cache = tempfile.TemporaryDirectory(prefix="gpu_day.")
        self.small_config = Path(self.cache.name) / "small.json"
        self.small_config.write_text(json.dumps(gpu_report.SMALL_CONFIG))

    # ---- running and keeping ----

    def left(self):
        return min(self.end, self.stage_end) - time.monotonic()

    def run(self, command, limit, environment=None, fine=(0,)):
        """Standard output of a command; Failed where it does not end in time with a status that is fine."""
        limit = min(limit, self.left())
        if limit < 1:
            raise Failed("no time was left for it")
        env = dict(os.environ, CONSTATE_CACHE=str(Path(self.cache.name) / "programs"))
        env.update(environment or {})
        try:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env,
                                       errors="replace", start_new_session=True)
        except OSError as error:
            raise Failed(f"{command[0]}: {error.strerror}") from None
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise Failed(f"it was ended after {limit:.0f} s") from None
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        if process.returncode not in fine:
            raise Failed(last_words(err))
        return out

    def constate(self, *words, limit=60, environment=None, fine=(0,)):
        return self.run([self.program, *map(str, words), *self.plugin], limit, environment, fine)

    def write(self):
        with self.writing:
            self.stage["machine"] = self.machine
            self.stage["seconds"] = round(time.monotonic() - self.begin, 1)
            file = self.args.out / f"stage-{self.stage['stage']}.json"
            gpu_report.write_whole(file, json.dumps(self.stage, indent=1) + "\n")
            gpu_report.write_whole(self.args.out / "table.md", gpu_report.folder_page(self.args.out))

    def row(self, what, figure, unit="", **more):
        self.stage["rows"].append({"what": what, "figure": figure, "unit": unit, **more})
        self.write()

    def attempt(self, what, function):
        """Runs one piece of a stage; what goes wrong is kept beside the figures."""
        start = time.monotonic()
        try:
            function()
        except (Failed, KeyError, IndexError, ValueError, OSError) as error:
            why = str(error) if isinstance(error, (Failed, OSError)) else f"{type(error).__name__}: {error}"
            self.stage["failures"].append(failure(what, why, time.monotonic() - start))
        self.write()

    def attempt_all(self, pieces):
        """The same for (what, function)s side by side: for what is not timed."""
        with concurrent.futures.ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // 2)) as pool:
            for what, function in pieces:
                pool.submit(self.attempt, what, function)

    def run_stage(self, number, function):
        if self.end - time.monotonic() < 2:
            return
        self.begin = time.monotonic()
        self.stage_end = self.begin + LIMITS[number]
        self.stage = {"stage": number, "name": function.__name__, "title": function.__doc__, "date": now(),
                      "plugin": Path(self.args.plugin).name, "small": self.args.small, "complete": False, "rows": [],
                      "failures": []}
        self.write()
        print(f"stage {number}: {function.__doc__}", flush=True)
        function(self)
        self.stage["complete"] = True
        self.write()
        for failed in self.stage["failures"]:
            print(f"  failed: {failed['what']}: {failed['why']}", flush=True)
        print(f"  {len(self.stage['rows'])} figures in {self.stage['seconds']} s", flush=True)

    def identify(self):
        """What the figures are of: card and driver, plugin and device."""

        def card():
            out = self.run(["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"], 15)
            self.machine.update(zip(("card", "driver", "memory"), [p.strip() for p in out.splitlines()[0].split(",")]))

        def device():
            listed = json.loads(self.constate("devices", "--json", limit=60, fine=(0, 1, 2)))
            plugins = listed["plugins"] if isinstance(listed, dict) else listed
            good = next((p for p in plugins if "devices" in p), None)
            if good is None:
                raise Failed("; ".join(p.get("error", "") for p in plugins))
            first = good["devices"][0]
            self.machine.update(device=first["kind"], devices=len(good["devices"]), plugin=Path(good["plugin"]).name,
                                pjrt_api=good["api_version"], platform_version=good["platform_version"],
                                device_memory=first["memory_limit_bytes"])

        for what, learn in (("nvidia-smi", card), ("devices", device)):
            try:
                learn()
            except (Failed, KeyError, IndexError, ValueError) as error:
                self.unknown.append(failure(what, str(error)))

    # ---- what several stages measure ----

    def shape(self, name):
        return str(self.small_config) if self.args.small else name

    def bench(self, name, dtype, *, prompt=0, generate=0, batch=1, rounds=5, limit=90, only=None):
        """`constate bench` of a shape with random weights; a row for each test, and for the limits."""
        prompt, generate = (min(prompt, 64), min(generate, 8)) if self.args.small else (prompt, generate)
        rounds = min(rounds, 2) if self.args.small else rounds
        if self.args.small:
            batch = min(batch, 2)
        result = json.loads(self.constate(
            "bench", "--random-weights", "--config", self.shape(name), "--dtype", dtype, "-p", prompt, "-n", generate,
            "-b", batch, "-r", rounds, "-o", "json", "-q", limit=limit))
        for test in result["tests"]:
            figure = gpu_report.bench_row(name, test)
            if only is None or only(figure):
                self.stage["rows"].append(figure)
        self.write()
        return result


# ---- the stages ----------------------------------------------------------------------------------------------------


def right(day):
    """Devices, and that the results are right"""

    def taken():
        name = day.shape("mamba2-130m")
        words = ["--program", "decode", "--block", 64, "--dtype", "bf16", "--take", day.args.kept, "--json"]
        out = json.loads(day.constate("compile", name, *words, limit=30))
        decode = next(p for p in out["programs"] if p["program"].startswith("decode"))
        day.row("programs compiled where no such device was, loaded here", int(not decode["compiled"]), "of 1",
                note=decode["not_taken"] or f"decode of 64 tokens, loaded in {decode['seconds']:.2f} s")

    def text():
        out = day.constate("generate", day.demo, PROMPT, "-n", 60, "--dtype", "f32", "-q", limit=40)
        same = out.rstrip("\n") == TEXT
        day.row("a text at temperature 0 is the CPU's", int(same), "of 1", note="60 tokens of models/demo, f32")
        if not same:
            raise Failed(f"it wrote {out!r}")

    def verify(name, dtype, *more):
        folder = day.demo if name == "demo" else day.golden / name
        out = day.constate("verify", folder, "--dtype", dtype, "--json", "-q", *more, limit=130, fine=(0, 1))
        result = json.loads(out)
        if "against" in result:
            runs = result["against"]["runs"]
            logits = result["against"]["logits"]
            day.row(f"{name} {dtype}: 64 greedy tokens as PyTorch's", sum(r["equal"] for r in runs),
                    f"of {sum(r['count'] for r in runs)}", passed=result["passed"],
                    note=f"logits off by {logits['error']:.1e}, {logits['allowed']:.1e} is allowed")
        if "self" in result:
            ways = result["self"]["ways"]
            day.row(f"{name} {dtype}: ways through the model agree", sum(w["passed"] for w in ways), f"of {len(ways)}",
                    passed=result["passed"])

    day.stage["failures"] += day.unknown
    if "device" in day.machine:
        day.row("devices", day.machine["devices"], note=day.machine["device"])
    if day.args.kept:
        day.attempt("programs compiled ahead", taken)
    day.attempt("text at temperature 0", text)
    names = [("demo", "f32"), ("groups2", "f32"), ("falcon_h1", "f32")]
    if not day.args.small:
        names += [("demo", "bf16")]
        names += [(n, "f32") for n in ("ssm_published", "falcon_h1_all", "granite", "granite_all", "granite_experts", "nemotron_h_experts",
                                       "nemotron_h_all", "lfm2_all", "lfm2_experts", "qwen3_5", "qwen3_5_all",
                                       "qwen3_5_experts", "qwen3_next_experts", "kimi_linear_all", "olmo_hybrid")]
    pieces = [(f"verify {name} {dtype}",
               lambda n=name, d=dtype: verify(n, d, "--against", day.golden / n / "golden.safetensors"))
              for name, dtype in names]
    for name in ("groups2", "falcon_h1")[: 1 if day.args.small else 2]:
        pieces.append((f"verify {name} by itself", lambda n=name: verify(n, "f32", "--self", "--tokens", 70)))
    day.attempt_all(pieces)


def limits_rows(day, result, dtype):
    rates = result["limits"]["by_dtype"][dtype]
    read = max(gpu_report.median(rates[key] or [0]) for key in ("read_bytes_per_second", "row_bytes_per_second"))
    day.row("limit: memory is read at", read / 1e9, "GB/s", samples=rates["read_bytes_per_second"])
    day.row(f"limit: {dtype} matrix product", gpu_report.median(rates["matrix_flops_per_second"]) / 1e12, "TFLOP/s",
            samples=rates["matrix_flops_per_second"])


def memory_row(day, what, result):
    if result["device_bytes"]:
        day.row(f"{what}: device memory", result["device_bytes"] / 1e9, "GB")


def largest(day):
    """The device's limits, and 2.7B in bf16"""

    def measure():
        result = day.bench("mamba2-2.7b", "bf16", prompt=2048, generate=64, rounds=5, limit=85)
        limits_rows(day, result, "bf16")
        memory_row(day, "mamba2-2.7b bf16", result)
        day.row("mamba2-2.7b bf16: compiling", result["compile_seconds"], "s", note=f"{result['programs']} programs")

    day.attempt("2.7B bf16", measure)


def smallest(day):
    """130M in f32 and bf16"""

    def measure(dtype):
        result = day.bench("mamba2-130m", dtype, prompt=2048, generate=64, rounds=3, limit=45)
        if dtype == "f32":
            limits_rows(day, result, dtype)
        memory_row(day, f"mamba2-130m {dtype}", result)

    def start():
        with tempfile.TemporaryDirectory(prefix="gpu_day.start.") as cache:
            for kind in ("cold", "warm"):
                begin = time.monotonic()
                day.constate("generate", "--random-weights", "--config", day.shape("mamba2-130m"), "--ids", "1 2 3",
                             "-n", 1, "--dtype", "bf16", "-q", limit=30, environment={"CONSTATE_CACHE": cache})
                day.row(f"mamba2-130m bf16: first token, {kind}", time.monotonic() - begin, "s",
                        note="the whole process; random weights")

    for dtype in ("bf16", "f32"):
        day.attempt(f"130M {dtype}", lambda d=dtype: measure(d))
    day.attempt("130M, 64 rows", lambda: day.bench("mamba2-130m", "bf16", generate=64, batch=64, rounds=3, limit=30))
    day.attempt("start", start)


def host(day):
    """What a block of tokens asks of the host"""

    def profile():
        name, words = ("small", ["-p", 64, "-n", "8,16"]) if day.args.small else ("2.7B", ["-p", 2048, "-n", "8,64"])
        out = day.constate("profile", "--random-weights", "--config", day.shape("mamba2-2.7b"), "--dtype", "bf16",
                           *words, "--json", limit=40)
        prompt, short, long = json.loads(out)
        tokens = long["tokens"] - short["tokens"]
        for key, what in (("copies_to_host", "copies to the host"), ("copies_to_device", "copies to the device"),
                          ("waits", "waits of the host for the device"),
                          ("launches", "calls by which the host starts work"),
                          ("kernels", "kernels")):
            if long[key] >= 0:
                day.row(f"{name} bf16: {what} for each further token", (long[key] - short[key]) / tokens,
                        note=f"{short[key]} in {short['tokens']} tokens, {long[key]} in {long['tokens']}")
        for record in (long, prompt):
            on_device = [o for o in record["operations"] if o["plane"].startswith("/device:")]
            day.stage["profiles"].append(
                {"test": record["test"], "tokens": record["tokens"], "operations": on_device[:40]})

    day.stage["profiles"] = []
    day.attempt("profile", profile)


def peer(day):
    """Beside mamba_ssm's Triton kernels, in turns"""
    if not day.args.wheels:
        day.stage["failures"].append(failure("mamba_ssm", "no --wheels DIR was given"))
        return
    script = TOOLS / "gpu_mamba_ssm.py"
    caches = {"TRITON_CACHE_DIR": str(Path(day.cache.name) / "triton")}

    def theirs(size, kind, batch):
        words = [sys.executable, str(script), "--wheels", str(day.args.wheels), "--size", size, "--kinds", kind,
                 "--batches", str(batch), "--samples", "5", "--seconds", "60"]
        if day.args.small:
            words += ["--device", "cpu", "--launch", "eager", "--layers", "1", "--samples", "1"]
        reasons = []
        for line in day.run(words, 70, caches, fine=(0, 1)).splitlines():
            record = json.loads(line)
            if record.get("event") == "failed":
                reasons.append(record["reason"])
            if record.get("event") == "environment":
                day.machine.update({k: record[k] for k in ("torch", "triton", "mamba_ssm") if k in record})
            row = gpu_report.mamba_ssm_row(record)
            if row:
                day.stage["rows"].append(row)
                day.write()
        if reasons:
            raise Failed("; ".join(reasons))

    def ours(size, kind, batch):
        prompt, generate = (2048 if batch == 1 else 512, 0) if kind == "prefill" else (0, 64)
        day.bench(f"mamba2-{size}", "bf16", prompt=prompt, generate=generate, batch=batch, rounds=3, limit=60)

    plan = [("2.7b", "decode", 1), ("2.7b", "prefill", 1), ("1.3b", "decode", 128), ("1.3b", "decode", 1)]
    for size, kind, batch in plan[:1] if day.args.small else plan:
        for turn in range(1 if day.args.small else 2):
            day.attempt(f"constate {size} {kind} of {batch}, turn {turn}", lambda: ours(size, kind, batch))
            day.attempt(f"mamba_ssm {size} {kind} of {batch}, turn {turn}", lambda: theirs(size, kind, batch))


def others(day):
    """The other sizes, f32, long prompts, batches"""
    for size in ("1.3b", "780m", "370m"):
        day.attempt(f"{size} bf16", lambda s=size: day.bench(f"mamba2-{s}", "bf16", prompt=2048, generate=64, rounds=3))
    day.attempt("2.7B, 64 rows", lambda: day.bench("mamba2-2.7b", "bf16", generate=64, batch=64, rounds=3))
    day.attempt("2.7B f32", lambda: day.bench("mamba2-2.7b", "f32", prompt=2048, generate=64, rounds=3))
    day.attempt("2.7B, 8192 tokens", lambda: day.bench("mamba2-2.7b", "bf16", prompt=8192, rounds=3))


def server(day):
    """A server of the 130M shape under load"""
    if not day.serve.exists():
        day.stage["failures"].append(failure("serve", f"{day.serve} is not there: it is in the sources alone"))
        return
    python, kept = sys.executable, Path(day.cache.name)

    def measure():
        model, file = kept / "served", kept / "serve.json"
        if day.args.small:
            model = day.demo
        else:
            day.run([python, day.serve / "make_model.py", model], 30)
        clients, answer = ("1,2", 8) if day.args.small else ("1,16", 128)
        served = ["--plugin", day.args.plugin, "--dtype", "bf16", "--batch", "2" if day.args.small else "16"]
        day.run([python, day.serve / "serve_bench.py", model, "--clients", clients, "--prompt", "128", "--answer", str(answer),
                 "--requests", "2", "--rounds", "1", "--second-turn", "256" if day.args.small else "8192",
                 "--server-args", " ".join(served), "--json", file], 195, {"CONSTATE_PROGRAM": day.program})
        for r in json.loads(file.read_text()):
            if "clients" in r:
                day.row(f"served, {r['clients']} at once, prompts of 128", r["tokens_per_second"], "tok/s",
                        note=f"first token after {1e3 * r['ttft_p50']:.0f} ms (p99 {1e3 * r['ttft_p99']:.0f}), then one in "
                             f"{1e3 * r['itl_p50']:.2f} ms (p99 {1e3 * r['itl_p99']:.2f})")
            else:
                for key in ("empty", "first_turn", "second_turn"):
                    day.row(f"served, first token: {key.replace('_', ' ')}", 1e3 * r[key], "ms")

    day.attempt("server", measure)


STAGES = {1: right, 2: largest, 3: smallest, 4: host, 5: peer, 6: others, 7: server}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, help="what tools/gpu_wheels.py made, for stage 5")
    parser.add_argument("--kept", type=Path, help="a folder of `constate compile --target ... --keep`")
    parser.add_argument("--small", action="store_true", help="a small shape and little of everything")
    parser.add_argument("--stages", default=",".join(map(str, STAGES)), help="which, in this order")
    parser.add_argument("plugin", metavar="PLUGIN")
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("seconds", metavar="SECONDS", type=float, nargs="?", default=600)
    args = parser.parse_args()
    try:
        stages = [int(s) for s in args.stages.split(",")]
        missing = [s for s in stages if s not in STAGES]
    except ValueError:
        missing = [args.stages]
    if missing:
        parser.error(f"--stages: numbers from 1 to 7 are expected; got {missing[0]}")
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        gpu_report.write_whole(args.out / "table.md", "")
    except OSError as error:
        sys.exit(f"gpu_day: {args.out}: cannot be written: {error.strerror}")
    for old in args.out.glob("stage-*.json"):
        old.unlink()
    # Ended from outside is ended in order: the command at hand is stopped, what there is stays.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    day = Day(args)
    day.identify()
    for number in stages:
        day.run_stage(number, STAGES[number])
    print(f"{args.out / 'table.md'} has the tables")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
