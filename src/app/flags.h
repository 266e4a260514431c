// The options of one command. Values come in as text and are read here, so that a bad one gets one clear
// line that names the option.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace constate::app {

// The whole of `text` as a number. Throw Error(kInvalidArgument) "--seed: an integer between 0 and 9 is
// expected; got `x`".
std::int64_t integer_of(std::string_view option, std::string_view text, std::int64_t least,
                        std::int64_t greatest = std::numeric_limits<std::int64_t>::max());
std::uint64_t unsigned_of(std::string_view option, std::string_view text);
double number_of(std::string_view option, std::string_view text);

// Thrown where a command line makes no sense; the hint points to the command's help.
[[noreturn]] void usage_error(const std::string& message, const std::string& command = "");

// `names` as CLI11 has them ("-n,--max-tokens" or "DIR"); `value` stands for the value in the help. What is
// not given stays as it is.
class Flags {
 public:
  explicit Flags(CLI::App& app) : app_(app) {}

  CLI::Option* text(const char* names, std::optional<std::string>& out, const char* value, const char* help);
  CLI::Option* texts(const char* names, std::vector<std::string>& out, const char* value, const char* help);
  CLI::Option* integer(const char* names, std::optional<std::int64_t>& out, std::int64_t least,
                       std::int64_t greatest, const char* help);
  CLI::Option* seed(const char* names, std::optional<std::uint64_t>& out, const char* help);
  CLI::Option* number(const char* names, std::optional<double>& out, const char* help);
  // -m, which other programs have for what is our first argument (take_model)
  CLI::Option* model(std::optional<std::string>& out);
  CLI::Option* flag(const char* names, bool& out, const char* help);

 private:
  template <class F>
  CLI::Option* add(const char* names, const char* value, const char* help, F take);
  CLI::App& app_;
};

// Puts what -m named before the arguments, `arguments` being all that the command has, in their order. Throws
// Error where there is one too many, and, unless `is_needed` is not, where the first, called `first`, is
// missing.
void take_model(const std::string& command, std::optional<std::string>& named, const char* first,
                std::initializer_list<std::optional<std::string>*> arguments, bool is_needed = true);

// Refuses two options that are both there: "PROMPT and --file exclude each other".
void exclude(const std::string& command, std::initializer_list<std::pair<const char*, bool>> given);

}  // namespace constate::app
