#include "formats/normalizer.h"

#include <fmt/format.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "formats/utf8.h"

namespace constate::formats {
namespace {

// A run of combining marks longer than this is put in order before ICU sees it: ICU sorts by insertion.
constexpr std::size_t kLongRun = 64;

void check(UErrorCode status, std::string_view what) {
  if (U_FAILURE(status)) throw Error(Code::kInternal, fmt::format("ICU: {}: {}", what, u_errorName(status)));
}

const icu::UnicodeSet& unicode_9() {
  static const icu::UnicodeSet set = [] {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeSet out(UNICODE_STRING_SIMPLE("[:age=9.0:]"), status);
    check(status, "the characters of Unicode 9.0");
    out.freeze();
    return out;
  }();
  return set;
}

const icu::Normalizer2& tables(NormalForm form) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* out = nullptr;
  switch (form) {
    case NormalForm::kNfc:
      out = icu::Normalizer2::getNFCInstance(status);
      break;
    case NormalForm::kNfd:
      out = icu::Normalizer2::getNFDInstance(status);
      break;
    case NormalForm::kNfkc:
      out = icu::Normalizer2::getNFKCInstance(status);
      break;
    case NormalForm::kNfkd:
      out = icu::Normalizer2::getNFKDInstance(status);
      break;
  }
  check(status, name(form));
  return *out;
}

struct Mark {
  char32_t code;
  std::uint8_t combining_class;
};

// The full decomposition of `text`, each run of marks in canonical order. Its normal forms are those of
// `text`.
std::string decomposed(const icu::Normalizer2& form, std::string_view text) {
  std::string out;
  std::vector<Mark> run;
  const auto flush = [&] {
    std::stable_sort(run.begin(), run.end(),
                     [](const Mark& a, const Mark& b) { return a.combining_class < b.combining_class; });
    for (const Mark& m : run) append_utf8(m.code, out);
    run.clear();
  };
  const auto add = [&](char32_t code) {
    const std::uint8_t combining_class = unicode_9().contains(static_cast<UChar32>(code))
                                             ? form.getCombiningClass(static_cast<UChar32>(code))
                                             : 0;
    if (combining_class == 0) {
      flush();
      append_utf8(code, out);
    } else {
      run.push_back({code, combining_class});
    }
  };
  while (!text.empty()) {
    const Utf8Char c = first_char(text);
    text.remove_prefix(c.size);
    icu::UnicodeString parts;
    if (unicode_9().contains(static_cast<UChar32>(c.code)) &&
        form.getDecomposition(static_cast<UChar32>(c.code), parts)) {
      for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1))
        add(static_cast<char32_t>(parts.char32At(i)));
    } else {
      add(c.code);
    }
  }
  flush();
  return out;
}

bool has_long_run(std::string_view text) {
  std::size_t run = 0;
  while (!text.empty()) {
    const Utf8Char c = first_char(text);
    text.remove_prefix(c.size);
    const bool mark = c.code >= 0x300 && u_getIntPropertyValue(static_cast<UChar32>(c.code),
                                                               UCHAR_LEAD_CANONICAL_COMBINING_CLASS) != 0;
    run = mark ? run + 1 : 0;
    if (run > kLongRun) return true;
  }
  return false;
}

std::string normalize(NormalForm form, std::string_view text) {
  const bool compatible = form == NormalForm::kNfkc || form == NormalForm::kNfkd;
  std::string ordered;
  if (has_long_run(text)) {
    ordered = decomposed(tables(compatible ? NormalForm::kNfkd : NormalForm::kNfd), text);
    text = ordered;
  }
  if (text.size() > std::numeric_limits<int32_t>::max())
    throw Error(Code::kResourceExhausted,
                fmt::format("text to normalize is at most 2147483647 bytes; got {}", text.size()));
  const icu::FilteredNormalizer2 filtered(tables(form), unicode_9());
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
  filtered.normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr,
                         status);
  check(status, name(form));
  return out;
}

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

std::string normalize(const std::vector<NormalForm>& forms, std::string_view text) {
  std::string out(text);
  if (is_ascii(text)) return out;  // ASCII is in every normal form
  for (NormalForm form : forms) out = normalize(form, out);
  return out;
}

}  // namespace constate::formats
