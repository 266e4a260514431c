// `constate chat` with a chat template: what is new in a conversation's text is fed, and where the text does
// not go on from what the model has seen, an earlier state does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "chat.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// In the style of ChatML, with the one special token that the demo model has.
constexpr const char* kEnd = "<|endoftext|>";
constexpr const char* kChatMl =
    "{% for m in messages %}{{ m.role }}\n{{ m.content }}<|endoftext|>\n{% endfor %}"
    "{% if add_generation_prompt %}assistant\n{% endif %}";

// The demo model, whose answers end at a comma: a special token here, which is in no text. (It ends a verse
// as the end of a turn ends an answer.)
class Template : public ::testing::Test {
 protected:
  void SetUp() override { copy_demo(dir_); }
  void write_template(const std::string& text) { dir_.write("chat_template.jinja", text); }
  void end_at_commas() {
    std::ifstream in(dir_.path / "tokenizer.json");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    Json json = Json::parse(text);
    comma_ = json.at("model").at("vocab").at(",");
    Json token = json.at("added_tokens")[0];
    token["id"] = comma_;
    token["content"] = ",";
    json["added_tokens"].push_back(token);
    dir_.write("tokenizer.json", json.dump());
    dir_.write("generation_config.json", "{\"eos_token_id\": [0, " + std::to_string(comma_) + "]}");
  }
  Ids ids(const std::string& text) const { return ids_of(folder(), text); }
  std::string folder() const { return dir_.str(); }
  // That the model gave what it gives after this text.
  void expect_after(const Ids& before, const Answer& answer) const {
    EXPECT_EQ(answer.ids, generated(folder(), before, static_cast<int>(answer.ids.size()), {"--ignore-eos"}));
  }

  TempDir dir_;
  std::int32_t comma_ = 0;
};

const Arguments kShort{"-n", "8", "--ignore-eos"};

TEST_F(Template, WhatIsNewIsFedWithItsSpecialTokens) {
  write_template(kChatMl);
  const Talk t = talk(folder(), "In the beginning\nAnd he said\nAnd\n", kShort);
  ASSERT_EQ(t.answers.size(), 3u) << t.err;
  const Ids first = ids(std::string("user\nIn the beginning") + kEnd + "\nassistant\n");
  expect_after(first, t.answers[0]);
  EXPECT_EQ(t.answers[0].fed, std::ssize(first));
  const Ids more = ids(std::string(kEnd) + "\nuser\nAnd he said" + kEnd + "\nassistant\n");
  EXPECT_EQ(std::count(more.begin(), more.end(), 0), 2);
  expect_after(first + t.answers[0].ids + more, t.answers[1]);
  EXPECT_EQ(t.answers[1].fed, std::ssize(more) + 1);
  EXPECT_EQ(t.answers[2].fed,
            std::ssize(ids(std::string(kEnd) + "\nuser\nAnd" + kEnd + "\nassistant\n")) + 1);
}

// The template writes the very token that the model ended with: it is not fed twice.
TEST_F(Template, TheTokenThatEndsATurnIsTheTemplatesOwn) {
  end_at_commas();
  write_template("{% for m in messages %}{{ m.role }}\n{{ m.content }},\n{% endfor %}assistant{{ '\\n' }}");
  const Talk t = talk(folder(), "In the beginning\nAnd he said\n", {"-n", "200"});
  ASSERT_EQ(t.answers.size(), 2u) << t.err;
  EXPECT_EQ(t.answers[0].finish, "stop");
  EXPECT_EQ(t.answers[0].ids.back(), comma_);
  EXPECT_EQ(t.answers[0].text.find(','), std::string::npos);
  const Ids first = ids("user\nIn the beginning,\nassistant\n"),
            more = ids("\nuser\nAnd he said,\nassistant\n");
  expect_after(first + t.answers[0].ids + more, t.answers[1]);
  EXPECT_EQ(t.answers[1].fed, std::ssize(more) + 1);
}

// It is no part of the text where the template ends a turn in another way, or there is none.
TEST_F(Template, ATokenThatTheTextHasNotIsNotFed) {
  end_at_commas();
  for (const std::string end : {"<|endoftext|>", ""}) {
    if (!end.empty())
      write_template("{% for m in messages %}{{ m.content }}" + end + "\n{% endfor %}");
    else
      std::filesystem::remove(dir_.path / "chat_template.jinja");
    const TempDir state;
    const Talk t =
        talk(folder(), "In the beginning\n/save " + state.str() + "/s\nAnd he said\n", {"-n", "200"});
    ASSERT_EQ(t.answers.size(), 2u) << t.err;
    EXPECT_EQ(t.answers[0].ids.back(), comma_);
    Ids answer = t.answers[0].ids;
    answer.pop_back();
    const Ids first = ids(end.empty() ? "In the beginning" : "In the beginning" + end + "\n");
    const Ids more = ids(end + "\nAnd he said" + (end.empty() ? "" : end + "\n"));
    expect_after(first + answer + more, t.answers[1]);
    EXPECT_EQ(t.answers[1].fed, std::ssize(more));
    const Talk later = talk(folder(), "And he said\n", {"-n", "200", "--load-state", state.str() + "/s"});
    ASSERT_EQ(later.answers.size(), 1u) << later.err;
    EXPECT_EQ(later.answers[0].ids, t.answers[1].ids);
    EXPECT_EQ(later.answers[0].fed, t.answers[1].fed);
  }
}

// A template that tells earlier answers in other words, as those do that leave out what a model thought.
TEST_F(Template, AnAnswerInOtherWordsIsFedAgain) {
  write_template(
      "{% for m in messages %}{% if m.role == 'assistant' %}{{ m.content | upper }}{% else %}{{ m.content }}"
      "{% endif %}{{ '\\n' }}{% endfor %}");
  const Talk t = talk(folder(), "In the beginning\nAnd he said\nAnd\n", kShort);
  ASSERT_EQ(t.answers.size(), 3u) << t.err;
  const auto upper = [](std::string text) {
    for (char& c : text)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
  };
  const Ids first = ids("In the beginning\n"), second = ids(upper(t.answers[0].text) + "\nAnd he said\n");
  expect_after(first + second, t.answers[1]);
  EXPECT_EQ(t.answers[1].fed, std::ssize(second));
  const Ids third = ids(upper(t.answers[1].text) + "\nAnd\n");
  expect_after(first + second + third, t.answers[2]);
  EXPECT_EQ(t.answers[2].fed, std::ssize(third));
}

TEST_F(Template, ATextThatBeginsInAnotherWayIsFedFromItsBeginning) {
  write_template("{{ messages | length }}:{% for m in messages %}{{ m.content }}\n{% endfor %}");
  const Talk t = talk(folder(), "In the beginning\nAnd he said\n/undo\nAnd\n", kShort);
  ASSERT_EQ(t.answers.size(), 3u) << t.err;
  for (const auto& [text, i] : {std::pair("And he said", 1), std::pair("And", 2)}) {
    const Ids all = ids("3:In the beginning\n" + t.answers[0].text + "\n" + text + "\n");
    expect_after(all, t.answers[static_cast<std::size_t>(i)]);
    EXPECT_EQ(t.answers[static_cast<std::size_t>(i)].fed, std::ssize(all));
  }
}

TEST_F(Template, WhatItRefusesIsToldAndTheConversationGoesOn) {
  write_template(
      "{% for m in messages %}{% if m.role == 'system' or m.content == 'bad' %}{{ raise_exception('not "
      "this') }}"
      "{% endif %}{{ m.content }}\n{% endfor %}");
  const Talk t = talk(folder(), "In the\nbad\n/system x\nAnd\n", kShort);
  ASSERT_EQ(t.answers.size(), 2u);
  EXPECT_EQ(t.answers[1].fed, std::ssize(ids("\nAnd\n")) + 1);
  EXPECT_THAT(t.err, StartsWith("constate: " + folder() + "/chat_template.jinja: "));
  EXPECT_THAT(t.err, HasSubstr("\nconstate: the system text: " + folder() + "/chat_template.jinja: "));
  const Result r = run_cached({"chat", folder(), "--system", "x", "-q"});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, StartsWith("constate: the system text: "));
  write_template("{% for %}");
  EXPECT_THAT(run_cached({"chat", folder(), "-q"}).err,
              StartsWith("constate: " + folder() + "/chat_template.jinja: line 1: "));
}

// Where generation_config.json does not name it, the tokenizer's own end of a text ends an answer.
TEST_F(Template, TheTokenizersEndOfTextEndsAnAnswer) {
  end_at_commas();
  std::filesystem::remove(dir_.path / "generation_config.json");
  dir_.write("tokenizer_config.json", R"({"eos_token": ","})");
  write_template("{% for m in messages %}{{ m.content }}{{ eos_token }}\n{% endfor %}");
  const Talk t = talk(folder(), "In the beginning\n", {"-n", "200"});
  ASSERT_EQ(t.answers.size(), 1u) << t.err;
  EXPECT_EQ(t.answers[0].finish, "stop");
  EXPECT_EQ(t.answers[0].ids.back(), comma_);
  EXPECT_EQ(talk(folder(), "In the beginning\n", {"-n", "50", "--ignore-eos"}).answers[0].ids.size(), 50u);
}

}  // namespace
}  // namespace constate::e2e
