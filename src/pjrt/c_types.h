// Internal to this module: our types as the C API takes them.
#pragma once

#include <pjrt_c_api.h>

#include <string_view>
#include <vector>

#include "base/dtype.h"
#include "pjrt/options.h"

namespace constate::pjrt {

PJRT_Buffer_Type pjrt_type(DType dtype);
// Throws Error(kUnimplemented) for an element type that DType has not; `what` opens the message.
DType dtype_of(PJRT_Buffer_Type type, std::string_view what);

// Point into what they are made of.
std::vector<PJRT_NamedValue> named_values(const Options& options);
PJRT_Program program_of(std::string_view stablehlo);

}  // namespace constate::pjrt
