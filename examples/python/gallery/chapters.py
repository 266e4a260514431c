"""The perplexity of a book by chapter: chapters.py [FOLDER [PICTURE]].

Each chapter is scored alone and then as a part of the whole, which is one sequence: what came before is in the state."""

import constate
import numpy as np
import picture

CHAPTERS = 8

folder, path = picture.arguments()
model = constate.load(folder)
chapters = picture.BOOK.read_text().split("\n\n")[:CHAPTERS]
parts = [model.tokenize(chapter + "\n") for chapter in chapters]
whole = model.log_probabilities(np.concatenate(parts))  # [t - 1]; entry t is of token t + 1
ends = np.cumsum([len(part) for part in parts])

# The first token of a chapter is context alone in both, so that the same tokens count.
alone = [np.exp(-model.log_probabilities(part).mean()) for part in parts]
within = [np.exp(-whole[end - len(part):end - 1].mean()) for part, end in zip(parts, ends)]

for chapter, part, a, w in zip(chapters, parts, alone, within):
    print(f"{len(part):5} tokens   alone {a:6.2f}   within the book {w:6.2f}   {chapter[:40]!r}")

if path:
    drawn, axes = picture.figure(height=3.4)
    place = np.arange(len(parts))
    axes.hlines(place, within, alone, color=picture.GREY, linewidth=1)
    axes.plot(alone, place, "o", color=picture.ORANGE, label="alone", markersize=5)
    axes.plot(within, place, "o", color=picture.BLUE, label="within the book", markersize=5)
    axes.set_yticks(place, [chapter[:34].replace("\n", " ") + "…" for chapter in chapters], fontsize=8)
    axes.invert_yaxis()
    axes.set(xlabel="perplexity")
    axes.set_title("Perplexity by chapter: alone, and with all chapters before it in the state", fontsize=9)
    axes.legend(frameon=False, fontsize=8)
    picture.save(drawn, path)
