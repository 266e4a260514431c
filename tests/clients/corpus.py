"""2,000 prompts for a server with a short queue, and what must hold of the answers: none is lost, none was made
twice, and each is that of its prompt."""

import json
import re
import urllib.request
from collections import Counter

from scoring import TEXT

COUNT = 2000
FLAGS = ("--batch", 8, "--queue", 24)
ASKED = {"model": "demo", "max_tokens": 8, "temperature": 0}
WORDS = TEXT.split()
PROMPTS = [f"{i}. {' '.join(WORDS[7 * i:7 * i + 6 + i % 9])}" for i in range(COUNT)]


def check(server, answers, fills_queue=True):
    """`answers`: (number of the prompt, the answer's `id`, text), as they came."""
    numbers = Counter(number for number, _, _ in answers)
    assert numbers == Counter(range(COUNT)), "answers are lost, or came twice"
    assert len({id for _, id, _ in answers}) == COUNT, "answers of one request came for two"
    for number, _, text in answers:
        if number % 40 == 0:
            request = urllib.request.Request(server.url + "/v1/completions",
                                             json.dumps({**ASKED, "prompt": PROMPTS[number]}).encode())
            with urllib.request.urlopen(request) as answer:
                alone = json.loads(answer.read())["choices"][0]["text"]
            assert text == alone, f"{PROMPTS[number]!r}: {text!r}; alone: {alone!r}"
    with urllib.request.urlopen(server.url + "/metrics") as answer:
        metrics = answer.read().decode()
    counts = {status: int(count) for status, count in
              re.findall(r'^constate_http_requests_total\{path="/v1/completions",status="(\d+)"\} (\d+)', metrics, re.M)}
    assert counts["200"] == COUNT + COUNT // 40, counts
    assert set(counts) <= {"200", "429"} and (counts.get("429", 0) > 0 or not fills_queue), counts
    print(f"{COUNT} prompts, each answered once; the queue was full {counts.get('429', 0)} times")
