// Random configurations, random lengths, random weights: every way through a model is the recurrence,
// computed in double (exact.h), up to a bound that is derived (rounding.h, docs/correctness.md); and so the
// ways agree.
//
//   CONSTATE_PROPERTY_SEED=17   runs that one case alone
//   CONSTATE_PROPERTY_CASES=500 runs more than the usual number, as a soak does
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "base/file.h"
#include "formats/safetensors.h"
#include "models/families/mamba2_config.h"
#include "models/registry.h"
#include "support/exact.h"
#include "support/lively_weights.h"
#include "support/rounding.h"
#include "support/soak.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;
using models::mamba2::Config;

const auto kCases = static_cast<std::uint64_t>(soak_share(500, 20));

struct Case {
  Json config;
  std::vector<std::int64_t> segments;
  std::int64_t scan_chunk;
  std::size_t tokens;
  std::vector<std::size_t> cuts;
  std::vector<std::size_t> rows;
  std::int64_t block;

  std::string text() const {
    return fmt::format("{} segments {}, scan_chunk {}, {} tokens, cuts {}, rows {}, block {}", config.dump(),
                       fmt::join(segments, " "), scan_chunk, tokens, fmt::join(cuts, " "),
                       fmt::join(rows, " "), block);
  }
};

Case draw(Random& r) {
  Case c;
  const std::int64_t groups = r.choice<std::int64_t>({1, 1, 2, 3, 4, 8}), heads = groups * r.between(1, 4);
  std::int64_t width = r.between(1, 12);
  while (heads / groups * width < 4) ++width;  // a norm over fewer says little but the sign
  const std::int64_t inner = heads * width, chunk = r.one_in(4) ? r.between(1, 8) : r.between(1, 256);
  const std::int64_t state = r.between(1, 32), kernel = r.between(1, 8), layers = r.between(1, 2);
  const std::int64_t vocab = r.between(20, 90);
  const bool bias = r.one_in(3), conv_bias = !r.one_in(3), tied = r.one_in(2);
  Json limit = Json::array({0.0, Json{{"__float__", "Infinity"}}});
  if (r.one_in(3)) limit = {r.uniform(0.0, 0.02), r.uniform(0.1, 0.5)};
  if (r.one_in(2)) {
    const std::int64_t hidden = r.between(8, 48);
    c.config = {{"model_type", "mamba2"},
                {"hidden_size", hidden},
                {"num_hidden_layers", layers},
                {"num_heads", heads},
                {"head_dim", width},
                {"n_groups", groups},
                {"state_size", state},
                // a whole product, whatever the division rounds to
                {"expand", (static_cast<double>(inner) + 0.25) / static_cast<double>(hidden)},
                {"conv_kernel", kernel},
                {"chunk_size", chunk},
                {"vocab_size", vocab},
                {"use_bias", bias},
                {"use_conv_bias", conv_bias},
                {"tie_word_embeddings", tied},
                {"time_step_limit", limit},
                {"layer_norm_epsilon", r.choice<double>({1e-5, 1e-6, 1e-3})},
                {"hidden_act", r.choice<std::string>({"silu", "silu", "gelu", "gelu_new", "relu"})}};
  } else {
    const std::int64_t expand = r.between(1, 3), beside = r.one_in(2) ? r.between(1, 16) : 0;
    const std::int64_t hidden = std::max<std::int64_t>(8, (inner + beside + expand - 1) / expand);
    Json mixer{{"layer", "Mamba2"},
               {"expand", expand},
               {"headdim", width},
               {"d_ssm", inner},
               {"ngroups", groups},
               {"d_state", state},
               {"d_conv", kernel},
               {"chunk_size", chunk},
               {"bias", bias},
               {"conv_bias", conv_bias},
               {"dt_limit", limit},
               {"rmsnorm", !r.one_in(4)},
               {"norm_before_gate", r.one_in(2)},
               {"D_has_hdim", r.one_in(2)}};
    c.config = {{"d_model", hidden},
                {"n_layer", layers},
                {"vocab_size", vocab},
                {"ssm_cfg", mixer},
                {"rms_norm", !r.one_in(3)},
                {"tie_embeddings", tied},
                {"d_intermediate", r.one_in(4) ? 1 : 0},
                {"pad_vocab_size_multiple", r.choice<int>({1, 8, 16})}};
  }
  c.segments = {1, r.between(2, 64)};
  if (r.one_in(2)) c.segments.push_back(c.segments.back() + r.between(1, 256));
  c.scan_chunk = r.between(1, 256);
  c.tokens = static_cast<std::size_t>(r.one_in(4) ? r.between(1, 12) : r.between(1, 1030));
  const auto place = [&](std::size_t most) {
    return static_cast<std::size_t>(r.between(0, static_cast<std::int64_t>(most)));
  };
  c.cuts = {place(c.tokens), place(c.tokens)};
  std::sort(c.cuts.begin(), c.cuts.end());
  c.rows = {c.tokens, place(c.tokens), 0, place(7)};
  c.block = r.between(1, 20);
  return c;
}

// The largest share of its bound that any comparison took, by kind, and its case: bounds that nothing comes
// near say nothing.
struct Share {
  double largest = 0;
  std::uint64_t seed = 0;
};
std::map<std::string, Share>& shares() {
  static std::map<std::string, Share> all;
  return all;
}

class PropertyTest : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  static void TearDownTestSuite() {
    double largest = 0;
    for (const auto& [kind, share] : shares()) {
      std::cout << fmt::format("largest share of the bound: {} {:.2g} (case {})\n", kind, share.largest,
                               share.seed);
      largest = std::max(largest, share.largest);
    }
    if (shares().size() > 3 && !std::getenv("CONSTATE_PROPERTY_SEED")) {
      EXPECT_GT(largest, 0.01);
    }
  }
};

Conditions conditions(const Config& k, std::size_t tokens) {
  const auto n = static_cast<double>(std::max<std::size_t>(tokens, 1));
  // A time step at an end of its limit is the same number for many tokens.
  return {.tokens = n, .equal_decays = std::isfinite(k.time_step_max) ? n : 0};
}

// `times`: 1 against the exact result, 2 against another float32 one.
void expect_within(const std::string& kind, const check::Snapshot& got, const check::Snapshot& want,
                   const Config& k, std::size_t tokens, double times) {
  const auto bounds = rounding(k, conditions(k, tokens));
  ASSERT_EQ(got.parts.size(), want.parts.size()) << kind;
  for (std::size_t i = 0; i < want.parts.size(); ++i) {
    const std::string& name = want.parts[i].name;
    ASSERT_EQ(got.parts[i].name, name) << kind;
    const double difference = check::largest_difference(got.parts[i].values, want.parts[i].values);
    const double bound = times * bounds.at(name);
    EXPECT_LE(difference, bound) << kind << ", " << name << ", after " << tokens << " tokens";
    Share& share = shares()[kind + (name == "logits" ? ", logits" : ", state")];
    if (difference / bound > share.largest) share = {difference / bound, PropertyTest::GetParam()};
  }
}

// Each token of a greedy run has the exact result's largest logit, or one that rounding may have put above
// it.
void expect_greedy(Exact& exact, const Ids& prompt, const Ids& tokens, const Config& k,
                   const std::string& kind) {
  exact.reset();
  std::size_t seen = 0;
  for (const std::int32_t id : prompt) exact.step(id), ++seen;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::vector<double> logits = exact.logits();
    const double first = *std::max_element(logits.begin(), logits.end()),
                 size = std::max(first, -*std::min_element(logits.begin(), logits.end()));
    const double bound = rounding(k, conditions(k, seen)).at("logits");
    EXPECT_LE(first - logits[static_cast<std::size_t>(tokens[i])], 2 * bound * size)
        << kind << ": token " << i << " of the run";
    if (i + 1 < tokens.size()) exact.step(tokens[i]), ++seen;
  }
}

TEST_P(PropertyTest, EveryWayIsTheRecurrence) {
  Random random(GetParam());
  const Case c = draw(random);
  SCOPED_TRACE(fmt::format("CONSTATE_PROPERTY_SEED={}: {}", GetParam(), c.text()));
  const Config k = models::mamba2::parse_config(c.config, "a random configuration");
  const std::shared_ptr<const models::LanguageModel> model =
      models::make_model(c.config, "a random configuration");
  const runtime::WeightSource source = lively_weights(GetParam());
  auto device = std::make_shared<runtime::Device>(*cpu());
  device->profile.segments = c.segments;
  device->profile.lowering.scan_chunk = c.scan_chunk;
  EngineOptions options;
  options.device = device;
  options.dtype = DType::kF32;
  const auto engine = Engine::make(model, source, options);
  Exact exact(k, model->weights(DType::kF32, {}), source);

  const Ids ids = random_ids(*engine, c.tokens, GetParam());
  std::vector<std::size_t> places{c.tokens, c.cuts[0], c.cuts[1], c.rows[1]};
  for (const std::size_t n : {1, 2, 3, 7}) places.push_back(std::min<std::size_t>(n, c.tokens));
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::map<std::size_t, check::Snapshot> want;
  for (std::size_t n = 0; n <= c.tokens; ++n) {
    if (n > 0) exact.step(ids[n - 1]);
    if (n > 0 && std::binary_search(places.begin(), places.end(), n)) want[n] = snapshot(exact);
  }

  const check::Snapshot all = whole(*engine, ids);
  expect_within("whole and exact", all, want.at(c.tokens), k, c.tokens, 1);
  for (const auto& [n, snapshot] : want)
    if (n <= 64 || n == c.tokens)
      expect_within("whole and exact", whole(*engine, prefix(ids, n)), snapshot, k, n, 1);
  check::step_by_step(*engine, ids, places, [&](std::size_t n, const check::Snapshot& got) {
    expect_within("step by step and exact", got, want.at(n), k, n, 1);
    if (n == c.tokens) expect_within("step by step and whole", got, all, k, n, 2);
  });
  expect_within("split and whole", split(*engine, ids, c.cuts), all, k, c.tokens, 2);

  if (random.one_in(2)) {
    std::vector<Ids> rows;
    for (const std::size_t n : c.rows) rows.push_back(prefix(ids, std::min(n, c.tokens)));
    const std::vector<check::Snapshot> got = batch(*engine, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!rows[i].empty()) {
        expect_within("row of a batch and alone", got[i], whole(*engine, rows[i]), k, rows[i].size(), 2);
        continue;
      }
      for (const check::Snapshot::Part& part : got[i].parts)
        for (const float v : part.values) ASSERT_EQ(v, 0.0f) << "an empty row";
    }
  } else {
    const Ids prompt = prefix(ids, std::min<std::size_t>(ids.size(), 40));
    for (const std::int64_t block : {c.block, std::int64_t{64}}) {
      Generation g(*engine, {{prompt, 48, {}, {}}}, {.batch = 0, .block = block});
      while (g.step()) {
      }
      const Ids& tokens = g.tokens(0);
      ASSERT_EQ(tokens.size(), 48u);
      expect_greedy(exact, prompt, tokens, k, fmt::format("block of {}", block));
      check::Snapshot after = snapshot(exact);
      after.parts.erase(after.parts.begin());  // the exact logits are of the last token, the state too
      expect_within("decoded and exact", snapshot(*engine, *g.sequence(0).state), after, k,
                    prompt.size() + 47, 1);
    }
  }
}

std::vector<std::uint64_t> seeds() {
  if (const char* one = std::getenv("CONSTATE_PROPERTY_SEED")) return {std::strtoull(one, nullptr, 10)};
  const char* more = std::getenv("CONSTATE_PROPERTY_CASES");
  std::vector<std::uint64_t> out(more ? std::strtoull(more, nullptr, 10) : kCases);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
  return out;
}

INSTANTIATE_TEST_SUITE_P(Random, PropertyTest, ::testing::ValuesIn(seeds()),
                         [](const auto& seed) { return std::to_string(seed.param); });

// The reference itself: two float64 implementations, in C++ and NumPy, agree to what is left of 53 bits.
TEST(Exact, IsWhatNumPyComputes) {
  for (const char* name : {"groups1", "groups2", "groups4", "expand1_5", "conv1_bf16", "codestral",
                           "ssm_published", "ssm_norm_first", "ssm_layer_norm", "ssm_gated_mlp", "ssm_all"}) {
    const auto folder = kSource / "tests/data/golden" / name;
    const formats::SafetensorsFile golden(folder / "golden.safetensors");
    const auto config = parse_json(read_text(folder / "config.json", 1 << 20), name);
    const auto checkpoint = formats::Checkpoint::open(folder);
    std::set<std::string> present;
    for (const auto& [tensor, info] : checkpoint.tensors()) present.insert(tensor);
    const auto specs = models::make_model(config, name)->weights(DType::kF32, present);
    Exact exact(models::mamba2::parse_config(config, name), specs, runtime::weights_from(checkpoint, specs));

    const Ids ids = values<std::int32_t>(golden.read("tokens"));
    const auto hidden = values<double>(golden.read("hidden_f64")),
               logits = values<double>(golden.read("logits_f64"));
    const auto positions = values<std::int32_t>(golden.read("logits_positions"));
    double worst = 0;
    const auto differ = [&](double got, double expected) {
      worst = std::max(worst, std::abs(got - expected) / std::max(1.0, std::abs(expected)));
    };
    std::size_t next = 0;
    for (std::size_t t = 0; t < ids.size(); ++t) {
      exact.step(ids[t]);
      for (std::size_t i = 0; i < exact.hidden().size(); ++i) {
        const std::vector<double>& x = exact.hidden()[i];
        for (std::size_t j = 0; j < x.size(); ++j) differ(x[j], hidden[(i * ids.size() + t) * x.size() + j]);
      }
      if (next < positions.size() && positions[next] == static_cast<std::int32_t>(t)) {
        const std::vector<double> got = exact.logits();
        for (std::size_t v = 0; v < got.size(); ++v) differ(got[v], logits[next * got.size() + v]);
        ++next;
      }
    }
    EXPECT_EQ(next, positions.size()) << name;
    EXPECT_LT(worst, 1e-11) << name;
  }
}

}  // namespace
}  // namespace constate::engine
