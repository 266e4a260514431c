// The error that a PJRT plugin returned: "operation: CODE: the plugin's message", on one line.
#pragma once

#include "base/error.h"

namespace constate::pjrt {

struct PjrtError : Error {
  using Error::Error;
};

}  // namespace constate::pjrt
