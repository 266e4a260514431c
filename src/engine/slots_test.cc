// Slots: rows that join and leave a running batch, are copied and taken out, without touching the others.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/testing.h"
#include "check/verification.h"
#include "engine/generation.h"
#include "support/soak.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// The same for all tests: each program is compiled once.
Engine* shared(const std::string& name) {
  static std::map<std::string, std::unique_ptr<Engine>> opened;
  std::unique_ptr<Engine>& engine = opened[name];
  if (!engine) engine = open_golden(name);
  return engine.get();
}

// Of what it has seen: beyond that, parts that grow by token hold anything. Of one row where it has such
// parts.
std::vector<std::byte> bits_of(const State& state, const Engine* grows = nullptr) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i < state.parts.size(); ++i) {
    HostArray host = state.parts[i].to_host();
    if (grows && grows->model().state(state.capacity)[i].growth == models::Growth::kByToken) {
      host.reshape({state.capacity, host.shape().elements() / state.capacity});
      host = host.with_first(state.tokens[0]);
    }
    out.insert(out.end(), host.bytes().begin(), host.bytes().end());
  }
  return out;
}

// A state of one row that has seen some tokens.
State fed(Engine& engine, std::uint64_t seed) {
  State state = engine.new_state(1);
  engine.prefill(state, std::vector<Ids>{random_ids(engine, 5 + seed % 7, seed)});
  return state;
}

TEST(Ladder, DoublesUpToTheMost) {
  EXPECT_THAT(ladder_up_to(1), ElementsAre(1));
  EXPECT_THAT(ladder_up_to(8), ElementsAre(1, 2, 4, 8));
  EXPECT_THAT(ladder_up_to(12), ElementsAre(1, 2, 4, 8, 12));
}

TEST(StatePool, KeepsEachRowThroughAnyOpeningsForksAndClosings) {
  const auto engine = open_golden("groups1");
  StatePool pool(*engine, ladder_up_to(16));
  std::map<StatePool::Slot, std::vector<std::byte>> want;
  std::mt19937 random(5);
  std::int64_t largest = 0;
  for (int step = 0; step < 200; ++step) {
    const bool room = want.size() < 16;
    switch (want.empty() ? 0 : random() % 4) {
      case 0:
        if (room) {
          const State state = fed(*engine, random());
          want[pool.open(state)] = bits_of(state);
        }
        break;
      case 1:
        if (room) {
          const auto from = std::next(want.begin(), static_cast<std::ptrdiff_t>(random() % want.size()));
          want[pool.fork(from->first)] = from->second;
        }
        break;
      case 2: {
        const auto gone = std::next(want.begin(), static_cast<std::ptrdiff_t>(random() % want.size()));
        pool.close(gone->first);
        want.erase(gone);
        break;
      }
      default:
        pool.fit();
        EXPECT_EQ(pool.shape(), pool.fitting());
    }
    largest = std::max(largest, pool.batch());
    ASSERT_EQ(pool.open_rows(), static_cast<std::int64_t>(want.size()));
    for (const auto& [slot, bits] : want) ASSERT_TRUE(bits_of(pool.take(slot)) == bits) << "step " << step;
  }
  EXPECT_EQ(largest, 16);
}

TEST(StatePool, IsFullWhereItsLargestShapeIs) {
  const auto engine = open_golden("groups1");
  StatePool pool(*engine, ladder_up_to(2));
  const State state = engine->new_state(1);
  pool.open(state);
  pool.open(state);
  EXPECT_EQ(message_of([&] { pool.open(state); }), "state pool: 2 rows at most; 3 are wanted");
}

// A fork takes the row out and puts it in again. What goes in leaves all the state's memory where it is; what
// either program makes besides is no more than a row.
TEST(StatePool, CopyingARowOf64DoesNotCopyTheOthers) {
  const auto engine = open_golden("demo");
  const std::int64_t row = models::state_bytes(engine->model());
  const auto addresses = static_cast<std::int64_t>(engine->model().state().size() * sizeof(void*));
  for (const runtime::Program* program :
       {&engine->programs().take_row({64}), &engine->programs().put_row({1}, {64})}) {
    const auto memory = program->executable.memory();
    ASSERT_TRUE(memory.has_value());
    const bool puts = program == &engine->programs().put_row({1}, {64});
    EXPECT_EQ(memory->aliased, puts ? 64 * row : 0) << program->name;
    EXPECT_EQ(memory->outputs - memory->aliased, addresses + (puts ? 0 : row)) << program->name;
    EXPECT_LE(memory->temporaries, row) << program->name;
    EXPECT_THAT(program->executable.optimized_program(), Not(HasSubstr(" copy("))) << program->name;
  }
}

// ---- a generation whose members come and go

struct Alone {
  Request request;
  Ids tokens;
};

std::vector<Alone> requests_alone(Engine& engine, std::size_t count) {
  std::vector<Alone> out;
  std::mt19937 random(11);
  for (std::size_t i = 0; i < count; ++i) {
    Request r{random_ids(engine, 1 + random() % 40, i), static_cast<std::int64_t>(random() % 30), {}, {}};
    if (i % 2 == 1) r.sampling = {.temperature = 0.9, .top_k = 20, .seed = 1000 + i};
    const Ids tokens = generate(engine, {r})[0];
    out.push_back({std::move(r), tokens});
  }
  return out;
}

// One schedule: some at the beginning, the others between blocks.
void run_schedule(Engine& engine, const std::vector<Alone>& all, std::uint64_t seed,
                  GenerationOptions options) {
  std::mt19937_64 random(seed);
  std::vector<std::size_t> order(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  order.resize(1 + random() % order.size());
  std::size_t next = 1 + random() % order.size();
  std::vector<Request> first;
  for (std::size_t i = 0; i < next; ++i) first.push_back(all[order[i]].request);
  options.block = 3;  // a program is compiled for each
  Generation generation(engine, first, options);
  bool more = true;
  while (more || next < order.size()) {
    more = generation.step();
    while (next < order.size() && (random() % 3 == 0 || !more)) {
      EXPECT_EQ(generation.add(all[order[next]].request), next);
      ++next;
      more = true;
    }
  }
  for (std::size_t i = 0; i < order.size(); ++i)
    ASSERT_EQ(generation.tokens(i), all[order[i]].tokens) << "schedule " << seed << ", member " << i;
}

TEST(Generation, AnyScheduleOverSixteenRowsGivesEachItsOwnTokens) {
  Engine* const engine = shared("groups1");
  const std::vector<Alone> all = requests_alone(*engine, 24);
  const auto schedules = static_cast<std::uint64_t>(soak_share(1000, 200));
  for (std::uint64_t seed = 0; seed < schedules; ++seed)
    run_schedule(*engine, all, seed, {.batch = seed % 2 == 0 ? 16 : 5});
}

TEST(Generation, TheDemoModelToo) {
  Engine* const engine = shared("demo");
  const std::vector<Alone> all = requests_alone(*engine, 10);
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    run_schedule(*engine, all, seed, {.batch = soak_share(8, 2)});  // each shape is compiled
}

// In one shape, with prompts fed apart, the bits of a state do not depend on who else runs.
void expect_the_bits_that_are_there_alone(Engine* engine, const std::vector<Alone>& all) {
  const GenerationOptions options{
      .batch = 4, .fixed_batch = true, .block = 5, .prompts_apart = true, .keep = true};
  std::vector<std::vector<std::byte>> alone;
  for (const Alone& a : all) {
    Generation one(*engine, {a.request}, options);
    while (one.step()) {
    }
    alone.push_back(bits_of(*one.sequence(0).state, engine));
  }
  Generation together(*engine, {all[0].request, all[1].request, all[2].request}, options);
  together.step();
  together.step();
  for (std::size_t i = 3; i < all.size(); ++i) together.add(all[i].request);
  while (together.step()) {
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_TRUE(bits_of(*together.sequence(i).state, engine) == alone[i]) << i;
}

// Beside rows whose keys and values have outgrown a capacity that theirs alone would not.
TEST(Generation, BitsDoNotDependOnTheCapacityOfLongerRows) {
  for (const char* name : {"falcon_h1", "qwen3_next"}) {
    Engine* const engine = shared(name);
    std::vector<Alone> all;
    for (const std::size_t length : {20, 500, 3, 250, 700, 60})
      all.push_back({{random_ids(*engine, length, length), 30, {}, {}}, {}});
    expect_the_bits_that_are_there_alone(engine, all);
  }
}

// Rows that choose the same experts as others, and rows that idle.
TEST(Generation, BitsDoNotDependOnTheExpertsOfOtherRows) {
  Engine* const engine = shared("granite_experts");
  expect_the_bits_that_are_there_alone(engine, requests_alone(*engine, 4));
}

TEST(Generation, OfOneShapeGivesTheBitsThatAreThereAlone) {
  expect_the_bits_that_are_there_alone(shared("demo"), requests_alone(*shared("demo"), 6));
}

// Prompts of 5 tokens take a segment of 16, one of 261 takes 256 and 16.
TEST(Generation, AStepFeedsTheTokensOfPromptsThatItMayAndOneSegmentAtLeast) {
  Engine* const engine = shared("groups1");
  std::vector<std::pair<std::size_t, std::int64_t>> fed;
  GenerationOptions options{.batch = 4, .step_tokens = 32};
  Generation* now = nullptr;
  options.on_fed = [&](std::size_t i) { fed.emplace_back(i, now->fed(i)); };
  std::vector<Request> requests;
  for (const std::size_t length : {5, 5, 261, 5})
    requests.push_back({random_ids(*engine, length, length), 40, {}, {}});
  Generation generation(*engine, requests, options);
  now = &generation;
  using ::testing::Pair;
  EXPECT_TRUE(generation.step());
  EXPECT_THAT(fed, ElementsAre(Pair(0, 5), Pair(1, 5)));
  fed.clear();
  EXPECT_TRUE(generation.step());
  EXPECT_THAT(fed, ElementsAre(Pair(2, 256)));  // more than a step may, but nothing went before it
  fed.clear();
  EXPECT_TRUE(generation.step());
  EXPECT_THAT(fed, ElementsAre(Pair(3, 5), Pair(2, 261)));
}

// The batch grows once for all that a step has fed; one that ends with its first token needs no row.
TEST(Generation, TellsAFirstTokenBeforeTheNextPromptIsFedAndThenAllJoin) {
  Engine* const engine = shared("groups1");
  std::vector<std::string> told;
  GenerationOptions options{.batch = 16, .prompts_apart = true, .step_tokens = 256};
  options.on_fed = [&](std::size_t i) { told.push_back(fmt::format("fed {}", i)); };
  options.on_first = [&](std::size_t i) { told.push_back(fmt::format("first {}", i)); };
  std::vector<Request> requests;
  for (std::size_t i = 0; i < 4; ++i)
    requests.push_back({random_ids(*engine, 5, i), i == 1 ? std::int64_t{1} : std::int64_t{40}, {}, {}});
  Generation generation(*engine, requests, options);
  EXPECT_TRUE(generation.step());
  EXPECT_THAT(told,
              ElementsAre("fed 0", "first 0", "fed 1", "first 1", "fed 2", "first 2", "fed 3", "first 3"));
  EXPECT_EQ(generation.batch(), 4);
  EXPECT_EQ(generation.finish(1), Finish::kLength);
  EXPECT_EQ(generation.sequence(1).history.tokens(), 5);  // until the next step

  Generation short_one(*engine, {requests[1]}, options);
  EXPECT_TRUE(short_one.step());
  EXPECT_EQ(short_one.batch(), 0);
}

TEST(Generation, RowsThatEndGiveTheirPlacesToASmallerShape) {
  Engine* const engine = shared("groups1");
  std::vector<Request> requests;
  for (std::size_t i = 0; i < 16; ++i)
    requests.push_back({random_ids(*engine, 4, i), i == 3 ? std::int64_t{200} : std::int64_t{5}, {}, {}});
  const Ids alone = generate(*engine, {requests[3]})[0];
  Generation generation(*engine, requests, {.block = 8});
  while (generation.step()) {
  }
  EXPECT_EQ(generation.tokens(3), alone);
  const auto had = [&] { return engine->programs().compiled() + engine->programs().loaded(); };
  EXPECT_GT(had(), 0);
  const int before = had();
  engine->programs().put_row({16}, {1});  // it was asked for before
  EXPECT_EQ(had(), before);
}

TEST(Generation, WhatHasEndedAndWasNotKeptIsRefused) {
  Engine* const engine = shared("groups1");
  Generation generation(*engine, {{{1, 2}, 1, {}, {}}, {{3}, 20, {}, {}}}, {.block = 2});
  while (generation.step()) {
  }
  EXPECT_EQ(message_and_hint_of([&] { generation.sequence(0); }),
            "sequence 0: it has ended, and what it became was not kept [set GenerationOptions::keep]");
}

}  // namespace
}  // namespace constate::engine
