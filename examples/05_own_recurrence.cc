// A recurrence of one's own as a language model: linear attention whose memory fades by a share that the text
// itself sets, a gate for each head. The engine then prefills, decodes, samples and batches it as any other.
//
//   b batch   t, s time   d model width   h head   n key width   p value width   e heads' widths   v
//   vocabulary
#include <fmt/ranges.h>

#include "engine/generation.h"
#include "example.h"
#include "models/typed_model.h"
#include "trace/einsum.h"
#include "trace/linear.h"
#include "trace/nn.h"
#include "trace/ops.h"

using namespace constate;
using models::StateSpec, models::WeightSpec;
using trace::einsum, trace::Tensor;

namespace {

constexpr std::int64_t kVocab = 64, kWidth = 32, kLayers = 2, kHeads = 4, kHeadWidth = 8;

template <class T>
struct Layer {
  T norm, queries, keys, values, gate, out;
  CONSTATE_FIELDS(norm, queries, keys, values, gate, out)
};
template <class T>
struct Weights {
  T embedding;
  std::vector<Layer<T>> layers;
  T norm;
  CONSTATE_FIELDS(embedding, layers, norm)
};

// h ← a h + k vᵀ,  y = qᵀ h.  With t: a whole piece of text at once; without: one token.
Tensor recur(Tensor q, Tensor k, Tensor v, Tensor log_a, Tensor& h) {
  if (!q.has('t')) {
    h = exp(log_a) * h + einsum("bhn,bhp->bhnp", k, v);
    return einsum("bhn,bhnp->bhp", q, h);
  }
  const Tensor fade = exp(segsum(transpose(log_a, "bht"), 't', "ts"));  // [b h t s]: what is left of s at t
  const Tensor y = einsum("bhts,bshp->bthp", fade * einsum("bthn,bshn->bhts", q, k), v) +
                   einsum("bthn,bhnp->bthp", q * exp(cumsum(log_a, 't')), h);
  h = exp(sum(log_a, "t")) * h + einsum("bthn,bthp->bhnp", k * exp(sum_after(log_a, 't')), v);
  return y;
}

class FadingMemory final : public models::BoundModel {
 public:
  explicit FadingMemory(DType dtype)
      : dtype_(dtype), weights_(models::flatten_specs<WeightSpec>(specs(dtype))) {
    facts_.model_type = "fading-memory", facts_.vocab_size = kVocab, facts_.layers = kLayers;
  }
  const models::Facts& facts() const override { return facts_; }

  static Weights<WeightSpec> specs(DType dtype) {
    const trace::Dim v{'v', kVocab}, d{'d', kWidth}, h{'h', kHeads}, e{'e', kHeads * kHeadWidth};
    const auto f32 = [](std::vector<trace::Dim> dims) {
      WeightSpec spec{"", {}, {}, DType::kF32, dims};
      spec.random = models::RandomValues{.centre = 1};
      return spec;
    };
    const auto matrix = [&](auto out, auto in) { return WeightSpec{"", {}, {}, dtype, {out, in}}; };
    const Layer<WeightSpec> layer{f32({d}),     matrix(e, d), matrix(e, d),
                                  matrix(e, d), matrix(h, d), matrix(d, e)};
    return {matrix(v, d), std::vector(kLayers, layer), f32({d})};
  }
  DType dtype() const override { return dtype_; }
  std::span<const WeightSpec> weights() const override { return weights_; }
  std::vector<StateSpec> state(std::int64_t) const override {
    const std::vector<trace::Dim> memory{{'h', kHeads}, {'n', kHeadWidth}, {'p', kHeadWidth}};
    return {{"layers.0.memory", memory}, {"layers.1.memory", memory}};
  }

  Tensor hidden(models::Traced& traced, const models::Input& input) const override {
    const auto w = models::unflatten<Weights<Tensor>>(specs(DType::kF32), traced.weights);
    Tensor x = convert(take_rows(w.embedding, input.ids), DType::kF32);
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
      const Layer<Tensor>& l = w.layers[i];
      const trace::Scope scope(x, fmt::format("layer {}", i));
      const Tensor u = rms_norm(x, l.norm, 1e-5, "d");
      const auto heads = [&](Tensor weight, char width) {
        return split_dim(linear(u, weight, 'e'), 'e', {{'h', kHeads}, {width, -1}});
      };
      // A place that is not valid must leave the state as it is: nothing fades (log 1), nothing comes in.
      const Tensor k = select(input.valid, heads(l.keys, 'n'), 0.0);
      const Tensor log_a = select(input.valid, -softplus(-linear(u, l.gate, 'h')), 0.0);  // log of a sigmoid
      const Tensor y = recur(heads(l.queries, 'n'), k, heads(l.values, 'p'), log_a, traced.state[i]);
      x = x + linear(merge_dims(y, "hp", 'e'), l.out, 'd');
    }
    return rms_norm(x, w.norm, 1e-5, "d");
  }
  Tensor logits(const models::Traced& traced, Tensor hidden) const override {
    return linear(hidden, traced.weights[0], 'v');
  }
  // What a token adds to the memory, and what it reads there.
  double recurrence_flops(std::int64_t, const trace::Lowering&) const override {
    return 4.0 * kLayers * kHeads * kHeadWidth * kHeadWidth;
  }

 private:
  DType dtype_;
  std::vector<WeightSpec> weights_;
  models::Facts facts_;
};

// There is one configuration, and no checkpoint to bind it to.
class FadingMemories final : public models::LanguageModel {
 public:
  const models::Facts& facts() const override { return model_.facts(); }
  std::shared_ptr<const models::BoundModel> bind(DType dtype, const std::set<std::string>&) const override {
    return std::make_shared<FadingMemory>(dtype);
  }

 private:
  FadingMemory model_{DType::kF32};
};

}  // namespace

int main() {
  return examples::example([] {
    engine::EngineOptions options;
    options.dtype = DType::kF32;
    const auto engine =
        engine::Engine::make(std::make_shared<FadingMemories>(), runtime::random_weights(1), options);
    std::vector<std::int32_t> text{3, 14, 15, 9, 26, 5, 35, 8};
    engine::Generation generation(*engine, {{text, /*max_tokens=*/24, {.temperature = 1}, {}}});
    while (generation.step()) continue;
    const auto& tokens = generation.tokens(0);
    fmt::print("tokens: {}\n", fmt::join(tokens, " "));

    // The tokens came one at a time. All but the last, fed as two pieces of text, must leave the same state.
    text.insert(text.end(), tokens.begin(), tokens.end() - 1);
    engine::State state = engine->new_state(1);
    for (const auto& [from, to] : {std::pair{0, 13}, {13, 31}}) {
      const std::vector<std::vector<std::int32_t>> rows{{text.begin() + from, text.begin() + to}};
      engine->prefill(state, rows);
    }
    for (std::size_t i = 0; i < state.parts.size(); ++i) {
      const HostArray whole = state.parts[i].to_host(),
                      stepped = generation.sequence(0).state->parts[i].to_host();
      const auto a = whole.as<float>(), b = stepped.as<float>();
      examples::claim(examples::difference(a, b) < 1e-5 && *std::max_element(a.begin(), a.end()) > 0.1,
                      fmt::format("layer {}: the memory after two pieces = token by token, within 1e-05", i));
    }
  });
}
