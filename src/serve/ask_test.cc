// What a request asks for: every field at the ends of its range and beyond, and of every wrong type.
#include "serve/ask.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/testing.h"
#include "engine/generation.h"
#include "serve/api_error.h"
#include "serve/ask_embeddings.h"

namespace constate::serve {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const AskLimits kLimits{.tokens = 100, .prompts = 3, .choices = 4, .stops = 2, .stop_bytes = 8};

// A body with what must be there, and `fields`.
std::string body(bool is_chat, const std::string& fields) {
  const std::string least =
      is_chat ? R"("messages": [{"role": "user", "content": "a"}])" : R"("prompt": "a")";
  return fmt::format("{{{}{}{}}}", least, fields.empty() ? "" : ", ", fields);
}

Ask read(bool is_chat, const std::string& text, const engine::GenerationConfig& config = {}) {
  const Json json = parse_json(text, "the body");
  return is_chat ? read_chat(json, kLimits, config) : read_completion(json, kLimits, config);
}
Ask completion(const std::string& fields, const engine::GenerationConfig& config = {}) {
  return read(false, body(false, fields), config);
}
Ask chat(const std::string& fields) { return read(true, body(true, fields)); }

// "FIELD: message" of the 400 that it throws.
std::string refusal(bool is_chat, const std::string& text) {
  try {
    read(is_chat, text);
  } catch (const ApiError& e) {
    EXPECT_EQ(e.status, 400);
    EXPECT_EQ(e.type, "invalid_request_error");
    return fmt::format("{}: {}", e.param, e.what());
  } catch (const FormatError& e) {
    return std::string("no JSON: ") + e.what();
  }
  return "none";
}
std::string of_completion(const std::string& fields) { return refusal(false, body(false, fields)); }
std::string of_chat(const std::string& fields) { return refusal(true, body(true, fields)); }

std::string text_of(double d) { return fmt::format("{}", d); }

// Each of them with all that is no number, and each of both kinds of request.
struct Numeric {
  std::string name;
  std::vector<std::string> good, bad;
  std::string more = {};  // what it needs to have an effect
  bool completion = true, chat = true;
};

std::vector<Numeric> numeric_fields() {
  const std::string huge = "18446744073709551616", least64 = "-9223372036854775808";
  const auto real = [](const char* name, double least, double most, double below, double above) {
    return Numeric{name, {text_of(least), text_of(most)}, {text_of(below), text_of(above)}};
  };
  return {
      real("temperature", 0, 100, -0.001, 100.001),
      real("top_p", 0, 1, -1e-9, 1.0000001),
      real("min_p", 0, 1, -1e-9, 1.0000001),
      real("repetition_penalty", 0.001, 100, 0.000999, 100.01),
      real("presence_penalty", -2, 2, -2.0001, 2.0001),
      real("frequency_penalty", -2, 2, -2.0001, 2.0001),
      real("timeout", 0.001, 3600, 0, 3600.001),
      {"top_k", {"-1", "0", "2147483647", "5.0"}, {"-2", "2147483648", "1.5", huge, least64}},
      {"n", {"1", "4"}, {"0", "5", "1.5", "-1", huge}},
      {"seed", {least64, "9223372036854775807", "0"}, {"9223372036854775808", huge, "0.5"}},
      {.name = "max_tokens", .good = {"0", "100", "1e2"}, .bad = {"-1", "101", huge}, .chat = false},
      {.name = "max_tokens", .good = {"1", "100"}, .bad = {"0", "101"}, .completion = false},
      {.name = "max_completion_tokens", .good = {"1", "100"}, .bad = {"0", "101"}, .completion = false},
      {.name = "logprobs", .good = {"0", "20"}, .bad = {"-1", "21"}, .chat = false},
      {.name = "top_logprobs",
       .good = {"0", "20"},
       .bad = {"-1", "21"},
       .more = ", \"logprobs\": true",
       .completion = false},
  };
}

TEST(Ask, NumbersHaveARangeAndNothingElseIsOne) {
  for (const Numeric& field : numeric_fields())
    for (const bool is_chat : {false, true}) {
      if (is_chat ? !field.chat : !field.completion) continue;
      const auto with = [&](const std::string& value) {
        return refusal(is_chat, body(is_chat, fmt::format("\"{}\": {}{}", field.name, value, field.more)));
      };
      for (const std::string& good : field.good) EXPECT_EQ(with(good), "none") << field.name << " " << good;
      EXPECT_EQ(with("null"), "none") << field.name;
      std::vector<std::string> bad = field.bad;
      bad.insert(bad.end(),
                 {"\"1\"", "true", "[1]", "{}", "1e308", "-1e308", "NaN", "Infinity", "-Infinity"});
      for (const std::string& value : bad) {
        const std::string why = with(value);
        EXPECT_TRUE(why.starts_with(fmt::format("{0}: `{0}`: ", field.name))) << why << " of " << value;
        EXPECT_THAT(why, HasSubstr(" is expected; got "));
      }
      EXPECT_TRUE(with("1e999").starts_with("no JSON: ")) << field.name;
    }
}

TEST(Ask, BooleansAreTrueOrFalse) {
  const auto check = [](bool is_chat, const std::string& name, const std::string& more = "") {
    for (const char* good : {"true", "false", "null"})
      EXPECT_EQ(refusal(is_chat, body(is_chat, fmt::format("\"{}\": {}{}", name, good, more))), "none")
          << name;
    for (const char* bad : {"1", "0", "\"true\"", "[]", "{}", "NaN"})
      EXPECT_TRUE(refusal(is_chat, body(is_chat, fmt::format("\"{}\": {}{}", name, bad, more)))
                      .starts_with(fmt::format("{0}: `{0}`: true or false is expected; got ", name)));
  };
  for (const bool is_chat : {false, true}) {
    for (const char* name : {"stream", "ignore_eos", "cache_prompt"}) check(is_chat, name);
    check(is_chat, "fork", ", \"session\": \"s\"");
  }
  check(false, "echo");
  check(false, "add_special_tokens");
  check(true, "logprobs");
}

TEST(Ask, WhatNobodyKnowsIsRefusedByName) {
  EXPECT_EQ(of_completion("\"temprature\": 1"),
            "temprature: `temprature`: is no field that this server knows");
  EXPECT_EQ(of_completion("\"n_predict\": null"),
            "n_predict: `n_predict`: is no field that this server knows");
  EXPECT_EQ(of_chat("\"prompt\": \"a\""), "prompt: `prompt`: is no field that this server knows");
  EXPECT_EQ(of_completion("\"messages\": []"), "messages: `messages`: is no field that this server knows");
  EXPECT_EQ(of_completion("\"stream\": true, \"stream_options\": {\"usage\": true}"),
            "stream_options.usage: `stream_options.usage`: is no field that this server knows");
  EXPECT_EQ(refusal(true, R"({"messages": [{"role": "user", "content": "a", "weight": 1}]})"),
            "messages[0].weight: `messages[0].weight`: is no field that this server knows");
  // However long it is.
  EXPECT_LT(of_completion(fmt::format("\"{}\": 1", std::string(100'000, 'x'))).size(), 500);
}

TEST(Ask, WhatIsNotDoneIsRefusedByName) {
  const auto refused = [](bool is_chat, const std::string& name, const std::string& nothing,
                          const std::string& something, const std::string& instead = "") {
    EXPECT_EQ(refusal(is_chat, body(is_chat, fmt::format("\"{}\": {}", name, nothing))), "none") << name;
    EXPECT_EQ(refusal(is_chat, body(is_chat, fmt::format("\"{}\": {}", name, something))),
              fmt::format("{0}: `{0}`: is not done by this server; got {1}{2}", name, something, instead));
  };
  const std::string form = "; say in a message what form the answer must have, and check it",
                    tools = "; describe the functions in a message, and read calls from the answer's text";
  refused(false, "best_of", "1", "2");
  refused(false, "suffix", "\"\"", "\"x\"");
  refused(true, "response_format", "{\"type\": \"text\"}", "{\"type\":\"json_object\"}", form);
  refused(true, "response_format", "{\"type\": \"text\"}", "{\"type\":\"json_schema\"}", form);
  refused(true, "tools", "[]", "[{}]", tools);
  refused(true, "tool_choice", "\"auto\"", "\"required\"", tools);
  refused(true, "tool_choice", "\"none\"", "\"required\"", tools);
  refused(true, "functions", "[]", "[{}]", tools);
  refused(true, "function_call", "\"none\"", "{\"name\":\"f\"}", tools);
  refused(true, "modalities", "[\"text\"]", "[\"audio\"]");
  refused(true, "store", "false", "true");
  refused(true, "service_tier", "\"auto\"", "\"flex\"");
  for (const char* name : {"audio", "prediction", "reasoning_effort", "verbosity", "web_search_options"})
    refused(true, name, "null", "\"x\"");
  EXPECT_EQ(of_completion("\"stream\": true, \"stream_options\": {\"include_obfuscation\": true}"),
            "stream_options.include_obfuscation: `stream_options.include_obfuscation`: is not done by this "
            "server; got true");
  for (const bool is_chat : {false, true}) {
    refused(is_chat, "no_stop_trim", "false", "true");
    refused(is_chat, "skip_special_tokens", "true", "false");
    refused(is_chat, "return_hidden_states", "false", "true", "; /v1/embeddings gives them");
    for (const char* name : {"include_reasoning", "separate_reasoning", "stream_reasoning"})
      EXPECT_EQ(refusal(is_chat, body(is_chat, fmt::format("\"{}\": true", name))), "none");
  }
  for (const bool is_chat : {false, true})
    for (const char* name : {"user", "metadata", "safety_identifier", "prompt_cache_key"})
      EXPECT_EQ(refusal(is_chat, body(is_chat, fmt::format("\"{}\": {{\"a\": 1}}", name))), "none");
}

TEST(Ask, WhatHasNoEffectIsRefused) {
  EXPECT_EQ(of_completion("\"stream_options\": {}"),
            "stream_options: `stream_options`: has no effect without `stream`");
  EXPECT_EQ(of_chat("\"top_logprobs\": 3"), "top_logprobs: `top_logprobs`: has no effect without `logprobs`");
  EXPECT_EQ(of_completion("\"fork\": true"), "fork: `fork`: has no effect without `session` or `state`");
  EXPECT_EQ(of_completion("\"session\": \"a\", \"state\": \"b\""), "state: `state`: excludes `session`");
  for (const char* field : {"session", "state", "save_state"})
    EXPECT_EQ(of_completion(fmt::format("\"{}\": \"a\", \"n\": 2", field)),
              "n: `n`: one answer is expected where a state is gone on from or kept");
  EXPECT_EQ(of_completion("\"session\": \"a\", \"echo\": true"),
            "echo: `echo`: is not done where a state is gone on from: the server has no text of it");
  EXPECT_EQ(of_completion("\"stream\": true, \"echo\": true, \"logprobs\": 0"),
            "stream: `stream`: is not done where `echo` and `logprobs` are asked for");
}

TEST(Ask, NamesCannotLeaveTheirFolder) {
  const std::string rule =
      "a name of 1 to 64 letters, digits, `.`, `_` and `-` is expected, not beginning with `.`";
  for (const char* field : {"session", "state", "save_state"}) {
    for (const char* bad : {"", ".", "..", "../a", "a/b", "/a", "a\\\\b", ".a", "a b", "a\\u0000b", "ä",
                            "a\\n", "%2e%2e", "a:b", "~", "*"})
      EXPECT_EQ(of_completion(fmt::format("\"{}\": \"{}\"", field, bad)),
                fmt::format("{0}: `{0}`: {1}", field, rule))
          << bad;
    for (const std::string& good :
         {std::string("a"), std::string("a..b"), std::string("-"), std::string(64, 'Z')})
      EXPECT_EQ(of_completion(fmt::format("\"{}\": \"{}\"", field, good)), "none") << good;
    EXPECT_EQ(of_completion(fmt::format("\"{}\": \"{}\"", field, std::string(65, 'a'))),
              fmt::format("{0}: `{0}`: at most 64 bytes are expected; got 65", field));
    EXPECT_EQ(of_completion(fmt::format("\"{}\": 5", field)),
              fmt::format("{0}: `{0}`: a text is expected; got 5", field));
  }
}

// ---- prompts

TEST(Ask, PromptsAreTextsOrIdsOrListsOfThem) {
  const auto prompts = [](const std::string& prompt) {
    return read(false, fmt::format("{{\"prompt\": {}}}", prompt)).prompts;
  };
  const std::vector<std::int32_t> ids{1, 2};
  EXPECT_THAT(prompts("\"ab\""), ElementsAre(PromptText("ab")));
  EXPECT_THAT(prompts("[1, 2]"), ElementsAre(PromptText(ids)));
  EXPECT_THAT(prompts("[\"a\", \"b\"]"), ElementsAre(PromptText("a"), PromptText("b")));
  EXPECT_THAT(prompts("[[1, 2], \"b\"]"), ElementsAre(PromptText(ids), PromptText("b")));
  EXPECT_THAT(prompts("\"\""), ElementsAre(PromptText("")));
  const auto why = [](const std::string& prompt) {
    return refusal(false, fmt::format("{{\"prompt\": {}}}", prompt));
  };
  EXPECT_EQ(refusal(false, "{}"), "prompt: `prompt`: is needed");
  EXPECT_EQ(why("null"), "prompt: `prompt`: is needed");
  EXPECT_EQ(why("[]"),
            "prompt: `prompt`: a text, a list of token ids, or a list of these is expected; got []");
  EXPECT_EQ(why("5"), "prompt: `prompt`: a text, a list of token ids, or a list of these is expected; got 5");
  EXPECT_EQ(why("[1, \"a\"]"), "prompt: `prompt`: token ids are expected; got \"a\"");
  EXPECT_EQ(why("[\"a\", 1]"), "prompt: `prompt`: texts or lists of token ids are expected; got 1");
  for (const char* id : {"-1", "2147483648", "1.5", "1e308", "18446744073709551615", "true", "null"})
    EXPECT_EQ(why(fmt::format("[0, {}]", id)).substr(0, 57),
              "prompt: `prompt`: token ids are expected; got " + parse_json(id, "").dump().substr(0, 11));
  EXPECT_EQ(why("[\"\", \"\", \"\", \"\"]"), "prompt: `prompt`: at most 3 prompts are expected; got 4");
  for (const char* field : {"session", "state", "save_state"})
    EXPECT_EQ(refusal(false, fmt::format("{{\"prompt\": [\"a\", \"b\"], \"{}\": \"s\"}}", field)),
              "prompt: `prompt`: one prompt is expected where a state is gone on from or kept");
  // What goes on from a state needs none.
  EXPECT_THAT(read(false, "{\"state\": \"s\"}").prompts,
              ElementsAre(PromptText(std::vector<std::int32_t>())));
}

TEST(Ask, MessagesAreRolesAndTexts) {
  const Ask ask = read(true, R"({"messages": [{"role": "system", "content": "a"},
      {"role": "user", "content": [{"type": "text", "text": "b"}, {"type": "text", "text": "c"}]},
      {"role": "assistant", "content": [], "name": "m", "tool_calls": [], "refusal": null}]})");
  EXPECT_EQ(ask.messages.dump(), R"([{"role":"system","content":"a"},{"role":"user","content":"bc"},)"
                                 R"({"role":"assistant","content":"","name":"m"}])");
  const auto why = [](const std::string& messages) {
    return refusal(true, fmt::format("{{\"messages\": {}}}", messages));
  };
  for (const char* bad : {"null", "[]", "{}", "\"a\"", "5"})
    EXPECT_EQ(why(bad), "messages: `messages`: a list of messages is expected");
  EXPECT_EQ(why("[5]"), "messages[0]: `messages[0]`: an object is expected; got 5");
  EXPECT_EQ(why("[{}]"), "messages[0].role: `messages[0].role`: is needed");
  EXPECT_EQ(
      why("[{\"role\": \"user\"}]"),
      "messages[0].content: `messages[0].content`: a text, or a list of parts that are texts, is expected");
  EXPECT_EQ(why(R"([{"role": "user", "content": [{"type": "image_url"}]}])"),
            "messages[0].content: `messages[0].content`: parts of type `text` are expected");
  EXPECT_EQ(why(R"([{"role": "user", "content": "a"}, {"role": 5, "content": "a"}])"),
            "messages[1].role: `messages[1].role`: a text is expected; got 5");
  EXPECT_EQ(why(R"([{"role": "user", "content": "a", "tool_calls": [1]}])"),
            "messages[0].tool_calls: `messages[0].tool_calls`: is not done by this server; got [1]");
  EXPECT_EQ(why(R"([{"role": "user", "content": [{"type": "text", "text": "a", "x": 1}]}])"),
            "messages[0].content[].x: `messages[0].content[].x`: is no field that this server knows");
}

TEST(Ask, TheBodyIsAnObject) {
  EXPECT_EQ(refusal(false, "[1]"), ": the body is a JSON object; got [1]");
  EXPECT_EQ(refusal(true, "\"a\""), ": the body is a JSON object; got \"a\"");
}

// ---- embeddings

EmbeddingsAsk embeddings(const std::string& fields) {
  return read_embeddings(parse_json(fmt::format("{{{}}}", fields), "the body"), kLimits);
}
std::string of_embeddings(const std::string& fields) {
  try {
    embeddings(fields);
  } catch (const ApiError& e) {
    EXPECT_EQ(e.status, 400);
    return fmt::format("{}: {}", e.param, e.what());
  }
  return "none";
}

TEST(AskEmbeddings, TextsAndHowTheyArePooled) {
  const EmbeddingsAsk least = embeddings("\"input\": \"a\"");
  EXPECT_THAT(least.inputs, ElementsAre(PromptText("a")));
  EXPECT_EQ(least.pooling, engine::Pooling::kMean);
  EXPECT_FALSE(least.base64);
  EXPECT_EQ(least.seconds, 3600);
  const EmbeddingsAsk all = embeddings(
      R"("input": ["a", [1, 2]], "pooling": "last", "encoding_format": "base64", "timeout": 2, "model": "m",
         "user": "me", "dimensions": null)");
  EXPECT_THAT(all.inputs, ElementsAre(PromptText("a"), PromptText(std::vector<std::int32_t>{1, 2})));
  EXPECT_EQ(all.pooling, engine::Pooling::kLast);
  EXPECT_TRUE(all.base64);
  EXPECT_EQ(all.seconds, 2);
  EXPECT_EQ(all.model, "m");
}

TEST(AskEmbeddings, WhatIsRefused) {
  EXPECT_EQ(of_embeddings(""), "input: `input`: is needed");
  EXPECT_EQ(of_embeddings("\"input\": []"),
            "input: `input`: a text, a list of token ids, or a list of these is expected; got []");
  EXPECT_EQ(of_embeddings("\"input\": [1, -1]"), "input: `input`: token ids are expected; got -1");
  EXPECT_EQ(of_embeddings("\"input\": [\"a\", \"a\", \"a\", \"a\"]"),
            "input: `input`: at most 3 prompts are expected; got 4");
  EXPECT_EQ(
      of_embeddings("\"input\": \"a\", \"dimensions\": 8"),
      "dimensions: `dimensions`: is not done by this server; got 8; an embedding has as many numbers as "
      "a hidden state of the model");
  EXPECT_EQ(of_embeddings("\"input\": \"a\", \"encoding_format\": \"hex\""),
            "encoding_format: `encoding_format`: `float` or `base64` is expected; got `hex`");
  EXPECT_EQ(of_embeddings("\"input\": \"a\", \"pooling\": \"cls\""),
            "pooling: `pooling`: `mean` or `last` is expected; got `cls`");
  EXPECT_EQ(of_embeddings("\"input\": \"a\", \"timeout\": 0"),
            "timeout: `timeout`: a number between 0.001 and 3600 is expected; got 0");
  EXPECT_EQ(of_embeddings("\"input\": \"a\", \"n\": 1"), "n: `n`: is no field that this server knows");
}

// ---- llama.cpp's completions

Ask llama(const std::string& fields) {
  engine::GenerationConfig config;
  config.stop_ids = {5};
  const std::string text = fmt::format("{{\"prompt\": \"a\"{}{}}}", fields.empty() ? "" : ", ", fields);
  return read_llama(parse_json(text, "the body"), kLimits, config);
}
std::string of_llama(const std::string& fields) {
  try {
    llama(fields);
  } catch (const ApiError& e) {
    EXPECT_EQ(e.status, 400);
    return fmt::format("{}: {}", e.param, e.what());
  }
  return "none";
}

TEST(AskLlama, ItsNamesAreOurs) {
  const Ask least = llama("");
  EXPECT_EQ(least.max_tokens, 100);
  EXPECT_FALSE(least.has_seed || least.stream || least.top_logprobs || least.llama->return_tokens);
  EXPECT_THAT(least.stop_ids, ElementsAre(5));
  const Ask all = llama(
      R"("n_predict": 7, "temperature": 0.5, "top_k": 3, "top_p": 0.9, "min_p": 0.1, "repeat_penalty": 1.2,
         "presence_penalty": 1, "frequency_penalty": -1, "seed": 9, "stop": ["x"], "n_probs": 4, "cache_prompt": false,
         "return_tokens": true, "stream": true, "ignore_eos": true, "timeout": 2, "model": "m", "session": "s")");
  EXPECT_EQ(all.max_tokens, 7);
  EXPECT_EQ(all.sampling.temperature, 0.5);
  EXPECT_EQ(all.sampling.top_k, 3);
  EXPECT_EQ(all.sampling.top_p, 0.9);
  EXPECT_EQ(all.sampling.min_p, 0.1);
  EXPECT_EQ(all.sampling.repetition_penalty, 1.2);
  EXPECT_EQ(all.sampling.seed, 9);
  EXPECT_EQ(all.presence_penalty, 1);
  EXPECT_EQ(all.frequency_penalty, -1);
  EXPECT_THAT(all.stop, ElementsAre("x"));
  EXPECT_EQ(all.top_logprobs, 4);
  EXPECT_TRUE(all.has_seed && all.stream && all.llama->return_tokens && !all.reads_cache);
  EXPECT_TRUE(all.stop_ids.empty());
  EXPECT_EQ(all.session, "s");
  EXPECT_FALSE(llama("\"seed\": -1").has_seed);
  EXPECT_EQ(llama("\"n_predict\": -1").max_tokens, 100);
  EXPECT_EQ(llama("\"n_predict\": 0").max_tokens, 0);
  EXPECT_FALSE(llama("\"n_probs\": 0").top_logprobs);
}

TEST(AskLlama, Prompts) {
  const auto prompts = [](const std::string& prompt) {
    return read_llama(parse_json(fmt::format("{{\"prompt\": {}}}", prompt), "the body"), kLimits, {}).prompts;
  };
  const std::vector<std::int32_t> ids{1, 2};
  const std::vector<PromptPiece> mixed{1, "a", 2}, other{"a", 1};
  EXPECT_THAT(prompts("[1, 2]"), ElementsAre(PromptText(ids)));
  EXPECT_THAT(prompts("[1, \"a\", 2]"), ElementsAre(PromptText(mixed)));
  EXPECT_THAT(prompts("[\"a\", 1]"), ElementsAre(PromptText(other)));
  EXPECT_THAT(prompts("[\"a\", [1, \"a\", 2], [1, 2]]"),
              ElementsAre(PromptText("a"), PromptText(mixed), PromptText(ids)));
  for (const char* bad : {"[[1, true]]", "[1, true]", "[1, \"a\", true]"})
    EXPECT_EQ(message_of([&] { prompts(bad); }), "`prompt`: token ids are expected; got true") << bad;
}

TEST(AskLlama, BiasesInAllTheirForms) {
  const auto bias = [](const std::string& value) { return llama("\"logit_bias\": " + value); };
  using Ids = std::vector<std::pair<std::int32_t, float>>;
  using Texts = std::vector<std::pair<std::string, float>>;
  const Ask list = bias(R"([[3, 1.5], [4, false], [" a", -2]])");
  EXPECT_EQ(list.logit_bias, (Ids{{3, 1.5F}, {4, -100}}));
  EXPECT_EQ(list.llama->text_bias, (Texts{{" a", -2}}));
  const Ask object = bias(R"({"3": 1.5, "a": false, "-1": 2})");
  EXPECT_EQ(object.logit_bias, (Ids{{3, 1.5F}}));
  EXPECT_EQ(object.llama->text_bias, (Texts{{"-1", 2}, {"a", -100}}));
  const std::string rule = "logit_bias: `logit_bias`: ";
  for (const char* bad : {"5", "[5]", "[[5]]", "[[5, 1, 2]]", "\"a\""})
    EXPECT_TRUE(of_llama(fmt::format("\"logit_bias\": {}", bad))
                    .starts_with(
                        rule + "a list of [id or text, number or false], or an object of these, is expected"))
        << bad;
  for (const char* bad : {"[[5, true]]", "[[5, 101]]", "[[5, \"1\"]]", "{\"5\": -101}"})
    EXPECT_TRUE(of_llama(fmt::format("\"logit_bias\": {}", bad))
                    .starts_with(rule + "numbers between -100 and 100 are expected"))
        << bad;
  for (const char* bad : {"[[-5, 1]]", "[[1.5, 1]]", "[[null, 1]]", "[[4294967296, 1]]"})
    EXPECT_TRUE(of_llama(fmt::format("\"logit_bias\": {}", bad))
                    .starts_with(rule + "token ids or texts are expected"))
        << bad;
}

TEST(AskLlama, WhatIsNotDoneIsRefusedByName) {
  for (const auto& [name, nothing, something] :
       std::vector<std::array<std::string, 3>>{{"id_slot", "-1", "0"},
                                               {"repeat_last_n", "-1", "64"},
                                               {"typical_p", "1.0", "0.5"},
                                               {"mirostat", "0", "1"},
                                               {"grammar", "\"\"", "\"root\""},
                                               {"json_schema", "null", "{}"},
                                               {"samplers", "null", "[]"},
                                               {"n_keep", "0", "5"},
                                               {"dry_multiplier", "0.0", "0.8"},
                                               {"xtc_probability", "0", "0.5"},
                                               {"lora", "[]", "[{}]"},
                                               {"t_max_predict_ms", "0", "100"},
                                               {"post_sampling_probs", "false", "true"},
                                               {"response_fields", "[]", "[\"content\"]"}}) {
    EXPECT_EQ(of_llama(fmt::format("\"{}\": {}", name, nothing)), "none") << name;
    EXPECT_TRUE(of_llama(fmt::format("\"{}\": {}", name, something))
                    .starts_with(fmt::format("{0}: `{0}`: is not done by this server; got ", name)))
        << name;
  }
  EXPECT_EQ(of_llama("\"max_tokens\": 3"),
            "max_tokens: `max_tokens`: is not done by this server; got 3; here it is `n_predict`; OpenAI's "
            "completions are at /v1/completions");
  EXPECT_EQ(of_llama("\"messages\": []"), "messages: `messages`: is no field that this server knows");
  EXPECT_EQ(of_llama("\"n_predict\": -2"),
            "n_predict: `n_predict`: an integer between -1 and 100 is expected; got -2");
  EXPECT_EQ(of_llama("\"n_probs\": 21"),
            "n_probs: `n_probs`: an integer between 0 and 20 is expected; got 21");
}

TEST(AskChat, WhereTheAnswerBegins) {
  const auto read_end = [](const std::string& role, const std::string& fields) {
    return refusal(true,
                   fmt::format(R"({{"messages": [{{"role": "{}", "content": "a"}}]{}}})", role, fields));
  };
  const auto end = [](const std::string& fields) {
    return read(true, R"({"messages": [{"role": "assistant", "content": "a"}])" + fields + "}").chat_end;
  };
  EXPECT_EQ(end(""), formats::ChatEnd::kAnswer);
  EXPECT_EQ(end(", \"add_generation_prompt\": true"), formats::ChatEnd::kAnswer);
  EXPECT_EQ(end(", \"add_generation_prompt\": false"), formats::ChatEnd::kNothing);
  EXPECT_EQ(end(", \"continue_final_message\": true"), formats::ChatEnd::kOpenMessage);
  EXPECT_EQ(end(", \"continue_final_message\": true, \"add_generation_prompt\": false"),
            formats::ChatEnd::kOpenMessage);
  EXPECT_EQ(read_end("assistant", R"(, "continue_final_message": true, "add_generation_prompt": true)"),
            "continue_final_message: `continue_final_message`: excludes `add_generation_prompt`");
  EXPECT_EQ(read_end("user", R"(, "continue_final_message": true)"),
            "continue_final_message: `continue_final_message`: the last message must be one of the role "
            "`assistant`");
}

// ---- lists

TEST(Ask, StopsAreATextOrAFew) {
  EXPECT_THAT(completion("\"stop\": \"a\"").stop, ElementsAre("a"));
  EXPECT_THAT(completion("\"stop\": [\"a\", \"b\"]").stop, ElementsAre("a", "b"));
  EXPECT_THAT(completion("\"stop\": null").stop, ElementsAre());
  const std::string rule =
      "stop: `stop`: a text, or a list of at most 2 texts, of 1 to 8 bytes each is expected; got ";
  EXPECT_EQ(of_completion("\"stop\": \"\""), rule + "\"\"");
  EXPECT_EQ(of_completion("\"stop\": \"123456789\""), rule + "\"123456789\"");
  EXPECT_EQ(of_completion("\"stop\": [\"a\", 1]"), rule + "[\"a\",1]");
  EXPECT_EQ(of_completion("\"stop\": [\"a\", \"b\", \"c\"]"), rule + "[\"a\",\"b\",\"c\"]");
  EXPECT_EQ(of_completion("\"stop\": 5"), rule + "5");
}

TEST(Ask, StopIdsAreThoseOfTheModelAndMore) {
  const engine::GenerationConfig config{
      .sampling = {}, .stop_ids = {7}, .stop_ids_from = "", .max_new_tokens = {}};
  EXPECT_THAT(completion("\"stop_token_ids\": [3]", config).stop_ids, ElementsAre(7, 3));
  EXPECT_THAT(completion("\"ignore_eos\": true, \"stop_token_ids\": [3]", config).stop_ids, ElementsAre(3));
  EXPECT_EQ(of_completion("\"stop_token_ids\": [1, 2, 3]"),
            "stop_token_ids: `stop_token_ids`: a list of at most 2 ids is expected");
  for (const char* bad : {"-1", "2147483648", "1.5", "\"1\"", "null"})
    EXPECT_THAT(of_completion(fmt::format("\"stop_token_ids\": [{}]", bad)),
                HasSubstr("stop_token_ids: `stop_token_ids`: token ids are expected; got "));
}

TEST(Ask, BiasIsOfIds) {
  const std::vector<std::pair<std::int32_t, float>> want{{5, -100.0F}, {50, 1.5F}};
  EXPECT_EQ(completion("\"logit_bias\": {\"5\": -100, \"50\": 1.5}").logit_bias, want);
  for (const char* bad :
       {"{\"-1\": 1}", "{\"a\": 1}", "{\"\": 1}", "{\" 5\": 1}", "{\"5.0\": 1}", "{\"99999999999\": 1}"})
    EXPECT_THAT(of_completion(fmt::format("\"logit_bias\": {}", bad)),
                HasSubstr("logit_bias: `logit_bias`: token ids are expected; got `"));
  for (const char* bad : {"100.5", "-101", "\"1\"", "true", "null", "NaN", "1e308"})
    EXPECT_THAT(of_completion(fmt::format("\"logit_bias\": {{\"5\": {}}}", bad)),
                HasSubstr("logit_bias: `logit_bias`: numbers between -100 and 100 are expected; got "));
  EXPECT_EQ(of_completion("\"logit_bias\": [1]"),
            "logit_bias: `logit_bias`: an object of token ids is expected; got [1]");
  // The same id twice, in two ways of writing it.
  EXPECT_EQ(of_completion("\"logit_bias\": {\"5\": 1, \"05\": 1}"),
            "logit_bias: `logit_bias`: token ids are expected; got `05`");
}

TEST(Ask, CachePointsAscend) {
  EXPECT_THAT(completion("\"cache_points\": [9, 2, 0]").cache_points, ElementsAre(0, 2, 9));
  for (const char* bad : {"-1", "1.5", "\"1\"", "1099511627777", "null"})
    EXPECT_THAT(of_completion(fmt::format("\"cache_points\": [{}]", bad)),
                HasSubstr("cache_points: `cache_points`: numbers of tokens are expected; got "));
  std::string many = "0";
  for (int i = 0; i < 64; ++i) many += ", 0";
  EXPECT_EQ(of_completion(fmt::format("\"cache_points\": [{}]", many)),
            "cache_points: `cache_points`: a list of at most 64 numbers of tokens is expected");
}

// ---- what is there unasked

TEST(Ask, UnaskedIsWhatOpenAIsApiHas) {
  const Ask ask = completion("");
  EXPECT_EQ(ask.max_tokens, 16);
  EXPECT_EQ(ask.n, 1);
  EXPECT_EQ(ask.sampling.temperature, 1);
  EXPECT_EQ(ask.sampling.top_p, 1);
  EXPECT_FALSE(ask.has_seed || ask.stream || ask.echo || ask.include_usage || ask.fork);
  EXPECT_TRUE(ask.reads_cache && ask.add_special_tokens);
  EXPECT_EQ(ask.top_logprobs, std::nullopt);
  EXPECT_EQ(chat("").max_tokens, 100);
  EXPECT_EQ(chat("\"max_tokens\": 5, \"max_completion_tokens\": 7").max_tokens, 7);
  EXPECT_EQ(chat("\"logprobs\": true").top_logprobs, 0);
  EXPECT_EQ(chat("\"top_logprobs\": 0").top_logprobs, std::nullopt);
}

TEST(Ask, SamplingIsTheCheckpointsUnlessItIsAskedFor) {
  engine::GenerationConfig config;
  config.sampling = {.temperature = 0.7, .top_k = 40, .top_p = 0.9};
  EXPECT_EQ(completion("", config).sampling.temperature, 0.7);
  EXPECT_EQ(completion("", config).sampling.top_k, 40);
  EXPECT_EQ(completion("\"temperature\": 0", config).sampling.temperature, 0);
  EXPECT_EQ(completion("\"top_k\": -1", config).sampling.top_k, 0);
  const Ask likeliest = completion("\"top_p\": 0", config);
  EXPECT_EQ(likeliest.sampling.top_k, 1);
  EXPECT_EQ(likeliest.sampling.top_p, 1);
  EXPECT_EQ(completion("\"seed\": -1").sampling.seed, ~std::uint64_t{0});
  EXPECT_TRUE(completion("\"seed\": 0").has_seed);
}

// Whatever is taken here, the engine takes too.
TEST(Ask, TheEngineTakesTheEndsOfAllRanges) {
  for (const Numeric& field : numeric_fields()) {
    if (!field.completion) continue;
    for (const std::string& good : field.good) {
      const Ask ask = completion(fmt::format("\"{}\": {}", field.name, good));
      engine::Request request;
      request.prompt = {1};
      request.max_tokens = ask.max_tokens;
      request.sampling = ask.sampling;
      request.top_logprobs = ask.top_logprobs;
      request.presence_penalty = ask.presence_penalty;
      request.frequency_penalty = ask.frequency_penalty;
      EXPECT_EQ(message_of([&] { engine::check_request(request, 10); }), "no error")
          << field.name << " " << good;
    }
  }
}

}  // namespace
}  // namespace constate::serve
