#!/usr/bin/env python3
"""Makes small tokenizers of the kinds that checkpoints have, tests/data/tokenizer/kinds/*.json, with `tokenizers`.

Run by hand; the tests need no Python. Made with tokenizers 0.23.3 and sentencepiece 0.2 (for the table of `unigram`).

    tools/make_tokenizer_kinds.py [NAME...]
"""

import json
import pathlib
import sys
import tempfile

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from make_tokenizer_golden import training_text

OUT = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "tokenizer" / "kinds"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
ENDINGS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
LLAMA3 = ENDINGS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN = LLAMA3.replace("{1,3}", "")
TEKKEN = (rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
O200K = (rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+{ENDINGS}?|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*{ENDINGS}?|\p{{N}}{{1,3}}"
         r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
NO_HAN_UPPER, NO_HAN_LOWER = UPPER[:-1] + r"&&[^\p{Han}]]", LOWER[:-1] + r"&&[^\p{Han}]]"
KIMI = (rf"[\p{{Han}}]+|[^\r\n\p{{L}}\p{{N}}]?{NO_HAN_UPPER}*{NO_HAN_LOWER}+{ENDINGS}?|[^\r\n\p{{L}}\p{{N}}]?{NO_HAN_UPPER}+"
        rf"{NO_HAN_LOWER}*{ENDINGS}?|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
DEEPSEEK3 = (r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*"""
             r"|\s*[\r\n]+|\s+(?!\S)|\s+")
CHARSMAP_RULES = {"\uff21": "A", "\uff22": "B", "\uff41": "a", "\uff42": "b", "\ufb01": "fi", "\ufb02": "fl", "\u00e9": "e", "\u00b5": "\u03bc",
                  "\u3000": " ", "\u00a0": " ", "\t": " ", "\n": " ", "\r\n": " ", "\u200b": "", "\u00ad": "", "\u2460": "1", "\u33a1": "m2",
                  "\u212b": "\u00c5", "e\u0301": "\u00e9", "A\u030a": "\u00c5", "\u0345": "\u03b9", "\u0f71\u0f72": "\u0f73", "\u00a9": "(c)",
                  "\u1100": "g", "\U0001d54f": "X", "\u0600": "", "1\u2044" + "2": "\u00bd"}


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Split(Regex(pattern), behavior, invert)


def byte_level(**options):
    return pre_tokenizers.ByteLevel(**{"add_prefix_space": False, "use_regex": False, **options})


def of_bytes(steps, size, specials, normalizer=None):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=specials, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(training_text(), trainer)
    return tokenizer


def template(tokenizer, token):
    return processors.TemplateProcessing(single=f"{token} $A", pair=f"{token} $A $B",
                                         special_tokens=[(token, tokenizer.token_to_id(token))])


def llama3():
    out = of_bytes([split(LLAMA3), byte_level()], 700, ["<|begin_of_text|>", "<|eot_id|>"])
    out.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template(out, "<|begin_of_text|>")])
    return out, lambda d: d["model"].update(ignore_merges=True)


def qwen():
    out = of_bytes([split(QWEN), byte_level()], 650, ["<|endoftext|>", "<|im_start|>"], normalizers.NFC())
    out.add_tokens([AddedToken("<tool_call>", normalized=False)])
    return out, None


def deepseek():
    letters = r"\s?[A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293\u0370-\u0373\u0400-\u0481\u1e00-\u1f15\ufb00-\ufb06]+"
    return of_bytes([split("[\r\n]"), split(letters), split(r"\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+"), split(r"\s+$"),
                     split("[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"), pre_tokenizers.Digits(individual_digits=True), byte_level()], 600,
                    ["<\uff5cbegin\u2581of\u2581sentence\uff5c>"]), None


def deepseek3():
    return of_bytes([split(r"\p{N}{1,3}"), split("[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+"), split(DEEPSEEK3), byte_level()], 650,
                    ["<\uff5cbegin\u2581of\u2581sentence\uff5c>", "<think>"]), None


def o200k():
    return of_bytes([split(O200K, "removed", True), byte_level()], 650, ["<|endoftext|>", "<|endofprompt|>"]), None


def tekken():
    out = of_bytes([split(TEKKEN), byte_level()], 650, ["<unk>", "<s>", "</s>", "[INST]"])
    out.post_processor = template(out, "<s>")
    return out, lambda d: d["model"].update(ignore_merges=True)


def kimi():
    return of_bytes([split(KIMI), byte_level()], 600, ["[BOS]", "[EOS]", "<|im_end|>"]), None


def falcon():
    """A ByteLevel that others follow; each word then is of the characters that stand for bytes."""
    out = of_bytes([pre_tokenizers.Punctuation("contiguous"), byte_level(use_regex=True), pre_tokenizers.Digits(individual_digits=False),
                    split("[0-9][0-9][0-9]")], 600, [">>TITLE<<", "<|endoftext|>"])
    out.post_processor = processors.RobertaProcessing(("<|endoftext|>", 1), (">>TITLE<<", 0))
    return out, None


def with_bytes(tokenizer, after, pretend):
    """`tokenizer` as JSON, with tokens for bytes behind its first `after` ones."""

    def change(data):
        vocab = [token for token, _ in sorted(data["model"]["vocab"].items(), key=lambda item: item[1])]
        vocab = vocab[:after] + [f"<0x{b:02X}>" for b in range(256)] + vocab[after:]
        data["model"].update(vocab={token: i for i, token in enumerate(vocab)}, byte_fallback=True, unk_token="<unk>", fuse_unk=True)
        new = len(vocab)
        for token in data["added_tokens"]:
            known = data["model"]["vocab"].get(token["content"])
            token["id"] = new if known is None else known
            new += known is None
        pretend(data)

    return tokenizer, change


def of_pieces(size):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=["<unk>", "<s>", "</s>"], show_progress=False)
    tokenizer.train_from_iterator(training_text(), trainer)
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = template(tokenizer, "<s>")
    return tokenizer


def llama2():
    out = of_pieces(400)
    out.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    return with_bytes(out, 3, lambda data: data.update(pre_tokenizer=None))


def mistral():
    out = of_pieces(400)
    out.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    out.add_special_tokens([AddedToken("[INST]", normalized=False), AddedToken("[/INST]", normalized=False)])

    def without_one(data):  # characters that begin with that byte are unknown
        vocab = data["model"]["vocab"]
        vocab["no byte"] = vocab.pop("<0xF0>")

    return with_bytes(out, 3, without_one)


def charsmap():
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    with tempfile.TemporaryDirectory() as folder:
        rules = pathlib.Path(folder) / "rules.tsv"
        rules.write_text("".join(" ".join(f"{ord(c):X}" for c in a) + "\t" + " ".join(f"{ord(c):X}" for c in b) + "\n"
                                 for a, b in CHARSMAP_RULES.items()))
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(training_text()), model_prefix=f"{folder}/m", vocab_size=100,
                                                 normalization_rule_tsv=str(rules), minloglevel=2, hard_vocab_limit=False)
        model = sentencepiece_model_pb2.ModelProto()
        model.ParseFromString((pathlib.Path(folder) / "m.model").read_bytes())
        return model.normalizer_spec.precompiled_charsmap


def unigram():
    out = Tokenizer(models.Unigram())
    out.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.Precompiled(charsmap()), normalizers.Replace(Regex(" {2,}"), " ")])
    out.pre_tokenizer = pre_tokenizers.Metaspace()
    out.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=300, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], unk_token="<unk>", show_progress=False)
    out.train_from_iterator(training_text(), trainer)
    out.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
    out.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B </s>",
                                                       special_tokens=[("<s>", out.token_to_id("<s>")), ("</s>", out.token_to_id("</s>"))])
    return out, None


def unigram_bytes():
    """SentencePiece's way of a text as one piece, with tokens for bytes."""
    out, _ = unigram()
    out.normalizer = normalizers.Sequence([normalizers.Strip(left=True, right=True), normalizers.NFKC()])
    out.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    out.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="first", split=False)])

    def change(data):
        data["model"]["byte_fallback"] = True
        first = len(data["model"]["vocab"])
        data["model"]["vocab"] += [[f"<0x{b:02X}>", 0.0] for b in range(256)]
        for token in data["added_tokens"]:
            assert token["id"] < first

    return out, change


def bert():
    out = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    out.normalizer = normalizers.BertNormalizer()
    out.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    out.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(vocab_size=400, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False)
    out.train_from_iterator(training_text(), trainer)
    out.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return out, lambda d: d["model"].update(max_input_chars_per_word=20)


def word_level():
    out = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    out.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents(), normalizers.Strip()])
    out.pre_tokenizer = pre_tokenizers.Whitespace()
    out.train_from_iterator(training_text(), trainers.WordLevelTrainer(vocab_size=250, special_tokens=["[UNK]", "[SEP]"], show_progress=False))
    return out, None


def suffix():
    """The first BPE, whose last symbol of a word is marked; pieces by each way to split."""
    out = Tokenizer(models.BPE(unk_token="<unk>"))
    out.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.CharDelimiterSplit("_"),
                                                 split("e", "merged_with_next"), split(r"[aio]", "merged_with_previous"),
                                                 pre_tokenizers.Punctuation("merged_with_previous"), split(r"\W", "contiguous", True),
                                                 pre_tokenizers.FixedLength(7)])
    out.decoder = decoders.BPEDecoder("</w>")
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=["<unk>", "<s>"], end_of_word_suffix="</w>", show_progress=False)
    out.train_from_iterator(training_text(), trainer)
    return out, lambda d: d["model"].update(end_of_word_suffix="</w>")


def prefix():
    out = Tokenizer(models.BPE(unk_token="[UNK]"))
    out.normalizer = normalizers.Sequence([normalizers.Replace(Regex(r"(\d)\1+"), "9"), normalizers.Replace("--", "")])
    out.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), split(r"(?<=[a-z])(?=[A-Z])|\b(?=\p{P})", "removed")])
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=["[UNK]", "<s>"], continuing_subword_prefix="##", show_progress=False)
    out.train_from_iterator(training_text(), trainer)
    out.decoder = decoders.Sequence([decoders.WordPiece("##"), decoders.Replace(Regex("t+h"), "Th"), decoders.CTC("a", "e", True)])
    return out, lambda d: d["model"].update(continuing_subword_prefix="##")


KINDS = [llama2, mistral, llama3, qwen, deepseek, deepseek3, o200k, tekken, kimi, falcon, unigram, unigram_bytes, bert, word_level, suffix, prefix]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        if sys.argv[1:] and kind.__name__ not in sys.argv[1:]:
            continue
        tokenizer, change = kind()
        data = json.loads(tokenizer.to_str())
        if change:
            change(data)
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
        Tokenizer.from_str(text)
        (OUT / f"{kind.__name__}.json").write_text(text)


if __name__ == "__main__":
    main()
