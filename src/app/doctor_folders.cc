#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "app/demo_model.h"
#include "app/device_options.h"
#include "app/doctor.h"
#include "app/settings.h"
#include "app/text.h"
#include "base/error.h"
#include "hub/settings.h"
#include "runtime/program_folder.h"
#include "runtime/program_store.h"

namespace constate::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLittleDisk = 200'000'000;

// The folder itself, or the nearest one above it that is there.
fs::path nearest_above(fs::path folder) {
  std::error_code error;
  folder = fs::absolute(folder, error);
  while (!fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

// Why nothing can be written there; empty where it can. Where the folder is there, it is tried.
std::string why_not_writable(const fs::path& folder) {
  const fs::path at = nearest_above(folder);
  std::error_code error;
  if (!fs::is_directory(at, error)) return fmt::format("{} is no folder", at.string());
  const bool is_it = fs::equivalent(at, folder, error) && !error;
  std::string file = (at / ".constate-doctor-XXXXXX").string();
  if (!is_it) return ::access(at.c_str(), W_OK | X_OK) == 0 ? "" : at.string() + " cannot be written to";
  const int fd = ::mkstemp(file.data());
  if (fd < 0) return at.string() + " cannot be written to";
  ::close(fd);
  ::unlink(file.c_str());
  return "";
}

std::optional<std::uintmax_t> free_bytes(const fs::path& folder) {
  std::error_code error;
  const fs::space_info space = fs::space(nearest_above(folder), error);
  return error ? std::nullopt : std::optional(space.available);
}

// What is true of each folder; `text` is what was found in it.
Finding folder_finding(const char* what, const fs::path& folder, const std::string& text,
                       const std::string& elsewhere) {
  const auto free = free_bytes(folder);
  const std::string why = why_not_writable(folder);
  std::error_code ignored;
  Finding out{.what = what, .text = fmt::format("{}: {}", folder.string(), text)};
  out.facts = {{"folder", folder.string()},
               {"is_there", fs::is_directory(folder, ignored)},
               {"is_writable", why.empty()},
               {"free_bytes", free ? OrderedJson(*free) : OrderedJson(nullptr)}};
  if (free) out.text += fmt::format("; {} free", bytes_text(static_cast<std::int64_t>(*free)));
  if (!why.empty()) {
    out.text = fmt::format("{}: {}", folder.string(), why);
    out.mend = elsewhere;
  } else if (free && *free < kLittleDisk) {
    out.mend = "the disk is almost full; " + elsewhere;
  }
  if (!out.mend.empty()) out.status = Finding::Status::kNote;
  return out;
}

Finding program_cache() {
  constexpr const char* kWhat = "program cache";
  if (is_set_on("CONSTATE_NO_CACHE"))
    return {Finding::Status::kNote, kWhat, "programs are not kept, so that each start compiles them",
            "unset CONSTATE_NO_CACHE"};
  const fs::path folder = runtime::default_program_folder();
  if (folder.empty()) return {Finding::Status::kNote, kWhat, kNoCacheFolder, kNameCacheFolder};
  std::int64_t bytes = 0, damaged = 0, files = 0;
  try {
    for (const runtime::StoredProgram& p : runtime::stored_programs(folder)) {
      ++files;
      bytes += static_cast<std::int64_t>(p.bytes);
      damaged += p.damage.empty() ? 0 : 1;
    }
  } catch (const Error& e) {
    return {Finding::Status::kNote, kWhat, e.what(), kNameCacheFolder};
  }
  const auto limit = static_cast<std::int64_t>(store_in(folder, {}).limit);
  Finding out = folder_finding(
      kWhat, folder,
      fmt::format("{}, {} of {} at most", count_text(files, "file"), bytes_text(bytes), bytes_text(limit)),
      kNameCacheFolder);
  out.facts.update({{"files", files}, {"bytes", bytes}, {"limit_bytes", limit}, {"damaged", damaged}});
  if (damaged > 0 && out.mend.empty()) {
    out.status = Finding::Status::kNote;
    out.text += fmt::format("; {} of the files cannot be read", damaged);
    out.mend = "`constate cache clear` removes them all; they are made again";
  }
  return out;
}

// What `constate pull` and Hugging Face's programs have fetched.
Finding fetched_models() {
  constexpr const char* kWhat = "model cache";
  fs::path folder;
  try {
    folder = hub::cache_folder(setting);
  } catch (const Error& e) {
    return {Finding::Status::kNote, kWhat, e.what(), "HF_HOME=DIR names one"};
  }
  std::int64_t models = 0;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    models += it->path().filename().string().starts_with("models--") ? 1 : 0;
  Finding out = folder_finding(kWhat, folder, count_text(models, "model"), "HF_HOME=DIR names another");
  out.facts["models"] = models;
  return out;
}

Finding demo() {
  const fs::path folder = demo_model();
  if (folder.empty()) return {Finding::Status::kNote, "demo model", "none came with the program"};
  return {.what = "demo model", .text = folder.string(), .facts = {{"folder", folder.string()}}};
}

}  // namespace

std::vector<Finding> examine_folders() {
  std::vector<Finding> out{program_cache(), fetched_models(), demo()};
  for (const auto& [variable, what] : {std::pair{"CONSTATE_SERVE_STATE_STORE", "states"},
                                       {"CONSTATE_SERVE_PREFIX_CACHE_DIR", "prefix cache"}})
    if (const auto folder = setting(variable); folder && folder->find("://") == std::string::npos)
      out.push_back(folder_finding(what, *folder, "named by " + std::string(variable),
                                   std::string(variable) + "=DIR names another"));
  return out;
}

}  // namespace constate::app
