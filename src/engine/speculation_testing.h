// What the tests of speculation share: models of few tokens, whose texts repeat themselves.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <memory>
#include <vector>

#include "base/random.h"
#include "base/testing.h"
#include "check/self_check.h"
#include "engine/generation.h"
#include "models/registry.h"
#include "support/lively_weights.h"
#include "support/soak.h"
#include "support/testing.h"

namespace constate::engine::testing_speculation {

using namespace check;
using namespace testing;

// Logits by two ways in float32.
inline constexpr double kSame = 5e-5;

inline std::shared_ptr<const models::LanguageModel> tiny_model(std::int64_t vocabulary) {
  const Json config{{"model_type", "mamba2"},
                    {"hidden_size", 16},
                    {"num_hidden_layers", 2},
                    {"num_heads", 4},
                    {"head_dim", 8},
                    {"n_groups", 2},
                    {"state_size", 8},
                    {"expand", 2},
                    {"conv_kernel", 4},
                    {"chunk_size", 16},
                    {"tie_word_embeddings", false},
                    {"vocab_size", vocabulary}};
  return models::make_model(config, "tiny");
}

inline std::unique_ptr<Engine> engine_of(std::shared_ptr<const models::LanguageModel> model,
                                         std::uint64_t seed,
                                         const std::function<void(runtime::DeviceProfile&)>& change = {}) {
  auto device = std::make_shared<runtime::Device>(*cpu());
  if (change) change(device->profile);
  EngineOptions options;
  options.device = std::move(device);
  options.dtype = DType::kF32;
  options.store.folder = kept_programs();
  return Engine::make(std::move(model), lively_weights(seed), options);
}

inline std::unique_ptr<Engine> tiny(std::int64_t vocabulary, std::uint64_t seed,
                                    const std::function<void(runtime::DeviceProfile&)>& change = {}) {
  return engine_of(tiny_model(vocabulary), seed, change);
}

// Each step tries drafts, whether they pay or not: most tests want many.
inline void never_leave(runtime::DeviceProfile& profile) {
  profile.exit_early = false;
  profile.blocks = {8};
}

// Its texts repeat themselves.
inline Engine& shared() {
  static const std::unique_ptr<Engine> engine = tiny(24, 34, never_leave);
  return *engine;
}

// The same model where drafts are made as long as they pay.
inline Engine& leaving() {
  static const std::unique_ptr<Engine> engine = tiny(24, 34);
  return *engine;
}

inline Ids repeated(const Ids& some, std::size_t count) {
  Ids out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(some[i % some.size()]);
  return out;
}

// Some as they come, some that repeat a part of themselves.
inline Ids random_prompt(const Engine& engine, Random& random) {
  const auto count = static_cast<std::size_t>(random.between(1, 24));
  const Ids some = random_ids(engine, count, static_cast<std::uint64_t>(random.between(0, 1 << 30)));
  return random.one_in(2) ? some : repeated(some, static_cast<std::size_t>(random.between(1, 40)));
}

// With the settings of `sampling`, some of them with penalties and biases too.
inline std::vector<Request> drawing_requests(const Engine& engine, Random& random, std::uint64_t count,
                                             const Sampling& sampling) {
  std::vector<Request> out;
  for (std::uint64_t i = 0; i < count; ++i) {
    Request r{random_prompt(engine, random), random.between(20, 60), sampling};
    r.sampling.seed = i;
    if (i % 3 == 0) r.presence_penalty = 0.1, r.frequency_penalty = 0.05;
    if (i % 4 == 0) r.logit_bias = {{3, 0.5f}, {7, -2.0f}};
    out.push_back(std::move(r));
  }
  return out;
}

inline void finish(Generation& g) {
  while (g.step()) {
  }
}

inline GenerationOptions with_drafts(std::int64_t drafts = 3) {
  GenerationOptions out;
  out.speculate = Speculation{.drafts = drafts};
  return out;
}

inline Ids text_of(const Request& request, const Ids& tokens) {
  Ids text = request.prompt;
  text.insert(text.end(), tokens.begin(), tokens.end());
  return text;
}

// Where two greedy texts part, and the model finds both tokens as likely as rounding can tell.
inline bool is_tie(Engine& engine, const Request& request, const Ids& a, const Ids& b) {
  const auto at =
      static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  if (at >= std::min(a.size(), b.size())) return false;
  const HostArray logits = engine.inspect(text_of(request, prefix(a, at))).logits;
  const auto vocabulary = static_cast<std::size_t>(engine.vocab_size());
  const auto last = logits.as<float>().last(vocabulary);
  const auto of = [&](std::int32_t id) { return last[static_cast<std::size_t>(id)]; };
  return std::abs(of(a[at]) - of(b[at])) < kSame;
}

// What random prompts gave.
inline Timings expect_greedy_tokens(Engine& engine, std::uint64_t seed, int prompts,
                                    Engine* draft = nullptr) {
  Random random(seed);
  int ties = 0;
  Timings timings;
  for (int done = 0; done < prompts; done += 40) {
    std::vector<Request> requests;
    for (int i = 0; i < 40; ++i) {
      Request r{random_prompt(engine, random), random.between(1, 60)};
      if (random.one_in(2)) r.stop_ids = {static_cast<std::int32_t>(random.between(0, 23))};
      requests.push_back(std::move(r));
    }
    // Rows join and leave.
    GenerationOptions options = with_drafts(draft ? 3 : random.choice<std::int64_t>({1, 3, 7}));
    options.speculate->draft = draft;
    options.batch = 8;
    options.block = 8;
    Generation got(engine, requests, options), want(engine, requests, {.batch = 8, .block = 8});
    finish(got);
    finish(want);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (got.tokens(i) == want.tokens(i)) {
        EXPECT_EQ(got.finish(i), want.finish(i));
        continue;
      }
      ++ties;
      EXPECT_TRUE(is_tie(engine, requests[i], got.tokens(i), want.tokens(i)))
          << "prompt " << done + static_cast<int>(i);
    }
    timings.decoded_tokens += got.timings().decoded_tokens;
    timings.drafted_tokens += got.timings().drafted_tokens;
    timings.accepted_tokens += got.timings().accepted_tokens;
  }
  std::cout << prompts << " prompts, " << ties << " ties, " << timings.decoded_tokens << " tokens, drafts "
            << timings.accepted_tokens << " of " << timings.drafted_tokens << " right\n";
  EXPECT_LE(ties, prompts / 200);
  return timings;
}

}  // namespace constate::engine::testing_speculation
