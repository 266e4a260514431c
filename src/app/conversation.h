// Conversation: questions and answers, and the places that a model's state can go on from. A value: to fork
// one, copy it; what is on the device is shared. Knows no terminal and runs no model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_mark.h"
#include "engine/generation.h"
#include "formats/chat_format.h"

namespace constate::app {

// Where the model has seen `text`, once `then` is fed to `sequence`.
struct Place {
  engine::Sequence sequence;
  std::vector<std::int32_t> then;
  TextMark text;
};

struct TurnFigures {
  std::int64_t fed = 0;      // tokens, before the answer
  std::int64_t decoded = 0;  // tokens of the answer after the first, which comes out of the prompt
  std::int64_t drafted = 0, accepted = 0;  // with --speculate: tokens that were guessed, and right
  // Without the time that programs took to be compiled.
  double prompt_seconds = 0, first_token_seconds = 0, decode_seconds = 0;
};

struct Turn {
  std::string question, answer;
  std::vector<std::int32_t> ids;  // of the answer, with the one that ended it
  engine::Finish finish = engine::Finish::kNone;
  TurnFigures figures;
  // Before the answer and after it, in the order of their texts; none where the turn is too old.
  std::vector<Place> places;
};

struct Conversation {
  std::optional<std::string> system;
  std::optional<Place> base;  // what it began from, with an empty text; nothing where that is not known
  bool is_whole = true;       // whether it began from no text at all
  std::vector<Turn> turns;
};

std::vector<formats::Message> messages_of(const Conversation& conversation);
// The place with the longest text that `text` begins with; null where there is none.
const Place* place_before(const Conversation& conversation, std::string_view text);
// Drops the places of all turns but the last `most` ones.
void forget_old_places(Conversation& conversation, std::size_t most);

// A conversation beside its state, as JSON: the messages, and what tells the text that the state has seen,
// with and without the token that was chosen last.
std::string chat_note(const Conversation& conversation, const TextMark& text,
                      const std::optional<TextMark>& without_next);
// The inverse, with `sequence` as the place after its last answer. Throws FormatError for another note.
Conversation conversation_of(std::string_view note, engine::Sequence sequence,
                             const engine::Sequence& of_no_text);

}  // namespace constate::app
