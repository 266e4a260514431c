// Generations: cancelling, steps by the caller, threads.
#include <atomic>
#include <thread>

#include "fixture.h"

namespace constate::capi_test {
namespace {

TEST_F(CApi, ACancelEndsWhatWasGivenIt) {
  constate_cancel* cancel = nullptr;
  OK(constate_cancel_new(&cancel));
  constate_generate_options options;
  OK(constate_generate_options_init(&options));
  options.cancel = cancel;
  const auto raise = [](void* user, const constate_piece*) {
    std::thread([&] { constate_cancel_raise(static_cast<constate_cancel*>(user)); }).join();
    return 0;
  };
  constate_request r = request(2000);
  constate_generation* generation = nullptr;
  EXPECT_EQ(constate_generate(model_, &r, 1, &options, raise, cancel, &generation), CONSTATE_CANCELLED);
  EXPECT_EQ(error(), "cancelled");
  EXPECT_EQ(generation, nullptr);

  constate_state* state = state_of(kPrompt);
  std::vector<std::int32_t> ids(100, 5);
  EXPECT_EQ(constate_state_feed(state, ids.data(), ids.size(), cancel), CONSTATE_CANCELLED);
  std::int64_t tokens = 0;
  OK(constate_state_tokens(state, &tokens));
  EXPECT_EQ(tokens, 3);  // as it was
  OK(constate_state_close(state));
  EXPECT_EQ(constate_log_probabilities(model_, ids.data(), ids.size(), cancel, nullptr, nullptr, 0, nullptr),
            CONSTATE_CANCELLED);
  OK(constate_cancel_close(cancel));
}

// One of so many segments that it would take minutes; what cancels it comes once it is being fed.
TEST_F(CApi, ACancelEndsAPromptBetweenItsSegments) {
  constate_cancel* cancel = nullptr;
  OK(constate_cancel_new(&cancel));
  constate_state* state = state_of(kPrompt);
  const std::vector<std::int32_t> ids(2'000'000, 5);
  std::thread other([&] {
    std::int64_t tokens = 0;
    while (constate_state_tokens(state, &tokens) == CONSTATE_OK) std::this_thread::yield();
    EXPECT_EQ(error(), "state: it is in use by another call, which has to return first");
    constate_cancel_raise(cancel);
  });
  EXPECT_EQ(constate_state_feed(state, ids.data(), ids.size(), cancel), CONSTATE_CANCELLED);
  other.join();
  OK(constate_state_close(state));
  OK(constate_cancel_close(cancel));
}

TEST_F(CApi, StepsByTheCaller) {
  constate_request r = request(30);
  constate_generation* generation = nullptr;
  OK(constate_generation_start(model_, &r, 1, nullptr, &generation));
  std::string text;
  std::size_t ids = 0, steps = 0;
  for (int more = 1; more; ++steps) {
    OK(constate_generation_step(generation, &more));
    constate_piece piece{};
    piece.size = sizeof piece;
    OK(constate_generation_piece(generation, 0, &piece));
    text.append(piece.text, piece.text_bytes);
    ids += piece.ids_count;
    EXPECT_EQ(piece.finish == CONSTATE_FINISH_NONE, more == 1);
  }
  EXPECT_GT(steps, 1u);
  EXPECT_EQ(ids, 30u);
  EXPECT_EQ(text, whole(generation, 0).text);
  constate_piece piece{};
  piece.size = sizeof piece;
  EXPECT_EQ(constate_generation_piece(generation, 1, &piece), CONSTATE_OUT_OF_RANGE);
  EXPECT_EQ(error(), "request: a number below 1 is expected; got 1");
  constate_state* state = nullptr;
  EXPECT_EQ(constate_generation_state(generation, 0, &state), CONSTATE_FAILED_PRECONDITION);
  EXPECT_EQ(error(), "the request did not ask for its state");
  OK(constate_generation_close(generation));
}

TEST_F(CApi, AnErrorEndsAGeneration) {
  constate_cancel* cancel = nullptr;
  OK(constate_cancel_new(&cancel));
  constate_generate_options options;
  OK(constate_generate_options_init(&options));
  options.cancel = cancel;
  constate_request r = request(30);
  constate_generation* generation = nullptr;
  OK(constate_generation_start(model_, &r, 1, &options, &generation));
  int more = 1;
  OK(constate_generation_step(generation, &more));
  const std::string text = whole(generation, 0).text;
  OK(constate_cancel_raise(cancel));
  EXPECT_EQ(constate_generation_step(generation, &more), CONSTATE_CANCELLED);
  EXPECT_EQ(whole(generation, 0).text, text);  // what came stays
  OK(constate_generation_close(generation));
  OK(constate_cancel_close(cancel));
}

TEST_F(CApi, AListenerEndsItsRequest) {
  const auto enough = [](void*, const constate_piece*) { return 1; };
  constate_request r = request(2000);
  constate_generation* generation = nullptr;
  OK(constate_generate(model_, &r, 1, nullptr, enough, nullptr, &generation));
  EXPECT_EQ(whole(generation, 0).finish, CONSTATE_FINISH_INTERRUPTED);
  EXPECT_GE(whole(generation, 0).ids.size(), 1u);
  OK(constate_generation_close(generation));
}

TEST_F(CApi, OneCallAtATimeForAStateAndAGeneration) {
  constate_state* state = state_of(kPrompt);
  std::atomic<int> refused = 0, fine = 0;
  std::vector<std::thread> threads;
  const std::vector<std::int32_t> ids(500, 5);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      const constate_code code = constate_state_feed(state, ids.data(), ids.size(), nullptr);
      if (code == CONSTATE_OK) ++fine;
      if (code == CONSTATE_FAILED_PRECONDITION) {
        EXPECT_EQ(error(), "state: it is in use by another call, which has to return first");
        ++refused;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fine + refused, 4);
  EXPECT_GE(fine, 1);
  std::int64_t tokens = 0;
  OK(constate_state_tokens(state, &tokens));
  EXPECT_EQ(tokens, 3 + 500 * fine);
  OK(constate_state_close(state));
}

TEST_F(CApi, ThreadsMayShareAModel) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) threads.emplace_back([&] { EXPECT_EQ(generated(request(20)).text, kText); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace constate::capi_test
