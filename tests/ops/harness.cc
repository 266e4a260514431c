#include "harness.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "hlo/print.h"

namespace constate::ops {
namespace {

template <class T>
HostArray array_of(const Shape& shape, const std::vector<double>& values) {
  std::vector<T> typed;
  for (double v : values) typed.push_back(static_cast<T>(v));
  return HostArray::of(shape.dtype, shape.dims, typed);
}

HostArray to_array(const Input& in) {
  Shape shape{in.dtype, {}};
  for (Dim d : in.dims) shape.dims.push_back(d.size);
  if (static_cast<std::int64_t>(in.values.size()) != shape.elements())
    throw Error(Code::kInternal, fmt::format("{} values for {}", in.values.size(), shape.str()));
  switch (in.dtype) {
    case DType::kPred:
      return array_of<std::uint8_t>(shape, in.values);
    case DType::kS8:
      return array_of<std::int8_t>(shape, in.values);
    case DType::kU8:
      return array_of<std::uint8_t>(shape, in.values);
    case DType::kS32:
      return array_of<std::int32_t>(shape, in.values);
    case DType::kU32:
      return array_of<std::uint32_t>(shape, in.values);
    case DType::kF32:
      return array_of<float>(shape, in.values);
    case DType::kF64:
      return array_of<double>(shape, in.values);
    case DType::kF16:
    case DType::kBF16:
      return array_of<float>({DType::kF32, shape.dims}, in.values).converted(in.dtype);
    default:
      throw Error(Code::kInternal, "no such input: " + shape.str());
  }
}

template <class T>
std::vector<double> doubles(const HostArray& a) {
  const auto all = a.as<T>();
  return {all.begin(), all.end()};
}

std::vector<double> to_doubles(const HostArray& a) {
  switch (a.shape().dtype) {
    case DType::kPred:
      return doubles<std::uint8_t>(a);
    case DType::kS32:
      return doubles<std::int32_t>(a);
    case DType::kU32:
      return doubles<std::uint32_t>(a);
    case DType::kU16:
      return doubles<std::uint16_t>(a);
    case DType::kF32:
      return doubles<float>(a);
    case DType::kF64:
      return doubles<double>(a);
    case DType::kF16:
    case DType::kBF16:
      return doubles<float>(a.converted(DType::kF32));
    default:
      throw Error(Code::kInternal, "no such output: " + a.shape().str());
  }
}

}  // namespace

const pjrt::Client& client(const std::string& plugin) {
  static const std::map<std::string, std::string> files{{"cpu", "/cpu/pjrt_c_api_cpu_plugin.so"},
                                                        {"cpu-0.81", "/cpu-0.81/xla_cpu_pjrt.so"}};
  static std::map<std::string, std::shared_ptr<pjrt::Client>> open;
  auto& found = open[plugin];
  if (!found) found = pjrt::Client::create(pjrt::Plugin::load(CONSTATE_PLUGIN_DIR + files.at(plugin)));
  return *found;
}

Values run(const std::string& plugin, const std::vector<Input>& inputs,
           const std::function<Tensors(Graph&, const Tensors&)>& build, trace::Lowering lowering) {
  Graph graph("ops", lowering);
  Tensors arguments;
  for (const Input& in : inputs)
    arguments.push_back(graph.argument(fmt::format("in{}", arguments.size()), in.dtype, in.dims));
  std::vector<Graph::Output> outputs;
  for (Tensor t : build(graph, arguments)) outputs.push_back({fmt::format("out{}", outputs.size()), t, {}});
  const pjrt::Executable program = client(plugin).compile(hlo::print(std::move(graph).finish(outputs)));
  std::vector<pjrt::Buffer> buffers;
  for (const Input& in : inputs) buffers.push_back(client(plugin).to_device(to_array(in)));
  std::vector<const pjrt::Buffer*> pointers;
  for (const pjrt::Buffer& b : buffers) pointers.push_back(&b);
  Values out;
  for (const pjrt::Buffer& b : program.run(pointers)) out.push_back(to_doubles(b.to_host()));
  return out;
}

std::string difference(const Case& c, const Values& got) {
  if (got.size() != c.expected.size())
    return fmt::format("{} outputs, not {}", got.size(), c.expected.size());
  for (std::size_t o = 0; o < got.size(); ++o) {
    const std::vector<double>&want = c.expected[o], &have = got[o];
    if (have.size() != want.size())
      return fmt::format("output {}: {} elements, not {}", o, have.size(), want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
      const bool special = !std::isfinite(want[i]) || !std::isfinite(have[i]);
      const bool same = special ? (std::isnan(want[i]) && std::isnan(have[i])) || want[i] == have[i]
                                : std::abs(have[i] - want[i]) <= c.absolute + c.relative * std::abs(want[i]);
      if (!same) return fmt::format("output {}, element {}: {:.9g}, not {:.9g}", o, i, have[i], want[i]);
    }
  }
  return "";
}

}  // namespace constate::ops
