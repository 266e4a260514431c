"""The probabilities of the next token along a text: next_tokens.py [FOLDER [PICTURE]].

For each token of a text, what the model finds most likely to follow, and how likely it found what came."""

import constate
import numpy as np
import picture

TEXT, SHOWN = "In the beginning God created the heaven and the earth.", 4

folder, path = picture.arguments()
model = constate.load(folder)
ids = model.tokenize(TEXT)
logits = model.logits(ids[:-1]).astype(np.float64)  # [t v]; row t predicts ids[t + 1]
probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
probabilities /= probabilities.sum(axis=1, keepdims=True)
likeliest = np.argsort(-probabilities, axis=1)[:, :SHOWN]
words = [model.detokenize(ids[t:t + 1]) for t in range(len(ids))]

for t, row in enumerate(likeliest):
    others = ", ".join(f"{model.detokenize([token])!r} {probabilities[t, token]:.2f}" for token in row)
    print(f"{words[t + 1]!r:>12} {probabilities[t, ids[t + 1]]:.3f}    most likely: {others}")

if path:
    from matplotlib.patches import Rectangle

    drawn, axes = picture.figure(height=4.2)
    axes.spines[:].set_visible(False)
    for t, row in enumerate(likeliest):
        for rank, token in enumerate(row):
            share, came = probabilities[t, token], token == ids[t + 1]
            axes.add_patch(Rectangle((t + .04, SHOWN - rank - .45), .92, .9, color=picture.GREEN if came else picture.BLUE,
                                     alpha=.12 + .5 * share, linewidth=0))
            axes.text(t + .5, SHOWN - rank + .12, model.detokenize([token]).strip() or "␣", ha="center", va="center", fontsize=8)
            axes.text(t + .5, SHOWN - rank - .22, f"{share:.2f}", ha="center", va="center", fontsize=7, color="#222")
        axes.text(t + .5, .12, words[t + 1].strip(), ha="center", fontsize=9, fontweight="bold")
    axes.set(xlim=(0, len(likeliest)), ylim=(-.1, SHOWN + .7), xticks=[], yticks=[])
    axes.set_title(f"After {words[0]!r}: the most likely tokens at each step; below, the token that came (green where it is shown)", fontsize=9)
    picture.save(drawn, path)
