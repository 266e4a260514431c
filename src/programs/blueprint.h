// Blueprint: all that programs are traced from. Pure data; may be shared by threads.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/language_model.h"

namespace constate::programs {

struct Blueprint {
  std::shared_ptr<const models::BoundModel> model;
  trace::Lowering lowering = {};
  // For each weight, in the model's order: how much of its first dimension each of the device's arrays holds,
  // where a device is faster with several: rows (docs/decisions/0019), or groups of inputs (0046). Empty
  // where one array holds all. The list may be shorter than that of the weights; the last ones then have one
  // array each.
  std::vector<std::vector<std::int64_t>> row_parts = {};

  // Those of weight i.
  const std::vector<std::int64_t>& parts_of(std::size_t i) const {
    static const std::vector<std::int64_t> kOneArray;
    return i < row_parts.size() ? row_parts[i] : kOneArray;
  }
};

// Whether a program that multiplies so many rows at once takes a weight of that type in parts, where a
// blueprint has them: in groups where they are multiplied as integers, and not in lanes.
inline bool takes_row_parts(DType weight, std::int64_t rows, const trace::Lowering& lowering) {
  return weight == DType::kS8 ? rows > lowering.s8.lanes_to : rows == 1;
}

}  // namespace constate::programs
