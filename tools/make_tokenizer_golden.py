#!/usr/bin/env python3
"""Makes the reference data of the formats tests with the Python packages `tokenizers` and `safetensors` (and torch, for one file).

Run by hand; the tests need no Python. Made with tokenizers 0.23.3, safetensors 0.8.0, numpy 2.4.6, torch 2.15.0,
Python 3.11.

    tools/make_tokenizer_golden.py golden    tests/data/tokenizer/* and the safetensors files of tests/data/formats
    tools/make_tokenizer_golden.py classes   src/tokenizer/unicode_class_table.cc
    tools/make_tokenizer_golden.py unicode9  src/tokenizer/unicode_9_table.cc (with ICU 60 or later, and no package)
    tools/make_tokenizer_golden.py cases TOKENIZER_JSON COUNT SEED > cases.jsonl

A case is one line of JSON: `text`; `ids` without special tokens; `special`, ids with them, where they differ;
`all`, the decoded text with special tokens, where it is not `text`; `skip`, without them, where it is not `all`.
"""

import json
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "tokenizer"
FORMATS = ROOT / "tests" / "data" / "formats"
DEMO = ROOT / "models" / "demo" / "tokenizer.json"
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
GPT2_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"

# ---------------------------------------------------------------------------------------------- classes


def matched(pattern):
    """The code points that a one-character pattern matches in the library's regular expressions."""
    from tokenizers import Regex, pre_tokenizers

    split = pre_tokenizers.Split(Regex(pattern), "removed")
    out = set(CODE_POINTS)
    for i in range(0, len(CODE_POINTS), 65536):
        for piece, _ in split.pre_tokenize_str("".join(map(chr, CODE_POINTS[i : i + 65536]))):
            out.difference_update(map(ord, piece))
    return out


def word_characters():
    """The code points that keep a single_word token from matching right after them."""
    from tokenizers import AddedToken, Tokenizer, models

    tokenizer = Tokenizer(models.BPE({}, []))
    tokenizer.add_tokens([AddedToken("Q", single_word=True)])
    out = set()
    for i in range(0, len(CODE_POINTS), 50000):
        part = CODE_POINTS[i : i + 50000]
        encodings = tokenizer.encode_batch([chr(c) + "Q" for c in part])
        out.update(c for c, e in zip(part, encodings) if not e.ids)
    return out


def write_classes():
    letters, numbers, words = matched(r"\p{L}"), matched(r"\p{N}"), word_characters()
    table, last = [], None
    for c in range(0x110000):
        bits = (c in letters) | (c in numbers) << 1 | (c in words) << 2
        if bits != last:
            table.append(c << 3 | bits)
            last = bits
    write_table("unicode_class", "classes", table)


def write_unicode_9():
    """Where the age of characters, as the ICU that is installed has it, goes from 9.0 or before to none or later."""
    import ctypes
    import ctypes.util

    library = ctypes.util.find_library("icuuc")
    icu = ctypes.CDLL(library)
    char_age = icu[f"u_charAge_{library.rpartition('.')[2]}"]
    table, last, age = [], False, (ctypes.c_uint8 * 4)()
    for c in range(0x110000):
        char_age(c, age)
        now = 0 < age[0] < 9 or (age[0] == 9 and age[1] == 0)
        if now != last:
            table.append(c)
            last = now
    write_table("unicode_9", "unicode9", table)


def write_table(name, command, table):
    lines = [
        f"// Written by tools/make_tokenizer_golden.py {command}; do not edit.",
        f'#include "tokenizer/{name}.h"',
        "",
        "namespace constate::tokenizer {",
        "namespace {",
        "",
        "// clang-format off",
        "constexpr std::uint32_t kTable[] = {",
    ]
    for i in range(0, len(table), 12):
        lines.append("    " + " ".join(f"{entry:#x}," for entry in table[i : i + 12]))
    lines += [
        "};",
        "// clang-format on",
        "",
        "}  // namespace",
        "",
        f"std::span<const std::uint32_t> {name}_table() {{ return kTable; }}",
        "",
        "}  // namespace constate::tokenizer",
        "",
    ]
    (ROOT / f"src/tokenizer/{name}_table.cc").write_text("\n".join(lines))


# ---------------------------------------------------------------------------------------------- text

WORDS = (
    "the state of a model is constant and its cost does not grow while tokens come one by one in a long row "
    "of words that say how memory fades with each step yet holds what was said before decay gate window chunk "
    "prompt decode prefill device buffer don't we'll it's they've I'm you're he'd was at is on for with"
).split()
SPACES = [" ", "  ", "   ", " " * 7, " " * 24, " " * 25, " " * 49, "\t", "\n", "\r\n", "\n\n", " \n", "\n ", "\v",
          "\f", "\x1c", "\x85", "\xa0", "\u1680", "\u180e", "\u2003", "\u2028", "\u202f", "\u205f", "\u3000", "\u200b",
          "\ufeff"]
MARKS = ["\u0301", "\u0323", "\u0327", "\u0334", "\u0345", "\u05b0", "\u0344", "\u0f71", "\u0f72", "\u3099",
         "\u09be", "\u1dd7", "\u08e3", "\U0001e8d0", "\u0d3b", "\u0898", "\u1ace", "\U00010efd"]
SNIPPETS = ["'s", "'S", "'t", "'re", "'ve", "'ll", "'LL", "'d", "'m", "''s", "'", "\u2019s", "don't", "x's y", "'rest",
            "123", "4 567", "1\u00bd", "\u0663\u0664", "\u2167", "\u3007", "3.14", "e\u0301", "\u00e9", "A\u030a",
            "\u212b", "\ufb01n", "\u1e9b\u0323", "\uac00\u11a8", "\u1100\u1161\u11a8", "\u4f60\u597d", "\u0928\u092e",
            "\U0001f469\u200d\U0001f4bb", "\U0001f1e9\U0001f1ea", "\U0001d54f", "\U00020000", "\U000323af", "\u1c89",
            "\U000e0001", "\U0010ffff", "\ue000", "\x00", "\x7f", "_", "__init__", "a_b", "\u203f", "-", "!!", "...",
            "\u00ad", "\u00c3\u00a9", "\u0120the", "\u010a"]


def training_text():
    rng = random.Random(1)
    syllables = "ka lo mi ter sun ra vel tion ing ed pre con al ist mo gra ph y er ou".split()
    words = WORDS + ["".join(rng.choice(syllables) for _ in range(rng.randint(1, 4))) for _ in range(200)]
    lines = []
    for _ in range(3000):
        line = " ".join(rng.choice(words) for _ in range(rng.randint(1, 14)))
        lines.append(rng.choice(["", "  ", "    "]) + line + rng.choice([".", "!", ",", " 12", " caf\u00e9", " \u4f60\u597d"]))
    return lines


def random_text(rng, contents):
    def character():
        kind = rng.random()
        if kind < 0.3:
            return chr(rng.randint(0x20, 0x7E))
        if kind < 0.5:
            return chr(rng.randint(0x80, 0x2FFF))
        c = rng.choice((rng.randint(0, 0xD7FF), rng.randint(0xE000, 0xFFFF), rng.randint(0x10000, 0x323FF),
                        rng.randint(0x1E000, 0x1FFFF), rng.randint(0, 0x10FFFF)))
        return chr(c) if not 0xD800 <= c < 0xE000 else "\ufffd"

    def part():
        kind = rng.random()
        if kind < 0.25:
            return rng.choice(("", " ")) + rng.choice(WORDS)
        if kind < 0.42:
            return rng.choice(SPACES)
        if kind < 0.52:
            return "".join(rng.choice(MARKS) for _ in range(rng.randint(1, 4)))
        if kind < 0.67:
            return rng.choice(SNIPPETS)
        if kind < 0.80 and contents:
            token = rng.choice(contents)
            return token if rng.random() < 0.8 else token[: rng.randint(1, len(token))]
        return "".join(character() for _ in range(rng.randint(1, 4)))

    return "".join(part() for _ in range(rng.choice((1, 1, 2, 3, 4, 6, 9))))


def case(tokenizer, text):
    """The case of `text`, or None where the library itself fails."""
    try:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        special = tokenizer.encode(text).ids
    except BaseException as e:  # a panic in the library is no Exception
        if isinstance(e, KeyboardInterrupt):
            raise
        return None
    out = {"text": text, "ids": ids}
    if special != ids:
        out["special"] = special
    everything = tokenizer.decode(special, skip_special_tokens=False)
    if everything != text:
        out["all"] = everything
    skipped = tokenizer.decode(special, skip_special_tokens=True)
    if skipped != everything:
        out["skip"] = skipped
    return out


def cases(path, count, seed):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    contents = [t["content"] for t in json.loads(pathlib.Path(path).read_text())["added_tokens"]]
    rng = random.Random(seed)
    fixed = [""] + SPACES + SNIPPETS + contents + [" " + c for c in contents] + [c + " x" for c in contents]
    for i in range(count):
        out = case(tokenizer, fixed[i] if i < len(fixed) else random_text(rng, contents))
        if out:
            yield json.dumps(out, ensure_ascii=False, separators=(",", ":"))


def id_cases(path, count, seed):
    """Decoding of any ids, most of which are no whole characters: `ids`, `all`, `skip`."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    size = tokenizer.get_vocab_size()
    rng = random.Random(seed)
    for _ in range(count):
        ids = [rng.randrange(min(size, 270) if rng.random() < 0.7 else size) for _ in range(rng.randint(1, 12))]
        yield json.dumps({"ids": ids, "all": tokenizer.decode(ids, skip_special_tokens=False),
                          "skip": tokenizer.decode(ids, skip_special_tokens=True)},
                         ensure_ascii=False, separators=(",", ":"))


# ---------------------------------------------------------------------------------------------- tokenizers


def train(normalizer, pre_tokenizer, size, specials, without=()):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=specials, show_progress=False,
                                  initial_alphabet=sorted(set(pre_tokenizers.ByteLevel.alphabet()) - set(without)))
    tokenizer.train_from_iterator(training_text(), trainer)
    return tokenizer


def save(name, tokenizer, change=None):
    data = json.loads(tokenizer.to_str())
    if change:
        change(data)
    (DATA / name).write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_tokenizers():
    from tokenizers import AddedToken, Regex, normalizers, pre_tokenizers, processors

    # As GPT-NeoX-20B: runs of spaces are normalized added tokens, merges are "a b", bytes that are never in UTF-8 have
    # no token.
    neox = train(normalizers.NFC(), pre_tokenizers.ByteLevel(add_prefix_space=False), 640,
                 ["<|endoftext|>", "<|padding|>"], "\u00c0\u00c1" + "".join(map(chr, range(0xF5, 0x100))))
    neox.add_tokens([AddedToken(" " * n, normalized=True) for n in range(24, 1, -1)])
    neox.post_processor = processors.ByteLevel()
    save("neox.json", neox,
         lambda d: d["model"].update(merges=["#version: 0.2"] + [" ".join(m) for m in d["model"]["merges"]]))

    # GPT-2's way with a prefix space, a template, and each flag of an added token alone and together.
    flags = train(None, pre_tokenizers.ByteLevel(add_prefix_space=True), 600, ["<s>", "</s>"])
    flags.add_tokens([
        AddedToken("[L]", lstrip=True), AddedToken("[R]", rstrip=True), AddedToken("[LR]", lstrip=True, rstrip=True),
        AddedToken("word", single_word=True), AddedToken("wordy", single_word=True, lstrip=True),
        AddedToken("[N]", normalized=False, lstrip=True), AddedToken("\u00e9t\u00e9", single_word=True, normalized=False),
        AddedToken("\u3000", rstrip=True), AddedToken("  "), AddedToken("ab"), AddedToken("abc"), AddedToken("bcd"),
    ])
    flags.add_special_tokens([AddedToken("<mask>", lstrip=True, rstrip=True), AddedToken("<|x|>", normalized=True)])
    flags.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 1)])
    save("flags.json", flags)

    # A Split before the bytes, compatibility forms, whole words of the vocabulary before merges.
    split = train(
        normalizers.Sequence([normalizers.NFKD(), normalizers.NFC()]),
        pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(GPT2_PATTERN), "isolated"),
                                 pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]),
        600, ["<|bos|>"])
    bos = split.token_to_id("<|bos|>")
    split.add_tokens([AddedToken("\ufb01n", normalized=True), AddedToken("\u212b", normalized=False)])
    split.add_special_tokens([AddedToken("\u2460", normalized=True), AddedToken("\u2461", normalized=False)])
    split.post_processor = processors.Sequence([
        processors.ByteLevel(),
        processors.TemplateProcessing(single="<|bos|> $A", pair="<|bos|> $A $B", special_tokens=[("<|bos|>", bos)])])

    def whole_words(data):
        data["model"]["ignore_merges"] = True
        new = ["\u0120__", "__", "\u0120the\u0120", "...", "!!"]
        first = len(data["model"]["vocab"])
        shift = {t["id"]: t["id"] + len(new) for t in data["added_tokens"] if t["id"] >= first}
        for i, token in enumerate(new):
            data["model"]["vocab"][token] = first + i
        for t in data["added_tokens"]:
            t["id"] = shift.get(t["id"], t["id"])

    save("split.json", split, whole_words)
    write_words()


def write_words():
    """Each word of the split gets a space before it, so the ids show where every word starts. Added tokens have the
    flags of write_tokenizers in other company, and a normalizer."""
    from tokenizers import AddedToken, Regex, normalizers, pre_tokenizers

    words = train(
        normalizers.NFC(),
        pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(GPT2_PATTERN), "isolated"),
                                 pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=False)]),
        300, ["<|bos|>", "<|eos|>"])
    contents = ["[L]", "\u3000", "word", "e\u0301te\u0301", "ab", "abc", "bcd", "\u2028", "\ufb01n", "\u212b", "\u00a0\u00a0", "--", "1",
                "\u0301", "\uac00", "[R] "]
    for i, content in enumerate(contents):
        words.add_tokens([AddedToken(content, lstrip=bool(i & 1), rstrip=bool(i & 2), single_word=bool(i & 4),
                                     normalized=i % 3 != 0)])
    words.add_special_tokens([AddedToken("<mask>", lstrip=True, rstrip=True, normalized=True),
                              AddedToken("<n>", lstrip=True, normalized=False)])
    save("words.json", words)


def write_safetensors():
    import numpy as np
    from safetensors.numpy import save_file

    rng = np.random.default_rng(1)
    tensors = {"scalar": np.array(2.5, np.float32), "empty": np.zeros((0, 3), np.float16),
               "bool": np.array([True, False, True])}
    for name in ("uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32",
                 "float64"):
        tensors[name] = (rng.integers(0, 100, (2, 3))).astype(name)
    save_file(tensors, FORMATS / "python.safetensors", metadata={"made by": "safetensors \u00e9"})
    import torch
    from safetensors.torch import save_file as save_torch
    save_torch({"bf16": torch.tensor([[1.0, -2.5], [0.15625, 3.0]], dtype=torch.bfloat16)}, FORMATS / "bf16.safetensors")
    for path in FORMATS.glob("*.safetensors"):
        path.chmod(0o644)
    (FORMATS / "python.json").write_text(json.dumps(
        {name: {"shape": list(t.shape), "hex": t.tobytes().hex()} for name, t in sorted(tensors.items())}, indent=1) + "\n")


def write_golden():
    DATA.mkdir(parents=True, exist_ok=True)
    write_tokenizers()
    for name in ("neox", "flags", "split", "demo"):
        path = DEMO if name == "demo" else DATA / f"{name}.json"
        (DATA / f"{name}.cases.jsonl").write_text("\n".join(cases(path, 650, 2)) + "\n", newline="\n")
        (DATA / f"{name}.ids.jsonl").write_text("\n".join(id_cases(path, 100, 3)) + "\n", newline="\n")
    write_safetensors()


def main():
    if sys.argv[1:] == ["golden"]:
        write_golden()
    elif sys.argv[1:] == ["classes"]:
        write_classes()
    elif sys.argv[1:] == ["unicode9"]:
        write_unicode_9()
    elif sys.argv[1:2] == ["cases"] and len(sys.argv) == 5:
        for line in cases(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])):
            print(line)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
