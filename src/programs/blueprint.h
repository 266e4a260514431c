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
  // For each weight, in the model's order: how many rows each of the device's arrays holds, where a device is
  // faster with several (docs/decisions/0019); empty where one array holds all. The list may be shorter than
  // that of the weights; the last ones then have one array each.
  std::vector<std::vector<std::int64_t>> row_parts = {};

  // Those of weight i.
  const std::vector<std::int64_t>& parts_of(std::size_t i) const {
    static const std::vector<std::int64_t> kOneArray;
    return i < row_parts.size() ? row_parts[i] : kOneArray;
  }
};

// Whether a program that multiplies so many rows at once takes weights in parts, where a blueprint has them.
inline bool takes_row_parts(std::int64_t rows) { return rows == 1; }

}  // namespace constate::programs
