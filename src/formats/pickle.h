// Reads the pickle that `torch.save(state_dict)` writes: a dict of names to tensors, each a view of a
// storage.
//
// A pickle is a program. This machine has just the operations that build such a dict, and calls nothing: a
// global name is a label, and what would call, construct or fill anything but the few labels a state_dict
// needs is refused with its name. Values are shared, never copied, and their number is bounded. Pure; takes
// at most 64 MB more memory than the pickle has bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "formats/strided.h"

namespace constate::formats {

struct PickledTensor {
  std::string storage;                // its key
  std::string storage_type;           // "torch.FloatStorage"
  std::int64_t storage_elements = 0;  // from 0
  Strided view;                       // of the storage, whose bounds are not checked here
};

constexpr std::size_t kMaxPickleBytes = 16 << 20;

// By name. Throws FormatError without the file's name: "pickle: byte 12: ...", or "pickle: key `a`: ..." for
// what the dict holds.
std::map<std::string, PickledTensor> parse_pickle(std::string_view bytes);

}  // namespace constate::formats
