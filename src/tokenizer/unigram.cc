#include "tokenizer/unigram.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/utf8.h"

namespace constate::tokenizer {

Unigram::Unigram(const std::vector<std::pair<std::string, double>>& pieces,
                 std::optional<std::int32_t> unknown, std::optional<std::array<std::int32_t, 256>> bytes,
                 SharedVocabulary vocabulary)
    : unknown_(unknown), bytes_(std::move(bytes)), vocabulary_(std::move(vocabulary)) {
  constexpr double kUnknownPenalty = 10;
  std::size_t total = 0;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [piece, score] : pieces) {
    total += piece.size();
    scores_.push_back(score);
    least = std::min(least, score);
  }
  unknown_score_ = least - kUnknownPenalty;
  trie_ = PieceTrie(total);
  for (std::size_t id = 0; id < pieces.size(); ++id)
    trie_.insert(pieces[id].first, static_cast<std::int32_t>(id));
}

// By byte of the text, and its end: the best way to get there.
std::vector<Unigram::Best> Unigram::best_ways(std::string_view text) const {
  std::vector<Best> best(text.size() + 1);
  const auto offer = [&](std::size_t end, double score, std::size_t start, std::int32_t id) {
    Best& b = best[end];
    if (b.start < 0 || score > b.score) b = {score, static_cast<std::int64_t>(start), id};
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = first_char(text.substr(at)).size;
    bool single = false;
    std::optional<PieceTrie::Node> node = PieceTrie::kRoot;
    for (std::size_t end = at; end < text.size();) {
      node = trie_.step(*node, text[end]);
      if (!node) break;
      ++end;
      const std::int32_t id = trie_.id(*node);
      if (id < 0) continue;
      offer(end, scores_[static_cast<std::size_t>(id)] + best[at].score, at, id);
      single |= end == at + size;
    }
    if (!single) {
      if (!unknown_)
        throw FormatError(
            fmt::format("encode: `{}` has no piece, and the tokenizer has none for unknown characters",
                        text.substr(at, size)));
      offer(at + size, unknown_score_ + best[at].score, at, *unknown_);
    }
    at += size;
  }
  return best;
}

void Unigram::encode(std::string_view text, std::vector<std::int32_t>& out) const {
  const std::vector<Best> best = best_ways(text);
  std::vector<std::string_view> pieces;  // from the end; unknown ones in a row are one
  for (std::size_t end = text.size(); end > 0;) {
    std::size_t start = static_cast<std::size_t>(best[end].start);
    if (unknown_ && best[end].id == *unknown_)
      while (start > 0 && best[start].id == *unknown_) start = static_cast<std::size_t>(best[start].start);
    pieces.push_back(text.substr(start, end - start));
    end = start;
  }
  std::for_each(pieces.rbegin(), pieces.rend(), [&](std::string_view piece) { append(piece, out); });
}

void Unigram::append(std::string_view piece, std::vector<std::int32_t>& out) const {
  if (const auto id = vocabulary_->find(piece)) return out.push_back(*id);
  const auto id_of = [&](char b) { return (*bytes_)[static_cast<unsigned char>(b)]; };
  if (bytes_ && std::all_of(piece.begin(), piece.end(), [&](char b) { return id_of(b) >= 0; })) {
    for (const char b : piece) out.push_back(id_of(b));
    return;
  }
  if (!unknown_)
    throw FormatError(
        fmt::format("encode: `{}` has no piece, and the tokenizer has none for unknown ones", piece));
  out.push_back(*unknown_);
}

}  // namespace constate::tokenizer
