"""A forecast: how long will the verse be? forecast.py [FOLDER [PICTURE]].

The model has read the beginnings of verses that it was not trained on. Sampling many continuations of each forecasts how many tokens
the verse still has; the real number is known."""

import constate
import numpy as np
import picture

VERSES, SAMPLES, WORDS, MOST = 10, 16, 6, 60

folder, path = picture.arguments()
model = constate.load(folder)
lines = [line for line in picture.BOOK.read_text().split("\n") if len(line.split()) > WORDS + 4]
verses = lines[::max(1, len(lines) // VERSES)][:VERSES]

forecasts, real = [], []
for number, verse in enumerate(verses):
    beginning = " ".join(verse.split()[:WORDS])
    state = model.prefill(beginning)
    texts = state.generate([""] * SAMPLES, batch=SAMPLES, max_tokens=MOST, temperature=1.0, seed=1000 * number, stop="\n")
    forecasts.append([len(text.ids) for text in texts])
    real.append(min(MOST, len(model.tokenize(verse[len(beginning):]))))
low, middle, high = np.percentile(forecasts, [10, 50, 90], axis=1)

for verse, *row in zip(verses, low, middle, high, real):
    print("80 % between {:2.0f} and {:2.0f}, median {:2.0f}, real {:2}".format(row[0], row[2], row[1], row[3]) + f"   {verse[:44]!r}")
inside = np.mean((low <= real) & (real <= high))
print(f"{inside:.0%} of the real lengths are within the 80 % interval")

if path:
    drawn, axes = picture.figure(height=4)
    place = np.arange(len(verses))
    axes.hlines(place, low, high, color=picture.BLUE, linewidth=6, alpha=.3, label=f"80 % of {SAMPLES} samples")
    axes.plot(middle, place, "|", color=picture.BLUE, markersize=12, label="median")
    axes.plot(real, place, "o", color=picture.ORANGE, markersize=5, label="real")
    axes.set_yticks(place, [" ".join(verse.split()[:WORDS]) + " …" for verse in verses], fontsize=8)
    axes.invert_yaxis()
    axes.set(xlabel="further tokens of the verse", xlim=(0, MOST + 1))
    axes.set_title("A forecast of how long a verse will be, from its first six words", fontsize=9)
    axes.legend(frameon=False, fontsize=8)
    picture.save(drawn, path)
