// Runs traced operations on a plugin: literal inputs, literal expected outputs.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pjrt/client.h"
#include "trace/tensor.h"

namespace constate::ops {

using trace::Dim;
using trace::Graph;
using trace::Tensor;

struct Input {
  DType dtype;
  std::vector<Dim> dims;
  std::vector<double> values;
};
inline Input f32(std::vector<Dim> dims, std::vector<double> values) {
  return {DType::kF32, std::move(dims), std::move(values)};
}
inline Input f64(std::vector<Dim> dims, std::vector<double> values) {
  return {DType::kF64, std::move(dims), std::move(values)};
}
inline Input s32(std::vector<Dim> dims, std::vector<double> values) {
  return {DType::kS32, std::move(dims), std::move(values)};
}
inline Input u32(std::vector<Dim> dims, std::vector<double> values) {
  return {DType::kU32, std::move(dims), std::move(values)};
}
inline Input pred(std::vector<Dim> dims, std::vector<double> values) {
  return {DType::kPred, std::move(dims), std::move(values)};
}

using Tensors = std::vector<Tensor>;
using Values = std::vector<std::vector<double>>;  // of each output, row-major

struct Case {
  std::string name;
  std::vector<Input> inputs;
  std::function<Tensors(Graph&, const Tensors&)> build;
  Values expected;
  double relative = 0, absolute = 0;  // what a value may differ by; infinities and NaN must agree
  trace::Lowering lowering = {};
};

// Each plugin is opened once. "cpu" and "cpu-0.81"; throws for any other name.
const pjrt::Client& client(const std::string& plugin);

Values run(const std::string& plugin, const std::vector<Input>& inputs,
           const std::function<Tensors(Graph&, const Tensors&)>& build, trace::Lowering lowering = {});

// The first difference as text, or "".
std::string difference(const Case& c, const Values& got);

std::vector<Case> hlo_cases();
std::vector<Case> trace_cases();
std::vector<Case> nn_cases();
std::vector<Case> quantised_cases();
std::vector<Case> four_bit_cases();

}  // namespace constate::ops
