#include "tokenizer/pre_tokenizer.h"

#include "base/utf8.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/script.h"
#include "tokenizer/unicode_class.h"

namespace constate::tokenizer {
namespace {

enum class Class { kLetter, kNumber, kSpace, kOther };

Class class_of(char32_t c) {
  if (is_letter(c)) return Class::kLetter;
  if (is_number(c)) return Class::kNumber;
  return is_space(c) ? Class::kSpace : Class::kOther;
}

std::size_t contraction(std::string_view text) {
  if (text.front() != '\'') return 0;
  for (std::string_view ending : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"})
    if (text.starts_with(ending)) return ending.size();
  return 0;
}

// The end of the run of `want` that starts at `at`.
std::size_t run_end(std::string_view text, std::size_t at, Class want) {
  while (at < text.size()) {
    const Utf8Char c = first_char(text.substr(at));
    if (class_of(c.code) != want) break;
    at += c.size;
  }
  return at;
}

}  // namespace

std::size_t gpt2_word(std::string_view text) {
  if (const std::size_t n = contraction(text)) return n;
  Utf8Char c = first_char(text);
  Class kind = class_of(c.code);
  std::size_t at = 0;
  if (c.code == ' ' && text.size() > 1) {  // the optional space belongs to the run after it
    const Utf8Char next = first_char(text.substr(1));
    if (class_of(next.code) != Class::kSpace) {
      at = 1;
      kind = class_of(next.code);
    }
  }
  if (kind != Class::kSpace) return run_end(text, at, kind);

  // Whitespace gives its last character back to the word that follows, unless it is all there is.
  std::size_t last = 0, end = 0;
  while (end < text.size()) {
    c = first_char(text.substr(end));
    if (class_of(c.code) != Class::kSpace) break;
    last = end;
    end += c.size;
  }
  return end == text.size() || last == 0 ? end : last;
}

namespace {

using Sink = FunctionRef<void(Word)>;

void give(Word word, const std::vector<Span>& parts, Sink sink) {
  for (const Span& part : parts)
    sink({word.text.substr(part.begin, part.end - part.begin), word.at_start && part.begin == 0});
}

template <class F>
std::vector<Span> characters(std::string_view text, F is_match) {
  std::vector<Span> out;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Char c = first_char(text.substr(at));
    if (is_match(c.code)) out.push_back({at, at + c.size});
    at += c.size;
  }
  return out;
}

void apply(const Gpt2Split&, Word word, Sink sink) {
  for (bool at_start = word.at_start; !word.text.empty(); at_start = false) {
    const std::size_t n = gpt2_word(word.text);
    sink({word.text.substr(0, n), at_start});
    word.text.remove_prefix(n);
  }
}

void apply(const PatternSplit& split, Word word, Sink sink) {
  give(word, split_by(split.pattern.find(word.text), word.text.size(), split.behavior, split.invert), sink);
}

void apply(const CharacterSplit& split, Word word, Sink sink) {
  const auto is_match = [&](char32_t c) { return split.is_match ? split.is_match(c) : c == split.character; };
  give(word, split_by(characters(word.text, is_match), word.text.size(), split.behavior), sink);
}

void apply(const WordSplit&, Word word, Sink sink) {
  for (std::size_t at = 0; at < word.text.size();) {
    const char32_t first = first_char(word.text.substr(at)).code;
    std::size_t end = at;
    while (end < word.text.size()) {
      const Utf8Char c = first_char(word.text.substr(end));
      if (is_space(c.code) != is_space(first) || is_word(c.code) != is_word(first)) break;
      end += c.size;
    }
    if (!is_space(first)) sink({word.text.substr(at, end - at), word.at_start && at == 0});
    at = end;
  }
}

void apply(const ScriptSplit&, Word word, Sink sink) {
  std::uint32_t last = kAnyScript;
  std::size_t done = 0;
  const auto give_to = [&](std::size_t end) {
    if (last != kAnyScript) sink({word.text.substr(done, end - done), word.at_start && done == 0});
  };
  for (std::size_t at = 0; at < word.text.size();) {
    const Utf8Char c = first_char(word.text.substr(at));
    if (const std::uint32_t script = script_of(c.code); script != kAnyScript && script != last) {
      give_to(at);
      done = at;
      last = script;
    }
    at += c.size;
  }
  give_to(word.text.size());
}

void apply(const FixedLength& length, Word word, Sink sink) {
  for (std::size_t at = 0; at < word.text.size();) {
    std::size_t end = at;
    for (std::size_t n = 0; n < length.characters && end < word.text.size(); ++n)
      end += first_char(word.text.substr(end)).size;
    sink({word.text.substr(at, end - at), word.at_start && at == 0});
    at = end;
  }
}

void apply(const Metaspace& space, Word word, Sink sink) {
  std::string text;
  for (const char c : word.text)
    if (c == ' ')
      text += space.replacement;
    else
      text += c;
  const bool prepend =
      space.prepend == PrependScheme::kAlways || (space.prepend == PrependScheme::kFirst && word.at_start);
  if (prepend && !text.starts_with(space.replacement)) text.insert(0, space.replacement);
  word.text = text;
  if (!space.split) return sink(word);
  const char32_t mark = first_char(space.replacement).code;
  give(word,
       split_by(characters(text, [&](char32_t c) { return c == mark; }), text.size(),
                SplitBehavior::kMergedWithNext),
       sink);
}

void apply(const SentencePieceWords&, Word word, Sink sink) {
  constexpr std::string_view kSpace = "\u2581";
  std::size_t done = 0;
  for (std::size_t at = word.text.find(kSpace); at != word.text.npos; at = word.text.find(kSpace, at)) {
    if (at > done) sink({word.text.substr(done, at - done), word.at_start && done == 0});
    done = at;
    while (word.text.substr(at).starts_with(kSpace)) at += kSpace.size();
  }
  if (done < word.text.size()) sink({word.text.substr(done), word.at_start && done == 0});
}

void apply(const ByteLevel& level, Word word, Sink sink) {
  std::string spaced;
  if (level.add_prefix_space && !word.text.starts_with(' ')) {
    spaced = " ";
    spaced += word.text;
    word.text = spaced;
  }
  const auto bytes = [&](Word part) {
    if (level.as_bytes) return sink(part);
    const std::string text = byte_level_text(part.text);
    sink({text, part.at_start});
  };
  level.use_regex ? apply(Gpt2Split{}, word, bytes) : bytes(word);
}

}  // namespace

void PreTokenizer::run(std::size_t step, Word text, FunctionRef<void(std::string_view)> word) const {
  if (step == steps.size()) return word(text.text);
  const auto next = [&](Word part) { run(step + 1, part, word); };
  std::visit([&](const auto& s) { apply(s, text, next); }, steps[step]);
}

}  // namespace constate::tokenizer
