"""aiperf (NVIDIA's load generator) over chats and completions, streamed, with the demo model's tokenizer from a
folder (which aiperf takes for a name where HF_HUB_OFFLINE is set)."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from server import MODEL, Server

COUNT = 60

with Server() as server, tempfile.TemporaryDirectory() as scratch:
    tokenizer = Path(scratch) / "tokenizer"
    tokenizer.mkdir()
    shutil.copy(MODEL / "tokenizer.json", tokenizer)
    (tokenizer / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|endoftext|>"}))
    for kind in ("chat", "completions"):
        out = Path(scratch) / kind
        done = subprocess.run(
            [Path(sys.executable).parent / "aiperf", "profile", "--model", "demo", "--url", server.url,
             "--endpoint-type", kind,
             "--streaming", "--tokenizer", tokenizer, "--concurrency", "4", "--request-count", str(COUNT),
             "--synthetic-input-tokens-mean", "100", "--output-tokens-mean", "32", "--extra-inputs", "ignore_eos:true",
             "--artifact-dir", out, "--ui", "none"], text=True, capture_output=True, stdin=subprocess.DEVNULL,
            env={**os.environ, "HOME": scratch}, timeout=600)
        files = sorted(out.rglob("profile_export_aiperf.json"))
        if done.returncode or not files:
            sys.exit(f"{kind}: aiperf ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        found = json.loads(files[0].read_text())
        assert found["request_count"]["avg"] == COUNT, found["request_count"]
        assert not found.get("error_summary"), found["error_summary"]
        print(f"{kind}: {COUNT} requests, " + ", ".join(
            f"{name} {found[name]['avg']:.1f} {found[name]['unit']}" for name in
            ("time_to_first_token", "inter_token_latency", "output_token_throughput") if name in found))
