"""What lm-evaluation-harness asks of a server, and `constate perplexity` beside it."""

import json
import subprocess
import tempfile
from pathlib import Path

from server import MODEL, PROGRAM, ROOT

TEXT = (ROOT / "tests" / "data" / "heldout.txt").read_text()
END = "<|endoftext|>"  # what the harness puts before a text that it scores from its beginning: `eos_token`

# Of the mean log probability of a token, in nats. Both ways score a text as one sequence, by the same programs and in
# the same segments: each log probability has the same bits, and is written so that it is read back as it was. What is
# left is the order of the sum and the division by the number of tokens, in double: 2^-52 for each of some thousand
# terms.
TOLERANCE = 1e-11


def perplexity(text, *flags):
    """(sum of log probabilities, tokens) of a text after END, by `constate perplexity`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text"
        file.write_text(END + text)
        done = subprocess.run([PROGRAM, "perplexity", MODEL, "--file", file, "--json", "--quiet", *flags],
                              capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["results"][0]
    return -found["nats_per_token"] * found["tokens"], found["tokens"]
