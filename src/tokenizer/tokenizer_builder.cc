#include "tokenizer/tokenizer_builder.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"

namespace constate::tokenizer {
namespace {

// What the decoder may make of all tokens: it adds a character to some, and takes more away.
constexpr std::size_t kMostDecoded = 16 << 20;

}  // namespace

void TokenizerBuilder::take_added_tokens(std::vector<AddedToken> added, Normalizer normalizer) {
  out_.added_ = AddedTokens(std::move(added), std::move(normalizer), where_);
  std::set<std::string> specials;
  for (std::size_t i = 0; i < out_.added_.tokens().size(); ++i) {
    const AddedToken& t = out_.added_.tokens()[i];
    const auto id = static_cast<std::size_t>(t.id);
    if (id >= tokens_.size()) {
      tokens_.resize(id + 1);
      present_.resize(id + 1);
    }
    if (!out_.vocabulary_->find(t.content)) {
      out_.added_ids_.add(t.content, t.id);
      // With a gap in the vocabulary, the next id can be one that it uses.
      if (present_[id])
        throw FormatError(
            fmt::format("{}: added token `{}` has the id of `{}`, {}", where_, t.content, tokens_[id], id));
    }
    tokens_[id] = out_.added_.pattern(i);
    present_[id] = true;
    if (!t.special) continue;
    specials.insert(t.content);
    out_.facts_.special_names.push_back(t.content);
  }
  out_.facts_.added = static_cast<std::int64_t>(out_.added_.tokens().size());
  out_.flags_.assign(tokens_.size(), 0);
  for (const AddedToken& t : out_.added_.tokens())
    if (t.special) out_.flags_[static_cast<std::size_t>(t.id)] |= kSpecial;
  for (std::size_t id = 0; id < tokens_.size(); ++id) {
    if (specials.contains(tokens_[id])) out_.flags_[id] |= kSkipped;
    if (present_[id]) out_.flags_[id] |= kPresent;
  }
}

void TokenizerBuilder::fill_tables() {
  const auto end = [](Tokenizer::Texts& texts) {
    texts.begins.push_back(static_cast<std::uint32_t>(texts.all.size()));
  };
  for (std::size_t id = 0; id < tokens_.size(); ++id) {
    end(out_.bytes_);
    end(out_.texts_);
    out_.texts_.all += tokens_[id];
    if (present_[id])
      out_.bytes_.all += with_context(where_ + ": decoder",
                                      [&] { return Decoding::in_the_middle(out_.decoder_, tokens_[id]); });
    if (out_.bytes_.all.size() > kMostDecoded + 4 * out_.texts_.all.size())
      throw FormatError(fmt::format("{}: decoder: makes {} bytes of the {} of the tokens to {}", where_,
                                    out_.bytes_.all.size(), out_.texts_.all.size(), id));
  }
  end(out_.bytes_);
  end(out_.texts_);
}

}  // namespace constate::tokenizer
