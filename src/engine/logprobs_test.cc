// Log probabilities, biases and penalties of a generation, and the log probabilities of a prompt, against a
// softmax and a choice in double on the host. The logits come of the matrix form of the model (`inspect`).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/testing.h"
#include "engine/generation.h"
#include "engine/prompt_scorer.h"
#include "engine/scoring.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;

// Logits by two ways in float32, and what is made of them.
constexpr double kSame = 5e-5;

using Bias = std::vector<std::pair<std::int32_t, float>>;
using Row = std::vector<double>;

std::vector<Row> logits_of(Engine& engine, const Ids& ids) {
  const HostArray all = engine.inspect(ids).logits;
  const auto v = static_cast<std::size_t>(engine.vocab_size());
  std::vector<Row> out;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto row = all.as<float>().subspan(i * v, v);
    out.emplace_back(row.begin(), row.end());
  }
  return out;
}

Row log_softmax(const Row& logits) {
  double sum = 0;
  for (const double l : logits) sum += std::exp(l);
  Row out;
  for (const double l : logits) out.push_back(l - std::log(sum));
  return out;
}

void expect_choice(const TokenChoice& got, const Row& logits, std::int32_t token, std::int64_t top) {
  const Row want = log_softmax(logits);
  const auto of = [&](std::int32_t id) { return want.at(static_cast<std::size_t>(id)); };
  EXPECT_NEAR(got.log_probability, of(token), kSame);
  ASSERT_EQ(static_cast<std::int64_t>(got.top.size()), top);
  Row largest = want;
  std::sort(largest.rbegin(), largest.rend());
  std::map<std::int32_t, float> ids;
  for (std::size_t k = 0; k < got.top.size(); ++k) {
    const auto& [id, log_probability] = got.top[k];
    EXPECT_NEAR(log_probability, of(id), kSame) << k;
    EXPECT_NEAR(log_probability, largest[k], kSame) << k;
    EXPECT_TRUE(ids.emplace(id, log_probability).second) << id;
    if (k > 0) {
      EXPECT_LE(log_probability, got.top[k - 1].second);
    }
  }
}

// What the rules make of the logits, from the definition alone.
Row adjusted(Row logits, const Request& request, const Ids& seen, const Ids& answer) {
  std::map<std::int32_t, int> counts;
  for (const std::int32_t id : answer) ++counts[id];
  for (const auto& [id, bias] : request.logit_bias) logits[static_cast<std::size_t>(id)] += bias;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const auto id = static_cast<std::int32_t>(i);
    const double penalty = request.sampling.repetition_penalty;
    if (std::find(seen.begin(), seen.end(), id) != seen.end())
      logits[i] = logits[i] > 0 ? logits[i] / penalty : logits[i] * penalty;
    logits[i] -= request.frequency_penalty * counts[id];
    if (counts[id] > 0) logits[i] -= request.presence_penalty;
  }
  return logits;
}

// That each token of a greedy request was the largest after the rules, and its scores are right.
// `before`: the text that the request goes on from.
void expect_answer(Engine& engine, const Request& request, const Generation& g, std::size_t member,
                   const Ids& before = {}) {
  const Ids& tokens = g.tokens(member);
  ASSERT_EQ(static_cast<std::int64_t>(tokens.size()), request.max_tokens);
  Ids text = before;
  text.insert(text.end(), request.prompt.begin(), request.prompt.end());
  const std::size_t start = text.size();
  text.insert(text.end(), tokens.begin(), tokens.end());
  const std::vector<Row> logits = logits_of(engine, text);
  ASSERT_EQ(g.choices(member).size(), request.top_logprobs ? tokens.size() : 0);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    SCOPED_TRACE("member " + std::to_string(member) + ", token " + std::to_string(i));
    const Row& raw = logits[start + i - 1];
    const Row chosen_by =
        adjusted(raw, request, Ids(text.begin(), text.begin() + static_cast<long>(start + i)),
                 Ids(tokens.begin(), tokens.begin() + static_cast<long>(i)));
    EXPECT_GE(chosen_by.at(static_cast<std::size_t>(tokens[i])),
              *std::max_element(chosen_by.begin(), chosen_by.end()) - kSame);
    if (request.top_logprobs) expect_choice(g.choices(member)[i], raw, tokens[i], *request.top_logprobs);
  }
}

void finish(Generation& g) {
  while (g.step()) {
  }
}

Request plain(const Engine& engine, std::uint64_t seed, std::int64_t tokens = 30) {
  return {random_ids(engine, 3 + seed % 9, seed), tokens, {}, {}};
}

Request penalised(const Engine& engine, std::uint64_t seed) {
  Request r = plain(engine, seed);
  r.presence_penalty = 0.75;
  r.frequency_penalty = 0.5;
  r.logit_bias = {{3, 1.5f}, {90, -2.25f}, {17, 0.5f}};
  return r;
}

// Asking and not, with rules and without.
std::vector<Request> all_kinds(const Engine& engine) {
  std::vector<Request> out{plain(engine, 1), plain(engine, 2), penalised(engine, 3), penalised(engine, 4),
                           penalised(engine, 5)};
  out[0].top_logprobs = 20;
  out[3].top_logprobs = 3;
  out[3].sampling.repetition_penalty = 1.3;
  out[4].sampling = {.temperature = 0.7, .top_k = 1, .seed = 9};  // a draw from one
  out[4].top_logprobs = 0;
  out[4].presence_penalty = -0.5;
  return out;
}

TEST(Logprobs, AreThoseOfTheRawLogitsAndPenaltiesCountTheAnswer) {
  const auto engine = open_golden("demo");
  for (const Request& request : all_kinds(*engine)) {
    Generation g(*engine, {request}, {.block = 7});
    finish(g);
    expect_answer(*engine, request, g, 0);
  }
}

TEST(Logprobs, ABatchGivesEachRowWhatItHasAlone) {
  const auto engine = open_golden("groups1");
  const std::vector<Request> requests = all_kinds(*engine);
  Generation together(*engine, {requests[0], requests[1], requests[2]}, {.batch = 4, .block = 7});
  together.step();
  together.step();
  together.add(requests[3]);
  together.add(requests[4]);
  finish(together);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    expect_answer(*engine, requests[i], together, i);
    Generation alone(*engine, {requests[i]}, {.block = 5});
    finish(alone);
    EXPECT_EQ(together.tokens(i), alone.tokens(0)) << i;
  }
}

TEST(Logprobs, AskingChangesNoToken) {
  const auto engine = open_golden("demo");
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    Request request = seed % 2 == 0 ? plain(*engine, seed) : penalised(*engine, seed);
    if (seed >= 2) request.sampling = {.temperature = 0.9, .top_p = 0.95, .seed = seed};
    Generation without(*engine, {request});
    finish(without);
    request.top_logprobs = static_cast<std::int64_t>(seed);
    Generation with(*engine, {request});
    finish(with);
    EXPECT_EQ(with.tokens(0), without.tokens(0)) << seed;
    EXPECT_EQ(with.choices(0).size(), with.tokens(0).size()) << seed;
    EXPECT_TRUE(without.choices(0).empty());
  }
}

// Who does not ask gets the programs that have no scores, once those that asked have ended.
TEST(Logprobs, CostNothingAfterTheLastThatAsked) {
  const auto engine = open_golden("groups1");
  Request asks = plain(*engine, 1, 2);
  asks.top_logprobs = 4;
  Generation g(*engine, {asks}, {.block = 3});
  finish(g);
  g.add(plain(*engine, 2, 8));
  finish(g);
  const auto had = [&] { return engine->programs().compiled() + engine->programs().loaded(); };
  const int before = had();
  engine->programs().decode({{1, 4, {}}, 3, engine->device().profile.exit_early});
  engine->programs().decode({{1, 4, {}, kMostTop}, 3, engine->device().profile.exit_early});
  EXPECT_EQ(had(), before);
}

TEST(Penalties, ChangeWhatRepeats) {
  const auto engine = open_golden("demo");
  Request request = plain(*engine, 1, 60);
  Generation before(*engine, {request});
  finish(before);
  request.frequency_penalty = 2;
  Generation after(*engine, {request});
  finish(after);
  const auto most = [](const Ids& ids) {
    std::map<std::int32_t, int> counts;
    int out = 0;
    for (const std::int32_t id : ids) out = std::max(out, ++counts[id]);
    return out;
  };
  EXPECT_LT(most(after.tokens(0)), most(before.tokens(0)));
}

TEST(Bias, OfAHundredForcesAndOfMinusAHundredForbids) {
  const auto engine = open_golden("groups1");
  for (const double temperature : {0.0, 1.0}) {
    Request request = plain(*engine, 1);
    request.sampling.temperature = temperature;
    Generation free(*engine, {request});
    finish(free);
    Request forbids = request, forces = request;
    for (const std::int32_t id : std::set(free.tokens(0).begin(), free.tokens(0).end()))
      forbids.logit_bias.emplace_back(id, -100.0f);
    forces.logit_bias = {{7, 100.0f}};
    forces.top_logprobs = 1;
    Generation g(*engine, {forbids, forces, request});
    finish(g);
    for (const std::int32_t id : g.tokens(0))
      EXPECT_EQ(std::count(free.tokens(0).begin(), free.tokens(0).end(), id), 0) << id;
    EXPECT_EQ(g.tokens(1), Ids(30, 7));
    EXPECT_LT(g.choices(1)[0].log_probability, g.choices(1)[0].top[0].second);  // without the bias
    EXPECT_EQ(g.tokens(2), free.tokens(0));
  }
}

TEST(Logprobs, OfAContinuedSequenceAreThoseOfTheWhole) {
  const auto engine = open_golden("groups1");
  Request request = plain(*engine, 4);
  request.top_logprobs = 5;
  Generation whole(*engine, {request});
  finish(whole);
  Request first = request;
  first.max_tokens = 12;
  Generation begun(*engine, {first}, {.keep = true});
  finish(begun);
  Request rest = request;
  rest.prompt.clear();
  rest.max_tokens -= 12;
  rest.from = std::make_shared<const Sequence>(begun.sequence(0));
  Generation continued(*engine, {rest});
  finish(continued);
  Ids tokens = begun.tokens(0);
  tokens.insert(tokens.end(), continued.tokens(0).begin(), continued.tokens(0).end());
  EXPECT_EQ(tokens, whole.tokens(0));
  for (std::size_t i = 0; i < continued.choices(0).size(); ++i)
    EXPECT_NEAR(continued.choices(0)[i].log_probability, whole.choices(0)[12 + i].log_probability, kSame)
        << i;
  // Penalties count the answer of the new request alone.
  rest.presence_penalty = rest.frequency_penalty = 1;
  Generation anew(*engine, {rest});
  finish(anew);
  Ids before = request.prompt;
  before.insert(before.end(), begun.tokens(0).begin(), begun.tokens(0).end());
  expect_answer(*engine, rest, anew, 0, before);
}

TEST(Requests, OutOfRangeAreRefusedByName) {
  const auto engine = open_golden("groups1");
  const auto with = [&](const std::function<void(Request&)>& change) {
    Request r{{1}, 5, {}, {}};
    change(r);
    return message_of([&] { Generation g(*engine, {r}); });
  };
  EXPECT_EQ(with([](Request& r) { r.top_logprobs = 21; }),
            "prompt: the number of likeliest tokens must be between 0 and 20; got 21");
  EXPECT_EQ(with([](Request& r) { r.top_logprobs = -1; }),
            "prompt: the number of likeliest tokens must be between 0 and 20; got -1");
  EXPECT_EQ(with([](Request& r) { r.presence_penalty = 2.5; }),
            "prompt: presence penalty must be between -2 and 2; got 2.5");
  EXPECT_EQ(with([](Request& r) { r.frequency_penalty = std::nan(""); }),
            "prompt: frequency penalty must be between -2 and 2; got nan");
  EXPECT_EQ(with([](Request& r) {
              r.logit_bias = Bias{{96, 1}};
            }),
            "prompt: logit bias: an id is between 0 and 95; got 96");
  EXPECT_EQ(with([](Request& r) {
              r.logit_bias = Bias{{5, -101}};
            }),
            "prompt: logit bias: token 5: must be between -100 and 100; got -101");
  EXPECT_EQ(with([](Request& r) {
              r.logit_bias = Bias{{5, 1}, {6, 1}, {5, 2}};
            }),
            "prompt: logit bias: token 5 has two");
}

// Of the configuration of groups1, with one weight that is no number.
std::unique_ptr<Engine> broken() {
  const ModelFolder folder = ModelFolder::open(kSource / "tests/data/golden/groups1");
  EngineOptions options;
  options.device = cpu();
  options.dtype = DType::kF32;
  return Engine::make(
      folder.model,
      [](const models::WeightSpec& spec) {
        Shape shape{DType::kF32, {}};
        for (const trace::Dim dim : spec.dims) shape.dims.push_back(dim.size);
        HostArray out = HostArray::zeros(shape);
        for (float& x : out.as<float>()) x = 0.1f;
        if (spec.field == "norm_f") out.as<float>()[0] = std::numeric_limits<float>::quiet_NaN();
        return out;
      },
      options);
}

TEST(Logprobs, NaNIsAnErrorAndNoScore) {
  const auto engine = broken();
  Request request{{1, 2, 3}, 5, {}, {}};
  request.top_logprobs = 5;
  request.logit_bias = {{7, 100.0f}};
  EXPECT_EQ(message_of([&] {
              Generation g(*engine, {request});
              finish(g);
            }),
            "row 0: the logits of token 0 are not finite");
  PromptScorer scorer(*engine, {1, 2, 3}, 5);
  EXPECT_EQ(message_of([&] { scorer.step(); }), "the logits of token 1 are not finite");
}

// ---- prompts

TEST(PromptScorer, GivesTheScoresOfTheTextInSteps) {
  const auto engine = open_golden("groups1", DType::kF32, [](runtime::DeviceProfile& p) {
    p.segments = {1, 32};
  });
  const Ids ids = random_ids(*engine, 150, 3);
  State state = engine->new_state(1);
  const ScoreRow row{ids};
  const Scores want = score(*engine, state, {&row, 1})[0];
  const std::vector<Row> logits = logits_of(*engine, ids);
  for (const std::int64_t top : {0, 1, 3, 20}) {
    SCOPED_TRACE(top);
    PromptScorer scorer(*engine, ids, top);
    std::size_t steps = 0;
    while (scorer.step()) EXPECT_EQ(scorer.choices().size(), std::min<std::size_t>(++steps * 32, 149));
    EXPECT_EQ(steps, 5u);
    ASSERT_EQ(scorer.choices().size(), want.log_probability.size());
    for (std::size_t i = 0; i < scorer.choices().size(); ++i) {
      SCOPED_TRACE(i);
      const TokenChoice& got = scorer.choices()[i];
      if (top == 0) {
        EXPECT_EQ(got.log_probability, want.log_probability[i]);  // the same program
      }
      EXPECT_NEAR(got.log_probability, want.log_probability[i], 2e-5);
      expect_choice(got, logits[i], ids[i + 1], top);
      if (top > 0 && want.likeliest[i]) {
        EXPECT_EQ(got.top[0].first, ids[i + 1]);
      }
    }
  }
}

TEST(PromptScorer, HasNothingToSayOfTheFirstToken) {
  const auto engine = open_golden("groups1");
  for (const Ids& ids : {Ids{}, Ids{5}}) {
    PromptScorer scorer(*engine, ids, 5);
    EXPECT_FALSE(scorer.step());
    EXPECT_TRUE(scorer.choices().empty());
  }
  EXPECT_EQ(message_of([&] {
              PromptScorer(*engine, {1, 96}, 5);
            }),
            "token 1: an id is between 0 and 95; got 96");
  EXPECT_EQ(message_of([&] {
              PromptScorer(*engine, {1, 2}, 21);
            }),
            "the number of likeliest tokens must be between 0 and 20; got 21");
}

}  // namespace
}  // namespace constate::engine
