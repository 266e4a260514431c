#!/usr/bin/env python3
"""Makes the tables of characters of src/tokenizer that say where the Python package `tokenizers` differs from PCRE2 and utf8proc.

Run by hand; the tests need no Python. Made with tokenizers 0.23.3, PCRE2 10.42 (Unicode 14) and utf8proc 2.8 (Unicode 14).

    tools/make_tokenizer_tables.py    src/tokenizer/property_table.cc (the properties of regular expressions)
                                      src/tokenizer/letter_table.cc (classes of normalizers and pre-tokenizers, lower case)
                                      src/tokenizer/script_table.cc (of UnicodeScripts; minutes)
"""

import ctypes
import ctypes.util
import pathlib

from tokenizers import Regex, normalizers, pre_tokenizers

from make_tokenizer_golden import CODE_POINTS, matched

ROOT = pathlib.Path(__file__).resolve().parent.parent
CATEGORIES = ("L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cn Co").split()
SEPARATOR = "\u4e00"  # of no class here, and part of no other character
SCRIPTS = ("Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Georgian Greek Hangul Han Hebrew Hiragana Katakana Latin Tamil "
           "Telugu Thai").split()


class Pcre2:
    UTF, UCP = 0x00080000, 0x00020000

    def __init__(self):
        self.library = ctypes.CDLL("libpcre2-8.so.0")
        for name in ("compile", "match_data_create_from_pattern", "get_ovector_pointer"):
            getattr(self.library, f"pcre2_{name}_8").restype = ctypes.c_void_p
        self.library.pcre2_get_ovector_pointer_8.restype = ctypes.POINTER(ctypes.c_size_t)

    def matched(self, pattern):
        error, at = ctypes.c_int(), ctypes.c_size_t()
        text = f"{pattern}+".encode()
        code = self.library.pcre2_compile_8(text, ctypes.c_size_t(len(text)), self.UTF | self.UCP, ctypes.byref(error),
                                            ctypes.byref(at), None)
        assert code, (pattern, error.value)
        code = ctypes.c_void_p(code)
        data = ctypes.c_void_p(self.library.pcre2_match_data_create_from_pattern_8(code, None))
        span = self.library.pcre2_get_ovector_pointer_8(data)
        subject = "".join(map(chr, CODE_POINTS)).encode()
        out, place = set(), 0
        while self.library.pcre2_match_8(code, subject, ctypes.c_size_t(len(subject)), ctypes.c_size_t(place), 0, data, None) > 0:
            out.update(map(ord, subject[span[0] : span[1]].decode()))
            place = span[1]
        return out


def ranges(points):
    out = []
    for c in sorted(points):
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def rows(values):
    lines = []
    for i in range(0, len(values), 10):
        lines.append("    " + " ".join(values[i : i + 10]))
    return lines


def write(name, body, header):
    lines = ["// Written by tools/make_tokenizer_tables.py; do not edit.", f'#include "tokenizer/{header}.h"', "",
             "namespace constate::tokenizer {", "namespace {", "", "// clang-format off", *body, ""]
    (ROOT / "src" / "tokenizer" / f"{name}.cc").write_text("\n".join(lines))


def class_text(points):
    return "".join(f"\\\\x{{{low:x}}}" + ("" if low == high else f"-\\\\x{{{high:x}}}") for low, high in ranges(points))


def write_properties():
    pcre2 = Pcre2()
    body = ["constexpr Property kProperties[] = {"]
    for name in CATEGORIES + SCRIPTS + ["w"]:
        base = r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}" if name == "w" else rf"\p{{sc:{name}}}" if name in SCRIPTS else rf"\p{{{name}}}"
        ours = pcre2.matched(f"[{base}]")
        theirs = matched(r"\w" if name == "w" else rf"\p{{{name}}}")
        added, removed = class_text(theirs - ours), class_text(ours - theirs)
        base = base.replace("\\", "\\\\")
        print(name, len(theirs - ours), len(ours - theirs), len(added))
        body.append(f'    {{"{name}", "{base}", "{added}", "{removed}"}},')
    body += ["};", "// clang-format on", "", "}  // namespace", "",
             "std::span<const Property> property_table() { return kProperties; }", "", "}  // namespace constate::tokenizer"]
    write("property_table", body, "property")
    assert matched(r"\s") == {c for c in CODE_POINTS if chr(c) in SPACES}, "white space"


SPACES = set("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}


def each(change):
    """What `change` makes of each character, between two that it leaves alone."""
    points = [c for c in CODE_POINTS if chr(c) != SEPARATOR]
    out = {}
    for i in range(0, len(points), 4096):
        part = points[i : i + 4096]
        pieces = change(SEPARATOR + SEPARATOR.join(map(chr, part)) + SEPARATOR).split(SEPARATOR)[1:-1]
        assert len(pieces) == len(part)
        out.update(zip(part, pieces))
    return out


def split_off(pre_tokenizer):
    points = [c for c in CODE_POINTS if chr(c) != SEPARATOR]
    out = set()
    for i in range(0, len(points), 4096):
        text = SEPARATOR + SEPARATOR.join(map(chr, points[i : i + 4096])) + SEPARATOR
        out.update(ord(piece) for piece, _ in pre_tokenizer.pre_tokenize_str(text) if len(piece) == 1 and piece != SEPARATOR)
    return out


def write_letters():
    bert = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    clean = each(normalizers.BertNormalizer(**{**bert, "clean_text": True}).normalize_str)
    accents = each(normalizers.BertNormalizer(**{**bert, "strip_accents": True}).normalize_str)
    strip = each(normalizers.StripAccents().normalize_str)
    lower = each(normalizers.Lowercase().normalize_str)
    spaces = {c for c in CODE_POINTS if not pre_tokenizers.WhitespaceSplit().pre_tokenize_str(chr(c))}
    assert spaces == {ord(c) for c in SPACES}
    joins = {c for c in CODE_POINTS if len(pre_tokenizers.Split(Regex(r"\X"), "isolated").pre_tokenize_str(SEPARATOR + chr(c))) == 1}
    utf8proc = ctypes.CDLL(ctypes.util.find_library("utf8proc"))
    known = {c for c in CODE_POINTS if not utf8proc.utf8proc_grapheme_break(ord(SEPARATOR), c)}
    print("joins", len(joins - known), "not", len(known - joins))
    bits = [split_off(pre_tokenizers.Digits(individual_digits=True)), split_off(pre_tokenizers.Punctuation()),
            {c for c, text in clean.items() if text == ""}, {c for c, text in accents.items() if text == ""},
            {c for c, text in strip.items() if text == ""}, joins - known]
    table, last = [], None
    for c in range(0x110000):
        now = sum((c in points) << i for i, points in enumerate(bits))
        if now != last:
            table.append(c << 6 | now)
            last = now
    body = ["constexpr std::uint32_t kTable[] = {", *rows([f"{entry:#x}," for entry in table]), "};",
            "constexpr CasePair kLower[] = {"]
    pairs = []
    for c, text in sorted(lower.items()):
        if text != chr(c):
            if len(text) > 1:
                assert (c, text) == (0x130, "i\u0307")
                continue
            pairs.append(f"{{{c:#x}, {ord(text):#x}}},")
    body += [*rows(pairs), "};", "// clang-format on", "", "}  // namespace", "",
             "std::span<const std::uint32_t> letter_table() { return kTable; }",
             "std::span<const CasePair> lower_table() { return kLower; }", "", "}  // namespace constate::tokenizer"]
    write("letter_table", body, "letters")


def goes_with(character):
    """What UnicodeScripts leaves together with the character before it."""
    scripts = pre_tokenizers.UnicodeScripts()
    out = set()
    for i in range(0, len(CODE_POINTS), 20000):
        part = CODE_POINTS[i : i + 20000]
        begins = {begin for _, (begin, _) in scripts.pre_tokenize_str("".join(character + chr(c) for c in part))}
        out.update(c for k, c in enumerate(part) if 2 * k + 1 not in begins)
    return out


def write_scripts():
    with_all = goes_with("A") & goes_with("\u0416")
    script = dict.fromkeys(with_all, 0)
    for c in CODE_POINTS:
        if c not in script:
            number = max(script.values()) + 1
            script.update(dict.fromkeys(goes_with(chr(c)) - with_all, number))
    table, last = [], None
    for c in CODE_POINTS:
        if script[c] != last:
            last = script[c]
            table.append(f"{c << 8 | last:#x},")
    body = ["constexpr std::uint32_t kTable[] = {", *rows(table), "};", "// clang-format on", "", "}  // namespace", "",
            "std::span<const std::uint32_t> script_table() { return kTable; }", "", "}  // namespace constate::tokenizer"]
    write("script_table", body, "script")


if __name__ == "__main__":
    write_properties()
    write_letters()
    write_scripts()
