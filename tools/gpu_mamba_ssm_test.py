"""What is pure in gpu_mamba_ssm.py and gpu_wheels.py: `python3 -m unittest` in this folder, the standard library alone."""

import contextlib
import io
import json
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import gpu_mamba_ssm as bench
import gpu_wheels as wheels

HERE = Path(__file__).resolve().parent


def refusal(*arguments):
    """The last line that a bad command line gives."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            bench.parse(list(arguments))
        except SystemExit as stop:
            return stop.code, said.getvalue().splitlines()[-1].partition("error: ")[2]
    return None


class Clock:
    def __init__(self, now=0.0):
        self.now = bench.START + now

    def __call__(self):
        return self.now


def lines(seconds=float("inf"), now=0.0):
    out = io.StringIO()
    return bench.Lines(seconds, out, Clock(now)), out


def written(out):
    return [json.loads(line) for line in out.getvalue().splitlines()]


class CommandLine(unittest.TestCase):
    def test_defaults(self):
        args = bench.parse([])
        self.assertEqual((args.size, args.kinds, args.batches), ("2.7b", ["prefill", "decode"], [1]))
        self.assertEqual((args.dtype, args.states, args.launch), ("bf16", ["f32", "bf16"], ["graph"]))
        self.assertEqual(args.seconds, float("inf"))

    def test_lists(self):
        args = bench.parse(["--kinds", "decode", "--batches", "1,128", "--states", "bf16"])
        self.assertEqual((args.kinds, args.batches, args.states), (["decode"], [1, 128], ["bf16"]))

    def test_refusals_name_the_option(self):
        for arguments, said in (
            (["--kinds", "train"], "argument --kinds: 'train' is none of prefill, decode"),
            (["--batches", "1,x"], "argument --batches: '1,x' is no list of numbers with commas between them"),
            (["--batches", "0"], "argument --batches: 0 is below 1"),
            (["--tokens", "0"], "argument --tokens: 0 is below 1"),
            (["--device", "cpu", "--dtype", "f32"], "--device cpu has no CUDA graphs: give --launch eager"),
            (["--device", "cpu", "--launch", "eager"],
             "--device cpu: Triton's interpreter multiplies no other type right; give --dtype f32"),
            (["--wheels", "/nonexistent"],
             "--wheels: /nonexistent holds no mamba_ssm; tools/gpu_wheels.py makes such a folder"),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(refusal(*arguments), (2, said))


class Plan(unittest.TestCase):
    def test_batches_kinds_launches_and_states_in_that_order(self):
        args = bench.parse(["--batches", "1,128", "--launch", "graph,eager"])
        found = bench.plan(args)
        self.assertEqual(len(found), 16)
        self.assertEqual(found[0], bench.Measurement("prefill", 1, "f32", "graph", 2048))
        self.assertEqual(found[1], bench.Measurement("prefill", 1, "bf16", "graph", 2048))
        self.assertEqual(found[2], bench.Measurement("prefill", 1, "f32", "eager", 2048))
        self.assertEqual(found[4], bench.Measurement("decode", 1, "f32", "graph", 64))
        self.assertEqual(found[8], bench.Measurement("prefill", 128, "f32", "graph", 512))

    def test_a_prompt_that_is_given_counts_for_every_batch(self):
        args = bench.parse(["--batches", "1,128", "--prompt", "300", "--kinds", "prefill", "--states", "f32"])
        self.assertEqual([m.tokens for m in bench.plan(args)], [300, 300])

    def test_tokens_per_second_counts_all_rows(self):
        self.assertEqual(bench.Measurement("prefill", 2, "f32", "graph", 100).tokens_per_second(50), 4000)
        self.assertEqual(bench.Measurement("decode", 2, "f32", "graph", 100).tokens_per_second(50), 40)


class Sizes(unittest.TestCase):
    def test_parameters_are_the_published_ones(self):
        # Of the published checkpoints with a vocabulary of 50288.
        self.assertEqual(bench.parameters("130m"), 128_989_632)
        self.assertEqual(bench.parameters("2.7b"), 2_702_599_680)

    def test_fewer_layers(self):
        one, two = bench.parameters("130m", 1), bench.parameters("130m", 2)
        self.assertEqual(bench.parameters("130m"), one + 23 * (two - one))

    def test_state_and_prompt_grow_with_the_rows(self):
        self.assertEqual(bench.state_bytes("2.7b", 128, 4), 128 * 64 * 80 * 64 * 128 * 4)
        few, many = (bench.Measurement("prefill", rows, "f32", "graph", 512) for rows in (1, 128))
        self.assertEqual(bench.prefill_bytes("1.3b", many, 2), 128 * bench.prefill_bytes("1.3b", few, 2))


class Output(unittest.TestCase):
    def test_summary_holds_every_sample(self):
        self.assertEqual(bench.summary([3.0, 1.0, 2.0]), {"median": 2.0, "min": 1.0, "max": 3.0, "samples": [3.0, 1.0, 2.0]})

    def test_a_result_is_written_at_once(self):
        log, out = lines()
        log.guarded({"kind": "decode"}, lambda: {"milliseconds": 1})
        self.assertEqual(written(out), [{"event": "result", "kind": "decode", "milliseconds": 1, "at": 0.0}])
        self.assertEqual(log.status(), 0)

    def test_a_failure_is_written_and_the_rest_goes_on(self):
        log, out = lines()

        def fail():
            raise MemoryError("no memory\n  for it")

        log.guarded({"kind": "prefill"}, fail)
        log.guarded({"kind": "decode"}, lambda: {})
        self.assertEqual([(w["event"], w["kind"]) for w in written(out)], [("failed", "prefill"), ("result", "decode")])
        self.assertEqual(written(out)[0]["reason"], "MemoryError: no memory for it")
        self.assertEqual(log.counts, {"result": 1, "failed": 1, "skipped": 0})
        self.assertEqual(log.status(), 1)

    def test_nothing_starts_after_the_time(self):
        log, out = lines(seconds=10, now=10)
        log.guarded({"kind": "decode"}, lambda: self.fail("started"))
        self.assertEqual(written(out), [{"event": "skipped", "kind": "decode",
                                         "reason": "the time given by --seconds is over", "at": 10.0}])
        self.assertEqual(log.status(), 0)

    def test_without_torch_the_run_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "torch.py").write_text("raise ImportError('no torch here')\n")
            done = subprocess.run([sys.executable, "-B", str(HERE / "gpu_mamba_ssm.py"), "--limits"],
                                  env={"PYTHONPATH": folder, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
                                  check=False)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([(w["event"], w.get("reason")) for w in found],
                         [("failed", "ImportError: no torch here"), ("end", None)])
        self.assertEqual((done.returncode, done.stderr), (1, ""))


class Packages(unittest.TestCase):
    def test_stubs_are_modules_and_packages(self):
        with unittest.mock.patch.dict(sys.modules):
            bench.stub("gpu_stub", "/nonexistent")
            bench.stub("gpu_stub.part", thing=5)
            from gpu_stub.part import thing

            self.assertEqual(thing, 5)

    def test_versions_are_read_without_importing(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "__init__.py").write_text("import nothing_like_this\n__version__ = '1.2.post3'\n")
            self.assertEqual(bench.version_in(Path(folder)), "1.2.post3")
            self.assertIsNone(bench.version_in(Path(folder, "absent")))

    def test_a_folder_is_looked_for_in_wheels_first(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "json").mkdir()
            self.assertEqual(bench.folder_of("json", Path(folder)), Path(folder, "json"))
            self.assertEqual(bench.folder_of("json", None), Path(json.__file__).parent)
        with self.assertRaisesRegex(ImportError, "^no nothing_like_this in --wheels nor on PYTHONPATH$"):
            bench.folder_of("nothing_like_this", None)

    def test_caches_are_apart_for_kinds_and_for_many_rows(self):
        with unittest.mock.patch.dict("os.environ", {"TRITON_CACHE_DIR": "/c"}):
            self.assertEqual(bench.cache_folder("decode", 1), Path("/c/decode-one"))
            self.assertEqual(bench.cache_folder("prefill", 128), Path("/c/prefill-many"))

    def test_compiled_kernels_are_taken_over_and_choices_are_not(self):
        with tempfile.TemporaryDirectory() as base:
            old, new = Path(base, "old"), Path(base, "new")
            for name, file, text in (("K", "__grp__k.json", '{"child_paths": {"k.cubin": "/gone/K/k.cubin"}}'),
                                     ("K", "k.cubin", "code"), ("T", "k.autotune.json", "{}"), ("U", "u.so", "new")):
                (old / name).mkdir(parents=True, exist_ok=True)
                (old / name / file).write_text(text)
            (new / "U").mkdir(parents=True)
            bench.seed_cache(new, [old, Path(base, "absent"), new])
            self.assertEqual(sorted(str(p.relative_to(new)) for p in new.rglob("*")),
                             ["K", "K/__grp__k.json", "K/k.cubin", "U"])
            self.assertEqual(json.loads((new / "K" / "__grp__k.json").read_text()),
                             {"child_paths": {"k.cubin": str(new / "K" / "k.cubin")}})


class Wheels(unittest.TestCase):
    def test_what_is_taken_and_where_it_goes(self):
        for member, place in (
            ("mamba_ssm-2.3.2/mamba_ssm/ops/triton/ssd_bmm.py", "mamba_ssm/ops/triton/ssd_bmm.py"),
            ("mamba_ssm-2.3.2/mamba_ssm/__init__.py", "mamba_ssm/__init__.py"),
            ("mamba_ssm-2.3.2/LICENSE", "licenses/mamba_ssm-LICENSE"),
            ("fla/modules/conv/triton/ops.py", "fla/modules/conv/triton/ops.py"),
            ("einops-0.8.2.dist-info/licenses/LICENSE", "licenses/einops-LICENSE"),
            ("fla/ops/gla/chunk.py", None),
            ("mamba_ssm-2.3.2/csrc/selective_scan/selective_scan.cpp", None),
            ("mamba_ssm-2.3.2/mamba_ssm/../../evil.py", None),
        ):
            with self.subTest(member=member):
                self.assertEqual(wheels.place_in(wheels.LAYOUT, member), place)

    def test_every_package_is_pinned_with_its_hash(self):
        for name in ("packages.txt", "build.txt"):
            text = (HERE / "gpu_wheels" / name).read_text()
            self.assertEqual(text.count("=="), text.count("--hash=sha256:"))
            self.assertGreater(text.count("=="), 0)


if __name__ == "__main__":
    unittest.main()
