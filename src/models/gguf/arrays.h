// Elements of f32 in another order: what llama.cpp's converter does to tensors, and back. Internal to this
// folder.
#pragma once

#include <cstdint>
#include <vector>

#include "base/host_array.h"

namespace constate::models {

using Dims = std::vector<std::int64_t>;

// `parts` after one another along `axis`; `dims` is the result's, and all but `axis` are each part's too.
HostArray joined(const std::vector<HostArray>& parts, Dims dims, std::size_t axis);
// Rows `begin` to `end`, of the first dimension.
HostArray rows(const HostArray& from, std::int64_t begin, std::int64_t end);
// `from`, seen as `view`, with its dimensions in this order: 1, 0 transposes a matrix. `dims` has as many
// elements.
HostArray reordered(const HostArray& from, const Dims& view, const std::vector<std::size_t>& order,
                    Dims dims);

}  // namespace constate::models
