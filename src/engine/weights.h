// Weights on their way to the device: compared with what the model wants, converted, uploaded one at a time,
// so that memory holds the weights once.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "formats/checkpoint.h"
#include "models/language_model.h"
#include "pjrt/client.h"

namespace constate::engine {

// Where weights come from: gives the elements of one weight, in its dtype.
using WeightSource = std::function<HostArray(const models::WeightSpec&)>;

// Compares the whole checkpoint with `specs` first: one FormatError lists every tensor that is missing,
// extra, of another shape or of a type that is no float. The source reads from `checkpoint`, which must
// outlive it; it throws FormatError where two names of one weight hold different elements.
WeightSource weights_from(const formats::Checkpoint& checkpoint,
                          const std::vector<models::WeightSpec>& specs);

// Reproducible values for shapes without a checkpoint: matrices of the size that keeps activations near 1,
// A_log, dt_bias and D as Mamba-2 starts its training. For measuring; the text is noise.
WeightSource random_weights(std::uint64_t seed);

// A weight on the device, and where WeightSpec::row_parts asks for it the rows once more as arrays of their
// own (the CPU's are the same memory).
struct DeviceWeight {
  pjrt::Buffer whole;
  std::vector<pjrt::Buffer> parts;
};

// Puts all weights on the device, in the order of `specs`; matrices that are to be s8 are asked of the source
// in f32, and quantised (quantise_rows). `progress` gets the share done, between 0 and 1.
std::vector<DeviceWeight> upload(const pjrt::Client& client, const std::vector<models::WeightSpec>& specs,
                                 const WeightSource& source,
                                 const std::function<void(double)>& progress = {});

std::int64_t bytes_of(const std::vector<models::WeightSpec>& specs);
std::int64_t elements_of(const std::vector<models::WeightSpec>& specs);

}  // namespace constate::engine
