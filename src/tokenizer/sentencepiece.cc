#include "tokenizer/sentencepiece.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <queue>
#include <unordered_map>

#include "base/utf8.h"

namespace constate::tokenizer {
namespace {

constexpr std::string_view kSpace = "\u2581";

std::size_t bytes_of(const SentencePieceFile& file, bool user_defined) {
  std::size_t out = 0;
  for (const SentencePiece& piece : file.pieces)
    if (user_defined ? piece.kind == SentencePiece::kUserDefined : piece.is_of_text())
      out += piece.text.size();
  return out;
}

// Of "<0x0A>".
std::size_t byte_of(std::string_view piece) {
  std::size_t out = 0;
  std::from_chars(piece.data() + 3, piece.data() + 5, out, 16);
  return out;
}

}  // namespace

SentencePieces::SentencePieces(const SentencePieceFile& file)
    : trie(bytes_of(file, false)), user_defined(bytes_of(file, true)), unknown(file.unknown) {
  if (file.byte_fallback) bytes.resize(256);
  for (std::size_t i = 0; i < file.pieces.size(); ++i) {
    const SentencePiece& piece = file.pieces[i];
    const auto id = static_cast<std::int32_t>(i);
    scores.push_back(piece.score);
    kinds.push_back(piece.kind);
    if (piece.is_of_text()) trie.insert(piece.text, id);
    if (piece.kind == SentencePiece::kUserDefined) user_defined.insert(piece.text, id);
    if (piece.kind == SentencePiece::kByte) bytes[byte_of(piece.text)] = id;
  }
}

void SentencePieces::append_unknown(std::string_view text, bool after_unknown,
                                    std::vector<std::int32_t>& out) const {
  if (!bytes.empty())
    for (const char byte : text) out.push_back(bytes[static_cast<unsigned char>(byte)]);
  else if (!after_unknown)
    out.push_back(unknown);
}

std::string SentencePieceClean::run(std::string_view text, bool at_start, std::size_t most) const {
  struct Prefix {
    std::string_view text;  // what stands for the first `size` bytes
    std::size_t size;
  };
  const auto prefix = [&](std::string_view rest) -> Prefix {
    if (const std::size_t size = pieces->user_defined.longest(rest)) return {rest.substr(0, size), size};
    if (charsmap)
      if (const auto found = charsmap->find_longest(rest)) return {found->text, found->size};
    const std::size_t size = first_char(rest).size;
    return {rest.substr(0, size), size};
  };
  const std::string_view space = escape_whitespaces ? kSpace : " ";
  if (remove_extra_whitespaces)
    while (!text.empty()) {
      const Prefix p = prefix(text);
      if (p.text != " ") break;
      text.remove_prefix(p.size);
    }
  std::string out;
  if (text.empty()) return out;
  const bool add_space = add_dummy_prefix && (at_start || !prefix_at_start_alone);
  if (add_space && !space_is_suffix) out += space;
  for (bool after_space = remove_extra_whitespaces; !text.empty() && out.size() <= most;) {
    Prefix p = prefix(text);
    while (after_space && p.text.starts_with(' ')) p.text.remove_prefix(1);
    for (const char byte : p.text) {
      if (byte == ' ')
        out += space;
      else
        out += byte;
    }
    if (!p.text.empty()) after_space = remove_extra_whitespaces && p.text.ends_with(' ');
    text.remove_prefix(p.size);
  }
  if (remove_extra_whitespaces)
    while (out.ends_with(space)) out.erase(out.size() - space.size());
  if (add_space && space_is_suffix) out += space;
  return out;
}

SentencePieceUnigram::SentencePieceUnigram(SharedPieces pieces) : pieces_(std::move(pieces)) {
  constexpr float kUnknownPenalty = 10;
  float least = std::numeric_limits<float>::max();
  most_ = std::numeric_limits<float>::min();
  for (std::size_t id = 0; id < pieces_->scores.size(); ++id) {
    if (pieces_->kinds[id] != SentencePiece::kNormal) continue;
    least = std::min(least, pieces_->scores[id]);
    most_ = std::max(most_, pieces_->scores[id]);
  }
  unknown_score_ = least - kUnknownPenalty;
}

// By byte of the text, and its end: the best way to get there. Each sum is rounded to float before it is
// compared, as in SentencePiece 0.2.3: in long runs of one character ids hang on it.
std::vector<SentencePieceUnigram::Best> SentencePieceUnigram::best_ways(std::string_view text) const {
  std::vector<Best> best(text.size() + 1);
  const auto offer = [&](std::size_t end, float score, std::size_t start, std::int32_t id) {
    Best& b = best[end];
    if (b.start < 0 || score > b.score) b = {score, static_cast<std::int32_t>(start), id};
  };
  const auto score_of = [&](std::int32_t id, std::size_t length) -> float {
    const auto i = static_cast<std::size_t>(id);
    if (pieces_->kinds[i] != SentencePiece::kUserDefined) return pieces_->scores[i];
    return static_cast<float>(static_cast<float>(length) * most_ - 0.1);
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = first_char(text.substr(at)).size;
    bool single = false;
    std::optional<PieceTrie::Node> node = PieceTrie::kRoot;
    for (std::size_t end = at; end < text.size();) {
      node = pieces_->trie.step(*node, text[end]);
      if (!node) break;
      ++end;
      const std::int32_t id = pieces_->trie.id(*node);
      if (id < 0 || pieces_->kinds[static_cast<std::size_t>(id)] == SentencePiece::kUnused) continue;
      offer(end, score_of(id, end - at) + best[at].score, at, id);
      single |= end == at + size;
    }
    if (!single) offer(at + size, unknown_score_ + best[at].score, at, pieces_->unknown);
    at += size;
  }
  return best;
}

void SentencePieceUnigram::encode(std::string_view text, std::vector<std::int32_t>& out) const {
  const std::vector<Best> best = best_ways(text);
  std::vector<std::size_t> ends;
  for (std::size_t end = text.size(); end > 0; end = static_cast<std::size_t>(best[end].start))
    ends.push_back(end);
  std::size_t start = 0;
  bool after_unknown = false;
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
    const std::int32_t id = best[*end].id;
    if (id == pieces_->unknown)
      pieces_->append_unknown(text.substr(start, *end - start), after_unknown, out);
    else
      out.push_back(id);
    after_unknown = id == pieces_->unknown;
    start = *end;
  }
}

namespace {

struct Symbol {
  std::string_view text;    // empty: merged into the one before
  std::int32_t prev, next;  // places; -1 for none
  bool frozen;              // user-defined: never merged
};

struct Candidate {
  float score;
  std::int32_t left, right;
  std::size_t size;
  // For a priority queue, whose top is the greatest: highest score first, then leftmost.
  bool operator<(const Candidate& other) const {
    return score != other.score ? score < other.score : left > other.left;
  }
};

// Pieces that are not used after all, and the two that each was made of.
using Halves = std::unordered_map<std::string_view, std::pair<std::string_view, std::string_view>>;

class Merging {
 public:
  Merging(const SentencePieces& pieces, const Vocabulary& vocabulary, std::string_view text)
      : pieces_(pieces), vocabulary_(vocabulary) {
    while (!text.empty()) {
      const std::size_t user_defined = pieces_.user_defined.longest(text);
      const std::size_t size = user_defined > 0 ? user_defined : first_char(text).size;
      const auto at = static_cast<std::int32_t>(symbols_.size());
      symbols_.push_back({text.substr(0, size), at - 1, at + 1, user_defined > 0});
      text.remove_prefix(size);
    }
    if (!symbols_.empty()) symbols_.back().next = -1;
  }

  void run() {
    for (std::int32_t i = 1; i < static_cast<std::int32_t>(symbols_.size()); ++i) propose(i - 1, i);
    while (!queue_.empty()) {
      const Candidate top = queue_.top();
      queue_.pop();
      Symbol& left = symbol(top.left);
      Symbol& right = symbol(top.right);
      // Proposed before one of the two changed.
      if (left.text.empty() || right.text.empty() || left.text.size() + right.text.size() != top.size)
        continue;
      left.text = {left.text.data(), top.size};
      left.next = right.next;
      if (right.next >= 0) symbol(right.next).prev = top.left;
      right.text = {};
      propose(left.prev, top.left);
      propose(top.left, left.next);
    }
  }

  void append(std::vector<std::int32_t>& out) const {
    bool after_unknown = false;
    for (std::size_t i = 0; i < symbols_.size();) {
      append_piece(symbols_[i].text, after_unknown, out);
      if (symbols_[i].next < 0) break;
      i = static_cast<std::size_t>(symbols_[i].next);
    }
  }

 private:
  Symbol& symbol(std::int32_t i) { return symbols_[static_cast<std::size_t>(i)]; }

  void propose(std::int32_t left, std::int32_t right) {
    if (left < 0 || right < 0 || symbol(left).frozen || symbol(right).frozen) return;
    const std::string_view a = symbol(left).text, b = symbol(right).text;
    const std::string_view both(a.data(), a.size() + b.size());
    const auto id = vocabulary_.find(both);
    if (!id) return;
    const auto i = static_cast<std::size_t>(*id);
    const SentencePiece::Kind kind = pieces_.kinds[i];
    if (kind != SentencePiece::kNormal && kind != SentencePiece::kUserDefined &&
        kind != SentencePiece::kUnused)
      return;
    queue_.push({pieces_.scores[i], left, right, both.size()});
    if (kind == SentencePiece::kUnused) halves_[both] = {a, b};
  }

  void append_piece(std::string_view text, bool& after_unknown, std::vector<std::int32_t>& out) const {
    const std::int32_t id = vocabulary_.find(text).value_or(pieces_.unknown);
    if (pieces_.kinds[static_cast<std::size_t>(id)] == SentencePiece::kUnused) {
      if (const auto halves = halves_.find(text); halves != halves_.end()) {
        append_piece(halves->second.first, after_unknown, out);
        return append_piece(halves->second.second, after_unknown, out);
      }
    }
    if (id == pieces_.unknown)
      pieces_.append_unknown(text, after_unknown, out);
    else
      out.push_back(id);
    after_unknown = id == pieces_.unknown;
  }

  const SentencePieces& pieces_;
  const Vocabulary& vocabulary_;
  std::vector<Symbol> symbols_;
  std::priority_queue<Candidate> queue_;
  Halves halves_;
};

}  // namespace

void SentencePieceBpe::encode(std::string_view text, std::vector<std::int32_t>& out) const {
  Merging merging(*pieces_, *vocabulary_, text);
  merging.run();
  merging.append(out);
}

}  // namespace constate::tokenizer
