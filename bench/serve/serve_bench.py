"""serve_bench.py: what a server of OpenAI's completions gives under load.

  serve_bench.py MODEL_DIR [--clients 1,4,16] [--prompt 128] [--answer 128] [--requests 8] [--against NAME=URL ...]
                 [--server-args "..."] [--second-turn 8192] [--idle 1000] [--long 100000] [--json FILE]

Starts `constate serve MODEL_DIR` and runs a closed loop: each of N clients sends a streamed request, reads it to its
end, and sends the next. Servers named by --against are measured in the same run, in turns with ours. For each it
tells tokens a second of all clients, and the median and 99th percentile of

  TTFT  from sending a request to its first token
  ITL   between two events with text, by the tokens in between

Prompts are random token ids, other ones each time, so that no prefix cache helps. `constate bench MODEL_DIR -b 1,4,16`
says what the same batches give without HTTP.

--idle N opens N connections that ask for nothing, runs 64 streams beside them, and tells how much memory our server then
has beyond what it had when idle. --long N sends a prompt of N tokens beside 8 streams, and tells the time between their
tokens before it came and while it is fed, and how long a segment of 256 takes by itself. Standard library alone.
"""

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlparse

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONSTATE_PROGRAM", str(ROOT / "build/constate"))


class Sample:
    def __init__(self):
        self.first, self.between, self.tokens = None, [], 0


def ask(url, body):
    """One streamed request."""
    place = urlparse(url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=600)
    sample, begin, last = Sample(), time.perf_counter(), None
    connection.request("POST", "/v1/completions", json.dumps({**body, "stream": True, "stream_options": {"include_usage": True}}),
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {answer.read(500)!r}")
    for line in answer:
        if not line.startswith(b"data: {"):
            continue
        event = json.loads(line[6:])
        if event.get("usage"):
            sample.tokens = event["usage"]["completion_tokens"]
        if not event.get("choices"):
            continue
        now = time.perf_counter()
        if sample.first is None:
            sample.first = now - begin
        elif last is not None:
            sample.between.append(now - last)
        last = now
    connection.close()
    return sample


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def load(url, clients, requests, prompt, answer, vocabulary, seed):
    samples, errors, lock = [], [], threading.Lock()

    def client(number):
        draw = random.Random(1000 * seed + number)
        for _ in range(requests):
            ids = [draw.randrange(vocabulary) for _ in range(prompt)]
            try:
                sample = ask(url, {"prompt": ids, "max_tokens": answer, "temperature": 0, "ignore_eos": True, "logit_bias": {}})
            except Exception as e:  # noqa: BLE001
                errors.append(e)
                return
            with lock:
                samples.append(sample)

    threads = [threading.Thread(target=client, args=(i,)) for i in range(clients)]
    begin = time.perf_counter()
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    seconds = time.perf_counter() - begin
    if errors:
        raise errors[0]
    # ITL of a token: an event may hold several.
    itl = [b * max(1, len(s.between)) / max(1, s.tokens - 1) for s in samples for b in s.between]
    return {"clients": clients, "tokens_per_second": sum(s.tokens for s in samples) / seconds,
            "ttft_p50": statistics.median(s.first for s in samples), "ttft_p99": percentile([s.first for s in samples], 0.99),
            "itl_p50": percentile(itl, 0.5), "itl_p99": percentile(itl, 0.99), "requests": len(samples)}


def second_turn(url, tokens, vocabulary):
    """TTFT of an empty prompt, of `tokens` tokens, and of these and 16 more."""
    draw = random.Random(7)
    ids = [draw.randrange(vocabulary) for _ in range(tokens)]
    ask(url, {"prompt": ids[:1], "max_tokens": 2, "temperature": 0})
    out = {"empty": statistics.median(ask(url, {"prompt": [i + 1], "max_tokens": 2, "temperature": 0}).first for i in range(5))}
    out["first_turn"] = ask(url, {"prompt": ids, "max_tokens": 2, "temperature": 0}).first
    out["second_turn"] = ask(url, {"prompt": ids + [draw.randrange(vocabulary) for _ in range(16)], "max_tokens": 2, "temperature": 0}).first
    return out


def resident(process):
    """Bytes of memory that the process has."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return 1024 * int(line.split()[1])
    return 0


def prompt_of(draw, tokens, vocabulary):
    return [draw.randrange(vocabulary) for _ in range(tokens)]


def at_once(jobs):
    """What each job gives, all of them in threads."""
    out = [None] * len(jobs)

    def run(i):
        out[i] = jobs[i]()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(jobs))]
    for t in threads:
        t.start()
    return threads, out


def idle_memory(url, process, connections, vocabulary):
    place, draw = urlparse(url), random.Random(3)
    body = {"max_tokens": 32, "temperature": 0, "cache_prompt": False}
    streams = lambda: at_once([lambda ids=prompt_of(draw, 16, vocabulary): ask(url, {**body, "prompt": ids}) for _ in range(64)])  # noqa: E731
    for t in streams()[0]:  # what a first run allocates is there afterwards
        t.join()
    before = resident(process)
    open_ones = []
    for _ in range(connections):
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=600)
        connection.request("GET", "/health")
        connection.getresponse().read()
        open_ones.append(connection)
    with_idle, most = resident(process), 0
    threads, _ = streams()
    while any(t.is_alive() for t in threads):
        most = max(most, resident(process))
        time.sleep(0.05)
    for connection in open_ones:
        connection.close()
    return {"idle": connections, "idle_bytes": with_idle - before, "with_64_streams_bytes": most - before}


def long_prompt(url, tokens, vocabulary):
    draw, moments, began = random.Random(5), [], [None]
    segment = statistics.median(ask(url, {"prompt": prompt_of(draw, 256, vocabulary), "max_tokens": 1, "temperature": 0}).first for _ in range(3))

    def stream():
        place = urlparse(url)
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=3600)
        connection.request("POST", "/v1/completions", json.dumps({"prompt": prompt_of(draw, 8, vocabulary), "max_tokens": 4096, "temperature": 0,
                                                                   "ignore_eos": True, "stream": True}), {"Content-Type": "application/json"})
        last = None
        for line in connection.getresponse():
            now = time.perf_counter()
            if line.startswith(b"data: {") and b'"text"' in line:
                if last is not None:
                    moments.append((last, now))
                last = now
            if began[0] and time.perf_counter() > began[0] + 20:  # enough is seen
                break
        connection.close()

    threads, _ = at_once([stream] * 8)
    time.sleep(10)
    began[0] = time.perf_counter()
    place = urlparse(url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=3600)
    connection.request("POST", "/v1/completions", json.dumps({"prompt": prompt_of(draw, tokens, vocabulary), "max_tokens": 1, "stream": True}),
                       {"Content-Type": "application/json"})
    for t in threads:
        t.join()
    connection.close()
    before = [b - a for a, b in moments if b < began[0]]
    during = [b - a for a, b in moments if a > began[0]]
    return {"long": tokens, "segment": segment, "before_p50": percentile(before, 0.5), "before_p99": percentile(before, 0.99),
            "during_p50": percentile(during, 0.5), "during_p99": percentile(during, 0.99)}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def await_up(url, process):
    for _ in range(6000):
        if process.poll() is not None:
            sys.exit("the server ended")
        try:
            with urllib.request.urlopen(url + "/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server did not come up")


def await_programs(url):
    """Until every program is compiled: what is measured is serving."""
    while True:
        with urllib.request.urlopen(url + "/metrics") as answer:
            values = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[:1] != "#")
        ready, all_of_them = (next(float(v) for k, v in values.items() if k.startswith(name + "{")) for name in
                              ("constate_programs_ready", "constate_programs"))
        if ready == all_of_them:
            return
        time.sleep(0.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--clients", default="1,4,16")
    parser.add_argument("--prompt", type=int, default=128)
    parser.add_argument("--answer", type=int, default=128)
    parser.add_argument("--requests", type=int, default=4, help="of each client")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--second-turn", type=int, default=0, metavar="TOKENS")
    parser.add_argument("--idle", type=int, default=0, metavar="CONNECTIONS")
    parser.add_argument("--long", type=int, default=0, metavar="TOKENS")
    parser.add_argument("--against", action="append", default=[], metavar="NAME=URL")
    parser.add_argument("--server-args", default="")
    parser.add_argument("--vocabulary", type=int, default=4000)
    parser.add_argument("--json")
    plan = parser.parse_args()
    clients = [int(n) for n in plan.clients.split(",")]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([PROGRAM, "serve", plan.model, "--port", str(port), "-q", *plan.server_args.split()])
    results = []
    try:
        await_up(url, process)
        await_programs(url)
        servers = [("constate", url)] + [tuple(a.split("=", 1)) for a in plan.against]
        print("| server | clients | tokens/s | TTFT p50 | p99 | ITL p50 | p99 |\n|---|---|---|---|---|---|---|")
        for round_number in range(plan.rounds):
            for n in clients:
                for name, where in servers:
                    r = load(where, n, plan.requests, plan.prompt, plan.answer, plan.vocabulary, 100 * round_number + n)
                    results.append({"server": name, "round": round_number, **r})
                    print(f"| {name} | {n} | {r['tokens_per_second']:.1f} | {r['ttft_p50']:.3f} | {r['ttft_p99']:.3f} | "
                          f"{r['itl_p50']:.4f} | {r['itl_p99']:.4f} |", flush=True)
        if plan.second_turn:
            for name, where in servers:
                t = second_turn(where, plan.second_turn, plan.vocabulary)
                results.append({"server": name, **t})
                print(f"{name}: first token after {t['empty']:.3f} s with an empty prompt, {t['first_turn']:.3f} s with "
                      f"{plan.second_turn} tokens, {t['second_turn']:.3f} s with these and 16 more", flush=True)
        if plan.idle:
            m = idle_memory(url, process, plan.idle, plan.vocabulary)
            results.append({"server": "constate", **m})
            print(f"memory: {m['idle_bytes'] / 1e6:.1f} MB more with {plan.idle} idle connections, {m['with_64_streams_bytes'] / 1e6:.1f} MB "
                  "more with 64 streams beside them", flush=True)
        if plan.long:
            m = long_prompt(url, plan.long, plan.vocabulary)
            results.append({"server": "constate", **m})
            print(f"8 streams: {1000 * m['before_p50']:.0f} ms between events (p99 {1000 * m['before_p99']:.0f}), {1000 * m['during_p50']:.0f} ms "
                  f"(p99 {1000 * m['during_p99']:.0f}) beside a prompt of {plan.long} tokens; a prompt of 256 alone takes "
                  f"{1000 * m['segment']:.0f} ms", flush=True)
    finally:
        process.terminate()
        process.wait(60)
    if plan.json:
        Path(plan.json).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
