"""lm-evaluation-harness with `local-completions` and no tokenizer of its own: it asks /tokenizer_info and /tokenize.
Tasks of our own over tests/data/heldout.txt, offline."""

import json
import math
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

from scoring import END, TEXT, TOLERANCE, perplexity
from server import Server

ROLLING = TEXT[:12000]
LINES = [line for line in TEXT.splitlines() if len(line.split()) > 16][:12]
TASKS = {
    "heldout_rolling": ([{"text": ROLLING}], """
output_type: loglikelihood_rolling
doc_to_text: ""
doc_to_target: "{{text}}"
metric_list: [{metric: word_perplexity}, {metric: byte_perplexity}, {metric: bits_per_byte}]
"""),
    "heldout_choice": ([{"context": " ".join(words[:10]), "choices": [" ".join(words[10:16]), " ".join(words[15:9:-1])]}
                        for words in (line.split() for line in LINES)], """
output_type: multiple_choice
doc_to_text: "{{context}}"
doc_to_choice: "{{choices}}"
doc_to_target: 0
metric_list: [{metric: acc}]
"""),
    "heldout_generate": ([{"context": " ".join(line.split()[:8])} for line in LINES[:4]], """
output_type: generate_until
doc_to_text: "{{context}}"
doc_to_target: ""
generation_kwargs: {max_gen_toks: 12, until: ["\\n"]}
metric_list: [{metric: exact_match}]
"""),
}


def complete(server, **asked):
    request = urllib.request.Request(server.url + "/v1/completions", json.dumps(asked).encode())
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())["choices"][0]


class LmEval(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = Path(cls.folder.name)
        for name, (docs, task) in TASKS.items():
            data = cls.home / f"{name}.jsonl"
            data.write_text("".join(json.dumps(d) + "\n" for d in docs))
            (cls.home / f"{name}.yaml").write_text(
                f"task: {name}\ndataset_path: json\ndataset_kwargs: {{data_files: {{test: {data}}}}}\ntest_split: test\n"
                f"{task}metadata: {{version: 1}}\n")
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        cls.server.end()

    def run_tasks(self, names, **arguments):
        out = self.home / "out"
        arguments = {"base_url": self.server.url + "/v1/completions", "model": "demo", **arguments}
        done = subprocess.run(
            [sys.executable, "-m", "lm_eval", "run", "--model", "local-completions", "--model_args",
             ",".join(f"{k}={v}" for k, v in arguments.items()), "--tasks", ",".join(names), "--include_path", self.home,
             "--output_path", out / "results.json", "--log_samples"], text=True, capture_output=True,
            env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(self.home / "hf")})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        results = max(out.rglob("results*.json"), key=lambda p: p.stat().st_mtime)
        samples = {}
        for name in names:
            file = max(out.rglob(f"samples_{name}*.jsonl"), key=lambda p: p.stat().st_mtime)
            samples[name] = [json.loads(line) for line in file.read_text().splitlines()]
        return json.loads(results.read_text())["results"], samples

    def test_likelihoods(self):
        results, samples = self.run_tasks(["heldout_rolling", "heldout_choice"], max_length=20000, num_concurrent=4)
        total, tokens = perplexity(ROLLING)
        found = float(samples["heldout_rolling"][0]["resps"][0][0])
        self.assertLess(abs(found - total) / tokens, TOLERANCE)
        self.assertAlmostEqual(results["heldout_rolling"]["bits_per_byte,none"],
                               -total / len(ROLLING.encode()) / math.log(2), delta=1e-9)
        self.assertGreaterEqual(results["heldout_choice"]["acc,none"], 0.9)
        for sample in samples["heldout_choice"][:4]:
            for choice, (found, _) in zip(sample["doc"]["choices"], (r[0] for r in sample["resps"])):
                # The harness scores without END before it: the first token is context alone.
                scores = complete(self.server, prompt=sample["doc"]["context"] + " " + choice, echo=True, logprobs=1,
                                  max_tokens=0)["logprobs"]
                first = len(sample["doc"]["context"])
                expected = sum(p for p, at in zip(scores["token_logprobs"], scores["text_offset"]) if at >= first)
                self.assertAlmostEqual(float(found), expected, delta=1e-3)

    def test_windows(self):
        # Windows of 512 tokens, each with the last token of the one before: less context, so less likely.
        results, samples = self.run_tasks(["heldout_rolling"], max_length=514)
        total, tokens = perplexity(ROLLING)
        found = float(samples["heldout_rolling"][0]["resps"][0][0])
        self.assertLess(found, total)
        self.assertGreater(found, 1.05 * total)

    def test_generation_without_any_tokenizer(self):
        results, samples = self.run_tasks(["heldout_generate"], tokenizer_backend="none", eos_string=END)
        for sample in samples["heldout_generate"]:
            self.assertEqual(sample["resps"][0][0], complete(self.server, prompt=sample["doc"]["context"], max_tokens=12,
                                                             temperature=0, stop=["\n"])["text"])


if __name__ == "__main__":
    unittest.main()
