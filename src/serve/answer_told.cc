// What a client gets of its answer: events, or the whole of it.
#include "http/sse.h"
#include "serve/answer.h"

namespace constate::serve {

AnswerHead Answer::head(bool is_chunk) const {
  return {id_, tools_.model.name, tools_.model.fingerprint, created_, ask_.is_chat, is_chunk};
}

Usage Answer::usage() const {
  Usage out;
  for (const Choice& choice : choices_) {
    out.completion_tokens += std::ssize(choice.tokens);
    if (&choice - choices_.data() == static_cast<std::ptrdiff_t>(choice.prompt) * ask_.n) {
      out.prompt_tokens += choice.outcome.figures.prompt_tokens;
      out.cached_tokens += choice.outcome.figures.cached_tokens;
    }
  }
  return out;
}

void Answer::begin_events() {
  if (streaming_.exchange(true)) return;
  http::Response begin;
  begin.content_type = http::kEventStream;
  begin.headers.emplace_back("Cache-Control", "no-cache");
  exchange_->begin(std::move(begin));
}

void Answer::event(const OrderedJson& json) {
  begin_events();
  exchange_->write(http::sse_event(dump(json)));
}

// For those who look; clients of the API pass over comments.
void Answer::progress(const OrderedJson& json) {
  begin_events();
  exchange_->write(http::sse_comment(dump(json)));
}

void Answer::end_events() {
  if (!ask_.llama) exchange_->write(http::sse_event("[DONE]"));
  exchange_->end();
}

// New text of a choice, of its tokens from `tokens_before` on; with the end where it has one.
void Answer::tell(std::size_t i, const std::string& piece, std::size_t tokens_before) {
  Choice& choice = choices_[i];
  std::string text = piece;
  const bool is_first = !std::exchange(choice.began, true);
  if (is_first && ask_.echo) text = prompts_[choice.prompt].text + text;
  choice.text += text;
  if (!ask_.stream || gone_ || failed_) return;
  if (ask_.llama) return tell_llama(i, text, tokens_before);
  const AnswerHead chunk = head(true);
  if (ask_.is_chat && is_first) {
    OrderedJson role = choice_json(chunk, static_cast<std::int64_t>(i), "", nullptr, nullptr, nullptr);
    role["delta"] = {{"role", "assistant"}, {"content", ""}};
    OrderedJson answer = answer_json(chunk, {std::move(role)});
    if (ask_.token_ids) answer["prompt_token_ids"] = prompts_[choice.prompt].ids;
    event(answer);
  }
  OrderedJson logprobs;
  const auto tokens = std::span(choice.tokens).subspan(tokens_before);
  if (ask_.top_logprobs && !tokens.empty())
    logprobs =
        logprobs_json(tools_.model, ask_.is_chat, tokens, std::span(choice.scores).subspan(tokens_before),
                      characters_of(choice.text) - characters_of(text), ask_.token_ids);
  const bool tells_ids = ask_.token_ids && !tokens.empty();
  if (text.empty() && logprobs.is_null() && choice.finish.is_null() && !tells_ids) return;
  OrderedJson told = choice_json(chunk, static_cast<std::int64_t>(i), text, std::move(logprobs),
                                 choice.finish, choice.stop_reason);
  if (ask_.token_ids) told["token_ids"] = tokens;
  if (ask_.token_ids && !ask_.is_chat && is_first) told["prompt_token_ids"] = prompts_[choice.prompt].ids;
  OrderedJson answer = answer_json(chunk, {std::move(told)});
  if (ask_.include_usage) answer["usage"] = nullptr;
  event(answer);
}

OrderedJson Answer::whole() const {
  if (ask_.llama) return whole_llama();
  OrderedJson choices = OrderedJson::array();
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    const Choice& choice = choices_[i];
    OrderedJson logprobs;
    if (ask_.top_logprobs) {
      std::vector<std::int32_t> tokens = choice.tokens;
      std::vector<std::optional<engine::TokenChoice>> scores = choice.scores;
      if (ask_.echo) {
        const Prompt& prompt = prompts_[choice.prompt];
        tokens.insert(tokens.begin(), prompt.ids.begin(), prompt.ids.end());
        scores.insert(scores.begin(), prompt.scores.begin(), prompt.scores.end());
      }
      logprobs = logprobs_json(tools_.model, ask_.is_chat, tokens, scores, 0, ask_.token_ids);
    }
    choices.push_back(choice_json(head(false), static_cast<std::int64_t>(i), choice.text, std::move(logprobs),
                                  choice.finish, choice.stop_reason));
    if (!ask_.token_ids) continue;
    choices.back()["token_ids"] = choice.tokens;
    if (!ask_.is_chat) choices.back()["prompt_token_ids"] = prompts_[choice.prompt].ids;
  }
  OrderedJson out = answer_json(head(false), std::move(choices));
  if (ask_.token_ids && ask_.is_chat) out["prompt_token_ids"] = prompts_[0].ids;
  out["usage"] = usage_json(usage());
  return out;
}

void Answer::send() {
  if (gone_) return;
  if (!ask_.stream) {
    exchange_->send(json_response(whole()));
    return;
  }
  if (ask_.llama)
    for (std::size_t i = 0; i < choices_.size(); ++i) event(llama_end(i));
  if (ask_.include_usage) {
    OrderedJson last = answer_json(head(true), OrderedJson::array());
    last["usage"] = usage_json(usage());
    event(last);
  }
  end_events();
}

}  // namespace constate::serve
