#include "programs/tracing.h"

#include <utility>

#include "trace/ops.h"

namespace constate::programs {

using trace::Dim;
using trace::Graph;
using trace::Tensor;

std::vector<Dim> with_batch(std::int64_t batch, const models::StateSpec& spec) {
  std::vector<Dim> dims{{'b', batch}};
  dims.insert(dims.end(), spec.dims.begin(), spec.dims.end());
  return dims;
}

Tracing::Tracing(std::string name, const Blueprint& blueprint)
    : blueprint_(blueprint), graph_(std::move(name), blueprint.lowering) {}

Tensor Tracing::argument(Role role, const std::string& name, DType dtype, const std::vector<Dim>& dims) {
  const Tensor out = graph_.argument(name, dtype, dims);
  Shape shape{dtype, {}};
  for (const Dim d : dims) shape.dims.push_back(d.size);
  arguments_.push_back({name, role, std::move(shape)});
  return out;
}

std::vector<Tensor> Tracing::weights_of(const Blueprint& blueprint, std::int64_t rows,
                                        const std::string& prefix) {
  std::vector<Tensor> out;
  const std::span<const models::WeightSpec> specs = blueprint.model->weights();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const models::WeightSpec& w = specs[i];
    const std::vector<std::int64_t>& parts = blueprint.parts_of(i);
    if (parts.empty() || !takes_row_parts(w.dtype, rows, blueprint.lowering)) {
      out.push_back(argument(Role::kWeight, prefix + weight_argument(w.field), w.dtype, w.dims));
      continue;
    }
    Tensor whole;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      std::vector<Dim> dims = w.dims;
      dims[0].size = parts[p];
      const Tensor part = argument(Role::kWeight, prefix + weight_argument(w.field, p), w.dtype, dims);
      whole = whole.defined() ? join_rows(whole, part) : part;
    }
    out.push_back(whole);
  }
  return out;
}

std::vector<Tensor> Tracing::state_of(const models::BoundModel& model, const StateShape& shape,
                                      const std::string& prefix) {
  std::vector<Tensor> out;
  for (const models::StateSpec& s : model.state(shape.capacity))
    out.push_back(
        argument(Role::kState, prefix + state_argument(s.field), s.dtype, with_batch(shape.batch, s)));
  return out;
}

Tensor Tracing::position_of(const models::BoundModel& model, std::int64_t batch, const std::string& prefix) {
  return model.uses_position() ? input(prefix + "position", DType::kS32, {{'b', batch}}) : Tensor();
}

void Tracing::result(Role role, const std::string& name, Tensor value, Tensor donor) {
  outputs_.push_back({name, value, donor});
  result_roles_.push_back(role);
}

void Tracing::state_results_of(const models::BoundModel& model, std::int64_t capacity,
                               const std::vector<Tensor>& next, const std::vector<Tensor>& donors,
                               const std::string& prefix) {
  const std::vector<models::StateSpec> specs = model.state(capacity);
  for (std::size_t i = 0; i < specs.size(); ++i)
    result(Role::kState, prefix + state_argument(specs[i].field), next[i],
           donors.empty() ? Tensor() : donors[i]);
}

TracedProgram Tracing::finish() && {
  TracedProgram out;
  out.program = std::move(graph_).finish(outputs_);
  out.signature.arguments = std::move(arguments_);
  for (std::size_t i = 0; i < out.program.arguments.size(); ++i)
    out.signature.arguments[i].donated = out.program.arguments[i].alias_of >= 0;
  for (std::size_t i = 0; i < out.program.results.size(); ++i) {
    const hlo::Result& r = out.program.results[i];
    out.signature.results.push_back({r.name, result_roles_[i], out.program.shape(r.value)});
  }
  return out;
}

}  // namespace constate::programs
