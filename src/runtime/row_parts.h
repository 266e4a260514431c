// Weights in parts: matrices f32, so that a product of one row keeps every thread busy to its end, and
// matrices s8 in groups, whose groups are multiplied one by one.
//
// XLA's CPU backend deals such a product f32 out in tasks of up to 2^19 products of two numbers, at most
// eight, and the next operation waits for the last of them: three tasks take two threads as long as four. A
// weight that is two arrays, with products of their own, can be dealt out evenly (docs/decisions/0019).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/language_model.h"

namespace constate::runtime {

// How many rows each array of a matrix [rows columns] f32 should hold for `threads` threads: all, or two
// counts that add up to all, where that saves at least a twentieth of the product's time.
std::vector<std::int64_t> row_parts(std::int64_t rows, std::int64_t columns, std::int64_t threads);

// For each of the weights, more than one count, or nothing (programs::Blueprint::row_parts): those of the
// matrices f32 that products alone read, and with `integer_products` each group of a matrix s8, where that
// begins at a place that the CPU reads without a copy.
std::vector<std::vector<std::int64_t>> choose_row_parts(std::span<const models::WeightSpec> specs,
                                                        std::int64_t threads, bool integer_products);

}  // namespace constate::runtime
