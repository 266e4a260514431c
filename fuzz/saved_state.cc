// A saved state. Its checksums are not compared here, so that changes get past them; what is read all the
// same must be a state that can be written and read again, and is then the same file.
#include "engine/saved_state.h"

#include "base/error.h"
#include "base/file.h"
#include "fuzz.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path path = fuzz::scratch_folder() / "x",
                                     again = fuzz::scratch_folder() / "y";
  fuzz::write_file(path, fuzz::text_of(data, size));
  std::optional<engine::SavedState> state;
  fuzz::bounded(size, [&] { state = engine::read_state(path, engine::Checksums::kIgnore); });
  bool is_whole = true;
  fuzz::bounded(size, [&] {
    try {
      const engine::StateFacts facts = engine::read_state_facts(path);
      fuzz::require(facts.file_bytes == size, "the facts are of this file");
      engine::read_state(path);
    } catch (const Error&) {
      is_whole = false;
      throw;
    }
  });
  fuzz::require(state || !is_whole, "what is whole can be read");
  if (!state) return 0;
  engine::write_state(path, *state);
  const std::string first = read_text(path);
  engine::write_state(again, engine::read_state(path));
  fuzz::require(read_text(again) == first, "a state that is written is read as it was");
  return 0;
}
