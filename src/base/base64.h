// Base64, as RFC 4648 has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace constate {

// The bytes, or nothing where `text` is no base64 with its padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace constate
