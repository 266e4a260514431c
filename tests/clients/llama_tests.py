"""llama.cpp's own tests of its server, those files that are about the protocol, against a server that runs already
(DEBUG_EXTERNAL). Many test flags of llama-server or the words of its model. `FIT` must pass; every
other one must fall under a reason of `UNFIT`."""

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

from server import Server

TESTS = Path(os.environ["CLIENT_SOURCE"]) / "vendor" / "llama.cpp" / "tools" / "server" / "tests"
KEY = "sk-this-is-the-secret-key"
FIT = {
    "basic": "server_start_simple|server_models$",
    "security": "public_endpoint|test_(in)?correct_api_key",
    "tokenize": "tokenize_detokenize|with_pieces",
    "completion": "same_seed|different_seed|different_batch_size|mtm_error|parallel_slots|completion_unified|"
                  "response_fields0|test_logit_bias",
    "chat_completion": "invalid_chat_completion_req.(None|string|messages[2-6])|mutual_exclusion|invalid_grammar|"
                       "response_format.response_format[4567]",
}
UNFIT = {
    "basic": {
        "multiple_addresses|server_slots|no_ui|aliases_and_tags|split_model": "started with flags of llama-server",
        "props": "`model_path` of a GGUF file; ours names the model and its facts",
    },
    "security": {
        "static_assets": "files of llama.cpp's page; ours is one file",
        "openai_library": "asks for the model `gpt-3.5-turbo`: a model that is not here is a 404",
        "cors": "pages of other sites are refused (403)",
        "local_media": "images",
    },
    "tokenize": {"with_bos": "the first token of llama.cpp's model"},
    "completion": {
        "openai_library": "asks for the model `davinci-002`",
        "cache_vs_nocache": "llama.cpp skips it itself",
        "test_completion\\[|completion_stream\\[|prompt_cache": "numbers and words of llama.cpp's tokenizer and model",
        "stream_vs_non_stream|with_tokens_input":
            "asks for no seed and no temperature, which llama-server gets by flags: each request draws anew here",
        "nocache_long_input_prompt": "a sequence has no longest context here",
        "json_prompt_no_mtmd": "a prompt as an object, for images",
        "response_fields1": "`response_fields`: refused by name",
        "n_probs$|n_probs_stream": "that no likely token has the id 0, which is the end of a text here",
        "post_": "`post_sampling_probs`: refused by name",
        "cancel_request": "the list that llama.cpp's /slots gives",
    },
    "chat_completion": {
        "openai_library|logprobs|logit_bias": "asks for the model `gpt-3.5-turbo-instruct`",
        "test_chat_completion\\[": "a `system_fingerprint` that begins with b, and words of llama.cpp's model",
        "cached_tokens|stream\\[":
            "numbers of llama.cpp's tokenizer; the first piece's content is \"\" here, as OpenAI's",
        "template|multiple_choices|verbose": "flags of llama-server (templates, `__verbose`)",
        "response_format|json_schema|grammar": "answers by a grammar: refused by name",
        "invalid_chat_completion_req": "two answers of the assistant in a row are a conversation here",
        "timings|return_progress": "`timings_per_token`, `return_progress`: llama.cpp's own, refused by name",
        "context_size": "a sequence has no longest context here",
        "token_count": "/chat/completions/input_tokens",
    },
}


def main():
    lines, wrong = [], []
    for file, reasons in UNFIT.items():
        with tempfile.TemporaryDirectory() as scratch:
            keys, report = Path(scratch) / "keys", Path(scratch) / "report.xml"
            keys.write_text(f"client {KEY}\n")
            flags = ["--api-key-file", keys] if file == "security" else []
            with Server("--name", "tinyllama-2", "--max-tokens", 256, *flags, key=KEY) as server:
                done = subprocess.run(
                    [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line",
                     f"--junitxml={report}", f"unit/test_{file}.py"], cwd=TESTS, text=True, capture_output=True,
                    env={**os.environ, "DEBUG_EXTERNAL": "1", "PORT": str(server.port), "LLAMA_CACHE": scratch})
            if not report.exists():
                sys.exit(f"{file}: pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
            cases = [(c.get("name"), all(c.find(bad) is None for bad in ("failure", "error", "skipped")))
                     for c in xml.parse(report).iter("testcase")]
        fit = [(name, passed) for name, passed in cases if file in FIT and re.search(FIT[file], name)]
        wrong += [f"{file}: {name} fits, and failed" for name, passed in fit if not passed]
        wrong += [f"{file}: {name} failed, for no reason that is listed" for name, passed in cases
                  if not passed and not any(re.search(p, name) for p in reasons)]
        passed = sum(p for _, p in cases)
        lines.append(f"test_{file}.py: {passed} of {len(cases)} passed; the others do not fit")
        if file in FIT and not fit:
            wrong.append(f"{file}: no test is one that fits")
    print("\n".join(lines + wrong))
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
