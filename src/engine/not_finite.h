// NotFinite: what is thrown where logits hold NaN or an infinity, so that no token can be chosen or scored. A
// type of its own because a check of a model counts it as one more thing that is wrong.
#pragma once

#include <fmt/format.h>

#include <string>

#include "base/dtype.h"
#include "base/error.h"

namespace constate::engine {

struct NotFinite : Error {
  // `dtype` is that of the matrices.
  NotFinite(std::string message, DType dtype)
      : Error(Code::kInternal, std::move(message),
              dtype == DType::kF32
                  ? "the weights hold numbers that are not finite, or too large: are their files whole?"
                  : fmt::format("the weights hold numbers out of range; f32 may hold what {} does not",
                                user_name(dtype))) {}
};

}  // namespace constate::engine
