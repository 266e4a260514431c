// Answer: one request of the OpenAI API on its way: its prompts become tasks, and what comes of them the
// answer, whole or streamed.
//
// Lives as long as one of its tasks, or the work that prepares them. The scheduler's thread tells it of
// tokens; a client that goes away cancels all of its tasks.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "engine/text_stream.h"
#include "http/exchange.h"
#include "serve/background.h"
#include "serve/metrics.h"
#include "serve/models.h"
#include "serve/rate_limits.h"
#include "serve/render.h"
#include "serve/request_tasks.h"

namespace constate::serve {

// What an answer uses, all of which outlives it, some by `use`.
struct AnswerTools {
  ServedModel& model;
  Sessions& sessions;
  Background& background;
  Metrics& metrics;
  ChatTexts& texts;
  RateLimits& rates;
  std::int64_t prompt_tokens;           // of a prompt at most
  std::shared_ptr<const ModelUse> use;  // while it is there, `model`, `sessions` and `texts` are
};

class Answer : public std::enable_shared_from_this<Answer> {
 public:
  // `scope`: whose states and cached beginnings it may use.
  Answer(AnswerTools tools, std::shared_ptr<http::Exchange> exchange, Ask ask, std::string scope);
  // Begins; the answer comes later. Throws ApiError.
  void start();

 private:
  struct Choice {
    std::size_t prompt;  // its number
    std::unique_ptr<engine::TextStream> stream;
    std::string text;  // all of it that is certain
    std::vector<std::int32_t> tokens;
    std::vector<std::optional<engine::TokenChoice>> scores;
    bool began = false;                   // something was told of it
    Clock::time_point last = {};          // when its last tokens came
    std::optional<std::int32_t> stop_id;  // the token that ended it
    OrderedJson finish, stop_reason;
    Outcome outcome;
  };
  struct Prompt {
    std::vector<std::int32_t> ids;
    std::string text;                                        // for `echo`, and of a chat
    std::vector<std::optional<engine::TokenChoice>> scores;  // of its ids, with `echo` and log probabilities
  };

  bool prepare();  // prompts as ids; in a thread that may take its time
  void prepare_chat();
  void go_on_from(const StateKey& key, bool must_be_there);
  OrderedJson messages() const;
  std::string request_key() const;
  bool replay();
  void score_prompts();
  void submit();
  void submit_choice(std::size_t i);
  bool take_tokens(std::size_t i, std::span<const std::int32_t> tokens,
                   std::span<const engine::TokenChoice> scores);
  void end_choice(std::size_t i, const Outcome& outcome);
  void tell(std::size_t i, const std::string& piece, std::size_t tokens_before);
  bool remembers_texts() const;
  void remember_text(const Choice& choice);
  void finish();
  void keep();
  void send();
  void fail(const std::exception& error);
  void begin_events();
  void event(const OrderedJson& json);
  void progress(const OrderedJson& json);
  void end_events();
  void tell_llama(std::size_t i, const std::string& text, std::size_t tokens_before);
  OrderedJson llama_end(std::size_t i) const;
  OrderedJson whole_llama() const;
  AnswerHead head(bool is_chunk) const;
  OrderedJson whole() const;
  Usage usage() const;
  AnswerTools tools_;
  const std::shared_ptr<http::Exchange> exchange_;
  const Ask ask_;
  const std::string scope_, id_;
  const std::int64_t created_;
  const Clock::time_point deadline_;
  std::shared_ptr<Lease> lease_;
  std::optional<Kept> kept_;
  std::vector<Prompt> prompts_;
  std::vector<Choice> choices_;
  std::atomic<std::size_t> left_ = 0;  // choices that have not ended
  std::atomic<bool> gone_ = false, failed_ = false, streaming_ = false;
  RequestTasks tasks_;
};

}  // namespace constate::serve
