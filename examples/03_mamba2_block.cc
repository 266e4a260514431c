// One Mamba-2 block in its two forms. The whole prompt goes through a few matrix products (the chunked SSD
// form); one token goes through the recurrence. Both are the same function, so token by token over a prompt
// must give what the prompt form gives, state included.
#include "example.h"
#include "hlo/print.h"
#include "models/families/mamba2.h"
#include "models/families/mamba2_config.h"
#include "runtime/device.h"
#include "runtime/weights.h"
#include "trace/ops.h"

using namespace constate;
using models::WeightSpec;
using models::mamba2::LayerState;
using models::mamba2::Mixer;
using trace::Dim;
using trace::Graph;
using trace::Tensor;

namespace {

// 10 tokens in chunks of 4: two whole chunks and half of one.
constexpr std::int64_t kTime = 10;
constexpr const char* kConfig =
    R"({"model_type": "mamba2", "hidden_size": 16, "num_hidden_layers": 1, "vocab_size": 8,
    "num_heads": 4, "head_dim": 8, "n_groups": 2, "state_size": 6, "conv_kernel": 4, "chunk_size": 4})";

// The block as a program: weights..., u, conv, ssm -> y, conv, ssm. `place` holds b for one token, b and t
// for a prompt; it is all that differs.
hlo::Program block(const models::mamba2::Config& config, const Mixer<WeightSpec>& specs,
                   const std::vector<Dim>& place) {
  Graph graph("block");
  Mixer<Tensor> w;  // the same struct as the specs, with Tensors in its leaves
  trace::map_fields(specs, w, [&](const WeightSpec& s, const std::string& path) {
    return graph.argument(path, s.dtype, s.dims);
  });
  std::vector<Dim> dims = place;
  dims.push_back({'d', config.hidden_size});
  const Tensor u = graph.argument("u", DType::kF32, dims);
  const Dim b{'b', u.size('b')}, g{'g', config.n_groups}, r{'r', config.heads_per_group()};
  LayerState<Tensor> state{
      graph.argument("conv", DType::kF32, {b, {'k', config.conv_kernel - 1}, {'e', config.channels()}}),
      graph.argument("ssm", DType::kF32, {b, g, r, {'p', config.head_dim}, {'n', config.state_size}})};
  const Tensor valid = trace::fill(graph, DType::kPred, 1, place);  // no padding
  const Tensor y = models::layers::mamba2_mixer(w, config, u, valid, state);
  return std::move(graph).finish({{"y", y, {}}, {"conv", *state.conv, {}}, {"ssm", state.ssm, {}}});
}

}  // namespace

int main() {
  return examples::example([] {
    const auto config = models::mamba2::parse_config(parse_json(kConfig, "config"), "config");
    const Mixer<WeightSpec> specs =
        models::mamba2::weight_specs(config, DType::kF32, /*separate_head=*/false).layers[0].mixer;
    std::vector<HostArray> weights;
    trace::each_field(specs,
                      [&, source = runtime::random_weights(7)](WeightSpec spec, const std::string& path) {
                        spec.field = path;
                        weights.push_back(source(spec));
                      });
    const auto with_weights = [&](std::vector<const HostArray*> more) {
      std::vector<const HostArray*> all;
      for (const HostArray& w : weights) all.push_back(&w);
      all.insert(all.end(), more.begin(), more.end());
      return all;
    };
    const auto zeros = [](const Shape& shape) {
      HostArray a(shape);
      std::fill(a.as<float>().begin(), a.as<float>().end(), 0.0f);
      return a;
    };

    const auto runtime = runtime::Device::open();
    std::vector<float> u(static_cast<std::size_t>(kTime * config.hidden_size));
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = std::sin(0.37f * static_cast<float>(i));
    const hlo::Program one_token = block(config, specs, {{'b', 1}});
    HostArray conv = zeros(one_token.shape(one_token.results[1].value)),
              ssm = zeros(one_token.shape(one_token.results[2].value));

    const HostArray prompt = HostArray::of(DType::kF32, {1, kTime, config.hidden_size}, u);
    const pjrt::Client& client = *runtime->client;
    const pjrt::Executable prompt_form =
        client.compile(hlo::print(block(config, specs, {{'b', 1}, {'t', kTime}})));
    const std::vector<HostArray> whole =
        examples::run(client, prompt_form, with_weights({&prompt, &conv, &ssm}));

    const pjrt::Executable step_form = client.compile(hlo::print(one_token));
    std::vector<float> y;
    for (std::int64_t t = 0; t < kTime; ++t) {
      const auto from = u.begin() + t * config.hidden_size;
      const HostArray token = HostArray::of(DType::kF32, {1, config.hidden_size},
                                            std::vector<float>(from, from + config.hidden_size));
      std::vector<HostArray> step = examples::run(client, step_form, with_weights({&token, &conv, &ssm}));
      y.insert(y.end(), step[0].as<float>().begin(), step[0].as<float>().end());
      conv = std::move(step[1]);
      ssm = std::move(step[2]);
    }

    for (const auto& [what, error] :
         {std::pair{"outputs", examples::difference(whole[0].as<float>(), y)},
          {"convolution windows", examples::difference(whole[1].as<float>(), conv.as<float>())},
          {"states", examples::difference(whole[2].as<float>(), ssm.as<float>())}})
      examples::claim(error < 1e-5, fmt::format("{}: prompt form = token by token, within 1e-05", what));
    examples::claim(*std::max_element(y.begin(), y.end()) > 0.01, "and they are not all zero");
  });
}
