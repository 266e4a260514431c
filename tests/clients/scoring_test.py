"""The requests of lm-evaluation-harness (`local-completions`), made here without it: it is 745 MB, and runs in
`make clients`. Standard library only."""

import json
import unittest
import urllib.request

from scoring import END, TEXT, TOLERANCE, perplexity
from server import Server


class Scoring(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.end()

    def post(self, path, body):
        request = urllib.request.Request(self.server.url + path, json.dumps(body).encode(),
                                         {"Content-Type": "application/json", "Authorization": "Bearer "})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read())

    def encode(self, text):
        return self.post("/tokenize", {"prompt": text, "add_special_tokens": False})["tokens"]

    def score(self, prompts):
        """As `LocalCompletionsAPI._create_payload` asks, and `parse_logprobs` reads."""
        answer = self.post("/v1/completions", {"model": "demo", "prompt": prompts, "temperature": 0, "max_tokens": 1,
                                               "logprobs": 1, "seed": 1234, "echo": True})
        choices = sorted(answer["choices"], key=lambda c: c["index"])
        self.assertEqual(len(choices), len(prompts))
        out = []
        for choice, ids in zip(choices, prompts):
            own, top = choice["logprobs"]["token_logprobs"], choice["logprobs"]["top_logprobs"]
            self.assertEqual((len(own), len(top)), (len(ids) + 1, len(ids) + 1))
            self.assertIsNone(own[0])
            out.append([(p, p == max(t.values())) for p, t in zip(own[1:-1], top[1:-1])])
        return out

    def test_the_tokenizer_from_afar(self):
        info = self.server.get("/tokenizer_info")
        self.assertEqual(info["eos_token"], END)
        self.assertEqual(self.encode(END), [0])
        text = TEXT[:3000] + " ä€😀\n"
        ids = self.encode(text)
        self.assertEqual(self.post("/detokenize", {"tokens": ids})["prompt"], text)

    def test_a_text_scores_as_the_program_scores_it(self):
        text = TEXT[:20000]
        ids = self.encode(END + text)
        scores = self.score([ids])[0]
        total, tokens = perplexity(text)
        self.assertEqual(len(scores), tokens)
        self.assertLess(abs(sum(p for p, _ in scores) - total) / tokens, TOLERANCE)

    def test_lists_score_as_each_alone(self):
        prompts = [self.encode(END + line) for line in TEXT.splitlines()[:20]]
        together = self.score(prompts)
        for ids, scores in zip(prompts, together):
            alone = self.score([ids])[0]
            self.assertEqual([g for _, g in scores], [g for _, g in alone])
            for (a, _), (b, _) in zip(scores, alone):
                self.assertAlmostEqual(a, b, delta=1e-4)

    def test_a_continuation_is_what_the_whole_has_more(self):
        lines = TEXT.splitlines()[:6]
        for line in lines:
            context, rest = line[:40].rsplit(" ", 1)[0], None
            rest = line[len(context):len(context) + 60]
            scores = self.score([self.encode(END + context + rest)])[0]
            first = len(self.encode(context))
            expected = perplexity(context + rest)[0] - perplexity(context)[0]
            self.assertAlmostEqual(sum(p for p, _ in scores[first:]), expected, delta=1e-3)

    def test_whether_a_token_was_the_likeliest(self):
        asked = {"model": "demo", "prompt": [self.encode(END + TEXT[:200])], "temperature": 0, "max_tokens": 12}
        answer = self.post("/v1/completions", asked)
        ids = asked["prompt"][0] + self.encode(answer["choices"][0]["text"])
        self.assertTrue(all(greedy for _, greedy in self.score([ids])[0][-12:]))


if __name__ == "__main__":
    unittest.main()
