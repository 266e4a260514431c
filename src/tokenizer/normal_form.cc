#include "tokenizer/normal_form.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/unicode_9.h"

namespace constate::tokenizer {
namespace {

// One form of one text. What utf8proc sorts takes time in the square of a run of marks, so it decomposes and
// composes single pieces here, and the marks are sorted between the two.
class Form {
 public:
  explicit Form(NormalForm form)
      : decompose_(static_cast<utf8proc_option_t>(
            UTF8PROC_DECOMPOSE |
            (form == NormalForm::kNfkc || form == NormalForm::kNfkd ? UTF8PROC_COMPAT : 0))),
        compose_(form == NormalForm::kNfc || form == NormalForm::kNfkc) {}

  std::string run(std::string_view text) {
    out_.reserve(text.size());
    while (!text.empty()) {
      const Utf8Char c = first_char(text);
      text.remove_prefix(c.size);
      if (in_unicode_9(c.code)) {
        add(static_cast<utf8proc_int32_t>(c.code));
      } else {  // as if the text ended before it and began after it
        flush();
        append_utf8(c.code, out_);
      }
    }
    flush();
    return std::move(out_);
  }

 private:
  // Long enough that calls cost little, short beside any text worth a thought about memory.
  static constexpr std::size_t kPiece = 1024;

  void add(utf8proc_int32_t code) {
    std::array<utf8proc_int32_t, 32> parts;  // Unicode has at most 18 (U+FDFA)
    int boundary = 0;
    const auto n = code < 0x80
                       ? (parts[0] = code, 1)
                       : utf8proc_decompose_char(code, parts.data(), parts.size(), decompose_, &boundary);
    if (n < 0 || n > static_cast<utf8proc_ssize_t>(parts.size()))
      throw Error(Code::kInternal, fmt::format("utf8proc: U+{:04X} has {} parts", code, n));
    // utf8proc 2.8 takes this one, which is no final consonant, into the syllable before it, and so drops it.
    constexpr utf8proc_int32_t kBeforeFinals = 0x11A7;
    if (parts[0] == kBeforeFinals || (piece_.size() >= kPiece && starts_anew(parts[0]))) flush();
    piece_.insert(piece_.end(), parts.begin(), parts.begin() + n);
  }

  // Whether nothing before `code` can be composed with it or go behind it: no mark, and no vowel or final
  // consonant of Hangul.
  static bool starts_anew(utf8proc_int32_t code) {
    if (code < 0x300) return true;
    if (code >= 0x1160 && code < 0x1200) return false;
    const utf8proc_property_t& property = *utf8proc_get_property(code);
    return property.combining_class == 0 && property.category != UTF8PROC_CATEGORY_MN &&
           property.category != UTF8PROC_CATEGORY_MC && property.category != UTF8PROC_CATEGORY_ME;
  }

  void sort_marks() {
    const auto combining_class = [](utf8proc_int32_t code) {
      return code < 0x300 ? 0 : utf8proc_get_property(code)->combining_class;
    };
    for (auto begin = piece_.begin(); begin != piece_.end();) {
      if (combining_class(*begin) == 0) {
        ++begin;
        continue;
      }
      const auto end =
          std::find_if(begin, piece_.end(), [&](auto code) { return combining_class(code) == 0; });
      std::stable_sort(begin, end, [&](auto a, auto b) { return combining_class(a) < combining_class(b); });
      begin = end;
    }
  }

  void flush() {
    sort_marks();
    if (compose_ && !piece_.empty()) {
      const auto n =
          utf8proc_normalize_utf32(piece_.data(), static_cast<utf8proc_ssize_t>(piece_.size()),
                                   static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
      if (n < 0) throw Error(Code::kInternal, fmt::format("utf8proc: {}", utf8proc_errmsg(n)));
      piece_.resize(static_cast<std::size_t>(n));
    }
    for (const utf8proc_int32_t code : piece_) append_utf8(static_cast<char32_t>(code), out_);
    piece_.clear();
  }

  const utf8proc_option_t decompose_;
  const bool compose_;
  std::vector<utf8proc_int32_t> piece_;  // decomposed, not in order yet
  std::string out_;
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string_view name(NormalForm form) {
  switch (form) {
    case NormalForm::kNfc:
      return "NFC";
    case NormalForm::kNfd:
      return "NFD";
    case NormalForm::kNfkc:
      return "NFKC";
    case NormalForm::kNfkd:
      return "NFKD";
  }
  return "";
}

std::string in_form(NormalForm form, std::string_view text) {
  return is_ascii(text) ? std::string(text) : Form(form).run(text);  // ASCII is in every normal form
}

std::string normalize(const std::vector<NormalForm>& forms, std::string_view text) {
  std::string out(text);
  for (NormalForm form : forms) out = in_form(form, out);
  return out;
}

}  // namespace constate::tokenizer
