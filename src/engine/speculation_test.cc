// Drafts change how many steps a text takes and nothing else: its tokens, its scores, its state and where it
// ends are those of plain decoding. On models of few tokens, whose texts repeat themselves, with drafts that
// are right, wrong, and right in part.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>

#include "engine/speculation_testing.h"
#include "support/wrapped_model.h"

namespace constate::engine {
namespace {

using namespace testing_speculation;

TEST(Speculation, GreedyTokensAreThoseOfPlainDecoding) {
  const int prompts = soak_share(10000, 400);
  const Timings timings = expect_greedy_tokens(shared(), 11, prompts);
  EXPECT_GT(timings.accepted_tokens, timings.decoded_tokens / 20);
  EXPECT_GT(timings.drafted_tokens, timings.accepted_tokens + prompts) << "none were wrong";
}

TEST(Speculation, GreedyTokensAreThoseOfPlainDecodingWhereDraftsMustPay) {
  const Timings timings = expect_greedy_tokens(leaving(), 12, soak_share(10000, 200));
  EXPECT_GT(timings.accepted_tokens, 30);
  EXPECT_GT(timings.drafted_tokens, timings.accepted_tokens + 10) << "none were wrong";
}

// Each kind of rule, and all together; the penalties depend on the tokens of the same step.
TEST(Speculation, DrawsTheTokensThatPlainDecodingDraws) {
  Engine& engine = shared();
  Random random(5);
  std::int64_t accepted = 0;
  for (const Sampling& sampling :
       {Sampling{.temperature = 0.3}, Sampling{.temperature = 0.7, .top_k = 5, .top_p = 0.9, .min_p = 0.02},
        Sampling{.temperature = 0.4, .repetition_penalty = 1.05}, Sampling{.repetition_penalty = 1.1}}) {
    const std::vector<Request> requests = drawing_requests(engine, random, 24, sampling);
    Generation got(engine, requests, with_drafts());
    finish(got);
    const std::vector<Ids> want = generate(engine, requests);
    for (std::size_t i = 0; i < requests.size(); ++i) EXPECT_EQ(got.tokens(i), want[i]) << "row " << i;
    accepted += got.timings().accepted_tokens;
  }
  EXPECT_GT(accepted, 200);
}

// Two tokens after a prompt, the second of them at a drafted place, against their exact probabilities.
TEST(Speculation, DrawsFromTheDistributionOfTheModel) {
  const auto engine = tiny(6, 3, never_leave);
  const double temperature = 1.5;
  const Ids prompt = repeated({1, 2, 3}, 9);
  const auto vocabulary = static_cast<std::size_t>(engine->vocab_size());
  const std::size_t draws = 6000;
  const auto softmax_after = [&](const Ids& text) {
    const HostArray logits = engine->inspect(text).logits;
    std::vector<double> p;
    double sum = 0;
    for (const float l : logits.as<float>().last(vocabulary))
      sum += p.emplace_back(std::exp(l / temperature));
    for (double& x : p) x /= sum;
    return p;
  };
  std::map<Ids, double> expected, counted;
  const std::vector<double> first = softmax_after(prompt);
  for (std::size_t a = 0; a < vocabulary; ++a) {
    Ids text = prompt;
    text.push_back(static_cast<std::int32_t>(a));
    const std::vector<double> second = softmax_after(text);
    for (std::size_t b = 0; b < vocabulary; ++b) {
      text.push_back(static_cast<std::int32_t>(b));
      const std::vector<double> third = softmax_after(text);
      text.pop_back();
      for (std::size_t c = 0; c < vocabulary; ++c)
        expected[{static_cast<std::int32_t>(a), static_cast<std::int32_t>(b), static_cast<std::int32_t>(c)}] =
            static_cast<double>(draws) * first[a] * second[b] * third[c];
    }
  }
  std::vector<Request> requests(draws, Request{prompt, 3, {.temperature = temperature}});
  for (std::size_t i = 0; i < draws; ++i) requests[i].sampling.seed = i;
  GenerationOptions options = with_drafts();
  options.batch = 64;
  options.fixed_batch = true;
  Generation g(*engine, requests, options);
  finish(g);
  for (std::size_t i = 0; i < draws; ++i) ++counted[g.tokens(i)];
  EXPECT_GT(g.timings().accepted_tokens, 300);
  EXPECT_GT(g.timings().drafted_tokens - g.timings().accepted_tokens, 300);

  // Pearson's, over cells of at least five; what is left of them is one more.
  double chi_square = 0, rest = 0, rest_counted = 0;
  int cells = 0;
  const auto add = [&](double want, double got) {
    chi_square += (got - want) * (got - want) / want;
    ++cells;
  };
  for (const auto& [tokens, want] : expected) {
    if (want >= 5)
      add(want, counted[tokens]);
    else
      rest += want, rest_counted += counted[tokens];
  }
  if (rest >= 5) add(rest, rest_counted);
  const double freedom = cells - 1;
  std::cout << "chi-square " << chi_square << " with " << freedom << " degrees of freedom\n";
  EXPECT_GT(freedom, 30);
  EXPECT_LT(chi_square, freedom + 3.1 * std::sqrt(2 * freedom) + 4) << "0.1 % of honest samples are above";
}

// Steps of one call each: after every one, whatever it took back, the state is that of the text so far.
TEST(Speculation, TheStateAfterEachStepIsThatOfTheTextSoFar) {
  Engine& engine = shared();
  const double allowed = check::allowed_difference(engine);
  for (const std::int64_t drafts : {1, 3, 7}) {
    GenerationOptions options = with_drafts(drafts);
    options.block = 1;
    options.keep = true;
    const std::vector<Request> requests{{repeated({4, 9, 2}, 8), 50}, {random_ids(engine, 9, 2), 50}};
    Generation g(engine, requests, options);
    std::int64_t before = 0;
    std::map<std::int64_t, int> gains;  // tokens of a row's step
    std::size_t had = 0;
    for (g.step(); g.step();) {
      for (std::size_t row = 0; row < 2; ++row) {
        if (g.finish(row) != Finish::kNone) continue;
        const Ids text = text_of(requests[row], g.tokens(row));
        Snapshot want = whole(engine, prefix(text, text.size() - 1));
        want.parts.erase(want.parts.begin());  // the logits
        const Sequence now = g.sequence(row);
        ASSERT_EQ(now.history.tokens(), static_cast<std::int64_t>(text.size()) - 1);
        const Difference d = compare(snapshot(engine, *now.state), want);
        EXPECT_LE(d.largest, allowed) << d.part << ", row " << row << ", " << text.size() << " tokens";
      }
      const std::int64_t tokens = std::ssize(g.tokens(0));
      if (had > 0) ++gains[tokens - before];
      before = tokens;
      ++had;
    }
    EXPECT_GE(gains.size(), 2u) << "drafts are right in part, too";
    EXPECT_LT(g.timings().accepted_tokens, g.timings().drafted_tokens);
    EXPECT_GT(g.timings().accepted_tokens, 0);
  }
}

TEST(Speculation, ATextEndsInTheMiddleOfADraft) {
  Engine& engine = shared();
  const double allowed = check::allowed_difference(engine);
  const Ids prompt = repeated({4, 9, 2}, 12);
  const Ids all = generate(engine, {{prompt, 40}})[0];
  const auto expect = [&](const Request& request, std::size_t tokens, Finish why) {
    GenerationOptions options = with_drafts(7);
    options.keep = true;
    Generation g(engine, {request}, options);
    finish(g);
    EXPECT_EQ(g.tokens(0), prefix(all, tokens));
    EXPECT_EQ(g.finish(0), why);
    const Sequence now = g.sequence(0);
    EXPECT_EQ(now.history.tokens(), static_cast<std::int64_t>(prompt.size() + tokens) - 1);
    Snapshot want = whole(engine, text_of(request, prefix(all, tokens - 1)));
    want.parts.erase(want.parts.begin());
    if (tokens > 1) {
      EXPECT_LE(compare(snapshot(engine, *now.state), want).largest, allowed);
    }
    return g.timings();
  };
  std::int64_t accepted = 0;
  for (std::size_t n = 1; n <= 24; ++n)
    accepted += expect({prompt, static_cast<std::int64_t>(n)}, n, Finish::kLength).accepted_tokens;
  EXPECT_GT(accepted, 50);
  for (const std::int32_t stop : all) {
    const auto first = static_cast<std::size_t>(std::find(all.begin(), all.end(), stop) - all.begin());
    expect({prompt, 40, {}, {stop}}, first + 1, Finish::kStop);
  }
}

TEST(Speculation, ScoresAreThoseOfPlainDecoding) {
  Engine& engine = shared();
  std::vector<Request> requests{{repeated({4, 9, 2}, 8), 40}, {random_ids(engine, 9, 2), 40}};
  requests[0].top_logprobs = 3;
  requests[1].top_logprobs = 0;
  Generation got(engine, requests, with_drafts()), want(engine, requests);
  finish(got);
  finish(want);
  EXPECT_GT(got.timings().accepted_tokens, 5);
  for (std::size_t row = 0; row < 2; ++row) {
    ASSERT_EQ(got.tokens(row), want.tokens(row));
    ASSERT_EQ(got.choices(row).size(), 40u);
    for (std::size_t i = 0; i < 40; ++i) {
      const TokenChoice &a = got.choices(row)[i], &b = want.choices(row)[i];
      EXPECT_NEAR(a.log_probability, b.log_probability, kSame) << i;
      ASSERT_EQ(a.top.size(), b.top.size());
      for (std::size_t k = 0; k < a.top.size(); ++k)
        EXPECT_NEAR(a.top[k].second, b.top[k].second, kSame) << i << ", " << k;
    }
  }
}

TEST(Speculation, BlocksOfAnySizeAgree) {
  const std::vector<Request> requests{{repeated({4, 9, 2}, 8), 70}, {random_ids(shared(), 9, 2), 33}};
  const std::vector<Ids> want = generate(leaving(), requests);
  for (const std::int64_t block : {1, 3, 64}) {
    GenerationOptions options = with_drafts();
    options.block = block;
    EXPECT_EQ(generate(leaving(), requests, options), want) << block;
  }
  Generation g(shared(), requests, with_drafts());
  finish(g);
  EXPECT_EQ(g.tokens(0), want[0]);
  EXPECT_EQ(g.tokens(1), want[1]);
  EXPECT_GT(g.timings().accepted_tokens, 5);
}

// A text that is many times as long as what is looked through.
TEST(Speculation, ALongTextIsLookedThroughAtItsEnd) {
  const Request request{repeated({4, 9, 2, 7}, 300), 400};
  GenerationOptions options = with_drafts();
  options.block = 4;
  options.speculate->history = 40;
  for (Engine* engine : {&shared(), &leaving()}) {
    Generation g(*engine, {request}, options);
    finish(g);
    EXPECT_EQ(g.tokens(0), generate(*engine, {request})[0]);
    EXPECT_GT(g.timings().accepted_tokens, 50);
  }
}

TEST(Speculation, GoesOnFromASequence) {
  Engine& engine = shared();
  const Request request{repeated({4, 9, 2}, 8), 17};
  GenerationOptions options = with_drafts();
  options.keep = true;
  for (const bool keeps_ids : {false, true}) {
    options.keep_ids = keeps_ids;
    Generation first(engine, {request}, options);
    finish(first);
    Request rest{{}, 40};
    rest.from = std::make_shared<const Sequence>(first.sequence(0));
    Generation second(engine, {rest}, options);
    finish(second);
    Ids all = first.tokens(0);
    all.insert(all.end(), second.tokens(0).begin(), second.tokens(0).end());
    EXPECT_EQ(all, generate(engine, {{request.prompt, 57}})[0]);
    EXPECT_GT(second.timings().accepted_tokens, 5) << "the text before is looked through";
  }
}

TEST(Speculation, SaysWhatItCannotDo) {
  const auto refused = [](const Speculation& speculation, Engine& engine) {
    return message_of([&] {
      GenerationOptions options;
      options.speculate = speculation;
      Generation(engine, {{{1, 2}, 3}}, options);
    });
  };
  EXPECT_EQ(refused({.drafts = 0}, shared()),
            "speculation: the number of drafted tokens must be between 1 and 16; got 0");
  EXPECT_EQ(refused({.drafts = 17}, shared()),
            "speculation: the number of drafted tokens must be between 1 and 16; got 17");
  const auto wrapped = std::make_shared<WrappedConfiguration>(
      tiny_model(24), [](auto inner) { return std::make_shared<WrappedModel>(std::move(inner)); });
  EXPECT_EQ(refused({}, *engine_of(wrapped, 3)),
            "speculation: models of type `mamba2` cannot take drafted tokens back");
}

// ---- all families, with dynamics that matter (tools/make_golden.py)

class SpeculationOf : public ::testing::TestWithParam<const char*> {};

TEST_P(SpeculationOf, GivesTheTokensAndTheStateOfPlainDecoding) {
  const auto engine = open_golden(GetParam(), DType::kF32, never_leave);
  GenerationOptions options = with_drafts();
  options.block = 2;
  options.keep = true;
  const std::vector<Request> requests{{repeated(random_ids(*engine, 4, 1), 30), 40},
                                      {random_ids(*engine, 9, 2), 40},
                                      {repeated(random_ids(*engine, 3, 3), 250), 40}};
  Generation g(*engine, requests, options);
  finish(g);
  const std::vector<Ids> want = generate(*engine, requests);
  for (std::size_t row = 0; row < requests.size(); ++row) {
    if (g.tokens(row) != want[row]) {
      EXPECT_TRUE(is_tie(*engine, requests[row], g.tokens(row), want[row])) << "row " << row;
    }
    const Ids text = text_of(requests[row], g.tokens(row));
    const Snapshot by_steps = [&] {
      Snapshot out = whole(*engine, prefix(text, text.size() - 1));
      out.parts.erase(out.parts.begin());  // the logits
      return out;
    }();
    const Difference d = compare(snapshot(*engine, *g.sequence(row).state), by_steps);
    EXPECT_LE(d.largest, check::allowed_difference(*engine)) << d.part << ", row " << row;
  }
  EXPECT_GT(g.timings().drafted_tokens, g.timings().accepted_tokens) << "none were wrong";
}

// How often operations of a region, and of the loops in it, have `value` as an operand.
std::int64_t uses_of(hlo::ValueId value, const hlo::Region& region) {
  std::int64_t out = 0;
  for (const hlo::Instruction& i : region.body) {
    out += std::count(i.operands.begin(), i.operands.end(), value);
    for (const hlo::Region& inner : i.regions) out += uses_of(value, inner);
  }
  return out;
}

// The state is made of what the outputs were made of: no weight is multiplied with twice.
TEST_P(SpeculationOf, GoesThroughTheModelOnceAStep) {
  const auto engine = open_golden(GetParam());
  const std::int64_t capacity = engine->capacity_for(1);
  const hlo::Program verify =
      programs::verify_program(engine->blueprint(), {{2, 4, {}}, 3, 8, 64, /*exit_early=*/false, capacity})
          .program;
  const hlo::Program once = programs::score_program(engine->blueprint(), {2, 4, capacity}).program;
  std::map<std::string, std::int64_t> want;
  for (const hlo::Argument& a : once.arguments) want[a.name] = uses_of(a.value, once.main);
  std::size_t weights = 0;
  for (const hlo::Argument& a : verify.arguments) {
    if (!a.name.starts_with("weights.")) continue;
    EXPECT_EQ(uses_of(a.value, verify.main), want.at(a.name)) << a.name;
    ++weights;
  }
  EXPECT_EQ(weights, engine->model().weights().size());
}

// One of each kind of layer, and with CONSTATE_SOAK those of the other families.
std::vector<const char*> checkpoints() {
  std::vector<const char*> out{"groups2", "falcon_h1_all", "granite_experts", "lfm2_all", "kimi_linear_all"};
  if (is_soak())
    out.insert(out.end(), {"expand1_5", "conv1_bf16", "granite_all", "nemotron_h_all", "lfm2_experts",
                           "qwen3_5_all", "qwen3_5_experts", "olmo_hybrid"});
  return out;
}

INSTANTIATE_TEST_SUITE_P(Checkpoints, SpeculationOf, ::testing::ValuesIn(checkpoints()),
                         [](const auto& checkpoint) { return std::string(checkpoint.param); });

}  // namespace
}  // namespace constate::engine
