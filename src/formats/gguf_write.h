// Writes GGUF files, version 3: metadata, then tensors, each aligned to 32 bytes. One tensor at a time is in
// memory.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/host_array.h"
#include "formats/gguf_blocks.h"
#include "formats/gguf_value.h"

namespace constate::formats {

struct GgufOutTensor {
  std::string name;
  std::vector<std::int64_t> dims;  // row-major
  const GgufElements* elements = nullptr;
};

// Beside `path`, then renamed to it (base/replacement.h). `give(i)` gives tensor i in any float type. Throws
// FormatError for a name or a shape that the format cannot have, or elements that its type cannot hold, and
// WriteError's codes.
void save_gguf(const std::filesystem::path& path, const GgufMetadata& metadata,
               const std::vector<GgufOutTensor>& tensors, const std::function<HostArray(std::size_t)>& give);

// Elements of any float type as another; f32 as q8_0 too. Throws FormatError where a finite one would become
// infinite.
std::vector<std::byte> gguf_elements_of(const HostArray& from, const GgufElements& as);

}  // namespace constate::formats
