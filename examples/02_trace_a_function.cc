// The language that models are written in. A function on Tensors records operations, no numbers; dimensions
// have letters, so what lines up with what is read off their names. The record becomes StableHLO text, which
// any plugin compiles.
#include "example.h"
#include "hlo/print.h"
#include "runtime/device.h"
#include "trace/einsum.h"
#include "trace/ops.h"

using namespace constate;
using trace::Graph;
using trace::Tensor;

namespace {

constexpr std::int64_t kBatch = 2, kTime = 3, kIn = 4, kOut = 5;

// y = tanh(x Wᵀ + bias): [b t d] x [e d] + [e] -> [b t e]. The bias lines up with e by its letter.
Tensor layer(Tensor x, Tensor weight, Tensor bias) {
  return tanh(trace::einsum("btd,ed->bte", x, weight) + bias);
}

HostArray numbers(std::vector<std::int64_t> dims, double step) {
  HostArray a(Shape{DType::kF32, std::move(dims)});
  double value = -1;
  for (float& v : a.as<float>()) v = static_cast<float>(std::sin(value += step));
  return a;
}

// The same in loops, to compare with.
std::vector<float> by_hand(const HostArray& x, const HostArray& weight, const HostArray& bias) {
  std::vector<float> y;
  for (std::size_t row = 0; row < kBatch * kTime; ++row)
    for (std::size_t e = 0; e < kOut; ++e) {
      double sum = bias.as<float>()[e];
      for (std::size_t d = 0; d < kIn; ++d)
        sum += static_cast<double>(x.as<float>()[row * kIn + d]) * weight.as<float>()[e * kIn + d];
      y.push_back(static_cast<float>(std::tanh(sum)));
    }
  return y;
}

}  // namespace

int main() {
  return examples::example([] {
    Graph graph("layer");
    const Tensor x = graph.argument("x", DType::kF32, {{'b', kBatch}, {'t', kTime}, {'d', kIn}});
    const Tensor weight = graph.argument("weight", DType::kF32, {{'e', kOut}, {'d', kIn}});
    const Tensor bias = graph.argument("bias", DType::kF32, {{'e', kOut}});
    const Tensor y = layer(x, weight, bias);
    examples::claim(y.str() == "f32[b=2 t=3 e=5]", "y is " + y.str());

    // A mistake is told where it is written, with both operands and where they come from. Here: a weight that
    // lies the other way round.
    std::string message;
    try {
      layer(x, transpose(weight, "de"), bias);
    } catch (const trace::TraceError& e) {
      message = e.what();
    }
    fmt::print("\n{}\n\n", message);
    examples::claim(message.find("operand 2 has 'd' where the spec says 'e'") != message.npos,
                    "the mistake is named");

    const std::string text = hlo::print(std::move(graph).finish({{"y", y, {}}}));
    fmt::print("\n{}\n", text);

    const auto runtime = runtime::Device::open();
    const HostArray hx = numbers({kBatch, kTime, kIn}, 0.3), hw = numbers({kOut, kIn}, 0.7),
                    hb = numbers({kOut}, 1.1);
    const std::vector<HostArray> results =
        examples::run(*runtime->client, runtime->client->compile(text), {&hx, &hw, &hb});
    const double error = examples::difference(results[0].as<float>(), by_hand(hx, hw, hb));
    examples::claim(error < 1e-5, fmt::format("compiled = three loops, within {:.0e}", 1e-5));
  });
}
