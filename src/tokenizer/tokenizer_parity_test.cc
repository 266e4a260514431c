// The tokenizer against the `tokenizers` library, on strings that both sides make (random_text.h). The data
// are hashes of what the library gives, a line for each 64 strings: tools/make_tokenizer_parity.py makes
// them, and prints the library's side of a block in which the two differ.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "tokenizer/random_text.h"
#include "tokenizer/stream_decoder.h"
#include "tokenizer/test_util.h"
#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {
namespace {

using Ids = std::vector<std::int32_t>;

constexpr std::size_t kBlock = 64;

struct Subject {
  std::string name;
  std::size_t blocks;
  std::string special;  // a special token, found before normalization, that takes no whitespace along
};

void PrintTo(const Subject& s, std::ostream* out) { *out << s.name; }

std::filesystem::path tokenizer_file(const std::string& name) {
  return name == "demo" ? std::filesystem::path(CONSTATE_SOURCE_DIR) / "models/demo/tokenizer.json"
                        : data_file(name + ".json");
}

Json tables() { return parse_json(read_text(data_file("random_text.json")), "random_text.json"); }

std::vector<std::string> added_tokens(const std::string& name) {
  std::vector<std::string> out;
  const Json file = parse_json(read_text(tokenizer_file(name)), name);
  for (const Json& token : file.at("added_tokens")) out.push_back(token.at("content"));
  return out;
}

// What the library gave.
struct Golden {
  struct Block {
    std::uint64_t strings, encoded, decoded, random;
  };
  std::vector<Block> blocks;
  std::set<std::size_t> fails;  // the strings at which the library itself fails
  std::vector<std::uint64_t> longs;

  explicit Golden(const std::string& name) {
    std::istringstream file(read_text(data_file("parity." + name + ".txt")));
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string word;
      std::size_t number = 0;
      if (line.starts_with("fails")) {
        words >> word >> number;
        fails.insert(number);
      } else if (line.starts_with("long")) {
        words >> word >> number >> std::hex >> longs.emplace_back();
        EXPECT_EQ(number, longs.size() - 1);
      } else {
        Block& b = blocks.emplace_back();
        words >> std::hex >> b.strings >> b.encoded >> b.decoded >> b.random;
      }
      EXPECT_FALSE(words.fail()) << line;
    }
  }
};

class Parity : public ::testing::TestWithParam<Subject> {
 protected:
  struct String {
    std::string text;
    Ids other;  // ids to decode
  };

  String string(std::size_t number) const {
    Random r(fmt::format("{}:{}", name, number));
    String out;
    out.text = maker.make(r);
    out.other = maker.make_ids(r, tokenizer.vocab_size());
    return out;
  }

  // As the tool's `show` prints the library's side.
  std::string shown_block(std::size_t block) const {
    const std::size_t first = block * kBlock, last = first + kBlock - 1;
    std::string out = fmt::format("block {}; compare with tools/make_tokenizer_parity.py show {} {} {}\n",
                                  block, name, first, last);
    const auto decodings = [&](const Ids& ids) {
      out += fmt::format("  decoded: \"{}\"\n", escaped(tokenizer.decode(ids, false)));
      out += fmt::format("  without special tokens: \"{}\"\n", escaped(tokenizer.decode(ids)));
    };
    for (std::size_t i = first; i <= last; ++i) {
      const String s = string(i);
      const Ids special = tokenizer.encode(s.text);
      out += fmt::format("{} \"{}\"\n  ids: {}\n  with special tokens: {}\n", i, escaped(s.text),
                         fmt::join(tokenizer.encode(s.text, false), " "), fmt::join(special, " "));
      decodings(special);
      out += fmt::format("  random ids: {}\n", fmt::join(s.other, " "));
      decodings(s.other);
    }
    return out;
  }

  std::string name = GetParam().name;
  Tokenizer tokenizer = Tokenizer::from_file(tokenizer_file(name));
  RandomText maker{tables(), added_tokens(name)};
};

TEST_P(Parity, EncodesAndDecodesAsTheLibrary) {
  const Golden golden(name);
  ASSERT_EQ(golden.blocks.size(), GetParam().blocks);
  EXPECT_LT(golden.fails.size(), 20u);
  for (std::size_t block = 0; block < golden.blocks.size(); ++block) {
    Fnv strings, encoded, decoded, random;
    for (std::size_t i = block * kBlock; i < (block + 1) * kBlock; ++i) {
      const String s = string(i);
      strings.add_text(s.text);
      const Ids special = tokenizer.encode(s.text);
      if (!golden.fails.contains(i)) {
        encoded.add_ids(tokenizer.encode(s.text, false));
        encoded.add_ids(special);
        for (bool skip : {false, true}) decoded.add_text(tokenizer.decode(special, skip));
      }
      for (bool skip : {false, true}) random.add_text(tokenizer.decode(s.other, skip));
    }
    const Golden::Block& want = golden.blocks[block];
    ASSERT_EQ(strings.value(), want.strings)
        << "block " << block << ": the two sides make different strings; no tokenizer is to blame";
    ASSERT_EQ(encoded.value(), want.encoded) << "ids differ\n" << shown_block(block);
    ASSERT_EQ(decoded.value(), want.decoded) << "decoded text differs\n" << shown_block(block);
    ASSERT_EQ(random.value(), want.random) << "text decoded from random ids differs\n" << shown_block(block);
  }
}

TEST_P(Parity, EncodesLongStringsAsTheLibrary) {
  const Golden golden(name);
  const Json longs = tables().at("long");
  ASSERT_EQ(golden.longs.size(), longs.size());
  for (std::size_t i = 0; i < longs.size(); ++i) {
    const std::string unit = longs[i].at(0);
    std::string text;
    for (int n = longs[i].at(1); n > 0; --n) text += unit;
    Fnv hash;
    hash.add_ids(tokenizer.encode(text, false));
    EXPECT_EQ(hash.value(), golden.longs[i]) << escaped(unit) << ", " << longs[i].at(1) << " times";
  }
}

// How many bytes at the end of `bytes` are the start of a character that more bytes may complete: looked up
// among the starts of all characters.
std::size_t open_bytes(std::string_view bytes) {
  static const std::set<std::string, std::less<>> starts = [] {
    std::set<std::string, std::less<>> out;
    for (char32_t c = 0x80; c < 0x110000; ++c) {
      if (c >= 0xD800 && c < 0xE000) continue;
      std::string whole;
      append_utf8(c, whole);
      for (std::size_t n = 1; n < whole.size(); ++n) out.insert(whole.substr(0, n));
    }
    return out;
  }();
  for (std::size_t n = std::min<std::size_t>(3, bytes.size()); n > 0; --n)
    if (starts.contains(bytes.substr(bytes.size() - n))) return n;
  return 0;
}

// After each token, the stream has given all that is certain and no more: what decode gives for the ids so
// far, but for the U+FFFD of a character that may go on.
void expect_streams(const Tokenizer& tokenizer, const Ids& ids, bool skip) {
  StreamDecoder stream(tokenizer, skip);
  std::string bytes, got;
  for (std::size_t n = 0; n < ids.size(); ++n) {
    const std::string piece = stream.push(ids[n]);
    ASSERT_EQ(find_invalid_utf8(piece), std::string::npos);
    got += piece;
    if (!(skip && tokenizer.is_skipped(ids[n]))) bytes += tokenizer.bytes_of(ids[n]);
    if (n >= 48) continue;  // each prefix is decoded anew
    const std::string all = tokenizer.decode(std::span(ids).first(n + 1), skip);
    ASSERT_EQ(got + (open_bytes(bytes) > 0 ? "\uFFFD" : ""), all) << fmt::format("{}", fmt::join(ids, " "));
  }
  ASSERT_EQ(got + stream.finish(), tokenizer.decode(ids, skip)) << fmt::format("{}", fmt::join(ids, " "));
}

TEST_P(Parity, StreamsAllThatIsCertainAfterEachToken) {
  const std::size_t count = GetParam().blocks * kBlock / 8;  // 33,040 in all
  for (std::size_t i = 0; i < count; ++i) {
    const String s = string(i);
    for (bool skip : {false, true}) {
      ASSERT_NO_FATAL_FAILURE(expect_streams(tokenizer, tokenizer.encode(s.text), skip)) << name << ' ' << i;
      ASSERT_NO_FATAL_FAILURE(expect_streams(tokenizer, s.other, skip)) << name << ' ' << i;
    }
  }
}

// The offsets at which a character starts, and the end.
std::vector<std::size_t> boundaries(std::string_view text) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < text.size(); at += first_char(text.substr(at)).size) out.push_back(at);
  out.push_back(text.size());
  return out;
}

TEST_P(Parity, RefusesWhatIsNotUtf8AnywhereInAString) {
  const std::vector<std::string> bad = {"\xED\xA0\x80",
                                        "\xED\xBF\xBF",
                                        "\xED\xA0\xBD\xED\xB8\x80",  // surrogates, alone and as a pair
                                        "\x80",
                                        "\xBF\xBF",
                                        "\xC0\x80",
                                        "\xC1\xBF",
                                        "\xE0\x9F\xBF",
                                        "\xF0\x8F\xBF\xBF",  // overlong
                                        "\xC3",
                                        "\xE2\x82",
                                        "\xF0\x9F\x98",
                                        "\xF4\x90\x80\x80",
                                        "\xF5\x80\x80\x80",
                                        "\xFE",
                                        "\xFF"};
  for (std::size_t i = 0; i < 2000; ++i) {
    std::string text = string(i).text;
    Random r(fmt::format("bad {}", i));
    const std::size_t at = r.pick(boundaries(text));
    const std::string& bytes = r.pick(bad);
    text.insert(at, bytes);
    ASSERT_EQ(message_of([&] { tokenizer.encode(text); }),
              fmt::format("encode: the text must be UTF-8; byte {} (0x{:02x}) is not", at,
                          static_cast<unsigned char>(bytes[0])))
        << name << ' ' << i;
  }
}

TEST_P(Parity, ASpecialTokenPartsATextInTwo) {
  const std::string& parting = GetParam().special;
  const std::int32_t id = *tokenizer.id_of(parting);
  for (std::size_t i = 0; i < 2000; ++i) {
    const std::string left = string(2 * i).text, right = string(2 * i + 1).text;
    Ids want = tokenizer.encode(left, false);
    want.push_back(id);
    const Ids after = tokenizer.encode(right, false);
    want.insert(want.end(), after.begin(), after.end());
    ASSERT_EQ(tokenizer.encode(left + parting + right, false), want) << escaped(left) << '\n'
                                                                     << escaped(right);
  }
}

INSTANTIATE_TEST_SUITE_P(Tokenizers, Parity,
                         ::testing::Values(Subject{"neox", 1600, "<|endoftext|>"},
                                           Subject{"demo", 1250, "<|endoftext|>"},
                                           Subject{"flags", 320, "<s>"}, Subject{"split", 320, "<|bos|>"},
                                           Subject{"words", 640, "<|bos|>"}),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace constate::tokenizer
