#!/usr/bin/env python3
"""That every link between the documents leads somewhere: check_links.py. For each link to a file of the repository in each Markdown
file, the file must be there, and the heading or `id` that is named after `#`. The site's navigation must have each page of docs/."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What is made or fetched; the beginnings of names. And a page's template, whose links are those of the page.
NOT_OURS = ("build", "dist", "plugins", ".")
TEMPLATES = (ROOT / "tools" / "portability_page.md",)
LINK = re.compile(r"\]\(([^()\s]+)\)")


def prose(text):
    """The lines outside blocks of code, without code within a line."""
    fence = None
    for line in text.splitlines():
        mark = re.match(r" *(```+)", line)
        if mark and (fence is None or line.strip() == fence):
            fence = mark[1] if fence is None else None
        elif fence is None and not line.startswith("    "):
            yield line


def anchors(text):
    """What can stand after `#`: headings as GitHub names them, and explicit ids."""
    found = set(re.findall(r'<a id="([^"]+)"', text))
    for line in prose(text):
        if heading := re.match(r"#+ +(.*)", line):
            words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading[1]).replace("`", "").strip().lower()
            name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
            count = 0
            while (name if not count else f"{name}-{count}") in found:
                count += 1
            found.add(name if not count else f"{name}-{count}")
    return found


def broken(page):
    for line in prose(page.read_text()):
        for link in LINK.findall(re.sub(r"`[^`]*`", "", line)):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists() or ROOT not in (target, *target.parents):
                yield f"{link}: there is no such file"
            elif anchor and (target.suffix != ".md" or anchor not in anchors(target.read_text())):
                yield f"{link}: there is no such heading"


def documents():
    for folder, below, files in os.walk(ROOT):
        below[:] = [name for name in below if Path(folder) != ROOT or not name.startswith(NOT_OURS)]
        yield from (page for name in files if name.endswith(".md") and (page := Path(folder, name)) not in TEMPLATES)


def not_in_navigation():
    """Pages of docs/ that mkdocs.yml neither names nor covers by `FOLDER/*`."""
    named = (ROOT / "mkdocs.yml").read_text()
    for page in sorted((ROOT / "docs").rglob("*.md")):
        name = page.relative_to(ROOT / "docs").as_posix()
        if not re.search(rf"[ :]{re.escape(name)}$", named, re.M) and f" {name.rpartition('/')[0]}/*" not in named:
            yield f"docs/{name}: not in the navigation of mkdocs.yml"


def main():
    pages = sorted(documents())
    wrong = [f"{page.relative_to(ROOT)}: {what}" for page in pages for what in broken(page)] + list(not_in_navigation())
    if wrong:
        sys.exit("check_links.py: " + "\n".join(wrong))
    print(f"{len(pages)} documents, every link between them leads somewhere")


if __name__ == "__main__":
    main()
