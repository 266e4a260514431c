// The type of the matrices that a model decodes fastest with on a device, found by measuring.
#pragma once

#include <string>
#include <string_view>

#include "engine/runtime.h"
#include "models/language_model.h"

namespace constate::engine {

// The word that users have for a type: "int8" for s8, else its name.
std::string_view dtype_text(DType dtype);

struct DTypeChoice {
  DType dtype;
  std::string why;  // for the user: "fastest here: int8 1.9 ms, ... for one row times [50288 768]"
};

// Times the product of one token with a matrix as large as the model's largest, at most 2^25 elements, in
// f32, bf16 and s8, in turns; takes about a second, and twice that matrix's memory. A choice for speed alone:
// s8 is the least exact.
DTypeChoice fastest_dtype(const Runtime& runtime, const models::LanguageModel& model);

}  // namespace constate::engine
