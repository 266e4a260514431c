#include "tokenizer/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "tokenizer/stream_decoder.h"
#include "tokenizer/test_util.h"

namespace constate::tokenizer {
namespace {

using ::testing::ElementsAre;
using Ids = std::vector<std::int32_t>;

std::filesystem::path tokenizer_file(const std::string& name) {
  return name == "demo" ? std::filesystem::path(CONSTATE_SOURCE_DIR) / "models/demo/tokenizer.json"
                        : data_file(name + ".json");
}

std::vector<Json> lines(const std::string& name) {
  std::ifstream file(data_file(name), std::ios::binary);
  std::vector<Json> out;
  for (std::string line; std::getline(file, line);) out.push_back(parse_json(line, name));
  return out;
}

// What the `tokenizers` library gives (tools/make_tokenizer_golden.py).
class Golden : public ::testing::TestWithParam<std::string> {};

TEST_P(Golden, EncodesAndDecodesAsTheLibrary) {
  const Tokenizer tokenizer = Tokenizer::from_file(tokenizer_file(GetParam()));
  const std::vector<Json> cases = lines(GetParam() + ".cases.jsonl");
  EXPECT_GE(cases.size(), 600u);
  for (const Json& c : cases) {
    const std::string text = c["text"];
    const Ids ids = c["ids"];
    const Ids special = c.value("special", ids);
    const std::string all = c.value("all", text);
    ASSERT_EQ(tokenizer.encode(text, false), ids) << c;
    ASSERT_EQ(tokenizer.encode(text), special) << c;
    ASSERT_EQ(tokenizer.decode(special, false), all) << c;
    ASSERT_EQ(tokenizer.decode(special), c.value("skip", all)) << c;
  }
}

TEST_P(Golden, DecodesAnyIdsAsTheLibrary) {
  const Tokenizer tokenizer = Tokenizer::from_file(tokenizer_file(GetParam()));
  const std::vector<Json> cases = lines(GetParam() + ".ids.jsonl");
  EXPECT_EQ(cases.size(), 100u);
  for (const Json& c : cases) {
    const Ids ids = c["ids"];
    ASSERT_EQ(tokenizer.decode(ids, false), c["all"].get<std::string>()) << c;
    ASSERT_EQ(tokenizer.decode(ids), c["skip"].get<std::string>()) << c;
    std::string bytes, text;
    for (std::int32_t id : ids) bytes += tokenizer.bytes_of(id);
    append_lossy(bytes, text);
    ASSERT_EQ(text, c["all"].get<std::string>()) << c;
  }
}

TEST_P(Golden, StreamsWhatDecodeGives) {
  const Tokenizer tokenizer = Tokenizer::from_file(tokenizer_file(GetParam()));
  for (const char* file : {".cases.jsonl", ".ids.jsonl"})
    for (const Json& c : lines(GetParam() + file))
      for (bool skip : {false, true}) {
        const Ids ids = c.contains("special") ? c["special"] : c["ids"];
        StreamDecoder stream(tokenizer, skip);
        std::string text;
        for (std::int32_t id : ids) {
          const std::string part = stream.push(id);
          ASSERT_EQ(find_invalid_utf8(part), std::string::npos);
          text += part;
        }
        ASSERT_EQ(text + stream.finish(), tokenizer.decode(ids, skip)) << c;
      }
}

INSTANTIATE_TEST_SUITE_P(Tokenizers, Golden, ::testing::Values("neox", "flags", "split", "demo"),
                         [](const auto& param) { return param.param; });

const Tokenizer& demo() {
  static const Tokenizer tokenizer = Tokenizer::from_file(tokenizer_file("demo"));
  return tokenizer;
}

// The tokens of single bytes.
Ids byte_ids(std::string_view bytes) {
  static const std::vector<std::int32_t> table = [] {
    std::vector<std::int32_t> out(256, -1);
    for (std::int32_t id = 0; id < demo().vocab_size(); ++id)
      if (const auto b = demo().bytes_of(id); b.size() == 1) out[static_cast<unsigned char>(b[0])] = id;
    return out;
  }();
  Ids out;
  for (char b : bytes) out.push_back(table[static_cast<unsigned char>(b)]);
  return out;
}

TEST(StreamDecoder, EachCharacterComesWithItsLastByte) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> table = {
      {"a\u00e9", {"a", "", "\u00e9"}},
      {"\u20ac!", {"", "", "\u20ac", "!"}},
      {"\U0001f600", {"", "", "", "\U0001f600"}},
      {"\xC3x", {"", "\uFFFDx"}},  // the open character was none
      {"\xE2\x82\xC3\xA9", {"", "", "\uFFFD", "\u00e9"}},
      {"\xF0\x9F\x98z", {"", "", "", "\uFFFDz"}},
      {"\xFFz", {"\uFFFD", "z"}},          // never part of a character
      {"\xED\xA0", {"", "\uFFFD\uFFFD"}},  // a surrogate: refused at its second byte
      {"\xF4\x90", {"", "\uFFFD\uFFFD"}},  // above U+10FFFF
      {"\xC0\xAF", {"\uFFFD", "\uFFFD"}},
  };
  for (const auto& [bytes, parts] : table) {
    StreamDecoder stream(demo());
    std::vector<std::string> got;
    for (std::int32_t id : byte_ids(bytes)) got.push_back(stream.push(id));
    EXPECT_EQ(got, parts);
    EXPECT_EQ(stream.finish(), "");
  }
}

TEST(StreamDecoder, WhatIsOpenAtTheEndIsOneReplacement) {
  for (const char* bytes : {"\xC3", "\xE2", "\xE2\x82", "\xF0", "\xF0\x9F", "\xF0\x9F\x98"}) {
    StreamDecoder stream(demo());
    for (std::int32_t id : byte_ids(bytes)) EXPECT_EQ(stream.push(id), "");
    EXPECT_EQ(stream.finish(), "\uFFFD");
    EXPECT_EQ(stream.finish(), "");  // as new
    EXPECT_EQ(stream.push(byte_ids("a")[0]), "a");
  }
}

TEST(StreamDecoder, AllShortSequencesOfTheBytesThatMatter) {
  const std::string bytes = "A\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xE0\xE1\xED\xF0\xF1\xF4\xF5";
  for (std::size_t code = 0; code < 16 * 16 * 16 * 16; ++code) {
    std::string word;
    for (std::size_t k = 0; k < 4; ++k) word += bytes[code >> (4 * k) & 15];
    std::string want;
    append_lossy(word, want);
    StreamDecoder stream(demo());
    std::string got;
    const Ids ids = byte_ids(word);
    for (std::int32_t id : ids) got += stream.push(id);
    ASSERT_EQ(got + stream.finish(), want);
    ASSERT_EQ(demo().decode(ids), want);
  }
}

TEST(StreamDecoder, ASkippedTokenDoesNotPartACharacter) {
  const Ids euro = byte_ids("\u20ac");
  const Ids ids = {euro[0], 0, euro[1], euro[2]};
  for (bool skip : {true, false}) {
    StreamDecoder stream(demo(), skip);
    std::string text;
    for (std::int32_t id : ids) text += stream.push(id);
    EXPECT_EQ(text + stream.finish(), skip ? "\u20ac" : "\uFFFD<|endoftext|>\uFFFD\uFFFD");
    EXPECT_EQ(demo().decode(ids, skip), skip ? "\u20ac" : "\uFFFD<|endoftext|>\uFFFD\uFFFD");
  }
}

TEST(Tokenizer, IdsOutsideTheVocabulary) {
  EXPECT_EQ(demo().vocab_size(), 4096);
  EXPECT_EQ(message_and_hint_of([] {
              demo().decode(Ids{5, 4096});
            }),
            "token id 4096 is outside the vocabulary of 4096");
  EXPECT_EQ(message_and_hint_of([] { demo().bytes_of(-1); }),
            "token id -1 is outside the vocabulary of 4096");
  EXPECT_EQ(message_and_hint_of([] { demo().is_special(4096); }),
            "token id 4096 is outside the vocabulary of 4096");
  StreamDecoder stream(demo());
  const Ids e = byte_ids("\u00e9");
  EXPECT_EQ(stream.push(e[0]), "");
  EXPECT_EQ(message_and_hint_of([&] { stream.push(70000); }),
            "token id 70000 is outside the vocabulary of 4096");
  EXPECT_EQ(stream.push(e[1]), "\u00e9");
  try {
    demo().decode(Ids{-5});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::kOutOfRange);
  }
}

TEST(Tokenizer, TextThatIsNotUtf8IsRefusedWithItsPlace) {
  EXPECT_EQ(message_and_hint_of([] { demo().encode("ab\xFF"); }),
            "encode: the text must be UTF-8; byte 2 (0xff) is not");
  EXPECT_EQ(message_and_hint_of([] { demo().encode("\xED\xA0\x80"); }),
            "encode: the text must be UTF-8; byte 0 (0xed) is not");
  EXPECT_EQ(message_and_hint_of([] { demo().encode("x\xE2\x82"); }),
            "encode: the text must be UTF-8; byte 1 (0xe2) is not");
}

TEST(Tokenizer, TokensByNameAndFacts) {
  EXPECT_EQ(demo().id_of("<|endoftext|>"), 0);
  EXPECT_EQ(demo().id_of("no such token"), std::nullopt);
  EXPECT_EQ(demo().bytes_of(*demo().id_of("\u0120the")), " the");
  EXPECT_TRUE(demo().is_special(0));
  EXPECT_FALSE(demo().is_special(1));
  EXPECT_TRUE(demo().encode("").empty());
  const TokenizerFacts facts = demo().facts();
  EXPECT_EQ(facts.kind, "byte-level BPE");
  EXPECT_EQ(facts.vocab, 4096);
  EXPECT_EQ(facts.merges, 3839);
  EXPECT_EQ(facts.added, 1);
  EXPECT_THAT(facts.special_names, ElementsAre("<|endoftext|>"));
  EXPECT_EQ(facts.normalizer, "NFC");
  EXPECT_EQ(facts.pre_tokenizer, "ByteLevel");
  EXPECT_EQ(facts.decoder, "ByteLevel");
  const TokenizerFacts flags = Tokenizer::from_file(tokenizer_file("flags")).facts();
  EXPECT_THAT(flags.special_names, ElementsAre("<s>", "</s>", "<mask>", "<|x|>"));
  EXPECT_EQ(flags.normalizer, "none");
  EXPECT_EQ(flags.pre_tokenizer, "ByteLevel with a prefix space");
  const TokenizerFacts split = Tokenizer::from_file(tokenizer_file("split")).facts();
  EXPECT_EQ(split.normalizer, "NFKD, NFC");
  EXPECT_EQ(split.pre_tokenizer, "Split, ByteLevel");
}

TEST(Tokenizer, FactsOfOtherKinds) {
  const auto facts = [](const std::string& name) {
    return Tokenizer::from_file(data_file("kinds/" + name + ".json")).facts();
  };
  const TokenizerFacts llama2 = facts("llama2");
  EXPECT_EQ(llama2.kind, "BPE with byte fallback");
  EXPECT_EQ(llama2.normalizer, "Prepend, Replace");
  EXPECT_EQ(llama2.pre_tokenizer, "none");
  EXPECT_EQ(llama2.decoder, "Replace, ByteFallback, Fuse, Strip");
  EXPECT_EQ(facts("unigram").kind, "Unigram");
  EXPECT_EQ(facts("bert").kind, "WordPiece");
  EXPECT_EQ(facts("word_level").kind, "WordLevel");
  EXPECT_EQ(facts("suffix").kind, "BPE");
  EXPECT_EQ(facts("llama3").kind, "byte-level BPE");
}

TEST(Tokenizer, BytesOfATokenAreThoseInTheMiddleOfAText) {
  const Tokenizer t = Tokenizer::from_file(data_file("kinds/llama2.json"));
  EXPECT_EQ(t.bytes_of(*t.id_of("<0xE2>")), "\xE2");
  EXPECT_EQ(t.text_of(*t.id_of("<0xE2>")), "<0xE2>");
  const std::int32_t space = *t.id_of("\u2581c");
  EXPECT_EQ(t.bytes_of(space), " c");
  EXPECT_EQ(t.decode(Ids{space, space}), "c c");
}

TEST(Tokenizer, ASpecialTokenThatTheNormalizerChangesIsNotSkipped) {
  const Tokenizer tokenizer = Tokenizer::from_file(tokenizer_file("split"));
  const std::int32_t changed = *tokenizer.id_of("\u2460"), same = *tokenizer.id_of("\u2461");
  EXPECT_TRUE(tokenizer.is_special(changed));
  EXPECT_FALSE(tokenizer.is_skipped(changed));
  EXPECT_TRUE(tokenizer.is_skipped(same));
  EXPECT_EQ(tokenizer.decode(Ids{changed, same}), "1");
  EXPECT_EQ(tokenizer.decode(Ids{changed, same}, false), "1\u2461");
}

TEST(Tokenizer, LongTextRoundTrips) {
  for (const char* unit : {"a", " ", "\n", "e", "\U0001f600", "the state "}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    const Ids ids = demo().encode(text);
    EXPECT_EQ(demo().decode(ids), text);
  }
}

TEST(Tokenizer, ServesThreadsAtOnce) {
  const std::string text = read_text(tokenizer_file("flags"));
  const Ids want = demo().encode(text);
  std::vector<int> equal(4, 0);
  std::vector<std::thread> threads;
  for (int& e : equal)
    threads.emplace_back([&] { e = demo().encode(text) == want && demo().decode(want) == text; });
  for (std::thread& t : threads) t.join();
  EXPECT_THAT(equal, ElementsAre(1, 1, 1, 1));
}

}  // namespace
}  // namespace constate::tokenizer
