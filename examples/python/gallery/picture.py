"""What the pictures of the gallery share: a figure with our colours, and saving it as a small SVG whose bytes depend on its content alone."""

import sys
from pathlib import Path

# Chapters that the demo model was not trained on, with a blank line between two.
BOOK = Path(__file__).resolve().parents[3] / "tests" / "data" / "heldout.txt"
BLUE, ORANGE, GREEN, GREY = "#3b6fb6", "#d98a1f", "#3f8f5f", "#8a93a3"


def arguments():
    """The folder of the model, and the picture to draw, which is None if none was asked for."""
    words = sys.argv[1:] + ["models/demo"][len(sys.argv) - 1:]
    return words[0], words[1] if len(words) > 1 else None


def figure(width=7.4, height=3.6, **options):
    """A matplotlib figure and its axes. matplotlib is needed here and nowhere else."""
    import matplotlib

    matplotlib.use("svg")
    # Text stays text, in the reader's own font.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "constate", "font.size": 9, "axes.spines.top": False,
                                "axes.spines.right": False, "axes.edgecolor": GREY, "path.simplify": True, "font.family": "DejaVu Sans"})
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained", **options)


def save(drawn, path):
    drawn.savefig(path, metadata={"Date": None, "Creator": None})
    print(f"drawn: {path}")
