"""How well a model predicts each token of a text, and what it takes for likelier: probabilities.py [FOLDER [TEXT]]."""

import sys

import constate
import numpy as np

model = constate.load(sys.argv[1] if len(sys.argv) > 1 else "models/demo")
text = sys.argv[2] if len(sys.argv) > 2 else "In the beginning God created the heaven and the earth."
ids = model.tokenize(text)
logits = model.logits(ids)  # f32 [t v]; row t is what comes after ids[t]
log_probabilities = model.log_probabilities(ids)

for i, log_probability in enumerate(log_probabilities):
    token, likeliest = model.detokenize(ids[i + 1:i + 2]), model.detokenize([np.argmax(logits[i])])
    probability = np.exp(log_probability)
    print(f"{token!r:>14} {probability:6.3f} {'#' * round(30 * probability):30}" + (f" likelier: {likeliest!r}" if likeliest != token else ""))

score = model.score(text, begin=False)
print(f"perplexity {score.perplexity:.2f}, {score.bits_per_byte:.2f} bits a byte")
