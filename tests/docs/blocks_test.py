"""Runs the commands of the documents: blocks_test.py PROGRAM LIBRARY [PAGE...].

A block is fenced as `sh` (each line is a command), `console` (lines after `$ ` are; the others show what they print) or, in
docs/start/python.md, `python`. The blocks of a page are run in their order, in one folder that has the project's files. Each must end
with code 0. A comment above a block says what is special:

    <!-- ends with code 1 -->
    <!-- prints this -->        what it prints on standard output is compared with what is shown; a line `...` stands for any lines
    <!-- not run: REASON -->    it needs something that is not here; NOT_RUN lists all of these
    <!-- server -->             its one command goes on in the background until the page ends, and then must end with code 0

Ports from 8080 to 8083 are replaced by free ones, and pages run side by side."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *(f"docs/start/{n}.md" for n in ("text", "server", "python")), "docs/recipes.md", "docs/gallery.md", "docs/server.md"]

# Whoever adds a block that is not run adds its reason here.
NOT_RUN = {
    "README.md": ["installs packages, builds, and is what built the program under test", "needs a network", "needs a network and hf",
                  "needs a checkpoint from the network", "needs a network; make wheel-test does it", "needs a GPU or a TPU"],
    "docs/start/text.md": ["installs packages and builds", "needs a network"],
    "docs/start/server.md": ["listens beyond this machine"],
    "docs/start/python.md": ["needs a network; make wheel-test does it"],
    "docs/recipes.md": ["needs the compiler for TPUs (make plugins-compile)"],
    "docs/commands/bench.md": ["takes a minute; a shorter one stands below"],
    "docs/commands/cache.md": ["clears the cache that the test keeps its programs in"],
    "docs/commands/compile.md": ["needs the compiler for TPUs (make plugins-compile)"],
    "docs/commands/demo.md": ["serves until it is stopped; the server's pages do so"],
    "docs/commands/pull.md": ["needs a network", "needs a network"],
    "docs/commands/generate.md": ["takes weights of 0.5 GB"],
    "docs/commands/man.md": ["opens a pager"],
    "docs/commands/perplexity.md": ["takes 6 s; the same with a short text stands below"],
    "docs/commands/verify.md": ["takes 8 s; recipes.md has a shorter one"],
    "docs/commands/profile.md": ["needs a plugin with a profiler, which NVIDIA's GPUs have"],
}


class Block:
    def __init__(self, page, line, kind, mark, text):
        self.place, self.kind, self.text = f"{page}:{line}", kind, text
        self.server, self.code, self.exact = mark == "server", int(mark == "ends with code 1"), mark == "prints this"
        self.reason = mark[len("not run: "):] if mark.startswith("not run: ") else None

    def script(self):
        if self.kind != "console":
            return self.text
        return "\n".join(line[2:] for line in self.text.splitlines() if line.startswith("$ "))

    def shown(self):
        """What it prints, as a pattern."""
        lines = [line for line in self.text.splitlines() if not line.startswith("$ ")]
        return "".join("(.*\n)*" if line.strip() == "..." else re.escape(line) + "\n" for line in lines)


def blocks_of(page):
    """The blocks of a page that are commands."""
    lines = (ROOT / page).read_text().splitlines()
    kinds = ("sh", "console", "python") if page == "docs/start/python.md" else ("sh", "console")
    found, i = [], 0
    while i < len(lines):
        if fence := re.fullmatch(r"( *)```(\w*)", lines[i]):
            end = lines.index(fence[1] + "```", i + 1)
            if fence[2] in kinds:
                mark = re.fullmatch(r" *<!-- (.*) -->", lines[i - 1])
                found.append(Block(page, i + 1, fence[2], mark[1] if mark else "", "\n".join(lines[i + 1:end])))
            i = end
        i += 1
    return found


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Page:
    """A folder, servers that run, and one block after the other in it."""

    def __init__(self, name, program, library, python):
        self.name, self.servers = name, []
        self.ports = {str(port): str(free_port()) for port in range(8080, 8084)}
        self.folder = tempfile.TemporaryDirectory()
        here = Path(self.folder.name)
        for link, target in (("models", ROOT / "models"), ("tests", ROOT / "tests"), ("tools", ROOT / "tools"), ("examples", ROOT / "examples"), ("build", Path(program).parent)):
            (here / link).symlink_to(target)
        (here / ".curlrc").write_text("fail-with-body\n")  # a refused request is an error
        self.environment = {**os.environ, "PATH": f"{Path(program).parent}:{python.parent}:{os.environ['PATH']}", "HOME": self.folder.name,
                            "PYTHONPATH": str(ROOT / "python"), "CONSTATE_LIBRARY": library, "CONSTATE_SERVE_PORT": self.ports["8080"]}

    def start(self, words):
        return subprocess.Popen(words, start_new_session=True, cwd=self.folder.name, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, block):
        script = re.sub(r"\b808[0-3]\b", lambda port: self.ports[port[0]], block.script())
        if block.server:
            return self.serve(block, script)
        process = self.start(["python3", "-c", script] if block.kind == "python" else ["bash", "-ec", script])
        try:
            said, errors = process.communicate(timeout=200)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return f"{block.place}: still running after 200 s\n{process.communicate()[1][-2000:]}"
        if process.returncode != block.code:
            return f"{block.place}: code {process.returncode}\n{(said + errors)[-2000:]}"
        return f"{block.place}: prints\n{said[-2000:]}" if block.exact and not re.fullmatch(block.shown(), said) else None

    def serve(self, block, script):
        # It ends with this program, should that be killed.
        process = self.start(["bash", "-ec", f"exec setpriv --pdeathsig TERM {script}"])
        self.servers.append((block, process))
        said, ready = [], threading.Event()

        def read(stream):
            for line in stream:
                said.append(line)
                if line.startswith("ready at "):
                    ready.set()

        for stream in (process.stdout, process.stderr):
            threading.Thread(target=read, args=(stream,), daemon=True).start()
        end = time.monotonic() + 200
        while not ready.wait(0.1):
            if process.poll() is not None or time.monotonic() > end:
                return f"{block.place}: no server\n{''.join(said)[-2000:]}"
        return None

    def close(self):
        wrong = None
        for block, process in self.servers:
            if process.poll() is None:
                process.terminate()
            try:
                code = process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                code = process.wait()
            if code:
                wrong = f"{block.place}: the server ended with code {code}"
        self.folder.cleanup()
        return wrong


def run_page(name, program, library, python):
    """What was wrong first, and how long each block that ran took."""
    page, wrong, times = Page(name, program, library, python), None, []
    blocks = [b for b in blocks_of(name) if b.reason is None]
    # Python's blocks are one program, as a reader types them.
    programs = [b for b in blocks if b.kind == "python"]
    if programs:
        programs[0].text = "\n".join(b.text for b in programs)
        blocks = [b for b in blocks if b.kind != "python" or b is programs[0]]
    try:
        for block in blocks:
            begin = time.monotonic()
            if wrong := page.run(block):
                break
            times.append((time.monotonic() - begin, block.place))
    finally:
        at_the_end = page.close()
    return wrong or at_the_end, times


def environment_python():
    """The one of tests/python, which has NumPy."""
    sys.path.insert(0, str(ROOT / "bench" / "peers"))
    import environment

    return environment.ensure(ROOT / "build-clients", "python", ROOT / "tests" / "python")


def main():
    program, library = (str(Path(word).resolve()) for word in sys.argv[1:3])
    python = environment_python()
    pages = sys.argv[3:] or [*PAGES, *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs" / "commands").glob("*.md"))]
    wrong = []
    for name in pages:
        reasons = [b.reason for b in blocks_of(name) if b.reason is not None]
        if sorted(reasons) != sorted(NOT_RUN.get(name, [])):
            wrong.append(f"{name}: blocks that are not run: {reasons}; NOT_RUN lists {NOT_RUN.get(name, [])}")
    total = 0
    with ThreadPoolExecutor(2) as pool:
        for fault, times in pool.map(lambda name: run_page(name, program, library, python), pages):
            for seconds, place in times:
                print(f"{place}: {seconds:.1f} s", flush=True)
            total += len(times)
            wrong += [fault] if fault else []
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{total} blocks ran")
    if not sys.argv[3:] and total < 50:
        sys.exit(f"only {total} blocks ran")


if __name__ == "__main__":
    main()
