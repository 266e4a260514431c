#include "tokenizer/normalizer.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/letters.h"
#include "tokenizer/unicode_class.h"

namespace constate::tokenizer {
namespace {

// A text may grow by every step: NFKD makes 33 bytes of U+FDFA's three. Beyond this the file is at fault.
std::size_t most_bytes(std::size_t text) { return (1 << 20) + 64 * text; }

struct Working : Normalized {
  std::size_t most;
  bool nothing_before;
};

// Each character through `change`, which appends what it becomes.
template <class F>
void each_character(Working& n, F change) {
  std::string out;
  out.reserve(n.text.size());
  for (std::size_t at = 0; at < n.text.size();) {
    const Utf8Char c = first_char(std::string_view(n.text).substr(at));
    const std::size_t before = out.size();
    change(c.code, out);
    if (at == 0 && out.size() == before) n.at_start = false;
    at += c.size;
  }
  n.text = std::move(out);
}

template <class F>
void remove_if(Working& n, F goes) {
  each_character(n, [&](char32_t c, std::string& out) {
    if (!goes(c)) append_utf8(c, out);
  });
}

void apply(NormalForm form, Working& n) { n.text = in_form(form, n.text); }
void apply(Lowercase, Working& n) { each_character(n, append_lower); }
void apply(StripAccents, Working& n) { remove_if(n, is_combining_mark); }

bool is_nmt_control(char32_t c) {
  return (c >= 1 && c <= 8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F;
}

bool is_nmt_space(char32_t c) {
  return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == 0x1680 || (c >= 0x200B && c <= 0x200F) ||
         c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
}

void apply(NmtClean, Working& n) {
  each_character(n, [](char32_t c, std::string& out) {
    if (!is_nmt_control(c)) append_utf8(is_nmt_space(c) ? U' ' : c, out);
  });
}

void apply(const StripSpace& strip, Working& n) {
  std::string_view text = n.text;
  if (strip.left)
    while (!text.empty() && is_space(first_char(text).code)) {
      text.remove_prefix(first_char(text).size);
      n.at_start = false;
    }
  if (strip.right)
    while (!text.empty() && is_space(last_char(text))) {
      std::string last;
      append_utf8(last_char(text), last);
      text.remove_suffix(last.size());
    }
  n.text = std::string(text);
}

void apply(const Prepend& prepend, Working& n) {
  if (!n.text.empty()) n.text.insert(0, prepend.text);
}

void apply(const Replace& replace, Working& n) {
  if (replace.content.empty()) {
    const std::vector<Span> matches = replace.pattern.find(n.text);
    if (!matches.empty() && matches[0].begin == 0 && matches[0].end > 0) n.at_start = false;
  }
  n.text = replace_all(replace, n.text, n.most);
}

bool is_chinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

void apply(const BertClean& bert, Working& n) {
  if (bert.clean_text)
    each_character(n, [](char32_t c, std::string& out) {
      if (!is_other(c)) append_utf8(is_space(c) ? U' ' : c, out);
    });
  if (bert.handle_chinese_chars)
    each_character(n, [](char32_t c, std::string& out) {
      if (is_chinese(c)) out += ' ';
      append_utf8(c, out);
      if (is_chinese(c)) out += ' ';
    });
  if (bert.strip_accents) {
    apply(NormalForm::kNfd, n);
    remove_if(n, is_nonspacing);
  }
  if (bert.lowercase) apply(Lowercase{}, n);
}

void apply(ToByteLevel, Working& n) { n.text = byte_level_text(n.text); }
void apply(const std::shared_ptr<const Precompiled>& table, Working& n) { n.text = table->normalize(n.text); }
void apply(const SentencePieceClean& clean, Working& n) {
  n.text = clean.run(n.text, n.nothing_before, n.most);
}

}  // namespace

std::string replace_all(const Replace& replace, std::string_view text, std::size_t most) {
  std::string out;
  std::size_t done = 0;
  for (const Span& match : replace.pattern.find(text)) {
    out += text.substr(done, match.begin - done);
    out += replace.content;
    done = match.end;
    if (out.size() > most)
      throw FormatError(
          fmt::format("the tokenizer's Replace makes more than {} bytes of {}", most, text.size()));
  }
  out += text.substr(done);
  return out;
}

Normalized Normalizer::run(std::string_view text, bool at_start) const {
  Working out{{std::string(text), true}, most_bytes(text.size()), at_start};
  for (const Step& step : steps) {
    std::visit([&](const auto& s) { apply(s, out); }, step);
    if (out.text.size() > out.most)
      throw FormatError(
          fmt::format("the tokenizer's normalizer makes more than {} bytes of {}", out.most, text.size()));
  }
  return out;
}

}  // namespace constate::tokenizer
