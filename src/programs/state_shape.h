// StateShape: how much state a program works on. Programs are compiled for a shape, so capacities come from
// the short ladder of the engine.
#pragma once

#include <cstdint>

namespace constate::programs {

struct StateShape {
  std::int64_t batch;         // rows
  std::int64_t capacity = 0;  // tokens of a row that its parts with Growth::kByToken hold; 0: there are none
  bool operator==(const StateShape&) const = default;
};

}  // namespace constate::programs
