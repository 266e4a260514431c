// Answers in the form of llama.cpp's `/completion`.
#include "serve/answer.h"

namespace constate::serve {
namespace {

OrderedJson probabilities(const ServedModel& model, std::span<const std::int32_t> tokens,
                          std::span<const std::optional<engine::TokenChoice>> scores) {
  return logprobs_json(model, /*is_chat=*/true, tokens, scores, 0, /*with_ids=*/true)["content"];
}

double rate(double a, double b) { return b > 0 ? a / b : 0; }

// Milliseconds; what was cached was not fed.
OrderedJson timings(const Figures& f) {
  const auto fed = static_cast<double>(f.prompt_tokens - f.cached_tokens),
             told = static_cast<double>(f.tokens);
  const double prompt = f.prompt_seconds, decode = f.tokens > 0 ? f.seconds - f.first_token_seconds : 0;
  return {{"cache_n", f.cached_tokens},
          {"prompt_n", f.prompt_tokens - f.cached_tokens},
          {"prompt_ms", 1e3 * prompt},
          {"prompt_per_token_ms", 1e3 * rate(prompt, fed)},
          {"prompt_per_second", rate(fed, prompt)},
          {"predicted_n", f.tokens},
          {"predicted_ms", 1e3 * decode},
          {"predicted_per_token_ms", 1e3 * rate(decode, told)},
          {"predicted_per_second", rate(told, decode)}};
}

// What was in effect, by llama.cpp's names.
OrderedJson settings(const Ask& ask, std::size_t i) {
  const engine::Sampling& s = ask.sampling;
  OrderedJson bias = OrderedJson::array();
  for (const auto& [id, value] : ask.logit_bias) bias.push_back({{"token", id}, {"bias", value}});
  return {{"n_predict", ask.max_tokens},
          {"seed", s.seed + i},
          {"temperature", s.temperature},
          {"top_k", s.top_k},
          {"top_p", s.top_p},
          {"min_p", s.min_p},
          {"repeat_last_n", -1},
          {"repeat_penalty", s.repetition_penalty},
          {"presence_penalty", ask.presence_penalty},
          {"frequency_penalty", ask.frequency_penalty},
          {"stop", ask.stop},
          {"logit_bias", std::move(bias)},
          {"n_probs", ask.top_logprobs.value_or(0)},
          {"stream", ask.stream}};
}

}  // namespace

void Answer::tell_llama(std::size_t i, const std::string& text, std::size_t tokens_before) {
  const Choice& choice = choices_[i];
  const auto tokens = std::span(choice.tokens).subspan(tokens_before);
  if (text.empty() && tokens.empty()) return;
  OrderedJson piece{{"index", i},
                    {"content", text},
                    {"tokens", tokens},
                    {"stop", false},
                    {"id_slot", -1},
                    {"tokens_predicted", choice.tokens.size()},
                    {"tokens_evaluated", prompts_[choice.prompt].ids.size()}};
  if (ask_.top_logprobs && !tokens.empty())
    piece["completion_probabilities"] =
        probabilities(tools_.model, tokens, std::span(choice.scores).subspan(tokens_before));
  event(piece);
}

// The last piece of a stream, whose text and tokens were told; or all of the answer.
OrderedJson Answer::llama_end(std::size_t i) const {
  const Choice& choice = choices_[i];
  const Figures& figures = choice.outcome.figures;
  const bool by_word = choice.stream->stopped(), by_token = choice.stop_id.has_value();
  OrderedJson out{{"index", i},
                  {"content", ask_.stream ? "" : choice.text},
                  {"tokens", OrderedJson::array()},
                  {"id_slot", -1},
                  {"stop", true},
                  {"model", tools_.model.name},
                  {"tokens_predicted", choice.tokens.size()},
                  {"tokens_evaluated", figures.prompt_tokens},
                  {"generation_settings", settings(ask_, i)},
                  {"prompt", prompts_[choice.prompt].text},
                  {"has_new_line", choice.text.find('\n') != std::string::npos},
                  {"truncated", false},
                  {"stop_type", by_word    ? "word"
                                : by_token ? "eos"
                                           : "limit"},
                  {"stopping_word", by_word ? choice.stream->stopped_by() : ""},
                  {"tokens_cached", figures.cached_tokens},
                  {"timings", timings(figures)}};
  if (!ask_.stream && ask_.llama->return_tokens) out["tokens"] = choice.tokens;
  if (!ask_.stream && ask_.top_logprobs)
    out["completion_probabilities"] = probabilities(tools_.model, choice.tokens, choice.scores);
  return out;
}

// Of one prompt the answer, of several a list.
OrderedJson Answer::whole_llama() const {
  if (choices_.size() == 1) return llama_end(0);
  OrderedJson out = OrderedJson::array();
  for (std::size_t i = 0; i < choices_.size(); ++i) out.push_back(llama_end(i));
  return out;
}

}  // namespace constate::serve
