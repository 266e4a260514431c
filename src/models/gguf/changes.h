// What becomes of a tensor between a checkpoint and a GGUF file, besides its name. Internal to this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/host_array.h"

namespace constate::models {

enum class GgufChange {
  kNone,
  kMatrix,  // none, and it may be stored in blocks
  kWindow,  // [channels, 1, k] in a checkpoint, [channels, k] in a file
  kColumn,  // [heads], [heads, 1]
  kGroups,  // [inner], [groups, inner / groups]
  kDecay,   // A_log [heads], -exp(A_log) [heads, 1]
};

// Dimensions in a checkpoint of a tensor that has `dims` in a file; the same where they are not as they
// should be.
std::vector<std::int64_t> dims_in_checkpoint(GgufChange change, std::vector<std::int64_t> dims);
// In a file, of a tensor with `dims` in a checkpoint. `groups` divides what kGroups divides.
std::vector<std::int64_t> dims_in_file(GgufChange change, std::vector<std::int64_t> dims,
                                       std::int64_t groups);

// f32 of these dimensions, element for element, of another array of f32.
HostArray each(std::vector<std::int64_t> dims, const HostArray& from, const std::function<float(float)>& f);

// -exp(x), and the x of which that is `decay`: the nearest float.
float decay_of(float a_log);
float a_log_of(float decay);
// A_log [heads] of the tensor `name`, -exp(A_log) in any dimensions. Where `exact` has numbers it counts
// wherever it fits: another program may have changed the tensor alone. Throws FormatError for elements from
// 0.
HostArray a_log_from(const HostArray& decay, std::span<const float> exact, const std::string& name);
// The same as what makes a tensor of `dims` (TensorView::make).
std::function<HostArray(std::vector<HostArray>)> making_a_log(std::string name,
                                                              std::vector<std::int64_t> dims,
                                                              std::vector<float> exact = {});

}  // namespace constate::models
