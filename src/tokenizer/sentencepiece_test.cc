// Models of SentencePiece against that library, on strings that both sides make
// (tools/make_sentencepiece.py); what is refused of a file, and what a folder says of one.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/file.h"
#include "base/json.h"
#include "base/scratch_folder.h"
#include "tokenizer/random_text.h"
#include "tokenizer/test_util.h"
#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Ids = std::vector<std::int32_t>;

constexpr std::size_t kBlock = 250;

std::filesystem::path model_file(const std::string& name) {
  return data_file("sentencepiece/" + name + ".model");
}

struct Golden {
  std::uint32_t strings, encoded, decoded, random;
};

std::vector<Golden> read_golden(const std::string& name) {
  std::vector<Golden> out;
  std::istringstream file(read_text(data_file("sentencepiece/" + name + ".txt")));
  for (Golden g{}; file >> std::hex >> g.strings >> g.encoded >> g.decoded >> g.random;) out.push_back(g);
  return out;
}

class SentencePieceModels : public ::testing::TestWithParam<std::string> {
 protected:
  RandomText::Case string(std::size_t number) const {
    return maker.make_case(fmt::format("sentencepiece:{}", number), tokenizer.vocab_size());
  }

  std::string shown(std::size_t block) const {
    std::string out = fmt::format("compare with tools/make_sentencepiece.py show {} {} {}\n", GetParam(),
                                  block * kBlock, (block + 1) * kBlock - 1);
    for (std::size_t i = block * kBlock; i < (block + 1) * kBlock; ++i) {
      const RandomText::Case s = string(i);
      const Ids own = tokenizer.encode(s.text);
      out += fmt::format("{} \"{}\"\n  ids: {}\n", i, escaped(s.text), fmt::join(own, " "));
      for (const Ids* ids : {&own, &s.other}) {
        if (ids == &s.other) out += fmt::format("  random ids: {}\n", fmt::join(*ids, " "));
        out += fmt::format("  decoded: \"{}\"\n", escaped(tokenizer.decode(*ids, false)));
        out += fmt::format("  without special tokens: \"{}\"\n", escaped(tokenizer.decode(*ids)));
      }
    }
    return out;
  }

  Tokenizer tokenizer = Tokenizer::from_file(model_file(GetParam()));
  RandomText maker{parse_json(read_text(data_file("random_text.json")), "random_text.json"),
                   {"<s>", "</s>", "<unk>", "<pad>", "<ctl>", "<sep>", "[INST]", "[/INST]", "ter",
                    "sun\u2581ra", "12", "\U0001f600", "  ", "\u2581", "\ufb01", "<0x41>", " \u2047 "}};
};

TEST_P(SentencePieceModels, EncodesDecodesAndStreamsAsTheLibrary) {
  const std::vector<Golden> golden = read_golden(GetParam());
  ASSERT_GE(golden.size(), 40u);
  for (std::size_t block = 0; block < golden.size(); ++block) {
    Crc strings, encoded, decoded, random;
    for (std::size_t i = block * kBlock; i < (block + 1) * kBlock; ++i) {
      const RandomText::Case s = string(i);
      const Ids ids = tokenizer.encode(s.text);
      strings.add_text(s.text);
      encoded.add_ids(ids);
      for (bool skip : {false, true}) decoded.add_text(streamed(tokenizer, ids, skip, 3));
      for (bool skip : {false, true}) random.add_text(streamed(tokenizer, s.other, skip, 3));
    }
    const Golden& want = golden[block];
    ASSERT_EQ(strings.value(), want.strings)
        << "the two sides make different strings; no tokenizer is to blame";
    ASSERT_EQ(encoded.value(), want.encoded) << "ids differ\n" << shown(block);
    ASSERT_EQ(decoded.value(), want.decoded) << "decoded text differs\n" << shown(block);
    ASSERT_EQ(random.value(), want.random) << "text decoded from random ids differs\n" << shown(block);
  }
}

TEST_P(SentencePieceModels, AFileThatIsCutShortIsRefused) {
  const std::string whole = read_text(model_file(GetParam()));
  // Two of them at every byte; the others are alike.
  const std::size_t step = GetParam() == "bpe_rules" || GetParam() == "unigram_bytes" ? 1 : 37;
  for (std::size_t n = 0; n < whole.size(); n += step) {
    const std::string_view cut = std::string_view(whole).substr(0, n);
    const std::string message = message_of([&] { Tokenizer::from_sentencepiece(cut, "t.model"); });
    ASSERT_THAT(message, AnyOf(HasSubstr("of a protocol buffer"), HasSubstr("a SentencePiece model has a `"),
                               HasSubstr("a piece has 1 to")))
        << n;
    ASSERT_EQ(message.find('\n'), message.npos);
    ASSERT_TRUE(message.starts_with("t.model: "));
  }
}

INSTANTIATE_TEST_SUITE_P(Models, SentencePieceModels,
                         ::testing::Values("bpe_bytes", "bpe_rules", "bpe_plain", "bpe_unused",
                                           "unigram_rules", "unigram_bytes", "unigram_suffix",
                                           "unigram_unused", "unigram_spaces"),
                         [](const auto& param) { return param.param; });

// A field of a message.
std::string field(unsigned number, std::string_view bytes) {
  std::string out(1, static_cast<char>(number << 3 | 2));
  std::size_t size = bytes.size();
  for (; size >= 0x80; size >>= 7) out += static_cast<char>(size | 0x80);
  out += static_cast<char>(size);
  return out += bytes;
}
std::string field(unsigned number, unsigned value) {
  std::string out;
  unsigned key = number << 3;
  for (; key >= 0x80; key >>= 7) out += static_cast<char>(key | 0x80);
  out += static_cast<char>(key);
  return out += static_cast<char>(value);
}
std::string piece(std::string_view text, unsigned type = 1) {
  return field(1, field(1, text) + field(3, type));
}

const std::string kUnknown = piece("<unk>", 2);
const std::string kSpecs = field(2, field(3, 2u)) + field(3, "");

std::string refusal(const std::string& model) {
  return message_of([&] { Tokenizer::from_sentencepiece(model, "t.model"); });
}

TEST(SentencePieceFile, TheLeastModelIsRead) {
  const Tokenizer t = Tokenizer::from_sentencepiece(kUnknown + piece("a") + kSpecs, "t.model");
  EXPECT_THAT(t.encode("a a"), ElementsAre(0, 1, 0, 1));
  EXPECT_EQ(t.facts().kind, "SentencePiece BPE");
  EXPECT_EQ(t.vocab_size(), 2);
}

TEST(SentencePieceFile, WhatIsWrongIsRefusedByName) {
  EXPECT_EQ(refusal(""), "t.model: a SentencePiece model has a `trainer_spec`");
  EXPECT_EQ(refusal(kUnknown + field(2, "")), "t.model: a SentencePiece model has a `normalizer_spec`");
  EXPECT_EQ(refusal(piece("a") + kSpecs), "t.model: no piece is for what is unknown");
  EXPECT_EQ(refusal(kUnknown + piece("?", 2) + kSpecs),
            "t.model: pieces[1]: one piece is for what is unknown; 0 is another");
  EXPECT_EQ(refusal(kUnknown + piece("a") + piece("a") + kSpecs), "t.model: pieces[2]: `a` is there twice");
  EXPECT_EQ(refusal(kUnknown + piece("a", 3) + piece("a") + kSpecs),
            "t.model: pieces[2]: `a` is there twice");
  EXPECT_EQ(refusal(kUnknown + piece("") + kSpecs), "t.model: pieces[1]: a piece has 1 to 1024 bytes; got 0");
  EXPECT_EQ(refusal(kUnknown + piece(std::string(1025, 'a')) + kSpecs),
            "t.model: pieces[1]: a piece has 1 to 1024 bytes; got 1025");
  EXPECT_EQ(refusal(kUnknown + piece("\xff") + kSpecs), "t.model: pieces[1]: field 1 must be UTF-8");
  EXPECT_EQ(refusal(kUnknown + piece("a", 7) + kSpecs),
            "t.model: pieces[1]: field 3 must be a type from 1 to 6; got 7");
  EXPECT_EQ(refusal(kUnknown + field(1, field(1, "a") + field(2, 1u)) + kSpecs),
            "t.model: pieces[1]: field 2 must be a float; got wire type 0");
  EXPECT_EQ(refusal(kUnknown + field(1, field(1, "a") + std::string("\x15\0\0\xc0\x7f", 5)) + kSpecs),
            "t.model: pieces[1]: field 2 must be a finite score");
  EXPECT_EQ(refusal(kUnknown + field(1, field(1, "a") + field(4, 1u)) + kSpecs),
            "t.model: pieces[1]: field 4 is none of a piece");
  EXPECT_EQ(refusal(field(1, 3u)), "t.model: field 1 must be bytes; got wire type 0");
  EXPECT_EQ(refusal(field(7, "x")), "t.model: field 7 is none of a SentencePiece model");
  EXPECT_EQ(refusal(kUnknown + field(2, field(3, 3u)) + field(3, "")),
            "t.model: trainer_spec: `model_type` must be UNIGRAM (1) or BPE (2); got WORD (3)");
  EXPECT_EQ(refusal(kUnknown + field(2, field(3, 4u)) + field(3, "")),
            "t.model: trainer_spec: `model_type` must be UNIGRAM (1) or BPE (2); got CHAR (4)");
  EXPECT_EQ(refusal(kUnknown + field(2, "") + field(3, field(7, 1u))),
            "t.model: normalizer_spec: field 7 is none of a normalizer");
  EXPECT_EQ(refusal(kUnknown + field(2, "") + field(3, field(2, "abc"))),
            "t.model: normalizer_spec: precompiled_charsmap: the table has at least 8 bytes; got 3");
  EXPECT_EQ(refusal(kUnknown + kSpecs + field(5, field(2, "abc"))),
            "t.model: denormalizer_spec: `precompiled_charsmap` must be empty");
  EXPECT_EQ(refusal(kUnknown + piece("<0x00>", 6) + kSpecs),
            "t.model: pieces[1]: a byte needs `byte_fallback`");
  const std::string with_bytes = field(2, field(35, 1u)) + field(3, "");
  EXPECT_EQ(refusal(kUnknown + piece("<0x00>", 6) + with_bytes),
            "t.model: `byte_fallback` needs a piece for each of 256 bytes; got 1");
  EXPECT_EQ(refusal(kUnknown + piece("<0x0>", 6) + with_bytes),
            "t.model: a piece for a byte is called <0x00> to <0xFF>");
  EXPECT_EQ(refusal(std::string(11, '\xff')),
            "t.model: a number of a protocol buffer takes at most ten bytes");
  EXPECT_EQ(refusal("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
            "t.model: 9223372036854775807 more bytes of a protocol buffer are expected; got 0");
}

class Folder {
 public:
  explicit Folder(const std::string& config) {
    std::filesystem::copy(model_file("bpe_bytes"), folder_.path / "tokenizer.model");
    if (!config.empty()) write("tokenizer_config.json", config);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path / name) << text;
  }
  Tokenizer read() const { return *Tokenizer::from_folder(folder_.path); }
  std::string refusal() const {
    return message_of([&] { read(); }).substr(folder_.path.string().size() + 1);
  }

 private:
  ScratchFolder folder_;
};

TEST(SentencePieceFolder, WithoutSettingsItIsTheLibrarys) {
  const Tokenizer t = Folder("").read();
  EXPECT_EQ(t.encode("<s>a", true), Tokenizer::from_file(model_file("bpe_bytes")).encode("<s>a", false));
}

TEST(SentencePieceFolder, TokensAreAddedAndFound) {
  const Folder folder(R"({"add_bos_token": true, "add_eos_token": true, "bos_token": "<s>",
      "eos_token": {"content": "</s>"}, "added_tokens_decoder": {
        "1": {"content": "<s>", "special": true}, "2": {"content": "</s>", "special": true},
        "600": {"content": "<|im_start|>", "special": true, "rstrip": true}, "601": {"content": "<tool>"}}})");
  const Tokenizer t = folder.read();
  const std::int32_t a = t.encode("a", false)[0];
  EXPECT_THAT(t.encode("<|im_start|>  a<tool></s>"), ElementsAre(1, 600, a, 601, 2, 2));
  EXPECT_EQ(t.decode(Ids{1, a, 600, 601}, true), "a<tool>");
  EXPECT_EQ(t.decode(Ids{1, a, 600}, false), "<s> a<|im_start|>");
  EXPECT_EQ(t.vocab_size(), 602);
}

TEST(SentencePieceFolder, SettingsFromBeforeThereWasAListOfTokens) {
  const Folder folder(
      R"({"tokenizer_class": "LlamaTokenizer", "legacy": false, "bos_token": {"content": "<s>"},
      "additional_special_tokens": ["<new>"]})");
  folder.write("added_tokens.json", R"({"<new>": 700, "<old>": 701})");
  const Tokenizer t = folder.read();
  const Ids after = t.encode("<old>a", false);
  EXPECT_EQ(after[0], 701);
  EXPECT_EQ(t.decode(Ids{after[1]}, false), "a");
  EXPECT_EQ(t.text_of(after[1]), "a");  // no space is put after a token
  EXPECT_EQ(t.encode("a")[0], 1);
  EXPECT_TRUE(t.is_skipped(700));
  EXPECT_FALSE(t.is_skipped(701));
}

TEST(SentencePieceFolder, WhatDoesNotFitTheModelIsRefused) {
  EXPECT_EQ(Folder(R"({"add_bos_token": true, "bos_token": "<none>"})").refusal(),
            "tokenizer_config.json: `bos_token` must be a token, since `add_bos_token` asks for it; got "
            "\"<none>\"");
  EXPECT_EQ(Folder(R"({"added_tokens_decoder": {"5": {"content": "<s>"}}})").refusal(),
            "tokenizer_config.json: added_tokens_decoder: 5: `<s>` has id 5, but 1 in the model");
  EXPECT_EQ(Folder(R"({"added_tokens_decoder": {"5": {"content": "new"}}})").refusal(),
            "tokenizer_config.json: added_tokens_decoder: 5: `new` has id 5, which is another piece's");
  EXPECT_EQ(Folder(R"({"added_tokens_decoder": {"x": {"content": "new"}}})").refusal(),
            "tokenizer_config.json: added_tokens_decoder: x: a token's id is from 0 to 1048575");
  EXPECT_EQ(
      Folder(R"({"added_tokens_decoder": {"900": {"content": "a b"}, "901": {"content": "a b"}}})").refusal(),
      "tokenizer_config.json: added_tokens_decoder: 901: `a b` with id 901 is there twice, also as `a b` "
      "with id "
      "900");
}

}  // namespace
}  // namespace constate::tokenizer
