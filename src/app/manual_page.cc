#include "app/manual_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace constate::app {
namespace {

// A line of text for roff, which gives a meaning to backslashes, and to a dot or a quote at its start.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else if (c == '`')
      out += "\\(ga";
    else
      out += c;
  }
  if (out.starts_with('.')) out.insert(0, "\\&");
  return out;
}

// Lines as they are; an empty one begins a paragraph, and indented ones (examples) keep their form.
std::string paragraphs(std::string_view text) {
  std::string out;
  bool example = false, paragraph = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    paragraph |= line.empty();
    if (line.empty()) continue;
    const bool indented = line.starts_with("  ");
    if (example && !indented) out += ".EE\n";
    if ((paragraph || indented != example) && !out.empty()) out += ".PP\n";
    if (indented && !example) out += ".EX\n";
    out += roff(indented ? line.substr(2) : line) + "\n";
    example = indented;
    paragraph = false;
  }
  return out + (example ? ".EE\n" : "");
}

std::string item(const OptionFacts& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back("\\fB" + roff(name) + "\\fR");
  std::string out = fmt::format(".TP\n{}", fmt::join(names, ", "));
  if (!option.value.empty()) out += " \\fI" + roff(option.value) + "\\fR";
  return out + "\n" + roff(option.help) + (option.help.ends_with('.') ? "\n" : ".\n");
}

std::string synopsis(const CommandFacts& command) {
  std::string out = fmt::format("\\fBconstate {}\\fR", roff(command.names[0]));
  for (const OptionFacts& argument : command.arguments) {
    const std::string name = "\\fI" + roff(argument.names[0]) + "\\fR";
    out += argument.is_required ? " " + name : " [" + name + "]";
  }
  return out + (command.options.empty() ? "" : " [\\fIOPTIONS\\fR]") + "\n";
}

std::string section(const CommandFacts& command) {
  std::string out =
      fmt::format(".SS {}\n{}.PP\n{}.\n", roff(command.names[0]), synopsis(command), roff(command.about));
  if (command.names.size() > 1) {
    std::vector<std::string> others;
    for (std::size_t i = 1; i < command.names.size(); ++i)
      others.push_back("\\fB" + roff(command.names[i]) + "\\fR");
    out += fmt::format("Also: {}.\n", fmt::join(others, ", "));
  }
  for (const OptionFacts& argument : command.arguments) out += item(argument);
  for (const OptionFacts& option : command.options) out += item(option);
  return out + (command.footer.empty() ? "" : ".PP\n" + paragraphs(command.footer));
}

constexpr const char* kEnd = R"(.SH EXIT STATUS
.TP
0
Done.
.TP
1
The command line or a file is not as it should be, or the output cannot be written.
.TP
2
No plugin, a device that cannot be opened, a program that cannot be compiled, out of memory.
.TP
130
Interrupted.
.SH ENVIRONMENT
.TP
\fBCONSTATE_PLUGIN\fR
The plugin where \fB\-\-plugin\fR is not given: cpu, cuda, tpu or a plugin\(aqs file.
.TP
\fBCONSTATE_PLUGIN_DIR\fR
A folder of plugins to look in first.
.TP
\fBCONSTATE_CACHE\fR
The folder of compiled programs; without it \fBconstate\fR in \fBXDG_CACHE_HOME\fR, or \fI\(ti/.cache/constate\fR.
)";

}  // namespace

std::string manual_page(const std::vector<CommandFacts>& facts, const std::string& version) {
  std::string out = fmt::format(
      ".\\\" Written by `constate man`.\n.TH CONSTATE 1 \"\" \"constate {}\" \"User Commands\"\n"
      ".SH NAME\nconstate \\- run Mamba\\-2 language models on any device that has a PJRT plugin\n"
      ".SH SYNOPSIS\n\\fBconstate\\fR \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n{}.SH OPTIONS\n",
      version, paragraphs(facts[0].about));
  for (const OptionFacts& option : facts[0].options) out += item(option);
  out += ".SH COMMANDS\n";
  for (std::size_t i = 1; i < facts.size(); ++i) out += section(facts[i]);
  return out + kEnd;
}

}  // namespace constate::app
