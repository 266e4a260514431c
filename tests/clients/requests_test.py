"""What a person types from memory, right and wrong: each is answered at once, in JSON, with what to do instead.
Standard library only."""

import http.client
import json
import socket
import unittest

from server import Server

SMALL = {"prompt": "Hi", "max_tokens": 2}


class Requests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--max-body", 1)

    @classmethod
    def tearDownClass(cls):
        cls.server.end()

    def ask(self, method, path, body=None, headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.request(method, path, json.dumps(body) if isinstance(body, dict) else body, dict(headers))
            answer = connection.getresponse()
            text = answer.read()
            self.assertTrue(answer.headers["X-Request-Id"])
            return answer.status, answer.headers, text
        finally:
            connection.close()

    def refused(self, status, message, method, path, body=None, headers=(), param=None, code=None):
        got, given, text = self.ask(method, path, body, headers)
        self.assertEqual(given["Content-Type"], "application/json")
        error = json.loads(text)["error"]
        self.assertEqual((got, error["message"], error["param"], error["code"]), (status, message, param, code))
        return given

    def test_the_type_of_the_body_may_be_any(self):
        for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}):
            status, _, text = self.ask("POST", "/v1/completions", SMALL, headers)
            self.assertEqual((status, json.loads(text)["usage"]["completion_tokens"]), (200, 2))

    def test_another_method(self):
        given = self.refused(405, "GET is not done at /v1/completions; POST may be", "GET", "/v1/completions",
                             code="method_not_allowed")
        self.assertEqual(given["Allow"], "POST")
        given = self.refused(405, "POST is not done at /v1/models; GET, HEAD may be", "POST", "/v1/models", SMALL,
                             code="method_not_allowed")
        self.assertEqual(given["Allow"], "GET, HEAD")
        given = self.refused(405, "OPTIONS is not done at /v1/states/a; GET, HEAD, PUT, DELETE may be", "OPTIONS",
                             "/v1/states/a", code="method_not_allowed")
        self.assertEqual(given["Allow"], "GET, HEAD, PUT, DELETE")

    def test_another_path(self):
        for path, meant in (("/nothing", ""), ("/v1/", ""), ("/v1/nothing", ""),
                            ("/v1/v1/completions", "/v1/completions"), ("//v1/models", "/v1/models"),
                            ("/v1/tokenize", "/tokenize"), ("/v1/models/", "/v1/models"), ("/health/", "/health"),
                            ("/states/a", "/v1/states/a")):
            self.refused(404, f"there is nothing at {path}" + (f"; but at {meant}" if meant else ""), "POST", path, SMALL,
                         code="not_found")
        self.assertEqual(self.ask("GET", "/models")[0], 200)  # llama.cpp's
        # llama.cpp's too: an OpenAI client that lacks `/v1` is told.
        self.refused(400, "`max_tokens`: is not done by this server; got 2; here it is `n_predict`; OpenAI's completions "
                     "are at /v1/completions", "POST", "/completions", SMALL, param="max_tokens")
        messages = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}
        self.assertEqual(self.ask("POST", "/chat/completions", messages)[0], 200)

    def test_broken_bodies(self):
        for body in (None, "", " \n"):
            self.refused(400, "the body is empty: a JSON object is expected", "POST", "/v1/completions", body)
        self.refused(400, "the body is a JSON object; got [1]", "POST", "/v1/completions", "[1]")
        self.refused(400, "the body: key `prompt` stands twice in one object", "POST", "/v1/completions",
                     '{"prompt": "a", "prompt": "b"}')
        for body in ("{", "{'prompt': 'a'}", "prompt=a", '{"prompt": "a",}', '{"prompt": "\xff"}'.encode("latin-1")):
            status, _, text = self.ask("POST", "/v1/completions", body)
            self.assertEqual(status, 400)
            self.assertRegex(json.loads(text)["error"]["message"], "^the body: not (JSON|UTF-8)")

    def test_what_is_missing_or_unknown(self):
        self.refused(400, "`prompt`: is needed", "POST", "/v1/completions", {"max_tokens": 1}, param="prompt")
        self.refused(400, "`messages`: a list of messages is expected", "POST", "/v1/chat/completions", {"prompt": "Hi"},
                     param="messages")
        self.refused(400, "`maxtokens`: is no field that this server knows", "POST", "/v1/completions",
                     {"prompt": "Hi", "maxtokens": 1}, param="maxtokens")
        for field, value in (("prompt", [1, 4096]), ("logit_bias", {"4096": 1}), ("stop_token_ids", [4096])):
            self.refused(400, f"`{field}`: ids between 0 and 4095 are expected; got 4096", "POST", "/v1/completions",
                         {**SMALL, field: value}, param=field)

    def test_a_body_that_is_too_large(self):
        status, _, text = self.ask("POST", "/v1/completions", {"prompt": "a" * (1 << 20)})
        self.assertEqual((status, json.loads(text)["error"]["code"]), (413, "body_too_large"))
        # In pieces, of which nobody says how many come; the answer may come before the last.
        chunk = b"20000\r\n" + b"a" * 0x20000 + b"\r\n"
        head = b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as s:
            try:
                s.sendall(head)
                for _ in range(9):
                    s.sendall(chunk)
            except (BrokenPipeError, ConnectionResetError):
                pass
            try:
                self.assertTrue(s.recv(65536).startswith(b"HTTP/1.1 413 "))
            except ConnectionResetError:
                pass

    def test_a_body_that_is_packed(self):
        self.refused(415, "Content-Encoding: bodies are taken as they are; got gzip", "POST", "/v1/completions", SMALL,
                     {"Content-Encoding": "gzip"}, code="unsupported_encoding")
        self.assertEqual(self.ask("POST", "/v1/completions", SMALL, {"Content-Encoding": "identity"})[0], 200)

    def test_head(self):
        for path in ("/health", "/v1/models", "/"):
            status, given, text = self.ask("HEAD", path)
            self.assertEqual((status, text), (200, b""))
            self.assertEqual(int(given["Content-Length"]), len(self.ask("GET", path)[2]))

    def test_expect(self):
        body = json.dumps(SMALL).encode()
        head = (b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n"
                b"Expect: %s\r\n\r\n")
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as s:
            s.sendall(head % (len(body), b"100-continue"))
            self.assertEqual(s.recv(65536), b"HTTP/1.1 100 Continue\r\n\r\n")
            s.sendall(body)
            self.assertTrue(s.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n"))
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as s:
            s.sendall(head % (len(body), b"tea"))
            self.assertTrue(s.recv(65536).startswith(b"HTTP/1.1 417 "))


if __name__ == "__main__":
    unittest.main()
