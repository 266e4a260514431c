"""What the site needs beyond MkDocs: pages that are outside docs/, links to them, lists of files in the navigation."""

import posixpath
import re
import sys
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_links  # noqa: E402

# Files of the repository that are pages too.
PAGES = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "repository/architecture.md",
    "CONTRIBUTING.md": "repository/contributing.md",
    "examples/README.md": "repository/examples.md",
    "models/demo/README.md": "repository/demo-model.md",
    "bench/peers/README.md": "repository/peers.md",
    "tests/clients/README.md": "repository/clients.md",
}
SOURCES = {page: source for source, page in PAGES.items()}


def on_config(config):
    """`FOLDER/*` in the navigation is all pages of the folder that nav does not name."""

    def spread(item):
        if isinstance(item, str) and item.endswith("/*"):
            return sorted(f"{item[:-1]}{page.name}" for page in (ROOT / "docs" / item[:-2]).glob("*.md") if page.name != "README.md")
        if isinstance(item, dict):
            return [{title: [each for below in inside for each in spread(below)] if isinstance(inside, list) else inside
                     for title, inside in item.items()}]
        return [item]

    config.nav = [each for item in config.nav for each in spread(item)]
    return config


def on_files(files, config):
    for source, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text()))
    return files


def on_page_markdown(markdown, page, config, files):
    """Links lead from where the file is in the repository; here they lead from the page to a page, or are no links."""
    here = page.file.src_uri
    source = SOURCES.get(here, f"docs/{here}")

    def rewrite(match):
        words, target = match[1], match[2]
        if re.match(r"[a-z]+:|#", target):
            return match[0]
        path, mark, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        to = PAGES.get(path) or (path[len("docs/"):] if path.startswith("docs/") else None)
        if to is None or files.get_file_from_path(to) is None:
            return words
        return f"[{words}]({posixpath.relpath(to, posixpath.dirname(here) or '.')}{mark}{anchor})"

    prose = set(check_links.prose(markdown))
    return "\n".join(re.sub(r"\[([^]]*)\]\(([^()\s]+)\)", rewrite, line) if line in prose else line for line in markdown.split("\n"))
