// The StableHLO of one small model, as text that is reviewed as a diff. CONSTATE_UPDATE_GOLDEN=1 (`make
// golden`) writes the files again.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/file.h"
#include "hlo/print.h"
#include "models/registry.h"
#include "programs/programs.h"

namespace constate::engine {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(CONSTATE_SOURCE_DIR) / "tests/golden";

// Two of everything that there can be several of; no two sizes alike where that can be avoided.
programs::Blueprint small_model() {
  const Json config = parse_json(R"({"model_type": "mamba2", "hidden_size": 8, "num_hidden_layers": 2,
    "num_heads": 4, "head_dim": 4, "n_groups": 2, "state_size": 3, "expand": 2, "conv_kernel": 3, "chunk_size": 5,
    "vocab_size": 11, "tie_word_embeddings": true, "time_step_limit": [0.001, 100.0]})",
                                 "config.json");
  return {models::make_model(config, "config.json")->bind(DType::kBF16, {})};
}

// In 8 bits as on a CPU: in_proj is one group of inputs, out_proj is two, each an array.
programs::Blueprint in_eight_bits() {
  const Json config = parse_json(R"({"model_type": "mamba2", "hidden_size": 160, "num_hidden_layers": 1,
    "num_heads": 10, "head_dim": 32, "n_groups": 2, "state_size": 3, "expand": 2, "conv_kernel": 3, "chunk_size": 5,
    "vocab_size": 11, "tie_word_embeddings": true})",
                                 "config.json");
  programs::Blueprint out{models::make_model(config, "config.json")->bind(DType::kS8, {}),
                          {.integer_products = true}};
  for (const models::WeightSpec& w : out.model->weights())
    out.row_parts.emplace_back(w.field == "layers.0.mixer.out_proj" ? 2 : 0, 1);
  return out;
}

constexpr models::SamplingRules kGreedy{}, kAllRules{true, true, true}, kAdjust{.adjust = true},
    kAdjustedToo = kAllRules | kAdjust;

hlo::Program program(const std::string& name) {
  const programs::Blueprint b = small_model();
  const programs::ChoiceShape greedy{2, 1, kGreedy}, sampled{2, 1, kAllRules};
  if (name == "prefill") return programs::prefill_program(b, {2, 7}).program;
  if (name == "score") return programs::score_program(b, {2, 7}).program;
  if (name == "score_top") return programs::score_program(b, {2, 7}, 5).program;
  if (name == "embed") return programs::embed_program(b, {2, 7}).program;
  if (name == "decode") return programs::decode_program(b, {greedy, 4, false}).program;
  if (name == "decode_int8") return programs::decode_program(in_eight_bits(), {greedy, 4, false}).program;
  if (name == "decode_sampled") return programs::decode_program(b, {sampled, 4, true}).program;
  if (name == "decode_scored") return programs::decode_program(b, {{2, 1, kAdjust, 5}, 4, false}).program;
  if (name == "choose_scored") return programs::choose_program(b, {2, 1, kAdjustedToo, 0}).program;
  if (name == "verify") return programs::verify_program(b, {greedy, 3, 4, 32, true}).program;
  if (name == "take_row") return programs::take_row_program(b, {3}).program;
  if (name == "put_row") return programs::put_row_program(b, {1}, {3}).program;
  if (name == "inspect") return programs::inspect_program(b, {1, 7}).program;
  return programs::choose_program(b, sampled).program;
}

class GoldenText : public ::testing::TestWithParam<const char*> {};

TEST_P(GoldenText, IsWhatTheFileSays) {
  const std::filesystem::path file = kFolder / (std::string(GetParam()) + ".mlir");
  const std::string text = hlo::print(program(GetParam()));
  const char* update = std::getenv("CONSTATE_UPDATE_GOLDEN");
  if (update && std::string(update) == "1") {
    const bool changed = !std::filesystem::exists(file) || read_text(file) != text;
    std::ofstream(file, std::ios::binary) << text;
    std::cout << file.filename().string() << (changed ? ": written again, read the diff\n" : ": as it was\n");
  }
  const std::string golden = read_text(file);
  if (text == golden) return;
  std::size_t line = 1, at = 0;
  while (at < text.size() && at < golden.size() && text[at] == golden[at]) line += text[at++] == '\n';
  const auto line_of = [&](const std::string& s) {
    const std::size_t start = at == 0 ? 0 : s.rfind('\n', at - 1) + 1;
    return s.substr(start, s.find('\n', at) - start);
  };
  ADD_FAILURE() << file.filename().string() << ":" << line
                << ": the program is no longer that of the file\n  file:    " << line_of(golden)
                << "\n  program: " << line_of(text)
                << "\nWhere the change is meant, run `make golden` and read the diff.";
}

TEST_P(GoldenText, HoldsNoCustomCallAndNoLocation) {
  for (const std::string& text :
       {hlo::print(program(GetParam())), read_text(kFolder / (std::string(GetParam()) + ".mlir"))}) {
    EXPECT_EQ(text.find("custom_call"), text.npos);
    EXPECT_EQ(text.find("loc("), text.npos);
    EXPECT_EQ(text.find(".cc"), text.npos);
  }
}

// Only StableHLO's own operations, and the error function, which its companion dialect has.
TEST_P(GoldenText, HoldsStandardOperationsOnly) {
  std::istringstream text(hlo::print(program(GetParam())));
  int operations = 0;
  for (std::string line; std::getline(text, line);) {
    const auto equals = line.find(" = ");
    if (line[line.find_first_not_of(' ')] != '%' || equals == line.npos || line.find(": tensor") < equals)
      continue;
    const std::string op = line.substr(equals + 3);
    EXPECT_TRUE(op.starts_with("stablehlo.") || op.starts_with("\"stablehlo.gather\"") ||
                op.starts_with("chlo.erf "))
        << line;
    ++operations;
  }
  const bool moves_a_row = std::string_view(GetParam()).ends_with("_row");
  EXPECT_GT(operations, moves_a_row ? 8 : 200);
}

TEST_P(GoldenText, TracingAgainGivesTheSameText) {
  EXPECT_EQ(hlo::print(program(GetParam())), hlo::print(program(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(Programs, GoldenText,
                         ::testing::Values("prefill", "score", "score_top", "embed", "choose",
                                           "choose_scored", "decode", "decode_int8", "decode_sampled",
                                           "decode_scored", "verify", "take_row", "put_row", "inspect"),
                         [](const auto& p) { return std::string(p.param); });

const Shape& shape_of(const hlo::Program& p, const std::string& argument) {
  for (const hlo::Argument& a : p.arguments)
    if (a.name == argument) return p.shape(a.value);
  throw Error(Code::kNotFound, "no argument " + argument);
}

TEST(Programs, ArgumentsAndResultsAreAsTheHeaderSays) {
  const auto names = [](const auto& list) {
    std::vector<std::string> out;
    for (const auto& x : list)
      if (!x.name.starts_with("weights.")) out.push_back(x.name);
    return out;
  };
  using Names = std::vector<std::string>;
  const Names state{"state.layers.0.conv", "state.layers.0.ssm", "state.layers.1.conv", "state.layers.1.ssm"};
  const auto join = [](Names a, const Names& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  };
  const Names orders{"orders.sampling.temperature",
                     "orders.sampling.top_k",
                     "orders.sampling.top_p",
                     "orders.sampling.min_p",
                     "orders.sampling.repetition_penalty",
                     "orders.sampling.seed",
                     "orders.budget",
                     "orders.stop_ids"};
  const Names rows{"rows.token", "rows.done", "rows.number"}, seen{"rows.seen"};

  const hlo::Program prefill = program("prefill"), choose = program("choose"), decode = program("decode"),
                     sampled = program("decode_sampled");
  EXPECT_EQ(names(prefill.arguments), join(state, {"logits", "ids", "lengths"}));
  EXPECT_EQ(names(prefill.results), join({"logits"}, state));
  EXPECT_EQ(names(choose.arguments), join(join(join({"logits"}, rows), seen), orders));
  EXPECT_EQ(names(choose.results), join(rows, seen));
  EXPECT_EQ(names(decode.arguments), join(join(join(state, rows), orders), {"limit"}));
  EXPECT_EQ(names(decode.results), join(join({"tokens"}, rows), state));
  EXPECT_EQ(names(sampled.results), join(join(join({"tokens"}, rows), seen), state));

  const hlo::Program adjusted = program("choose_scored"), scored = program("decode_scored"),
                     top = program("score_top"), embed = program("embed");
  const Names counts{"rows.counts"};
  Names settings = orders;
  settings.insert(settings.begin() + 6, {"orders.sampling.adjust.bias", "orders.sampling.adjust.presence",
                                         "orders.sampling.adjust.frequency"});
  EXPECT_EQ(names(adjusted.arguments), join(join(join(join({"logits"}, rows), seen), counts), settings));
  EXPECT_EQ(names(adjusted.results), join(join(join(rows, seen), counts), {"scores.log_probability"}));
  EXPECT_EQ(names(scored.arguments), join(join(join(join(state, rows), counts), settings), {"limit"}));
  EXPECT_EQ(names(scored.results),
            join(join(join(join({"tokens"}, rows), counts), state),
                 {"scores.log_probability", "scores.top.ids", "scores.top.log_probability"}));
  EXPECT_EQ(names(top.results),
            join(join({"log_probability", "likeliest"}, state), {"top.ids", "top.log_probability"}));
  EXPECT_EQ(names(embed.arguments), join(state, {"ids", "lengths"}));
  EXPECT_EQ(names(embed.results), join({"sum", "last"}, state));
  EXPECT_EQ(shape_of(prefill, "ids").str(), "s32[2, 7]");
  EXPECT_EQ(shape_of(decode, "state.layers.0.ssm").str(), "f32[2, 2, 2, 4, 3]");
  EXPECT_EQ(shape_of(decode, "orders.sampling.seed").str(), "u32[2, 2]");
}

TEST(Programs, TheStateIsDonatedToItself) {
  for (const char* name : {"prefill", "decode", "decode_sampled", "decode_scored"}) {
    const hlo::Program p = program(name);
    int donated = 0;
    for (const hlo::Argument& a : p.arguments) {
      const bool expected =
          a.name.starts_with("state.") ||
          (std::string_view(name) == "prefill" ? a.name == "logits" : a.name.starts_with("rows."));
      EXPECT_EQ(a.alias_of >= 0, expected) << name << " " << a.name;
      if (a.alias_of >= 0) {
        EXPECT_EQ(p.results[static_cast<std::size_t>(a.alias_of)].name, a.name);
      }
      donated += a.alias_of >= 0;
    }
    EXPECT_GE(donated, 5) << name;
  }
  for (const char* name : {"choose", "choose_scored"})
    for (const hlo::Argument& a : program(name).arguments) EXPECT_EQ(a.alias_of, -1) << a.name;
}

// A trip count that the compiler knows keeps the host out of the loop: the condition compares the step with a
// constant and looks at nothing else.
TEST(Programs, TheDecodeLoopHasAKnownTripCount) {
  for (const bool early : {false, true}) {
    const hlo::Program p = program(early ? "decode_sampled" : "decode");
    std::vector<hlo::Op> ops;
    for (const hlo::Instruction& i : p.main.body)
      if (i.op == hlo::Op::kWhile)
        for (const hlo::Instruction& c : i.regions[0].body) ops.push_back(c.op);
    const std::vector<hlo::Op> counted{hlo::Op::kConstant, hlo::Op::kCompare, hlo::Op::kReturn};
    EXPECT_EQ(ops == counted, !early);
  }
}

// With 16-bit weights, all that goes from token to token is f32, and so is what exp, log and rsqrt see.
void expect_wide(const hlo::Program& p, const hlo::Region& region, int& count) {
  for (const hlo::Instruction& i : region.body) {
    for (const hlo::Region& r : i.regions) expect_wide(p, r, count);
    if (i.op != hlo::Op::kExponential && i.op != hlo::Op::kLogPlusOne && i.op != hlo::Op::kRsqrt &&
        i.op != hlo::Op::kLogistic)
      continue;
    ++count;
    EXPECT_EQ(p.shape(i.results[0]).dtype, DType::kF32) << hlo::name(i.op);
  }
}

TEST(Programs, NarrowWeightsLeaveStateAndTranscendentalsInF32) {
  for (const char* name : {"prefill", "score", "embed", "decode", "decode_sampled", "decode_scored"}) {
    const hlo::Program p = program(name);
    EXPECT_EQ(shape_of(p, "weights.layers.0.mixer.in_proj").dtype, DType::kBF16);
    EXPECT_EQ(shape_of(p, "weights.layers.0.mixer.A_log").dtype, DType::kF32);
    for (const hlo::Argument& a : p.arguments)
      if (a.name.starts_with("state.")) {
        EXPECT_EQ(p.shape(a.value).dtype, DType::kF32) << a.name;
      }
    int count = 0;
    expect_wide(p, p.main, count);
    EXPECT_GE(count, 14) << name;
  }
}

}  // namespace
}  // namespace constate::engine
