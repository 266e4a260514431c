// A draft model changes how many steps a text takes and nothing else. That its own state is right is seen
// where it is the model itself: then all of its guesses are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/speculation_testing.h"

namespace constate::engine {
namespace {

using namespace testing_speculation;

// A model of other weights, which is hardly ever right.
Engine& stranger() {
  static const std::unique_ptr<Engine> engine = tiny(24, 77);
  return *engine;
}

GenerationOptions with_draft_model(Engine& draft, std::int64_t drafts = 3) {
  GenerationOptions out = with_drafts(drafts);
  out.speculate->draft = &draft;
  return out;
}

// Prompts and lengths by which rows join and leave, and texts are of one token and of many.
std::vector<Request> some_requests(const Engine& engine, std::uint64_t seed) {
  Random random(seed);
  std::vector<Request> out;
  for (int i = 0; i < 16; ++i) out.push_back({random_prompt(engine, random), random.between(1, 60)});
  return out;
}

TEST(DraftModel, GreedyTokensAreThoseOfPlainDecodingWhateverItGuesses) {
  const int prompts = soak_share(10000, 120);
  const Timings itself = expect_greedy_tokens(shared(), 21, prompts, &leaving());
  EXPECT_GT(itself.accepted_tokens, itself.decoded_tokens / 2);
  const Timings wrong = expect_greedy_tokens(shared(), 22, prompts, &stranger());
  EXPECT_GT(wrong.drafted_tokens, 2 * wrong.accepted_tokens);
  const Timings must_pay = expect_greedy_tokens(leaving(), 23, prompts, &stranger());
  EXPECT_LT(must_pay.drafted_tokens, wrong.drafted_tokens / 2) << "drafts that are wrong are given up";
}

// A step gives all of its guesses, and one token more.
TEST(DraftModel, IsAlwaysRightWhereItIsTheModelItself) {
  Engine& engine = shared();
  for (const std::int64_t drafts : {1, 3, 7}) {
    const Request request{random_ids(engine, 9, 2), 1 + 8 * (drafts + 1)};
    GenerationOptions options = with_draft_model(leaving(), drafts);
    options.block = 1;
    Generation g(engine, {request}, options);
    for (g.step(); g.step();) EXPECT_EQ(std::ssize(g.tokens(0)) % (drafts + 1), 1);
    EXPECT_EQ(g.tokens(0), generate(engine, {request})[0]);
    EXPECT_EQ(g.timings().drafted_tokens, 8 * drafts);
    EXPECT_EQ(g.timings().accepted_tokens, 8 * drafts);
  }
}

// Nearly all: a text may end within a draft.
void expect_nearly_all_right(const Generation& g) {
  EXPECT_GT(g.timings().drafted_tokens, 100);
  EXPECT_GE(g.timings().accepted_tokens + 8 * static_cast<std::int64_t>(g.sequences()),
            g.timings().drafted_tokens);
}

TEST(DraftModel, ItsStateIsOfTheTextWhereRowsJoinAndLeave) {
  Engine& engine = shared();
  const std::vector<Request> requests = some_requests(engine, 3);
  GenerationOptions options = with_draft_model(leaving(), 3);
  options.batch = 4;
  options.block = 2;
  Generation g(engine, requests, options);
  finish(g);
  const std::vector<Ids> want = generate(engine, requests);
  for (std::size_t i = 0; i < requests.size(); ++i) EXPECT_EQ(g.tokens(i), want[i]) << i;
  expect_nearly_all_right(g);
}

// Drafts that cost more than they give are left out for many steps, in which the draft model is not fed.
TEST(DraftModel, CatchesUpWithTheTextAfterStepsWithoutIt) {
  Engine& engine = leaving();
  const Request request{random_ids(engine, 9, 2), 1500};
  Generation g(engine, {request}, with_draft_model(engine, 3));
  finish(g);
  EXPECT_EQ(g.tokens(0), generate(engine, {request})[0]);
  EXPECT_GE(g.timings().drafted_tokens, 6);
  EXPECT_LT(g.timings().drafted_tokens, 100) << "on a model whose weights are in a cache they do not pay";
  EXPECT_EQ(g.timings().accepted_tokens, g.timings().drafted_tokens);
}

// The text is longer than what is kept of it, many times.
TEST(DraftModel, GoesOnWhereTheTextLeavesWhatIsKept) {
  const Request request{random_ids(shared(), 300, 2), 400};
  for (Engine* engine : {&shared(), &leaving()}) {
    GenerationOptions options = with_draft_model(leaving(), 3);
    options.block = 4;
    options.speculate->history = 40;
    Generation g(*engine, {request}, options);
    finish(g);
    EXPECT_EQ(g.tokens(0), generate(*engine, {request})[0]);
    EXPECT_GE(g.timings().drafted_tokens, engine == &shared() ? 100 : 3);
  }
}

TEST(DraftModel, GuessesWhatTheModelDraws) {
  Engine& engine = shared();
  Random random(5);
  for (const Sampling& sampling :
       {Sampling{.temperature = 1},
        Sampling{.temperature = 0.7, .top_k = 5, .top_p = 0.9, .repetition_penalty = 1.05}}) {
    const std::vector<Request> requests = drawing_requests(engine, random, 8, sampling);
    const std::vector<Ids> want = generate(engine, requests);
    for (Engine* draft : {&leaving(), &stranger()}) {
      Generation g(engine, requests, with_draft_model(*draft));
      finish(g);
      for (std::size_t i = 0; i < requests.size(); ++i) EXPECT_EQ(g.tokens(i), want[i]) << "row " << i;
      if (draft == &leaving()) expect_nearly_all_right(g);
    }
  }
}

TEST(DraftModel, MayHaveMoreOrFewerTokens) {
  const std::vector<Request> requests = some_requests(shared(), 8);
  const std::vector<Ids> want = generate(shared(), requests);
  for (const std::int64_t vocabulary : {20, 32}) {
    const auto draft = tiny(vocabulary, 5);
    Generation g(shared(), requests, with_draft_model(*draft));
    finish(g);
    for (std::size_t i = 0; i < requests.size(); ++i) EXPECT_EQ(g.tokens(i), want[i]) << vocabulary;
    EXPECT_GT(g.timings().drafted_tokens, 100);
  }
}

TEST(DraftModel, GoesOnFromASequence) {
  Engine& engine = shared();
  const Request request{random_ids(engine, 9, 2), 17};
  GenerationOptions options = with_draft_model(leaving());
  options.keep = options.keep_ids = true;
  Generation first(engine, {request}, options);
  finish(first);
  Request rest{{}, 40};
  rest.from = std::make_shared<const Sequence>(first.sequence(0));
  Generation second(engine, {rest}, options);
  finish(second);
  Ids all = first.tokens(0);
  all.insert(all.end(), second.tokens(0).begin(), second.tokens(0).end());
  EXPECT_EQ(all, generate(engine, {{request.prompt, 57}})[0]);
  EXPECT_GE(second.timings().accepted_tokens + 3, second.timings().drafted_tokens);
}

TEST(DraftModel, MustBeOnTheSameDevice) {
  EngineOptions options;
  options.device = runtime::Device::open({.plugin = "cpu", .cpu_devices = 1, .note = {}});
  options.dtype = DType::kF32;
  const auto elsewhere = Engine::make(tiny_model(24), lively_weights(1), options);
  EXPECT_EQ(message_of([&] {
              Generation(shared(), {{{1, 2}, 3}}, with_draft_model(*elsewhere));
            }),
            "speculation: the draft model must be on the device of the model");
}

// ---- other families: as the model and as its draft, with parts of the state that grow

class DraftModelOf : public ::testing::TestWithParam<const char*> {};

TEST_P(DraftModelOf, IsRightWhereItIsTheModelItself) {
  const auto engine = open_golden(GetParam(), DType::kF32, never_leave), draft = open_golden(GetParam());
  GenerationOptions options = with_draft_model(*draft);
  options.block = 2;
  const std::vector<Request> requests{{random_ids(*engine, 9, 2), 30}, {random_ids(*engine, 200, 3), 50}};
  Generation g(*engine, requests, options);
  finish(g);
  const std::vector<Ids> want = generate(*engine, requests);
  for (std::size_t row = 0; row < requests.size(); ++row)
    if (g.tokens(row) != want[row]) {
      EXPECT_TRUE(is_tie(*engine, requests[row], g.tokens(row), want[row])) << "row " << row;
    }
  // Each draws its logits another way, so that a tie may fall otherwise.
  EXPECT_GE(20 * g.timings().accepted_tokens, 17 * g.timings().drafted_tokens);
}

std::vector<const char*> checkpoints() {
  std::vector<const char*> out{"falcon_h1_all"};
  if (is_soak()) out.insert(out.end(), {"granite_experts", "kimi_linear_all", "qwen3_5_all", "lfm2_all"});
  return out;
}

INSTANTIATE_TEST_SUITE_P(Checkpoints, DraftModelOf, ::testing::ValuesIn(checkpoints()),
                         [](const auto& checkpoint) { return std::string(checkpoint.param); });

}  // namespace
}  // namespace constate::engine
