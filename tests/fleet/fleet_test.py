"""Two servers that share their states in a real Redis, behind a real HAProxy: conversations go on where one server is
killed, token for token as without any failure. And what is in deploy/ is understood by the programs it is for.

CONSTATE_PROGRAM is the program, CONSTATE_SOAK=1 runs all of the conversations.
"""

import concurrent.futures
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

os.environ["PATH"] += ":/usr/sbin"  # where Debian has haproxy and nginx
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONSTATE_PROGRAM", str(ROOT / "build/constate"))
MODEL = str(ROOT / "models/demo")
SOAK = os.environ.get("CONSTATE_SOAK") == "1"
CONVERSATIONS, TURNS = (200, 10) if SOAK else (24, 5)
WORDS = "and the king of Israel went up to the house of the LORD with all the men that were in the city".split()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def post(url, body, key=None, timeout=60):
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        return json.load(answer)


def await_up(what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(Exception):
            if what():
                return
        time.sleep(0.05)
    raise AssertionError("a server did not come up")


class Fleet:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.running = []

    def start(self, arguments, **environment):
        with open(self.folder / f"{len(self.running)}.log", "wb") as log:
            process = subprocess.Popen(arguments, stdout=log, stderr=log, env={**os.environ, **environment})
        self.running.append(process)
        return process

    def redis(self, port):
        process = self.start(["redis-server", "--port", str(port), "--dir", str(self.folder), "--save", "",
                              "--appendonly", "no", "--bind", "127.0.0.1"])
        await_up(lambda: socket.create_connection(("127.0.0.1", port), 1).close() or True)
        return process

    def server(self, port, *more):
        process = self.start([PROGRAM, "serve", MODEL, "--port", str(port), "-q", *more])
        await_up(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).status == 200)
        return process

    def balancer(self, port, servers):
        process = self.start(["haproxy", "-db", "-f", str(ROOT / "deploy/haproxy.cfg")], LISTEN=f"127.0.0.1:{port}",
                             SERVER1=f"127.0.0.1:{servers[0]}", SERVER2=f"127.0.0.1:{servers[1]}")
        await_up(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).status == 200)
        return process

    def stop(self):
        for process in self.running:
            process.kill()
            process.wait()


def said(conversation, turn):
    at = (7 * conversation + 5 * turn) % len(WORDS)
    return " ".join(WORDS[at:] + WORDS[:at])[: 20 + (conversation + 3 * turn) % 40]


def ask(url, conversation, turn):
    """One turn, asked again with the same key until there is an answer, as any client would."""
    body = {"messages": [{"role": "user", "content": said(conversation, turn)}], "session": f"c{conversation}",
            "max_tokens": 12, "temperature": 0.8, "seed": 100 * conversation + turn, "ignore_eos": True}
    for _ in range(200):
        try:
            return post(url + "/v1/chat/completions", body, key=f"c{conversation}-{turn}")
        except urllib.error.HTTPError as e:
            if e.code not in (409, 429, 500, 502, 503, 504):
                raise AssertionError(e.read().decode()) from e
        except (OSError, ValueError):
            pass
        time.sleep(0.1)
    raise AssertionError("no answer after 200 tries")


def converse(url, conversation):
    return [ask(url, conversation, turn) for turn in range(TURNS)]


def texts(answers):
    return [a["choices"][0]["message"]["content"] for a in answers]


class FleetTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.fleet = Fleet(folder.name)
        self.addCleanup(self.fleet.stop)

    def test_conversations_survive_a_server(self):
        alone = free_port()
        # As many rows as on each server of the fleet, always: so bits do not depend on the load.
        self.fleet.server(alone, "--deterministic", "--batch", "4")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            wanted = list(pool.map(lambda c: converse(f"http://127.0.0.1:{alone}", c), range(CONVERSATIONS)))

        redis, balancer, *servers = (free_port() for _ in range(4))
        self.fleet.redis(redis)
        store = ["--state-store", f"redis://127.0.0.1:{redis}", "--deterministic", "--batch", "4"]
        processes = [self.fleet.server(port, *store) for port in servers]
        self.fleet.balancer(balancer, servers)
        url = f"http://127.0.0.1:{balancer}"
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            going = [pool.submit(converse, url, c) for c in range(CONVERSATIONS)]
            while sum(f.done() for f in going) < CONVERSATIONS // 4:
                time.sleep(0.01)
            processes[0].send_signal(signal.SIGKILL)
            got = [f.result(timeout=600) for f in going]
        for conversation in range(CONVERSATIONS):
            self.assertEqual(texts(got[conversation]), texts(wanted[conversation]), f"conversation {conversation}")
            for turn in range(1, TURNS):
                usage = got[conversation][turn]["usage"]
                before = got[conversation][turn - 1]["usage"]["total_tokens"]
                # Only what came after the last turn was fed, and the token that was chosen last.
                self.assertEqual(usage["prompt_tokens_details"]["cached_tokens"], before - 1)

    def test_a_store_that_is_gone_and_back(self):
        redis, port = free_port(), free_port()
        store = self.fleet.redis(redis)
        self.fleet.server(port, "--state-store", f"redis://127.0.0.1:{redis}")
        url = f"http://127.0.0.1:{port}"
        body = {"prompt": "In the beginning", "max_tokens": 4, "session": "s"}
        first = post(url + "/v1/completions", body)["usage"]["total_tokens"]
        store.kill()
        store.wait()
        with self.assertRaises(urllib.error.HTTPError) as gone:
            post(url + "/v1/completions", body)
        self.assertEqual(gone.exception.code, 503)
        self.assertIn(f"redis://127.0.0.1:{redis}", gone.exception.read().decode())
        # What needs no store goes on.
        self.assertEqual(len(post(url + "/v1/completions", {"prompt": "In", "max_tokens": 1})["choices"]), 1)
        self.fleet.redis(redis)  # empty now: the session begins anew
        self.assertEqual(post(url + "/v1/completions", body)["usage"]["total_tokens"], first)


class DeployTest(unittest.TestCase):
    def test_haproxy_takes_its_file(self):
        check = subprocess.run(["haproxy", "-c", "-f", str(ROOT / "deploy/haproxy.cfg")], capture_output=True, text=True,
                               env={**os.environ, "LISTEN": "*:8000", "SERVER1": "127.0.0.1:1", "SERVER2": "127.0.0.1:2"})
        self.assertEqual(check.returncode, 0, check.stderr)

    def test_nginx_passes_tokens_on_as_they_come(self):
        with tempfile.TemporaryDirectory() as folder:
            fleet = Fleet(folder)
            try:
                balancer, *servers = (free_port() for _ in range(3))
                fleet.server(servers[0])  # the other one is down
                config = (ROOT / "deploy/nginx.conf").read_text()
                for said, port in (("listen 8000", f"listen 127.0.0.1:{balancer}"), ("127.0.0.1:8080", f"127.0.0.1:{servers[0]}"),
                                   ("127.0.0.1:8081", f"127.0.0.1:{servers[1]}")):
                    self.assertIn(said, config)
                    config = config.replace(said, port)
                # Where a user who is not root may write.
                paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
                (Path(folder) / "nginx.conf").write_text(config.replace("http {", f"http {{ access_log off; {paths}", 1))
                fleet.start(["nginx", "-e", f"{folder}/errors", "-p", folder, "-c", f"{folder}/nginx.conf", "-g",
                             f"daemon off; master_process off; pid {folder}/pid;"])
                url = f"http://127.0.0.1:{balancer}"
                await_up(lambda: urllib.request.urlopen(url + "/health", timeout=1).status == 200)
                body = json.dumps({"prompt": "In the beginning", "max_tokens": 4000, "ignore_eos": True, "stream": True})
                request = urllib.request.Request(url + "/v1/completions", body.encode(), {"Content-Type": "application/json"})
                with urllib.request.urlopen(request, timeout=60) as answer:
                    self.assertTrue(answer.readline().startswith(b"data: {"))
                    with urllib.request.urlopen(f"http://127.0.0.1:{servers[0]}/metrics") as metrics:  # it is still being written
                        self.assertRegex(metrics.read().decode(), r"constate_requests_running\{.*\} 1\n")
                    self.assertIn(b'"finish_reason":"length"', answer.read().replace(b" ", b""))
            finally:
                fleet.stop()

    def test_compose_takes_its_file_and_its_paths_are_those_of_the_project(self):
        done = subprocess.run(["docker-compose", "-f", str(ROOT / "deploy/compose.yml"), "config"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{ROOT}/deploy/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro", done.stdout)
        for mounted in ("constate:/opt/constate:ro", "model:/model:ro"):
            self.assertIn(f"{ROOT}/{mounted}", done.stdout)

    def test_the_unit_starts_what_there_is(self):
        unit = (ROOT / "deploy/constate.service").read_text()
        start = re.search(r"ExecStart=(\S+) (.*)", unit)
        flags = [word for word in start.group(2).split() if word.startswith("-")]
        options = subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True).stdout
        for flag in flags:
            self.assertIn(flag, options)

    def test_dashboard_and_rules_name_metrics_that_are_there(self):
        with tempfile.TemporaryDirectory() as folder:
            fleet = Fleet(folder)
            try:
                port = free_port()
                fleet.server(port)
                post(f"http://127.0.0.1:{port}/v1/completions", {"prompt": "In", "max_tokens": 2})
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                    metrics = answer.read().decode()
            finally:
                fleet.stop()
        there = set(re.findall(r"^(constate_\w+)", metrics, re.M))
        dashboard = json.loads((ROOT / "deploy/grafana-dashboard.json").read_text())
        asked = " ".join(t["expr"] for p in dashboard["panels"] for t in p["targets"])
        asked += (ROOT / "deploy/prometheus-rules.yml").read_text()
        names = set(re.findall(r"constate_\w+", asked))
        self.assertGreater(len(names), 10)
        self.assertLessEqual(names, there)


def setUpModule():
    missing = [program for program in ("redis-server", "haproxy", "nginx", "docker-compose") if not shutil.which(program)]
    assert not missing, f"not installed: {missing}; `make test` installs them"


if __name__ == "__main__":
    unittest.main()
