#!/usr/bin/env python3
"""Makes small SentencePiece models, tests/data/tokenizer/sentencepiece/*.model, and hashes of what the library gives for strings.

Run by hand; src/tokenizer/sentencepiece_test.cc needs no Python. Made with sentencepiece 0.2.3, protobuf, Python 3.11.

    tools/make_sentencepiece.py models               the models; they differ from run to run in threads' order alone
    tools/make_sentencepiece.py golden [BLOCKS]      *.txt: a line for each 250 strings, 40 blocks where nothing is said
    tools/make_sentencepiece.py show NAME FIRST LAST what the library gives for those strings, as the test prints what it got

A line has CRC-32 of the strings, of their ids, of the text decoded from those, and of the text decoded from random ids.
"""

import io
import multiprocessing
import pathlib
import sys
import tempfile

import sentencepiece

from make_tokenizer_golden import training_text
from make_tokenizer_kinds import CHARSMAP_RULES
from make_tokenizer_parity import Crc, Random, escaped, random_ids, random_text

OUT = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "tokenizer" / "sentencepiece"
BLOCK, BLOCKS = 250, 40
# Found in the strings, whichever model has them.
SYMBOLS = ["<s>", "</s>", "<unk>", "<pad>", "<ctl>", "<sep>", "[INST]", "[/INST]", "ter", "sun\u2581ra", "12", "\U0001f600", "  ", "\u2581", "\ufb01", "<0x41>",
           " \u2047 "]


def changed(data, change):
    from sentencepiece import sentencepiece_model_pb2

    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(data)
    model.normalizer_spec.ClearField("normalization_rule_tsv")  # a file of this run
    if change:
        change(model)
    return model.SerializeToString()


def unused_and_ties(model):
    """What training never writes: pieces that are not used, equal scores."""
    for i, piece in enumerate(model.pieces):
        if piece.type == 1 and len(piece.piece) > 1:
            piece.score = float(round(piece.score) // 4 * 4)
            if i % 5 == 0:
                piece.type = 5


def no_escape(model):
    model.normalizer_spec.escape_whitespaces = False
    for piece in model.pieces:
        if piece.type == 1:
            piece.piece = piece.piece.replace("\u2581", " ")
    model.trainer_spec.unk_surface = "?"


def scratch_rules(folder):
    path = pathlib.Path(folder) / "rules.tsv"
    path.write_text("".join(" ".join(f"{ord(c):X}" for c in a) + "\t" + " ".join(f"{ord(c):X}" for c in b) + "\n" for a, b in CHARSMAP_RULES.items()))
    return str(path)


IDENTITY = {"normalization_rule_name": "identity"}
SYMBOLS_OF = {"user_defined_symbols": ["<sep>", "[INST]", "[/INST]", "ter", "\U0001f600", "12"], "control_symbols": ["<ctl>"]}
MODELS = {  # options of the trainer; what is changed afterwards
    "bpe_bytes": ({**IDENTITY, **SYMBOLS_OF, "model_type": "bpe", "byte_fallback": True, "remove_extra_whitespaces": False, "split_digits": True,
                   "vocab_size": 560, "allow_whitespace_only_pieces": True}, None),
    "bpe_rules": ({"rules": True, "model_type": "bpe", "vocab_size": 300, "user_defined_symbols": ["sun\u2581ra", "ter", "\ufb01"], "pad_id": 3}, None),
    "bpe_plain": ({**IDENTITY, "model_type": "bpe", "vocab_size": 300, "add_dummy_prefix": False, "character_coverage": 0.98}, None),
    "bpe_unused": ({**IDENTITY, "model_type": "bpe", "vocab_size": 400, "split_by_whitespace": False}, unused_and_ties),
    "unigram_rules": ({"rules": True, **SYMBOLS_OF, "vocab_size": 300}, None),
    "unigram_bytes": ({**IDENTITY, "byte_fallback": True, "vocab_size": 560, "add_dummy_prefix": False, "remove_extra_whitespaces": False,
                       "user_defined_symbols": ["  ", "sun\u2581ra"]}, None),
    "unigram_suffix": ({**IDENTITY, "vocab_size": 300, "treat_whitespace_as_suffix": True, "unk_surface": "<?>", "bos_id": -1}, None),
    "unigram_unused": ({**IDENTITY, "vocab_size": 400, "remove_extra_whitespaces": False, "split_by_whitespace": False}, unused_and_ties),
    "unigram_spaces": ({**IDENTITY, "vocab_size": 300}, no_escape),
}


def write_models():
    OUT.mkdir(exist_ok=True)
    for name, (options, change) in MODELS.items():
        data = io.BytesIO()
        with tempfile.TemporaryDirectory() as folder:
            if options.pop("rules", False):
                options["normalization_rule_tsv"] = scratch_rules(folder)
            sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(training_text()), model_writer=data, minloglevel=2, num_threads=1,
                                                     hard_vocab_limit=False, **options)
        (OUT / f"{name}.model").write_bytes(changed(data.getvalue(), change))


def strings_of(block):
    """Each string of a block, and where its random numbers go on."""
    out = []
    for i in range(block * BLOCK, (block + 1) * BLOCK):
        r = Random(f"sentencepiece:{i}")
        text = random_text(r, SYMBOLS)
        out.append((text, r.state))
    return out


class Library:
    def __init__(self, name):
        self.model = sentencepiece.SentencePieceProcessor(model_file=str(OUT / f"{name}.model"))
        self.size = self.model.get_piece_size()

    def random(self, state):
        r = Random("")
        r.state = state
        return random_ids(r, self.size)

    def texts(self, ids):
        """With and without control pieces."""
        return [self.model.decode(ids), self.model.decode([i for i in ids if not self.model.is_control(i)])]

    def block(self, strings):
        hashes = made, encoded, decoded, random = Crc(), Crc(), Crc(), Crc()
        for text, state in strings:
            made.add_text(text)
            ids = self.model.encode(text)
            encoded.add_ids(ids)
            for one in self.texts(ids):
                decoded.add_text(one)
            for one in self.texts(self.random(state)):
                random.add_text(one)
        return " ".join(f"{h.value:08x}" for h in hashes)


def write_golden(blocks):
    with multiprocessing.Pool(2) as pool:
        strings = pool.map(strings_of, range(blocks), chunksize=4)
    for name in MODELS:
        library = Library(name)
        (OUT / f"{name}.txt").write_text("".join(library.block(block) + "\n" for block in strings), newline="\n")


def show(name, first, last):
    library = Library(name)
    for i in range(first, last + 1):
        r = Random(f"sentencepiece:{i}")
        text = random_text(r, SYMBOLS)
        ids = library.model.encode(text)
        other = library.random(r.state)
        print(f'{i} "{escaped(text)}"')
        print("  ids:", *ids)
        for some in (ids, other):
            if some is other:
                print("  random ids:", *other)
            for label, decoded in zip(("decoded", "without special tokens"), library.texts(some)):
                print(f'  {label}: "{escaped(decoded)}"')


def main():
    if sys.argv[1:] == ["models"]:
        write_models()
    elif sys.argv[1:2] == ["golden"]:
        write_golden(int(sys.argv[2]) if len(sys.argv) > 2 else BLOCKS)
    elif sys.argv[1:2] == ["show"] and len(sys.argv) == 5:
        show(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
