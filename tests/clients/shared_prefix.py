"""SGLang's workload `generated-shared-prefix` with this server's sizes: groups of requests with one long system
prompt and questions of their own, in random order, a few at once. What a group's prompt costs is paid once, and the
answers are those of a server that keeps nothing. Standard library only; prints what the cache saved."""

import json
import random
import statistics
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from scoring import TEXT
from server import Server

GROUPS, EACH, AT_ONCE = 10, 10, 5
SYSTEM, QUESTION, ANSWER = 2048, 64, 32  # tokens (SGLang: 50 groups of 10, 10,240 + 256 + 128)


def post(server, path, body):
    request = urllib.request.Request(server.url + path, json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.loads(answer.read())


def run(server, requests):
    def one(ids):
        begin = time.monotonic()
        answer = post(server, "/v1/completions",
                      {"prompt": ids, "max_tokens": ANSWER, "temperature": 0, "ignore_eos": True})
        usage = answer["usage"]
        assert (usage["prompt_tokens"], usage["completion_tokens"]) == (len(ids), ANSWER), usage
        return answer["choices"][0]["text"], usage["prompt_tokens_details"]["cached_tokens"], time.monotonic() - begin

    begin = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(one, requests))
    took = time.monotonic() - begin
    texts, cached, seconds = zip(*found)
    return texts, cached, took, statistics.median(seconds)


def main():
    draw = random.Random(18)
    with Server("--no-prefix-cache") as server:
        ids = post(server, "/tokenize", {"content": TEXT})["tokens"]
        requests = []
        for group in range(GROUPS):
            system = ids[group * SYSTEM:(group + 1) * SYSTEM]
            for _ in range(EACH):
                at = draw.randrange(len(ids) - QUESTION)
                requests.append(system + ids[at:at + QUESTION])
        draw.shuffle(requests)
        plain, none, slow, slow_median = run(server, requests)
        assert not any(none)
    with Server() as server:
        texts, cached, fast, fast_median = run(server, requests)
    assert texts == plain, [(a, b) for a, b in zip(texts, plain) if a != b][:3]
    hits = sum(c >= SYSTEM // 2 for c in cached)
    fed = sum(map(len, requests))
    print(f"{len(requests)} requests, {fed} tokens of prompts: {sum(cached)} from the cache, {hits} requests hit; "
          f"{slow:.1f} s without, {fast:.1f} s with it; median of a request {slow_median:.2f} and {fast_median:.2f} s")
    # The first of a group pays; those that run beside it, and the second, where prompts are found to part, may too.
    assert hits >= len(requests) - GROUPS * (AT_ONCE + 1), cached


main()
