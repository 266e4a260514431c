// Where this library looks for plugins: in share/constate/plugins of the prefix that it lies in, wherever
// that was moved to.
#include <dlfcn.h>

#include "pjrt/plugin_search.h"

namespace constate::pjrt {

std::filesystem::path built_in_folder() {
  namespace fs = std::filesystem;
  Dl_info info{};
  std::error_code error;
  if (::dladdr(reinterpret_cast<const void*>(&built_in_folder), &info) == 0 || info.dli_fname == nullptr)
    return {};
  const fs::path prefix = fs::canonical(info.dli_fname, error).parent_path().parent_path();
  if (error) return {};
  return prefix / "share/constate/plugins";
}

}  // namespace constate::pjrt
