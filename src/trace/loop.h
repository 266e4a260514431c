// while_loop over a struct: its leaves (trace/fields.h) are the loop's variables, and messages name them by
// path.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "trace/fields.h"
#include "trace/tensor.h"

namespace constate::trace {

// Runs s = body(s) while cond(s), a scalar predicate, holds. `body` must return every leaf with the letters,
// sizes and element type it was given. Tensors from outside may be used inside.
template <class S, class Cond, class Body>
S while_loop(Graph& graph, const S& init, Cond cond, Body body, Location at = Location::current()) {
  std::vector<Tensor> start;
  std::vector<std::string> paths;
  std::vector<hlo::ValueId> values;
  each_field(init, [&](const Tensor& t, const std::string& path) {
    start.push_back(t);
    paths.push_back(path);
    values.push_back(t.value());
  });
  const auto with = [&](const std::vector<hlo::ValueId>& vs, const char* what) {
    S s = init;
    std::size_t i = 0;
    each_field(s, [&](Tensor& t, const std::string& path) {
      t = graph.adopt(vs[i], start[i].letters(), fmt::format("{} {}", what, path), at);
      ++i;
    });
    return s;
  };

  const Tensor predicate = cond(with(graph.builder().open_condition(values), "loop variable"));
  if (predicate.dtype() != DType::kPred || !predicate.letters().empty())
    graph.fail(at, "while_loop: the condition is a scalar predicate", {predicate});
  graph.builder().close_condition(predicate.value());

  const S next = body(with(graph.builder().open_body(), "loop variable"));
  values.clear();
  each_field(next, [&](const Tensor& t, const std::string& path) {
    const std::size_t i = values.size();
    if (i >= start.size() || path != paths[i])
      graph.fail(at, fmt::format("while_loop: the body returns `{}`, which the loop does not carry", path),
                 {t});
    if (t.dims() != start[i].dims() || t.dtype() != start[i].dtype())
      graph.fail(at,
                 fmt::format("while_loop: the body returns `{}` with another shape than it was given", path),
                 {start[i], t});
    values.push_back(t.value());
  });
  if (values.size() != start.size()) graph.fail(at, "while_loop: the body returns too few variables", {});
  return with(graph.builder().close_body(values, {at.file, at.line, ""}), "loop result");
}

}  // namespace constate::trace
