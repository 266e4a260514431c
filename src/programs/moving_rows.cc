// take_row, put_row: a sequence out of a batched state, and into it.
#include "programs/programs.h"
#include "trace/ops.h"

namespace constate::programs {

using trace::Tensor;

TracedProgram take_row_program(const Blueprint& blueprint, std::int64_t batch) {
  Tracing tracing("take_row", blueprint);
  const std::vector<Tensor> state = tracing.state(batch);
  const Tensor from = tracing.input("from", DType::kS32, {});
  std::vector<Tensor> out;
  for (const Tensor part : state) {
    const Tensor row = element(part, 'b', from);
    std::vector<trace::Dim> dims = part.dims();
    dims[0].size = 1;
    out.push_back(broadcast(row, dims));
  }
  tracing.state_results(out, {});
  return std::move(tracing).finish();
}

TracedProgram put_row_program(const Blueprint& blueprint, std::int64_t from_batch, std::int64_t to_batch) {
  Tracing tracing("put_row", blueprint);
  const std::vector<Tensor> state = tracing.state(to_batch),
                            source = tracing.state(from_batch, kSourcePrefix);
  const Tensor from = tracing.input("from", DType::kS32, {}), to = tracing.input("to", DType::kS32, {});
  std::vector<Tensor> out;
  for (std::size_t i = 0; i < state.size(); ++i)
    // As two steps: fused they go element by element, and not as a copy of memory.
    out.push_back(update(state[i], materialize(element(source[i], 'b', from)), to, 'b'));
  tracing.state_results(out, state);
  return std::move(tracing).finish();
}

}  // namespace constate::programs
