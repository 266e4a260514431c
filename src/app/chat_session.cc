#include "app/chat_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/version.h"
#include "base/clock.h"
#include "engine/text_stream.h"
#include "tokenizer/stream_decoder.h"

namespace constate::app {
namespace {

constexpr const char* kNote = "chat";
// States of turns that are kept: two for each turn, of so many bytes together.
constexpr std::int64_t kMostKeptBytes = std::int64_t{512} << 20;
constexpr std::int64_t kMostKeptTurns = 64, kLeastKeptTurns = 2;

[[noreturn]] void refuse_first_turn(const char* what) {
  throw Error(Code::kFailedPrecondition,
              fmt::format("{}: a question and its answer are expected; got none", what));
}

Conversation conversation_from(engine::Sequence base, bool is_whole) {
  Conversation out;
  out.base = Place{std::move(base), {}, {}};
  out.is_whole = is_whole;
  return out;
}

// The place beside the last one that has all but the token that was chosen last; null where there is none.
const Place* place_without_next(const Conversation& conversation) {
  if (conversation.turns.empty()) return nullptr;
  const std::vector<Place>& places = conversation.turns.back().places;
  if (places.size() < 2 || !places.back().sequence.history.next()) return nullptr;
  const Place& before = places[places.size() - 2];
  return before.sequence.state == places.back().sequence.state ? &before : nullptr;
}

// How many of the tokens lie before the stop string that ended the text after `answer`.
std::size_t tokens_within(std::span<const std::int32_t> ids, std::string_view answer,
                          const tokenizer::Tokenizer& tokenizer) {
  tokenizer::StreamDecoder decoder(tokenizer, /*skip_special_tokens=*/false);
  std::string text;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] < tokenizer.vocab_size()) text += decoder.push(ids[i]);
    if (!answer.starts_with(text)) return i;
  }
  return ids.size();
}

}  // namespace

ChatSession::ChatSession(engine::Engine& engine, const tokenizer::Tokenizer& tokenizer,
                         const formats::ChatFormat& format, ChatSettings settings,
                         std::optional<std::string> system)
    : engine_(engine), tokenizer_(tokenizer), format_(format), settings_(std::move(settings)) {
  begin(std::move(system));
}

void ChatSession::begin(std::optional<std::string> system) {
  Conversation fresh = conversation_from(engine::Sequence::empty(engine_), true);
  if (system) format_.check_system(*system);
  fresh.system = std::move(system);
  now_ = std::move(fresh);
}

Place ChatSession::fed(std::string_view text, std::int64_t& count) {
  const Place* from = place_before(now_, text);
  if (!from)
    throw Error(
        Code::kFailedPrecondition,
        "the conversation: what the state has seen begins it; the beginning was not saved with the state",
        "/system TEXT begins anew");
  std::vector<std::int32_t> ids = from->then;
  const bool at_start =
      from->text.bytes == 0 && !from->sequence.history.next() && from->sequence.history.tokens() == 0;
  const std::vector<std::int32_t> more =
      tokenizer_.encode(text.substr(from->text.bytes), format_.is_plain() && at_start);
  ids.insert(ids.end(), more.begin(), more.end());
  count = static_cast<std::int64_t>(from->sequence.history.to_feed(ids).size());
  if (count == 0 && !from->sequence.logits)
    throw Error(Code::kInvalidArgument,
                "the conversation: at least one token is expected; the text is empty");
  return {engine::feed(engine_, from->sequence, ids), {}, TextMark::of(text)};
}

Turn ChatSession::answered(std::vector<formats::Message> messages, const AnswerHooks& hooks) {
  Turn turn;
  turn.question = messages.back().content;
  const std::string text = format_.render(messages);
  engine_.await_weights();
  const double compiled = engine_.programs().seconds();
  const Stopwatch watch;
  const Place asked = fed(text, turn.figures.fed);
  turn.figures.prompt_seconds = watch.seconds() - (engine_.programs().seconds() - compiled);
  generate(asked, text, turn, hooks);
  return turn;
}

void ChatSession::generate(const Place& asked, const std::string& text, Turn& turn,
                           const AnswerHooks& hooks) {
  engine::Request request;
  request.max_tokens = settings_.max_tokens;
  request.sampling = settings_.sampling;
  request.stop_ids = settings_.stop_ids;
  request.from = std::make_shared<const engine::Sequence>(asked.sequence);
  if (settings_.speculate) request.text_before = tokenizer_.encode(text);
  engine::TextStream stream(tokenizer_, settings_.stop);
  const auto tell = [&](const std::string& piece) {
    turn.answer += piece;
    if (!piece.empty()) hooks.on_text(piece);
  };
  engine::Generation generation(
      engine_, {request},
      {.batch = 1, .block = settings_.block, .speculate = settings_.speculate, .keep = true});
  std::size_t read = 0;
  while (generation.step()) {
    if (read == 0)
      turn.figures.first_token_seconds = turn.figures.prompt_seconds + generation.timings().prefill_seconds;
    const std::vector<std::int32_t>& tokens = generation.tokens(0);
    std::string piece;
    while (!stream.stopped() && read < tokens.size()) piece += stream.push(tokens[read++]);
    tell(piece);
    if (stream.stopped())
      generation.end(0, engine::Finish::kStop);
    else if (hooks.stops())
      generation.end(0, engine::Finish::kInterrupted);
  }
  tell(stream.finish());
  turn.finish = stream.stopped() ? engine::Finish::kStop : generation.finish(0);
  turn.ids = generation.tokens(0);
  turn.figures.prompt_seconds += generation.timings().prefill_seconds;
  turn.figures.decoded = generation.timings().decoded_tokens;
  turn.figures.drafted = generation.timings().drafted_tokens;
  turn.figures.accepted = generation.timings().accepted_tokens;
  turn.figures.decode_seconds = generation.timings().decode_seconds;
  add_places(asked, text, generation.sequence(0), stream.stopped(), turn);
}

// Where a text goes on behind an answer, a template writes its own end of a turn, or the token that the model
// ended with is the beginning of it: both places are kept. Tokens behind a stop string are no part of it.
void ChatSession::add_places(const Place& asked, const std::string& text, engine::Sequence after,
                             bool cut_by_string, Turn& turn) const {
  turn.places.push_back(asked);
  if (cut_by_string) {
    turn.ids.resize(tokens_within(turn.ids, turn.answer, tokenizer_));
    turn.places.push_back(
        {asked.sequence, turn.ids, TextMark::of(text + tokenizer::raw_text(tokenizer_, turn.ids))});
    return;
  }
  const bool ended_by_token =
      after.history.next() && std::find(settings_.stop_ids.begin(), settings_.stop_ids.end(),
                                        *after.history.next()) != settings_.stop_ids.end();
  if (ended_by_token) {
    Place without{
        after,
        {},
        TextMark::of(text + tokenizer::raw_text(tokenizer_, std::span(turn.ids).first(turn.ids.size() - 1)))};
    without.sequence.history.drop_next();
    turn.places.push_back(std::move(without));
  }
  turn.places.push_back(
      {std::move(after), {}, TextMark::of(text + tokenizer::raw_text(tokenizer_, turn.ids))});
}

void ChatSession::keep(Turn turn) {
  now_.turns.push_back(std::move(turn));
  const std::int64_t capacity = engine_.capacity_for(tokens());
  const std::int64_t bytes = std::max<std::int64_t>(2 * models::state_bytes(engine_.model(), capacity), 1);
  forget_old_places(
      now_, static_cast<std::size_t>(std::clamp(kMostKeptBytes / bytes, kLeastKeptTurns, kMostKeptTurns)));
}

const Turn& ChatSession::ask(std::string question, const AnswerHooks& hooks) {
  std::vector<formats::Message> messages = messages_of(now_);
  messages.push_back({"user", std::move(question)});
  keep(answered(std::move(messages), hooks));
  return now_.turns.back();
}

const Turn& ChatSession::retry(const AnswerHooks& hooks) {
  if (now_.turns.empty()) refuse_first_turn("/retry");
  std::vector<formats::Message> messages = messages_of(now_);
  messages.pop_back();
  const std::uint64_t before = settings_.sampling.seed++;
  try {
    Turn turn = answered(std::move(messages), hooks);
    now_.turns.pop_back();
    keep(std::move(turn));
  } catch (...) {
    settings_.sampling.seed = before;
    throw;
  }
  return now_.turns.back();
}

void ChatSession::undo() {
  if (now_.turns.empty()) refuse_first_turn("/undo");
  now_.turns.pop_back();
}

void ChatSession::fork(const std::string& name) {
  if (name == name_ || others_.contains(name))
    throw Error(Code::kAlreadyExists,
                fmt::format("/fork: a new name is expected; there is a conversation `{}`", name),
                "/switch lists the names");
  others_.emplace(name, now_);
}

void ChatSession::switch_to(const std::string& name) {
  if (name == name_) return;
  const auto found = others_.find(name);
  if (found == others_.end())
    throw Error(Code::kNotFound,
                fmt::format("/switch: the name of a conversation is expected; got `{}`", name),
                "/switch lists them, /fork NAME makes one");
  Conversation next = std::move(found->second);
  others_.erase(found);
  others_.emplace(name_, std::move(now_));
  now_ = std::move(next);
  name_ = name;
}

std::vector<std::string> ChatSession::other_names() const {
  std::vector<std::string> out;
  for (const auto& [name, conversation] : others_) out.push_back(name);
  return out;
}

Place ChatSession::place_now() {
  if (now_.turns.empty() && now_.base) return *now_.base;
  if (now_.turns.empty() || now_.turns.back().places.empty()) {
    std::vector<formats::Message> messages = messages_of(now_);
    std::string answer;
    if (!now_.turns.empty()) {
      answer = messages.back().content;
      messages.pop_back();
    }
    std::int64_t count = 0;
    return fed(format_.render(messages) + answer, count);
  }
  Place place = now_.turns.back().places.back();
  if (!place.then.empty()) place = {engine::feed(engine_, place.sequence, place.then), {}, place.text};
  return place;
}

engine::SavedState ChatSession::saved() {
  const Place place = place_now();
  std::optional<TextMark> without_next;
  if (const auto* before = place_without_next(now_)) without_next = before->text;
  engine::SavedState out = engine::save(engine_, place.sequence);
  out.program = program_name();
  out.notes[kNote] = chat_note(now_, place.text, without_next);
  return out;
}

void ChatSession::load(engine::SavedState saved) {
  const auto found = saved.notes.find(kNote);
  const std::optional<std::string> note =
      found == saved.notes.end() ? std::nullopt : std::optional(found->second);
  engine::Sequence sequence = engine::restore(engine_, std::move(saved));
  if (!note)
    now_ = conversation_from(std::move(sequence), false);
  else
    now_ = conversation_of(*note, std::move(sequence), engine::Sequence::empty(engine_));
}

std::int64_t ChatSession::tokens() const {
  const Place* place = now_.base ? &*now_.base : nullptr;
  if (!now_.turns.empty())
    place = now_.turns.back().places.empty() ? nullptr : &now_.turns.back().places.back();
  if (!place) return 0;
  return static_cast<std::int64_t>(place->sequence.history.tokens() + std::ssize(place->then) +
                                   (place->sequence.history.next() ? 1 : 0));
}

}  // namespace constate::app
