#include "tokenizer/text_pattern.h"

#include <fmt/format.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/oniguruma.h"

namespace constate::tokenizer {
namespace {

constexpr std::size_t kMostPattern = 16384;  // bytes; those in use have some hundreds
// Steps from one place of a text: a pattern that makes sense goes over the rest of the text a few times at
// most.
constexpr std::size_t kSteps = 1'000'000, kStepsForByte = 16;
constexpr std::size_t kStackStart = 32 << 10, kStackMost = 16 << 20;  // of compiled code, for each thread
constexpr std::size_t kShown = 60;

// What matching needs apart from the pattern; one for each thread.
struct Workspace {
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_jit_stack* stack = pcre2_jit_stack_create(kStackStart, kStackMost, nullptr);

  Workspace() {
    if (!data || !context) throw std::bad_alloc();
    pcre2_jit_stack_assign(context, nullptr, stack);
    pcre2_set_heap_limit(context, kStackMost >> 10);
  }
  ~Workspace() {
    pcre2_jit_stack_free(stack);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
};

std::string message(int error) {
  PCRE2_UCHAR text[256] = {};
  pcre2_get_error_message(error, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

std::string head(std::string_view text) {
  if (text.size() <= kShown) return std::string(text);
  std::size_t end = kShown;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

[[noreturn]] void refuse_match(int error, std::string_view pattern, std::size_t at, std::string_view text) {
  const bool too_long = error == PCRE2_ERROR_MATCHLIMIT || error == PCRE2_ERROR_HEAPLIMIT ||
                        error == PCRE2_ERROR_DEPTHLIMIT || error == PCRE2_ERROR_JIT_STACKLIMIT;
  throw FormatError(fmt::format(
      "encode: the tokenizer's regular expression `{}` {}, at byte {} of a part of the text of {} bytes, "
      "`{}`",
      head(pattern), too_long ? "takes too many steps" : "fails: " + message(error), at, text.size(),
      head(text.substr(at))));
}

}  // namespace

struct TextPattern::Code {
  pcre2_code* code = nullptr;
  ~Code() { pcre2_code_free(code); }
};

TextPattern TextPattern::literal(std::string text) {
  TextPattern out;
  out.pattern_ = std::move(text);
  return out;
}

TextPattern TextPattern::regex(std::string pattern) {
  if (pattern.size() > kMostPattern)
    throw FormatError(
        fmt::format("a regular expression has at most {} bytes; got {}", kMostPattern, pattern.size()));
  TextPattern out;
  out.pattern_ = std::move(pattern);
  const std::string text = pcre2_from_oniguruma(out.pattern_);
  auto code = std::make_shared<Code>();
  const std::unique_ptr<pcre2_compile_context, void (*)(pcre2_compile_context*)> context(
      pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
  if (!context) throw std::bad_alloc();
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE at = 0;
  code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                             PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &error, &at,
                             context.get());
  if (!code->code)
    throw FormatError(fmt::format("the regular expression `{}`: {}", head(out.pattern_), message(error)));
  pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);  // where it cannot be compiled it is interpreted
  out.code_ = std::move(code);
  return out;
}

std::vector<Span> TextPattern::find(std::string_view text) const {
  std::vector<Span> out;
  if (!code_) {
    if (pattern_.empty()) return out;
    for (std::size_t at = text.find(pattern_); at != text.npos;
         at = text.find(pattern_, at + pattern_.size()))
      out.push_back({at, at + pattern_.size()});
    return out;
  }
  thread_local Workspace work;
  pcre2_set_match_limit(work.context, static_cast<std::uint32_t>(std::min<std::size_t>(
                                          kSteps + kStepsForByte * text.size(), UINT32_MAX)));
  const PCRE2_SIZE* span = pcre2_get_ovector_pointer(work.data);
  std::size_t last = std::string_view::npos;  // the end of the match before
  for (std::size_t at = 0; at <= text.size();) {
    const int found = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                                  PCRE2_NO_UTF_CHECK, work.data, work.context);
    if (found == PCRE2_ERROR_NOMATCH) break;
    if (found < 0) refuse_match(found, pattern_, at, text);
    const Span match{span[0], span[1]};
    if (match.begin > match.end) refuse_match(PCRE2_ERROR_INTERNAL, pattern_, at, text);
    if (match.begin == match.end && match.end == last) {
      at += at < text.size() ? first_char(text.substr(at)).size : 1;
      continue;
    }
    out.push_back(match);
    at = last = match.end;
  }
  return out;
}

}  // namespace constate::tokenizer
