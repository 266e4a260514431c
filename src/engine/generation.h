// Generation: tokens for a batch of prompts, a block at a time. The host looks only between blocks.
//
//   Generation g(engine, requests);
//   while (g.step()) use(g.tokens(0));
//
// Not thread-safe. Must not outlive its Engine.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "engine/sampling_settings.h"

namespace constate::engine {

struct Request {
  std::vector<std::int32_t> prompt;  // at least one token
  std::int64_t max_tokens = 128;
  Sampling sampling;
  std::vector<std::int32_t> stop_ids;  // end the row; the one that did is the last of its tokens
};

// Throws Error where there is none, and for one that is out of range for a model of `vocab_size` tokens.
void check(std::span<const Request> requests, std::int64_t vocab_size);

enum class Finish { kNone, kStop, kLength, kInterrupted };
std::string_view name(Finish finish);  // "stop", "length", "interrupted", ""

struct Timings {
  double prefill_seconds = 0, decode_seconds = 0;
  std::int64_t prompt_tokens = 0;   // of all rows
  std::int64_t decoded_tokens = 0;  // of all rows, without the first ones, which come out of prefill
};

struct GenerationOptions {
  std::int64_t batch =
      0;  // rows of the compiled program; more than the requests leave rows idle. 0: as many as requests
  std::int64_t block = 0;  // tokens a call, at most; 0: the device's own choice
  // Feed each prompt by itself, in the segments that it has alone, by programs of one row. Then what a row
  // gets is decided by its request and `batch` alone: the same at any place among any others. Without it the
  // longest prompt decides the segments of all.
  bool prompts_apart = false;
};

class Generation {
 public:
  // Compiles what the requests need and feeds the prompts. Throws Error for a request that is out of range,
  // or a state of another batch; with prompts_apart there is none to go on from. `from` is what the prompts
  // go on from: nothing, where it is empty.
  Generation(Engine& engine, std::vector<Request> requests, const GenerationOptions& options = {},
             State from = {});

  // Runs until there are more tokens; false when no row goes on. Throws NotFinite where logits hold NaN.
  bool step();

  std::size_t rows() const { return requests_.size(); }
  const std::vector<std::int32_t>& tokens(std::size_t row) const {
    return tokens_[row];
  }  // without the prompt
  Finish finish(std::size_t row) const { return finish_[row]; }
  // Ends a row from outside; what it has stays.
  void end(std::size_t row, Finish why);
  const Timings& timings() const { return timings_; }
  // The state after all tokens of each row but its last one.
  const State& state() const { return state_; }

 private:
  void start();
  void compile();
  pjrt::Buffer feed();
  pjrt::Buffer feed_apart();
  void take(std::size_t row, std::int32_t token);
  bool all_done() const;
  std::int64_t next_limit() const;
  void push_done();

  Engine& engine_;
  std::vector<Request> requests_;
  std::int64_t batch_;
  bool prompts_apart_;
  std::vector<std::int64_t> blocks_;
  programs::ChoiceShape choice_;
  State state_;
  programs::RowProgress<pjrt::Buffer> rows_;
  programs::RowSettings<pjrt::Buffer> settings_;
  std::vector<std::vector<std::int32_t>> tokens_;
  std::vector<Finish> finish_;
  bool started_ = false;
  bool ended_from_outside_ = false;
  std::size_t calls_ = 0;
  double seconds_per_token_ = 0;
  Timings timings_;
};

}  // namespace constate::engine
