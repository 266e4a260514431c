// Random numbers, seeded by the system in each thread. Not for secrets: for names, and for seeds where none
// is given.
#pragma once

#include <cstdint>
#include <random>

namespace constate {

inline std::uint64_t random_number() {
  static thread_local std::mt19937_64 engine = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return engine();
}

}  // namespace constate
