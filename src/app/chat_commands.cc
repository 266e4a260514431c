#include "app/chat_commands.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "app/flags.h"
#include "app/generate.h"
#include "app/speculation.h"
#include "app/text.h"
#include "base/error.h"

namespace constate::app {
namespace {

std::string messages_text(const Conversation& conversation) {
  return count_text(std::ssize(conversation.turns), "turn");
}

void save(ChatDesk& desk, const std::string& file) {
  engine::write_state(file, desk.session.saved());
  desk.say(fmt::format("saved as {}: {}", file, messages_text(desk.session.conversation())));
}

void load(ChatDesk& desk, const std::string& file) {
  with_context(file, [&] { desk.session.load(engine::read_state(file)); });
  const Conversation& now = desk.session.conversation();
  desk.say(fmt::format("loaded from {}: {}, {}", file, messages_text(now),
                       count_text(desk.session.tokens(), "token")));
  if (!now.turns.empty()) desk.say("the last answer was: " + now.turns.back().answer);
}

void fork(ChatDesk& desk, const std::string& name) {
  desk.session.fork(name);
  desk.say(fmt::format("`{}` is a copy of this conversation; /switch {} goes on there", name, name));
}

void switch_to(ChatDesk& desk, const std::string& name) {
  if (name.empty()) {
    desk.say(fmt::format("this is `{}`; others: {}", desk.session.name(),
                         desk.session.other_names().empty()
                             ? "none"
                             : fmt::format("{}", fmt::join(desk.session.other_names(), ", "))));
    return;
  }
  desk.session.switch_to(name);
  desk.say(fmt::format("this is `{}`: {}", name, messages_text(desk.session.conversation())));
}

void undo(ChatDesk& desk, const std::string&) {
  desk.session.undo();
  desk.say(fmt::format("the last question and its answer are gone: {}",
                       messages_text(desk.session.conversation())));
}

void retry(ChatDesk& desk, const std::string&) {
  if (desk.session.settings().sampling.temperature == 0)
    desk.say("at temperature 0 the same answer comes; `/set temperature 0.8`, say, draws another one");
  desk.retry();
}

void system(ChatDesk& desk, const std::string& text) {
  desk.session.begin(text);
  desk.say("a new conversation begins, with this system text");
}

void stats(ChatDesk& desk, const std::string&) {
  const std::vector<Turn>& turns = desk.session.conversation().turns;
  std::string out =
      fmt::format("{} · the state has seen {} · it takes {}", count_text(std::ssize(turns), "turn"),
                  count_text(desk.session.tokens(), "token"),
                  bytes_text(models::state_bytes(desk.session.engine().model(),
                                                 desk.session.engine().capacity_for(desk.session.tokens()))));
  // Those of a conversation that was loaded have no figures.
  std::vector<std::size_t> here;
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (turns[i].finish != engine::Finish::kNone) here.push_back(i);
  if (here.size() > 2) here = {here.front(), here.back()};
  for (const std::size_t i : here) out += fmt::format("\nturn {}: {}", i + 1, figures_text(turns[i]));
  desk.say(out);
}

void set(ChatDesk& desk, const std::string& argument) {
  if (!argument.empty()) set_chat_setting(desk.session.settings(), argument);
  desk.say(settings_text(desk.session.settings()));
}

void help(ChatDesk& desk, const std::string&) {
  std::string out;
  for (const ChatCommand& command : chat_commands())
    out += fmt::format("{:<18} {}\n",
                       fmt::format("/{}{}{}", command.name, *command.argument ? " " : "", command.argument),
                       command.help);
  out +=
      "Any other line is a message; // at its beginning stands for one slash. A message of several lines\n"
      "stands between \"\"\" and \"\"\". Ctrl-C stops an answer, Ctrl-D leaves.";
  desk.say(out);
}

void bye(ChatDesk& desk, const std::string&) { desk.leaves = true; }

constexpr std::array<ChatCommand, 11> kCommands{{
    {"save", "FILE", "Save the conversation and its state", save},
    {"load", "FILE", "Go on with a saved one, in the place of this one", load},
    {"fork", "NAME", "Make a copy under a name, and stay here", fork},
    {"switch", "[NAME]", "Go on with another one; without a name, list them", switch_to},
    {"undo", "", "Take the last question and its answer back", undo},
    {"retry", "", "Answer the last question again, with the next seed", retry},
    {"system", "TEXT", "Begin anew with this system text", system},
    {"stats", "", "Show what the turns cost", stats},
    {"set", "[NAME VALUE]", "Change a setting, or show all", set},
    {"help", "", "Show this", help},
    {"bye", "", "Leave", bye},
}};

struct Setting {
  const char* name;
  void (*set)(ChatSettings& settings, const std::string& value);
  std::string (*value)(const ChatSettings& settings);
};

constexpr std::array<Setting, 7> kSettings{{
    {"temperature",
     [](ChatSettings& s, const std::string& v) { s.sampling.temperature = number_of("temperature", v); },
     [](const ChatSettings& s) { return fmt::format("{}", s.sampling.temperature); }},
    {"top-k",
     [](ChatSettings& s, const std::string& v) { s.sampling.top_k = integer_of("top-k", v, 0, kMostTokens); },
     [](const ChatSettings& s) { return fmt::format("{}", s.sampling.top_k); }},
    {"top-p", [](ChatSettings& s, const std::string& v) { s.sampling.top_p = number_of("top-p", v); },
     [](const ChatSettings& s) { return fmt::format("{}", s.sampling.top_p); }},
    {"min-p", [](ChatSettings& s, const std::string& v) { s.sampling.min_p = number_of("min-p", v); },
     [](const ChatSettings& s) { return fmt::format("{}", s.sampling.min_p); }},
    {"repetition-penalty",
     [](ChatSettings& s, const std::string& v) {
       s.sampling.repetition_penalty = number_of("repetition-penalty", v);
     },
     [](const ChatSettings& s) { return fmt::format("{}", s.sampling.repetition_penalty); }},
    {"seed", [](ChatSettings& s, const std::string& v) { s.sampling.seed = unsigned_of("seed", v); },
     [](const ChatSettings& s) { return fmt::format("{}", s.sampling.seed); }},
    {"max-tokens",
     [](ChatSettings& s, const std::string& v) {
       s.max_tokens = integer_of("max-tokens", v, 1, kMostTokens);
     },
     [](const ChatSettings& s) { return fmt::format("{}", s.max_tokens); }},
}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

struct Words {
  std::string first, rest;
};
Words words_of(std::string_view text) {
  text = trimmed(text);
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  return {std::string(text.substr(0, end)), std::string(trimmed(text.substr(end)))};
}

template <class Table>
auto& named(const Table& table, const std::string& name, const char* what, const char* slash,
            const char* lists) {
  std::vector<std::string> names;
  for (const auto& entry : table) {
    if (name == entry.name) return entry;
    names.push_back(entry.name);
  }
  const std::string near = nearest(name, names);
  throw Error(Code::kInvalidArgument, fmt::format("unknown {} `{}{}`", what, slash, printable(name)),
              near.empty() ? fmt::format("{} lists them", lists)
                           : fmt::format("did you mean `{}{}`? {} lists all", slash, near, lists));
}

}  // namespace

std::span<const ChatCommand> chat_commands() { return kCommands; }

ChatCall chat_call(std::string_view line) {
  Words words = words_of(line);
  const ChatCommand& command = named(kCommands, words.first, "command", "/", "/help");
  const std::string_view argument = command.argument;
  if (argument.empty() && !words.rest.empty())
    throw Error(Code::kInvalidArgument,
                fmt::format("/{}: no argument is expected; got `{}`", command.name, printable(words.rest)));
  if (!argument.empty() && argument[0] != '[' && words.rest.empty())
    throw Error(Code::kInvalidArgument,
                fmt::format("/{}: {} is expected; got nothing", command.name, argument));
  if (argument.ends_with("NAME") || argument == "[NAME]") {
    if (words.rest.find_first_of(" \t") != words.rest.npos)
      throw Error(Code::kInvalidArgument, fmt::format("/{}: a name without spaces is expected; got `{}`",
                                                      command.name, printable(words.rest)));
  }
  return {&command, std::move(words.rest)};
}

void set_chat_setting(ChatSettings& settings, std::string_view name_and_value) {
  const Words words = words_of(name_and_value);
  const Setting& setting = named(kSettings, words.first, "setting", "", "/set");
  if (words.rest.empty())
    throw Error(Code::kInvalidArgument,
                fmt::format("/set {}: a value is expected; got nothing", setting.name));
  ChatSettings changed = settings;
  setting.set(changed, words.rest);
  engine::check_sampling(changed.sampling);
  settings = std::move(changed);
}

std::string settings_text(const ChatSettings& settings) {
  std::string out;
  for (const Setting& setting : kSettings)
    out += fmt::format("{}{} {}", out.empty() ? "" : " · ", setting.name, setting.value(settings));
  return out;
}

std::string figures_text(const Turn& turn) {
  const TurnFigures& f = turn.figures;
  std::string out =
      fmt::format("fed {} · first token {} · answer {}", tokens_text(f.fed, f.prompt_seconds),
                  seconds_text(f.first_token_seconds), count_text(std::ssize(turn.ids), "token"));
  if (const double r = rate(f.decoded, f.decode_seconds); r > 0) out += fmt::format(", {:.0f} tok/s", r);
  if (f.drafted > 0) out += " · " + drafts_text(f.accepted, f.drafted);
  return out;
}

}  // namespace constate::app
