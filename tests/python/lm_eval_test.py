"""lm-evaluation-harness with ConstateLM, beside the package's own numbers. Tasks of our own over tests/data/heldout.txt, offline."""

import json
import math
import os
import tempfile
import unittest
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")

import lm_eval  # noqa: E402
import numpy as np  # noqa: E402
from constate.lm_eval import ConstateLM  # noqa: E402
from lm_eval.tasks import TaskManager  # noqa: E402

REPO = Path(__file__).resolve().parents[2]
TEXT = (REPO / "tests" / "data" / "heldout.txt").read_text()
ROLLING = TEXT[:6000]
LINES = [line.split() for line in TEXT.splitlines() if len(line.split()) > 16][:12]
TASKS = {
    "heldout_rolling": ([{"text": ROLLING}], """
output_type: loglikelihood_rolling
doc_to_text: ""
doc_to_target: "{{text}}"
metric_list: [{metric: bits_per_byte}]
"""),
    "heldout_choice": ([{"context": " ".join(w[:10]), "choices": [" ".join(w[10:16]), " ".join(w[15:9:-1])]} for w in LINES], """
output_type: multiple_choice
doc_to_text: "{{context}}"
doc_to_choice: "{{choices}}"
doc_to_target: 0
metric_list: [{metric: acc}]
"""),
    "heldout_generate": ([{"context": " ".join(w[:8])} for w in LINES[:4]], """
output_type: generate_until
doc_to_text: "{{context}}"
doc_to_target: ""
generation_kwargs: {max_gen_toks: 12, until: ["\\n"]}
metric_list: [{metric: exact_match}]
"""),
}


class LmEval(unittest.TestCase):
    def test_tasks(self):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            os.environ["HF_HOME"] = str(home / "hf")
            for name, (docs, task) in TASKS.items():
                (home / f"{name}.jsonl").write_text("".join(json.dumps(d) + "\n" for d in docs))
                (home / f"{name}.yaml").write_text(
                    f"task: {name}\ndataset_path: json\ndataset_kwargs: {{data_files: {{test: {home / name}.jsonl}}}}\n"
                    f"test_split: test\n{task}metadata: {{version: 1}}\n")
            model = ConstateLM(REPO / "models" / "demo")
            out = lm_eval.simple_evaluate(model=model, tasks=list(TASKS), task_manager=TaskManager(include_path=str(home)),
                                          log_samples=True, bootstrap_iters=0)
        bits = out["results"]["heldout_rolling"]["bits_per_byte,none"]
        expected = model.model.score(ROLLING)
        self.assertAlmostEqual(bits, -expected.log_probability / math.log(2) / len(ROLLING.encode()), delta=1e-6)
        self.assertGreaterEqual(out["results"]["heldout_choice"]["acc,none"], 0.9)
        sample = out["samples"]["heldout_choice"][0]
        ids = model.model.tokenize(" ".join(LINES[0][:16]))
        first = len(model.model.tokenize(" ".join(LINES[0][:10])))
        scores = model.model.log_probabilities(ids)[first - 1:].sum(dtype=np.float64)
        self.assertAlmostEqual(float(sample["resps"][0][0][0]), float(scores), delta=1e-4)
        for sample, words in zip(out["samples"]["heldout_generate"], LINES):
            self.assertEqual(sample["resps"][0][0], model.model.generate(" ".join(words[:8]), max_tokens=12, temperature=0, stop="\n"))


if __name__ == "__main__":
    unittest.main()
