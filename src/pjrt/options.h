// Named options with typed values, as PJRT takes them for a client and XLA for a compilation.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace constate::pjrt {

using OptionValue = std::variant<bool, std::int64_t, double, std::string>;
using Options = std::map<std::string, OptionValue>;

}  // namespace constate::pjrt
