// The type of the matrices that a model decodes fastest with on a device, found by measuring.
#pragma once

#include <string>
#include <string_view>

#include "models/language_model.h"
#include "runtime/device.h"
#include "runtime/program_store.h"

namespace constate::measure {

struct DTypeChoice {
  DType dtype;
  std::string why;  // for the user: "measured here: f32 3.1 ms, bf16 1.9 ms for one row times [50288 768]"
};

// f32, or bf16 where that is faster by a tenth at least: by the best times of the product of one token with a
// matrix as large as the model's largest, at most 2^25 elements, in turns. Takes about a second, and twice
// that matrix's memory. What was found is kept in the folder of compiled programs, where `store` names one,
// and holds for this machine, plugin and size of matrix until it goes from there: a machine that others use
// too would give now one answer and now the other.
DTypeChoice faster_dtype(const runtime::Device& device, const models::LanguageModel& model,
                         const runtime::ProgramStoreOptions& store);

}  // namespace constate::measure
