// The work that a model is: bytes that must move for a token, arithmetic that a prompt takes. From the
// model's shapes alone, whatever a compiler makes of it. Pure functions.
#pragma once

#include <cstdint>

#include "engine/programs.h"

namespace constate::engine {

// Bytes to read and write for one more token of each of `batch` rows: each weight once, and the state of each
// row in both directions. Of an embedding beside a separate head only the rows' own lines count.
double decode_bytes(const Blueprint& blueprint, std::int64_t batch);

// Floating-point operations (a multiplication and an addition are two) of one row's prompt: each token with
// each matrix but the head, which serves the last token alone; and the four products of the scan (`ssd` in
// models/mamba2.cc), in chunks of `scan_chunk` of the blueprint's lowering. What is elementwise and the
// convolution are left out: below one in a hundred.
double prefill_flops(const Blueprint& blueprint, std::int64_t tokens);

}  // namespace constate::engine
