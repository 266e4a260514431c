#include "tokenizer/added_tokens.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/unicode_class.h"

namespace constate::tokenizer {
namespace {

// The start of the whitespace that ends at `end`; not before `least`.
std::size_t space_start(std::string_view text, std::size_t end, std::size_t least) {
  while (end > least) {
    const std::string_view head = text.substr(0, end);
    const char32_t c = last_char(head);
    if (!is_space(c)) break;
    end -= c < 0x80 ? 1 : c < 0x800 ? 2 : 3;  // no whitespace is above U+FFFF
  }
  return std::max(end, least);
}

std::size_t space_end(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const Utf8Char c = first_char(text.substr(at));
    if (!is_space(c.code)) break;
    at += c.size;
  }
  return at;
}

bool word_before(std::string_view text, std::size_t at) {
  return at > 0 && is_word(last_char(text.substr(0, at)));
}
bool word_after(std::string_view text, std::size_t at) {
  return at < text.size() && is_word(first_char(text.substr(at)).code);
}

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, Normalizer normalizer, const std::string& where)
    : tokens_(std::move(tokens)), normalizer_(std::move(normalizer)) {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const AddedToken& t = tokens_[i];
    patterns_.push_back(t.normalized ? normalizer_.run(t.content).text : t.content);
    if (patterns_.back().empty())
      throw FormatError(
          fmt::format("{}: added token `{}` is nothing once it is normalized", where, t.content));
    (t.normalized ? normalized_ : plain_).push_back(i);
  }
  for (Set* set : {&plain_, &normalized_}) {
    std::sort(set->begin(), set->end(),
              [&](std::size_t a, std::size_t b) { return patterns_[a] < patterns_[b]; });
    for (std::size_t k = 1; k < set->size(); ++k) {
      const std::size_t a = (*set)[k - 1], b = (*set)[k];
      if (patterns_[a] == patterns_[b])
        throw FormatError(fmt::format("{}: added tokens `{}` and `{}` are the same text", where,
                                      tokens_[std::min(a, b)].content, tokens_[std::max(a, b)].content));
    }
  }
}

std::vector<Piece> AddedTokens::split(std::string_view text) const {
  std::vector<Piece> first, out;
  split_by(plain_, text, true, first);
  for (Piece& piece : first) {
    if (piece.id >= 0) {
      out.push_back(std::move(piece));
    } else {
      const Normalized normalized = normalizer_.run(piece.text, piece.at_start);
      split_by(normalized_, normalized.text, piece.at_start && normalized.at_start, out);
    }
  }
  return out;
}

void AddedTokens::split_by(const Set& set, std::string_view text, bool at_start,
                           std::vector<Piece>& out) const {
  const auto add = [&](std::int32_t id, std::size_t start, std::size_t stop) {
    if (start < stop)
      out.push_back(
          {id, id < 0 ? std::string(text.substr(start, stop - start)) : "", at_start && start == 0});
  };
  bool starts[256] = {};
  for (std::size_t i : set) starts[static_cast<unsigned char>(patterns_[i][0])] = true;

  std::size_t done = 0;                  // what lies before has been given out
  std::size_t run_from = 0, run_to = 0;  // whitespace seen by the last rstrip, so that each run is read once
  for (std::size_t at = 0; at < text.size();) {
    if (!starts[static_cast<unsigned char>(text[at])]) {
      ++at;
      continue;
    }
    // The longest pattern at `at`: [low, high) are those that share the bytes read so far.
    auto low = set.begin(), high = set.end();
    std::size_t length = 0;
    const AddedToken* token = nullptr;
    for (std::size_t depth = 0; low != high && at + depth < text.size(); ++depth) {
      const auto byte = static_cast<unsigned char>(text[at + depth]);
      const auto key = [&](std::size_t i) {
        return depth < patterns_[i].size() ? static_cast<int>(static_cast<unsigned char>(patterns_[i][depth]))
                                           : -1;
      };
      low = std::partition_point(low, high, [&](std::size_t i) { return key(i) < byte; });
      high = std::partition_point(low, high, [&](std::size_t i) { return key(i) == byte; });
      if (low != high && patterns_[*low].size() == depth + 1) {
        length = depth + 1;
        token = &tokens_[*low];
      }
    }
    if (!token) {
      ++at;
      continue;
    }
    std::size_t start = at, stop = at + length;
    at = stop;
    if (token->single_word && (word_before(text, start) || word_after(text, stop))) continue;
    if (token->lstrip) start = space_start(text, start, done);
    if (token->rstrip) {
      if (stop < run_from || stop > run_to) {
        run_from = stop;
        run_to = space_end(text, stop);
      }
      stop = run_to;
    }
    // A token inside whitespace that the one before took along is given out too, and may leave some of that
    // whitespace to the text after it: so does the `tokenizers` library.
    add(-1, done, start);
    add(token->id, start, stop);
    done = stop;
  }
  add(-1, done, text.size());
}

}  // namespace constate::tokenizer
