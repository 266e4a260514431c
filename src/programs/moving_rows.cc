// take_row, put_row: a sequence out of a batched state, and into it.
#include "programs/programs.h"
#include "trace/ops.h"

namespace constate::programs {

using trace::Tensor;

TracedProgram take_row_program(const Blueprint& blueprint, const StateShape& shape) {
  Tracing tracing("take_row", blueprint);
  const std::vector<Tensor> state = tracing.state(shape);
  const Tensor from = tracing.input("from", DType::kS32, {});
  std::vector<Tensor> out;
  for (const Tensor part : state) {
    const Tensor row = element(part, 'b', from);
    std::vector<trace::Dim> dims = part.dims();
    dims[0].size = 1;
    out.push_back(broadcast(row, dims));
  }
  tracing.state_results(shape.capacity, out, {});
  return std::move(tracing).finish();
}

namespace {

// A row's part without its batch, with another capacity.
Tensor with_capacity(Tensor row, const models::StateSpec& spec, std::int64_t capacity) {
  if (spec.growth != models::Growth::kByToken) return row;
  const char place = spec.dims[0].letter;
  const std::int64_t size = row.size(place);
  return capacity > size ? pad(row, place, 0, capacity - size) : slice(row, place, 0, capacity);
}

}  // namespace

TracedProgram put_row_program(const Blueprint& blueprint, const StateShape& from, const StateShape& to) {
  Tracing tracing("put_row", blueprint);
  const std::vector<Tensor> state = tracing.state(to), source = tracing.state(from, kSourcePrefix);
  const std::vector<models::StateSpec> specs = tracing.model().state(to.capacity);
  const Tensor from_row = tracing.input("from", DType::kS32, {}),
               to_row = tracing.input("to", DType::kS32, {});
  std::vector<Tensor> out;
  for (std::size_t i = 0; i < state.size(); ++i) {
    const Tensor row = with_capacity(element(source[i], 'b', from_row), specs[i], to.capacity);
    // As two steps: fused they go element by element, and not as a copy of memory.
    out.push_back(update(state[i], materialize(row), to_row, 'b'));
  }
  tracing.state_results(to.capacity, out, state);
  return std::move(tracing).finish();
}

}  // namespace constate::programs
