#include "app/flags.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "app/text.h"
#include "base/error.h"

namespace constate::app {
namespace {

template <class T>
std::optional<T> whole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

[[noreturn]] void refuse(std::string_view option, std::string_view expected, std::string_view got) {
  throw Error(Code::kInvalidArgument,
              fmt::format("{}: {} is expected; got `{}`", option, expected, printable(got)));
}

// "-n,--max-tokens" is told as "--max-tokens".
std::string told(std::string_view names) { return std::string(names.substr(names.rfind(',') + 1)); }

}  // namespace

std::int64_t integer_of(std::string_view option, std::string_view text, std::int64_t least,
                        std::int64_t greatest) {
  const auto value = whole<std::int64_t>(text);
  if (!value || *value < least || *value > greatest)
    refuse(option, fmt::format("an integer between {} and {}", least, greatest), text);
  return *value;
}

std::uint64_t unsigned_of(std::string_view option, std::string_view text) {
  const auto value = whole<std::uint64_t>(text);
  if (!value)
    refuse(option, fmt::format("an integer between 0 and {}", std::numeric_limits<std::uint64_t>::max()),
           text);
  return *value;
}

double number_of(std::string_view option, std::string_view text) {
  const auto value = whole<double>(text);
  if (!value) refuse(option, "a number", text);
  return *value;
}

void usage_error(const std::string& message, const std::string& command) {
  throw Error(Code::kInvalidArgument, message,
              fmt::format("`constate {}{}--help` explains", command, command.empty() ? "" : " "));
}

template <class F>
CLI::Option* Flags::add(const char* names, const char* value, const char* help, F take) {
  return app_
      .add_option(
          names,
          [take](const CLI::results_t& given) {
            for (const std::string& text : given) take(text);
            return true;
          },
          help)
      ->type_name(value)
      ->expected(1);
}

CLI::Option* Flags::text(const char* names, std::optional<std::string>& out, const char* value,
                         const char* help) {
  return add(names, value, help, [&out](const std::string& t) { out = t; });
}

CLI::Option* Flags::texts(const char* names, std::vector<std::string>& out, const char* value,
                          const char* help) {
  return add(names, value, help, [&out](const std::string& t) { out.push_back(t); })
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

CLI::Option* Flags::integer(const char* names, std::optional<std::int64_t>& out, std::int64_t least,
                            std::int64_t greatest, const char* help) {
  return add(names, "N", help, [&out, least, greatest, option = told(names)](const std::string& t) {
    out = integer_of(option, t, least, greatest);
  });
}

CLI::Option* Flags::seed(const char* names, std::optional<std::uint64_t>& out, const char* help) {
  return add(names, "N", help,
             [&out, option = told(names)](const std::string& t) { out = unsigned_of(option, t); });
}

CLI::Option* Flags::number(const char* names, std::optional<double>& out, const char* help) {
  return add(names, "X", help,
             [&out, option = told(names)](const std::string& t) { out = number_of(option, t); });
}

CLI::Option* Flags::model(std::optional<std::string>& out) {
  return text("-m,--model", out, "MODEL", "The same as the first argument");
}

CLI::Option* Flags::flag(const char* names, bool& out, const char* help) {
  return app_.add_flag(names, out, help)->disable_flag_override();
}

void take_model(const std::string& command, std::optional<std::string>& named, const char* first,
                std::initializer_list<std::optional<std::string>*> arguments, bool is_needed) {
  if (std::optional<std::string> next = std::exchange(named, std::nullopt)) {
    for (std::optional<std::string>* argument : arguments) std::swap(*argument, next);
    if (next) usage_error(fmt::format("one argument too many: `{}`", printable(*next)), command);
  }
  if (is_needed && !**arguments.begin()) usage_error(fmt::format("{} is missing", first), command);
}

void exclude(const std::string& command, std::initializer_list<std::pair<const char*, bool>> given) {
  const char* first = nullptr;
  for (const auto& [name, there] : given) {
    if (!there) continue;
    if (first) usage_error(fmt::format("{} and {} exclude each other", first, name), command);
    first = name;
  }
}

}  // namespace constate::app
