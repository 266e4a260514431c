"""A story as a tree: tree.py [FOLDER [PICTURE]].

Each branch begins with one of the most likely tokens. It is a fork of the state, so that what came before is processed once."""

import constate
import numpy as np
import picture

TEXT, BRANCHES, DEPTH, WORDS = "In the beginning", 2, 3, 5

folder, path = picture.arguments()
model = constate.load(folder)


class Branch:
    def __init__(self, text, probability, state, depth):
        self.text, self.probability, self.children = text, probability, []
        if depth == 0:
            return
        logits = state.logits().astype(np.float64)
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        for token in np.argsort(-shares, kind="stable")[:BRANCHES]:
            fork = state.fork().feed([token])
            more = fork.generate(max_tokens=WORDS)
            fork.feed(more.ids)
            self.children.append(Branch(model.detokenize([token]) + more, shares[token], fork, depth - 1))

    def show(self, indent=0):
        print("    " * indent + f"{self.probability:.2f} {self.text!r}")
        for child in self.children:
            child.show(indent + 1)


root = Branch(TEXT, 1.0, model.prefill(TEXT), DEPTH)
root.show()


def draw(axes, branch, left, top, height):
    """A branch in its band of the picture, and its children in equal parts of that."""
    middle = top + height / 2
    axes.text(left, middle, branch.text.strip().replace("\n", " / "), fontsize=7.5, va="center", ha="left",
              bbox={"boxstyle": "round,pad=.3", "facecolor": "#eef2f8", "edgecolor": picture.GREY, "linewidth": .6})
    for i, child in enumerate(branch.children):
        band = height / len(branch.children)
        axes.plot([left + .72, left + .97], [middle, top + (i + .5) * band], color=picture.BLUE, linewidth=.4 + 5 * child.probability, alpha=.6, zorder=0)
        axes.text(left + .85, (middle + top + (i + .5) * band) / 2, f"{child.probability:.2f}", fontsize=7, ha="center", va="center")
        draw(axes, child, left + 1, top + i * band, band)


if path:
    drawn, axes = picture.figure(width=9.6, height=4.4)
    axes.axis("off")
    draw(axes, root, 0, 0, 1)
    axes.set(xlim=(-.05, DEPTH + .95), ylim=(1, 0))
    axes.set_title("Forks of a story: each branch is a copy of the state and one of its two most likely tokens", fontsize=9)
    picture.save(drawn, path)
