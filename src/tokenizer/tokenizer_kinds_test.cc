// Tokenizers of the kinds that checkpoints have (tools/make_tokenizer_kinds.py) against the `tokenizers`
// library, on strings that both sides make: 200,000 for each, of which CI takes 20,000.
// tools/make_tokenizer_parity.py makes the hashes, a line for each 250 strings, and prints the library's side
// of strings in which the two differ.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "base/file.h"
#include "base/json.h"
#include "support/soak.h"
#include "tokenizer/random_text.h"
#include "tokenizer/test_util.h"
#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {
namespace {

using Ids = std::vector<std::int32_t>;

constexpr std::size_t kBlock = 250, kBlocks = 800, kBlocksOfCi = 80;

std::string kind_file(const std::string& name) { return data_file("kinds/" + name).string(); }

struct Block {
  std::uint32_t strings, encoded, decoded, random;
};

// What the library gave, and the strings at which it fails.
struct Golden {
  std::vector<Block> blocks;
  std::set<std::size_t> fails;

  explicit Golden(const std::string& name) {
    std::istringstream file(read_text(kind_file(name + ".txt")));
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string word;
      std::size_t number = 0;
      if (line.starts_with("fails")) {
        words >> word >> number;
        fails.insert(number);
      } else {
        Block& b = blocks.emplace_back();
        words >> std::hex >> b.strings >> b.encoded >> b.decoded >> b.random;
      }
      EXPECT_FALSE(words.fail()) << line;
    }
  }
};

class Kinds : public ::testing::TestWithParam<std::string> {
 protected:
  // The strings are the same for all kinds, with the added tokens of each.
  static RandomText make_maker() {
    std::set<std::string> added;
    for (const auto& entry : std::filesystem::directory_iterator(data_file("kinds"))) {
      if (entry.path().extension() != ".json") continue;
      const Json file = parse_json(read_text(entry.path()), entry.path().string());
      for (const Json& token : file.at("added_tokens")) added.insert(token.at("content").get<std::string>());
    }
    return RandomText(parse_json(read_text(data_file("random_text.json")), "random_text.json"),
                      std::vector<std::string>(added.begin(), added.end()));
  }

  RandomText::Case string(std::size_t number) const {
    return maker.make_case(fmt::format("kinds:{}", number), tokenizer.vocab_size());
  }

  std::string shown(std::size_t block) const {
    std::string out = fmt::format("compare with tools/make_tokenizer_parity.py show {} {} {}\n", name,
                                  block * kBlock, (block + 1) * kBlock - 1);
    for (std::size_t i = block * kBlock; i < (block + 1) * kBlock; ++i) {
      const RandomText::Case s = string(i);
      const Ids special = tokenizer.encode(s.text);
      out += fmt::format("{} \"{}\"\n  ids: {}\n  with special tokens: {}\n", i, escaped(s.text),
                         fmt::join(tokenizer.encode(s.text, false), " "), fmt::join(special, " "));
      for (const bool of_text : {true, false}) {
        const Ids& ids = of_text ? special : s.other;
        if (!of_text) out += fmt::format("  random ids: {}\n", fmt::join(ids, " "));
        out += fmt::format("  decoded: \"{}\"\n", escaped(tokenizer.decode(ids, false)));
        out += fmt::format("  without special tokens: \"{}\"\n", escaped(tokenizer.decode(ids)));
      }
    }
    return out;
  }

  std::string name = GetParam();
  Tokenizer tokenizer = Tokenizer::from_file(kind_file(name + ".json"));
  RandomText maker = make_maker();
};

TEST_P(Kinds, EncodesDecodesAndStreamsAsTheLibrary) {
  const Golden golden(name);
  ASSERT_EQ(golden.blocks.size(), kBlocks);
  EXPECT_LT(golden.fails.size(), 100u);
  for (std::size_t block = 0; block < (testing::is_soak() ? kBlocks : kBlocksOfCi); ++block) {
    Crc strings, encoded, decoded, random;
    for (std::size_t i = block * kBlock; i < (block + 1) * kBlock; ++i) {
      const RandomText::Case s = string(i);
      strings.add_text(s.text);
      if (golden.fails.contains(i)) continue;
      const Ids special = tokenizer.encode(s.text);
      encoded.add_ids(tokenizer.encode(s.text, false));
      encoded.add_ids(special);
      for (bool skip : {false, true}) decoded.add_text(streamed(tokenizer, special, skip));
      for (bool skip : {false, true}) random.add_text(streamed(tokenizer, s.other, skip));
    }
    const Block& want = golden.blocks[block];
    ASSERT_EQ(strings.value(), want.strings)
        << "the two sides make different strings; no tokenizer is to blame";
    ASSERT_EQ(encoded.value(), want.encoded) << "ids differ\n" << shown(block);
    ASSERT_EQ(decoded.value(), want.decoded) << "decoded text differs\n" << shown(block);
    ASSERT_EQ(random.value(), want.random) << "text decoded from random ids differs\n" << shown(block);
  }
}

INSTANTIATE_TEST_SUITE_P(Tokenizers, Kinds,
                         ::testing::Values("llama2", "mistral", "llama3", "qwen", "deepseek", "deepseek3",
                                           "o200k", "tekken", "kimi", "falcon", "unigram", "unigram_bytes",
                                           "bert", "word_level", "suffix", "prefix"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace constate::tokenizer
