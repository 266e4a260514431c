// With prompts_apart a row has the same bits at any place among any others, in every type of the weights.
#include <gtest/gtest.h>

#include <map>

#include "base/testing.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;
using Ids = std::vector<std::int32_t>;

constexpr std::int64_t kRows = 8;

using Bits = std::vector<std::byte>;

// What a row has come to: its tokens and its state, and the logits after each number of tokens at which the
// host looked.
struct Row {
  Ids tokens;
  Bits state;
  std::map<std::size_t, Bits> logits;
};

Bits bits_of(const HostArray& array) { return {array.bytes().begin(), array.bytes().end()}; }

// Of the last token, which is chosen and not fed yet: of the row that is taken out.
Bits logits_of(Engine& engine, const Sequence& sequence) {
  return bits_of(feed(engine, sequence, {}).logits->to_host());
}

// The states of rows end after the same number of steps only where no row stops before.
std::vector<Row> run(Engine& engine, const std::vector<Request>& requests, std::int64_t block) {
  Generation g(engine, requests,
               {.batch = kRows, .fixed_batch = true, .block = block, .prompts_apart = true});
  std::vector<Row> rows(requests.size());
  while (g.step())
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i].logits[g.tokens(i).size()] = logits_of(engine, g.sequence(i));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].tokens = g.tokens(i);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Sequence sequence = g.sequence(i);
    for (const pjrt::Buffer& part : sequence.state->parts) {
      const HostArray host = part.to_host();
      rows[i].state.insert(rows[i].state.end(), host.bytes().begin(), host.bytes().end());
    }
  }
  return rows;
}

std::vector<Request> requests_of(const Engine& engine, std::size_t count) {
  std::vector<Request> out;
  for (std::size_t i = 0; i < count; ++i) {
    Request r{random_ids(engine, 3 + 13 * i, i), 24, {}, {}};
    if (i % 2 == 0) r.sampling.temperature = 0.9, r.sampling.seed = 100 + i;
    out.push_back(std::move(r));
  }
  return out;
}

class PromptsApart : public ::testing::TestWithParam<DType> {};

TEST_P(PromptsApart, ARowHasTheSameBitsAloneAndAtAnyPlaceInABatch) {
  const auto engine = open_golden("demo", GetParam());
  const std::vector<Request> requests = requests_of(*engine, kRows);
  const std::vector<Row> together = run(*engine, requests, /*block=*/1);
  const std::vector<Row> reversed = run(*engine, {requests.rbegin(), requests.rend()}, /*block=*/5);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Row alone = run(*engine, {requests[i]}, /*block=*/1)[0];
    ASSERT_EQ(alone.tokens.size(), 24u);
    ASSERT_EQ(alone.logits.size(), 24u);
    const Row* const others[]{&together[i], &reversed[requests.size() - 1 - i]};
    for (const Row* other : others) {
      EXPECT_EQ(other->tokens, alone.tokens) << "row " << i;
      EXPECT_TRUE(other->state == alone.state) << "row " << i;
      EXPECT_GE(other->logits.size(), 6u);
      for (const auto& [tokens, logits] : other->logits)
        EXPECT_TRUE(logits == alone.logits.at(tokens)) << "row " << i << ", token " << tokens;
    }
  }
}

// The logits that a program of all rows makes of each token, [b v], row by row: those of a row depend neither
// on its place nor on what the others hold. `places[i]` is where text i goes.
std::vector<std::vector<Bits>> stepped(Engine& engine, const std::vector<Ids>& texts,
                                       const std::vector<std::size_t>& places) {
  State state = engine.new_state(kRows);
  std::vector<std::vector<Bits>> out(texts.size());
  for (std::size_t token = 0; token < texts[0].size(); ++token) {
    std::vector<Ids> rows(kRows);
    for (std::size_t i = 0; i < texts.size(); ++i) rows[places[i]] = {texts[i][token]};
    const Bits all = bits_of(engine.prefill(state, rows).to_host());
    const auto size = static_cast<std::ptrdiff_t>(all.size()) / kRows;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(places[i]) * size;
      out[i].emplace_back(begin, begin + size);
    }
  }
  return out;
}

TEST_P(PromptsApart, TheLogitsOfEachTokenAreTheSameBitsAloneAndAmongAnyOthers) {
  const auto engine = open_golden("demo", GetParam());
  std::vector<Ids> texts;
  std::vector<std::size_t> places(kRows);
  for (std::size_t i = 0; i < places.size(); ++i) {
    texts.push_back(random_ids(*engine, 24, 50 + i));
    places[i] = i;
  }
  const auto together = stepped(*engine, texts, places);
  const auto reversed = stepped(*engine, texts, {places.rbegin(), places.rend()});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::vector<Bits> alone = stepped(*engine, {texts[i]}, {3})[0];
    EXPECT_NE(alone[0], alone[1]);
    EXPECT_TRUE(together[i] == alone) << "row " << i;
    EXPECT_TRUE(reversed[i] == alone) << "row " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Types, PromptsApart,
                         ::testing::Values(DType::kF32, DType::kBF16, DType::kF16, DType::kS8),
                         [](const auto& test) { return std::string(user_name(test.param)); });

TEST(PromptsApartFromAState, IsRefused) {
  const auto engine = open_golden("groups2");
  EXPECT_EQ(message_of([&] {
              Generation(*engine, {{{1}, 2, {}, {}}}, {.batch = 1, .block = 0, .prompts_apart = true},
                         engine->new_state(1));
            }),
            "generate: prompts that are fed apart begin with an empty state");
}

}  // namespace
}  // namespace constate::engine
