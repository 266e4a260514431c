#include "serve/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "base/random.h"
#include "engine/prompt_scorer.h"
#include "http/sse.h"
#include "serve/api_error.h"
#include "tokenizer/stream_decoder.h"

namespace constate::serve {
namespace {

std::string new_id(bool is_chat) {
  return fmt::format("{}-{:016x}{:08x}", is_chat ? "chatcmpl" : "cmpl", random_number(),
                     static_cast<std::uint32_t>(random_number()));
}

StateKey key_of(const Ask& ask, const std::string& scope) {
  return ask.session.empty() ? StateKey{"states", scope, ask.state}
                             : StateKey{"sessions", scope, ask.session};
}

// Without a seed of its own each request draws anew.
Ask with_seed(Ask ask) {
  // A client may send it again: seeds are signed.
  if (!ask.has_seed) ask.sampling.seed = random_number() >> 1;
  return ask;
}

}  // namespace

Answer::Answer(AnswerTools tools, std::shared_ptr<http::Exchange> exchange, Ask ask, std::string scope)
    : tools_(tools),
      exchange_(std::move(exchange)),
      ask_(with_seed(std::move(ask))),
      scope_(std::move(scope)),
      id_(new_id(ask_.is_chat)),
      created_(std::time(nullptr)),
      deadline_(seconds_from_now(ask_.seconds)),
      tasks_(*tools_.model.scheduler) {}

void Answer::start() {
  exchange_->on_close([weak = weak_from_this()] {
    const std::shared_ptr<Answer> self = weak.lock();
    if (!self) return;
    self->gone_ = true;
    self->tools_.metrics.disconnected();
    self->tasks_.cancel();
  });
  const bool is_slow = !ask_.session.empty() || !ask_.state.empty() || (ask_.echo && ask_.top_logprobs) ||
                       exchange_->request().body.size() > kQuickBytes;
  const auto work = [self = shared_from_this()] {
    try {
      if (self->prepare()) self->submit();
    } catch (const std::exception& e) {
      self->fail(e);
    }
  };
  if (is_slow)
    tools_.background.post(work);
  else
    work();
}

// ---- prompts

void Answer::go_on_from(const StateKey& key, bool must_be_there) {
  if (!ask_.fork) lease_ = std::make_shared<Lease>(tools_.sessions.leases(), key);
  kept_ = tools_.sessions.load(key);
  if (!kept_ && must_be_there)
    throw ApiError(404, "invalid_request_error", "`" + key.name + "`: there is no such state", "state",
                   "not_found");
}

// Of the conversation, those that were asked last included.
OrderedJson Answer::messages() const {
  OrderedJson out = kept_ ? kept_->messages : OrderedJson::array();
  out.insert(out.end(), ask_.messages.begin(), ask_.messages.end());
  return out;
}

void Answer::prepare_chat() {
  Prompt prompt;
  try {
    prompt.text = tools_.model.chat.render_json(messages(), ask_.chat_end);
  } catch (const Error& e) {
    throw ApiError(400, "invalid_request_error", e.what(), "messages");
  }
  if (kept_ && ask_.session.empty() && kept_->messages.empty())
    throw ApiError(400, "invalid_request_error",
                   "`" + ask_.state + "`: the state is of no conversation; a completion goes on from it",
                   "state");
  if (kept_ && kept_->text.bytes > 0 && kept_->text.begins(prompt.text)) {
    prompt.ids = tools_.model.ids_of(prompt.text.substr(kept_->text.bytes), false);
  } else {
    // Another text than the state has seen: from its beginning.
    if (kept_) kept_->sequence = nullptr;
    std::size_t known = 0;
    if (auto beginning = remembers_texts() ? tools_.texts.find(scope_, prompt.text) : std::nullopt) {
      known = beginning->bytes;
      prompt.ids = std::move(beginning->ids);
    }
    const std::vector<std::int32_t> rest =
        tools_.model.ids_of(prompt.text.substr(known), known == 0 && tools_.model.chat.is_plain());
    prompt.ids.insert(prompt.ids.end(), rest.begin(), rest.end());
  }
  prompts_.push_back(std::move(prompt));
}

// What tells a request that is sent again from another one: its Idempotency-Key, as far as it goes into a
// note.
std::string Answer::request_key() const {
  std::string key = exchange_->request().header("Idempotency-Key");
  return key.size() > 256 ? "" : key;
}

// A session that a request was answered in already, whose answer did not reach the client: it gets that
// again.
bool Answer::replay() {
  const std::string key = request_key();
  if (key.empty() || !kept_ || kept_->request_key != key || ask_.fork) return false;
  if (!ask_.stream) {
    exchange_->send(json_response(kept_->answer));
    return true;
  }
  OrderedJson chunk = kept_->answer;
  if (ask_.is_chat) chunk["object"] = "chat.completion.chunk";
  if (!ask_.llama)
    for (OrderedJson& choice : chunk["choices"]) {
      if (!choice.contains("message")) continue;
      choice["delta"] = choice["message"];
      choice.erase("message");
    }
  event(chunk);
  end_events();
  return true;
}

// False where the answer is given already.
bool Answer::prepare() {
  if (!ask_.session.empty() || !ask_.state.empty()) go_on_from(key_of(ask_, scope_), ask_.session.empty());
  if (replay()) return false;
  if (ask_.is_chat) {
    prepare_chat();
  } else {
    for (const PromptText& given : ask_.prompts) {
      Prompt prompt;
      prompt.ids = tools_.model.ids_of(given, ask_.add_special_tokens && !kept_);
      if (const auto* text = std::get_if<std::string>(&given))
        prompt.text = *text;
      else if (ask_.echo || ask_.llama)
        prompt.text = tokenizer::raw_text(tools_.model.tokenizer, prompt.ids);
      prompts_.push_back(std::move(prompt));
    }
  }
  for (const Prompt& prompt : prompts_) {
    const char* field = ask_.is_chat ? "messages" : "prompt";
    const bool goes_on = kept_ && kept_->sequence;
    check_length(field, prompt.ids, tools_.prompt_tokens, goes_on ? 0 : 1);
  }
  if (ask_.echo && ask_.top_logprobs) score_prompts();
  return true;
}

void Answer::score_prompts() {
  for (Prompt& prompt : prompts_) {
    engine::PromptScorer scorer(*tools_.model.engine, prompt.ids, *ask_.top_logprobs);
    while (!gone_ && Clock::now() < deadline_ && scorer.step()) {
    }
    prompt.scores.emplace_back();  // the first one has no context
    for (const engine::TokenChoice& choice : scorer.choices()) prompt.scores.emplace_back(choice);
    prompt.scores.resize(prompt.ids.size());
  }
}

// ---- tasks

void Answer::submit() {
  for (std::size_t p = 0; p < prompts_.size(); ++p)
    for (std::int64_t k = 0; k < ask_.n; ++k) {
      Choice choice;
      choice.prompt = p;
      choice.stream = std::make_unique<engine::TextStream>(tools_.model.tokenizer, ask_.stop);
      choices_.push_back(std::move(choice));
    }
  for (const Prompt& prompt : prompts_) tools_.rates.spend(scope_, std::ssize(prompt.ids), Clock::now());
  left_ = choices_.size();
  for (std::size_t i = 0; i < choices_.size(); ++i) submit_choice(i);
}

void Answer::submit_choice(std::size_t i) {
  const Prompt& prompt = prompts_[choices_[i].prompt];
  Task task;
  engine::Request& request = task.request;
  request.prompt = prompt.ids;
  request.max_tokens = ask_.max_tokens;
  request.sampling = ask_.sampling;
  request.sampling.seed += i;
  // The program looks for few; `take_tokens` for all.
  const std::size_t in_program = std::min(ask_.stop_ids.size(), kStopIdsOfPrograms);
  request.stop_ids.assign(ask_.stop_ids.begin(),
                          ask_.stop_ids.begin() + static_cast<std::ptrdiff_t>(in_program));
  request.top_logprobs = ask_.top_logprobs;
  request.logit_bias = ask_.logit_bias;
  request.presence_penalty = ask_.presence_penalty;
  request.frequency_penalty = ask_.frequency_penalty;
  if (kept_) request.from = kept_->sequence;
  task.client = scope_ + "\n" + exchange_->request().client;
  task.scope = scope_;
  task.reads_cache = ask_.reads_cache;
  task.writes_cache = ask_.reads_cache;
  task.cache_points = ask_.cache_points;
  task.keep = lease_ || !ask_.save_state.empty();
  task.exact_end = task.keep && (!ask_.stop.empty() || in_program < ask_.stop_ids.size());
  task.deadline = deadline_;
  const std::shared_ptr<Answer> self = shared_from_this();
  task.on_prompt = [self](std::int64_t cached, std::int64_t fed, std::int64_t all) {
    // A long prompt: the client is told that it goes on.
    if (self->ask_.stream && fed > 0 && fed < all)
      self->progress(OrderedJson{{"prompt", {{"cached", cached}, {"fed", fed}, {"all", cached + all}}}});
  };
  task.on_tokens = [self, i](auto tokens, auto scores) { return self->take_tokens(i, tokens, scores); };
  task.on_end = [self, i](const Outcome& outcome) { self->end_choice(i, outcome); };
  tasks_.submit(std::move(task));
}

bool Answer::take_tokens(std::size_t i, std::span<const std::int32_t> tokens,
                         std::span<const engine::TokenChoice> scores) {
  Choice& choice = choices_[i];
  const std::size_t had = choice.tokens.size();
  std::size_t before = had;  // of what was not told
  std::string piece;
  for (std::size_t k = 0; k < tokens.size() && !choice.stream->stopped() && !choice.stop_id; ++k) {
    if (std::find(ask_.stop_ids.begin(), ask_.stop_ids.end(), tokens[k]) != ask_.stop_ids.end())
      choice.stop_id = tokens[k];
    else
      piece += choice.stream->push(tokens[k]);
    choice.tokens.push_back(tokens[k]);
    if (ask_.top_logprobs)
      choice.scores.emplace_back(scores.empty() ? std::nullopt : std::optional(scores[k]));
    // llama.cpp's clients expect a piece for each token.
    if (ask_.llama) tell(i, std::exchange(piece, ""), std::exchange(before, choice.tokens.size()));
  }
  const Clock::time_point now = Clock::now();
  if (choice.last != Clock::time_point())
    tools_.metrics.between_tokens(std::chrono::duration<double>(now - choice.last).count() /
                                  static_cast<double>(tokens.size()));
  choice.last = now;
  tools_.rates.spend(scope_, std::ssize(choice.tokens) - static_cast<std::ptrdiff_t>(had), now);
  if (!ask_.llama) tell(i, piece, before);
  return !choice.stream->stopped() && !choice.stop_id && exchange_->open() && !failed_;
}

// The tokens of a text are then not those of the text alone, so that they depend on what was asked before.
bool Answer::remembers_texts() const {
  return ask_.is_chat && ask_.reads_cache && !(kept_ && kept_->sequence) &&
         !tools_.model.scheduler->options().deterministic;
}

void Answer::remember_text(const Choice& choice) {
  if (!remembers_texts() || choice.stream->stopped()) return;
  const Prompt& prompt = prompts_[choice.prompt];
  std::vector<std::int32_t> ids = prompt.ids;
  ids.insert(ids.end(), choice.tokens.begin(), choice.tokens.end());
  tools_.texts.put(scope_, prompt.text + tokenizer::raw_text(tools_.model.tokenizer, choice.tokens),
                   std::move(ids));
}

void Answer::end_choice(std::size_t i, const Outcome& outcome) {
  Choice& choice = choices_[i];
  tools_.metrics.ended(outcome);
  choice.outcome = outcome;
  if (!failed_ && !gone_) {
    switch (outcome.how) {
      case Ended::kStop:
      case Ended::kLength:
      case Ended::kTimeout: {
        const std::string rest = choice.stream->finish();
        const bool stopped = choice.stream->stopped() || choice.stop_id || outcome.how == Ended::kStop;
        choice.finish = stopped ? "stop" : "length";
        if (choice.stream->stopped())
          choice.stop_reason = choice.stream->stopped_by();
        else if (choice.stop_id && !tools_.model.ends_texts(*choice.stop_id))
          choice.stop_reason = *choice.stop_id;
        else if (outcome.how == Ended::kTimeout)
          choice.stop_reason = "timeout";
        tell(i, rest, choice.tokens.size());
        remember_text(choice);
        break;
      }
      case Ended::kCancelled:
        gone_ = true;
        break;
      case Ended::kShutdown:
      case Ended::kError:
        fail(error_of(outcome));
        break;
    }
  }
  if (--left_ == 0 && !failed_) finish();
}

// ---- the end

void Answer::finish() {
  // A client that is gone will ask again: what it goes on from then is what was there before.
  const bool keeps = (lease_ || !ask_.save_state.empty()) && !gone_;
  if (!keeps || !choices_[0].outcome.sequence) {
    lease_.reset();
    send();
    return;
  }
  // The client may count on the state once it has the answer's end.
  tools_.background.post([self = shared_from_this()] {
    try {
      self->keep();
      self->lease_.reset();
      self->send();
    } catch (const std::exception& e) {
      self->fail(e);
    }
  });
}

void Answer::keep() {
  const Choice& choice = choices_[0];
  Kept out;
  out.sequence = choice.outcome.sequence;
  out.request_key = request_key();
  if (!out.request_key.empty()) out.answer = whole();
  if (ask_.is_chat) {
    out.messages = messages();
    if (ask_.chat_end == formats::ChatEnd::kOpenMessage)
      out.messages.back()["content"] = out.messages.back().at("content").get<std::string>() + choice.text;
    else
      out.messages.push_back({{"role", "assistant"}, {"content", choice.text}});
    const std::string text = prompts_[0].text + tokenizer::raw_text(tools_.model.tokenizer, choice.tokens);
    out.text = TextMark::of(text);
  }
  if (lease_) tools_.sessions.save(lease_->key(), out);
  if (ask_.save_state.empty()) return;
  const StateKey key{"states", scope_, ask_.save_state};
  const Lease lease(tools_.sessions.leases(), key);
  tools_.sessions.save(key, out);
}

void Answer::fail(const std::exception& error) {
  if (failed_.exchange(true)) return;
  tasks_.cancel();
  lease_.reset();
  if (!streaming_) {
    exchange_->send(error_answer(error));
    return;
  }
  exchange_->write(http::sse_event(dump(error_json(error))));
  exchange_->end();
}

}  // namespace constate::serve
