#include "pjrt/cxx_runtime.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>

namespace constate::pjrt {

bool supplied_cxx_runtime(std::string_view reason) {
  constexpr std::string_view kLibraries[] = {"libgcc_s.so.1",
                                             "libstdc++.so.6"};  // the second needs the first
  if (std::none_of(std::begin(kLibraries), std::end(kLibraries), [&](std::string_view library) {
        return reason.find(library) != reason.npos && reason.find("cannot open") != reason.npos;
      }))
    return false;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return false;
  const std::filesystem::path folder = program.parent_path().parent_path() / "lib/constate";
  // What is loaded serves whoever needs a library of that name.
  return std::all_of(std::begin(kLibraries), std::end(kLibraries), [&](std::string_view library) {
    return ::dlopen((folder / library).c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr;
  });
}

}  // namespace constate::pjrt
