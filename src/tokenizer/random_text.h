// Random text for tests, of what tokenizers meet and of what they rarely do: the same text for the same seed
// here and in tools/make_tokenizer_parity.py, which asks another tokenizer about it. Every draw and its order
// is part of that, so a change here is a change there. Not thread-safe; owns its tables.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace constate::tokenizer {

// FNV-1a, over bytes or over ids.
class Fnv {
 public:
  void add(std::uint64_t unit) { value_ = (value_ ^ unit) * 0x100000001B3u; }
  void add_text(std::string_view text);             // and what no UTF-8 holds
  void add_ids(std::span<const std::int32_t> ids);  // and what no id is
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325u;
};

// CRC-32 of the same, ids as four bytes each, the lower first.
class Crc {
 public:
  void add_text(std::string_view text);
  void add_ids(std::span<const std::int32_t> ids);
  std::uint32_t value() const { return ~state_; }

 private:
  void add(std::uint32_t byte);
  std::uint32_t state_ = 0xFFFFFFFFu;
};

// SplitMix64, started at the hash of a text.
class Random {
 public:
  explicit Random(std::string_view seed);
  std::uint64_t next();
  std::uint32_t below(std::size_t n);  // 0 to n - 1; n is at most 2^32

  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[below(items.size())];
  }

 private:
  std::uint64_t state_;
};

class RandomText {
 public:
  // `tables` is tests/data/tokenizer/random_text.json, `added` the tokenizer's added tokens.
  RandomText(const Json& tables, const std::vector<std::string>& added);

  std::string make(Random& r) const;  // UTF-8
  // Ids below `size`, half of them below 270, where the tokens of one byte are.
  std::vector<std::int32_t> make_ids(Random& r, std::int64_t size) const;

  struct Case {
    std::string text;
    std::vector<std::int32_t> other;  // ids to decode
  };
  Case make_case(std::string_view seed, std::int64_t size) const;

 private:
  using Text = std::u32string;
  struct Range {
    std::uint32_t low, high;
  };

  Text part(Random& r) const;
  Text word(Random& r) const;
  Text contraction(Random& r) const;
  Text mark(Random& r) const;
  Text any_character(Random& r) const;
  Text block_character(Random& r) const;
  Text marked(Random& r) const;
  Text cut(Random& r) const;
  Text digits(Random& r) const;
  Text hangul(Random& r) const;
  Text emoji(Random& r) const;
  Text run(Random& r) const;

  std::vector<Text> words_, spaces_, marks_, apostrophes_, endings_, emoji_, joiners_, code_, controls_,
      snippets_, repeated_, added_;
  std::vector<std::uint32_t> zeros_;
  std::vector<Range> ranges_;
};

// For people to read: printable ASCII as it is, the rest as \u{...}.
std::string escaped(std::string_view utf8);

}  // namespace constate::tokenizer
