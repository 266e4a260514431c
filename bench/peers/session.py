"""Running programs: peers as workers that wait while others measure, this project as a command for each measurement."""

import json
import os
import resource
import shutil
import subprocess
import time
from pathlib import Path

from environment import HERE, Failed, say

FIRST_PROMPT = 16  # tokens, for the start
DISTURBED = 0.15  # processors that others keep busy
TICK = os.sysconf("SC_CLK_TCK")


def memory_available():
    with open("/proc/meminfo", encoding="ascii") as file:
        found = dict(line.split(":", 1) for line in file)
    return int(found["MemAvailable"].split()[0]) * 1024


def resident(pid):
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def machine_seconds():
    """What all processors have worked so far."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, soft = (int(v) for v in file.readline().split()[1:8])
    return (user + nice + system + irq + soft) / TICK


def process_seconds(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK
    except OSError:
        return 0


def need(program, parameters):
    """About how many bytes a program takes with a model of so many parameters, results of a prompt included."""
    width = {"f32": 4, "f16": 2, "bf16": 2, "int8": 1.1, "q8_0": 1.1, "int4": 0.6, "q4_0": 0.6, "q4_K_M": 0.7}[program.type]
    if program.name == "llama.cpp":
        return width * parameters + 0.3e9
    if program.name == "constate":
        return width * parameters * 2 + 0.5e9
    return width * parameters * 1.2 + 1.2e9


class Session:
    """The programs of one model. Close it: workers end with it."""

    def __init__(self, options, model, programs, scratch):
        self.options, self.model, self.programs = options, model, programs
        self.folder = options.home / "weights" / model
        self.scratch = scratch
        self.workers = {}  # label: Popen, least lately used first
        self.memory = options.memory
        self.started = set()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for label in list(self.workers):
            self.stop(label)

    # ---- workers

    def stop(self, label):
        worker = self.workers.pop(label)
        worker.stdin.close()
        worker.stdout.close()
        worker.wait()

    def all_fit(self, parameters):
        """Whether the peers may stay while this project runs, one process at a time."""
        ours = [need(p, parameters) for p in self.programs if p.name == "constate"]
        peers = [need(p, parameters) for p in self.programs if p.name != "constate"]
        return sum(peers) + max(ours, default=0) < self.memory

    def make_room(self, program, parameters):
        wanted = need(program, parameters)
        while self.workers and sum(resident(w.pid) for w in self.workers.values()) + wanted > self.memory:
            self.stop(next(iter(self.workers)))

    def words(self, program, *more):
        python = self.options.home / program.environment / "bin" / "python"
        return [str(w) for w in (python, HERE / "worker.py", program.name, self.folder, program.type, "--threads",
                                 self.options.threads, "--scratch", self.scratch, *more)]

    def environment(self, compile_cache=True):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("JAX_")}
        if compile_cache:
            kept |= {"JAX_COMPILATION_CACHE_DIR": str(self.options.home / "jax-cache"),
                     "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0"}
        return kept | {"JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": "", "TOKENIZERS_PARALLELISM": "false"}

    def ask(self, program, parameters, **request):
        label = program.label
        if label in self.workers:
            worker = self.workers.pop(label)
        else:
            self.make_room(program, parameters)
            log = open(self.scratch / f"{label}.log", "ab")
            worker = subprocess.Popen(self.words(program), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                      text=True, env=self.environment())
            log.close()
            self.workers[label] = worker
            self.answer(label)
            del self.workers[label]
        self.workers[label] = worker  # now the most lately used
        worker.stdin.write(json.dumps(request) + "\n")
        worker.stdin.flush()
        return self.answer(label)

    def answer(self, label):
        line = self.workers[label].stdout.readline()
        if not line:
            worker = self.workers.pop(label)
            log = self.scratch / f"{label}.log"
            say(log.read_text(errors="replace")[-3000:])
            raise Failed(f"{label} ended with exit code {worker.wait()} (its messages stand above)")
        return json.loads(line)

    # ---- one measurement

    def measure(self, program, parameters, figure, count, tokens):
        """Seconds of each repetition: of a prompt, of a step of decode, of a start."""
        if figure.kind == "start":
            if program.label not in self.started:  # files into the page cache, compiled programs onto the disk
                self.start(program, parameters, cold=False)
                self.started.add(program.label)
            return [self.start(program, parameters, figure.cold)]
        if program.name == "constate":
            return self.constate(program, parameters, figure, count, tokens)
        if figure.kind == "prefill":
            request = {"do": "prefill", "tokens": tokens, "repetitions": count}
        else:
            request = {"do": "decode", "depth": depth_of(program, figure), "batch": figure.batch, "tokens": tokens,
                       "repetitions": count}
        return self.ask(program, parameters, **request)["seconds"]

    def constate(self, program, parameters, figure, count, tokens):
        self.make_room(program, parameters)
        words = [self.options.constate, "bench", self.folder, "--plugin", "cpu", "--dtype", program.type, "-r", count,
                 "-b", figure.batch, "-o", "json", "--no-start", "-q"]
        if figure.kind == "prefill":
            words += ["-p", tokens, "-n", 0]
        else:
            words += ["-p", 0, "-n", tokens, "-d", figure.length]
        found = json.loads(self.run(words, "bench"))
        (test,) = found["tests"]
        return [s if figure.kind == "prefill" else s / tokens for s in test["seconds"]]

    def run(self, words, what):
        done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("constate: ")]
            raise Failed(f"constate {what}: "
                         + (said[0].removeprefix("constate: ") if said else f"exit code {done.returncode}"))
        return done.stdout

    def start(self, program, parameters, cold):
        """From nothing to the first byte of output: the next token after a short prompt."""
        self.make_room(program, parameters)
        ids = " ".join(str(100 + i) for i in range(FIRST_PROMPT))
        environment = self.environment(compile_cache=not cold)
        if program.name == "constate":
            words = [self.options.constate, "generate", self.folder, "--plugin", "cpu", "--dtype", program.type,
                     "--ids", ids, "-n", 1, "--ignore-eos", "-q"]
            if cold:
                folder = self.scratch / "cold-cache"
                shutil.rmtree(folder, ignore_errors=True)
                environment["CONSTATE_CACHE"] = str(folder)
        else:
            words = self.words(program, "--first", ids)
        with open(self.scratch / "start.log", "wb") as log:
            begin = time.perf_counter()
            process = subprocess.Popen([str(w) for w in words], stdout=subprocess.PIPE, stderr=log, env=environment)
            first = process.stdout.read(1)
            seconds = time.perf_counter() - begin
            process.stdout.read()
        if process.wait() or not first:
            say(Path(log.name).read_text(errors="replace")[-3000:])
            raise Failed(f"{program.label}: no first token (its messages stand above)")
        return seconds

    # ---- what others do

    def own_seconds(self):
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return (sum(u.ru_utime + u.ru_stime for u in used)
                + sum(process_seconds(w.pid) for w in self.workers.values()))

    def watched(self, work):
        """(what it returns, seconds it took, processors that others kept busy meanwhile)."""
        before = machine_seconds() - self.own_seconds()
        begin = time.monotonic()
        result = work()
        took = time.monotonic() - begin
        others = (machine_seconds() - self.own_seconds() - before) / max(took, 0.05)
        return result, took, max(0.0, others)


    def undisturbed(self, work):
        """`watched`; where others worked meanwhile, it waits for a quiet second and measures again. The third time
        counts as it is: the table tells."""
        for attempt in range(3):
            result, took, others = self.watched(work)
            if others < DISTURBED or attempt == 2:
                return result, took, others
            say(f"  others kept {others:.2f} processors busy: again")
            for _ in range(60):
                if self.watched(lambda: time.sleep(1))[2] < DISTURBED:
                    break


def depth_of(program, figure):
    from programs import SHORT, STAND_IN, STANDS_IN

    depth = figure.length or SHORT
    return min(depth, STAND_IN) if program.name in STANDS_IN else depth
