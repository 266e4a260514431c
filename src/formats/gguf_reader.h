// The parts of a GGUF file before the tensors' bytes. Internal to this module.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/shape.h"
#include "formats/gguf_blocks.h"
#include "formats/gguf_value.h"

namespace constate::formats {

struct GgufTensorInfo {
  std::string name;
  Shape shape;  // row-major, as it is given
  const GgufElements* elements = nullptr;
  std::uint64_t offset = 0;  // in the file
  std::uint64_t bytes = 0;   // there
};

struct GgufHead {
  GgufMetadata metadata;
  std::vector<GgufTensorInfo> tensors;  // by place
};

// Throws FormatError without the file's name.
GgufHead read_gguf_head(const File& file);

}  // namespace constate::formats
