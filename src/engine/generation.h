// Generation: tokens for a set of sequences that run together, a block at a time. The host looks only between
// blocks; there a sequence may join, and those that ended leave.
//
//   Generation g(engine, requests);
//   while (g.step()) use(g.tokens(0));
//
// Not thread-safe. Must not outlive its Engine.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/draft_states.h"
#include "engine/logit_adjustment.h"
#include "engine/row_arrays.h"
#include "engine/sequence.h"
#include "engine/state_pool.h"
#include "engine/token_choice.h"

namespace constate::engine {

struct Request {
  std::vector<std::int32_t> prompt;  // at least one token, unless there is something to go on from
  std::int64_t max_tokens = 128;
  Sampling sampling = {};
  std::vector<std::int32_t> stop_ids = {};  // end the sequence; the one that did is the last of its tokens
  std::shared_ptr<const Sequence> from = nullptr;  // what the prompt goes on from; null: an empty text
  // Numbers of tokens of the prompt, ascending, after which a segment ends: so that `on_fed` is called there.
  std::vector<std::int64_t> cuts = {};
  // Log probabilities of its tokens are wanted, and of so many of the likeliest ones in each place, 0 to
  // kMostTop.
  std::optional<std::int64_t> top_logprobs = {};
  // Of a token's id what is added to its logit, -100 to 100, each id once.
  std::vector<std::pair<std::int32_t, float>> logit_bias = {};
  // -2 to 2: how much is taken off the logit of a token that the answer holds; and that as often as it does.
  // Neither the prompt nor what was there in `from` counts.
  double presence_penalty = 0, frequency_penalty = 0;
  // The text of `from`, or its end, for Speculation to look through, where its history did not keep it.
  std::vector<std::int32_t> text_before = {};
  bool drafts = true;  // false: with Speculation too, a step gives it one token

  LogitAdjustment adjustment() const { return {logit_bias, presence_penalty, frequency_penalty}; }
};

// Throws Error for one that is out of range for a model of `vocab_size` tokens. `where` names it in messages.
void check_request(const Request& request, std::int64_t vocab_size, const std::string& where = "prompt");
// All of them, of which there is one at least.
void check_requests(std::span<const Request> requests, std::int64_t vocab_size);

enum class Finish { kNone, kStop, kLength, kInterrupted, kNotFinite };
std::string_view name(Finish finish);  // "stop", "length", "interrupted", "not finite", ""

// What programs that choose tokens contain.
struct ChoiceKind {
  models::SamplingRules rules;
  std::optional<std::int64_t> top;  // as ChoiceShape has it
  bool covers(const ChoiceKind& other) const;
};
ChoiceKind kind_of(const Request& request);

struct Timings {
  double prefill_seconds = 0, decode_seconds = 0;
  std::int64_t prompt_tokens = 0;   // of all sequences, as they were fed
  std::int64_t decoded_tokens = 0;  // of all sequences, without the first ones, which come out of prefill
  std::int64_t drafted_tokens = 0, accepted_tokens = 0;  // with Speculation: guessed, and right
};

// Several tokens in a step, where they can be guessed. The tokens are those that come without it, up to the
// rounding of the logits.
struct Speculation {
  std::int64_t drafts = kUsualDrafts;  // tokens that a step guesses, 1 to kMostDrafts
  // Tokens of a text that are kept for it, at its end: between half of these and all. Twice what a call may
  // give, at least.
  std::int64_t history = 4096;
  // The draft model that guesses (programs/draft_model.h), of the same tokens and on the same device. Null:
  // where the text repeats itself, what came next before is the guess (programs/lookup.h).
  Engine* draft = nullptr;

  // Of a text, that are kept when its row is made.
  std::int64_t most_text() const { return (history - programs::kBeforeText) / 2; }
  // That a call of so many steps may give a row, and the places of one more step.
  std::int64_t tokens_of(std::int64_t block) const { return (block + 1) * (drafts + 1); }

  static constexpr std::int64_t kUsualDrafts = 7, kUsualByModel = 4, kMostDrafts = 16;
};
// Throws Error for one that is out of range, or that the model cannot do.
void check_speculation(const Speculation& speculation, const models::BoundModel& model);
// Likewise, and where the draft model does not fit beside the engine.
void check_speculation(const Speculation& speculation, const Engine& engine, std::int64_t rows);
// The program that decodes up to so many steps.
const runtime::Program& decoding_program(Engine& engine, const programs::ChoiceShape& choice,
                                         std::int64_t block, std::int64_t capacity,
                                         const std::optional<Speculation>& speculate);

struct GenerationOptions {
  // Sequences that run together at most; others wait. 0: as many as there are requests at the beginning.
  std::int64_t batch = 0;
  // Always run programs of `batch` rows; rows without a sequence idle. Else the shape is the smallest of a
  // short ladder (1, 2, 4, ..., batch) that holds those that run.
  bool fixed_batch = false;
  std::int64_t block = 0;  // tokens a call, at most; 0: the device's own choice
  // Stop ids of a sequence that programs have room for; a request with more has larger ones compiled.
  std::int64_t stop_ids = 4;
  // Feed each prompt by itself, in the segments that it has alone, by programs of one row. With fixed_batch,
  // what a sequence gets is then decided by its request alone, bit by bit. Without it, short prompts that
  // begin at the same time are fed together, in the segments of the longest.
  bool prompts_apart = false;
  // Tokens of prompts, with their padding, that a step feeds at most after it has decoded a block of those
  // that run; one segment at least. Prompts are fed apart then, a segment each in turn. 0: whole prompts, and
  // a step either feeds or decodes.
  std::int64_t step_tokens = 0;
  std::optional<Speculation> speculate = {};
  // Programs are of the first of these kinds that covers what the sequences need, so that few are compiled;
  // of just that where none does.
  std::vector<ChoiceKind> kinds = {};
  // A sequence whose logits are not finite ends as kNotFinite, and the others go on; else `step` throws.
  bool ends_not_finite = false;
  double seconds_per_block =
      0;  // that a call may take where the device may leave the loop; 0: its own choice
  // Told after each segment of a prompt that is fed apart, when nothing was chosen from its logits yet:
  // `sequence` gives a copy of what it is there.
  std::function<void(std::size_t)> on_fed = {};
  // Told when the first token after a prompt that is fed apart is chosen, before another prompt is fed.
  std::function<void(std::size_t)> on_first = {};
  bool keep = false;      // `sequence` is wanted of those that have ended
  bool keep_ids = false;  // and all their ids
};

class Generation {
 public:
  // Throws Error for a request that is out of range.
  Generation(Engine& engine, std::vector<Request> requests, const GenerationOptions& options = {});
  // Of none, so far.
  struct NoRequests {};
  Generation(Engine& engine, NoRequests, const GenerationOptions& options);
  // All go on from a batched state, a row each, in a shape of as many rows; from nothing where it is empty.
  Generation(Engine& engine, std::vector<Request> requests, const GenerationOptions& options, State from);

  // Joins before the next block. Returns its number: those of the constructor are 0, 1, ...
  std::size_t add(Request request);

  // Runs until there are more tokens; false when no sequence goes on. Throws NotFinite where logits hold NaN.
  // Without `feeds` no prompt begins or goes on: a step then decodes a block of those that run, or does
  // nothing.
  bool step(bool feeds = true);

  // That were added so far.
  std::size_t sequences() const { return added_; }
  // Without the prompt.
  const std::vector<std::int32_t>& tokens(std::size_t i) const { return members_.at(i).tokens; }
  // One for each of its tokens, where the request has top_logprobs; else none.
  const std::vector<TokenChoice>& choices(std::size_t i) const { return members_.at(i).choices; }
  Finish finish(std::size_t i) const { return members_.at(i).finish; }
  // Ends one from outside; what it has stays.
  void end(std::size_t i, Finish why);
  // Forgets one that has ended, and all of it. Its number is not given again.
  void drop(std::size_t i);
  // What it has become, after all its tokens: a copy. What was not fed yet of its prompt is part of its
  // history. One that has ended needs GenerationOptions::keep, unless `step` has not been called since.
  Sequence sequence(std::size_t i) const;
  // Whether it has begun: its prompt has been fed.
  bool begun(std::size_t i) const { return members_.at(i).begun; }
  // Tokens that were fed to its state before its first one, of all that are to be.
  std::int64_t fed(std::size_t i) const { return members_.at(i).fed; }
  // Sequences that wait, whose prompt is being fed, and that decode.
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t feeding() const { return feeding_.size(); }
  std::size_t running() const { return running_.size(); }
  std::int64_t batch() const { return pool_.batch(); }  // rows of the programs that decode
  void set_seconds_per_block(double seconds) { options_.seconds_per_block = seconds; }
  const Timings& timings() const { return timings_; }

 private:
  struct Member {
    Request request;
    History history{0};
    std::vector<std::int32_t> tokens;
    Finish finish = Finish::kNone;
    bool begun = false;
    std::int64_t fed = 0;
    std::optional<StatePool::Slot> slot;         // while it is a row of the batch
    std::shared_ptr<const pjrt::Buffer> logits;  // where no token was chosen from them
    std::shared_ptr<const State> rest;           // after it has left, where it is kept
    std::vector<TokenChoice> choices = {};

    // Before its first token: nothing where there is no prompt, since the last token chosen goes on by
    // itself.
    std::vector<std::int32_t> ids_to_feed() const {
      return request.prompt.empty() && history.unfed().empty() ? std::vector<std::int32_t>()
                                                               : history.to_feed(request.prompt);
    }
  };
  // A prompt on its way into a state of its own.
  struct Feed {
    std::size_t member;
    State state;
    std::shared_ptr<const pjrt::Buffer> logits;
    std::vector<std::vector<std::int32_t>> ids;  // of one row: all that is to be fed
  };
  // Members that begin together, and the shape that feeds them.
  struct Group {
    std::vector<std::size_t> members;
    std::int64_t batch;
    bool together;
  };

  bool begins();
  std::vector<Group> groups_to_begin() const;
  bool fed_together(std::span<const std::size_t> members) const;
  void compile(std::span<const Group> groups);
  void begin_together(const Group& group);
  pjrt::Buffer feed(const Group& group, State& state);
  void begin_feeding(std::size_t i);
  bool feed_some();
  void feed_segment(Feed& feed);
  std::int64_t next_segment(const Feed& feed) const;
  void choose_first(const Group& group, const pjrt::Buffer& logits);
  void choose_first_apart(const Feed& feed);
  void join_fed(std::vector<Feed> fed);
  void join(const Group& group, State state, std::int64_t coming = 0);
  bool some_decode() const;
  void retire();
  bool is_worth_fitting() const;
  void decode();
  void book(std::size_t i, std::int32_t token);
  void book_choice(Member& member, const ChoiceArrays& scores, std::size_t at);
  RowValues values_of(const Member& member) const;
  std::vector<std::int32_t> text_of(const Member& member) const;
  bool history_is_full() const;
  void make_rows();
  void make_draft_rows(std::span<RowValues> values);
  std::int64_t take_lookup(runtime::Results& results, std::int64_t longest);
  programs::ChoiceShape choice_for(std::int64_t batch, std::span<const std::size_t> members) const;
  std::int64_t next_limit() const;
  std::int64_t next_block() const { return blocks_[std::min(calls_, blocks_.size() - 1)]; }

  Engine& engine_;
  GenerationOptions options_;
  StatePool pool_;
  std::vector<std::int64_t> blocks_;
  std::int32_t credit_ = programs::kFirstCredit;  // of drafts, as programs::LookupRows has it
  models::SamplingRules rules_;                   // that some sequence needs, or needed
  programs::ChoiceShape choice_{};                // that `rows_` are for
  std::int64_t stop_ids_;                         // slots of the programs: few numbers, few programs
  std::map<std::size_t, Member> members_;
  std::size_t added_ = 0;
  std::deque<std::size_t> waiting_;
  std::deque<Feed> feeding_;
  std::vector<std::size_t> running_;  // rows of the pool
  State from_;                        // of the second constructor, until the first step
  std::optional<RowArrays> rows_;     // of the pool's rows; absent where they must be made anew
  std::optional<DraftStates> draft_;  // where a draft model guesses
  std::size_t calls_ = 0;
  std::int64_t history_used_ = 0;  // of `rows_`, of their longest text at most
  double seconds_per_step_ = 0;
  Timings timings_;
};

}  // namespace constate::engine
