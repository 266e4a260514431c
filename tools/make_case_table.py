#!/usr/bin/env python3
"""Makes src/jinja/case_table.cc: characters whose upper or title case in Python is not the one character that utf8proc says.

Run by hand; loads utf8proc's library. Prints the number of rows, which src/jinja/case_table.h has too.
"""

import ctypes
import ctypes.util
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    library = ctypes.CDLL(ctypes.util.find_library("utf8proc"))
    rows = []
    for c in range(0x110000):
        if 0xD800 <= c < 0xE000:
            continue
        upper, title = chr(c).upper(), chr(c).title()
        if upper != chr(library.utf8proc_toupper(c)) or title != chr(library.utf8proc_totitle(c)):
            rows.append((c, upper, title))

    def literal(text):
        return '"' + "".join(c if " " < c < "\x7f" else f"\\u{ord(c):04X}" for c in text) + '"'

    folder = ROOT / "src" / "jinja"
    entries = "".join(f"    {{0x{c:X}, {literal(u)}, {literal(t)}}},\n" for c, u, t in rows)
    (folder / "case_table.cc").write_text(
        "// Made by tools/make_case_table.py; do not edit.\n"
        '#include "jinja/case_table.h"\n\nnamespace constate::jinja {\n\n'
        "const std::array<SpecialCase, kSpecialCases> special_cases = {{\n" + entries + "}};\n\n}  // namespace constate::jinja\n"
    )
    print(f"case_table.h: kSpecialCases = {len(rows)}")


if __name__ == "__main__":
    main()
