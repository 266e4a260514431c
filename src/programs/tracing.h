// Tracing: a program while it is being traced, with its Signature. The functions of programs.h are written
// with it; nothing else needs it.
//
// Belongs to one thread.
#pragma once

#include <string>
#include <vector>

#include "models/typed_model.h"
#include "programs/blueprint.h"
#include "programs/signature.h"
#include "programs/state_shape.h"
#include "trace/fields.h"
#include "trace/tensor.h"

namespace constate::programs {

struct ArgumentSpec {
  DType dtype;
  std::vector<trace::Dim> dims;
};

class Tracing {
 public:
  Tracing(std::string name, const Blueprint& blueprint);

  trace::Graph& graph() { return graph_; }
  const models::BoundModel& model() const { return *blueprint_.model; }
  trace::Dim vocabulary() const { return {'v', model().facts().vocab_size}; }

  trace::Tensor argument(Role role, const std::string& name, DType dtype,
                         const std::vector<trace::Dim>& dims);
  trace::Tensor input(const std::string& name, DType dtype, const std::vector<trace::Dim>& dims) {
    return argument(Role::kInput, name, dtype, dims);
  }
  // All weights, for a program that multiplies `rows` rows at once.
  std::vector<trace::Tensor> weights(std::int64_t rows) { return weights_of(blueprint_, rows, ""); }
  // All parts of the state; `prefix` goes before their names, where a program has two states.
  std::vector<trace::Tensor> state(const StateShape& shape, const std::string& prefix = "") {
    return state_of(model(), shape, prefix);
  }
  // Tokens of each row before the call, s32 [b]; undefined for a model without uses_position().
  trace::Tensor position(std::int64_t batch) { return position_of(model(), batch, ""); }
  // The same of another model that the program contains; `prefix` goes before all names.
  std::vector<trace::Tensor> weights_of(const Blueprint& blueprint, std::int64_t rows,
                                        const std::string& prefix);
  std::vector<trace::Tensor> state_of(const models::BoundModel& model, const StateShape& shape,
                                      const std::string& prefix);
  trace::Tensor position_of(const models::BoundModel& model, std::int64_t batch, const std::string& prefix);
  // A struct of arguments like a struct of specs.
  template <class Tensors, class Specs>
  Tensors arguments(Role role, const Specs& specs, const std::string& prefix) {
    Tensors out;
    trace::map_fields(
        specs, out,
        [&](const ArgumentSpec& s, const std::string& path) { return argument(role, path, s.dtype, s.dims); },
        prefix);
    return out;
  }

  // `donor`, if it is defined, is the argument whose memory the result takes over.
  void result(Role role, const std::string& name, trace::Tensor value, trace::Tensor donor = {});
  void state_results(std::int64_t capacity, const std::vector<trace::Tensor>& next,
                     const std::vector<trace::Tensor>& donors) {
    state_results_of(model(), capacity, next, donors, "");
  }
  void state_results_of(const models::BoundModel& model, std::int64_t capacity,
                        const std::vector<trace::Tensor>& next, const std::vector<trace::Tensor>& donors,
                        const std::string& prefix);
  // The same for a struct; without `donors` none is taken over.
  template <class Tensors>
  void results(Role role, const Tensors& values, const Tensors* donors, const std::string& prefix) {
    const std::vector<trace::Tensor> from = donors ? models::flatten(*donors) : std::vector<trace::Tensor>();
    std::size_t i = 0;
    trace::each_field(
        values,
        [&](const trace::Tensor& t, const std::string& path) {
          result(role, path, t, donors ? from[i] : trace::Tensor());
          ++i;
        },
        prefix);
  }

  TracedProgram finish() &&;

 private:
  const Blueprint& blueprint_;
  trace::Graph graph_;
  std::vector<Argument> arguments_;
  std::vector<Role> result_roles_;
  std::vector<trace::Graph::Output> outputs_;
};

// The dimensions of a part of the state, with the batch before them.
std::vector<trace::Dim> with_batch(std::int64_t batch, const models::StateSpec& spec);

}  // namespace constate::programs
