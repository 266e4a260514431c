#!/usr/bin/env python3
"""Makes the hashes that src/tokenizer/tokenizer_parity_test.cc compares with, by the Python package `tokenizers`.

Run by hand; the test needs no Python. Made with tokenizers 0.23.3, Python 3.11.

    tools/make_tokenizer_parity.py golden                  tests/data/tokenizer/parity.*.txt (minutes)
    tools/make_tokenizer_parity.py kinds [NAME...]         tests/data/tokenizer/kinds/*.txt (an hour)
    tools/make_tokenizer_parity.py show NAME FIRST LAST    what the library gives for those strings, as the test prints
                                                           what it got; NAME is neox, demo, flags, split or words,
                                                           or a file of tests/data/tokenizer/kinds

The strings are made here and, in the same way, by src/tokenizer/random_text.cc, from tests/data/tokenizer/random_text.json.
A line of parity.NAME.txt is a block of 64 strings: a hash of the strings, of their ids, of the text decoded from those,
and of the text decoded from random ids. `fails N` is a string at which the library itself fails; `long I HASH` is
the string of entry I of "long" in random_text.json. A line of kinds/NAME.txt is a block of 250 strings, with CRC-32; these are the same strings for all.
"""

import json
import multiprocessing
import pathlib
import struct
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "tokenizer"
BLOCK = 64
BLOCKS = {"neox": 1600, "demo": 1250, "flags": 320, "split": 320, "words": 640}
TABLES = json.loads((DATA / "random_text.json").read_text())
KIND_BLOCK, KIND_BLOCKS = 250, 800
MASK = (1 << 64) - 1
END = 0xFFFFFFFF  # follows the ids of one encoding


class Fnv:
    """FNV-1a, over bytes or over ids."""

    def __init__(self):
        self.value = 0xCBF29CE484222325

    def add(self, units):
        value = self.value
        for unit in units:
            value = (value ^ unit) * 0x100000001B3 & MASK
        self.value = value

    def add_text(self, text):
        self.add(text.encode())
        self.add(b"\xff")

    def add_ids(self, ids):
        self.add(ids)
        self.add([END])


class Crc:
    """CRC-32 of the same."""

    def __init__(self):
        self.value = 0

    def add_text(self, text):
        self.value = zlib.crc32(text.encode() + b"\xff", self.value)

    def add_ids(self, ids):
        self.value = zlib.crc32(struct.pack(f"<{len(ids)}I", *ids) + b"\xff\xff\xff\xff", self.value)


class Random:
    """SplitMix64, started at the hash of a text."""

    def __init__(self, seed):
        hash = Fnv()
        hash.add(seed.encode())
        self.state = hash.value

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        return z ^ z >> 31

    def below(self, n):
        return (self.next() >> 32) * n >> 32

    def pick(self, items):
        return items[self.below(len(items))]


def any_character(r):
    c = r.below(0x110000 - 0x800)
    return chr(c if c < 0xD800 else c + 0x800)


def block_character(r):
    low, high = r.pick(TABLES["ranges"])
    return chr(low + r.below(high - low + 1))


def several(r, most, make):
    return "".join(make(r) for _ in range(1 + r.below(most)))


def mark(r):
    return r.pick(TABLES["marks"])


def word(r):
    return (" " if r.below(2) else "") + r.pick(TABLES["words"])


def contraction(r):
    out = word(r)
    out += r.pick(TABLES["apostrophes"])
    return out + r.pick(TABLES["endings"])


def marked(r):
    return block_character(r) + several(r, 4, mark)


def cut(r, token):
    n = 1 + r.below(len(token))
    return token[:n] if r.below(2) else token[len(token) - n :]


def digits(r):
    zero = r.pick(TABLES["zeros"])
    return several(r, 7, lambda r: chr(zero + r.below(10)))


def hangul(r):
    if r.below(3) == 0:
        return chr(0xAC00 + r.below(11172)) + chr(0x11A7 + r.below(29))
    out = chr(0x1100 + r.below(20))
    out += chr(0x1161 + r.below(22))
    return out + (chr(0x11A7 + r.below(29)) if r.below(2) else "")


def emoji(r):
    out = r.pick(TABLES["emoji"])
    for _ in range(r.below(4)):
        out += r.pick(TABLES["joiners"])
        out += r.pick(TABLES["emoji"])
    return out


def run(r):
    unit = mark(r) if r.below(2) else block_character(r)
    return unit * (1 + r.below(100))


def part(r, added):
    kind = r.below(24)
    if kind < 3:
        return word(r)
    if kind == 3:
        return contraction(r)
    if kind == 4:
        return r.pick(TABLES["spaces"])
    if kind == 5:
        return " " * (1 + r.below(40))
    if kind == 6:
        return several(r, 5, mark)
    if kind == 7:
        return marked(r)
    if kind < 10:
        return r.pick(added)
    if kind == 10:
        return cut(r, r.pick(added))
    if kind == 11:
        return digits(r)
    if kind == 12:
        return hangul(r)
    if kind == 13:
        return emoji(r)
    if kind == 14:
        return r.pick(TABLES["code"])
    if kind == 15:
        return r.pick(TABLES["controls"])
    if kind < 18:
        return several(r, 4, any_character)
    if kind < 21:
        return several(r, 4, block_character)
    if kind == 21:
        return r.pick(TABLES["snippets"])
    if kind == 22:
        return run(r)
    return several(r, 30, lambda r: chr(0x61 + r.below(26)))


def random_text(r, added):
    if r.below(500) == 0:  # a long one
        out = r.pick(TABLES["repeated"]) * (50 + r.below(1500))
        return out + part(r, added)
    n = r.pick([1, 1, 2, 3, 4, 6, 9, 14])
    return "".join(part(r, added) for _ in range(n))


def random_ids(r, size):
    """Most of them of tokens of one byte, which come first."""
    n = 1 + r.below(24)
    return [r.below(min(size, 270) if r.below(2) else size) for _ in range(n)]


class Library:
    def __init__(self, name):
        from tokenizers import Tokenizer

        path = ROOT / "models/demo/tokenizer.json" if name == "demo" else DATA / f"{name}.json"
        self.is_kind = not path.exists()
        if self.is_kind:
            path = DATA / "kinds" / f"{name}.json"
        self.name = "kinds" if self.is_kind else name
        self.tokenizer = Tokenizer.from_file(str(path))
        self.added = kinds_added() if self.is_kind else [t["content"] for t in json.loads(path.read_text())["added_tokens"]]
        self.size = self.tokenizer.get_vocab_size()

    def string(self, number):
        """The string, and ids to decode."""
        r = Random(f"{self.name}:{number}")
        text = random_text(r, self.added)
        return text, random_ids(r, self.size)

    def ids(self, text):
        """Without special tokens and with them, or None where the library fails."""
        try:
            return [self.tokenizer.encode(text, add_special_tokens=special).ids for special in (False, True)]
        except BaseException as e:  # a panic in the library is no Exception
            if isinstance(e, KeyboardInterrupt):
                raise
            return None

    def texts(self, ids):
        return [self.tokenizer.decode(ids, skip_special_tokens=skip) for skip in (False, True)]

    def block(self, number):
        strings, encoded, decoded, random = Fnv(), Fnv(), Fnv(), Fnv()
        lines = []
        for i in range(number * BLOCK, (number + 1) * BLOCK):
            text, other = self.string(i)
            strings.add_text(text)
            ids = self.ids(text)
            if ids is None:
                lines.append(f"fails {i}")
            else:
                for one in ids:
                    encoded.add_ids(one)
                for one in self.texts(ids[1]):
                    decoded.add_text(one)
            for one in self.texts(other):
                random.add_text(one)
        lines.append(" ".join(f"{h.value:016x}" for h in (strings, encoded, decoded, random)))
        return lines

    def long_text(self, number):
        unit, times = TABLES["long"][number]
        hash = Fnv()
        hash.add_ids(self.tokenizer.encode(unit * times, add_special_tokens=False).ids)
        return f"long {number} {hash.value:016x}"


def block_of(name, number):
    if name not in LIBRARIES:
        LIBRARIES[name] = Library(name)
    return LIBRARIES[name].block(number)


LIBRARIES = {}  # of this process


def escaped(text):
    return "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\u{{{ord(c):x}}}" for c in text)


def show(name, first, last):
    library = Library(name)
    for i in range(first, last + 1):
        text, other = library.string(i)
        ids = library.ids(text)
        print(f'{i} "{escaped(text)}"')
        if ids is None:
            print("  the library fails")
        else:
            print("  ids:", *ids[0])
            print("  with special tokens:", *ids[1])
            for label, decoded in zip(("decoded", "without special tokens"), library.texts(ids[1])):
                print(f'  {label}: "{escaped(decoded)}"')
        print("  random ids:", *other)
        for label, decoded in zip(("decoded", "without special tokens"), library.texts(other)):
            print(f'  {label}: "{escaped(decoded)}"')


def write_golden():
    for name, blocks in BLOCKS.items():
        with multiprocessing.Pool(2) as pool:
            lines = pool.starmap(block_of, [(name, i) for i in range(blocks)], chunksize=8)
        library = Library(name)
        lines.append([library.long_text(i) for i in range(len(TABLES["long"]))])
        (DATA / f"parity.{name}.txt").write_text("\n".join(line for part in lines for line in part) + "\n", newline="\n")


def kind_names():
    return sorted(path.stem for path in (DATA / "kinds").glob("*.json"))


def kinds_added():
    """The added tokens of all kinds."""
    return sorted({t["content"] for name in kind_names() for t in json.loads((DATA / "kinds" / f"{name}.json").read_text())["added_tokens"]})


def kind_strings(block):
    """Each string of a block, and where its random numbers go on."""
    added = kinds_added()
    out = []
    for i in range(block * KIND_BLOCK, (block + 1) * KIND_BLOCK):
        r = Random(f"kinds:{i}")
        text = random_text(r, added)
        out.append((text, r.state))
    return out


def each_of(items, make):
    """`make` of each, and None where the library itself fails."""
    out = []
    for item in items:
        try:
            out.append(make(item))
        except BaseException as e:  # a panic in the library is no Exception
            if isinstance(e, KeyboardInterrupt):
                raise
            out.append(None)
    return out


def kind_block(name, number, strings):
    if name not in LIBRARIES:
        LIBRARIES[name] = Library(name)
    library = LIBRARIES[name]
    hashes = made, encoded, decoded, random = Crc(), Crc(), Crc(), Crc()
    lines = []
    ids = each_of([text for text, _ in strings],
                  lambda text: [library.tokenizer.encode(text, add_special_tokens=special).ids for special in (False, True)])
    for i, (text, state) in enumerate(strings):
        made.add_text(text)
        r = Random("")
        r.state = state
        texts = each_of([ids[i] and ids[i][1], random_ids(r, library.size)], library.texts)
        if ids[i] is None or None in texts:
            lines.append(f"fails {number * KIND_BLOCK + i}")
            continue
        for one in ids[i]:
            encoded.add_ids(one)
        for one in texts[0]:
            decoded.add_text(one)
        for one in texts[1]:
            random.add_text(one)
    lines.append(" ".join(f"{h.value:08x}" for h in hashes))
    return lines


def write_kinds(names):
    with multiprocessing.Pool(2) as pool:
        strings = pool.map(kind_strings, range(KIND_BLOCKS), chunksize=8)
    for name in names or kind_names():
        with multiprocessing.Pool(2) as pool:
            lines = pool.starmap(kind_block, [(name, i, block) for i, block in enumerate(strings)], chunksize=8)
        (DATA / "kinds" / f"{name}.txt").write_text("\n".join(line for part in lines for line in part) + "\n", newline="\n")


def main():
    if sys.argv[1:] == ["golden"]:
        write_golden()
    elif sys.argv[1:2] == ["kinds"]:
        write_kinds(sys.argv[2:])
    elif sys.argv[1:2] == ["show"] and len(sys.argv) == 5:
        show(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
