// ChatSession: conversations with a model, which keep its state from turn to turn: a turn costs what is new
// in it. Only the text that a state has not seen is fed; where the new text of a conversation does not begin
// with what the state has seen, an earlier state goes on. What fails leaves everything as it was.
//
// Knows no terminal. For one thread; must not outlive the engine, tokenizer and format.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/conversation.h"
#include "engine/generation.h"
#include "formats/chat_format.h"
#include "tokenizer/tokenizer.h"

namespace constate::app {

struct ChatSettings {
  engine::Sampling sampling;
  std::int64_t max_tokens = 128;  // of an answer; at least 1
  std::vector<std::int32_t> stop_ids;
  std::vector<std::string> stop;
  std::int64_t block = 0;  // as GenerationOptions has it
  std::optional<engine::Speculation> speculate = {};
};

struct AnswerHooks {
  std::function<void(std::string_view)> on_text;  // told of the answer as it comes
  std::function<bool()> stops;                    // asked between blocks: end the answer here
};

class ChatSession {
 public:
  // Throws Error where the format refuses the system text.
  ChatSession(engine::Engine& engine, const tokenizer::Tokenizer& tokenizer,
              const formats::ChatFormat& format, ChatSettings settings, std::optional<std::string> system);

  ChatSettings& settings() { return settings_; }
  const ChatSettings& settings() const { return settings_; }
  const formats::ChatFormat& format() const { return format_; }
  engine::Engine& engine() const { return engine_; }
  const Conversation& conversation() const { return now_; }

  const Turn& ask(std::string question, const AnswerHooks& hooks);
  // Another answer to the last question, with the next seed. Throws Error where there is none.
  const Turn& retry(const AnswerHooks& hooks);
  // Takes the last question and its answer back. Throws Error where there is none.
  void undo();
  // A new conversation in the place of this one.
  void begin(std::optional<std::string> system);

  // A copy under a name, beside this one. Throws Error where the name is taken.
  void fork(const std::string& name);
  // Goes on with another one. Throws Error where there is none of the name.
  void switch_to(const std::string& name);
  const std::string& name() const { return name_; }  // "main" at first
  std::vector<std::string> other_names() const;

  // With the messages in a note. Feeds what has to be, so that the state stands after the last answer.
  engine::SavedState saved();
  // In the place of this conversation. Throws Error and FormatError for a state of another model.
  void load(engine::SavedState saved);

  // That the state has seen.
  std::int64_t tokens() const;

 private:
  Turn answered(std::vector<formats::Message> messages, const AnswerHooks& hooks);
  void generate(const Place& asked, const std::string& text, Turn& turn, const AnswerHooks& hooks);
  void add_places(const Place& asked, const std::string& text, engine::Sequence after, bool cut_by_string,
                  Turn& turn) const;
  // From the nearest place, what `text` has beyond it; `count` tells how many tokens that took.
  Place fed(std::string_view text, std::int64_t& count);
  // After the last answer.
  Place place_now();
  void keep(Turn turn);

  engine::Engine& engine_;
  const tokenizer::Tokenizer& tokenizer_;
  const formats::ChatFormat& format_;
  ChatSettings settings_;
  std::string name_ = "main";
  Conversation now_;
  std::map<std::string, Conversation> others_;
};

}  // namespace constate::app
