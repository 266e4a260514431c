#!/usr/bin/env python3
"""Draws docs/drawings/*.svg: drawings.py. Each is a card with colours of its own, for a light page and for a dark one, so that it can
be read on either."""

from pathlib import Path
from xml.sax.saxutils import escape

OUT = Path(__file__).resolve().parents[1] / "docs" / "drawings"

STYLE = """
  .card { fill: #ffffff; stroke: #d0d5dd } .box { fill: #eef2f8; stroke: #5b6b85 } .state { fill: #fdecc8; stroke: #b07a10 }
  .on { fill: #cfe3d4; stroke: #3f7d55 } .off { fill: none; stroke: #c4cad4 }
  text { fill: #1d2430; font: 15px "DejaVu Sans", Verdana, sans-serif } .small { font-size: 13px; fill: #4b5566 }
  .mono { font-family: "DejaVu Sans Mono", Menlo, monospace; font-size: 13px } .head { font-weight: bold }
  .line { stroke: #5b6b85; fill: none; stroke-width: 1.6 } .tip { fill: #5b6b85 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #171b24; stroke: #3a4252 } .box { fill: #252d3b; stroke: #8fa0bd } .state { fill: #4a3a12; stroke: #d9a441 }
    .on { fill: #234433; stroke: #6fb68a } .off { fill: none; stroke: #3f4859 }
    text { fill: #e8ecf4 } .small { fill: #b3bccb } .line { stroke: #8fa0bd } .tip { fill: #8fa0bd }
  }"""


class Drawing:
    def __init__(self, width, height, title):
        self.parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
                      f"<title>{escape(title)}</title>", f"<style>{STYLE}\n</style>",
                      '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse">'
                      '<path d="M0 0 8 4 0 8z" class="tip"/></marker></defs>',
                      f'<rect class="card" x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8"/>']

    def text(self, x, y, words, kind="", anchor="middle"):
        self.parts.append(f'<text x="{x}" y="{y}" text-anchor="{anchor}" class="{kind}">{escape(words)}</text>')

    def box(self, x, y, width, height, *lines, kind="box", text=""):
        self.parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>')
        for i, line in enumerate(lines):
            self.text(x + width / 2, y + height / 2 + 5 + 19 * (i - (len(lines) - 1) / 2), line, text if i == 0 else "small")

    def arrow(self, *points):
        self.parts.append('<path class="line" marker-end="url(#tip)" d="M' + " L".join(f"{x} {y}" for x, y in points) + '"/>')

    def save(self, name):
        (OUT / name).write_text("\n".join([*self.parts, "</svg>"]) + "\n")


def duality():
    d = Drawing(760, 440, "The chunked form and the step compute the same recurrence")
    d.text(30, 38, "A prompt: chunks, as matrix products", "head", "start")
    cell, size, chunks = 18, 6, 3
    for chunk in range(chunks):
        left, top = 40 + chunk * 230, 62
        for row in range(size):
            for column in range(size):
                d.box(left + column * cell, top + row * cell, cell, cell, kind="on" if column <= row else "off")
        d.text(left + size * cell / 2, top + size * cell + 22, f"chunk {chunk + 1}", "small")
        if chunk < chunks - 1:
            d.arrow((left + size * cell + 6, top + 54), (left + size * cell + 28, top + 54))
            d.box(left + size * cell + 32, top + 36, 54, 36, "state", kind="state", text="small")
            d.arrow((left + size * cell + 90, top + 54), (left + 224, top + 54))
    d.arrow((40 + 2 * 230 + size * cell + 6, 116), (40 + 2 * 230 + size * cell + 28, 116))
    d.box(40 + 2 * 230 + size * cell + 32, 98, 54, 36, "state", kind="state", text="small")
    d.text(30, 222, "Within a chunk: one product with a triangle of decays. Between chunks: the state alone.", "small", "start")
    d.text(30, 272, "A token: the recurrence", "head", "start")
    for step in range(4):
        left = 40 + step * 175
        d.box(left, 318, 62, 40, "state", kind="state", text="small")
        if step < 3:
            d.arrow((left + 66, 338), (left + 171, 338))
            d.text(left + 118, 329, "decay, add", "small")
            d.arrow((left + 118, 388), (left + 118, 346))
            d.text(left + 118, 404, f"token {step + 1}", "small")
    d.text(30, 428, "The same sums in another order: both end in the same state, up to rounding.", "small", "start")
    d.save("duality.svg")


def state():
    d = Drawing(760, 330, "A state is a value: copied, saved, moved and continued")
    d.box(30, 118, 150, 62, "a text", "of any length")
    d.arrow((184, 149), (246, 149))
    d.text(215, 138, "prefill", "small")
    d.box(250, 112, 130, 74, "state", "constant size", kind="state", text="head")
    ends = [("fork", "continue it twice,", "with other text or seeds"), ("save", "a file with checksums:", "continue tomorrow"),
            ("send", "another server, device", "or dtype continues"), ("keep", "prefix cache: the next", "prompt begins here")]
    for i, (verb, first, second) in enumerate(ends):
        y = 24 + i * 74
        d.arrow((384, 149), (420, 149), (420, y + 28), (516, y + 28))
        d.text(468, y + 20, verb, "small")
        d.box(520, y, 210, 56, first, second, text="small")
    d.save("state.svg")


def devices():
    d = Drawing(760, 330, "One source, compiled for many devices")
    d.box(24, 122, 138, 66, "C++", "equations", text="head")
    d.arrow((166, 155), (208, 155))
    d.text(187, 144, "trace", "small")
    d.box(212, 122, 138, 66, "StableHLO", "one program", text="head")
    d.arrow((354, 155), (396, 155))
    d.box(400, 122, 112, 66, "XLA", "compiles it", text="head")
    for i, (name, plugin) in enumerate((("CPU", "a PJRT plugin"), ("NVIDIA GPU", "a PJRT plugin"), ("TPU", "a PJRT plugin"), ("others", "any PJRT plugin"))):
        y = 24 + i * 74
        d.arrow((516, 155), (546, 155), (546, y + 28), (576, y + 28))
        d.box(580, y, 156, 56, name, plugin)
    d.text(24, 232, "h = exp(A Δ) h + Δ B x", "mono", "start")
    d.text(24, 254, "y = C h + D x", "mono", "start")
    d.text(24, 302, "No kernel for a device, no custom call, no Python at run time.", "small", "start")
    d.save("devices.svg")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    duality()
    state()
    devices()
