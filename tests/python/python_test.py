"""The Python package on the demo model, as a user has it: python_test.py, with constate importable."""

import asyncio
import copy
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import unittest
from pathlib import Path

import constate
import numpy as np
from constate._library import FILE

DEMO = Path(os.environ.get("CONSTATE_DEMO", Path(__file__).resolve().parents[2] / "models" / "demo"))
PROMPT = "In the beginning"
TEXT = " of the year, and in the seventh day of the month, that the word of the LORD came"
OPTIONS = {"device": "cpu", "dtype": "f32", "programs": os.environ.get("CONSTATE_TEST_PROGRAMS")}


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.told = []
        cls.model = constate.load(DEMO, **OPTIONS, progress=lambda share, program: cls.told.append((share, program)))

    @classmethod
    def tearDownClass(cls):
        cls.model.close()

    def refused(self, kind, words, work):
        with self.assertRaises(kind) as caught:
            work()
        self.assertIn(words, str(caught.exception))
        self.assertIsInstance(caught.exception, constate.Error)
        return caught.exception

    def test_info(self):
        info = self.model.info
        self.assertEqual((info.model_type, info.vocab_size, info.layers, info.dtype, info.device, info.end_ids, info.begin_id),
                         ("mamba2", 4096, 6, "f32", "cpu", (0,), 0))
        self.assertEqual(constate.__version__, "0.1.0")
        self.assertIn("mamba2", repr(self.model))

    @unittest.skipUnless("CONSTATE_PLUGIN_DIR" in os.environ, "no folder of plugins")
    def test_a_plugin_of_another_version(self):
        older = Path(os.environ["CONSTATE_PLUGIN_DIR"]) / "cpu-0.81" / "xla_cpu_pjrt.so"
        with constate.load(DEMO, **{**OPTIONS, "device": str(older)}) as model:
            self.assertTrue(model.info.plugin.endswith("xla_cpu_pjrt.so"))
            self.assertEqual(str(model.generate(PROMPT, max_tokens=20)), TEXT)

    def test_stream(self):
        pieces = list(self.model.stream(PROMPT, max_tokens=20))
        self.assertEqual("".join(pieces), TEXT)
        self.assertGreater(len(pieces), 1)
        with self.model.stream(PROMPT, max_tokens=2000) as stream:
            first = next(stream)
        self.assertTrue(TEXT.startswith(first[:10]))
        self.assertEqual(stream.text.finish, "interrupted")
        self.assertEqual(list(stream), [])

    def test_generate(self):
        text = self.model.generate(PROMPT, max_tokens=20)
        self.assertEqual((text, text.finish, len(text.ids)), (TEXT, "length", 20))
        self.assertIsNone(text.log_probabilities)
        texts = self.model.generate([PROMPT, "And he said", self.model.tokenize(PROMPT)], max_tokens=20, batch=2)
        self.assertEqual(texts[0], TEXT)
        self.assertEqual(texts[2], TEXT)
        self.assertEqual(texts[1], self.model.generate("And he said", max_tokens=20))
        self.assertEqual(self.model.generate([]), [])
        drawn = [self.model.generate(PROMPT, max_tokens=12, temperature=0.8, seed=seed) for seed in (7, 7, 8)]
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])
        seeds = self.model.generate([PROMPT, PROMPT], max_tokens=12, temperature=0.8, seed=7)
        self.assertEqual(seeds, drawn[1:])
        self.assertEqual(self.model.generate(PROMPT, max_tokens=40, stop=" the seventh"), " of the year, and in")
        banned = self.model.generate(PROMPT, max_tokens=1, bias={int(text.ids[0]): -100})
        self.assertNotEqual(banned.ids[0], text.ids[0])

    def test_log_probabilities_of_a_text(self):
        text = self.model.generate(PROMPT, max_tokens=5, logprobs=3)
        self.assertEqual(text.top_ids.shape, (5, 3))
        np.testing.assert_array_equal(text.top_ids[:, 0], text.ids)
        np.testing.assert_array_equal(text.top_log_probabilities[:, 0], text.log_probabilities)
        ids = np.concatenate([self.model.tokenize(PROMPT), text.ids])
        np.testing.assert_allclose(self.model.log_probabilities(ids)[-5:], text.log_probabilities, atol=1e-4)

    def test_states(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "état.safetensors"
            state = self.model.prefill("In the").feed(" beginning")
            self.assertEqual(state.tokens, 3)
            fork = copy.copy(state)
            self.assertEqual(fork.generate(max_tokens=20), TEXT)
            self.assertEqual("".join(fork.stream(max_tokens=20)), TEXT)
            state.save(file)
            again = self.model.load_state(file)
            np.testing.assert_array_equal(again.logits(), fork.logits())
            np.testing.assert_allclose(again.logits(), self.model.logits(self.model.tokenize(PROMPT))[-1], atol=1e-3)
            after = fork.generate(max_tokens=8, keep_state=True).state
            self.assertEqual(after.tokens, 11)
            self.refused(constate.FailedPreconditionError, "a token was drawn from them", after.logits)
            self.refused(constate.FailedPreconditionError, "no token was fed", self.model.prefill().logits)
            self.refused(constate.NotFoundError, "", lambda: self.model.load_state(Path(folder) / "none"))

    def test_ids_of_any_kind(self):
        ids = self.model.tokenize(PROMPT)
        self.assertEqual(self.model.detokenize(ids), PROMPT)
        expected = self.model.log_probabilities(ids)
        strided = np.empty(2 * len(ids), np.int64)
        strided[::2] = ids

        class Dlpack:  # what another library's array has
            def __dlpack__(self, **options):
                return ids.__dlpack__(**options)

            def __dlpack_device__(self):
                return ids.__dlpack_device__()

        for given in (list(map(int, ids)), tuple(ids), ids.astype(np.uint16), strided[::2], Dlpack()):
            np.testing.assert_array_equal(self.model.log_probabilities(given), expected)
        self.refused(constate.InvalidArgumentError, "integers [t] are expected; got float64 [2]",
                     lambda: self.model.log_probabilities([1.0, 2.0]))
        self.refused(constate.InvalidArgumentError, "got int64 [1, 2]", lambda: self.model.logits(np.array([[1, 2]])))
        self.refused(constate.OutOfRangeError, "32 bits", lambda: self.model.logits([2**40]))
        self.refused(constate.OutOfRangeError, "an id is between 0 and 4095; got 4096", lambda: self.model.logits([4096]))
        self.refused(constate.OutOfRangeError, "got -1", lambda: self.model.generate([[-1]]))
        self.assertEqual(self.model.logits([]).shape, (0, 4096))
        self.assertTrue(hasattr(self.model.logits([1]), "__dlpack__"))

    def test_embeddings(self):
        ids = self.model.tokenize(PROMPT)
        vector = self.model.embed(PROMPT)
        self.assertEqual((vector.dtype, vector.shape), (np.float32, (256,)))
        self.assertAlmostEqual(float(vector @ vector), 1, places=5)
        np.testing.assert_array_equal(self.model.embed(ids.astype(np.int64)[::1]), vector)
        self.assertLess(float(self.model.embed(PROMPT, pooling="last") @ vector), 0.999)
        near, far = (float(self.model.embed(text) @ vector) for text in (PROMPT + " of", "3 1/2 !?"))
        self.assertGreater(near, far)
        self.refused(constate.InvalidArgumentError, "pooling: 'mean' or 'last' is expected; got 'max'",
                     lambda: self.model.embed(PROMPT, pooling="max"))
        self.refused(constate.InvalidArgumentError, "at least one token", lambda: self.model.embed([]))

    def test_conversations(self):
        messages = [{"role": "user", "content": "Who?"}]
        self.assertEqual(self.model.apply_chat_template(messages), "Who?")
        np.testing.assert_array_equal(self.model.chat_ids(messages), self.model.tokenize("Who?"))
        with tempfile.TemporaryDirectory() as folder:
            for file in ("config.json", "model.safetensors", "tokenizer.json"):
                os.symlink(DEMO / file, Path(folder) / file)
            (Path(folder) / "chat_template.jinja").write_text(
                "{% for m in messages %}[{{ m.role }}] {{ m.content }}.{% endfor %}{% if add_generation_prompt %}[a]{% endif %}")
            with constate.load(folder, **OPTIONS) as model:
                self.assertEqual(model.apply_chat_template(messages), "[user] Who?.[a]")
                self.assertEqual(model.apply_chat_template(messages, add_generation_prompt=False), "[user] Who?.")
                self.assertEqual(model.apply_chat_template(messages, continue_final_message=True), "[user] Who?")
                np.testing.assert_array_equal(model.chat_ids(messages), model.tokenize("[user] Who?.[a]", add_special=False))
        self.refused(constate.InvalidArgumentError, "at least one message", lambda: self.model.chat_ids([]))
        self.refused(constate.InvalidArgumentError, "message 0: an object with the text `content`",
                     lambda: self.model.chat_ids([{"role": "user"}]))
        self.refused(constate.InvalidArgumentError, "messages: ", lambda: self.model.chat_ids([{"role": {1}}]))

    def test_plugins_that_are_none(self):
        with tempfile.TemporaryDirectory() as folder:
            damaged = Path(folder) / "pjrt_c_api_cpu_plugin.so"
            damaged.write_bytes(b"\x7fELF, or half of it")
            self.refused(constate.InvalidArgumentError, str(damaged), lambda: constate.load(DEMO, device=str(damaged)))
        self.refused(constate.InvalidArgumentError, str(FILE), lambda: constate.load(DEMO, device=str(FILE)))

    def test_a_plugin_that_is_missing(self):
        with tempfile.TemporaryDirectory() as folder:  # beside which no plugin lies
            library = Path(folder) / "lib" / "libconstate.so.0"
            library.parent.mkdir()
            shutil.copy(FILE, library)
            code, said = self.run_script("""
                try:
                    constate.load(DEMO, device="cuda")
                except constate.NotFoundError as error:
                    print(error.hint)
            """, environment={"CONSTATE_LIBRARY": str(library), "CONSTATE_PLUGIN_DIR": "", "PATH": "/nowhere", "HOME": "/nowhere",
                              "VIRTUAL_ENV": ""})
        self.assertEqual((code, said), (0, "`pip install 'constate[cuda13]'` fetches it\n"))

    def test_two_versions_side_by_side(self):
        # Another copy of the package, with its own copy of the library, beside the first one in one process.
        code, said = self.run_script("""
            import importlib, pathlib, shutil, tempfile
            from constate._library import FILE
            with tempfile.TemporaryDirectory() as folder:
                package = pathlib.Path(folder) / "constate_other"
                shutil.copytree(pathlib.Path(constate.__file__).parent, package)
                (package / "lib").mkdir(exist_ok=True)
                shutil.copy(FILE, package / "lib" / "libconstate.so.0")
                os.environ.pop("CONSTATE_LIBRARY", None)
                sys.path.insert(0, folder)
                other = importlib.import_module("constate_other")
                for package in (constate, other, constate):
                    print(package.load(DEMO, **OPTIONS).generate("In the beginning", max_tokens=3))
                try:
                    other.load("no/such")
                except constate.Error:
                    print("of the first")
                except other.NotFoundError:
                    print("of the other")
        """)
        self.assertEqual((code, said), (0, 3 * " of the year\n" + "of the other\n"))

    def test_a_library_of_another_version(self):
        code, said = self.run_script("", environment={"CONSTATE_LIBRARY": "libm.so.6"})
        self.assertEqual(code, 1)
        self.assertIn("ImportError: libm.so.6: it has no constate_", said)

    def test_scores(self):
        text = PROMPT + " God created the heaven and the earth."
        score = self.model.score(text, begin=False)
        ids = self.model.tokenize(text)
        self.assertAlmostEqual(score.log_probability, float(self.model.log_probabilities(ids).sum()), delta=1e-3)
        self.assertEqual(score.tokens, len(ids) - 1)
        self.assertAlmostEqual(self.model.perplexity(text, begin=False), np.exp(-score.log_probability / score.tokens), delta=1e-6)
        self.assertGreater(score.bits_per_byte, 0)
        self.refused(constate.InvalidArgumentError, "the text is empty", lambda: self.model.perplexity(""))
        self.refused(constate.InvalidArgumentError, "stride", lambda: self.model.perplexity(text, window=8, stride=9))

    def test_arguments(self):
        error = self.refused(constate.InvalidArgumentError, "top-p must be above 0",
                             lambda: self.model.generate(PROMPT, temperature=1, top_p=2))
        self.assertEqual(error.code, "INVALID_ARGUMENT")
        self.assertIsInstance(error, ValueError)
        self.refused(constate.InvalidArgumentError, "max_tokens: a number is expected; got 'x'",
                     lambda: self.model.generate(PROMPT, max_tokens="x"))
        self.refused(constate.OutOfRangeError, "max_tokens", lambda: self.model.generate(PROMPT, max_tokens=2**70))
        self.refused(constate.InvalidArgumentError, "between 0 and 2147483647", lambda: self.model.generate(PROMPT, max_tokens=-1))
        self.refused(constate.InvalidArgumentError, "batch", lambda: self.model.generate([PROMPT], batch=-1))
        self.refused(constate.InvalidArgumentError, "at least one token", lambda: self.model.generate(""))
        self.refused(constate.NotFoundError, "no/such", lambda: constate.load("no/such"))
        self.refused(constate.InvalidArgumentError, "got `f31`", lambda: constate.load(DEMO, dtype="f31"))
        self.refused(constate.NotFoundError, "plugin", lambda: constate.load(DEMO, device="none"))
        self.assertRaises(TypeError, lambda: self.model.generate(PROMPT, temprature=1))

    def test_use_after_close(self):
        model = constate.load(DEMO, **OPTIONS)
        state, stream = model.prefill(PROMPT), model.stream(PROMPT)
        closed = model.prefill(PROMPT)
        closed.close()
        self.refused(constate.InvalidArgumentError, "one that was closed", lambda: closed.feed("x"))
        model.close()
        model.close()
        self.refused(constate.InvalidArgumentError, "one that was closed", lambda: model.generate(PROMPT))
        self.refused(constate.FailedPreconditionError, "the model was closed", lambda: state.feed("x"))
        self.refused(constate.FailedPreconditionError, "the model was closed", lambda: next(stream))
        del state, stream, model
        gc.collect()

    def test_threads(self):
        texts = []
        threads = [threading.Thread(target=lambda: texts.append(self.model.generate(PROMPT, max_tokens=20))) for _ in range(3)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        self.assertEqual(texts, [TEXT] * 3)

    def test_others_run_meanwhile(self):
        state = self.model.prefill(PROMPT)
        ids, counted, done = np.full(6_000, 5), 0, threading.Event()
        thread = threading.Thread(target=lambda: (state.feed(ids), done.set()))
        thread.start()
        refused = 0
        while not done.is_set():
            counted += 1
            try:
                state.tokens
            except constate.FailedPreconditionError:
                refused += 1
        thread.join()
        self.assertGreater(counted, 10)
        self.assertGreater(refused, 0)
        self.assertEqual(state.tokens, 6_003)

    def test_asyncio(self):
        async def read(prompt):
            return "".join([piece async for piece in self.model.stream(prompt, max_tokens=20)])

        async def both():
            return await asyncio.gather(read(PROMPT), read("And he said"))

        self.assertEqual(asyncio.run(both()), [TEXT, self.model.generate("And he said", max_tokens=20)])

    def run_script(self, script, then=lambda process: None, environment=None):
        process = subprocess.Popen([sys.executable, "-c", f"import constate, os, sys\nDEMO, OPTIONS = {str(DEMO)!r}, {OPTIONS!r}\n"
                                    + textwrap.dedent(script)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   env={**os.environ, **(environment or {})})
        said = process.stdout.readline()
        then(process)
        try:
            return process.wait(600), said + process.stdout.read()
        finally:
            process.kill()
            process.stdout.close()

    def test_ctrl_c(self):
        # Of a prompt that would take minutes: the signal comes while the library has it.
        code, said = self.run_script("""
            model = constate.load(DEMO, **OPTIONS)
            state = model.prefill("In the beginning")
            try:
                print("begins", flush=True)
                state.feed([5] * 5_000_000)
            except KeyboardInterrupt:
                print("interrupted", state.tokens)
        """, lambda process: process.send_signal(signal.SIGINT))
        self.assertEqual((code, said), (0, "begins\ninterrupted 3\n"))

    def test_fork(self):
        code, said = self.run_script("""
            import warnings
            warnings.simplefilter("ignore")  # Python 3.12 and later warn of a fork beside threads
            model = constate.load(DEMO, **OPTIONS)
            child = os.fork()
            if child == 0:
                try:
                    model.generate("In the beginning")
                except constate.FailedPreconditionError as error:
                    print("refused:", str(error)[:48], flush=True)
                sys.exit(0)  # and ends
            print(os.waitpid(child, 0)[1], model.generate("In the beginning", max_tokens=3), flush=True)
        """)
        self.assertEqual((code, said), (0, "refused: this process was forked after a model was loaded\n0  of the year\n"))

    def test_a_state_outlives_what_it_came_from(self):
        self.assertEqual(self.run_script("""
            state = constate.load(DEMO, **OPTIONS).prefill("In the beginning")
            print(state.generate(max_tokens=3))
        """), (0, " of the year\n"))


if __name__ == "__main__":
    unittest.main()
