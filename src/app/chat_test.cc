// What the lines of a conversation mean, its commands, its text, and what is kept of it; without a model.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "app/chat_commands.h"
#include "app/chat_input.h"
#include "app/conversation.h"
#include "app/typed_history.h"
#include "base/testing.h"

namespace constate::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string taken(ChatLines& lines, const std::string& line) {
  const ChatInput input = lines.take(line);
  const char* kind = input.kind == ChatInput::Kind::kNothing   ? "nothing"
                     : input.kind == ChatInput::Kind::kMessage ? "message "
                                                               : "command ";
  return kind + input.text;
}

TEST(ChatLines, MessagesAndCommands) {
  ChatLines lines;
  EXPECT_EQ(taken(lines, "hello"), "message hello");
  EXPECT_EQ(taken(lines, " hello \r"), "message  hello ");
  EXPECT_EQ(taken(lines, ""), "nothing");
  EXPECT_EQ(taken(lines, " \t\r"), "nothing");
  EXPECT_EQ(taken(lines, "/save a b"), "command save a b");
  EXPECT_EQ(taken(lines, "/"), "command ");
  EXPECT_EQ(taken(lines, "//usr/bin"), "message /usr/bin");
  EXPECT_EQ(taken(lines, " /x"), "message  /x");
}

TEST(ChatLines, AMessageOfSeveralLines) {
  ChatLines lines;
  EXPECT_EQ(taken(lines, "\"\"\""), "nothing");
  EXPECT_TRUE(lines.is_open());
  EXPECT_EQ(taken(lines, "one"), "nothing");
  EXPECT_EQ(taken(lines, ""), "nothing");
  EXPECT_EQ(taken(lines, "/two"), "nothing");
  EXPECT_EQ(taken(lines, "\"\"\""), "message one\n\n/two");
  EXPECT_FALSE(lines.is_open());
  taken(lines, "\"\"\"one");
  EXPECT_EQ(taken(lines, "two\"\"\""), "message one\ntwo");
  for (const char* line : {"\"\"\"", "", "x", ""}) EXPECT_EQ(taken(lines, line), "nothing");
  EXPECT_EQ(taken(lines, "\"\"\""), "message \nx\n");
  EXPECT_EQ(taken(lines, "\"\"\"all of it\"\"\""), "message all of it");
  EXPECT_EQ(taken(lines, "\"\"\"\"\"\""), "nothing");
  taken(lines, "\"\"\"one");
  lines.drop();
  EXPECT_EQ(taken(lines, "two"), "message two");
}

TEST(ChatLines, RefusalsAreOfOneMessage) {
  ChatLines lines;
  EXPECT_EQ(message_of([&] { lines.take("ab\xff"); }), "the message: must be UTF-8; byte 2 (0xff) is not");
  EXPECT_EQ(message_of([&] { lines.take(std::string("a\0b", 3)); }),
            "the message: no zero byte is expected; byte 1 is one");
  EXPECT_EQ(message_and_hint_of([&] { lines.take_too_long(10'000'000); }),
            "the message: at most 1048576 bytes are taken; got 10000000 [it may come in several messages]");
  EXPECT_EQ(taken(lines, "\"\"\""), "nothing");
  EXPECT_EQ(taken(lines, "\xff"), "nothing");
  EXPECT_EQ(message_of([&] { lines.take("\"\"\""); }), "the message: must be UTF-8; byte 0 (0xff) is not");
  taken(lines, "\"\"\"");
  EXPECT_EQ(lines.take_too_long(2'000'000).kind, ChatInput::Kind::kNothing);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(taken(lines, std::string(400'000, 'x')), "nothing");
  EXPECT_EQ(message_of([&] { lines.take("\"\"\""); }),
            "the message: at most 1048576 bytes are taken; got 3200003");
  EXPECT_EQ(taken(lines, std::string(kMostMessageBytes, 'x')).size(), kMostMessageBytes + 8);
  taken(lines, "\"\"\"open");
  EXPECT_EQ(message_of([&] { lines.end(); }),
            "the message: \"\"\" is expected at its end; the input ends before");
  lines.end();  // nothing is open any more
}

TEST(ChatCommands, NamesAndArguments) {
  EXPECT_STREQ(chat_call("save a file ").command->name, "save");
  EXPECT_EQ(chat_call("save  a file ").argument, "a file");
  EXPECT_EQ(chat_call("system  Be brief. ").argument, "Be brief.");
  EXPECT_EQ(chat_call("switch").argument, "");
  EXPECT_EQ(chat_call("switch\tb").argument, "b");
  const auto refused = [](const char* line) { return message_and_hint_of([&] { chat_call(line); }); };
  EXPECT_EQ(refused("fly"), "unknown command `/fly` [/help lists them]");
  EXPECT_EQ(refused("sav x"), "unknown command `/sav` [did you mean `/save`? /help lists all]");
  EXPECT_EQ(refused(""), "unknown command `/` [/help lists them]");
  EXPECT_EQ(refused("save"), "/save: FILE is expected; got nothing");
  EXPECT_EQ(refused("system "), "/system: TEXT is expected; got nothing");
  EXPECT_EQ(refused("undo 2"), "/undo: no argument is expected; got `2`");
  EXPECT_EQ(refused("fork a b"), "/fork: a name without spaces is expected; got `a b`");
}

TEST(ChatCommands, Settings) {
  ChatSettings settings;
  for (const char* change : {"temperature 0.5", "top-k 7", "top-p 0.9", "min-p 0.05",
                             "repetition-penalty 1.1", "seed 18446744073709551615", "max-tokens  5"})
    set_chat_setting(settings, change);
  EXPECT_EQ(settings_text(settings),
            "temperature 0.5 · top-k 7 · top-p 0.9 · min-p 0.05 · repetition-penalty 1.1 · seed "
            "18446744073709551615 · max-tokens 5");
  const auto refused = [&](const char* change) {
    return message_and_hint_of([&] { set_chat_setting(settings, change); });
  };
  EXPECT_EQ(refused("temperature x"), "temperature: a number is expected; got `x`");
  EXPECT_EQ(refused("max-tokens 0"), "max-tokens: an integer between 1 and 2147483647 is expected; got `0`");
  EXPECT_EQ(refused("seed"), "/set seed: a value is expected; got nothing");
  EXPECT_EQ(refused("topk 3"), "unknown setting `topk` [did you mean `top-k`? /set lists all]");
  EXPECT_THAT(refused("top-p 2"), HasSubstr("top-p"));
  EXPECT_EQ(settings.sampling.top_p, 0.9);  // what is refused changes nothing
}

TEST(ChatFormat, PlainTextIsWhatWasTyped) {
  const formats::ChatFormat format = formats::ChatFormat::plain();
  EXPECT_TRUE(format.is_plain());
  EXPECT_EQ(format.render({{"user", "In the"}}), "In the");
  EXPECT_EQ(format.render({{"user", "In the"}, {"assistant", " beginning"}, {"user", "And"}}),
            "In the beginning\nAnd");
  EXPECT_EQ(format.render({{"system", "Be brief."}, {"user", "In the"}}), "Be brief.\nIn the");
}

TEST(ChatFormat, TheTemplateOfTheFolder) {
  const TempDir dir;
  EXPECT_TRUE(formats::ChatFormat::of_folder(dir.path).is_plain());
  dir.write("tokenizer_config.json", R"({"eos_token": {"content": "<end>"}})");
  dir.write(
      "chat_template.jinja",
      "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system text') }}{% endif %}"
      "<{{ m.role }}>{{ m.content }}<end>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}");
  const formats::ChatFormat format = formats::ChatFormat::of_folder(dir.path);
  EXPECT_FALSE(format.is_plain());
  EXPECT_EQ(format.end_token(), "<end>");
  EXPECT_EQ(format.render({{"user", "a"}, {"assistant", "b"}, {"user", "c"}}),
            "<user>a<end><assistant>b<end><user>c<end><assistant>");
  EXPECT_THAT(message_of([&] { format.check_system("Be brief."); }),
              ::testing::AllOf(HasSubstr("the system text: "), HasSubstr("no system text")));
}

Place place(std::string_view text) {
  return {{engine::History(4), nullptr, nullptr}, {}, TextMark::of(text)};
}

Turn turn(const std::string& question, const std::string& answer, std::vector<Place> places) {
  Turn out;
  out.question = question;
  out.answer = answer;
  out.places = std::move(places);
  return out;
}

TEST(Conversation, GoesOnFromTheLongestTextThatIsABeginning) {
  Conversation c;
  c.base = place("");
  c.turns = {turn("a", "b", {place("a"), place("ab")}), turn("c", "d", {place("ab\nc"), place("ab\ncd")})};
  const auto bytes_before = [&](std::string_view text) { return place_before(c, text)->text.bytes; };
  EXPECT_EQ(bytes_before("ab\ncd\ne"), 5u);
  EXPECT_EQ(bytes_before("ab\ncd"), 5u);
  EXPECT_EQ(bytes_before("ab\ncX\ne"), 4u);  // the answer is told in other words
  EXPECT_EQ(bytes_before("ab\nC"), 2u);
  EXPECT_EQ(bytes_before("aX"), 1u);
  EXPECT_EQ(bytes_before("X"), 0u);
  c.base.reset();
  EXPECT_EQ(place_before(c, "X"), nullptr);
  forget_old_places(c, 1);
  EXPECT_EQ(place_before(c, "ab\nX"), nullptr);
  EXPECT_EQ(bytes_before("ab\ncX"), 4u);
}

TEST(Conversation, AsANoteAndBack) {
  const engine::Sequence none{engine::History(4), nullptr, nullptr};
  engine::Sequence seen = none;
  seen.history.fed(std::vector<std::int32_t>{1});
  seen.history.chosen(2);
  Conversation c;
  c.system = "Grüß dich";
  c.turns = {turn("a \"b\"\n", "c", {}), turn("d", "", {})};
  const std::string note = chat_note(c, TextMark::of("full"), TextMark::of("less"));
  const Conversation back = conversation_of(note, seen, none);
  EXPECT_EQ(back.system, c.system);
  ASSERT_EQ(back.turns.size(), 2u);
  EXPECT_EQ(back.turns[0].question, "a \"b\"\n");
  EXPECT_EQ(back.turns[0].answer, "c");
  EXPECT_EQ(back.turns[1].answer, "");
  ASSERT_EQ(back.turns[1].places.size(), 2u);
  EXPECT_TRUE(back.turns[1].places[0].text.begins("less..."));
  EXPECT_EQ(back.turns[1].places[0].sequence.history.next(), std::nullopt);
  EXPECT_TRUE(back.turns[1].places[1].text.begins("full..."));
  EXPECT_EQ(back.turns[1].places[1].sequence.history.next(), 2);
  ASSERT_TRUE(back.base);
  EXPECT_EQ(chat_note(back, TextMark::of("full"), TextMark::of("less")), note);
}

TEST(Conversation, ANoteOfAnotherKindIsRefused) {
  const engine::Sequence none{engine::History(4), nullptr, nullptr};
  const auto refused = [&](const std::string& messages, const std::string& text) {
    return message_of([&] {
      conversation_of(R"({"whole": true, "messages": )" + messages + R"(, "text": )" + text + "}", none,
                      none);
    });
  };
  const std::string mark = R"({"bytes": 1, "checksum": "00000000000000000000000000000000"})";
  EXPECT_THAT(message_of([&] { conversation_of("[]", none, none); }),
              ::testing::StartsWith("the chat's note: "));
  EXPECT_EQ(refused("3", mark), "the chat's note: `messages` must be a list; got 3");
  EXPECT_EQ(refused(R"([{"role": "assistant", "content": ""}])", mark),
            "the chat's note: message 0: `role` must be \"user\" here; got \"assistant\"");
  EXPECT_EQ(refused(R"([{"role": "user", "content": ""}, {"role": "system", "content": ""}])", mark),
            "the chat's note: message 1: `role` must be \"assistant\" here; got \"system\"");
  EXPECT_THAT(refused(R"([{"role": "user", "content": ""}])", mark),
              HasSubstr("the chat's note: `messages` must end with an answer; got "));
  EXPECT_THAT(refused("[]", R"({"bytes": -1, "checksum": ""})"),
              HasSubstr("text: `bytes` must not be negative; got -1"));
  EXPECT_THAT(refused("[]", R"({"bytes": 1, "checksum": "x"})"),
              HasSubstr("text: `checksum` must be 32 hex digits; got \"x\""));
}

class History : public ::testing::Test {
 protected:
  TypedHistory history(const std::filesystem::path& file) {
    return {file, [this](const std::string& text) { notes_.push_back(text); }};
  }
  std::vector<std::string> notes_;
  const TempDir dir_;
};

TEST_F(History, LinesComeBackAndTheFileIsTheUsersAlone) {
  const std::filesystem::path file = dir_.path / "state" / "constate" / "chat_history";
  TypedHistory first = history(file);
  EXPECT_THAT(first.read(), ElementsAre());
  for (const char* line : {"one", "", "zwei Äpfel", "a\x1b[2J", "\xff"}) first.add(line);
  EXPECT_THAT(history(file).read(), ElementsAre("one", "zwei Äpfel"));
  struct stat facts {};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat(file.parent_path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700u);
  EXPECT_THAT(notes_, ElementsAre());
}

TEST_F(History, ALongFileIsCutToItsLastLines) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += fmt::format("line {}\n", i);
  const std::filesystem::path file = dir_.write("history", text + "half a li");
  EXPECT_EQ(history(file).read().size(), 1000u);
  const auto lines = history(file).read();
  EXPECT_EQ(lines.size(), 1000u);
  EXPECT_EQ(lines[0], "line 1001");
  EXPECT_EQ(lines.back(), "half a li");
}

TEST_F(History, ALineThatWasCutEndsBeforeTheNext) {
  const std::filesystem::path file = dir_.write("history", "one\ntw");
  history(file).add("three");
  EXPECT_THAT(history(file).read(), ElementsAre("one", "tw", "three"));
}

TEST_F(History, WhatCannotBeKeptIsToldOnce) {
  TypedHistory none = history({});
  none.add("x");
  EXPECT_THAT(notes_, ElementsAre());
  TypedHistory folder = history(dir_.path);
  folder.add("x");
  folder.add("y");
  ASSERT_EQ(notes_.size(), 1u);
  EXPECT_THAT(notes_[0], HasSubstr("lines are not kept: "));
  notes_.clear();
  history("/dev/null").read();
  EXPECT_THAT(notes_, ElementsAre("history: /dev/null: lines are not kept: a regular file is expected"));
}

TEST_F(History, WhereTheFileIs) {
  ::setenv("CONSTATE_HISTORY", "/a/b", 1);
  EXPECT_EQ(history_file(), "/a/b");
  ::setenv("CONSTATE_HISTORY", "", 1);
  EXPECT_EQ(history_file(), "");
  ::unsetenv("CONSTATE_HISTORY");
  ::setenv("XDG_STATE_HOME", "/s", 1);
  EXPECT_EQ(history_file(), "/s/constate/chat_history");
  ::setenv("XDG_STATE_HOME", "s", 1);
  ::setenv("HOME", "/h", 1);
  EXPECT_EQ(history_file(), "/h/.local/state/constate/chat_history");
}

}  // namespace
}  // namespace constate::app
