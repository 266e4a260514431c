// What of a configuration shows in the traced program, and what does not.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hlo/print.h"
#include "models/registry.h"
#include "trace/ops.h"

namespace constate::models {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using trace::Graph;
using trace::Tensor;

Json base() {
  return parse_json(R"({"model_type": "mamba2", "hidden_size": 8, "num_hidden_layers": 2, "state_size": 4,
    "head_dim": 4, "num_heads": 4, "n_groups": 2, "expand": 2, "conv_kernel": 4, "chunk_size": 8, "vocab_size": 11,
    "use_bias": false, "use_conv_bias": true, "tie_word_embeddings": true})",
                    "config.json");
}

// Hidden states and logits of a piece of text of 10 places, or of one token.
hlo::Program traced(const Json& config, bool one_token, DType dtype = DType::kF32) {
  const auto model = make_model(config, "config.json")->bind(dtype, {});
  Graph g("p");
  std::vector<Tensor> weights, state;
  for (const WeightSpec& w : model->weights())
    weights.push_back(g.argument("weights." + w.field, w.dtype, w.dims));
  for (const StateSpec& s : model->state()) {
    std::vector<trace::Dim> dims{{'b', 2}};
    dims.insert(dims.end(), s.dims.begin(), s.dims.end());
    state.push_back(g.argument("state." + s.field, DType::kF32, dims));
  }
  std::vector<trace::Dim> dims{{'b', 2}};
  if (!one_token) dims.push_back({'t', 10});
  const Tensor ids = g.argument("ids", DType::kS32, dims), valid = g.argument("valid", DType::kPred, dims);
  Traced t{weights, state};
  const Tensor hidden = model->hidden(t, {ids, valid});
  std::vector<Graph::Output> outputs{{"logits", model->logits(t, hidden), {}}};
  for (const Tensor& s : t.state) outputs.push_back({"state", s, {}});
  return std::move(g).finish(outputs);
}

std::string text(const Json& config, bool one_token, DType dtype = DType::kF32) {
  return hlo::print(traced(config, one_token, dtype));
}

Json with(const Json& changes) {
  Json json = base();
  json.update(changes);
  return json;
}

TEST(Mamba2, EachFieldThatChangesTheResultChangesBothPrograms) {
  const std::vector<Json> changes{{{"hidden_size", 4}, {"expand", 4}},
                                  {{"num_hidden_layers", 3}},
                                  {{"state_size", 5}},
                                  {{"head_dim", 2}, {"num_heads", 8}},
                                  {{"n_groups", 1}},
                                  {{"conv_kernel", 3}},
                                  {{"conv_kernel", 1}},
                                  {{"vocab_size", 12}},
                                  {{"layer_norm_epsilon", 1e-6}},
                                  {{"time_step_limit", {0.01, 0.5}}},
                                  {{"time_step_limit", {0.0, 0.5}}},
                                  {{"hidden_act", "gelu"}},
                                  {{"use_bias", true}},
                                  {{"use_conv_bias", false}},
                                  {{"tie_word_embeddings", false}}};
  for (bool one_token : {false, true})
    for (const Json& change : changes)
      EXPECT_NE(text(with(change), one_token), text(base(), one_token)) << change;
}

// ---- the training code's layout ----

// The same model as base().
Json ssm_base() {
  return parse_json(R"({"d_model": 8, "n_layer": 2, "vocab_size": 10, "pad_vocab_size_multiple": 11,
    "ssm_cfg": {"layer": "Mamba2", "d_state": 4, "headdim": 4, "ngroups": 2, "chunk_size": 8}})",
                    "config.json");
}

// With keys of it, and in `ssm` keys of its ssm_cfg, replaced.
Json ssm_with(const Json& changes, const Json& ssm = Json::object()) {
  Json json = ssm_base();
  json.update(changes);
  json["ssm_cfg"].update(ssm);
  return json;
}

TEST(Mamba2Ssm, ThePlainModelIsTheSameProgramInBothLayouts) {
  const Json none = Json::object();
  const std::vector<std::pair<Json, Json>> pairs{
      {base(), ssm_base()},
      {with({{"num_heads", 8}, {"head_dim", 2}, {"conv_kernel", 3}, {"state_size", 5}}),
       ssm_with(none, {{"headdim", 2}, {"d_conv", 3}, {"d_state", 5}})},
      {with({{"hidden_size", 4}, {"expand", 4}, {"num_hidden_layers", 3}}),
       ssm_with({{"d_model", 4}, {"n_layer", 3}}, {{"expand", 4}})},
      {with({{"use_bias", true}, {"use_conv_bias", false}, {"n_groups", 4}}),
       ssm_with(none, {{"bias", true}, {"conv_bias", false}, {"ngroups", 4}})},
      {with({{"time_step_limit", {0.01, 0.5}}, {"tie_word_embeddings", false}}),
       ssm_with({{"tie_embeddings", false}}, {{"dt_limit", {0.01, 0.5}}})},
      {with({{"residual_in_fp32", false}}), ssm_with({{"residual_in_fp32", false}})}};
  for (bool one_token : {false, true})
    for (const auto& [hf, ssm] : pairs)
      for (DType dtype : {DType::kF32, DType::kBF16})
        EXPECT_EQ(text(ssm, one_token, dtype), text(hf, one_token, dtype)) << ssm;
}

TEST(Mamba2Ssm, EachVariantChangesBothProgramsAndNoTwoAreTheSame) {
  const Json none = Json::object();
  const std::vector<Json> variants{ssm_base(),
                                   ssm_with({{"rms_norm", false}}),
                                   ssm_with({{"d_intermediate", 1}}),
                                   ssm_with({{"d_intermediate", 129}}),
                                   ssm_with({{"rms_norm", false}, {"d_intermediate", 1}}),
                                   ssm_with(none, {{"D_has_hdim", true}}),
                                   ssm_with(none, {{"rmsnorm", false}}),
                                   ssm_with(none, {{"norm_before_gate", true}}),
                                   ssm_with(none, {{"d_ssm", 8}}),
                                   ssm_with(none, {{"d_ssm", 8}, {"rmsnorm", false}}),
                                   ssm_with(none, {{"d_ssm", 8}, {"norm_before_gate", true}})};
  for (bool one_token : {false, true})
    for (std::size_t i = 0; i < variants.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        EXPECT_NE(text(variants[i], one_token), text(variants[j], one_token)) << variants[i] << variants[j];
}

TEST(Mamba2Ssm, WhatIsOfNoEffectChangesNothing) {
  const Json none = Json::object();
  for (bool one_token : {false, true}) {
    for (const Json& same : std::vector<Json>{
             ssm_with({{"fused_add_norm", false}}), ssm_with({{"attn_cfg", {{"num_heads", 4}}}}),
             ssm_with({{"attn_layer_idx", Json::array()}}), ssm_with({{"d_intermediate", 0}}),
             ssm_with(none, {{"d_ssm", 16}}), ssm_with(none, {{"conv_init", 0.5}}),
             ssm_with(none, {{"A_init_range", {2, 3}}}), ssm_with(none, {{"dt_min", 0.5}}),
             ssm_with(none, {{"dt_max", 0.5}}), ssm_with(none, {{"dt_init_floor", 0.5}}),
             ssm_with(none, {{"use_mem_eff_path", false}}), ssm_with(none, {{"sequence_parallel", false}})})
      EXPECT_EQ(text(same, one_token), text(ssm_base(), one_token)) << same;
    // Without a norm there is nothing for the gate to come before.
    EXPECT_EQ(text(ssm_with(none, {{"rmsnorm", false}, {"norm_before_gate", true}}), one_token),
              text(ssm_with(none, {{"rmsnorm", false}}), one_token));
  }
}

TEST(Mamba2, TheResidualsTypeCountsForNarrowWeights) {
  const Json narrow = with({{"residual_in_fp32", false}});
  for (bool one_token : {false, true}) {
    EXPECT_NE(text(narrow, one_token, DType::kBF16), text(base(), one_token, DType::kBF16));
    EXPECT_EQ(text(narrow, one_token), text(base(), one_token));
  }
}

TEST(Mamba2, TheChunkCountsForTextOnly) {
  EXPECT_NE(text(with({{"chunk_size", 4}}), false), text(base(), false));
  EXPECT_EQ(text(with({{"chunk_size", 4}}), true), text(base(), true));
}

TEST(Mamba2, WhatTransformersIgnoresChangesNothing) {
  for (bool one_token : {false, true})
    for (const Json& change : std::vector<Json>{{{"norm_before_gate", true}},
                                                {{"rms_norm", false}},
                                                {{"time_step_min", 0.5}},
                                                {{"time_step_max", 0.6}},
                                                {{"time_step_floor", 0.1}},
                                                {{"use_cache", false}},
                                                {{"bos_token_id", 7}},
                                                {{"eos_token_id", {7, 8}}},
                                                {{"torch_dtype", "float16"}}})
      EXPECT_EQ(text(with(change), one_token), text(base(), one_token)) << change;
}

// Decay, Δ, softmax and norms are f32 in every weight type, and so is what goes from token to token.
TEST(Mamba2, NarrowWeightsLeaveTheRecurrenceInF32) {
  for (bool one_token : {false, true}) {
    for (DType dtype : {DType::kBF16, DType::kF16}) {
      const hlo::Program p = traced(base(), one_token, dtype);
      int narrow = 0, transcendental = 0;
      for (const hlo::Argument& a : p.arguments) {
        if (a.name.starts_with("state.")) {
          EXPECT_EQ(p.shape(a.value).dtype, DType::kF32) << a.name;
        }
        narrow += p.shape(a.value).dtype == dtype;
      }
      for (const hlo::Result& r : p.results) EXPECT_EQ(p.shape(r.value).dtype, DType::kF32) << r.name;
      for (const hlo::Instruction& i : p.main.body) {
        switch (i.op) {
          case hlo::Op::kConvert:  // rows, on their way to a product
          case hlo::Op::kGather:
          case hlo::Op::kReturn:
            continue;
          case hlo::Op::kExponential:
          case hlo::Op::kLogPlusOne:
          case hlo::Op::kLogistic:
          case hlo::Op::kRsqrt:
            ++transcendental;
            break;
          default:
            break;
        }
        for (hlo::ValueId v : i.results) EXPECT_NE(p.shape(v).dtype, dtype) << hlo::name(i.op);
      }
      EXPECT_EQ(narrow, 5);              // the embedding, and two projections of each layer
      EXPECT_GE(transcendental, 2 * 7);  // softplus 2, decay 2, silu 2, norms 2 of each layer, at least
    }
  }
}

// Each block's sum is rounded where the stream is to have the weights' 16 bits; as an operation that no
// simplifier drops, which a pair of conversions is not.
TEST(Mamba2, ANarrowResidualStreamIsRounded) {
  const auto roundings = [](const Json& config, DType dtype) {
    const hlo::Program p = traced(config, /*one_token=*/false, dtype);
    std::vector<std::string> out;
    for (const hlo::Instruction& i : p.main.body)
      if (i.op == hlo::Op::kReducePrecision)
        out.push_back(fmt::format("{} {}", p.shape(i.results[0]).str(),
                                  name(std::get<hlo::ReducePrecision>(i.attributes).to)));
    return out;
  };
  const Json narrow = with({{"residual_in_fp32", false}});
  EXPECT_THAT(roundings(narrow, DType::kBF16), ElementsAre("f32[2, 10, 8] bf16", "f32[2, 10, 8] bf16"));
  EXPECT_THAT(roundings(narrow, DType::kF16), ElementsAre("f32[2, 10, 8] f16", "f32[2, 10, 8] f16"));
  for (const DType dtype : {DType::kF32, DType::kS8}) EXPECT_THAT(roundings(narrow, dtype), IsEmpty());
  EXPECT_THAT(roundings(with({{"residual_in_fp32", true}}), DType::kBF16), IsEmpty());
}

// The model's own graph has a state of the same shape after as before.
TEST(Mamba2, TheStateKeepsItsShape) {
  for (bool one_token : {false, true}) {
    const hlo::Program p = traced(base(), one_token);
    std::vector<std::string> before, after;
    for (const hlo::Argument& a : p.arguments)
      if (a.name.starts_with("state.")) before.push_back(p.shape(a.value).str());
    for (const hlo::Result& r : p.results)
      if (r.name == "state") after.push_back(p.shape(r.value).str());
    EXPECT_EQ(before, after);
    EXPECT_EQ(before.size(), 4u);
  }
}

}  // namespace
}  // namespace constate::models
