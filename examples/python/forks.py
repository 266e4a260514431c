"""A story as a tree: each of the likeliest tokens is a fork of the state, which goes on by itself: forks.py [FOLDER]."""

import sys

import constate
import numpy as np

BRANCHES, DEPTH, WORDS = 2, 3, 6


def grow(state, depth):
    """Prints what comes after a state, a line for each branch."""
    if depth == DEPTH:
        return
    logits = state.logits().astype(np.float64)
    probabilities = np.exp(logits - logits.max())
    probabilities /= probabilities.sum()
    for token in np.argsort(-probabilities, kind="stable")[:BRANCHES]:
        branch = state.fork().feed([token])
        text = branch.generate(max_tokens=WORDS)
        print("    " * depth + f"{probabilities[token]:.2f} {state.model.detokenize([token]) + text!r}")
        branch.feed(text.ids)
        grow(branch, depth + 1)


model = constate.load(sys.argv[1] if len(sys.argv) > 1 else "models/demo")
with model.prefill("In the beginning") as root:
    grow(root, 0)
