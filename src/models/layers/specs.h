// The specs of weights as layers want them: parts of a checkpoint by name, with what they are without one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/language_model.h"
#include "trace/linear.h"

namespace constate::models::layers {

// Without a checkpoint: norms are 1 and biases 0.
inline constexpr RandomValues kOne{.centre = 1}, kZero{};

// A weight f32 that is stored as it is on the device, where `stored` says nothing else.
WeightSpec spec(std::string name, const RandomValues& random, std::vector<trace::Dim> dims,
                std::vector<std::int64_t> stored = {});

// A matrix [o i], or a stack of them; in groups of inputs with scales beside it where the type is s8.
// With s4 in four bits (trace/four_bits.h), or as s8 where its width has no groups of 16 to 32 inputs.
trace::Matrix<WeightSpec> matrix(WeightUse use, std::string name, DType type, std::vector<trace::Dim> dims);

// One that each token meets, with a row of `to` for each output: `name`.weight.
trace::Matrix<WeightSpec> projection(const std::string& name, DType type, trace::Dim to, trace::Dim from);

// The weight [e k] of a convolution of each channel by itself; stored [e 1 k].
WeightSpec conv_spec(std::string name, trace::Dim channels, std::int64_t kernel);

// An embedding [v d], which is the matrix of the logits too unless that is separate.
trace::Matrix<WeightSpec> embedding_specs(const std::string& name, DType type, std::vector<trace::Dim> dims,
                                          bool separate_head);

// `name`.bias, where it is present.
std::optional<WeightSpec> bias(bool present, const std::string& name, trace::Dim dim);

// x + bias, where there is one.
trace::Tensor plus(trace::Tensor x, const std::optional<trace::Tensor>& bias);

}  // namespace constate::models::layers
