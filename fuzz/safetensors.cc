// A safetensors file, header and data.
#include "formats/safetensors.h"

#include <algorithm>

#include "fuzz.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path path = fuzz::scratch_folder() / "x.safetensors";
  const std::string_view bytes = fuzz::text_of(data, size);
  fuzz::write_file(path, bytes);
  fuzz::bounded(size, [&] {
    const formats::SafetensorsFile file(path);
    for (const auto& [name, entry] : file.tensors()) {
      const auto length = static_cast<std::uint64_t>(entry.shape.bytes());
      fuzz::require(entry.offset >= 8 && entry.offset + length <= size, "each tensor lies in the file");
      const HostArray array = file.read(name);
      fuzz::require(
          std::equal(array.bytes().begin(), array.bytes().end(),
                     std::as_bytes(std::span(bytes)).begin() + static_cast<std::ptrdiff_t>(entry.offset)),
          "a tensor's bytes are those of the file");
    }
  });
  return 0;
}
