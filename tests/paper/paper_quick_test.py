"""tools/paper.py as it is run, with the demo model; the program is CONSTATE_PROGRAM. Standard library only."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ["CONSTATE_PROGRAM"]


def run(*words):
    return subprocess.run([sys.executable, ROOT / "tools" / "paper.py", *words], capture_output=True, text=True)


class Quick(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.out = Path(cls.folder.name)
        cls.words = ("--quick", "--rounds", "1", "--constate", PROGRAM, "--out", cls.folder.name)
        cls.done = run(*cls.words)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def results(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        return json.loads((self.out / "results.json").read_text())

    def test_1_a_run_makes_results_plot_and_page(self):
        found = self.results()
        self.assertEqual([(s["kind"], s["length"]) for s in found["samples"]],
                         [(kind, n) for kind in ("cached", "uncached") for n in (128, 256, 512)])
        for s in found["samples"]:
            self.assertEqual(len(s["seconds"]), 2)
            self.assertGreater(min(s["seconds"]), 0)
            self.assertGreater(s["share"], 0)
        (size,) = found["sizes"]
        self.assertEqual((size["model"], size["custom_calls_emitted"], len(size["seconds"])), ("demo", 0, 3))
        self.assertGreaterEqual(size["aliased_bytes"], size["state_bytes"])
        self.assertEqual(found["verify"]["greedy"], {"same": 448, "tokens": 448, "runs": 7})
        self.assertAlmostEqual(found["perplexity"]["ours"], found["perplexity"]["float64"], delta=0.0005)
        self.assertEqual([(p["program"], p["for"]) for p in found["programs"]],
                         [(p, d) for d in ("cpu", "cuda", "tpu") for p in ("prefill", "decode")])
        page = (self.out / "paper.md").read_text()
        self.assertIn("all StableHLO’s; custom calls: 0", page)
        self.assertIn("for cuda and tpu: 1 loop, 0 operations of ", page)
        self.assertIn("448 of 448 in 7 runs", page)
        self.assertEqual(xml.fromstring((self.out / "cached.svg").read_text()).tag, "{http://www.w3.org/2000/svg}svg")
        self.assertFalse((self.out / "results.part").exists())

    def test_2_the_page_can_be_written_again(self):
        page = (self.out / "paper.md").read_text()
        (self.out / "paper.md").unlink()
        done = run("--quick", "--report", "--out", self.folder.name)
        self.assertEqual((done.returncode, (self.out / "paper.md").read_text()), (0, page), done.stderr)

    def test_3_a_run_that_was_interrupted_goes_on(self):
        whole = self.results()
        (self.out / "results.part").write_text(json.dumps({**whole, "samples": whole["samples"][:3]}))
        done = run(*self.words, "--resume")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("processors busy"), 1)
        found = self.results()
        self.assertEqual({k: v for k, v in found.items() if k != "samples"},
                         {k: v for k, v in whole.items() if k != "samples"})
        self.assertEqual(found["samples"][:3], whole["samples"][:3])
        self.assertEqual([(s["kind"], s["length"]) for s in found["samples"]],
                         [(s["kind"], s["length"]) for s in whole["samples"]])


class Mistakes(unittest.TestCase):
    def told(self, *words):
        done = run(*words)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        return done.stderr

    def test_each_is_told_in_one_line(self):
        self.assertEqual(self.told("--rounds", "0"), "paper.py: --rounds: at least 1; got 0\n")
        self.assertEqual(self.told("--constate", "/nowhere/constate"),
                         "paper.py: /nowhere/constate is not there; `make build` builds it\n")
        self.assertEqual(self.told("--report", "--out", "/nowhere"),
                         "paper.py: /nowhere/results.json is not there; without --report it is made\n")
        self.assertEqual(self.told("--report", "--rounds", "2"), "paper.py: --rounds has no effect with --report\n")
        self.assertEqual(self.told("--report", "--constate", "a"), "paper.py: --constate has no effect with --report\n")
        self.assertEqual(self.told("--report", "--resume"), "paper.py: --resume has no effect with --report\n")
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(self.told("--resume", "--constate", PROGRAM, "--out", folder),
                             f"paper.py: --resume: {folder}/results.part is not there; without --resume a run begins\n")

    def test_a_failing_program_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "constate"
            program.write_text("#!/bin/sh\n[ $1 = --version ] && echo constate 0 && exit\n"
                               "echo 'constate: broken' >&2\nexit 2\n")
            program.chmod(0o755)
            out = Path(folder) / "out"
            self.assertRegex(self.told("--quick", "--constate", str(program), "--out", str(out)),
                             r"\A(?!.*Traceback)(?s:.*)paper\.py: constate dump: broken\n\Z")
            self.assertFalse((out / "results.json").exists())


if __name__ == "__main__":
    unittest.main()
