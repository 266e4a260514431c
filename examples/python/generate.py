"""A text as it comes, several at once, and one drawn: generate.py [FOLDER]."""

import sys

import constate

model = constate.load(sys.argv[1] if len(sys.argv) > 1 else "models/demo")
print(model)

for piece in model.stream("In the beginning", max_tokens=40):
    print(piece, end="", flush=True)
print()

for text in model.generate(["And he said", "In the", "The LORD is my"], batch=8, max_tokens=12):
    print(f"{text.finish}: {text!r}")

print(model.generate("The LORD is my", max_tokens=40, temperature=0.8, top_p=0.95, seed=7))
