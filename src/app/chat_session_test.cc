// A conversation with the demo model, without a terminal: what old states and those of others come to.
#include "app/chat_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"

namespace constate::app {
namespace {

constexpr const char* kDemo = CONSTATE_SOURCE_DIR "/models/demo";
const AnswerHooks kNoHooks{[](std::string_view) {}, [] { return false; }};

class Session : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    engine::EngineOptions options;
    options.device_options.plugin = "cpu";
    options.fingerprint = true;
    engine_ = engine::Engine::open(kDemo, options).release();
    tokenizer_ =
        new tokenizer::Tokenizer(tokenizer::Tokenizer::from_file(std::string(kDemo) + "/tokenizer.json"));
  }
  static void TearDownTestSuite() {
    delete tokenizer_;
    delete engine_;
  }
  ChatSession session(std::int64_t max_tokens) const {
    ChatSettings settings;
    settings.max_tokens = max_tokens;
    return {*engine_, *tokenizer_, format_, settings, std::nullopt};
  }

  static inline engine::Engine* engine_ = nullptr;
  static inline tokenizer::Tokenizer* tokenizer_ = nullptr;
  const formats::ChatFormat format_ = formats::ChatFormat::plain();
};

// States of old turns are not kept; what is taken back as far as that is made again from its text.
TEST_F(Session, TurnsWithoutAStateAreFedAgain) {
  ChatSession s = session(2);
  std::vector<std::string> answers;
  std::string text;
  for (int i = 0; i < 70; ++i) {
    const Turn& turn = s.ask("And he said", kNoHooks);
    answers.push_back(turn.answer);
    if (i < 4) text += (i > 0 ? "\nAnd he said" : "And he said") + turn.answer;
  }
  EXPECT_TRUE(s.conversation().turns[5].places.empty());
  EXPECT_FALSE(s.conversation().turns[6].places.empty());
  for (int i = 0; i < 66; ++i) s.undo();
  EXPECT_EQ(s.saved().tokens, std::ssize(tokenizer_->encode(text)));
  const Turn again = s.ask("And he said", kNoHooks);
  EXPECT_EQ(again.answer, answers[4]);
  EXPECT_EQ(again.figures.fed, std::ssize(tokenizer_->encode(text + "\nAnd he said")));
}

// The state of a text that no conversation made: it goes on right behind it, and not back before it.
TEST_F(Session, AStateWithoutMessagesIsABeginning) {
  ChatSession first = session(4);
  first.ask("In the beginning", kNoHooks);
  engine::SavedState saved = first.saved();
  saved.notes.clear();
  ChatSession s = session(4);
  s.load(std::move(saved));
  EXPECT_TRUE(s.conversation().turns.empty());
  EXPECT_EQ(s.tokens(), first.tokens());
  const std::string answer = s.ask("\nAnd he said", kNoHooks).answer;
  EXPECT_EQ(answer, first.ask("And he said", kNoHooks).answer);

  engine::SavedState both = s.saved();
  ChatSession later = session(4);
  later.load(std::move(both));
  EXPECT_EQ(later.ask("And", kNoHooks).answer, first.ask("And", kNoHooks).answer);
  later.undo();
  later.undo();
  EXPECT_EQ(message_and_hint_of([&] { later.ask("And", kNoHooks); }),
            "the conversation: what the state has seen begins it; the beginning was not saved with the state "
            "[/system TEXT begins anew]");
  EXPECT_TRUE(later.conversation().turns.empty());
}

TEST_F(Session, AnAnswerThatIsStoppedStaysAsFarAsItCame) {
  ChatSession s = session(1'000'000);
  s.settings().stop_ids = {};
  int blocks = 0;
  std::string told;
  const AnswerHooks hooks{[&](std::string_view text) { told += text; }, [&] { return ++blocks == 3; }};
  const Turn turn = s.ask("In the beginning", hooks);
  EXPECT_EQ(turn.finish, engine::Finish::kInterrupted);
  EXPECT_EQ(turn.answer, told);
  EXPECT_EQ(s.tokens(), 3 + std::ssize(turn.ids));
  EXPECT_EQ(s.conversation().turns.size(), 1u);
}

// What fails changes nothing.
TEST_F(Session, AQuestionThatFailsWasNotAsked) {
  ChatSession s = session(4);
  s.ask("In the beginning", kNoHooks);
  const std::uint64_t seed = s.settings().sampling.seed;
  AnswerHooks broken = kNoHooks;
  broken.on_text = [](std::string_view) { throw Error(Code::kAborted, "no"); };
  EXPECT_EQ(message_of([&] { s.ask("And", broken); }), "no");
  EXPECT_EQ(message_of([&] { s.retry(broken); }), "no");
  EXPECT_EQ(s.conversation().turns.size(), 1u);
  EXPECT_EQ(s.settings().sampling.seed, seed);
  EXPECT_EQ(s.ask("And he said", kNoHooks).figures.fed, 5);
}

}  // namespace
}  // namespace constate::app
