#include "trace/tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace constate::trace {

std::string Location::str() const {
  const std::string_view path = file;
  return fmt::format("{}:{}", path.substr(path.rfind('/') + 1), line);
}

std::string str(DType dtype, const std::vector<Dim>& dims) {
  std::vector<std::string> parts;
  for (Dim d : dims) parts.push_back(fmt::format("{}={}", d.letter, d.size));
  return fmt::format("{}[{}]", name(dtype), fmt::join(parts, " "));
}

Graph& Tensor::graph() const {
  if (graph_ == nullptr) throw TraceError("a Tensor is used that no operation has made");
  return *graph_;
}

hlo::ValueId Tensor::value() const { return graph().node(*this).value; }
DType Tensor::dtype() const { return graph().builder_.shape(value()).dtype; }
const std::string& Tensor::letters() const { return graph().node(*this).letters; }
bool Tensor::has(char letter) const { return letters().find(letter) != std::string::npos; }

std::vector<Dim> Tensor::dims() const {
  const std::vector<std::int64_t>& sizes = graph().builder_.shape(value()).dims;
  std::vector<Dim> out;
  for (std::size_t i = 0; i < sizes.size(); ++i) out.push_back({letters()[i], sizes[i]});
  return out;
}

std::int64_t Tensor::size(char letter) const {
  for (Dim d : dims())
    if (d.letter == letter) return d.size;
  throw TraceError(fmt::format("no dimension '{}' in {}", letter, str()));
}

std::string Tensor::str() const { return trace::str(dtype(), dims()); }

Graph::Graph(std::string name, Lowering lowering) : builder_(name), lowering_(lowering) {
  scopes_.push_back(std::move(name));
}

std::string Graph::scope_text(std::string_view separator) const {
  return fmt::format("{}", fmt::join(scopes_, separator));
}

void Graph::fail(Location at, const std::string& what, const std::vector<Tensor>& operands) const {
  std::string text = fmt::format("{}: {}", at.str(), what);
  for (Tensor t : operands)
    if (t.defined())
      text += fmt::format("\n  operand {} from `{}` at {}", t.str(), node(t).made_by, node(t).at.str());
  throw TraceError(text + "\n  in " + scope_text(" / "));
}

Tensor Graph::adopt(hlo::ValueId value, std::string letters, std::string what, Location at) {
  for (std::size_t i = 0; i < letters.size(); ++i)
    if (letters.find(letters[i], i + 1) != letters.npos)
      fail(at, fmt::format("{}: letter '{}' stands twice in the result \"{}\"", what, letters[i], letters),
           {});
  nodes_.push_back({value, std::move(letters), std::move(what), at});
  return Tensor(this, static_cast<std::int32_t>(nodes_.size()) - 1);
}

Tensor Graph::argument(const std::string& name, DType dtype, const std::vector<Dim>& dims, Location at) {
  Shape shape{dtype, {}};
  std::string letters;
  for (Dim d : dims) {
    if (letters.find(d.letter) != letters.npos)
      fail(at, fmt::format("argument {}: letter '{}' stands twice in {}", name, d.letter, str(dtype, dims)),
           {});
    shape.dims.push_back(d.size);
    letters += d.letter;
  }
  return adopt(builder_.argument(name, std::move(shape)), letters, "argument " + name, at);
}

Tensor Graph::emit(std::string what, hlo::Op op, const std::vector<Tensor>& operands,
                   hlo::Attributes attributes, std::string letters, Location at) {
  std::vector<hlo::ValueId> values;
  for (Tensor t : operands) {
    if (&t.graph() != this) fail(at, what + ": operands belong to two graphs", {});
    values.push_back(t.value());
  }
  try {
    const hlo::ValueId v =
        builder_.add(op, std::move(values), std::move(attributes), {at.file, at.line, scope_text("/")});
    return adopt(v, std::move(letters), std::move(what), at);
  } catch (const TraceError&) {
    throw;
  } catch (const Error& e) {
    const std::string why = e.what();
    fail(at, why.starts_with(what + ":") ? why : fmt::format("{}: {}", what, why), operands);
  }
}

Tensor Graph::emit(std::string what, hlo::Op op, std::initializer_list<Tensor> operands,
                   hlo::Attributes attributes, std::string letters, Location at) {
  return emit(std::move(what), op, std::vector<Tensor>(operands), std::move(attributes), std::move(letters),
              at);
}

const std::pair<Tensor, Tensor>* Graph::parts_of_join(Tensor t) const {
  const auto found = joins_.find(t.value());
  return found == joins_.end() ? nullptr : &found->second;
}

hlo::Program Graph::finish(const std::vector<Output>& outputs) && {
  std::vector<hlo::Result> results;
  std::vector<std::pair<hlo::ValueId, std::size_t>> donate;
  for (const Output& o : outputs) {
    if (o.donor.defined()) donate.emplace_back(o.donor.value(), results.size());
    results.push_back({o.name, o.tensor.value()});
  }
  return std::move(builder_).finish(std::move(results), donate);
}

Scope::Scope(Graph& graph, std::string name) : graph_(graph) { graph_.scopes_.push_back(std::move(name)); }
Scope::~Scope() { graph_.scopes_.pop_back(); }

}  // namespace constate::trace
