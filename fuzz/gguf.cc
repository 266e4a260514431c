// A GGUF file: keys, tensors and their blocks.
#include "formats/gguf.h"

#include "fuzz.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path path = fuzz::scratch_folder() / "x.gguf";
  fuzz::write_file(path, fuzz::text_of(data, size));
  fuzz::bounded(size, [&] {
    const formats::GgufFile file(path);
    for (const auto& [name, tensor] : file.tensors()) {
      const bool blocks = !tensor.stored_as.empty();
      const std::uint64_t bytes =
          blocks ? tensor.stored_bytes : static_cast<std::uint64_t>(tensor.shape.bytes());
      fuzz::require(tensor.offset >= 24 && bytes <= size - tensor.offset, "each tensor lies in the file");
      fuzz::require(!blocks || tensor.shape.dtype == DType::kF32, "blocks are given as f32");
      file.read(name);
    }
    for (const auto& [key, value] : file.metadata().values())
      fuzz::require(!key.empty() && key.size() < 65536, "a key has a name");
    const Json keys = file.metadata().json(1 << 16);
    fuzz::require(keys.size() <= file.metadata().values().size(), "each value has one key");
    keys.dump();
  });
  return 0;
}
