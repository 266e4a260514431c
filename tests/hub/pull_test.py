"""`constate pull` against a hub of the tests, and the commands that take a name of the hub in place of a folder.

CONSTATE_PROGRAM is the program, CONSTATE_SOAK=1 cuts the transfer at all of the offsets.
"""

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import hub_server

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONSTATE_PROGRAM", str(ROOT / "build/constate"))
SOAK = os.environ.get("CONSTATE_SOAK") == "1"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
HUB_VARIABLES = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_ENDPOINT", "HF_TOKEN", "HF_TOKEN_PATH",
                 "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "XDG_CACHE_HOME", "SSL_CERT_FILE", "CURL_CA_BUNDLE",
                 "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy")
WEIGHTS = random.Random(1).randbytes(300_000)
CONFIG = b'{"model_type": "mamba2"}'
SHA = hashlib.sha256(WEIGHTS).hexdigest()
SMALL = {"config.json": CONFIG, "model.safetensors": WEIGHTS, "README.md": b"#", "model.gguf": b"no"}


class PullTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.home = Path(self.folder.name)
        self.cache = self.home / "hub"
        self.model = self.cache / "models--org--small"
        self.hub = hub_server.start({"org/small": dict(SMALL)})
        self.large = self.hub.large
        self.addCleanup(self.hub.close)
        self.addCleanup(self.large.close)

    def environment(self, **more):
        out = {k: v for k, v in os.environ.items() if k not in HUB_VARIABLES}
        return out | {"HF_HOME": str(self.home), "HF_ENDPOINT": self.hub.url} | more

    def run_program(self, *arguments, **more):
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120,
                              env=self.environment(**more))

    def pull(self, *arguments, **more):
        return self.run_program("pull", *(arguments or ["org/small"]), **more)

    def assert_whole(self, result):
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout, f"{self.model}/snapshots/{COMMIT}\n")
        self.assertEqual((self.model / "snapshots" / COMMIT / "model.safetensors").read_bytes(), WEIGHTS)
        self.assertEqual([p.name for p in (self.model / "blobs").glob("*.incomplete")], [])

    def assert_error(self, result, text, code=1):
        self.assertEqual((result.stderr, result.stdout), (text, ""))
        self.assertEqual(result.returncode, code)

    # What huggingface_hub 2.4 made of the same repository, with its snapshot_download of these two files.
    def test_the_cache_is_laid_out_as_python_does_it(self):
        self.assert_whole(self.pull())
        there = {}
        for path in sorted(self.cache.rglob("*")):
            name = str(path.relative_to(self.cache))
            if path.is_symlink():
                there[name] = "-> " + os.readlink(path)
            elif path.is_file():
                there[name] = path.stat().st_size
        config = hub_server.etag_of("config.json", CONFIG)
        snapshot = f"models--org--small/snapshots/{COMMIT}"
        self.assertEqual(there, {
            ".locks/models--org--small/" + config + ".lock": 0,
            ".locks/models--org--small/" + SHA + ".lock": 0,
            "CACHEDIR.TAG": 44,
            "models--org--small/blobs/" + config: len(CONFIG),
            "models--org--small/blobs/" + SHA: len(WEIGHTS),
            "models--org--small/refs/main": 40,
            snapshot + "/config.json": "-> ../../blobs/" + config,
            snapshot + "/model.safetensors": "-> ../../blobs/" + SHA,
        })
        self.assertEqual((self.model / "refs/main").read_text(), COMMIT)

    def test_what_is_told(self):
        first = self.pull("org/small@main", "--json")
        self.assertEqual(first.stderr, "config.json · 24 B\nmodel.safetensors · 0.30 MB\n")
        told = json.loads(first.stdout)
        self.assertEqual(told, {
            "model": "org/small", "revision": "main", "commit": COMMIT,
            "folder": f"{self.model}/snapshots/{COMMIT}", "bytes": 300_024, "fetched": 300_024,
            "files": [{"name": "config.json", "bytes": 24, "fetched": 24},
                      {"name": "model.safetensors", "bytes": 300_000, "fetched": 300_000}]})
        again = self.pull("--json", "org/small")
        self.assertEqual((again.stderr, json.loads(again.stdout)["fetched"]), ("", 0))
        self.assertEqual(self.pull("-q", "org/small", HF_HOME=str(self.home / "x")).stderr, "")

    def test_what_is_no_name(self):
        for name in ("small", "a/b/c", "../small", "/org/small", "org/small@", "org/small@../x"):
            self.assert_error(self.pull(name), f"constate: NAME: ORG/NAME or ORG/NAME@REV is expected; got `{name}`\n"
                                               "hint: `constate pull --help` explains\n")

    # ---- transfers that go wrong

    def test_cut_at_random_offsets_of_one_pull(self):
        cuts = sorted(random.Random(2).sample(range(1, len(WEIGHTS)), 200 if SOAK else 40))
        self.large.cuts = list(cuts)
        self.assert_whole(self.pull())
        begins = [h.get("Range", "bytes=0-") for _, _, h in self.large.asked]
        self.assertEqual(begins, ["bytes=0-"] + [f"bytes={n}-" for n in cuts])

    # The transfer breaks, the hub then refuses, and the program ends; the next one goes on from that byte.
    def test_cut_at_random_offsets_and_begun_again(self):
        for cut in [0, 1, len(WEIGHTS) - 1] + random.Random(3).sample(range(len(WEIGHTS)), 200 if SOAK else 5):
            with self.subTest(cut=cut):
                self.large.cuts, self.large.then_refuses = [cut], 404
                self.assertEqual(self.pull().returncode, 1)
                partial = self.model / "blobs" / (SHA + ".incomplete")
                self.assertEqual(partial.read_bytes(), WEIGHTS[:cut])
                self.large.refuses = self.large.then_refuses = None
                self.large.asked.clear()
                self.assert_whole(self.pull())
                self.assertEqual([h.get("Range") for _, _, h in self.large.asked], [f"bytes={cut}-" if cut else None])
                (self.model / "snapshots" / COMMIT / "model.safetensors").unlink()
                (self.model / "blobs" / SHA).unlink()

    def test_a_server_that_ignores_ranges(self):
        self.large.ignores_range = True
        self.large.cuts = [200_000]
        self.assert_whole(self.pull())
        self.assertEqual(len(self.large.asked), 2)

    def test_a_wrong_checksum(self):
        self.large.instead = bytes(len(WEIGHTS))
        got = hashlib.sha256(self.large.instead).hexdigest()
        result = self.pull()
        partial = self.model / "blobs" / (SHA + ".incomplete")
        self.assert_error(result, "config.json · 24 B\n"
                          f"constate: model.safetensors: {partial}: the checksum {SHA} is expected; got {got}\n"
                          "hint: what came is removed; the same command fetches it again\n")
        self.assertFalse(partial.exists())
        self.large.instead = None
        self.assert_whole(self.pull())

    def test_a_transfer_of_which_nothing_comes(self):
        self.large.cuts, self.large.stalls, self.large.then_refuses = [0], 5, 404
        result = self.pull(HF_HUB_DOWNLOAD_TIMEOUT="1")
        self.assertRegex(result.stderr, r"(?m)^http://127\.0\.0\.1:\d+/[0-9a-f]{64}: Operation too slow\. Less than 1 "
                                        r"bytes/sec transferred the last 1 seconds; again in 0\.5 s$")

    def test_ctrl_c_keeps_what_came(self):
        self.large.cuts, self.large.stalls = [150_000], 60
        pull = subprocess.Popen([PROGRAM, "pull", "org/small"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.environment())
        partial = self.model / "blobs" / (SHA + ".incomplete")
        self.assertTrue(self.large.sent.wait(60))
        while not partial.exists() or partial.stat().st_size < 150_000:
            self.assertIsNone(pull.poll())
        pull.send_signal(signal.SIGINT)
        out, _ = pull.communicate(timeout=60)
        self.assertEqual((pull.returncode, out), (130, b""))
        self.large.stalls = 0
        self.assert_whole(self.pull())
        self.assertEqual(self.large.asked[-1][2]["Range"], "bytes=150000-")

    def test_two_at_once(self):
        self.large.stalls = 0.3
        pulls = [subprocess.Popen([PROGRAM, "pull", "org/small"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  text=True, env=self.environment()) for _ in range(2)]
        for pull in pulls:
            out, err = pull.communicate(timeout=120)
            self.assert_whole(subprocess.CompletedProcess([], pull.returncode, out, err))
        self.assertEqual(len(self.large.asked), 1)  # the other one took what was there

    def test_a_full_disk(self):
        script = f'ulimit -f 100; exec "{PROGRAM}" pull org/small'  # 100 blocks of 1024 bytes
        result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60,
                                env=self.environment())
        partial = self.model / "blobs" / (SHA + ".incomplete")
        self.assert_error(result, f"config.json · 24 B\nconstate: {partial}: cannot be written: File too large\n"
                          "hint: what is there stays; the same command goes on from it\n", code=2)
        self.assertEqual(partial.read_bytes(), WEIGHTS[:102_400])
        self.assert_whole(self.pull())

    # ---- what the hub says

    def test_a_busy_hub(self):
        self.hub.failures = [(429, {"Retry-After": "0"}), (503, {})]
        result = self.pull()
        self.assert_whole(result)
        url = f"{self.hub.url}/api/models/org/small/revision/main"
        self.assertEqual(result.stderr.splitlines()[:2],
                         [f"{url}: the hub answers 429; again", f"{url}: the hub answers 503; again in 1.0 s"])

    def test_a_gated_model(self):
        self.hub.needs_token = "hf_secret"
        self.assert_error(self.pull(), "constate: org/small: its owner grants access by name: the hub answers 401 "
                          f"without a token\nhint: ask for access at {self.hub.url}/org/small; then set HF_TOKEN to a "
                          "token of yours\n")
        self.assert_whole(self.pull(HF_TOKEN="hf_secret"))
        (self.home / "token").write_text("hf_secret\n")
        self.assert_whole(self.pull())
        told = [h for _, _, h in self.large.asked]
        self.assertEqual(len(told), 1)
        self.assertNotIn("Authorization", told[0])

    def test_nothing_of_that_name(self):
        self.assert_error(self.pull("org/none"), "constate: org/none: no such model or revision: the hub answers 404\n"
                          f"hint: check the name: {self.hub.url}/org/none\n")
        self.assert_error(self.pull("org/small@v1/x"), "constate: org/small: no revision `v1/x`\n"
                          f"hint: {self.hub.url}/org/small/tree/main lists the branches and tags\n")
        self.assertEqual(self.hub.asked[-1][1], "/api/models/org/small/revision/v1%2Fx")

    def test_names_that_lead_out_of_the_folder(self):
        url = f"{self.hub.url}/api/models/org/small/revision/main"
        for name, shown in (("../../../evil", '"../../../evil"'), ("/etc/evil", '"/etc/evil"'),
                            ("a\0b", r'"a\u0000b"'), ("additional_chat_templates/../../evil.jinja",
                                                      '"additional_chat_templates/../../evil.jinja"')):
            self.hub.models["org/small"] = SMALL | {name: b"evil"}
            self.assert_error(self.pull(), f"constate: {url}: the name of a file in the folder is expected; got "
                              f"{shown}\n".replace("\\", "\\"))
        self.assertEqual(list(self.home.rglob("*evil*")), [])

    def test_a_model_that_is_none(self):
        self.hub.models["org/small"] = {"README.md": b"#"}
        self.assert_error(self.pull(), "constate: org/small: no `config.json`\n")
        self.hub.models["org/small"] = {"config.json": CONFIG, "model.gguf": b"#"}
        self.assert_error(self.pull(), "constate: org/small: no weights: none of `model.safetensors`, "
                          "`model.safetensors.index.json`, `pytorch_model.bin` and `pytorch_model.bin.index.json` is "
                          "there\n")

    def test_offline(self):
        for arguments, more in ((["--offline"], {}), ([], {"HF_HUB_OFFLINE": "1"})):
            self.assert_error(self.pull("org/small", *arguments, **more),
                              f"constate: org/small: not in the cache {self.cache}, and this is offline\n"
                              "hint: without --offline and HF_HUB_OFFLINE it is fetched\n")
        self.assertEqual(self.hub.asked, [])
        self.pull()
        self.hub.asked.clear()
        self.assert_whole(self.pull("org/small", "--offline"))
        self.assertEqual(self.hub.asked, [])

    def test_without_libcurl(self):
        for name in ("libcurl.so.4", "libcurl-gnutls.so.4"):
            (self.home / name).write_text("no library")
        result = self.pull(LD_LIBRARY_PATH=str(self.home))
        self.assert_error(result, f"constate: libcurl cannot be loaded: {self.home}/libcurl.so.4: file too short\n"
                          "hint: `apt-get install libcurl4` installs it; elsewhere `dnf install libcurl`\n")

    # ---- a name in place of a folder

    def test_a_name_stands_for_the_folder(self):
        demo = {p.name: p.read_bytes() for p in (ROOT / "models/demo").iterdir() if p.is_file()}
        self.hub.models["org/demo"] = demo
        self.assertEqual(self.pull("org/demo").returncode, 0)
        arguments = ["In the beginning", "-n", "8", "-q"]
        own = self.run_program("generate", str(ROOT / "models/demo"), *arguments)
        named = self.run_program("generate", "org/demo", *arguments)
        self.assertEqual((named.returncode, named.stdout, named.stderr), (0, own.stdout, ""))
        for command in (["inspect", "--json"], ["tokenize", "--ids", "1 2"], ["dump"]):
            named = self.run_program(*command, "-m", f"org/demo@{COMMIT}")
            folder = self.run_program(*command, "-m", str(ROOT / "models/demo"))
            self.assertEqual((named.returncode, named.stdout), (0, folder.stdout), named.stderr)

    def test_a_name_that_is_not_there(self):
        for command in (["generate"], ["chat"], ["serve"], ["inspect"], ["perplexity", "--file", "x"], ["bench"],
                        ["verify", "--self"], ["tokenize"], ["dump"], ["compile"], ["profile"],
                        ["state", "verify", "x"]):
            self.assert_error(self.run_program(*command, "org/small"),
                              f"constate: org/small: no such folder, and not in the hub's cache {self.cache}\n"
                              "hint: `constate pull org/small` fetches it from the hub\n")

    def test_a_name_of_which_a_part_is_there(self):
        self.pull()
        (self.model / "blobs" / SHA).unlink()
        self.assert_error(self.run_program("generate", "org/small", "x"),
                          "constate: org/small: no weights: none of `model.safetensors`, "
                          "`model.safetensors.index.json`, `pytorch_model.bin` and `pytorch_model.bin.index.json` is "
                          f"there in {self.model}/snapshots/{COMMIT}\n"
                          "hint: `constate pull org/small` fetches what is missing\n")

    def test_a_folder_goes_before_a_name(self):
        self.pull()
        (self.home / "org/small").mkdir(parents=True)
        result = subprocess.run([PROGRAM, "inspect", "org/small"], capture_output=True, text=True, timeout=60,
                                env=self.environment(), cwd=self.home)
        self.assertRegex(result.stderr, "^constate: org/small: no weights: none of [^\n]+ is there\n")


if __name__ == "__main__":
    unittest.main()
