#include "app/plugin_source.h"

#include <fmt/format.h>

#include <filesystem>

namespace constate::app {
namespace {

namespace fs = std::filesystem;

// Of an archive or an installation; empty in the project's folder.
fs::path fetching_tool() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const fs::path tool = program.parent_path().parent_path() / "share/constate/tools/fetch_plugin.py";
  return fs::is_regular_file(tool, error) ? tool : fs::path();
}

}  // namespace

std::string how_to_fetch(pjrt::PluginKind kind, bool to_compile) {
  const bool cpu = kind == pjrt::PluginKind::kCpu;
  if (const fs::path tool = fetching_tool(); !tool.empty())
    return fmt::format("`{} {}{}`", tool.string(), name(kind),
                       to_compile && kind == pjrt::PluginKind::kCuda ? "-compile" : "");
  if (cpu) return "`make setup`";
  return to_compile ? "`make plugins-compile`" : fmt::format("`make plugin-{}`", name(kind));
}

Error with_source(const Error& e) {
  const auto* missing = dynamic_cast<const pjrt::MissingPlugin*>(&e);
  if (!missing) return e;
  return Error(e.code(), e.what(),
               fmt::format("{} fetches it{}", how_to_fetch(missing->kind, missing->to_compile),
                           e.hint().empty() ? "" : "; or " + e.hint()));
}

std::string why_text(const pjrt::PluginChoice& choice) {
  if (!choice.lacking) return choice.why;
  return fmt::format("{}; the machine's {} needs {}", choice.why,
                     *choice.lacking == pjrt::PluginKind::kCuda ? "GPU" : "TPU",
                     how_to_fetch(*choice.lacking));
}

}  // namespace constate::app
