"""A hub for tests: models as dictionaries of files, and another server, at another port, to which large files are
redirected. Both keep what they were asked, and do wrong what a test tells them to.
"""

import hashlib
import http.server
import json
import threading
import time
import urllib.parse

LARGE = (".safetensors", ".bin")


def etag_of(name, content):
    if name.endswith(LARGE):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # the client went away, as some tests want it

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked = []  # (method, path, headers)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def noted(self):
        self.server.asked.append((self.command, self.path, dict(self.headers)))

    def answer(self, status, content=b"", headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        if "Content-Length" not in dict(headers):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


class LargeFiles(Handler):
    def do_GET(self):
        self.noted()
        do = self.server
        content = do.contents[urllib.parse.urlsplit(self.path).path[1:]]
        begin, status, headers = 0, 200, {}
        if "Range" in self.headers and not do.ignores_range:
            begin, status = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-")), 206
            headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        if do.refuses:
            self.answer(do.refuses)
            return
        headers["Content-Length"] = str(len(content) - begin)
        end = len(content)
        if do.cuts:
            end = max(begin, do.cuts.pop(0))
        if do.then_refuses:
            do.refuses = do.then_refuses
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write((do.instead or content)[begin:end])
        self.wfile.flush()
        do.sent.set()
        if do.stalls:
            time.sleep(do.stalls)
        if end < len(content):
            self.close_connection = True


class Hub(Handler):
    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.noted()
        hub = self.server
        if hub.failures:
            status, headers = hub.failures.pop(0)
            self.answer(status, headers=headers)
            return
        if hub.needs_token and self.headers.get("Authorization") != f"Bearer {hub.needs_token}":
            self.answer(401, headers={"X-Error-Code": "GatedRepo"})
            return
        parts = [urllib.parse.unquote(p) for p in urllib.parse.urlsplit(self.path).path.split("/")[1:]]
        if parts[:2] == ["api", "models"] and parts[4:5] in (["revision"], []):
            self.tell(f"{parts[2]}/{parts[3]}", parts[5] if len(parts) > 5 else "main")
        elif parts[2:3] == ["resolve"]:
            self.give("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        else:
            self.answer(404)

    def tell(self, model, revision):
        files = self.server.models.get(model)
        if files is None:
            self.answer(404, headers={"X-Error-Code": "RepoNotFound"})
        elif revision not in ("main", self.server.commit):
            self.answer(404, headers={"X-Error-Code": "RevisionNotFound"})
        else:
            told = {"id": model, "sha": self.server.commit, "siblings": [{"rfilename": f} for f in files]}
            self.answer(200, json.dumps(told).encode(), {"Content-Type": "application/json"})

    def give(self, model, revision, name):
        content = self.server.models[model].get(name)
        if content is None or revision not in ("main", self.server.commit):
            self.answer(404, headers={"X-Error-Code": "EntryNotFound"})
            return
        etag = etag_of(name, content)
        headers = {"X-Repo-Commit": self.server.commit, "ETag": f'"{etag}"'}
        if not name.endswith(LARGE):
            self.answer(200, content, headers)
            return
        self.server.large.contents[etag] = content
        headers |= {"X-Linked-Etag": f'"{etag}"', "X-Linked-Size": str(len(content)), "ETag": '"of-the-redirect"'}
        self.answer(302, headers=headers | {"Location": f"{self.server.large.url}/{etag}?X-Signature=secret"})


def start(models, commit="0123456789abcdef0123456789abcdef01234567"):
    """A hub with these models; `.large` is the server of large files."""
    hub, large = Server(Hub), Server(LargeFiles)
    hub.models, hub.commit, hub.large = models, commit, large
    hub.failures, hub.needs_token = [], None
    large.contents, large.cuts, large.instead = {}, [], None
    large.ignores_range, large.refuses, large.then_refuses, large.stalls = False, None, None, 0
    large.sent = threading.Event()
    return hub


if __name__ == "__main__":  # by hand: a folder as a model of this hub
    import sys
    from pathlib import Path

    served = start({sys.argv[2]: {p.name: p.read_bytes() for p in Path(sys.argv[1]).iterdir() if p.is_file()}})
    print(served.url, flush=True)
    time.sleep(float(sys.argv[3]))
