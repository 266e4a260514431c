#include "engine/sampling_settings.h"

#include <fmt/format.h>

#include <limits>
#include <string_view>

#include "base/error.h"

namespace constate::engine {
namespace {

void require(bool holds, std::string_view setting, std::string_view rule, double got) {
  if (!holds) throw Error(Code::kInvalidArgument, fmt::format("{} must be {}; got {}", setting, rule, got));
}

}  // namespace

void check_sampling(const Sampling& s) {
  require(s.temperature >= 0 && s.temperature <= 100, "temperature", "between 0 and 100", s.temperature);
  require(s.top_k >= 0 && s.top_k <= std::numeric_limits<std::int32_t>::max(), "top-k", "0 or more",
          static_cast<double>(s.top_k));
  require(s.top_p > 0 && s.top_p <= 1, "top-p", "above 0 and at most 1", s.top_p);
  require(s.min_p >= 0 && s.min_p <= 1, "min-p", "between 0 and 1", s.min_p);
  require(s.repetition_penalty > 0 && s.repetition_penalty <= 100, "repetition penalty",
          "above 0 and at most 100", s.repetition_penalty);
}

}  // namespace constate::engine
