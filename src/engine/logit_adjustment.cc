#include "engine/logit_adjustment.h"

#include <fmt/format.h>

#include <set>
#include <string_view>

#include "base/error.h"

namespace constate::engine {
namespace {

void check_penalty(std::string_view name, double value) {
  if (!(value >= -2 && value <= 2))
    throw Error(Code::kInvalidArgument, fmt::format("{} must be between -2 and 2; got {}", name, value));
}

}  // namespace

void check_adjustment(const LogitAdjustment& a, std::int64_t vocab_size) {
  check_penalty("presence penalty", a.presence);
  check_penalty("frequency penalty", a.frequency);
  std::set<std::int32_t> ids;
  for (const auto& [id, bias] : a.bias) {
    if (id < 0 || id >= vocab_size)
      throw Error(Code::kOutOfRange,
                  fmt::format("logit bias: an id is between 0 and {}; got {}", vocab_size - 1, id));
    if (!(bias >= -100 && bias <= 100))
      throw Error(Code::kInvalidArgument,
                  fmt::format("logit bias: token {}: must be between -100 and 100; got {}", id, bias));
    if (!ids.insert(id).second)
      throw Error(Code::kInvalidArgument, fmt::format("logit bias: token {} has two", id));
  }
}

}  // namespace constate::engine
