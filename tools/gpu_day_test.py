"""Tests of gpu_day.py and gpu_report.py: the tables from made-up runs, and the whole script on the CPU's plugin.

python3 -m unittest gpu_day_test.Tables      what is pure
CONSTATE=build/constate python3 -m unittest gpu_day_test.Run
"""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import gpu_report

TOOLS = Path(__file__).resolve().parent


def stage(number, rows=(), name="largest", failures=(), complete=True, small=False, date="2026-11-27T03:15:34Z", **machine):
    return {"stage": number, "name": name, "title": f"Stage {number}", "date": date, "plugin": "p.so", "small": small,
            "complete": complete, "rows": list(rows), "failures": list(failures), "machine": machine, "seconds": 1.0}


def bench_test(kind, seconds, share, tokens=64, batch=1):
    return {"dtype": "bf16", "kind": kind, "batch": batch, "tokens": tokens, "seconds": seconds, "share_of_limit": share,
            "tokens_per_second": {"median": batch * tokens / sorted(seconds)[len(seconds) // 2]}}


class Tables(unittest.TestCase):
    def folder(self, *stages):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        for s in stages:
            (folder / f"stage-{s['stage']}.json").write_text(json.dumps(s))
        return folder

    def test_a_row_of_bench_has_name_speed_and_time_of_a_step(self):
        row = gpu_report.bench_row("mamba2-2.7b", bench_test("decode", [0.2, 0.1, 0.3], 0.5))
        self.assertEqual(row["what"], "mamba2-2.7b bf16 decode, 1 row")
        self.assertAlmostEqual(row["figure"], 320)
        self.assertEqual(row["note"], "3.125 ms a step")
        prompt = gpu_report.bench_row("mamba2-130m", bench_test("prefill", [0.5], 0.4, tokens=2048, batch=64))
        self.assertEqual(prompt["what"], "mamba2-130m bf16 prefill of 2048, 64 rows")

    def test_lines_of_mamba_ssm_that_are_no_results_have_no_row(self):
        self.assertIsNone(gpu_report.mamba_ssm_row({"event": "environment", "torch": "2"}))
        self.assertIsNone(gpu_report.mamba_ssm_row({"event": "result", "kind": "limit", "name": "copy"}))
        row = gpu_report.mamba_ssm_row(
            {"event": "result", "kind": "decode", "batch": 128, "tokens": 64, "state": "f32", "launch": "graph", "size": "1.3b",
             "dtype": "bf16", "milliseconds": {"median": 21.2374, "samples": [21.2, 21.3]}, "tokens_per_second": 6027.1})
        self.assertEqual(row["what"], "mamba2-1.3b bf16 decode, 128 rows")
        self.assertEqual(row["by"], "mamba_ssm, state f32")
        self.assertEqual(row["note"], "21.237 ms, graph")

    def test_figures_are_short(self):
        text = [gpu_report.figure_text({"figure": f}) for f in (448, 0.0, 44703.4, 13.27, 0.0326, 384.0)]
        self.assertEqual(text, ["448", "0", "44703", "13.3", "0.0326", "384"])

    def test_a_page_has_machine_figures_and_failures(self):
        row = gpu_report.bench_row("mamba2-2.7b", bench_test("decode", [0.1], 0.7654))
        page = gpu_report.folder_page(self.folder(
            stage(1, card="NVIDIA H100", driver="580"),
            stage(2, [row], failures=[{"what": "a | b", "why": "no memory"}], complete=False)))
        self.assertTrue(page.startswith("## NVIDIA H100, driver 580, 2026-11-27\n"), page)
        self.assertIn("| mamba2-2.7b bf16 decode, 1 row | 640 | tok/s | constate | 0.765 | 1.562 ms a step |", page)
        self.assertIn("- failed: a \\| b: no memory\n", page)
        self.assertIn("This stage was cut short.", page)

    def test_targets_are_held_against_the_newest_run_that_measured_them(self):
        def run(date, share):
            row = gpu_report.bench_row("mamba2-2.7b", bench_test("decode", [0.1], share))
            return self.folder(stage(2, [row], card="NVIDIA H200", date=date))

        older, newer = run("2026-01-01T00:00:00Z", 0.9), run("2026-02-01T00:00:00Z", 0.5)
        text = gpu_report.merged([older, newer])
        self.assertIn("| decode of 2.7B bf16, 1 row, share of the memory rate | 0.75 | 0.500 | no | NVIDIA H200, 2026-02-01 |", text)
        self.assertIn("| prefill of 2.7B bf16, 2048 tokens, share of the matrix rate | 0.4 | not measured |", text)
        self.assertLess(text.index("2026-02-01\n"), text.index("2026-01-01\n"))

    def test_a_small_run_reaches_no_target(self):
        row = gpu_report.bench_row("mamba2-2.7b", bench_test("decode", [0.1], 0.9))
        self.assertIn("not measured", gpu_report.merged([self.folder(stage(2, [row], small=True))]))

    def test_peers_are_compared_by_medians_of_one_run(self):
        def row(by, figure):
            return {"what": "x", "figure": figure, "unit": "tok/s", "by": by}

        folder = self.folder(stage(5, [row("constate", 300), row("m", 200), row("constate", 500), row("m", 200)], name="peer"))
        self.assertIn("| x, speed over m | 1 | 2.00 | yes |", gpu_report.merged([folder]))

    def test_a_page_without_its_markers_is_left_alone(self):
        folder = self.folder(stage(1))
        page = folder / "page.md"
        page.write_text("text")
        done = subprocess.run(["python3", TOOLS / "gpu_report.py", "--page", page, folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("one line `<!-- gpu_report: begin -->` and one", done.stderr)
        self.assertEqual(page.read_text(), "text")

    def test_a_folder_without_stages_is_named(self):
        folder = self.folder()
        done = subprocess.run(["python3", TOOLS / "gpu_report.py", folder], capture_output=True, text=True)
        self.assertEqual(done.stderr, f"gpu_report: {folder}: a folder of tools/gpu_day.sh is expected; it has no stage-*.json\n")


class Run(unittest.TestCase):
    """The script as it runs on the day, on the CPU and a small shape."""

    def setUp(self):
        self.temp = tempfile.TemporaryDirectory()
        self.addCleanup(self.temp.cleanup)
        self.out = Path(self.temp.name) / "out"

    def command(self, *words):
        return ["bash", str(TOOLS / "gpu_day.sh"), "--small", *map(str, words)]

    def stages(self):
        return {s["stage"]: s for s in gpu_report.read_stages(self.out)}

    def test_every_stage_runs_and_says_what_the_cpu_has_not(self):
        kept = Path(self.temp.name) / "kept"
        config = Path(self.temp.name) / "small.json"
        config.write_text(json.dumps(gpu_report.SMALL_CONFIG))
        subprocess.run([os.environ["CONSTATE"], "compile", config, "--target", "cpu", "--program", "decode", "--block", "64",
                        "--dtype", "bf16", "--keep", kept], check=True, capture_output=True, timeout=120)
        done = subprocess.run(self.command("--kept", kept, "cpu", self.out, 500), capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, 0, done.stderr)
        stages = self.stages()
        self.assertEqual(sorted(stages), [1, 2, 3, 4, 5, 6, 7])
        self.assertTrue(all(s["complete"] for s in stages.values()))
        rows = {r["what"]: r for s in stages.values() for r in s["rows"]}
        self.assertEqual(rows["a text at temperature 0 is the CPU's"]["figure"], 1)
        self.assertEqual(rows["demo f32: 64 greedy tokens as PyTorch's"]["figure"], 448)
        self.assertEqual(rows["groups2 f32: 64 greedy tokens as PyTorch's"]["figure"], 256)
        self.assertEqual(rows["falcon_h1 f32: 64 greedy tokens as PyTorch's"]["figure"], 384)
        self.assertEqual(rows["groups2 f32: ways through the model agree"]["passed"], True)
        self.assertEqual(rows["programs compiled where no such device was, loaded here"]["figure"], 1)
        for what in ("mamba2-2.7b bf16 decode, 1 row", "mamba2-130m f32 prefill of 64, 1 row", "limit: f32 matrix product",
                     "mamba2-130m bf16: first token, warm", "served, 2 at once, prompts of 128", "served, first token: second turn"):
            self.assertGreater(rows[what]["figure"], 0, what)
        failures = {f["what"]: f["why"] for s in stages.values() for f in s["failures"]}
        self.assertRegex(failures.pop("profile"), r"plugin .*: it has no profiler")
        self.assertEqual(failures.pop("mamba_ssm"), "no --wheels DIR was given")
        failures.pop("nvidia-smi", None)
        self.assertEqual(failures, {})
        page = (self.out / "table.md").read_text()
        self.assertEqual(page.count("### "), 7)
        self.assertRegex(page, r"^## cpu, plugin pjrt_c_api_cpu_plugin\.so, PJRT API 0\.\d+")

    def test_a_run_that_is_cut_off_keeps_what_it_has(self):
        for sign, after in ((signal.SIGTERM, 3), (signal.SIGKILL, 9)):
            with subprocess.Popen(self.command("cpu", self.out, 300), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
                end = time.monotonic() + 60
                while len(list(self.out.glob("stage-*.json"))) == 0 and time.monotonic() < end:
                    time.sleep(0.1)
                time.sleep(after)
                run.send_signal(sign)
            stages = self.stages()  # each file is whole
            self.assertIn(1, stages)
            self.assertFalse(stages[max(stages)]["complete"])
            self.assertIn("This stage was cut short.", (self.out / "table.md").read_text())

    def test_no_time_is_told_for_each_command(self):
        done = subprocess.run(self.command("--stages", "2", "cpu", self.out, 3), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        whys = [f["why"] for s in self.stages().values() for f in s["failures"]]
        self.assertTrue(all(re.search(r"it was ended after \d+ s|no time was left for it", why) for why in whys), whys)

    def test_a_plugin_that_does_not_open_is_told(self):
        bad = Path(self.temp.name) / "xla_cuda_plugin.so"
        bad.write_bytes(b"no library at all, but long enough to hold the header of one" * 9)
        done = subprocess.run(self.command("--stages", "1", bad, self.out, 60), capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        why = {f["what"]: f["why"] for f in self.stages()[1]["failures"]}["devices"]
        self.assertIn("a shared library; got a file that is not in ELF format", why)

    def test_a_folder_that_cannot_be_written_is_one_line(self):
        (Path(self.temp.name) / "file").write_text("")
        out = Path(self.temp.name) / "file" / "out"
        done = subprocess.run(self.command("cpu", out), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, f"gpu_day: {out}: cannot be written: Not a directory\n")

    def test_a_stage_that_is_none_is_refused(self):
        done = subprocess.run(self.command("--stages", "1,9", "cpu", self.out), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--stages: numbers from 1 to 7 are expected; got 9", done.stderr)


if __name__ == "__main__":
    unittest.main()
