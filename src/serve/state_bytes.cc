#include "serve/state_bytes.h"

#include <limits>

#include "base/error.h"
#include "base/file.h"
#include "base/scratch_folder.h"
#include "base/write_file.h"

namespace constate::serve {

std::string bytes_of(const engine::SavedState& state) {
  const ScratchFolder scratch;
  engine::write_state(scratch.path / "state", state);
  return read_text(scratch.path / "state", std::numeric_limits<std::int64_t>::max());
}

engine::SavedState state_of(std::string_view bytes, const std::string& where) {
  const ScratchFolder scratch;
  const std::filesystem::path file = scratch.path / "state";
  write_whole(file, bytes);
  try {
    return engine::read_state(file);
  } catch (const FormatError& e) {
    std::string what = e.what();
    if (what.starts_with(file.string())) what = what.substr(file.string().size());
    throw FormatError(where + what, e.hint());
  }
}

}  // namespace constate::serve
