#include "formats/chat_template.h"

#include <gtest/gtest.h>

#include "formats/chat_format.h"
#include "formats/test_util.h"

namespace constate::formats {
namespace {

std::tm noon() {
  std::tm out{};
  out.tm_year = 126;
  out.tm_mon = 1;
  out.tm_mday = 3;
  out.tm_hour = 12;
  return out;
}

const std::vector<Message> kMessages = {{"user", "Hi"}, {"assistant", "Hello"}};

std::string in_folder(const TempDir& dir) {
  const std::optional<ChatTemplate> t = ChatTemplate::in_folder(dir.path);
  return t ? t->render(kMessages, true, noon()) : "none";
}

TEST(ChatTemplate, VariablesThatATemplateHas) {
  const ChatTemplate t(
      "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{{ "
      "add_generation_prompt }} "
      "{{ tools }} {{ documents is none }} {{ pad_token is defined }} {{ x | default('no x') }} {{ "
      "strftime_now('%F') }}",
      {{"bos_token", "<s>"}}, "here");
  EXPECT_EQ(t.render(kMessages, true, noon()),
            "<s><user>Hi<assistant>HelloTrue None True False no x 2026-02-03");
  const OrderedJson more = {{"tools", {{{"b", 1}, {"a", nullptr}}}}, {"x", "y"}, {"bos_token", "<b>"}};
  EXPECT_EQ(t.render(kMessages, false, noon(), more),
            "<b><user>Hi<assistant>HelloFalse [{'b': 1, 'a': None}] True False y 2026-02-03");
}

TEST(ChatTemplate, MessagesAsJson) {
  const ChatTemplate t("{% for m in messages %}{{ m | tojson }}{% endfor %}", OrderedJson::object(), "here");
  const OrderedJson messages = parse_ordered_json(
      R"([{"role": "user", "content": [{"type": "text", "text": "é"}]}, {"tool_calls": [], "role": "assistant"}])",
      "body");
  EXPECT_EQ(
      t.render(messages, false, noon()),
      R"({"role": "user", "content": [{"type": "text", "text": "é"}]}{"tool_calls": [], "role": "assistant"})");
  EXPECT_EQ(message_of([&] { t.render(OrderedJson::object(), false, noon()); }),
            "here: the messages are an array of JSON");
  EXPECT_EQ(message_of([&] {
              t.render(std::vector<Message>{{"user", "\xff"}}, false, noon());
            }),
            "here: a text is not UTF-8");
}

TEST(ChatTemplate, WhereAFolderHasIt) {
  const TempDir dir;
  EXPECT_EQ(in_folder(dir), "none");
  dir.write("tokenizer_config.json",
            R"({"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}, "pad_token": null})");
  EXPECT_EQ(in_folder(dir), "none");
  dir.write("tokenizer_config.json", R"({"bos_token": "<s>", "eos_token": {"content": "</s>"},
      "chat_template": "{{ bos_token }}{{ messages | length }}{{ eos_token }}{{ pad_token is defined }}"})");
  EXPECT_EQ(in_folder(dir), "<s>2</s>False");
  dir.write("chat_template.json", R"({"chat_template": "json {{ eos_token }}"})");
  EXPECT_EQ(in_folder(dir), "json </s>");
  dir.write("chat_template.jinja", "jinja {{ bos_token }}\n");
  EXPECT_EQ(in_folder(dir), "jinja <s>");
}

TEST(ChatTemplate, NamedTemplates) {
  const TempDir dir;
  dir.write("tokenizer_config.json",
            R"({"chat_template": [{"name": "rag", "template": "r"}, {"name": "default", "template": "d"}]})");
  EXPECT_EQ(in_folder(dir), "d");
  dir.write("tokenizer_config.json", R"({"chat_template": [{"name": "rag", "template": "r"}]})");
  EXPECT_EQ(in_folder(dir), "r");
}

TEST(ChatTemplate, FilesThatAreRefused) {
  const auto message = [](const char* file, const std::string& bytes) {
    const TempDir dir;
    const std::string path = dir.write(file, bytes).string();
    const std::string all = message_of([&] { in_folder(dir); });
    EXPECT_TRUE(all.starts_with(path + ": ")) << all;
    return all.substr(std::min(path.size() + 2, all.size()));
  };
  const char* config = "tokenizer_config.json";
  EXPECT_EQ(message(config, "[]"), "a JSON object is expected; got array");
  EXPECT_EQ(message(config, R"({"chat_template": 1})"),
            "`chat_template` must be a string, or a list of named templates; got 1");
  EXPECT_EQ(message(config, R"({"chat_template": []})"),
            "`chat_template` must be a string, or a list of named templates; got []");
  EXPECT_EQ(
      message(config, R"({"chat_template": [{"name": "a", "template": ""}, {"name": "b", "template": ""}]})"),
      "`chat_template` must have one that is named `default`, or only one; got "
      R"([{"name":"a","template":""},{"name":"b","template":""}])");
  EXPECT_EQ(message(config, R"({"chat_template": ["x"]})"),
            "chat_template[0]: a JSON object is expected; got string");
  EXPECT_EQ(message(config, R"({"chat_template": [{"name": "x"}]})"),
            "chat_template[0]: `template` is missing");
  EXPECT_EQ(message(config, R"({"bos_token": 1})"),
            "`bos_token` must be a string, or an object with `content`; got 1");
  EXPECT_EQ(message(config, R"({"bos_token": {}})"), "bos_token: `content` is missing");
  EXPECT_EQ(message(config, R"({"chat_template": "{{ x"})"), "chat_template: line 1: `{{` has no `}}`");
  EXPECT_EQ(message("chat_template.json", "{}"), "`chat_template` is missing");
  EXPECT_EQ(message("chat_template.jinja", "\n{{ x.y }}"), "line 2: 'x' is undefined");
  EXPECT_EQ(message("chat_template.jinja", "{{ x | xmlattr }}"),
            "line 1: the filter `xmlattr` is not supported");
  EXPECT_NE(message("chat_template.jinja", std::string((1 << 20) + 1, ' ')), "");
  EXPECT_EQ(message(config, "{\"chat_template\": \"" + std::string(480'000, ' ') +
                                std::string(100'000, '\\') + "\"}"),
            "byte 18: a name, a number or space of more than 524288 bytes");
}

TEST(ChatTemplate, TheTemplatesOwnRefusal) {
  const ChatTemplate t("{{ raise_exception('no ' ~ messages[0].role) }}", OrderedJson::object(),
                       "a/chat_template.jinja");
  try {
    t.render(kMessages, true, noon());
    FAIL();
  } catch (const jinja::Raised& e) {
    EXPECT_EQ(e.message, "no user");
    EXPECT_STREQ(e.what(), "a/chat_template.jinja: line 1: the template refuses: no user");
  }
}

TEST(ChatFormat, WhatStandsBehindTheLastMessage) {
  const ChatFormat trims(
      ChatTemplate("{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}</>{% endfor %}"
                   "{% if add_generation_prompt %}<assistant>{% endif %}",
                   OrderedJson::object(), "here"));
  const ChatFormat keeps(ChatTemplate("{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}",
                                      OrderedJson::object(), "here"));
  const ChatFormat hides(ChatTemplate("{{ messages | length }}", OrderedJson::object(), "here"));
  const auto messages = [](const std::string& last) {
    return OrderedJson::array(
        {{{"role", "user"}, {"content", "Hi"}}, {{"role", "assistant"}, {"content", last}}});
  };
  EXPECT_EQ(trims.render_json(messages("Hi, ")), "<user>Hi</><assistant>Hi,</><assistant>");
  EXPECT_EQ(trims.render_json(messages("Hi, "), ChatEnd::kNothing), "<user>Hi</><assistant>Hi,</>");
  EXPECT_EQ(trims.render_json(messages("Hi, "), ChatEnd::kOpenMessage), "<user>Hi</><assistant>Hi,");
  EXPECT_EQ(trims.render_json(messages(" Hi"), ChatEnd::kOpenMessage), "<user>Hi</><assistant>Hi");
  EXPECT_EQ(keeps.render_json(messages(" Hi, "), ChatEnd::kOpenMessage), "<user>Hi</><assistant> Hi, ");
  EXPECT_EQ(ChatFormat::plain().render_json(messages(" there"), ChatEnd::kOpenMessage), "Hi there");
  EXPECT_EQ(message_of([&] { keeps.render_json(messages(" \n"), ChatEnd::kOpenMessage); }),
            "the last message is empty, so no answer can go on with it");
  EXPECT_EQ(message_of([&] { hides.render_json(messages("Hi"), ChatEnd::kOpenMessage); }),
            "the chat template does not show the last message as it is, so no answer can go on with it");
}

}  // namespace
}  // namespace constate::formats
