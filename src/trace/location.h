// The source line that wrote an operation. Debian 12's clang 14 has no usable std::source_location.
#pragma once

#include <string>

namespace constate::trace {

struct Location {
  const char* file = "";
  unsigned line = 0;
  static constexpr Location current(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) {
    return {file, line};
  }
  std::string str() const;  // "mamba2.cc:9", without the folder
};

}  // namespace constate::trace
