#include "serve/api_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace constate::serve {
namespace {

constexpr std::size_t kLeastCharacters = 8;
constexpr const char* kForm = "[NAME] KEY [requests-per-minute=N] [tokens-per-minute=N]";

// In a time that does not depend on where they differ.
bool same_secret(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |=
        static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b.empty() ? 0 : b[i % b.size()]);
  return difference == 0;
}

// Of "some-word=...", which is meant as an option, also where there is none of the name; a key in base64,
// which may end in "=", is not. npos for any other word.
std::size_t end_of_option_name(std::string_view word) {
  const std::size_t at = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-");
  if (at == word.npos || at == 0 || word[at] != '=') return word.npos;
  const bool has_value = at + 1 < word.size() && word[at + 1] != '=';
  return has_value || word.find('-') < at ? at : word.npos;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole && out >= 0 && out <= kMostPerMinute ? std::optional(out) : std::nullopt;
}

// What is wrong with a line, where something is.
std::string read_line(const std::vector<std::string>& words, ApiKey& out) {
  std::size_t plain = 0;
  while (plain < words.size() && end_of_option_name(words[plain]) == std::string::npos) ++plain;
  if (plain != 1 && plain != 2) return fmt::format("{} is expected", kForm);
  out.key = words[plain - 1];
  if (plain == 2) out.name = words[0];
  if (out.key.size() < kLeastCharacters)
    return fmt::format("a key has at least {} characters", kLeastCharacters);
  bool requests = false, tokens = false;
  for (std::size_t i = plain; i < words.size(); ++i) {
    const std::size_t end = end_of_option_name(words[i]);
    const std::string name = words[i].substr(0, end);
    const bool is_requests = name == "requests-per-minute";
    if (end == std::string::npos || (!is_requests && name != "tokens-per-minute"))
      return fmt::format("word {} is not known: {} is expected", i + 1, kForm);
    if (std::exchange(is_requests ? requests : tokens, true)) return fmt::format("{} stands twice", name);
    const auto n = number_of(std::string_view(words[i]).substr(end + 1));
    if (!n) return fmt::format("{}: an integer between 0 and {} is expected", name, kMostPerMinute);
    (is_requests ? out.limit.requests : out.limit.tokens) = *n;
  }
  return "";
}

}  // namespace

std::vector<ApiKey> read_api_keys(const std::string& path, const RateLimit& otherwise) {
  std::ifstream file(path);
  if (!file) throw Error(Code::kNotFound, path + ": cannot be read");
  std::vector<ApiKey> out;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(std::move(word));
    if (words.empty() || words[0][0] == '#') continue;
    ApiKey key{fmt::format("key{}", number), "", otherwise};
    std::string wrong = read_line(words, key);
    for (const ApiKey& other : out)
      if (wrong.empty() && (other.name == key.name || other.key == key.key))
        wrong = "the name or the key stands twice";
    if (!wrong.empty()) throw Error(Code::kInvalidArgument, fmt::format("{}:{}: {}", path, number, wrong));
    out.push_back(std::move(key));
  }
  if (out.empty()) throw Error(Code::kInvalidArgument, path + ": at least one key is expected");
  return out;
}

const ApiKey* find_key(const std::vector<ApiKey>& keys, const std::string& given) {
  const ApiKey* found = nullptr;
  for (const ApiKey& key : keys)
    if (same_secret(key.key, given)) found = &key;
  return found;
}

}  // namespace constate::serve
