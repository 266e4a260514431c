#include "tokenizer/random_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace constate::tokenizer {
namespace {

using Text = std::u32string;

Text code_points(std::string_view utf8) {
  Text out;
  while (!utf8.empty()) {
    const Utf8Char c = first_char(utf8);
    out += c.code;
    utf8.remove_prefix(c.size);
  }
  return out;
}

std::vector<Text> texts(const std::vector<std::string>& items) {
  std::vector<Text> out;
  for (const std::string& item : items) out.push_back(code_points(item));
  return out;
}

Text repeat(const Text& unit, std::size_t times) {
  Text out;
  for (; times > 0; --times) out += unit;
  return out;
}

template <class F>
Text several(Random& r, std::size_t most, F make) {
  Text out;
  for (std::size_t n = 1 + r.below(most); n > 0; --n) out += make();
  return out;
}

Text character(std::uint32_t code) { return Text(1, static_cast<char32_t>(code)); }

}  // namespace

void Fnv::add_text(std::string_view text) {
  for (char c : text) add(static_cast<unsigned char>(c));
  add(0xFF);
}

void Fnv::add_ids(std::span<const std::int32_t> ids) {
  for (std::int32_t id : ids) add(static_cast<std::uint32_t>(id));
  add(0xFFFFFFFFu);
}

void Crc::add(std::uint32_t byte) {
  static const std::array<std::uint32_t, 256> table = [] {
    std::array<std::uint32_t, 256> out{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      out[i] = i;
      for (int k = 0; k < 8; ++k) out[i] = out[i] >> 1 ^ (out[i] & 1 ? 0xEDB88320u : 0);
    }
    return out;
  }();
  state_ = state_ >> 8 ^ table[(state_ ^ byte) & 0xFF];
}

void Crc::add_text(std::string_view text) {
  for (char c : text) add(static_cast<unsigned char>(c));
  add(0xFF);
}

void Crc::add_ids(std::span<const std::int32_t> ids) {
  const auto add_id = [&](std::uint32_t id) {
    for (unsigned i = 0; i < 4; ++i) add(id >> 8 * i & 0xFF);
  };
  for (std::int32_t id : ids) add_id(static_cast<std::uint32_t>(id));
  add_id(0xFFFFFFFFu);
}

Random::Random(std::string_view seed) {
  Fnv hash;
  for (char c : seed) hash.add(static_cast<unsigned char>(c));
  state_ = hash.value();
}

std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state_;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

std::uint32_t Random::below(std::size_t n) { return static_cast<std::uint32_t>((next() >> 32) * n >> 32); }

RandomText::RandomText(const Json& tables, const std::vector<std::string>& added) : added_(texts(added)) {
  const auto table = [&](const char* key) { return texts(tables.at(key).get<std::vector<std::string>>()); };
  words_ = table("words");
  spaces_ = table("spaces");
  marks_ = table("marks");
  apostrophes_ = table("apostrophes");
  endings_ = table("endings");
  emoji_ = table("emoji");
  joiners_ = table("joiners");
  code_ = table("code");
  controls_ = table("controls");
  snippets_ = table("snippets");
  repeated_ = table("repeated");
  zeros_ = tables.at("zeros").get<std::vector<std::uint32_t>>();
  for (const Json& range : tables.at("ranges")) ranges_.push_back({range.at(0), range.at(1)});
}

Text RandomText::any_character(Random& r) const {
  const std::uint32_t c = r.below(0x110000 - 0x800);
  return character(c < 0xD800 ? c : c + 0x800);
}

Text RandomText::block_character(Random& r) const {
  const Range& range = r.pick(ranges_);
  return character(range.low + r.below(range.high - range.low + 1));
}

Text RandomText::mark(Random& r) const { return r.pick(marks_); }

Text RandomText::word(Random& r) const {
  const Text out = r.below(2) ? U" " : U"";
  return out + r.pick(words_);
}

Text RandomText::contraction(Random& r) const {
  Text out = word(r);
  out += r.pick(apostrophes_);
  return out + r.pick(endings_);
}

Text RandomText::marked(Random& r) const {
  const Text out = block_character(r);
  return out + several(r, 4, [&] { return mark(r); });
}

Text RandomText::cut(Random& r) const {
  const Text& token = r.pick(added_);
  const std::size_t n = 1 + r.below(token.size());
  return r.below(2) ? token.substr(0, n) : token.substr(token.size() - n);
}

Text RandomText::digits(Random& r) const {
  const std::uint32_t zero = r.pick(zeros_);
  return several(r, 7, [&] { return character(zero + r.below(10)); });
}

Text RandomText::hangul(Random& r) const {
  Text out;
  bool last = true;
  if (r.below(3) == 0) {
    out += character(0xAC00 + r.below(11172));
  } else {
    out += character(0x1100 + r.below(20));
    out += character(0x1161 + r.below(22));
    last = r.below(2);
  }
  if (last) out += character(0x11A7 + r.below(29));
  return out;
}

Text RandomText::emoji(Random& r) const {
  Text out = r.pick(emoji_);
  for (std::uint32_t n = r.below(4); n > 0; --n) {
    out += r.pick(joiners_);
    out += r.pick(emoji_);
  }
  return out;
}

Text RandomText::run(Random& r) const {
  const Text unit = r.below(2) ? mark(r) : block_character(r);
  return repeat(unit, 1 + r.below(100));
}

Text RandomText::part(Random& r) const {
  const std::uint32_t kind = r.below(24);
  if (kind < 3) return word(r);
  if (kind == 3) return contraction(r);
  if (kind == 4) return r.pick(spaces_);
  if (kind == 5) return repeat(U" ", 1 + r.below(40));
  if (kind == 6) return several(r, 5, [&] { return mark(r); });
  if (kind == 7) return marked(r);
  if (kind < 10) return r.pick(added_);
  if (kind == 10) return cut(r);
  if (kind == 11) return digits(r);
  if (kind == 12) return hangul(r);
  if (kind == 13) return emoji(r);
  if (kind == 14) return r.pick(code_);
  if (kind == 15) return r.pick(controls_);
  if (kind < 18) return several(r, 4, [&] { return any_character(r); });
  if (kind < 21) return several(r, 4, [&] { return block_character(r); });
  if (kind == 21) return r.pick(snippets_);
  if (kind == 22) return run(r);
  return several(r, 30, [&] { return character('a' + r.below(26)); });
}

std::string RandomText::make(Random& r) const {
  static const std::vector<int> counts = {1, 1, 2, 3, 4, 6, 9, 14};
  Text text;
  if (r.below(500) == 0) {  // a long one
    const Text& unit = r.pick(repeated_);
    text = repeat(unit, 50 + r.below(1500));
    text += part(r);
  } else {
    for (int n = r.pick(counts); n > 0; --n) text += part(r);
  }
  std::string out;
  for (char32_t c : text) append_utf8(c, out);
  return out;
}

std::vector<std::int32_t> RandomText::make_ids(Random& r, std::int64_t size) const {
  std::vector<std::int32_t> out(1 + r.below(24));
  for (std::int32_t& id : out) {
    const bool byte = r.below(2);
    id = static_cast<std::int32_t>(
        r.below(static_cast<std::size_t>(byte ? std::min<std::int64_t>(size, 270) : size)));
  }
  return out;
}

RandomText::Case RandomText::make_case(std::string_view seed, std::int64_t size) const {
  Random r(seed);
  std::string text = make(r);
  return {std::move(text), make_ids(r, size)};
}

std::string escaped(std::string_view utf8) {
  std::string out;
  for (char32_t c : code_points(utf8)) {
    if (c >= ' ' && c <= '~' && c != '"' && c != '\\')
      out += static_cast<char>(c);
    else
      out += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c));
  }
  return out;
}

}  // namespace constate::tokenizer
