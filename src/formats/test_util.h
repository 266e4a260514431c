// What the tests of this module share.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/testing.h"

namespace constate::formats {

inline std::filesystem::path data_file(const std::string& name) {
  return std::filesystem::path(CONSTATE_SOURCE_DIR) / "tests/data/formats" / name;
}

// The bytes of a safetensors file.
inline std::string safetensors(std::string_view header, std::string_view data) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += static_cast<char>(header.size() >> (8 * i));
  return out + std::string(header) + std::string(data);
}

}  // namespace constate::formats
