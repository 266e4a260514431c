// Normal forms against ICU's, both restricted to the characters of Unicode 9.0. Nothing but tests uses ICU.
#include "tokenizer/normal_form.h"

#include <gtest/gtest.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>

#include <random>
#include <vector>

#include "base/utf8.h"
#include "tokenizer/unicode_9.h"

namespace constate::tokenizer {
namespace {

constexpr NormalForm kForms[] = {NormalForm::kNfc, NormalForm::kNfd, NormalForm::kNfkc, NormalForm::kNfkd};

class Icu {
 public:
  Icu() : set_(UNICODE_STRING_SIMPLE("[:age=9.0:]"), status_) {
    set_.freeze();
    tables_ = {icu::Normalizer2::getNFCInstance(status_), icu::Normalizer2::getNFDInstance(status_),
               icu::Normalizer2::getNFKCInstance(status_), icu::Normalizer2::getNFKDInstance(status_)};
  }
  const icu::UnicodeSet& unicode_9() const { return set_; }
  const icu::Normalizer2& table(NormalForm form) const { return *tables_[static_cast<std::size_t>(form)]; }
  std::string normalize(NormalForm form, const std::string& text) {
    const icu::FilteredNormalizer2 filtered(table(form), set_);
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    filtered.normalizeUTF8(0, text, sink, nullptr, status_);
    EXPECT_TRUE(U_SUCCESS(status_)) << u_errorName(status_);
    return out;
  }

 private:
  UErrorCode status_ = U_ZERO_ERROR;
  icu::UnicodeSet set_;
  std::vector<const icu::Normalizer2*> tables_;
};

bool surrogate(char32_t c) { return c >= 0xD800 && c < 0xE000; }

std::string text_of(std::initializer_list<char32_t> codes) {
  std::string out;
  for (const char32_t c : codes) append_utf8(c, out);
  return out;
}

std::string shown(const std::string& text) {
  std::string out;
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(first_char(rest).size)) {
    char hex[16];
    std::snprintf(hex, sizeof hex, "U+%04X ", static_cast<unsigned>(first_char(rest).code));
    out += hex;
  }
  return out;
}

void expect_same(Icu& icu, const std::string& text) {
  for (const NormalForm form : kForms)
    ASSERT_EQ(shown(normalize({form}, text)), shown(icu.normalize(form, text)))
        << name(form) << " of " << shown(text);
}

TEST(Unicode9, TheTableIsIcus) {
  const Icu icu;
  for (UChar32 c = 0; c < 0x110000; ++c)
    ASSERT_EQ(in_unicode_9(static_cast<char32_t>(c)), icu.unicode_9().contains(c) != 0) << c;
}

TEST(NormalForms, OfEachCharacterAreIcus) {
  Icu icu;
  for (char32_t c = 0x80; c < 0x110000; ++c) {
    if (surrogate(c)) continue;
    expect_same(icu, text_of({c}));
    expect_same(icu, text_of({0xAC00, c, 0x0323}));  // a syllable that a final consonant may follow
    if (HasFatalFailure()) return;
  }
}

// A letter before it and a mark behind it; and all that canonical decompositions are made of, put together.
TEST(NormalForms, OfEachCharacterBetweenOthersAreIcus) {
  Icu icu;
  for (char32_t c = 0x80; c < 0x110000; ++c) {
    const auto code = static_cast<UChar32>(c);
    if (surrogate(c) || !icu.unicode_9().contains(code)) continue;
    icu::UnicodeString parts;
    if (u_getCombiningClass(code) == 0 && !icu.table(NormalForm::kNfkd).getRawDecomposition(code, parts) &&
        icu.table(NormalForm::kNfc).hasBoundaryBefore(code))
      continue;
    expect_same(icu, text_of({U'a', c, 0x0301, 0x0323}));
    expect_same(icu, text_of({0x0301, c, c, 0x1161}));
    icu::UnicodeString whole;
    if (icu.table(NormalForm::kNfd).getRawDecomposition(code, whole)) {
      std::string text;
      whole.toUTF8String(text);
      expect_same(icu, text + "\u0323");
    }
    if (HasFatalFailure()) return;
  }
}

// Characters that normal forms change or compose, and others, among them some newer than Unicode 9.0.
std::vector<char32_t> telling_characters(const Icu& icu) {
  std::vector<char32_t> out;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (surrogate(c) || (c >= 0xAC10 && c < 0xD790)) continue;  // some of Hangul is enough
    const auto code = static_cast<UChar32>(c);
    if (u_getCombiningClass(code) != 0 || !icu.table(NormalForm::kNfkd).isInert(code) ||
        !icu.table(NormalForm::kNfc).isInert(code))
      out.push_back(c);
  }
  for (char32_t c = 0x1100; c < 0x1200; ++c) out.push_back(c);
  for (const char32_t c : {U'a', U'e', U' ', U'\n', U'1', U'\u4f60', U'\U0001F600', U'\U0010FFFF', U'\u0378'})
    out.push_back(c);
  return out;
}

TEST(NormalForms, OfRandomTextsAreIcus) {
  Icu icu;
  const std::vector<char32_t> characters = telling_characters(icu);
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    const std::size_t near = below(characters.size());
    for (std::size_t n = 1 + below(12); n > 0; --n) {
      // Half of them of one neighbourhood: what composes is often of one script.
      const std::size_t at = below(2) == 0 ? near + below(40) : below(characters.size());
      append_utf8(characters[std::min(at, characters.size() - 1)], text);
    }
    expect_same(icu, text);
    if (HasFatalFailure()) return;
  }
}

// Longer than the pieces in which it goes; in each place something may have to be kept together.
TEST(NormalForms, OfLongTextsAreIcus) {
  Icu icu;
  const std::vector<char32_t> characters = telling_characters(icu);
  std::mt19937 random(2);
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (int n = 0; n < 5000; ++n) {
      const bool plain = random() % 4 == 0;
      append_utf8(
          plain ? static_cast<char32_t>(U'a' + random() % 26) : characters[random() % characters.size()],
          text);
    }
    expect_same(icu, text);
    if (HasFatalFailure()) return;
  }
  std::string hangul;
  for (int n = 0; n < 3000; ++n) hangul += "\u1100\u1161\u11a8";
  expect_same(icu, hangul);
}

}  // namespace
}  // namespace constate::tokenizer
