#include "tokenizer/decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/utf8.h"
#include "tokenizer/byte_level.h"

namespace constate::tokenizer {
namespace {

constexpr std::size_t kMostToken =
    1 << 16;  // bytes that a Replace may make of one token, or of a text, beyond it
constexpr std::string_view kReplacement = "\uFFFD";

template <class T>
bool is(const Decoder::Step& step) {
  return std::holds_alternative<T>(step);
}

bool has_bytes(const Decoder::Step& step) {
  const auto* pieces = std::get_if<PiecesToText>(&step);
  return pieces && pieces->bytes;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  if (from.empty()) return std::string(text);
  for (std::size_t at = 0;;) {
    const std::size_t found = text.find(from, at);
    out += text.substr(at, found == text.npos ? found : found - at);
    if (found == text.npos) return out;
    out += to;
    at = found + from.size();
  }
}

std::string cleaned(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kRules = {{{" .", "."},
                                                                                     {" ?", "?"},
                                                                                     {" !", "!"},
                                                                                     {" ,", ","},
                                                                                     {" ' ", "'"},
                                                                                     {" n't", "n't"},
                                                                                     {" 'm", "'m"},
                                                                                     {" do not", " don't"},
                                                                                     {" 's", "'s"},
                                                                                     {" 've", "'ve"},
                                                                                     {" 're", "'re"}}};
  for (const auto& [from, to] : kRules) text = replaced(text, from, to);
  return text;
}

// The byte of "<0xE2>", or -1.
int byte_of(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') return -1;
  unsigned value = 0;
  const char* end = token.data() + 5;
  const auto [stop, error] = std::from_chars(token.data() + 3, end, value, 16);
  return error == std::errc() && stop == end ? static_cast<int>(value) : -1;
}

// `text` without the character `s.content` at its ends, as often as `s` says.
std::string stripped(const StripCharacter& s, std::string_view text) {
  for (std::size_t i = 0; i < s.start && text.starts_with(s.content); ++i)
    text.remove_prefix(s.content.size());
  for (std::size_t i = 0; i < s.stop && text.ends_with(s.content); ++i) text.remove_suffix(s.content.size());
  return std::string(text);
}

}  // namespace

Decoding::Decoding(const Decoder& decoder)
    : decoder_(&decoder), whole_from_(decoder.steps.size() + 1), states_(decoder.steps.size()) {
  for (std::size_t i = decoder.steps.size(); i-- > 0;)
    if (is<Fuse>(decoder.steps[i]) || is<BytesToText>(decoder.steps[i])) whole_from_ = i + 1;
}

std::string Decoding::push(std::string_view token) {
  feed(0, token);
  return std::exchange(out_, {});
}

std::string Decoding::finish() {
  end(0);
  states_.assign(states_.size(), {});
  return std::exchange(out_, {});
}

std::size_t Decoding::held() const {
  std::size_t out = 0;
  for (const State& s : states_) out += s.held.size();
  return out;
}

std::string Decoding::push_bytes(std::string_view more) {
  const auto& steps = decoder_->steps;
  for (State& s : states_) {
    s.tokens = std::max<std::size_t>(s.tokens, 1);
    s.started = true;
  }
  const auto takes = std::find_if(steps.begin(), steps.end(), [](const Decoder::Step& s) {
    return is<BytesToText>(s) || is<ByteFallback>(s) || has_bytes(s);
  });
  const auto at = static_cast<std::size_t>(takes - steps.begin());
  if (takes != steps.end() && is<BytesToText>(*takes)) {
    bytes(at, more);
  } else {
    // A character that is not whole waits for the byte tokens that complete it.
    std::size_t whole = 0;
    while (whole < more.size() && first_char(more.substr(whole)).kind != Utf8Char::kIncomplete)
      whole += first_char(more.substr(whole)).size;
    append_lossy(more.substr(0, whole), out_);
    if (takes != steps.end())
      states_[at].held += more.substr(whole);
    else
      append_lossy(more.substr(whole), out_);
  }
  return std::exchange(out_, {});
}

std::string Decoding::in_the_middle(const Decoder& decoder, std::string_view token) {
  const auto& steps = decoder.steps;
  const auto takes_bytes = [](const Decoder::Step& s) { return is<ByteFallback>(s) || has_bytes(s); };
  if (const int byte = byte_of(token); byte >= 0 && std::any_of(steps.begin(), steps.end(), takes_bytes))
    return std::string(1, static_cast<char>(byte));
  if (std::any_of(steps.begin(), steps.end(), is<BytesToText>)) return byte_level_bytes(token);
  Decoding decoding(decoder);
  std::string out = decoding.push_bytes("");
  out += decoding.push(token);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string held = std::exchange(decoding.states_[i].held, {});
    if (is<SuffixToSpace>(steps[i]))
      out += replaced(held, std::get<SuffixToSpace>(steps[i]).suffix, " ");
    else
      out += held;
  }
  return out;
}

void Decoding::feed(std::size_t step, std::string_view token) {
  if (step == states_.size()) {
    out_ += token;
    return;
  }
  if (step >= whole_from_) return feed_whole(step, token);
  State& state = states_[step];
  const Decoder::Step& s = decoder_->steps[step];
  if (is<Fuse>(s)) return feed(step + 1, token);
  if (is<BytesToText>(s)) return bytes(step, byte_level_bytes(token));
  if (is<ByteFallback>(s)) {
    if (const int byte = byte_of(token); byte >= 0) {
      state.held += static_cast<char>(byte);
      return;
    }
    end_bytes(step);
    return feed(step + 1, token);
  }
  if (const auto* pieces = std::get_if<PiecesToText>(&s)) return piece(step, *pieces, token);
  if (is<SuffixToSpace>(s)) {
    if (state.tokens++ > 0) feed(step + 1, replaced(state.held, std::get<SuffixToSpace>(s).suffix, " "));
    state.held = token;
    return;
  }
  if (is<CtcToText>(s)) {
    if (state.tokens++ > 0 && state.held == token) return;
    state.held = token;
    if (const std::string text = changed(step, token); !text.empty()) feed(step + 1, text);
    return;
  }
  const std::string text = changed(step, token);
  ++state.tokens;
  feed(step + 1, text);
}

// A step that sees the text as one token, piece by piece. What it makes of the whole is certain at the end,
// but for those that go from left to right.
void Decoding::feed_whole(std::size_t step, std::string_view piece) {
  const Decoder::Step& s = decoder_->steps[step];
  if (is<Fuse>(s))
    feed(step + 1, piece);
  else if (is<StripCharacter>(s))
    strip(step, std::get<StripCharacter>(s), piece);
  else
    states_[step].held += piece;
}

// What a step that looks at each token by itself makes of one.
std::string Decoding::changed(std::size_t step, std::string_view token) {
  const Decoder::Step& s = decoder_->steps[step];
  const bool first = states_[step].tokens == 0;
  if (const auto* strip = std::get_if<StripCharacter>(&s)) return stripped(*strip, token);
  if (const auto* replace = std::get_if<Replace>(&s))
    return replace_all(*replace, token, kMostToken + token.size());
  if (const auto* space = std::get_if<MetaspaceToSpace>(&s))
    return replaced(token, space->replacement, first && space->drop_first ? "" : " ");
  if (const auto* piece = std::get_if<WordPieceToText>(&s)) {
    const bool goes_on = !first && token.starts_with(piece->prefix);
    std::string text = goes_on ? std::string(token.substr(piece->prefix.size()))
                               : fmt::format("{}{}", first ? "" : " ", token);
    return piece->cleanup ? cleaned(std::move(text)) : text;
  }
  if (const auto* ctc = std::get_if<CtcToText>(&s)) {
    std::string text = replaced(token, ctc->pad, "");
    return ctc->cleanup ? replaced(cleaned(std::move(text)), ctc->delimiter, " ") : text;
  }
  if (const auto* suffix = std::get_if<SuffixToSpace>(&s)) return replaced(token, suffix->suffix, "");
  if (is<JoinBySpace>(s)) return fmt::format("{}{}", first ? "" : " ", token);
  if (is<ByteFallback>(s)) {
    const int byte = byte_of(token);
    return byte < 0      ? std::string(token)
           : byte < 0x80 ? std::string(1, static_cast<char>(byte))
                         : std::string(kReplacement);
  }
  std::string text;  // BytesToText
  append_lossy(byte_level_bytes(token), text);
  return text;
}

void Decoding::bytes(std::size_t step, std::string_view more) {
  std::string& open = states_[step].held;
  open += more;
  // Only the last character can be open, and it is at most three bytes so far.
  std::size_t certain = open.size();
  for (std::size_t back = 1; back <= 3 && back <= open.size(); ++back) {
    const std::size_t at = open.size() - back;
    if ((static_cast<unsigned char>(open[at]) & 0xC0) == 0x80) continue;
    if (first_char(std::string_view(open).substr(at)).kind == Utf8Char::kIncomplete) certain = at;
    break;
  }
  std::string text;
  append_lossy(std::string_view(open).substr(0, certain), text);
  open.erase(0, certain);
  if (!text.empty()) feed(step + 1, text);
}

// The end of a row of byte tokens.
void Decoding::end_bytes(std::size_t step) {
  const std::string row = std::exchange(states_[step].held, {});
  if (find_invalid_utf8(row) == row.npos) {
    if (!row.empty()) feed(step + 1, row);
    return;
  }
  for (std::size_t i = 0; i < row.size(); ++i) feed(step + 1, kReplacement);
}

// `started`: a space that a piece begins with is kept.
void Decoding::piece(std::size_t step, const PiecesToText& pieces, std::string_view token) {
  constexpr std::string_view kSpace = "\u2581";
  State& state = states_[step];
  if (const int byte = pieces.bytes ? byte_of(token) : -1; byte >= 0) {
    state.held += static_cast<char>(byte);
    return piece_bytes(step, false);
  }
  piece_bytes(step, true);
  if (pieces.silent.contains(token)) return;
  std::string text;
  if (token == pieces.unknown) {
    text = pieces.unknown_text;
  } else {
    if (!state.started && pieces.drop_first && token.starts_with(kSpace)) {
      token.remove_prefix(kSpace.size());
      state.started = !pieces.drop_all;
    }
    text = replaced(token, kSpace, " ");
  }
  state.started |= !text.empty();
  feed(step + 1, text);
}

// The characters of the bytes that have come, and U+FFFD for each byte that is part of none. A character that
// may go on waits, unless no more bytes come.
void Decoding::piece_bytes(std::size_t step, bool whole) {
  std::string& held = states_[step].held;
  std::string_view rest = held;
  std::string text;
  while (!rest.empty()) {
    const Utf8Char c = first_char(rest);
    if (c.kind == Utf8Char::kIncomplete && !whole) break;
    const std::size_t size = c.kind == Utf8Char::kValid ? c.size : 1;
    text += c.kind == Utf8Char::kValid ? rest.substr(0, size) : kReplacement;
    rest.remove_prefix(size);
  }
  held = std::string(rest);
  if (text.empty()) return;
  states_[step].started = true;
  feed(step + 1, text);
}

void Decoding::strip(std::size_t step, const StripCharacter& s, std::string_view piece) {
  State& state = states_[step];
  while (!state.started && !piece.empty()) {
    if (state.stripped == s.start || !piece.starts_with(s.content)) {
      state.started = true;
      break;
    }
    piece.remove_prefix(s.content.size());
    ++state.stripped;
  }
  std::string text = std::exchange(state.held, {}) + std::string(piece);
  std::size_t end = text.size();
  for (std::size_t i = 0; i < s.stop && std::string_view(text).substr(0, end).ends_with(s.content); ++i)
    end -= s.content.size();
  state.held = text.substr(end);
  text.resize(end);
  if (!text.empty()) feed(step + 1, text);
}

void Decoding::end(std::size_t step) {
  if (step == states_.size()) return;
  State& state = states_[step];
  const Decoder::Step& s = decoder_->steps[step];
  if (step >= whole_from_) {
    if (!is<Fuse>(s) && !is<StripCharacter>(s)) {
      state.tokens = 0;
      const std::string text = changed(step, std::exchange(state.held, {}));
      feed(step + 1, text);
    }
  } else if (is<BytesToText>(s)) {
    std::string text;
    append_lossy(std::exchange(state.held, {}), text);
    if (!text.empty()) feed(step + 1, text);
  } else if (is<ByteFallback>(s)) {
    end_bytes(step);
  } else if (is<PiecesToText>(s)) {
    piece_bytes(step, true);
  } else if (is<SuffixToSpace>(s) && state.tokens > 0) {
    feed(step + 1, changed(step, std::exchange(state.held, {})));
  }
  end(step + 1);
}

}  // namespace constate::tokenizer
