#include "app/demo_model.h"

#include <algorithm>
#include <cctype>

namespace constate::app {

namespace fs = std::filesystem;

fs::path demo_model_of(const fs::path& program) {
  const fs::path prefix = program.parent_path().parent_path();
  for (const char* place : {"share/constate/models/demo", "models/demo"}) {
    std::error_code ignored;
    if (fs::is_regular_file(prefix / place / "config.json", ignored)) return prefix / place;
  }
  return {};
}

fs::path demo_model() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path() : demo_model_of(program);
}

std::string shell_path(const fs::path& path, const fs::path& working_directory) {
  std::string text = path.lexically_relative(working_directory).string();
  if (text.empty() || text.starts_with("..")) text = path.string();
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; };
  const bool plain = std::all_of(text.begin(), text.end(), [&](char c) {
    return is_plain(static_cast<unsigned char>(c)) ||
           std::string_view("/._-+:@%,").find(c) != std::string_view::npos;
  });
  if (plain) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string shell_path(const fs::path& path) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  return shell_path(path, error ? fs::path() : here);
}

}  // namespace constate::app
