#include "app/completions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace constate::app {
namespace {

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

// Inside single quotes, in a shell.
std::string quoted(const std::string& text) { return fmt::format("'{}'", replaced(text, "'", "'\\''")); }

std::vector<std::string> command_words(const std::vector<CommandFacts>& facts) {
  std::vector<std::string> out;
  for (std::size_t i = 1; i < facts.size(); ++i)
    out.insert(out.end(), facts[i].names.begin(), facts[i].names.end());
  return out;
}

std::vector<std::string> option_words(const CommandFacts& command) {
  std::vector<std::string> out;
  for (const OptionFacts& option : command.options)
    out.insert(out.end(), option.names.begin(), option.names.end());
  return out;
}

// bash: what stands in COMPREPLY for a value or an argument.
std::string bash_values(const OptionFacts& option) {
  std::string out;
  if (!option.choices.empty()) out += fmt::format(" _constate_words '{}';", fmt::join(option.choices, " "));
  if (option.takes_file || option.takes_folder)
    out += fmt::format(" _constate_paths {};", option.takes_file ? "-f" : "-d");
  return out.empty() ? " return" : out + " return";
}

std::string bash_command(const CommandFacts& command) {
  std::string out = fmt::format("    {})\n      case $previous in\n", fmt::join(command.names, "|"));
  for (const OptionFacts& option : command.options)
    if (!option.value.empty())
      out += fmt::format("        {}){} ;;\n", fmt::join(option.names, "|"), bash_values(option));
  out += fmt::format("      esac\n      case $word in -*) _constate_words '{}'; return ;; esac\n",
                     fmt::join(option_words(command), " "));
  // Where one argument may be a path, paths are offered: which argument it is, the options before it tell
  // badly.
  bool file = false, folder = false;
  for (const OptionFacts& argument : command.arguments) {
    file |= argument.takes_file;
    folder |= argument.takes_folder;
    if (!argument.choices.empty())
      out += fmt::format("      _constate_words '{}'\n", fmt::join(argument.choices, " "));
  }
  if (file || folder) out += fmt::format("      _constate_paths {}\n", file ? "-f" : "-d");
  return out + "      ;;\n";
}

constexpr const char* kBashStart = R"(# bash completion for constate: written by `constate completions bash`.

# Offers those of the words $1, or paths (-f: files, -d: folders), that begin as the word at the cursor does.
_constate_words() {
  local reply
  while IFS= read -r reply; do COMPREPLY+=("${reply#"$strip"}"); done < <(compgen -W "$1" -- "$word")
}
_constate_paths() {
  local reply
  compopt -o filenames 2>/dev/null
  while IFS= read -r reply; do COMPREPLY+=("$reply"); done < <(compgen "$1" -- "$word")
}

_constate() {
  # bash takes words apart at : and =; they are put together again.
  local i part glue= words=() word previous= command= strip=
  for ((i = 0; i <= COMP_CWORD; i++)); do
    part=${COMP_WORDS[i]}
    if ((${#words[@]})) && [[ $glue || $part == [:=]* ]]; then words[-1]+=$part; else words+=("$part"); fi
    [[ $part == *[:=] ]] && glue=1 || glue=
  done
  word=${words[-1]}
  ((${#words[@]} > 1)) && previous=${words[-2]}
  if [[ $word == --*=* ]]; then previous=${word%%=*} word=${word#*=}; fi
  [[ $word == *:* && $COMP_WORDBREAKS == *:* ]] && strip=${word%"${word##*:}"}
  for part in "${words[@]:1:${#words[@]}-2}"; do
    case $part in -*) ;; *) command=$part; break ;; esac
  done
  COMPREPLY=()
  case $command in
)";

// zsh: a text in the brackets of _arguments, or behind its colons.
std::string zsh_text(std::string text) {
  for (const char* special : {"\\", "[", "]", ":"})
    text = replaced(text, special, std::string("\\") + special);
  return replaced(text, "'", "'\\''");
}

std::string zsh_action(const OptionFacts& option) {
  const char* const paths = option.takes_folder ? "_files -/" : option.takes_file ? "_files" : "";
  if (option.choices.empty()) return *paths ? paths : "()";
  std::vector<std::string> words;
  for (const std::string& choice : option.choices) words.push_back(replaced(choice, ":", "\\:"));
  if (!*paths) return fmt::format("({})", fmt::join(words, " "));
  // The space in front keeps _arguments from adding options of its own.
  return fmt::format(" _alternative \"words\\:value\\:({})\" \"files\\:file\\:{}\"",
                     fmt::join(option.choices, " "), paths);
}

std::string zsh_command(const CommandFacts& command) {
  std::string out = fmt::format("    ({})\n      _arguments", fmt::join(command.names, "|"));
  for (const OptionFacts& option : command.options)
    for (const std::string& name : option.names) {
      out +=
          fmt::format(" \\\n        '({}){}[{}]", fmt::join(option.names, " "), name, zsh_text(option.help));
      if (!option.value.empty()) out += fmt::format(":{}:{}", zsh_text(option.value), zsh_action(option));
      out += "'";
    }
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const OptionFacts& argument = command.arguments[i];
    out += fmt::format(" \\\n        '{}:{}:{}'", i + 1, zsh_text(argument.names[0]), zsh_action(argument));
  }
  return out + "\n      ;;\n";
}

std::string fish_option(const std::string& when, const OptionFacts& option) {
  std::string out = "complete -c constate -n " + when;
  for (const std::string& name : option.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  out += " -d " + quoted(option.help);
  if (option.value.empty()) return out + "\n";
  out += option.takes_file || option.takes_folder ? " -r -F" : " -x";
  if (!option.choices.empty()) out += fmt::format(" -a '{}'", fmt::join(option.choices, " "));
  return out + "\n";
}

}  // namespace

std::string bash_completion(const std::vector<CommandFacts>& facts) {
  std::string out = kBashStart;
  out += fmt::format("    '') _constate_words '{} {}' ;;\n", fmt::join(command_words(facts), " "),
                     fmt::join(option_words(facts[0]), " "));
  for (std::size_t i = 1; i < facts.size(); ++i) out += bash_command(facts[i]);
  return out + "  esac\n}\ncomplete -F _constate constate\n";
}

std::string zsh_completion(const std::vector<CommandFacts>& facts) {
  std::string out =
      "#compdef constate\n# zsh completion for constate: written by `constate completions zsh`.\n\n"
      "_constate() {\n  local -a commands\n  commands=(\n";
  for (std::size_t i = 1; i < facts.size(); ++i)
    for (const std::string& name : facts[i].names)
      out += fmt::format("    '{}:{}'\n", name, replaced(facts[i].about, "'", "'\\''"));
  out += "  )\n  if ((CURRENT == 2)); then\n    _describe command commands\n    _arguments";
  for (const OptionFacts& option : facts[0].options)
    for (const std::string& name : option.names) out += fmt::format(" '{}[{}]'", name, zsh_text(option.help));
  out +=
      "\n    return\n  fi\n  local command=$words[2]\n  shift words\n  ((CURRENT--))\n  case $command in\n";
  for (std::size_t i = 1; i < facts.size(); ++i) out += zsh_command(facts[i]);
  return out +
         "  esac\n}\n\nif [[ $funcstack[1] == _constate ]]; then _constate \"$@\"; else compdef _constate "
         "constate; fi\n";
}

std::string fish_completion(const std::vector<CommandFacts>& facts) {
  const std::string all = fmt::format("{}", fmt::join(command_words(facts), " "));
  std::string out =
      "# fish completion for constate: written by `constate completions fish`.\n\ncomplete -c constate -f\n";
  const std::string none = quoted("not __fish_seen_subcommand_from " + all);
  for (std::size_t i = 1; i < facts.size(); ++i)
    for (const std::string& name : facts[i].names)
      out += fmt::format("complete -c constate -n {} -a {} -d {}\n", none, name, quoted(facts[i].about));
  for (const OptionFacts& option : facts[0].options) out += fish_option(none, option);
  for (std::size_t i = 1; i < facts.size(); ++i) {
    const std::string when =
        quoted(fmt::format("__fish_seen_subcommand_from {}", fmt::join(facts[i].names, " ")));
    for (const OptionFacts& argument : facts[i].arguments)
      if (argument.takes_file || argument.takes_folder)
        out += fmt::format("complete -c constate -n {} -F\n", when);
      else if (!argument.choices.empty())
        out += fmt::format("complete -c constate -n {} -a '{}'\n", when, fmt::join(argument.choices, " "));
    for (const OptionFacts& option : facts[i].options) out += fish_option(when, option);
  }
  return out;
}

}  // namespace constate::app
