"""A `constate serve` of the demo model for a client, and what it must have at the end: nothing that runs or waits."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("CONSTATE_PROGRAM", ROOT / "build" / "constate"))
MODEL = ROOT / "models" / "demo"


def free_port():
    """One of CONSTATE_CLIENTS_PORTS (`8401-8409`), or any: the kernel gives what is free."""
    first, _, last = os.environ.get("CONSTATE_CLIENTS_PORTS", "0").partition("-")
    for port in range(int(first), int(last or first) + 1):
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
                return s.getsockname()[1]
            except OSError:
                continue
    raise RuntimeError("no port is free")


class Server:
    """with Server("--queue", "1") as server: ... server.url ..."""

    def __init__(self, *flags, key=None):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key = key
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([PROGRAM, "serve", MODEL, "--port", str(self.port), "--quiet", *map(str, flags)],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        try:
            self.await_ready()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.end(check=kind is None)

    def get(self, path):
        request = urllib.request.Request(self.url + path)
        if self.key:
            request.add_header("Authorization", f"Bearer {self.key}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def await_ready(self):
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.get("/health")["status"] == "ok":
                    return
            except (urllib.error.URLError, ConnectionError):
                pass
            time.sleep(0.02)
        raise RuntimeError(f"the server did not begin (status {self.process.poll()}): {self.said()}")

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-2000:]

    def await_idle(self):
        """Nothing runs, is fed or waits; a client that went away may still be noticed."""
        until = time.monotonic() + 20
        while True:
            slots = self.get("/slots")
            left = {name: slots[name] for name in ("running", "feeding", "waiting") if slots[name]}
            if not left:
                return
            if time.monotonic() > until:
                raise AssertionError(f"left over: {left}")
            time.sleep(0.02)

    def end(self, check=True):
        try:
            if check:
                self.await_idle()
        finally:
            self.process.send_signal(signal.SIGTERM)
            try:
                status = self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                status = self.process.wait()
        said = self.said()
        self.log.close()
        if check and (status or said):
            raise AssertionError(f"the server ended with {status} and said: {said}")
