#include "pjrt/python_environments.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;

struct Environment {
  fs::path prefix;
  fs::path base;  // whose packages count as well; empty for none
};

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

// What pyvenv.cfg says of the environment around it; none where there is no such file.
std::optional<Environment> virtual_environment(const fs::path& prefix) {
  std::error_code ignored;
  if (!fs::is_regular_file(prefix / "pyvenv.cfg", ignored)) return std::nullopt;
  std::ifstream file(prefix / "pyvenv.cfg");
  Environment out{prefix, {}};
  fs::path home;
  bool takes_base = false;
  constexpr int kMostLines = 1000;  // of a file that anybody may have written
  std::string line;
  for (int i = 0; i < kMostLines && std::getline(file, line); ++i) {
    const std::size_t equals = line.find('=');
    if (equals == line.npos) continue;
    const std::string key = trimmed(std::string_view(line).substr(0, equals));
    const std::string value = trimmed(std::string_view(line).substr(equals + 1));
    if (key == "home") home = value;
    if (key == "include-system-site-packages") takes_base = value == "true" || value == "True";
  }
  if (takes_base && home.is_absolute()) out.base = home.parent_path();
  return out;
}

// A link may stand for another environment's Python: the first environment on the way counts, and without one
// the place of the file at its end.
std::optional<Environment> environment_of(const fs::path& python) {
  constexpr int kMostLinks = 40;  // as many as the system follows
  fs::path at = python;
  for (int i = 0; i < kMostLinks; ++i) {
    const fs::path prefix = at.parent_path().parent_path();
    if (const auto found = virtual_environment(prefix)) return found;
    std::error_code error;
    const fs::path target = fs::read_symlink(at, error);
    if (error) return fs::is_regular_file(at, error) ? std::optional(Environment{prefix, {}}) : std::nullopt;
    // A relative target counts from where the folder really is.
    at = target.is_absolute() ? target : fs::weakly_canonical(at.parent_path(), error) / target;
    at = at.lexically_normal();
  }
  return std::nullopt;
}

}  // namespace

std::vector<fs::path> folders_in(const fs::path& parent, std::string_view prefix) {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->path().filename().string().starts_with(prefix) && it->is_directory(ignored))
      out.push_back(it->path());
  }
  std::sort(out.begin(), out.end(), [](const fs::path& a, const fs::path& b) {
    const std::string x = a.filename(), y = b.filename();
    return x.size() != y.size() ? x.size() > y.size() : x > y;
  });
  return out;
}

std::vector<fs::path> packages_below(const fs::path& prefix) {
  std::vector<fs::path> out;
  for (const char* lib : {"lib", "lib64", "local/lib"})
    for (const fs::path& python : folders_in(prefix / lib, "python3"))
      for (const char* packages : {"site-packages", "dist-packages"}) {
        std::error_code ignored;
        if (fs::is_directory(python / packages, ignored)) out.push_back(python / packages);
      }
  return out;
}

std::vector<fs::path> packages_on_path(std::string_view path) {
  std::vector<fs::path> out, seen;
  const auto add = [&](const fs::path& prefix) {
    for (fs::path& folder : packages_below(prefix)) {
      std::error_code error;
      const fs::path real = fs::canonical(folder, error);  // lib64 is often a link to lib
      if (error || std::find(seen.begin(), seen.end(), real) != seen.end()) continue;
      seen.push_back(real);
      out.push_back(std::move(folder));
    }
  };
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const fs::path folder = path.substr(begin, end - begin);
    begin = end + 1;
    if (!folder.is_absolute()) continue;  // what the working folder holds is not the user's choice of Python
    const auto environment = environment_of(folder.lexically_normal() / "python3");
    if (!environment) continue;
    add(environment->prefix);
    if (!environment->base.empty()) add(environment->base);
  }
  return out;
}

}  // namespace constate::pjrt
