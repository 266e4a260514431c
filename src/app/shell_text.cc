#include "app/shell_text.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace constate::app {

namespace fs = std::filesystem;

std::string shell_word(const std::string& text) {
  const auto is_plain = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || byte >= 0x80 ||
           std::string_view("/._-+:@%,=").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string shell_path(const fs::path& path, const fs::path& working_directory) {
  const std::string below = path.lexically_relative(working_directory).string();
  return shell_word(below.empty() || below.starts_with("..") ? path.string() : below);
}

std::string shell_path(const fs::path& path) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  return shell_path(path, error ? fs::path() : here);
}

}  // namespace constate::app
