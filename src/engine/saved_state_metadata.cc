// A state's words and numbers as a safetensors file has them: text by name.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <chrono>

#include "base/error.h"
#include "engine/saved_state_rules.h"

namespace constate::engine {
namespace {

constexpr std::size_t kMostShown = 40;  // bytes of a value in a message

template <class T>
std::optional<T> number_of(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Takes values out of a file's metadata.
class Taker {
 public:
  explicit Taker(std::map<std::string, std::string>& metadata) : metadata_(metadata) {}

  std::string text(const std::string& key) {
    std::optional<std::string> value = text_if_any(key);
    if (!value) throw FormatError(fmt::format("`{}` is missing", key));
    return std::move(*value);
  }
  std::optional<std::string> text_if_any(const std::string& key) {
    const auto it = metadata_.find(key);
    if (it == metadata_.end()) return std::nullopt;
    std::string value = std::move(it->second);
    metadata_.erase(it);
    return value;
  }
  template <class T>
  T number(const std::string& key) {
    return read<T>(key, text(key));
  }
  template <class T>
  static T read(const std::string& key, const std::string& text) {
    if (const std::optional<T> value = number_of<T>(text)) return *value;
    refuse(key, std::is_integral_v<T> ? "an integer" : "a number", text);
  }
  [[noreturn]] static void refuse(const std::string& key, std::string_view rule, const std::string& got) {
    const bool whole = got.size() <= kMostShown;
    throw FormatError(whole ? fmt::format("`{}` is {}; got `{}`", key, rule, got)
                            : fmt::format("`{}` is {}; got {} bytes", key, rule, got.size()));
  }

 private:
  std::map<std::string, std::string>& metadata_;
};

// "5 17 99"
std::vector<std::int32_t> ids_of(const std::string& key, const std::string& text) {
  std::vector<std::int32_t> out;
  for (std::size_t at = 0; !text.empty() && at <= text.size();) {
    if (out.size() == kMostRecentIds)
      throw FormatError(fmt::format("`{}` has at most {} ids; got more", key, kMostRecentIds));
    const std::size_t end = std::min(text.find(' ', at), text.size());
    out.push_back(Taker::read<std::int32_t>(key, text.substr(at, end - at)));
    at = end + 1;
  }
  return out;
}

std::int64_t seconds_of(const std::string& key, const std::string& text) {
  namespace chrono = std::chrono;
  const auto part = [&](std::size_t at, std::size_t size) {
    const std::string_view digits = std::string_view(text).substr(std::min(at, text.size()), size);
    return number_of<unsigned>(digits).value_or(0);
  };
  const chrono::year_month_day date{chrono::year(static_cast<int>(part(0, 4))), chrono::month(part(5, 2)),
                                    chrono::day(part(8, 2))};
  std::int64_t seconds = -1;
  if (date.ok())
    seconds = chrono::sys_seconds(chrono::sys_days(date)).time_since_epoch().count() + 3600 * part(11, 2) +
              60 * part(14, 2) + part(17, 2);
  if (seconds < 0 || utc_text(seconds) != text)
    Taker::refuse(key, "a time like 2026-11-28T09:30:00Z, from 1970", text);
  return seconds;
}

}  // namespace

std::string utc_text(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::map<std::string, std::string> metadata_of(const StateHead& head) {
  const auto number = [](const auto& value) { return fmt::format("{}", value); };  // reads back bit for bit
  std::map<std::string, std::string> out{
      {"model.type", head.model.model_type},
      {"model.configuration", head.model.configuration},
      {"model.weights", head.model.weights},
      {"tokens", number(head.tokens)},
      {"tokens.hash", head.tokens_hash},
      {"recent", fmt::format("{}", fmt::join(head.recent, " "))},
      {"withheld", number(head.withheld)},
      {"sampling.temperature", number(head.sampling.temperature)},
      {"sampling.top_k", number(head.sampling.top_k)},
      {"sampling.top_p", number(head.sampling.top_p)},
      {"sampling.min_p", number(head.sampling.min_p)},
      {"sampling.repetition_penalty", number(head.sampling.repetition_penalty)},
      {"sampling.seed", number(head.sampling.seed)},
      {"drawn", number(head.drawn)},
      {"dtype", head.dtype},
      {"device", head.device},
      {"program", head.program},
      {"saved_at", utc_text(head.saved_at)},
  };
  if (head.next) out["next"] = number(*head.next);
  return out;
}

StateHead take_head(std::map<std::string, std::string>& metadata) {
  Taker taker(metadata);
  StateHead out;
  out.model = {taker.text("model.type"), taker.text("model.configuration"), taker.text("model.weights")};
  out.tokens = taker.number<std::int64_t>("tokens");
  out.tokens_hash = taker.text("tokens.hash");
  out.recent = ids_of("recent", taker.text("recent"));
  out.withheld = taker.number<std::int64_t>("withheld");
  if (const auto next = taker.text_if_any("next")) out.next = Taker::read<std::int32_t>("next", *next);
  out.sampling.temperature = taker.number<double>("sampling.temperature");
  out.sampling.top_k = taker.number<std::int64_t>("sampling.top_k");
  out.sampling.top_p = taker.number<double>("sampling.top_p");
  out.sampling.min_p = taker.number<double>("sampling.min_p");
  out.sampling.repetition_penalty = taker.number<double>("sampling.repetition_penalty");
  out.sampling.seed = taker.number<std::uint64_t>("sampling.seed");
  out.drawn = taker.number<std::int64_t>("drawn");
  out.dtype = taker.text("dtype");
  out.device = taker.text("device");
  out.program = taker.text("program");
  out.saved_at = seconds_of("saved_at", taker.text("saved_at"));
  return out;
}

}  // namespace constate::engine
