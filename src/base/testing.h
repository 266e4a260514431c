// For tests: the text of an error, a folder to write to, a disk that is full.
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/scratch_folder.h"

namespace constate {

// The message of the Error that `f` throws.
template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

// The same, with its hint in brackets where it has one.
template <class F>
std::string message_and_hint_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return std::string(e.what()) + (e.hint().empty() ? "" : " [" + e.hint() + "]");
  }
  return "no error";
}

// A folder to write to.
struct TempDir : ScratchFolder {
  std::filesystem::path write(const std::string& name, std::string_view bytes) const {
    std::ofstream(path / name, std::ios::binary) << bytes;
    return path / name;
  }
};

// Where tests keep compiled programs: the folder that ctest names for all test programs of a build, so that
// none compiles what another one has; without ctest, one of this process.
inline std::filesystem::path kept_programs() {
  if (const char* folder = std::getenv("CONSTATE_TEST_PROGRAMS")) return folder;
  static const ScratchFolder own;
  return own.path;
}

// While there is one, no file grows beyond `bytes`, neither by this process nor by one that it starts
// meanwhile: a disk that is full. SIGXFSZ comes where it is not ignored.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw Error(Code::kInternal, "setrlimit");
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace constate
