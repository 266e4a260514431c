// How a text becomes one vector. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace constate::engine {

// Which hidden states: the mean over all tokens, or that of the last one.
enum class Pooling { kMean, kLast };

inline std::string_view name(Pooling pooling) { return pooling == Pooling::kMean ? "mean" : "last"; }

inline std::optional<Pooling> pooling_of(std::string_view text) {
  for (const Pooling pooling : {Pooling::kMean, Pooling::kLast})
    if (name(pooling) == text) return pooling;
  return std::nullopt;
}

}  // namespace constate::engine
