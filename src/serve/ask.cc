#include "serve/ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "serve/api_error.h"
#include "serve/ask_fields.h"

namespace constate::serve {
namespace {

// Of all that is asked for alike.
Ask read_common(Fields& fields, const AskLimits& limits, const engine::GenerationConfig& config) {
  Ask ask;
  ask.model = fields.text("model", 1024).value_or("");
  ask.n = fields.integer("n", 1, limits.choices).value_or(1);
  read_sampling(fields, config, "repetition_penalty", ask);
  read_bias(fields, ask);
  read_stops(fields, limits, config, ask);
  read_stream(fields, ask);
  ask.token_ids = fields.boolean("return_token_ids").value_or(false);
  read_cache(fields, ask);
  ask.seconds = fields.number("timeout", 0.001, limits.seconds).value_or(limits.seconds);
  if (!(ask.session + ask.state + ask.save_state).empty() && ask.n > 1)
    bad_field("n", "one answer is expected where a state is gone on from or kept");
  for (const char* name : {"user", "metadata", "safety_identifier", "prompt_cache_key"}) fields.ignore(name);
  return ask;
}

}  // namespace

void check_ids(const Ask& ask, const engine::GenerationConfig& config, std::int64_t vocabulary) {
  check_ids("prompt", ask.prompts, vocabulary);
  for (const auto& [id, bias] : ask.logit_bias) check_id("logit_bias", id, vocabulary);
  for (const std::int32_t id : ask.stop_ids)
    if (std::find(config.stop_ids.begin(), config.stop_ids.end(), id) == config.stop_ids.end())
      check_id("stop_token_ids", id, vocabulary);
}

namespace {

// vLLM's names.
void read_chat_end(Fields& fields, Ask& ask) {
  const auto adds = fields.boolean("add_generation_prompt");
  const bool goes_on = fields.boolean("continue_final_message").value_or(false);
  if (goes_on && adds.value_or(false))
    bad_field("continue_final_message", "excludes `add_generation_prompt`");
  if (goes_on && ask.messages.back().at("role") != "assistant")
    bad_field("continue_final_message", "the last message must be one of the role `assistant`");
  if (goes_on)
    ask.chat_end = formats::ChatEnd::kOpenMessage;
  else if (!adds.value_or(true))
    ask.chat_end = formats::ChatEnd::kNothing;
}

}  // namespace

namespace {

// What vllm-router sends with each request, asked or not. No model here tells its reasoning apart.
void take_routers_fields(Fields& fields) {
  fields.refuse("no_stop_trim", {false});
  fields.refuse("skip_special_tokens", {true});
  fields.refuse("return_hidden_states", {false}, "/v1/embeddings gives them");
  for (const char* name : {"include_reasoning", "separate_reasoning", "stream_reasoning"})
    fields.ignore(name);
}

}  // namespace

Ask read_completion(const Json& body, const AskLimits& limits, const engine::GenerationConfig& config) {
  Fields fields(body);
  Ask ask = read_common(fields, limits, config);
  take_routers_fields(fields);
  read_prompts(fields, limits, ask);
  ask.max_tokens =
      fields.integer("max_tokens", 0, limits.tokens).value_or(std::min<std::int64_t>(16, limits.tokens));
  ask.top_logprobs = fields.integer("logprobs", 0, engine::kMostTop);
  ask.echo = fields.boolean("echo").value_or(false);
  ask.add_special_tokens = fields.boolean("add_special_tokens").value_or(true);
  if (ask.echo && ask.top_logprobs && ask.stream)
    bad_field("stream", "is not done where `echo` and `logprobs` are asked for");
  fields.refuse("best_of", {1});
  fields.refuse("suffix", {""});
  if (ask.echo && (!ask.session.empty() || !ask.state.empty()))
    bad_field("echo", "is not done where a state is gone on from: the server has no text of it");
  fields.finish();
  return ask;
}

Ask read_chat(const Json& body, const AskLimits& limits, const engine::GenerationConfig& config) {
  Fields fields(body);
  Ask ask = read_common(fields, limits, config);
  take_routers_fields(fields);
  ask.is_chat = true;
  const Json* messages = fields.take("messages");
  if (!messages || !messages->is_array() || messages->empty())
    bad_field("messages", "a list of messages is expected");
  ask.messages = OrderedJson::array();
  for (std::size_t i = 0; i < messages->size(); ++i) {
    const std::string path = fmt::format("messages[{}].", i);
    Fields message((*messages)[i], path);
    const auto role = message.text("role", 64);
    if (!role) bad_field(path + "role", "is needed");
    std::string content;
    const Json* given = message.take("content");
    if (given && given->is_string()) {
      content = given->get<std::string>();
    } else if (given && given->is_array()) {
      for (const Json& part : *given) {
        Fields inner(part, path + "content[].");
        if (inner.text("type", 64) != "text")
          bad_field(path + "content", "parts of type `text` are expected");
        content += inner.text("text", std::numeric_limits<std::size_t>::max()).value_or("");
        inner.finish();
      }
    } else {
      bad_field(path + "content", "a text, or a list of parts that are texts, is expected");
    }
    OrderedJson out{{"role", *role}, {"content", content}};
    if (const auto name = message.text("name", 256)) out["name"] = *name;
    message.refuse("tool_calls", {Json::array()});
    message.refuse("refusal");
    message.finish();
    ask.messages.push_back(std::move(out));
  }
  read_chat_end(fields, ask);
  const auto most = fields.integer("max_tokens", 1, limits.tokens);
  ask.max_tokens =
      fields.integer("max_completion_tokens", 1, limits.tokens).value_or(most.value_or(limits.tokens));
  const auto top = fields.integer("top_logprobs", 0, engine::kMostTop);
  if (fields.boolean("logprobs").value_or(false))
    ask.top_logprobs = top.value_or(0);
  else if (top && *top > 0)
    bad_field("top_logprobs", "has no effect without `logprobs`");
  const char* const in_words = "say in a message what form the answer must have, and check it";
  const char* const tools_in_words =
      "describe the functions in a message, and read calls from the answer's text";
  fields.refuse("response_format", {Json{{"type", "text"}}}, in_words);
  fields.refuse("tools", {Json::array()}, tools_in_words);
  fields.refuse("tool_choice", {"none", "auto"}, tools_in_words);
  fields.refuse("functions", {Json::array()}, tools_in_words);
  fields.refuse("function_call", {"none", "auto"}, tools_in_words);
  fields.ignore("parallel_tool_calls");
  fields.refuse("modalities", {Json::array({"text"})});
  fields.refuse("store", {false});
  fields.refuse("service_tier", {"auto", "default"});
  for (const char* name : {"audio", "prediction", "reasoning_effort", "verbosity", "web_search_options"})
    fields.refuse(name);
  fields.finish();
  return ask;
}

}  // namespace constate::serve
