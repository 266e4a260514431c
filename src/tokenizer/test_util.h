// What the tests of this module share.
#pragma once

#include <filesystem>
#include <string>

#include "base/testing.h"

namespace constate::tokenizer {

inline std::filesystem::path data_file(const std::string& name) {
  return std::filesystem::path(CONSTATE_SOURCE_DIR) / "tests/data/tokenizer" / name;
}

}  // namespace constate::tokenizer
