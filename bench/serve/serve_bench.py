"""serve_bench.py: what a server of OpenAI's completions gives under load.

  serve_bench.py MODEL_DIR [--clients 1,4,16] [--prompt 128] [--answer 128] [--requests 8] [--against NAME=URL ...]
                 [--server-args "..."] [--second-turn 8192] [--json FILE]

Starts `constate serve MODEL_DIR` and runs a closed loop: each of N clients sends a streamed request, reads it to its
end, and sends the next. Servers named by --against are measured in the same run, in turns with ours. For each it
tells tokens a second of all clients, and the median and 99th percentile of

  TTFT  from sending a request to its first token
  ITL   between two events with text, by the tokens in between

Prompts are random token ids, other ones each time, so that no prefix cache helps. `constate bench MODEL_DIR -b 1,4,16`
says what the same batches give without HTTP. Standard library alone.
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
    finally:
        process.terminate()
        process.wait(60)
    if plan.json:
        Path(plan.json).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
