// What programs are traced from, as the command line names it. Needs no device.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "programs/programs.h"
#include "runtime/device.h"

namespace constate::app {

// `from` is a checkpoint's folder, a config.json or a published size. The model, with the weights' names and
// shapes as in the folder; as the configuration says where there are no weights. `dtype` as --dtype has it;
// the profile's where it is absent. Throws Error or FormatError for what is not there or not as it should be.
programs::Blueprint blueprint_of(const std::string& from, const std::optional<std::string>& dtype,
                                 const runtime::DeviceProfile& profile);

// The capacity of a state for texts of so many tokens, or of one call (programs/capacity.h). `tokens` is
// --tokens: a usage error of `command` for a model whose state does not grow.
std::int64_t capacity_for_tokens(const models::BoundModel& model, std::optional<std::int64_t> tokens,
                                 std::int64_t call, const char* command);

// "draw,filter,penalty" as --rules has it; "" is greedy.
models::SamplingRules rules_named(std::string_view text);

}  // namespace constate::app
