#include "hub/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/file.h"
#include "hub/names.h"

namespace constate::hub {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEndpoint = "https://huggingface.co";
constexpr int kMostStall = 3600;
constexpr std::uint64_t kMostOfToken = 4096;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "~" and "$VARIABLE" or "${VARIABLE}", as a file of settings may have them. What is not set stays as it is.
fs::path expanded(const std::string& text, const Environment& environment) {
  std::string out;
  std::string_view rest = text;
  if (const auto home = environment("HOME"); home && (rest == "~" || rest.starts_with("~/"))) {
    out = *home;
    rest.remove_prefix(1);
  }
  while (!rest.empty()) {
    std::size_t end = 1;
    std::string name;
    if (rest.starts_with("${") && rest.find('}') != rest.npos) {
      end = rest.find('}') + 1;
      name = rest.substr(2, end - 3);
    } else if (rest[0] == '$') {
      while (end < rest.size() && is_name(rest[end])) ++end;
      name = rest.substr(1, end - 1);
    }
    const auto value = name.empty() ? std::nullopt : environment(name.c_str());
    out += value ? *value : std::string(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return out;
}

std::optional<fs::path> home_folder(const Environment& environment) {
  if (const auto home = environment("HF_HOME")) return expanded(*home, environment);
  if (const auto cache = environment("XDG_CACHE_HOME")) return expanded(*cache, environment) / "huggingface";
  if (const auto home = environment("HOME")) return fs::path(*home) / ".cache/huggingface";
  return std::nullopt;
}

bool is_on(const std::optional<std::string>& value) {
  std::string upper = value.value_or("");
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return upper == "1" || upper == "ON" || upper == "YES" || upper == "TRUE";
}

std::string stripped(std::string text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!text.empty() && is_space(text.back())) text.pop_back();
  while (!text.empty() && is_space(text.front())) text.erase(0, 1);
  return text;
}

// What does not belong into a header would end in another header.
std::optional<std::string> checked_token(std::string text, const std::string& where) {
  text = stripped(std::move(text));
  if (!std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; }))
    throw Error(Code::kInvalidArgument, fmt::format("{}: a token is visible ASCII without spaces", where));
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<std::string> token_of(const Environment& environment) {
  if (const auto token = environment("HF_TOKEN")) return checked_token(*token, "HF_TOKEN");
  fs::path file;
  if (const auto path = environment("HF_TOKEN_PATH"))
    file = expanded(*path, environment);
  else if (const auto home = home_folder(environment))
    file = *home / "token";
  std::error_code ignored;
  if (file.empty() || !fs::exists(file, ignored)) return std::nullopt;
  return checked_token(read_text(file, kMostOfToken), file.string());
}

std::string endpoint_of(const Environment& environment) {
  const std::optional<std::string> given = environment("HF_ENDPOINT");
  std::string out = given.value_or(kEndpoint);
  while (out.ends_with('/')) out.pop_back();
  if (!origin_of(out) || out.find_first_of("?#") != out.npos)
    throw Error(Code::kInvalidArgument,
                fmt::format("HF_ENDPOINT: an address is expected, such as {}; got `{}`", kEndpoint, *given));
  return out;
}

int stall_of(const Environment& environment) {
  const std::optional<std::string> text = environment("HF_HUB_DOWNLOAD_TIMEOUT");
  if (!text) return Settings().stall_seconds;
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < 1 || value > kMostStall)
    throw Error(Code::kInvalidArgument,
                fmt::format("HF_HUB_DOWNLOAD_TIMEOUT: an integer between 1 and {} is expected; got `{}`",
                            kMostStall, *text));
  return value;
}

}  // namespace

fs::path cache_folder(const Environment& environment) {
  for (const char* variable : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"})
    if (const auto folder = environment(variable)) return expanded(*folder, environment);
  if (const auto home = home_folder(environment)) return *home / "hub";
  throw Error(Code::kNotFound,
              "no folder for models: none of HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME and HOME is set");
}

Settings settings_of(const Environment& environment) {
  Settings out;
  out.cache = cache_folder(environment);
  out.endpoint = endpoint_of(environment);
  out.token = token_of(environment);
  out.offline = is_on(environment("HF_HUB_OFFLINE")) || is_on(environment("TRANSFORMERS_OFFLINE"));
  out.stall_seconds = stall_of(environment);
  for (const char* variable : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"})
    if (!out.certificates) out.certificates = environment(variable);
  return out;
}

}  // namespace constate::hub
