"""hybrid_speed.py: speed of a hybrid with random weights in transformers and llama.cpp, beside `constate bench DIR -p 2048 -n 16 -d 2048`.

  hybrid_speed.py make SHAPE DIR               a checkpoint of bench/shapes/SHAPE.json, random weights in f32
  hybrid_speed.py transformers DIR [DTYPE]     prefill of 2048 tokens, and 16 tokens after them (two threads; float32)
  hybrid_speed.py gguf SOURCE DIR FILE [TYPE]  DIR as FILE in f32 or bf16, by the converter in llama.cpp's SOURCE
  hybrid_speed.py llama URL                    the same two figures of a llama-server that has that file

Random weights have no vocabulary, so that the file gets one that is never read. `make` and `transformers` need torch and transformers."""

import json
import random
import sys
import time
import urllib.request
from pathlib import Path

from to_gguf import byte_tokens

SHAPES = Path(__file__).resolve().parents[1] / "shapes"
PROMPT, TOKENS, ROUNDS, THREADS = 2048, 16, 2, 2


def make(shape, folder):
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    torch.manual_seed(0)
    config = AutoConfig.for_model(**json.loads((SHAPES / f"{shape}.json").read_text()))
    AutoModelForCausalLM.from_config(config, dtype=torch.float32).save_pretrained(folder)


def in_transformers(folder, dtype="float32"):
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(THREADS)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
    with torch.inference_mode():
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            out = model(torch.randint(0, model.config.vocab_size, (1, PROMPT)), use_cache=True, logits_to_keep=1)
            fed = time.perf_counter()
            for _ in range(TOKENS):
                out = model(out.logits[:, -1:].argmax(-1), past_key_values=out.past_key_values, use_cache=True)
            tell(PROMPT / (fed - begin), TOKENS / (time.perf_counter() - fed))


def to_gguf(source, folder, file, dtype="f32"):
    sys.path[:0] = [source, f"{source}/gguf-py"]
    import conversion.granite  # noqa: F401
    import convert_hf_to_gguf
    import gguf
    from conversion import base

    config_file = Path(folder) / "config.json"
    config = json.loads(config_file.read_text())
    if config["model_type"] == "granitemoehybrid":  # by the names that the converter knows; ours are both
        names = {"full_attention": "attention", "linear_attention": "mamba"}
        config["layer_types"] = [names.get(kind, kind) for kind in config["layer_types"]]
        config_file.write_text(json.dumps(config))

    def set_vocab(self):
        count, tokens = self.hparams["vocab_size"], byte_tokens()
        self.gguf_writer.add_tokenizer_model("gpt2")
        self.gguf_writer.add_tokenizer_pre("default")
        self.gguf_writer.add_token_list(tokens + [f"<{i}>" for i in range(len(tokens), count)])
        self.gguf_writer.add_token_types([gguf.TokenType.NORMAL] * 256 + [gguf.TokenType.UNUSED] * (count - 256))
        self.gguf_writer.add_token_merges([f"{tokens[65]} {tokens[66]}"])

    def replace(kind):
        if "set_vocab" in kind.__dict__:
            kind.set_vocab = set_vocab
        for other in kind.__subclasses__():
            replace(other)

    replace(base.TextModel)
    # Qwen3.5's converter wants the heads for further tokens, which no checkpoint made here has.
    without = ["--no-mtp"] if config["model_type"].startswith("qwen3_5") else []
    sys.argv[1:] = ["--outtype", dtype, "--outfile", file, *without, folder]
    convert_hf_to_gguf.main()


def in_llama(url):
    draw = random.Random(3)
    for _ in range(ROUNDS):
        body = {"prompt": [draw.randrange(200, 100_000) for _ in range(PROMPT)], "n_predict": TOKENS, "ignore_eos": True,
                "cache_prompt": False, "temperature": 0}
        request = urllib.request.Request(f"{url}/completion", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            timings = json.load(answer)["timings"]
        tell(timings["prompt_per_second"], timings["predicted_per_second"])


def tell(prompt, decode):
    print(f"a prompt of {PROMPT}: {prompt:.1f} tok/s; {TOKENS} tokens after it: {decode:.2f} tok/s", flush=True)


if __name__ == "__main__":
    commands = {"make": make, "transformers": in_transformers, "gguf": to_gguf, "llama": in_llama}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
