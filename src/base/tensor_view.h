// TensorView: a tensor made of others, which a file has: under another name, in other dimensions, of other
// elements.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host_array.h"

namespace constate {

struct TensorView {
  std::string name;
  std::vector<std::string> from;
  std::vector<std::int64_t> dims;
  // Makes f32 of `dims` from the tensors of `from`: floats as f32, integers as they are stored. None: it is
  // the one tensor of `from` as it is there, with these dimensions.
  std::function<HostArray(std::vector<HostArray>)> make = {};
  // For people, what is stored in place of f32: "gptq". Empty: what the first of `from` is stored as.
  std::string_view stored_as = {};
};

}  // namespace constate
