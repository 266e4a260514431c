#include "tokenizer/precompiled.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/letters.h"

namespace constate::tokenizer {
namespace {

// A unit of the trie (a double array, as darts-clone writes it).
bool has_leaf(std::uint32_t unit) { return unit >> 8 & 1; }
std::uint32_t value(std::uint32_t unit) { return unit & 0x7FFFFFFF; }
std::uint32_t label(std::uint32_t unit) { return unit & 0x800000FF; }
std::uint32_t offset(std::uint32_t unit) { return (unit >> 10) << ((unit & 0x200) >> 6); }

std::uint32_t number(std::string_view bytes) {
  std::uint32_t out = 0;
  for (unsigned i = 0; i < 4; ++i)
    out |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
  return out;
}

utf8proc_int32_t known(char32_t c) { return static_cast<utf8proc_int32_t>(joins_cluster(c) ? 0x300 : c); }

}  // namespace

std::size_t grapheme_cluster(std::string_view text) {
  Utf8Char c = first_char(text);
  std::size_t end = c.size;
  utf8proc_int32_t state = 0;
  while (end < text.size()) {
    const Utf8Char next = first_char(text.substr(end));
    if (utf8proc_grapheme_break_stateful(known(c.code), known(next.code), &state)) break;
    c = next;
    end += c.size;
  }
  return end;
}

Precompiled::Precompiled(std::string_view table) {
  if (table.size() < 8)
    throw FormatError(fmt::format("the table has at least 8 bytes; got {}", table.size()));
  const std::uint32_t size = number(table);
  table.remove_prefix(4);
  if (size % 4 != 0 || size == 0 || size > table.size())
    throw FormatError(fmt::format("the table's trie has {} bytes, a multiple of 4 within the {} that follow",
                                  size, table.size()));
  for (std::size_t at = 0; at < size; at += 4) trie_.push_back(number(table.substr(at)));
  texts_ = table.substr(size);
  if (const std::size_t at = find_invalid_utf8(texts_); at != std::string::npos)
    throw FormatError(fmt::format("the table's texts must be UTF-8; byte {} of them is not", at));
}

template <class F>
void Precompiled::each_entry(std::string_view text, F entry) const {
  // Places outside the trie are those of a damaged table: no entry.
  const auto unit = [&](std::size_t place) { return place < trie_.size() ? trie_[place] : 0; };
  std::size_t place = offset(unit(0));
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c == 0) break;
    place ^= c;
    if (label(unit(place)) != c) break;
    const bool leaf = has_leaf(unit(place));
    place ^= offset(unit(place));
    if (!leaf) continue;
    const std::size_t begin = value(unit(place));
    if (begin > texts_.size()) return;
    const std::size_t end = texts_.find('\0', begin);
    const std::string_view found =
        std::string_view(texts_).substr(begin, end == texts_.npos ? end : end - begin);
    if (find_invalid_utf8(found) != found.npos) return;  // it begins inside a character
    if (!entry(Found{found, at + 1})) return;
  }
}

std::optional<std::string_view> Precompiled::find(std::string_view text) const {
  std::optional<std::string_view> out;
  each_entry(text, [&](const Found& found) {
    out = found.text;
    return false;
  });
  return out;
}

std::optional<Precompiled::Found> Precompiled::find_longest(std::string_view text) const {
  std::optional<Found> out;
  each_entry(text, [&](const Found& found) {
    out = found;
    return true;
  });
  return out;
}

std::string Precompiled::normalize(std::string_view text) const {
  constexpr std::size_t kWhole = 5;
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::string_view cluster = text.substr(0, grapheme_cluster(text));
    text.remove_prefix(cluster.size());
    if (cluster.size() <= kWhole) {
      if (const auto found = find(cluster)) {
        out += *found;
        continue;
      }
    }
    for (; !cluster.empty();) {
      const std::string_view character = cluster.substr(0, first_char(cluster).size);
      out += find(character).value_or(character);
      cluster.remove_prefix(character.size());
    }
  }
  return out;
}

}  // namespace constate::tokenizer
