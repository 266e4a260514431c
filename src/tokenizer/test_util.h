// What the tests of this module share.
#pragma once

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "base/testing.h"
#include "base/utf8.h"
#include "tokenizer/stream_decoder.h"

namespace constate::tokenizer {

inline std::filesystem::path data_file(const std::string& name) {
  return std::filesystem::path(CONSTATE_SOURCE_DIR) / "tests/data/tokenizer" / name;
}

// All that a stream gives: whole characters, where at most so many bytes wait for the rest.
inline std::string streamed(const Tokenizer& tokenizer, const std::vector<std::int32_t>& ids, bool skip,
                            std::size_t most_open = std::numeric_limits<std::size_t>::max()) {
  StreamDecoder stream(tokenizer, skip);
  std::string out;
  for (const std::int32_t id : ids) {
    const std::string piece = stream.push(id);
    EXPECT_EQ(find_invalid_utf8(piece), std::string::npos);
    out += piece;
    EXPECT_LE(stream.open_bytes(), most_open);
  }
  return out + stream.finish();
}

}  // namespace constate::tokenizer
