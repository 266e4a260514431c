// pytorch_model.bin, an archive of a pickle and storages.
#include "formats/torch_file.h"

#include "fuzz.h"

using namespace constate;

namespace {
constexpr std::uint64_t kRead = 1 << 20;  // of a small file's expanded tensors: filling more takes long
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path path = fuzz::scratch_folder() / "pytorch_model.bin";
  fuzz::write_file(path, fuzz::text_of(data, size));
  fuzz::bounded(size, [&] {
    const formats::TorchFile file(path);
    std::uint64_t read = 0;
    for (const auto& [name, tensor] : file.tensors()) {
      const auto bytes = static_cast<std::uint64_t>(tensor.shape.bytes());
      fuzz::require(bytes == 0 || tensor.offset < size, "each tensor begins in the file");
      if ((read += bytes) > kRead) break;
      file.read(name);
    }
  });
  return 0;
}
