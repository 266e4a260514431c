// Tokenizers in GGUF files: the ids are those of the files that they were made from, which other tests hold
// against the libraries.
#include "formats/gguf_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/file.h"
#include "engine/model_folder.h"
#include "formats/gguf.h"
#include "formats/gguf_pre_tokenizer.h"
#include "formats/gguf_testing.h"
#include "formats/test_util.h"
#include "tokenizer/text_pattern.h"
#include "tokenizer/tokenizer.h"

namespace constate::engine {
namespace {

using formats::GgufMetadata, formats::GgufValue;
using ::testing::ElementsAre;
using tokenizer::Tokenizer;

const std::filesystem::path kTokenizers = std::filesystem::path(CONSTATE_SOURCE_DIR) / "tests/data/tokenizer";

std::vector<std::string> texts() {
  std::vector<std::string> out;
  for (const char* file : {"neox.cases.jsonl", "split.cases.jsonl"}) {
    std::istringstream lines(read_text(kTokenizers / file));
    for (std::string line; std::getline(lines, line);) out.push_back(Json::parse(line).at("text"));
  }
  return out;
}

// The keys that a tokenizer.json becomes, without the file itself: what other programs write.
GgufMetadata keys_of(const std::string& json, std::size_t rows) {
  GgufMetadata all("x.gguf"), out("x.gguf");
  formats::add_tokenizer(json, rows, "tokenizer.json", all);
  for (const auto& [key, value] : all.values())
    if (key != "tokenizer.huggingface.json") out.add(key, value);
  return out;
}

struct Case {
  const char *file, *pre;
};

TEST(GgufTokenizer, ByteLevelBpeComesBackWithItsIds) {
  for (const auto& [file, pre] :
       {Case{"neox.json", "olmo"}, Case{"kinds/llama3.json", "llama-bpe"}, Case{"kinds/qwen.json", "qwen2"},
        Case{"kinds/tekken.json", "tekken"}, Case{"kinds/o200k.json", "gpt-4o"}}) {
    SCOPED_TRACE(file);
    const std::string json = read_text(kTokenizers / file);
    const Tokenizer want = Tokenizer::from_json(json, file);
    const GgufMetadata keys = keys_of(json, static_cast<std::size_t>(want.vocab_size()) + 7);
    EXPECT_EQ(keys.text("tokenizer.ggml.pre"), pre);
    const auto files = formats::gguf_tokenizer(keys);
    ASSERT_TRUE(files);
    const Tokenizer got = Tokenizer::from_json(files->json, "x.gguf");
    EXPECT_EQ(got.vocab_size(), want.vocab_size());
    int compared = 0;
    for (const std::string& text : texts()) {
      const auto ids = want.encode(text, false);
      EXPECT_EQ(got.encode(text, false), ids) << text;
      EXPECT_EQ(got.decode(ids), want.decode(ids)) << text;
      ++compared;
    }
    EXPECT_EQ(compared, 1300);
  }
}

// Pieces as llama.cpp's converter writes them (tools/make_gguf_files.py). It takes user-defined ones for
// normal ones, so that texts with such a piece are left out.
TEST(GgufTokenizer, SentencePieceComesBackWithItsIds) {
  for (const char* name : {"bpe_bytes", "bpe_plain", "unigram_bytes"}) {
    SCOPED_TRACE(name);
    const Tokenizer want =
        Tokenizer::from_file(kTokenizers / "sentencepiece" / (std::string(name) + ".model"));
    const formats::GgufFile file(formats::data_file(std::string("gguf/sp_") + name + ".gguf"));
    const auto files = formats::gguf_tokenizer(file.metadata());
    ASSERT_TRUE(files);
    const Json settings = Json::parse(files->config.dump());
    const Tokenizer got = Tokenizer::from_sentencepiece(files->model, "x.gguf", settings);
    EXPECT_EQ(got.vocab_size(), want.vocab_size());
    int compared = 0;
    for (const std::string& text : texts()) {
      bool special = false;
      for (const char* piece : {"<sep>", "INST]", "ter", "\U0001f600", "12", "<ctl>", "<s>", "</s>", "<unk>"})
        special |= text.find(piece) != text.npos;
      if (special) continue;
      EXPECT_EQ(got.encode(text, false), want.encode(text, false)) << text;
      ++compared;
    }
    EXPECT_GT(compared, 900);
  }
}

TEST(GgufTokenizer, TokensAroundAText) {
  const formats::GgufFile file(formats::data_file("gguf/sp_bpe_bytes.gguf"));
  const auto files = formats::gguf_tokenizer(file.metadata());
  const Tokenizer llama =
      Tokenizer::from_sentencepiece(files->model, "x.gguf", Json::parse(files->config.dump()));
  EXPECT_EQ(llama.encode("").size(), 1u);  // bos, as llama.cpp does without a key
  EXPECT_EQ(llama.text_of(llama.encode("")[0]), "<s>");
  EXPECT_EQ(llama.encode("a<s>").back(), 1);  // a token for control is found in a text

  const std::string json = read_text(kTokenizers / "kinds/llama3.json");
  GgufMetadata keys = keys_of(json, 800);
  const auto id_of = [&](const char* token) { return Tokenizer::from_json(json, "x").id_of(token).value(); };
  const std::int32_t begin = id_of("<|begin_of_text|>"), end = id_of("<|eot_id|>");
  keys.add("tokenizer.ggml.bos_token_id", GgufValue::of(static_cast<std::uint32_t>(begin)));
  keys.add("tokenizer.ggml.eos_token_id", GgufValue::of(static_cast<std::uint32_t>(end)));
  keys.add("tokenizer.ggml.add_eos_token", GgufValue::of(true));
  const Tokenizer both = Tokenizer::from_json(formats::gguf_tokenizer(keys)->json, "x.gguf");
  EXPECT_THAT(both.encode(""), ElementsAre(begin, end));
  EXPECT_THAT(both.encode("<|begin_of_text|>", false), ElementsAre(begin));
  EXPECT_TRUE(both.is_special(end));
}

TEST(GgufTokenizer, TheJsonInTheFileWins) {
  const std::string json = read_text(kTokenizers / "flags.json");
  GgufMetadata keys("x.gguf");
  keys.add("tokenizer.huggingface.json", GgufValue::of(json));
  keys.add("tokenizer.ggml.model", GgufValue::of(std::string("anything")));
  EXPECT_EQ(formats::gguf_tokenizer(keys)->json, json);
}

// What is known here comes from the file; the tokenizer.json beside it is for the rest.
TEST(GgufTokenizer, AFileBesideIt) {
  using namespace formats::gguf_parts;
  const TempDir dir;
  const std::string path = dir.write("x.gguf", file({str("tokenizer.ggml.model", "rwkv")})).string();
  EXPECT_EQ(message_and_hint_of([&] { read_tokenizer(path); }),
            path +
                ": key `tokenizer.ggml.model`: must be one of: gpt2, llama, t5, none; got `rwkv` [put the "
                "model's tokenizer.json beside the file]");
  dir.write("x.gguf", file({}));
  EXPECT_FALSE(read_tokenizer(path));
  const std::string json = read_text(kTokenizers / "kinds/llama3.json");
  dir.write("tokenizer.json", json);
  const std::int64_t vocab = Tokenizer::from_json(json, "").vocab_size();
  EXPECT_EQ(read_tokenizer(path)->vocab_size(), vocab);
  dir.write("x.gguf", file({str("tokenizer.ggml.model", "rwkv")}));
  EXPECT_EQ(read_tokenizer(path)->vocab_size(), vocab);
  dir.write("x.gguf", read_text(formats::data_file("gguf/sp_bpe_bytes.gguf")));
  EXPECT_NE(read_tokenizer(path)->vocab_size(), vocab);
  dir.write("tokenizer.json", "{");
  dir.write("x.gguf", file({}));
  EXPECT_EQ(message_of([&] { read_tokenizer(path); }).substr(0, dir.path.string().size() + 17),
            (dir.path / "tokenizer.json: ").string());
}

TEST(GgufTokenizer, NoneInTheFile) {
  GgufMetadata keys("x.gguf");
  EXPECT_FALSE(formats::gguf_tokenizer(keys));
  keys.add("tokenizer.ggml.model", GgufValue::of(std::string("none")));
  EXPECT_FALSE(formats::gguf_tokenizer(keys));
}

TEST(GgufTokenizer, WhatCannotBeWritten) {
  const auto written = [](const char* file) {
    GgufMetadata keys;
    formats::add_tokenizer(read_text(kTokenizers / file), 1000, "t.json", keys);
  };
  EXPECT_EQ(
      message_of([&] { written("kinds/unigram.json"); }).substr(0, 96),
      "t.json: byte-level BPE that llama.cpp has a name for is written into a GGUF file; got Unigram, n");
  EXPECT_EQ(
      message_of([&] { written("flags.json"); }),
      "t.json: byte-level BPE that llama.cpp has a name for is written into a GGUF file; got BPE, normalizer "
      "null, pre-tokenizer "
      R"({"add_prefix_space":true,"trim_offsets":true,"type":"ByteLevel","use_regex":t...)");
  GgufMetadata keys;
  EXPECT_EQ(message_of([&] {
              formats::add_tokenizer(read_text(kTokenizers / "neox.json"), 10, "t.json", keys);
            }).substr(0, 14),
            "t.json: token ");
}

TEST(GgufPreTokenizer, EachNameIsARowOfItsOwn) {
  EXPECT_TRUE(formats::gguf_pre_tokenizer("falcon-h1")->ignore_merges);
  EXPECT_TRUE(formats::gguf_pre_tokenizer("falcon-h1")->begins_with_bos);
  EXPECT_FALSE(formats::gguf_pre_tokenizer("dbrx")->ignore_merges);
  EXPECT_EQ(formats::gguf_pre_tokenizer("qwen2")->normalizer.at("type"), "NFC");
  EXPECT_FALSE(formats::gguf_pre_tokenizer("default"));
  EXPECT_FALSE(formats::gguf_pre_tokenizer(""));
}

// As llama.cpp's unicode.cpp cuts these, but for letters in capitals after small ones, of which it asks
// nothing.
TEST(GgufPreTokenizer, KimiK2) {
  const OrderedJson split = formats::gguf_pre_tokenizer("kimi-k2")->pre_tokenizer.at("pretokenizers").at(0);
  const auto pattern = tokenizer::TextPattern::regex(split.at("pattern").at("Regex").get<std::string>());
  const auto parts = [&](const std::string& text) {
    std::vector<std::string> out;
    for (const auto& [begin, end] : pattern.find(text)) out.push_back(text.substr(begin, end - begin));
    return out;
  };
  EXPECT_THAT(parts("Hello 世界abc 12345"), ElementsAre("Hello", " ", "世界", "abc", " ", "123", "45"));
  EXPECT_THAT(parts("it's 我们's\n\n  x"), ElementsAre("it's", " ", "我们", "'s", "\n\n", " ", " x"));
  EXPECT_THAT(parts("a/b…\n/c"), ElementsAre("a", "/b", "…\n", "/c"));
}

}  // namespace
}  // namespace constate::engine
