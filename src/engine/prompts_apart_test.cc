// With prompts_apart a row has the same bits at any place among any others, in every type of the weights.
#include <gtest/gtest.h>

#include "base/testing.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;
using Ids = std::vector<std::int32_t>;

constexpr std::int64_t kRows = 8;

// What a row has come to: its tokens, and its state as bytes.
struct Row {
  Ids tokens;
  std::vector<std::byte> state;
};

// The states of rows end after the same number of steps only where no row stops before.
std::vector<Row> run(Engine& engine, const std::vector<Request>& requests, std::int64_t block = 0) {
  Generation g(engine, requests,
               {.batch = kRows, .fixed_batch = true, .block = block, .prompts_apart = true});
  while (g.step()) {
  }
  std::vector<Row> rows(requests.size());
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
  const std::vector<Row> together = run(*engine, requests);
  const std::vector<Row> reversed = run(*engine, {requests.rbegin(), requests.rend()}, /*block=*/5);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Row alone = run(*engine, {requests[i]})[0];
    ASSERT_EQ(alone.tokens.size(), 24u);
    const Row* const others[]{&together[i], &reversed[requests.size() - 1 - i]};
    for (const Row* other : others) {
      EXPECT_EQ(other->tokens, alone.tokens) << "row " << i;
      EXPECT_TRUE(other->state == alone.state) << "row " << i;
    }
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
