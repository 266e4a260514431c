// The tensor language: a Tensor is a handle on a value of a Graph, with one letter for each dimension.
//
// Tracing only records operations; no data is ever held here and no model is known. A rule that is broken
// throws TraceError at the operation, with the source line, the operands and where they come from. A Graph
// and its Tensors belong to one thread; a Tensor must not outlive its Graph.
#pragma once

#include <initializer_list>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"
#include "hlo/program.h"
#include "trace/location.h"

namespace constate::trace {

struct TraceError : Error {
  explicit TraceError(std::string message) : Error(Code::kInvalidArgument, std::move(message)) {}
};

struct Dim {
  char letter;
  std::int64_t size;
  bool operator==(const Dim&) const = default;
};

class Graph;

class Tensor {
 public:
  Tensor() = default;
  Tensor(Graph* graph, std::int32_t node) : graph_(graph), node_(node) {}

  bool defined() const { return graph_ != nullptr; }
  Graph& graph() const;  // throws TraceError for a default-constructed Tensor
  std::int32_t node() const { return node_; }

  DType dtype() const;
  std::vector<Dim> dims() const;
  const std::string& letters() const;  // "btd"
  bool has(char letter) const;
  std::int64_t size(char letter) const;  // throws TraceError where there is no such dimension
  std::string str() const;               // "f32[b=2 t=8 d=768]"
  hlo::ValueId value() const;

 private:
  Graph* graph_ = nullptr;
  std::int32_t node_ = -1;
};
static_assert(std::is_trivially_copyable_v<Tensor>);

// A Tensor or a number, with the line it was written on: operators can then report that line. A number takes
// the element type of the other operand.
struct Operand {
  Operand(Tensor t, Location where = Location::current()) : tensor(t), at(where) {}
  Operand(double n, Location where = Location::current()) : number(n), at(where) {}
  bool is_number() const { return !tensor.defined(); }
  Tensor tensor;
  double number = 0;
  Location at;
};

// How a product of rows with a weight of one dtype is written (linear.h), by the number of rows. Rows are
// rounded to the dtype of a 16-bit weight, so that each form adds the same products, in f32.
struct Forms {
  // As sums in lanes, where the weight's width allows it.
  std::int64_t lanes_from = 1, lanes_to = 0;
  // Else up to so many by multiply and reduce: a GPU reads the weight at the rate of its memory then
  // (docs/decisions/0021).
  std::int64_t reduce_to = 0;
  // Else up to so many as a product of numbers of the weight's dtype; for more rows the weight is widened to
  // f32.
  std::int64_t product_rows = std::numeric_limits<std::int64_t>::max();
};

// How the language is written down as operations; a choice per device, by measurement (docs/decisions/0005).
struct Lowering {
  Forms f32 = {}, bf16 = {}, f16 = {}, s8 = {}, s4 = {};  // product_rows is for 16 bits
  // Rows with a weight of 8 bits, or 4: round the rows to 8 bits as well, each by a scale of its own, and
  // multiply integers; or take the weight as bf16.
  bool integer_products = false;
  // A recurrent step reads its output from the state by a product, or as multiply and reduce, which a
  // compiler may fuse with the state's update.
  bool step_output_as_product = false;
  // The scan's matrix products in bf16, with sums in f32, where the model's matrices are bf16.
  bool scan_in_bf16 = false;
  // A product of f32 with so few terms in each sum, and not too many multiplications, goes as multiply and
  // sum, which a compiler makes part of its own loops; 0: each is a product (einsum.h, docs/decisions/0050).
  std::int64_t summed_terms = 0;
  // The longest chunk in which a scan over time goes as matrix products; shorter ones do less arithmetic.
  std::int64_t scan_chunk = 256;
};

class Graph {
 public:
  explicit Graph(std::string name, Lowering lowering = {});
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  const Lowering& lowering() const { return lowering_; }

  // An argument of the program. `letters` names the dimensions, in order.
  Tensor argument(const std::string& name, DType dtype, const std::vector<Dim>& dims,
                  Location at = Location::current());

  // For operations: appends to the program. `what` is how messages call it.
  Tensor emit(std::string what, hlo::Op op, std::initializer_list<Tensor> operands,
              hlo::Attributes attributes, std::string letters, Location at);
  Tensor emit(std::string what, hlo::Op op, const std::vector<Tensor>& operands, hlo::Attributes attributes,
              std::string letters, Location at);
  // A value that the builder made (loops).
  Tensor adopt(hlo::ValueId value, std::string letters, std::string what, Location at);

  // For join_rows and those that need not have the rows together. Null where `t` is no such matrix.
  void note_join(Tensor joined, std::pair<Tensor, Tensor> parts) { joins_.emplace(joined.value(), parts); }
  const std::pair<Tensor, Tensor>* parts_of_join(Tensor t) const;

  hlo::Builder& builder() { return builder_; }
  [[noreturn]] void fail(Location at, const std::string& what, const std::vector<Tensor>& operands) const;

  struct Output {
    std::string name;
    Tensor tensor;
    Tensor donor;  // the argument whose buffer the output takes over; may be undefined
  };
  hlo::Program finish(const std::vector<Output>& outputs) &&;

 private:
  friend class Tensor;
  friend class Scope;
  struct Node {
    hlo::ValueId value;
    std::string letters;
    std::string made_by;
    Location at;
  };
  const Node& node(Tensor t) const { return nodes_[static_cast<std::size_t>(t.node())]; }
  std::string scope_text(std::string_view separator) const;

  hlo::Builder builder_;
  Lowering lowering_;
  std::vector<Node> nodes_;
  std::vector<std::string> scopes_;
  std::map<hlo::ValueId, std::pair<Tensor, Tensor>> joins_;
};

// Names what is being traced, for messages and locations: "in prefill / layer 3".
class Scope {
 public:
  Scope(Graph& graph, std::string name);
  Scope(Tensor any, std::string name) : Scope(any.graph(), std::move(name)) {}
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Graph& graph_;
};

std::string str(DType dtype, const std::vector<Dim>& dims);

}  // namespace constate::trace
