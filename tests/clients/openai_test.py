"""OpenAI's library as a person uses it: what it sends and what it makes of the answers. Greedy texts are compared with
each other and not with literals: the model's words are other tests' affair."""

import asyncio
import json
import math
import tempfile
import threading
import time
import unittest
from pathlib import Path

import openai
from openai import AsyncOpenAI, OpenAI
from server import Server

PROMPT = "In the beginning"
MESSAGES = [{"role": "system", "content": "Answer as a book."}, {"role": "user", "content": "Who built the ark?"}]


class OfOneServer(unittest.TestCase):
    flags = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.flags)
        cls.client, cls.loose = (OpenAI(base_url=cls.server.url + "/v1", api_key="none", max_retries=0, timeout=60,
                                        _strict_response_validation=strict) for strict in (True, False))

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.loose.close()
        cls.server.end()

    def asynchronous(self):
        return AsyncOpenAI(base_url=self.server.url + "/v1", api_key="none", max_retries=0, timeout=60,
                           _strict_response_validation=True)

    def complete(self, **asked):
        # The library's types know no null where OpenAI's own server gives one: `finish_reason` of a piece
        # before the end, and what the first token of a prompt had as its log probability.
        loose = asked.get("stream") or asked.get("echo")
        asked = {"model": "demo", "prompt": PROMPT, "max_tokens": 12, "temperature": 0, **asked}
        return (self.loose if loose else self.client).completions.create(**asked)

    def chat(self, **asked):
        return self.client.chat.completions.create(**{"model": "demo", "messages": MESSAGES, "max_completion_tokens": 12,
                                                      "temperature": 0, **asked})

    def refused(self, kind, field, **asked):
        with self.assertRaises(kind) as caught:
            self.complete(**asked)
        self.assertEqual(caught.exception.param, field)
        self.assertIn(f"`{field}`", caught.exception.message)
        self.assertEqual(caught.exception.type, "invalid_request_error")


class Models(OfOneServer):
    def test_they_are_listed(self):
        models = self.client.models.list()
        self.assertEqual([m.id for m in models], ["demo"])
        self.assertEqual(models.data[0].object, "model")
        self.assertLess(abs(models.data[0].created - time.time()), 600)

    def test_one_is_found_and_another_is_not(self):
        self.assertEqual(self.client.models.retrieve("demo").id, "demo")
        with self.assertRaises(openai.NotFoundError) as caught:
            self.client.models.retrieve("gpt-9")
        self.assertEqual(caught.exception.code, "model_not_found")
        self.assertIn("this server has `demo`", caught.exception.message)


class Completions(OfOneServer):
    def test_whole(self):
        answer = self.complete()
        self.assertEqual(answer.object, "text_completion")
        self.assertEqual(answer.model, "demo")
        self.assertEqual(len(answer.choices), 1)
        self.assertEqual(answer.choices[0].finish_reason, "length")
        self.assertEqual((answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens),
                         (3, 12, 15))
        self.assertEqual(self.complete().choices[0].text, answer.choices[0].text)
        self.assertTrue(answer._request_id)

    def test_streamed_is_the_same(self):
        whole = self.complete(max_tokens=40)
        pieces = list(self.complete(max_tokens=40, stream=True, stream_options={"include_usage": True}))
        self.assertEqual("".join(c.text for p in pieces for c in p.choices), whole.choices[0].text)
        self.assertGreater(len(pieces), 2)
        self.assertEqual([c.finish_reason for p in pieces for c in p.choices if c.finish_reason], ["length"])
        self.assertEqual(pieces[-1].choices, [])
        self.assertEqual((pieces[-1].usage.prompt_tokens, pieces[-1].usage.completion_tokens), (3, 40))
        self.assertTrue(all(p.usage is None for p in pieces[:-1]))
        self.assertEqual(len({p.id for p in pieces}), 1)

    def test_stop(self):
        whole = self.complete(max_tokens=40).choices[0].text
        word = whole.split()[3]
        for stop in (word, ["never seen", word]):
            answer = self.complete(max_tokens=40, stop=stop)
            self.assertEqual(answer.choices[0].text, whole[:whole.index(word)])
            self.assertEqual(answer.choices[0].finish_reason, "stop")

    def test_n_and_prompts(self):
        answer = self.complete(n=3, temperature=1, seed=5, max_tokens=20)
        self.assertEqual([c.index for c in answer.choices], [0, 1, 2])
        self.assertEqual(len({c.text for c in answer.choices}), 3)
        self.assertEqual(answer.usage.prompt_tokens, 3)
        self.assertEqual(answer.usage.completion_tokens, 60)
        alone = [self.complete(prompt=p).choices[0].text for p in (PROMPT, "And Moses said")]
        both = self.complete(prompt=[PROMPT, "And Moses said"])
        self.assertEqual([c.text for c in both.choices], alone)
        pieces = list(self.complete(prompt=[PROMPT, "And Moses said"], stream=True))
        for i in (0, 1):
            self.assertEqual("".join(c.text for p in pieces for c in p.choices if c.index == i), alone[i])

    def test_ids_are_prompts(self):
        answer = self.client.post("../tokenize", cast_to=object, body={"content": PROMPT})
        ids = answer["tokens"]
        text = self.complete().choices[0].text
        self.assertEqual(self.complete(prompt=ids).choices[0].text, text)
        self.assertEqual(self.complete(prompt=[ids, ids]).choices[1].text, text)
        self.assertTrue(self.complete(prompt=ids, echo=True).choices[0].text.startswith(PROMPT))

    def test_seed(self):
        texts = [self.complete(temperature=1, seed=s, max_tokens=24).choices[0].text for s in (7, 7, 8)]
        self.assertEqual(texts[0], texts[1])
        self.assertNotEqual(texts[0], texts[2])
        unseeded = {self.complete(temperature=1, max_tokens=24).choices[0].text for _ in range(3)}
        self.assertEqual(len(unseeded), 3)

    def test_logprobs(self):
        answer = self.complete(logprobs=3, max_tokens=6)
        found = answer.choices[0].logprobs
        self.assertEqual("".join(found.tokens), answer.choices[0].text)
        self.assertEqual(len(found.token_logprobs), 6)
        for token, p, top in zip(found.tokens, found.token_logprobs, found.top_logprobs):
            self.assertEqual(len(top), 3)
            self.assertEqual(max(top, key=top.get), token)  # greedy
            self.assertEqual(top[token], p)
            self.assertLess(sum(map(math.exp, top.values())), 1)
        self.assertEqual(found.text_offset[:2], [0, len(found.tokens[0])])
        streamed = list(self.complete(logprobs=3, max_tokens=6, stream=True))
        self.assertEqual([t for p in streamed for c in p.choices if c.logprobs for t in c.logprobs.tokens], found.tokens)

    def test_echo_scores_the_prompt(self):
        answer = self.complete(echo=True, logprobs=1, max_tokens=1)
        found = answer.choices[0].logprobs
        self.assertEqual("".join(found.tokens), answer.choices[0].text)
        self.assertTrue(answer.choices[0].text.startswith(PROMPT))
        self.assertEqual(len(found.tokens), 4)
        self.assertIsNone(found.token_logprobs[0])
        self.assertIsNone(found.top_logprobs[0])
        self.assertTrue(all(p < 0 for p in found.token_logprobs[1:]))

    def test_nothing_may_be_generated(self):
        answer = self.complete(echo=True, logprobs=0, max_tokens=0)
        self.assertEqual(answer.choices[0].text, PROMPT)
        self.assertEqual(len(answer.choices[0].logprobs.tokens), 3)

    def test_bias_and_penalties(self):
        biased = self.complete(logit_bias={"259": 100}, max_tokens=3)
        self.assertEqual(biased.choices[0].text, self.text_of([259] * 3))
        plain = self.complete(max_tokens=60)
        for penalty in ("presence_penalty", "frequency_penalty"):
            other = self.complete(max_tokens=60, logprobs=0, **{penalty: 2})
            tokens = other.choices[0].logprobs.tokens
            self.assertNotEqual(other.choices[0].text, plain.choices[0].text)
            self.assertGreater(len(set(tokens)), 40, penalty)

    def text_of(self, ids):
        return self.client.post("../detokenize", cast_to=object, body={"tokens": ids})["content"]

    def test_what_is_refused_names_its_field(self):
        self.refused(openai.BadRequestError, "temperature", temperature=-1)
        self.refused(openai.BadRequestError, "best_of", best_of=3)
        self.refused(openai.BadRequestError, "suffix", suffix="end")
        self.refused(openai.BadRequestError, "max_tokens", max_tokens=-1)
        self.refused(openai.BadRequestError, "logprobs", logprobs=1000)
        self.refused(openai.BadRequestError, "logit_bias", logit_bias={"foo": 1})
        self.refused(openai.BadRequestError, "logit_bias", logit_bias={"4096": 1})
        self.refused(openai.BadRequestError, "prompt", prompt=[4096])
        self.refused(openai.BadRequestError, "prompt", prompt="")
        self.refused(openai.BadRequestError, "top_kk", extra_body={"top_kk": 3})
        self.refused(openai.BadRequestError, "stream_options", extra_body={"stream_options": {"include_usage": True}})
        self.refused(openai.NotFoundError, "model", model="gpt-9")
        with self.assertRaises(openai.NotFoundError) as caught:
            self.client.moderations.create(input="text")
        self.assertIn("/v1/moderations", caught.exception.message)

    def test_the_raw_answer(self):
        raw = self.client.completions.with_raw_response.create(model="demo", prompt=PROMPT, max_tokens=4, temperature=0)
        self.assertEqual(raw.status_code, 200)
        self.assertTrue(raw.headers["x-request-id"])
        self.assertEqual(raw.headers["content-type"], "application/json")
        self.assertEqual(raw.parse().choices[0].text, json.loads(raw.text)["choices"][0]["text"])
        with self.client.completions.with_streaming_response.create(model="demo", prompt=PROMPT, max_tokens=4,
                                                                    temperature=0) as raw:
            self.assertEqual(raw.parse().usage.completion_tokens, 4)


class Chat(OfOneServer):
    def test_whole_and_streamed(self):
        answer = self.chat(max_completion_tokens=40)
        self.assertEqual(answer.object, "chat.completion")
        self.assertEqual(answer.choices[0].message.role, "assistant")
        self.assertEqual(answer.choices[0].finish_reason, "length")
        self.assertEqual(answer.usage.completion_tokens, 40)
        pieces = list(self.chat(max_completion_tokens=40, stream=True, stream_options={"include_usage": True}))
        self.assertEqual(pieces[0].choices[0].delta.role, "assistant")
        self.assertEqual("".join(c.delta.content or "" for p in pieces for c in p.choices),
                         answer.choices[0].message.content)
        self.assertEqual(pieces[-1].usage.total_tokens, answer.usage.total_tokens)
        self.assertEqual(self.chat(max_completion_tokens=40, messages=[
            {"role": "system", "content": [{"type": "text", "text": MESSAGES[0]["content"]}]}, MESSAGES[1]
        ]).choices[0].message.content, answer.choices[0].message.content)

    def test_the_helper_for_streams(self):
        word = self.chat().choices[0].message.content.split()[2]  # the helper wants an end that is no length
        whole = self.chat(stop=word).choices[0].message.content
        with self.client.chat.completions.stream(model="demo", messages=MESSAGES, max_completion_tokens=12,
                                                 temperature=0, stop=word) as stream:
            kinds = [event.type for event in stream]
            final = stream.get_final_completion()
        self.assertIn("content.delta", kinds)
        self.assertIn("content.done", kinds)
        self.assertEqual(final.choices[0].message.content, whole)

    def test_logprobs(self):
        answer = self.chat(logprobs=True, top_logprobs=2, max_completion_tokens=5)
        found = answer.choices[0].logprobs.content
        self.assertEqual(len(found), 5)
        self.assertEqual(b"".join(bytes(t.bytes) for t in found).decode(), answer.choices[0].message.content)
        for token in found:
            self.assertEqual(len(token.top_logprobs), 2)
            self.assertEqual(token.top_logprobs[0].logprob, token.logprob)
        streamed = list(self.chat(logprobs=True, top_logprobs=2, max_completion_tokens=5, stream=True))
        self.assertEqual([t.token for p in streamed for c in p.choices if c.logprobs for t in c.logprobs.content],
                         [t.token for t in found])

    def test_n_stop_seed(self):
        answers = [self.chat(n=2, temperature=1, seed=3) for _ in range(2)]
        texts = [[c.message.content for c in a.choices] for a in answers]
        self.assertEqual(texts[0], texts[1])
        self.assertNotEqual(*texts[0])
        whole = self.chat(max_completion_tokens=40).choices[0].message.content
        word = whole.split()[3]
        stopped = self.chat(max_completion_tokens=40, stop=[word]).choices[0]
        self.assertEqual((stopped.message.content, stopped.finish_reason), (whole[:whole.index(word)], "stop"))

    def test_what_asks_for_nothing_is_taken(self):
        self.chat(user="me", metadata={"a": "b"}, store=False, parallel_tool_calls=True, tools=[], max_tokens=3,
                  response_format={"type": "text"}, service_tier="auto", modalities=["text"], safety_identifier="x",
                  prompt_cache_key="k")

    def test_what_is_not_done_is_refused_by_name(self):
        tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
        for field, value in (("tools", [tool]), ("response_format", {"type": "json_object"}), ("tool_choice", "required"),
                             ("reasoning_effort", "low"), ("top_logprobs", 2), ("messages", [])):
            with self.assertRaises(openai.BadRequestError, msg=field) as caught:
                self.chat(**{field: value})
            self.assertEqual(caught.exception.param, field)
        image = {"type": "image_url", "image_url": {"url": "data:,"}}
        with self.assertRaises(openai.BadRequestError) as caught:
            self.chat(messages=[{"role": "user", "content": [image]}])
        self.assertEqual(caught.exception.param, "messages[0].content")


class Embeddings(OfOneServer):
    def embed(self, texts, **more):
        # The library asks for base64 where nothing else is asked for, which its own types do not know.
        client = self.client if "encoding_format" in more else self.loose
        return client.embeddings.create(model="demo", input=texts, **more)

    def test_texts_ids_and_forms(self):
        plain = self.embed(PROMPT, encoding_format="float")
        vector = plain.data[0].embedding
        self.assertAlmostEqual(math.sqrt(sum(x * x for x in vector)), 1, places=5)
        self.assertEqual(plain.usage.prompt_tokens, plain.usage.total_tokens)
        # By base64, which the library decodes: the same numbers.
        self.assertEqual(list(self.embed(PROMPT).data[0].embedding), vector)
        ids = self.client.post("../tokenize", cast_to=object, body={"content": PROMPT})["tokens"]
        several = self.embed(["Something else", PROMPT], encoding_format="float")
        self.assertEqual([d.index for d in several.data], [0, 1])
        self.assertEqual(several.data[1].embedding, vector)
        self.assertEqual(self.embed(ids, encoding_format="float").data[0].embedding, vector)
        self.assertEqual(self.embed([ids, ids], encoding_format="float").data[1].embedding, vector)
        last = self.embed(PROMPT, encoding_format="float", extra_body={"pooling": "last"})
        self.assertNotEqual(last.data[0].embedding, vector)
        self.assertEqual(last.model_extra["pooling"], "last")

    def test_what_is_refused_names_its_field(self):
        for field, value in (("dimensions", 64), ("encoding_format", "hex"), ("pooling", "cls")):
            with self.assertRaises(openai.BadRequestError, msg=field) as caught:
                self.embed(PROMPT, extra_body={field: value})
            self.assertEqual(caught.exception.param, field)
        for wrong in ("", [], [4096]):
            with self.assertRaises(openai.BadRequestError) as caught:
                self.embed(wrong)
            self.assertEqual(caught.exception.param, "input")


class Asynchronous(OfOneServer):
    def test_many_at_once_are_as_each_alone(self):
        prompts = [f"Chapter {i}. And it came to pass" for i in range(24)]
        alone = [self.complete(prompt=p).choices[0].text for p in prompts]

        async def together():
            async with self.asynchronous() as client:
                answers = await asyncio.gather(*(client.completions.create(
                    model="demo", prompt=p, max_tokens=12, temperature=0) for p in prompts))
                return [a.choices[0].text for a in answers]

        self.assertEqual(asyncio.run(together()), alone)

    def test_streams(self):
        async def read(client, prompt):
            stream = await client.chat.completions.create(model="demo", stream=True, max_completion_tokens=12,
                                                          temperature=0, messages=[{"role": "user", "content": prompt}])
            return "".join([p.choices[0].delta.content or "" async for p in stream])

        async def together():
            async with self.asynchronous() as client:
                return await asyncio.gather(*(read(client, f"Verse {i}") for i in range(12)))

        alone = [self.chat(messages=[{"role": "user", "content": f"Verse {i}"}]).choices[0].message.content
                 for i in range(12)]
        self.assertEqual(asyncio.run(together()), alone)

    def test_who_stops_reading_frees_the_row(self):
        with self.complete(max_tokens=4000, stream=True, extra_body={"ignore_eos": True}) as stream:
            next(iter(stream))
        self.server.await_idle()

        async def cut():
            async with self.asynchronous() as client:
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(client.completions.create(
                        model="demo", prompt=PROMPT, max_tokens=4000, extra_body={"ignore_eos": True}), 0.3)

        asyncio.run(cut())
        self.server.await_idle()

    def test_the_time_that_a_request_may_take(self):
        with self.assertRaises(openai.APITimeoutError):
            self.client.with_options(timeout=0.2).completions.create(
                model="demo", prompt=PROMPT, max_tokens=4000, extra_body={"ignore_eos": True})
        self.server.await_idle()


class OurOwn(OfOneServer):
    def test_a_session_sends_only_what_is_new(self):
        first = self.chat(extra_body={"session": "talk"})
        more = {"role": "user", "content": "And who went in?"}
        second = self.chat(messages=[more], extra_body={"session": "talk"})
        whole = self.chat(messages=[*MESSAGES, {"role": "assistant", "content": first.choices[0].message.content}, more],
                          extra_body={"cache_prompt": False})
        self.assertEqual(second.choices[0].message.content, whole.choices[0].message.content)
        self.assertEqual(second.usage.prompt_tokens, whole.usage.prompt_tokens)
        self.assertGreater(second.usage.prompt_tokens_details.cached_tokens, 20)

    def test_a_saved_state_is_gone_on_from(self):
        self.complete(max_tokens=6, extra_body={"save_state": "six"})
        rest = self.client.completions.create(model="demo", prompt=None, max_tokens=6, temperature=0,
                                              extra_body={"state": "six", "fork": True})
        six = self.complete(max_tokens=6).choices[0].text
        self.assertEqual(six + rest.choices[0].text, self.complete().choices[0].text)
        with self.assertRaises(openai.NotFoundError):
            self.complete(prompt=None, extra_body={"state": "none"})

    def test_points_for_the_cache(self):
        text = "And the waters prevailed upon the earth an hundred and fifty days. " * 20
        self.complete(prompt=text + "First", extra_body={"cache_points": [256]})
        again = self.complete(prompt=text + "Second", extra_body={"cache_points": [256]})
        self.assertGreaterEqual(again.usage.prompt_tokens_details.cached_tokens, 256)
        fresh = self.complete(prompt=text + "Second", extra_body={"cache_prompt": False})
        self.assertEqual(fresh.usage.prompt_tokens_details.cached_tokens, 0)
        self.assertEqual(fresh.choices[0].text, again.choices[0].text)


class Keys(unittest.TestCase):
    def test_who_has_none_gets_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "keys"
            file.write_text("ann secret-of-ann\nben secret-of-ben\n")
            with Server("--api-key-file", file, key="secret-of-ann") as server:
                def client(key):
                    return OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
                self.assertEqual(client("secret-of-ben").models.list().data[0].id, "demo")
                for wrong in ("secret-of-eve", "secret-of-ann2", "x"):
                    with self.assertRaises(openai.AuthenticationError) as caught:
                        client(wrong).completions.create(model="demo", prompt=PROMPT)
                    self.assertEqual(caught.exception.code, "invalid_api_key")
                asked = {"model": "demo", "prompt": PROMPT, "max_tokens": 2}
                client("secret-of-ann").completions.create(**asked, extra_body={"save_state": "mine"})
                with self.assertRaises(openai.NotFoundError):
                    client("secret-of-ben").completions.create(**asked, extra_body={"state": "mine"})


class Full(unittest.TestCase):
    def test_a_full_queue_is_a_rate_limit_that_passes(self):
        with Server("--batch", 1, "--queue", 1) as server:
            client = OpenAI(base_url=server.url + "/v1", api_key="none", max_retries=0)
            asked = {"model": "demo", "prompt": PROMPT, "temperature": 0, "extra_body": {"ignore_eos": True}}
            running = client.completions.create(**asked, max_tokens=4000, stream=True)
            next(iter(running))
            waits = threading.Thread(target=lambda: client.completions.create(**asked, max_tokens=2))
            waits.start()
            until = time.monotonic() + 20
            while server.get("/slots")["waiting"] == 0:
                self.assertLess(time.monotonic(), until)
            with self.assertRaises(openai.RateLimitError) as caught:
                client.completions.create(**asked, max_tokens=2)
            self.assertEqual(caught.exception.code, "queue_full")
            self.assertGreaterEqual(int(caught.exception.response.headers["retry-after"]), 1)
            # The library waits as long as it is told, and tries again.
            freed = threading.Timer(0.3, running.close)
            freed.start()
            answer = client.with_options(max_retries=8).completions.create(**asked, max_tokens=2)
            self.assertEqual(answer.usage.completion_tokens, 2)
            freed.join()
            waits.join()
            client.close()


if __name__ == "__main__":
    unittest.main()
