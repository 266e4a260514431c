"""The tests that OpenAI's library has of itself for completions, chat, embeddings and models, as they are, each file against a
server with the model's name that it asks for. A test that is not here for a reason stands in `UNFIT`, and must fail:
so that the list is true."""

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

from server import Server

SOURCE = Path(os.environ["CLIENT_SOURCE"])
FILES = {  # with the model that it asks for
    "tests/api_resources/test_completions.py": "gpt-3.5-turbo-instruct",
    "tests/api_resources/chat/test_completions.py": "gpt-6-astra",
    "tests/api_resources/test_embeddings.py": "text-embedding-3-small",
    "tests/api_resources/test_models.py": "gpt-6-astra",
}
# Part of a test's name, by file: why it cannot pass.
UNFIT = {
    "test_completions": {
        "Completions.*with_all_params": "best_of=0, logit_bias={'foo': 0}, suffix and stream_options without stream: "
                                        "each is refused by name",
    },
    "chat.test_completions": {
        "Completions.*test_method_create_with_all_params":
            "audio, functions, tools, prediction, store=True, max_tokens=0, logit_bias={'foo': 0} and more: each is "
            "refused by name",
        "(method|response)_(retrieve|update|list|delete)": "chats that OpenAI stores; this server stores none",
    },
    "test_embeddings": {
        "test_method_create_with_all_params": "dimensions=1 is refused by name",
        r"_create\[(strict|aiohttp)\]": "the library asks for base64, which its own strict types do not know",
    },
    "test_models": {
        "(method|response)_delete": "deleting models of OpenAI's fine-tuning",
    },
}


def main():
    results, wrong = [], []
    for file, model in FILES.items():
        # Most of them ask for no number of tokens: a chat then gets what the server gives at most.
        with Server("--name", model, "--max-tokens", 32) as server, tempfile.TemporaryDirectory() as scratch:
            report = Path(scratch) / "report.xml"
            done = subprocess.run(
                [sys.executable, "-B", "-m", "pytest", "-q", "--override-ini=addopts=", "-p", "no:cacheprovider",
                 "--tb=line", f"--junitxml={report}", file], cwd=SOURCE, text=True, capture_output=True,
                env={**os.environ, "TEST_API_BASE_URL": server.url + "/v1"})
            if not report.exists():
                sys.exit(f"{file}: pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
            cases = list(xml.parse(report).iter("testcase"))
        counts = {"passed": 0, "unfit": 0}
        for case in cases:
            module = case.get("classname").removeprefix("tests.api_resources.").rpartition(".")[0]
            name = f"{case.get('classname').rpartition('.')[2]}.{case.get('name')}"
            bad = case.find("failure") if case.find("failure") is not None else case.find("error")
            fits = not any(re.search(pattern, name) for pattern in UNFIT[module])
            counts["passed" if bad is None else "unfit"] += 1
            if fits and bad is not None:
                wrong.append(f"{module}: {name}: {bad.get('message', '')[:300]}")
            if not fits and bad is None:
                wrong.append(f"{module}: {name} passes, but is listed as unfit")
            if case.find("skipped") is not None:
                wrong.append(f"{module}: {name} was skipped")
        results.append(f"{file}: {counts['passed']} passed, {counts['unfit']} as listed do not fit")
    print("\n".join(results + wrong))
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
