// Inside of saved_state: how the file is laid out, for what writes it and what reads it.
//
// The header begins, always, with the checksum of all that stands before the tensors; it is that of the same
// bytes with zeros for its digits. The metadata has a checksum for each tensor, and the tensors are the rest
// of the file: so no bit is without one.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/checksum.h"

namespace constate::engine {

inline constexpr std::string_view kStateFormat = "constate.state", kStateVersion = "1";
inline constexpr std::size_t kLengthBytes = 8;
inline constexpr std::string_view kStart = R"({"__metadata__":{"checksum":")";  // then the digits
inline constexpr std::string_view kNoDigits = "00000000000000000000000000000000";
static_assert(kNoDigits.size() == Checksum::kDigits);

// Of tensors.
inline constexpr std::string_view kStatePrefix = "state.", kNotePrefix = "note.";
// Of the metadata: then a tensor's name.
inline constexpr std::string_view kChecksumPrefix = "checksum.";
inline std::string checksum_key(std::string_view tensor) {
  return fmt::format("{}{}", kChecksumPrefix, tensor);
}

// Bytes that are copied and checked together, while they are in the processor's cache.
inline constexpr std::size_t kBlock = 1024 << 10;

// Of a file's beginning: the header's text with its spaces, which begins with kStart and digits, and the
// length in front of it.
Checksum checksum_of_head(std::string_view json);

inline std::string not_finite(std::string_view tensor) {
  return fmt::format("tensor `{}` holds NaN or an infinity", tensor);
}

}  // namespace constate::engine
