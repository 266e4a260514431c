#include "engine/programs.h"

#include <fmt/format.h>

#include <limits>

#include "models/typed_model.h"
#include "trace/fields.h"
#include "trace/loop.h"
#include "trace/nn.h"
#include "trace/ops.h"

namespace constate::engine {

using models::StateSpec;
using models::Traced;
using models::WeightSpec;
using trace::Dim;
using trace::Graph;
using trace::Tensor;

namespace {

// For a program that multiplies `rows` rows at once.
std::vector<Tensor> weight_arguments(Graph& graph, const Blueprint& blueprint, std::int64_t rows) {
  std::vector<Tensor> out;
  for (const WeightSpec& w : blueprint.weights) {
    const std::string name = "weights." + w.field;
    if (w.row_parts.empty() || !takes_row_parts(rows)) {
      out.push_back(graph.argument(name, w.dtype, w.dims));
      continue;
    }
    Tensor whole;
    for (std::size_t i = 0; i < w.row_parts.size(); ++i) {
      std::vector<Dim> dims = w.dims;
      dims[0].size = w.row_parts[i];
      const Tensor part = graph.argument(fmt::format("{}.rows{}", name, i), w.dtype, dims);
      whole = whole.defined() ? join_rows(whole, part) : part;
    }
    out.push_back(whole);
  }
  return out;
}

std::vector<Dim> with_batch(std::int64_t batch, const StateSpec& spec) {
  std::vector<Dim> dims{{'b', batch}};
  dims.insert(dims.end(), spec.dims.begin(), spec.dims.end());
  return dims;
}

std::vector<Tensor> state_arguments(Graph& graph, const Blueprint& blueprint, std::int64_t batch) {
  std::vector<Tensor> out;
  for (const StateSpec& s : blueprint.model->state())
    out.push_back(graph.argument("state." + s.field, DType::kF32, with_batch(batch, s)));
  return out;
}

void add_state_outputs(std::vector<Graph::Output>& outputs, const Blueprint& blueprint,
                       const std::vector<Tensor>& next, const std::vector<Tensor>& given) {
  const std::vector<StateSpec> specs = blueprint.model->state();
  for (std::size_t i = 0; i < specs.size(); ++i)
    outputs.push_back({"state." + specs[i].field, next[i], given[i]});
}

struct ArgumentSpec {
  DType dtype;
  std::vector<Dim> dims;
};

Rows<ArgumentSpec> rows_spec(const Blueprint& blueprint, const ChoiceShape& shape) {
  const Dim b{'b', shape.batch};
  Rows<ArgumentSpec> rows{{DType::kS32, {b}}, {DType::kPred, {b}}, {DType::kS32, {b}}, {}};
  if (shape.rules.penalty)
    rows.seen = ArgumentSpec{DType::kPred, {b, {'v', blueprint.model->facts().vocab_size}}};
  return rows;
}

Orders<ArgumentSpec> orders_spec(const ChoiceShape& shape) {
  const Dim b{'b', shape.batch};
  const ArgumentSpec number{DType::kF32, {b}}, integer{DType::kS32, {b}};
  return {{number, integer, number, number, number, {DType::kU32, {b, {'q', 2}}}},
          integer,
          {DType::kS32, {b, {'i', shape.stop_ids}}}};
}

template <class Tensors, class Specs>
Tensors arguments(Graph& graph, const Specs& specs, const std::string& prefix) {
  Tensors out;
  trace::map_fields(
      specs, out,
      [&](const ArgumentSpec& s, const std::string& path) { return graph.argument(path, s.dtype, s.dims); },
      prefix);
  return out;
}

// Chooses each row's next token from its logits and books it.
Rows<Tensor> advance(const ChoiceShape& shape, const Orders<Tensor>& orders, Tensor logits,
                     Rows<Tensor> rows) {
  const double vocabulary = static_cast<double>(logits.size('v'));
  const Tensor seen = rows.seen ? *rows.seen : Tensor();
  Tensor chosen = models::sample(shape.rules, orders.sampling, logits, seen, rows.number);
  const Tensor number = rows.number + 1;
  const Tensor stops =
      any(eq(broadcast(chosen, {{'b', shape.batch}, {'i', shape.stop_ids}}), orders.stop_ids), "i");
  const Tensor ends = logical_or(logical_or(stops, ge(number, orders.budget)), ge(chosen, vocabulary));
  Rows<Tensor> next;
  next.token = select(rows.done, rows.token, chosen);
  next.number = select(rows.done, rows.number, number);
  next.done = logical_or(rows.done, ends);
  if (rows.seen) {
    const Tensor place = iota(logits.graph(), DType::kS32, {'v', logits.size('v')});
    next.seen = logical_or(*rows.seen, eq(broadcast(place, logits.dims()), next.token));
  }
  return next;
}

template <class Tensors>
void add_outputs(std::vector<Graph::Output>& outputs, const Tensors& next, const Tensors& given, bool donate,
                 const std::string& prefix) {
  std::vector<Tensor> donors = models::flatten(given);
  std::size_t i = 0;
  trace::each_field(
      next,
      [&](const Tensor& t, const std::string& path) {
        outputs.push_back({path, t, donate ? donors[i] : Tensor()});
        ++i;
      },
      prefix);
}

struct Scored {
  Tensor log_probability, likeliest;
};

// Of each target under softmax(logits): the largest logit goes first, so that no exponential overflows. That
// a NaN comes through exp and sum is not left to the backend.
Scored scored(Tensor logits, Tensor targets) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const Dim v{'v', logits.size('v')};
  const Tensor place = broadcast(iota(logits.graph(), DType::kS32, v), logits.dims());
  const Tensor largest = max(logits, "v"), first = argmax(logits, 'v');
  const Tensor target = sum(select(eq(place, targets), logits, 0.0), "v");
  const Tensor log_probability = target - largest - log(sum(exp(logits - largest), "v"));
  const Tensor sound = logical_and(lt(abs(largest), kInfinity), lt(first, static_cast<double>(v.size)));
  return {select(sound, log_probability, kNaN), eq(first, targets)};
}

struct Loop {
  Tensor step, tokens;
  Rows<Tensor> rows;
  std::vector<Tensor> state;
  CONSTATE_FIELDS(step, tokens, rows, state)
};

}  // namespace

hlo::Program prefill_program(const Blueprint& blueprint, const PrefillShape& shape) {
  Graph graph("prefill", blueprint.lowering);
  const Dim b{'b', shape.batch}, t{'t', shape.length}, v{'v', blueprint.model->facts().vocab_size};
  const std::vector<Tensor> weights = weight_arguments(graph, blueprint, shape.rows());
  const std::vector<Tensor> given = state_arguments(graph, blueprint, shape.batch);
  const Tensor before = graph.argument("logits", DType::kF32, {b, v});
  const Tensor ids = graph.argument("ids", DType::kS32, {b, t});
  const Tensor lengths = graph.argument("lengths", DType::kS32, {b});

  const Tensor present = gt(lengths, 0.0);
  Traced traced{weights, given};
  Tensor last_token;
  if (shape.length == 1) {
    last_token = blueprint.model->hidden(traced, drop_dim(ids, 't'), present);
  } else {
    const Tensor valid = lt(broadcast(iota(graph, DType::kS32, t), {b, t}), lengths);
    const Tensor hidden = blueprint.model->hidden(traced, ids, valid);
    last_token = drop_dim(slice_rows(hidden, 't', lengths - 1, 1), 't');
  }
  const Tensor logits = select(present, blueprint.model->logits(traced, last_token), before);

  std::vector<Graph::Output> outputs{{"logits", logits, before}};
  add_state_outputs(outputs, blueprint, traced.state, given);
  return std::move(graph).finish(outputs);
}

hlo::Program choose_program(const Blueprint& blueprint, const ChoiceShape& shape) {
  Graph graph("choose", blueprint.lowering);
  const Tensor logits =
      graph.argument("logits", DType::kF32, {{'b', shape.batch}, {'v', blueprint.model->facts().vocab_size}});
  const auto rows = arguments<Rows<Tensor>>(graph, rows_spec(blueprint, shape), "rows");
  const auto orders = arguments<Orders<Tensor>>(graph, orders_spec(shape), "orders");
  std::vector<Graph::Output> outputs;
  add_outputs(outputs, advance(shape, orders, logits, rows), rows, /*donate=*/false, "rows");
  return std::move(graph).finish(outputs);
}

hlo::Program decode_program(const Blueprint& blueprint, const DecodeShape& shape) {
  Graph graph("decode", blueprint.lowering);
  const ChoiceShape& choice = shape.choice;
  const Dim b{'b', choice.batch}, i{'i', shape.block};
  const std::vector<Tensor> weights = weight_arguments(graph, blueprint, choice.batch);
  const std::vector<Tensor> given = state_arguments(graph, blueprint, choice.batch);
  const auto rows = arguments<Rows<Tensor>>(graph, rows_spec(blueprint, choice), "rows");
  const auto orders = arguments<Orders<Tensor>>(graph, orders_spec(choice), "orders");
  const Tensor limit = graph.argument("limit", DType::kS32, {});

  const Loop start{constant(graph, DType::kS32, 0), fill(graph, DType::kS32, -1, {b, i}), rows, given};
  const auto more = [&](const Loop& s) {
    const Tensor in_block = lt(s.step, static_cast<double>(shape.block));
    if (!shape.exit_early) return in_block;
    return logical_and(logical_and(in_block, lt(s.step, limit)), any(logical_not(s.rows.done), "b"));
  };
  const Loop end = trace::while_loop(graph, start, more, [&](Loop s) {
    const Tensor already_done = s.rows.done;
    Traced traced{weights, s.state};
    const Tensor hidden = blueprint.model->hidden(traced, s.rows.token, logical_not(already_done));
    s.state = traced.state;
    s.rows = advance(choice, orders, blueprint.model->logits(traced, hidden), s.rows);
    s.tokens = update(s.tokens, select(already_done, -1.0, s.rows.token), s.step, 'i');
    s.step = s.step + 1;
    return s;
  });

  std::vector<Graph::Output> outputs{{"tokens", end.tokens, {}}};
  add_outputs(outputs, end.rows, rows, /*donate=*/true, "rows");
  add_state_outputs(outputs, blueprint, end.state, given);
  return std::move(graph).finish(outputs);
}

hlo::Program score_program(const Blueprint& blueprint, const PrefillShape& shape) {
  Graph graph("score", blueprint.lowering);
  const Dim b{'b', shape.batch}, t{'t', shape.length};
  const std::vector<Tensor> weights = weight_arguments(graph, blueprint, shape.rows());
  const std::vector<Tensor> given = state_arguments(graph, blueprint, shape.batch);
  const Tensor ids = graph.argument("ids", DType::kS32, {b, t});
  const Tensor targets = graph.argument("targets", DType::kS32, {b, t});
  const Tensor lengths = graph.argument("lengths", DType::kS32, {b});

  const Tensor valid = lt(broadcast(iota(graph, DType::kS32, t), {b, t}), lengths);
  Traced traced{weights, given};
  const Tensor logits = blueprint.model->logits(traced, blueprint.model->hidden(traced, ids, valid));
  const Scored found = scored(logits, targets);

  std::vector<Graph::Output> outputs{{"log_probability", select(valid, found.log_probability, 0.0), {}},
                                     {"likeliest", logical_and(valid, found.likeliest), {}}};
  add_state_outputs(outputs, blueprint, traced.state, given);
  return std::move(graph).finish(outputs);
}

hlo::Program inspect_program(const Blueprint& blueprint, const PrefillShape& shape) {
  Graph graph("inspect", blueprint.lowering);
  const Dim b{'b', shape.batch}, t{'t', shape.length};
  const std::vector<Tensor> weights = weight_arguments(graph, blueprint, shape.rows());
  const Tensor ids = graph.argument("ids", DType::kS32, {b, t});
  std::vector<Tensor> state, taps;
  for (const StateSpec& s : blueprint.model->state())
    state.push_back(fill(graph, DType::kF32, 0, with_batch(shape.batch, s)));
  Traced traced{weights, state, &taps};
  const Tensor hidden = blueprint.model->hidden(traced, ids, fill(graph, DType::kPred, 1, {b, t}));
  std::vector<Graph::Output> outputs;
  for (const Tensor& tap : taps) outputs.push_back({fmt::format("hidden.{}", outputs.size()), tap, {}});
  outputs.push_back({"logits", blueprint.model->logits(traced, hidden), {}});
  return std::move(graph).finish(outputs);
}

}  // namespace constate::engine
