// ScratchFolder: a new folder for files that nobody needs later. It and all that is in it go away with this.
// Where the process ends without running destructors, the folder stays. Private to the user.
#pragma once

#include <filesystem>

namespace constate {

class ScratchFolder {
 public:
  // In TMPDIR, else /tmp. Throws Error(kPermissionDenied) where none can be made there.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path path;
};

}  // namespace constate
