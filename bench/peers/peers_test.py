"""What is pure: `python3 -m unittest` in this folder. Needs the standard library only."""

import contextlib
import io
import subprocess
import tempfile
import unittest
import unittest.mock
import xml.etree.ElementTree as xml
from pathlib import Path

import checks
import environment
import machine
import plan
import report
import samples
import to_gguf
from programs import FIGURES, PROGRAMS, order, partner, repetitions, same_type, takes_part

MODEL = "mamba2-130m"


def program(label):
    return next(p for p in PROGRAMS if p.label == label)


def figure(name):
    return next(f for f in FIGURES if f.name == name)


def sample(label, name, number, *seconds):
    return {"model": MODEL, "program": label, "figure": name, "round": number, "seconds": list(seconds),
            "others": 0.125}


def results(found, rounds=2):
    machine = {"processor": "A & B <x>", "threads": 2, "instructions": ["avx2"], "memory_gb": 8.0, "system": "Debian",
               "kernel": "6.1"}
    return {"command": "bench/peers/run --quick", "date": "2026-01-02", "threads": 2, "rounds": rounds,
            "machine": machine, "versions": {"constate": "0.1", "torch": "2"}, "commit": "abc",
            "together": {MODEL: True}, "checks": [], "samples": found}


class Samples(unittest.TestCase):
    def test_spread_is_the_median_and_the_ends(self):
        self.assertEqual(samples.Spread.of([3.0, 1.0, 2.0]), samples.Spread(2.0, 1.0, 3.0, 3))
        self.assertEqual(samples.Spread.of([1.0, 2.0]), samples.Spread(1.5, 1.0, 2.0, 2))
        with self.assertRaisesRegex(ValueError, "a spread needs a value"):
            samples.Spread.of([])

    def test_repetitions_of_a_round_count_as_their_median(self):
        found = [sample("a", "f", 0, 5.0, 1.0, 2.0), sample("a", "f", 1, 4.0), sample("a", "g", 0, 9.0),
                 sample("b", "f", 0, 9.0), {**sample("a", "f", 0, 9.0), "model": "other"}]
        self.assertEqual(samples.by_round(found, MODEL, "f", "a"), {0: 2.0, 1: 4.0})
        self.assertEqual(samples.figure_of(found, MODEL, "f", "a"), samples.Spread(3.0, 2.0, 4.0, 2))
        self.assertIsNone(samples.figure_of(found, MODEL, "h", "a"))

    def test_ratios_are_of_the_same_round(self):
        # The machine is twice as slow in round 1: quotients of medians would say 3.0/2.25.
        found = [sample("us", "f", 0, 1.0), sample("us", "f", 1, 2.0), sample("us", "f", 2, 2.25),
                 sample("peer", "f", 0, 3.0), sample("peer", "f", 1, 6.0), sample("peer", "f", 3, 1.0)]
        self.assertEqual(samples.ratio_of(found, MODEL, "f", "peer", "us"), samples.Spread(3.0, 3.0, 3.0, 2))

    def test_no_common_round_is_no_ratio(self):
        found = [sample("us", "f", 0, 1.0), sample("peer", "f", 1, 3.0)]
        self.assertIsNone(samples.ratio_of(found, MODEL, "f", "peer", "us"))


class Programs(unittest.TestCase):
    def test_every_name_is_there_once(self):
        self.assertEqual(len({p.label for p in PROGRAMS}), len(PROGRAMS))
        self.assertEqual(len({f.name for f in FIGURES}), len(FIGURES))

    def test_figures_that_the_comparison_promises(self):
        names = {f.name for f in FIGURES}
        self.assertLessEqual({f"prefill/{n}/1" for n in (128, 512, 2048, 8192)}, names)
        self.assertLessEqual({f"decode/{n}/1" for n in (0, 4096, 65536)}, names)
        self.assertLessEqual({f"decode/0/{n}" for n in (2, 4, 8, 16, 32, 64)} | {"start/warm", "start/cold"}, names)

    def test_each_round_begins_with_another(self):
        self.assertEqual([order("abc", n) for n in range(4)],
                         [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"], ["a", "b", "c"]])

    def test_who_takes_part(self):
        f32, q8 = program("llama.cpp f32"), program("llama.cpp q8_0")
        deep = figure("decode/65536/1")
        self.assertEqual([takes_part(f32, deep, n) for n in range(3)], [True, True, False])
        self.assertFalse(takes_part(q8, deep, 0))
        self.assertTrue(takes_part(q8, figure("decode/4096/1"), 4))
        jax, wide = program("mamba2-jax f32"), figure("decode/0/16")
        self.assertEqual([takes_part(jax, wide, n) for n in range(3)], [True, True, False])
        self.assertTrue(takes_part(f32, wide, 4))
        self.assertEqual([n for n in (2, 4, 8, 16, 32, 64) if takes_part(jax, figure(f"decode/0/{n}"), 0)], [4, 16])
        cold = figure("start/cold")
        self.assertEqual([p.label for p in PROGRAMS if takes_part(p, cold, 0)], ["constate f32", "mamba2-jax f32"])

    def test_the_weight_type_of_a_ratio(self):
        self.assertEqual([partner(program(f"llama.cpp {t}")) for t in ("f32", "f16", "bf16", "q8_0", "q4_0", "q4_K_M")],
                         ["f32", "f16", "bf16", "int8", "int4", "int4"])
        self.assertEqual(same_type(program("llama.cpp bf16")), "bf16")
        self.assertEqual(same_type(program("llama.cpp q8_0")), "int8")

    def test_a_slow_program_gets_fewer_tokens(self):
        self.assertEqual(repetitions(program("mamba2-jax f32"), figure("decode/0/16")), (1, 1))
        self.assertEqual([repetitions(program("llama.cpp f32"), figure(f"decode/0/{n}")) for n in (1, 8, 16, 64)],
                         [(1, 32), (1, 32), (1, 16), (1, 8)])
        self.assertEqual(repetitions(program("llama.cpp f32"), figure("prefill/128/1")), (3, 128))


class Gguf(unittest.TestCase):
    def test_names(self):
        for ours, there in {
            "backbone.embeddings.weight": ("token_embd.weight", to_gguf.MATRIX),
            "backbone.norm_f.weight": ("output_norm.weight", to_gguf.AS_IS),
            "backbone.layers.0.norm.weight": ("blk.0.attn_norm.weight", to_gguf.AS_IS),
            "backbone.layers.23.mixer.in_proj.weight": ("blk.23.ssm_in.weight", to_gguf.MATRIX),
            "backbone.layers.7.mixer.conv1d.weight": ("blk.7.ssm_conv1d.weight", to_gguf.WINDOW),
            "backbone.layers.7.mixer.conv1d.bias": ("blk.7.ssm_conv1d.bias", to_gguf.AS_IS),
            "backbone.layers.7.mixer.A_log": ("blk.7.ssm_a", to_gguf.DECAY),
            "backbone.layers.7.mixer.D": ("blk.7.ssm_d", to_gguf.COLUMN),
            "backbone.layers.7.mixer.dt_bias": ("blk.7.ssm_dt.bias", to_gguf.AS_IS),
            "backbone.layers.7.mixer.norm.weight": ("blk.7.ssm_norm.weight", to_gguf.GROUPS),
            "backbone.layers.7.mixer.out_proj.weight": ("blk.7.ssm_out.weight", to_gguf.MATRIX),
        }.items():
            self.assertEqual(to_gguf.gguf_name(ours), there)

    def test_an_unknown_tensor_is_refused(self):
        for name in ("backbone.layers.0.mixer.extra", "backbone.layers.x.norm.weight", "embeddings.weight"):
            with self.assertRaisesRegex(ValueError, f"`{name}` has no place in a Mamba-2 GGUF file"):
                to_gguf.gguf_name(name)

    def test_the_vocabulary_stands_for_all_bytes(self):
        tokens = to_gguf.byte_tokens()
        self.assertEqual((len(tokens), len(set(tokens))), (256, 256))
        self.assertEqual((tokens[ord("a")], tokens[ord(" ")], tokens[ord("\n")]), ("a", "Ġ", "Ċ"))


class Checks(unittest.TestCase):
    @staticmethod
    def check(relative=1e-6, first_choice=1.0, way="steps"):
        good = {"relative": 1e-6, "first_choice": 1.0}
        return {"program": "peer f32", "model": MODEL, "bound": checks.bound("f32", 24), "least_first_choice": 1.0,
                "whole": good, "steps": good, way: {"relative": relative, "first_choice": first_choice}}

    def test_bounds(self):
        self.assertAlmostEqual(checks.bound("f32", 24), 64 * 5 * 2**-24, delta=1e-12)
        self.assertAlmostEqual(checks.bound("bf16", 48), 4 * 7 * 2**-8, delta=1e-12)
        self.assertAlmostEqual(checks.bound("int8", 24), 0.12, delta=1e-12)
        self.assertAlmostEqual(checks.bound("int8", 24, checks.INPUTS), 4 * 5 * 2**-13, delta=1e-12)

    def test_rounded_weights_are_held_to_a_smaller_bound(self):
        narrow = [p.type for p in PROGRAMS if p.type not in ("f32", "f16", "bf16")]
        self.assertEqual(sorted(checks.INPUTS), sorted(set(narrow)))
        for kind in checks.INPUTS:
            self.assertLessEqual(checks.bound(kind, 24, checks.INPUTS), min(0.25, checks.bound(kind, 24) * 2))
        found = {**self.check(), "rounded": {"relative": 2e-2, "bound": 1e-2}}
        self.assertEqual(checks.judge(found), "peer f32 on mamba2-130m: the logits must be within 1.0e-02 of what float64 makes "
                         "of the same rounded weights; got 2.0e-02")
        self.assertIsNone(checks.judge({**found, "rounded": {"relative": 9e-3, "bound": 1e-2}}))
        ours = {k: v for k, v in found.items() if k != "steps"}
        self.assertIn("got 2.0e-02", checks.judge(ours))

    def test_close_calls_may_go_the_other_way(self):
        # Of 40 places: all in f32; narrow weights decide some otherwise.
        for bound, share in ((1.9e-5, 0.9999), (0.0098, 0.955), (0.078, 0.696), (0.19, 0.413)):
            self.assertAlmostEqual(checks.least_first_choice(bound), share, delta=0.002)
        self.assertGreater(checks.least_first_choice(checks.bound("f32", 48)), 39 / 40)

    def test_what_is_wrong_is_one_line(self):
        self.assertIsNone(checks.judge(self.check()))
        self.assertEqual(checks.judge(self.check(relative=0.5)),
                         "peer f32 on mamba2-130m: the logits (steps) must be within 1.9e-05 of float64; got 5.0e-01")
        self.assertEqual(checks.judge(self.check(first_choice=0.5, way="whole")),
                         "peer f32 on mamba2-130m: the first choice (whole) must be float64's at 100% of the places; "
                         "got 50%")
        self.assertIn("got nan", checks.judge(self.check(relative=float("nan"))))


class Plan(unittest.TestCase):
    PROGRAMS = [program("constate f32"), program("transformers f32")]
    FIGURES = [figure("prefill/512/1"), figure("decode/0/1")]

    def labels(self, together):
        return [(n, f.name, p.name) for n, f, p in plan.plan(self.PROGRAMS, self.FIGURES, 2, together)]

    def test_programs_take_turns_figure_by_figure_or_one_after_the_other(self):
        a, b, us, they = "prefill/512/1", "decode/0/1", "constate", "transformers"
        self.assertEqual(self.labels(True), [(0, a, us), (0, a, they), (0, b, us), (0, b, they),
                                             (1, a, they), (1, a, us), (1, b, they), (1, b, us)])
        self.assertEqual(self.labels(False), [(0, a, us), (0, b, us), (0, a, they), (0, b, they),
                                              (1, a, they), (1, b, they), (1, a, us), (1, b, us)])

    def test_what_was_measured_counts_and_half_a_round_does_not(self):
        planned = list(plan.plan(self.PROGRAMS, self.FIGURES, 1, True))
        whole = [sample("constate f32", "prefill/512/1", 0, 1.0), sample("transformers f32", "prefill/512/1", 0, 2.0)]
        half = [sample("constate f32", "decode/0/1", 0, 3.0)]
        foreign = [{**sample("constate f32", "decode/0/1", 0, 4.0), "model": "other"},
                   sample("llama.cpp f32", "decode/0/1", 0, 5.0), sample("constate f32", "decode/0/1", 1, 6.0)]
        to_do, kept = plan.missing(planned, MODEL, whole + half + foreign)
        self.assertEqual([(n, f.name, p.label) for n, f, p in to_do],
                         [(0, "decode/0/1", "constate f32"), (0, "decode/0/1", "transformers f32")])
        self.assertEqual(kept, whole + foreign)
        self.assertEqual(plan.missing(planned, MODEL, [])[0], planned)

    def test_a_run_is_resumed_on_the_same_machine_with_the_same_versions(self):
        earlier, fresh = results([sample("a", "f", 0, 1.0)], rounds=3), results([], rounds=2)
        fresh["command"], fresh["date"] = "bench/peers/run --rounds 2", "2026-01-03"
        found = plan.resumed(fresh, earlier, "results.json")
        self.assertEqual((found["command"], found["date"], found["rounds"]),
                         ("bench/peers/run --quick; bench/peers/run --rounds 2", "2026-01-03", 3))
        self.assertEqual(found["samples"], earlier["samples"])
        self.assertEqual(plan.resumed(fresh, found, "results.json")["command"], found["command"])
        for name, other in (("commit", "abd"), ("versions", {"constate": "0.2"}), ("threads", 4), ("machine", {})):
            with self.assertRaisesRegex(environment.Failed, f"^--resume: results.json: its {name} was "):
                plan.resumed({**fresh, name: other}, earlier, "results.json")


class Commit(unittest.TestCase):
    def test_a_change_is_told_unless_a_run_wrote_it(self):
        with tempfile.TemporaryDirectory() as folder, unittest.mock.patch.object(machine, "REPO", folder):
            source, table = Path(folder) / "a.cc", Path(folder) / "docs" / "peers" / "table.md"
            table.parent.mkdir(parents=True)
            for path in (source, table):
                path.write_text("as it was")
            for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "c"]):
                subprocess.run(["git", "-C", folder, *words], check=True)
            clean = machine.commit()
            self.assertRegex(clean, "^[0-9a-f]{10}$")
            table.write_text("of a run")
            self.assertEqual(machine.commit(), clean)
            source.write_text("changed")
            self.assertEqual(machine.commit(), clean + "+")


class Report(unittest.TestCase):
    FOUND = [sample("constate f32", "prefill/512/1", 0, 1.0), sample("constate f32", "prefill/512/1", 1, 0.8),
             sample("transformers f32", "prefill/512/1", 0, 2.5), sample("transformers f32", "prefill/512/1", 1, 2.4),
             sample("constate f32", "decode/4096/1", 0, 0.02), sample("constate f32", "decode/4096/1", 1, 0.02),
             sample("constate int8", "decode/4096/1", 0, 0.016), sample("llama.cpp q8_0", "decode/4096/1", 0, 0.012)]

    def test_numbers_have_three_digits(self):
        self.assertEqual([report.digits(v) for v in (1234.5, 99.96, 12.34, 1.234, 0.0123)],
                         ["1234", "100.0", "12.3", "1.23", "0.01"])

    def test_table(self):
        text = report.table(results(self.FOUND))
        self.assertIn("**mamba2-130m: Prefill, tokens a second**\n\n| | 512 tokens |\n|---|---|\n"
                      "| constate f32 | 569 (512–640) |\n"
                      "| transformers f32 | 209 (205–213)<br>**2.75 (2.50–3.00)×** |\n", text)
        self.assertIn("**mamba2-130m: Decode, ms a step (a token of each row)**\n\n| | depth 4,096 |\n|---|---|\n"
                      "| constate f32 | 20.0 (20.0–20.0) |\n"
                      "| constate int8 | 16.0 n=1 |\n"
                      "| llama.cpp q8_0 | 12.0 n=1<br>**0.75×** |\n", text)
        for part in ("2026-01-02", "commit abc", "`bench/peers/run --quick`", "A & B <x>, 2 threads (avx2)",
                     "constate 0.1; torch 2", "up to 0.12 processors"):
            self.assertIn(part, text)
        self.assertNotIn("Start to the first", text)
        self.assertIn("- Median of 2 rounds (lowest–highest); `n=` where", text)
        self.assertIn("- One round. Bold: how many", report.table(results(self.FOUND[:1], rounds=1)))

    def test_checks_are_told(self):
        found = results(self.FOUND)
        found["checks"] = [{**Checks.check(), "program": "llama.cpp f32", "rounded": {"relative": 2e-3, "bound": 3e-3}},
                           {"program": "constate f32", "model": MODEL, "bound": 1e-5, "verified": True,
                            "whole": {"relative": 2e-6, "first_choice": 0.975}, "greedy": [15, 16]}]
        text = report.table(found)
        self.assertIn("| llama.cpp f32, mamba2-130m | 1.0e-06 | 1.0e-06 | 1.9e-05 | 100%, 100% | 2.0e-03 (3.0e-03) |", text)
        self.assertIn("| constate f32, mamba2-130m | 2.0e-06 | 15 of 16 greedy tokens as transformers | 1.0e-05 | 98% |  |",
                      text)

    def test_plot_is_a_picture_with_a_mark_for_each_ratio(self):
        picture = report.plot(results(self.FOUND))
        root = xml.fromstring(picture)
        titles = [t.text for t in root.iter("{http://www.w3.org/2000/svg}title")]
        self.assertEqual(titles, ["transformers f32: 2.75 (2.50–3.00) times as long",
                                  "llama.cpp q8_0: 0.75 times as long"])
        text = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]
        self.assertIn("prefill 512: 569 tok/s, f32", text)
        self.assertIn("prefers-color-scheme: dark", picture)

    def test_nothing_to_compare_is_no_plot(self):
        self.assertIsNone(report.plot(results(self.FOUND[:2])))


class Pins(unittest.TestCase):
    def test_every_requirement_has_an_exact_version(self):
        for path in environment.HERE.glob("requirements-*.txt"):
            for line in environment.versions_in(path):
                self.assertRegex(line, r"^[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*$", path.name)

    def test_a_command_that_fails_shows_what_it_said(self):
        heard = io.StringIO()
        with contextlib.redirect_stderr(heard), self.assertRaisesRegex(environment.Failed, r"^talking failed"):
            environment.command(["sh", "-c", "echo because; exit 3"], "talking")
        self.assertEqual(heard.getvalue(), "because\n\n")


if __name__ == "__main__":
    unittest.main()
