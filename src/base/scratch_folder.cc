#include "base/scratch_folder.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace constate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHint = "TMPDIR names another place";

fs::path made() {
  std::error_code error;
  const fs::path place = fs::temp_directory_path(error);
  if (error)
    throw Error(Code::kPermissionDenied, fmt::format("no folder for temporary files: {}", error.message()),
                kHint);
  std::string name = (place / "constate_XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: a folder cannot be made there: {}", place.string(), std::strerror(errno)),
                kHint);
  return name;
}

}  // namespace

ScratchFolder::ScratchFolder() : path(made()) {}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

}  // namespace constate
