"""What lm-evaluation-harness asks of a server, and `constate perplexity` beside it."""

import json
import subprocess
import tempfile
from pathlib import Path

from server import MODEL, PROGRAM, ROOT

TEXT = (ROOT / "tests" / "data" / "heldout.txt").read_text()
END = "<|endoftext|>"  # what the harness puts before a text that it scores from its beginning: `eos_token`

# Of the mean log probability of a token, in nats. Both ways compute the same logits in f32, but in segments of other
# lengths, where sums have another order: a log probability differs by a few units in the last place of a logit (2^-20,
# logits up to 16), with either sign. A token that is left out, or one with the context of another, is 1e-4 at least in
# the mean of the texts here.
TOLERANCE = 4e-6


def perplexity(text, *flags):
    """(sum of log probabilities, tokens) of a text after END, by `constate perplexity`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text"
        file.write_text(END + text)
        done = subprocess.run([PROGRAM, "perplexity", MODEL, "--file", file, "--json", "--quiet", *flags],
                              capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["results"][0]
    return -found["nats_per_token"] * found["tokens"], found["tokens"]
