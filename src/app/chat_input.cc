#include "app/chat_input.h"

#include <fmt/format.h>

#include <utility>

#include "app/prompts.h"
#include "base/error.h"

namespace constate::app {
namespace {

constexpr std::string_view kQuotes = "\"\"\"";

void check(std::string_view text, std::size_t bytes) {
  if (bytes > kMostMessageBytes)
    throw Error(Code::kInvalidArgument,
                fmt::format("the message: at most {} bytes are taken; got {}", kMostMessageBytes, bytes),
                "it may come in several messages");
  check_utf8(text, "the message");
  if (const std::size_t at = text.find('\0'); at != text.npos)
    throw FormatError(fmt::format("the message: no zero byte is expected; byte {} is one", at));
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\v\f") == text.npos; }

}  // namespace

void ChatLines::add(std::string_view line) {
  const bool is_first = lines_++ == 0;
  bytes_ += line.size() + (is_first ? 0 : 1);
  if (bytes_ > kMostMessageBytes) return;  // what is refused at its end is not kept
  if (!is_first) text_ += '\n';
  text_ += line;
}

ChatInput ChatLines::close() {
  const std::string text = std::exchange(text_, "");
  const std::size_t bytes = std::exchange(bytes_, 0);
  is_open_ = false;
  lines_ = 0;
  check(text, bytes);
  if (is_blank(text)) return {};
  return {ChatInput::Kind::kMessage, text};
}

ChatInput ChatLines::take(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  std::string_view rest = line;
  if (!is_open_ && rest.starts_with(kQuotes)) {
    is_open_ = true;
    rest.remove_prefix(kQuotes.size());
    if (is_blank(rest)) return {};
  }
  if (is_open_) {
    if (!rest.ends_with(kQuotes)) {
      add(rest);
      return {};
    }
    rest.remove_suffix(kQuotes.size());
    if (!rest.empty()) add(rest);
    return close();
  }
  check(rest, rest.size());
  if (is_blank(rest)) return {};
  if (rest.starts_with("//")) return {ChatInput::Kind::kMessage, line.substr(1)};
  if (rest.starts_with('/')) return {ChatInput::Kind::kCommand, line.substr(1)};
  return {ChatInput::Kind::kMessage, line};
}

ChatInput ChatLines::take_too_long(std::size_t bytes) {
  bytes_ += bytes;
  ++lines_;
  if (is_open_) return {};
  return close();
}

void ChatLines::end() {
  if (!is_open_) return;
  drop();
  throw Error(Code::kInvalidArgument, "the message: \"\"\" is expected at its end; the input ends before");
}

void ChatLines::drop() {
  is_open_ = false;
  text_.clear();
  lines_ = bytes_ = 0;
}

}  // namespace constate::app
