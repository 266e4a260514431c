// What `constate bench` was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/dtype.h"
#include "measure/benchmark.h"

namespace constate::app {

enum class BenchFormat { kMarkdown, kCsv, kJson };

struct BenchPlan {
  std::optional<std::string> folder, model, other, config, prompt, generate, depth, batch, dtype, format,
      output, plugin;
  std::optional<std::int64_t> repetitions, threads;
  bool random_weights = false, compare = false, no_start = false, states = false, quiet = false,
       verbose = false, no_cache = false;

  std::int64_t rounds() const { return repetitions.value_or(5); }
};

inline constexpr std::int64_t kMostBenchTokens = 1 << 24, kMostGenerated = 1 << 20, kMostRows = 4096,
                              kMostRepetitions = 1000;

// Throws Error for options that exclude each other or have no effect.
// Puts what -m named first.
void check(BenchPlan& plan);

// Every combination of the lists, a 0 left out. Throws Error for a list that is none, a size out of range,
// and where nothing is left.
std::vector<measure::BenchmarkTest> tests_of(const BenchPlan& plan);
// One that is nothing stands for the device's own choice.
std::vector<std::optional<DType>> dtypes_of(const BenchPlan& plan);
BenchFormat format_of(const BenchPlan& plan);

}  // namespace constate::app
