// What the tests of tracing share: messages of errors, and the operations that came out.
#pragma once

#include <regex>
#include <string>
#include <vector>

#include "base/testing.h"
#include "trace/tensor.h"

namespace constate::trace::testing {

// The error's message, with HERE for each line of a test file ("tensor_test.cc:12"): which line a compiler
// reports inside of a macro varies. The lines themselves have tests of their own.
template <class F>
std::string message_of(F f) {
  static const std::regex line("[a-z_]+_test\\.cc:[0-9]+");
  return std::regex_replace(constate::message_of(f), line, "HERE");
}

template <class F>
std::string first_line_of(F f) {
  const std::string text = message_of(f);
  return text.substr(0, text.find('\n'));
}

// The operations that `t` needs, in order, without constants and the final return: "slice dot_general".
inline std::string ops_of(Graph& graph, Tensor t) {
  const hlo::Program program = std::move(graph).finish({{"t", t, {}}});
  std::string out;
  for (const hlo::Instruction& i : program.main.body)
    if (i.op != hlo::Op::kConstant && i.op != hlo::Op::kReturn)
      out.append(out.empty() ? "" : " ").append(hlo::name(i.op));
  return out;
}

}  // namespace constate::trace::testing
