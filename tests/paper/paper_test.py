"""What tools/paper_report.py makes of results, and the published figures beside themselves. Standard library only."""

import json
import sys
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import paper  # noqa: E402
import paper_report as report  # noqa: E402
from environment import Failed  # noqa: E402

PUBLISHED = json.loads((ROOT / "docs" / "paper" / "published.json").read_text())
SVG = "{http://www.w3.org/2000/svg}"


def sample(number, kind, length, seconds, share=0.5, others=0.25):
    return {"round": number, "kind": kind, "length": length, "seconds": [2 * seconds, seconds], "share": share,
            "others": others}


def results(**changed):
    # The machine is twice as slow in round 1, for all figures.
    figures = (("cached", 128, 0.02, 0.75), ("cached", 256, 0.025, 0.5), ("uncached", 128, 0.3, 0.625),
               ("uncached", 256, 0.6, 0.5))
    samples = [sample(n, kind, length, seconds * (1 + n), share) for n in range(2)
               for kind, length, seconds, share in figures]
    machine = {"processor": "A & B <x>", "threads": 2, "instructions": ["avx2"], "memory_gb": 8.0, "system": "Debian",
               "kernel": "6.1"}
    found = {"command": "tools/paper.py", "date": "2026-01-02", "commit": "abc", "machine": machine,
             "versions": {"constate": "0.1", "python": "3"}, "shape": "mamba2-130m", "lengths": [128, 256], "rounds": 2,
             "tokens": 32, "samples": samples,
             "programs": [{"program": "prefill", "for": "cpu", "operations": {"stablehlo.add": 3}},
                          {"program": "decode", "for": "cpu", "operations": {"stablehlo.while": 1}},
                          {"program": "decode", "for": "cuda",
                           "operations": {"stablehlo.add": 9, "stablehlo.while": 1}},
                          {"program": "decode", "for": "tpu",
                           "operations": {"stablehlo.add": 1999, "stablehlo.while": 1}}],
             "sizes": [{"model": f"mamba2-{n}", "weight_bytes": 515958528, "state_bytes": 19390464,
                        "compile_seconds": s, "custom_calls_emitted": 0, "custom_calls_made": {}, "aliased_bytes": 19390473,
                        "seconds": [0.02, 0.03, 0.025], "share": 0.875, "others": 0.375}
                       for n, s in (("130m", 1.25), ("370m", 2.5))],
             "ahead": {"programs": 2, "targets": ["tpu:v6e", "cuda:h200"], "custom_calls_emitted": 0},
             "verify": {"layers": [{"error": 4.2e-7, "reference_error": 5e-7},
                                   {"error": 4.8e-7, "reference_error": 4e-7}],
                        "greedy": {"same": 447, "tokens": 448, "runs": 7}},
             "perplexity": {"ours": 29.0268539, "float64": 29.026854}}
    return found | changed


class Published(unittest.TestCase):
    def test_digitised_rates_give_the_printed_speed_ups(self):
        self.assertEqual(list(PUBLISHED["models"]), list(paper.SIZES))
        for name, model in PUBLISHED["models"].items():
            for field in ("cached", "uncached", "speedup"):
                self.assertEqual(len(model[field]), len(PUBLISHED["lengths"]), name)
            for cached, uncached, printed in zip(model["cached"], model["uncached"], model["speedup"]):
                # The printed one has one digit behind the point.
                self.assertLessEqual(abs(cached / uncached - printed), 0.051 + PUBLISHED["error"] * printed, name)

    def test_the_lengths_are_those_that_are_measured(self):
        self.assertEqual(list(paper.FULL.lengths), PUBLISHED["lengths"])


class Operations(unittest.TestCase):
    TEXT = """module @decode {
  func.func public @main(%x: tensor<4xf32> {tf.aliasing_output = 0 : i32}) -> tensor<4xf32> {
    %0 = stablehlo.add %x, %state.layers.0.conv : tensor<4xf32>
    %2:9 = stablehlo.while(%_0 = %0, %_1 = %x) : tensor<4xf32>
    cond {
      stablehlo.return %rows.done : tensor<i1>
    }
    %3, %4 = chlo.top_k(%x, k = 8) : tensor<4xf32>
    %5 = "stablehlo.custom_call"(%x) : (tensor<4xf32>) -> tensor<4xf32>
    func.return %5 : tensor<4xf32>
  }
}"""

    def test_operations_are_counted_and_names_of_values_are_not(self):
        self.assertEqual(paper.operations(self.TEXT), {"chlo.top_k": 1, "stablehlo.add": 1, "stablehlo.custom_call": 1,
                                                       "stablehlo.return": 1, "stablehlo.while": 1})

    def test_equal_counts_are_told_once(self):
        found = [{"program": "decode", "for": d, "operations": {"stablehlo.while": 1, "stablehlo.add": 4}}
                 for d in ("cuda", "tpu")]
        self.assertEqual(report.outside(results(programs=found)),
                         "for cuda and tpu: 1 loop, 0 operations of 5 each reach the host")

    def test_what_is_foreign_is_named(self):
        found = results(programs=[{"program": "decode", "for": "tpu", "operations": paper.operations(self.TEXT)}])
        self.assertEqual(report.operations(found),
                         "5 kinds of operation in 1 programs, not StableHLO’s: chlo.top_k; custom calls: 1")
        self.assertEqual(report.outside(found), "for tpu: 1 loop, 1 operations of 5 reach the host")


class Figures(unittest.TestCase):
    def setUp(self):
        self.found = report.figures(results(), PUBLISHED)

    def test_lines(self):
        for name, text in {
            "ahead": "2 programs for tpu:v6e, cuda:h200; custom calls of ours: 0",
            "compiled": "130m, 370m: decode compiled for this CPU, each in 2.50 s or less; custom calls by XLA: none",
            "constant": "at 256 tokens 1.25 (1.25–1.25) times as long as at 128",
            "donated": "state 19.4 MB, updated in place 19.4 MB",
            "greedy": "447 of 448 in 7 runs",
            "hidden": "at most 4.8e-07; PyTorch’s own float32: 5.0e-07",
            "operations": "2 kinds of operation in 4 programs, all StableHLO’s; custom calls: 0",
            "outside": "for cuda and tpu: 1 loop, 0 operations of 10 and 2,000 reach the host",
            "perplexity": "29.026854; float64: 29.026854",
            "shares": "decode 0.50 (0.50–0.50), prefill 0.50 (0.50–0.50) at 256 tokens",
            "speed_up": "at 256 tokens 24.0 (24.0–24.0)×",
        }.items():
            self.assertEqual(self.found[name], text)

    def test_what_a_plugin_does_not_tell_is_not_claimed(self):
        untold = [dict(s, aliased_bytes=None, custom_calls_made=None) for s in results()["sizes"]]
        self.assertEqual(report.donated(results(sizes=untold)), "not told by the plugin")
        self.assertIn("custom calls by XLA: not told", report.compiled(results(sizes=untold)))
        made = [dict(s, custom_calls_made={"TopK": 2}) for s in results()["sizes"]]
        self.assertIn("custom calls by XLA: TopK", report.compiled(results(sizes=made)))

    def test_quotients_are_of_the_same_round(self):
        lines = self.found["cached_table"].splitlines()
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[2], "| 128 | 30.0 (20.0–40.0) | 0.45 (0.30–0.60) | **15.0 (15.0–15.0)×** | 0.7× | "
                                   "1.00 | 1.00 | 1.00 | 1.00 |")
        self.assertEqual(lines[3], "| 256 | 37.5 (25.0–50.0) | 0.90 (0.60–1.20) | **24.0 (24.0–24.0)×** | 0.7× | "
                                   "1.25 | 1.01 | 2.00 | 1.00 |")

    def test_tables(self):
        self.assertEqual(self.found["share_table"].splitlines()[2],
                         "| 128 | 0.75 (0.75–0.75) | 0.62 (0.62–0.62) |")
        # 751 tok/s times (516 MB and the state twice) are 0.417 TB/s.
        self.assertEqual(self.found["sizes_table"].splitlines()[2],
                         "| 130m | 0.52 GB | 19.4 MB | 751 | 0.25 | 25.0 (20.0–30.0) | 0.88 |")
        self.assertIn("| 2.7b | 97.4, 91.6, 94.8, 96.1, 96.4, 96.4 | ", self.found["published_table"])
        for part in ("2026-01-02, commit abc: `tools/paper.py`", "A & B <x>, 2 threads (avx2), 8.0 GB",
                     "constate 0.1; python 3", "kept 0.25 to 0.38 of 2 processors"):
            self.assertIn(part, self.found["provenance"])

    def test_lengths_that_were_not_published_stand_alone(self):
        samples = [sample(0, kind, n, 1.0) for kind in report.KINDS for n in (32, 64)]
        found = results(lengths=[32, 64], samples=samples)
        self.assertEqual(report.cached_table(found, PUBLISHED).splitlines()[3],
                         "| 64 | 1000 | 1.00 | **1.00×** |  | 1.00 |  | 1.00 |  |")
        self.assertEqual([text for text, _, _ in report.curves(found, PUBLISHED)],
                         ["CPU, mamba2-130m, cached", "CPU, mamba2-130m, uncached"])


class Page(unittest.TestCase):
    def test_figures_go_into_their_places_and_nothing_else_changes(self):
        text = "a <!-- one -->old<!-- /one --> b\n<!-- two -->\n| old |\n<!-- /two -->\n"
        want = "a <!-- one -->1<!-- /one --> b\n<!-- two -->\n| x |\n| y |\n<!-- /two -->\n"
        once = report.page(text, {"one": "1", "two": "| x |\n| y |"}, "page.md")
        self.assertEqual(once, want)
        self.assertEqual(report.page(once, {"one": "1", "two": "| x |\n| y |"}, "page.md"), want)

    def test_a_place_without_a_figure_and_a_figure_without_a_place(self):
        place = "<!-- one -->old<!-- /one -->"
        with self.assertRaises(Failed) as raised:
            report.page(place, {}, "page.md")
        self.assertEqual(str(raised.exception), "page.md: each place is of a figure that is made; `one` is not")
        with self.assertRaises(Failed) as raised:
            report.page(place, {"one": "1", "two": "2", "three": "3"}, "page.md")
        self.assertEqual(str(raised.exception), "page.md: each figure has a place; there is none for `three`, `two`")

    def test_the_page_is_what_its_results_give(self):
        made = json.loads((ROOT / "docs" / "paper" / "results.json").read_text())
        found = report.figures(made, PUBLISHED)
        text = paper.PAGE.read_text()
        self.assertEqual(report.page(text, found, "paper.md"), text)
        self.assertEqual((ROOT / "docs" / "paper" / "cached.svg").read_text(), report.plot(made, PUBLISHED))
        self.assertEqual((made["shape"], made["lengths"]), ("mamba2-130m", PUBLISHED["lengths"]))


class Plot(unittest.TestCase):
    def test_a_curve_for_each_size_and_way_and_a_mark_for_each_figure(self):
        root = xml.fromstring(report.plot(results(), PUBLISHED))
        titles = [title.text for line in root.iter(f"{SVG}polyline") for title in line.findall(f"{SVG}title")]
        self.assertEqual(len(titles), 12)
        self.assertEqual(titles[-4:], ["TPU v6e, mamba2-130m, cached", "TPU v6e, mamba2-130m, uncached",
                                       "CPU, mamba2-130m, cached", "CPU, mamba2-130m, uncached"])
        marks = [mark.find(f"{SVG}title").text for mark in root.iter(f"{SVG}circle")]
        self.assertEqual(marks[1], "CPU, mamba2-130m, cached at 256: 1.25 (1.25–1.25)×")
        self.assertEqual(len(marks), 4)

    def test_the_axis_holds_all_points(self):
        root = xml.fromstring(report.plot(results(), PUBLISHED))
        for line in root.iter(f"{SVG}polyline"):
            for point in line.get("points").split():
                x, y = map(float, point.split(","))
                self.assertTrue(report.LEFT <= x <= report.LEFT + report.WIDTH, point)
                self.assertTrue(40 <= y <= report.TOP + report.HEIGHT, point)


if __name__ == "__main__":
    unittest.main()
