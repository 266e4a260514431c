// Between the flat lists that programs are traced with and the structs that a model is written with.
#pragma once

#include <utility>
#include <vector>

#include "models/language_model.h"
#include "trace/fields.h"

namespace constate::models {

// The specs of a struct's leaves, with `field` set to each leaf's path.
template <class Spec, class S>
std::vector<Spec> flatten_specs(const S& specs) {
  std::vector<Spec> out;
  trace::each_field(specs, [&](const Spec& spec, const std::string& path) {
    out.push_back(spec);
    out.back().field = path;
  });
  return out;
}

// The weights of a struct in a row; the scales and steps of a quantised trace::Matrix get the name of their
// matrix (WeightSpec::scales_of).
template <class S>
std::vector<WeightSpec> flatten_weights(const S& specs) {
  std::vector<WeightSpec> out = flatten_specs<WeightSpec>(specs);
  std::string matrix;
  for (WeightSpec& spec : out) {
    if (spec.field == matrix + ".scale" || spec.field == matrix + ".steps")
      spec.scales_of = matrix;
    else
      matrix = spec.field;
  }
  return out;
}

// A struct of Tensors shaped like a struct of specs, filled from a flat list.
template <class Tensors, class Specs>
Tensors unflatten(const Specs& specs, std::span<const trace::Tensor> flat) {
  Tensors out;
  std::size_t next = 0;
  trace::map_fields(specs, out, [&](const auto&, const std::string&) { return flat[next++]; });
  return out;
}

template <class Tensors>
std::vector<trace::Tensor> flatten(const Tensors& tensors) {
  std::vector<trace::Tensor> out;
  trace::each_field(tensors, [&](const trace::Tensor& t, const std::string&) { out.push_back(t); });
  return out;
}

}  // namespace constate::models
