// The work that a model is: bytes that must move for a token, arithmetic that a prompt takes. From the
// model's shapes alone, whatever a compiler makes of it. Pure functions.
#pragma once

#include <cstdint>

#include "models/language_model.h"

namespace constate::models {

// Bytes to read and write for one more token of each of `batch` sequences: each weight once, and the state of
// each sequence in both directions. Of an embedding that is not the matrix of the logits too, only the rows
// that are taken count, and of experts those of as many as the rows can choose.
double decode_bytes(const BoundModel& model, std::int64_t batch);

// Floating-point operations (a multiplication and an addition are two) of one sequence's prompt: each token
// with each matrix but that of the logits, which serves the last token alone; and those of the recurrence.
// What is elementwise and the convolution are left out: below one in a hundred.
double prefill_flops(const BoundModel& model, std::int64_t tokens, const trace::Lowering& lowering);

}  // namespace constate::models
