#include "app/speculation.h"

#include <fmt/format.h>

#include "base/error.h"

namespace constate::app {

using engine::Speculation;

namespace {

constexpr std::string_view kLookup = "lookup";

}  // namespace

void add_speculation(Flags& flags, std::optional<std::string>& speculate) {
  flags.text("--speculate", speculate, "HOW",
             "lookup or lookup:K: guess K tokens (7) by what followed the same words before; the text stays "
             "the same, and comes faster where it repeats itself");
}

std::optional<Speculation> speculation_of(const std::optional<std::string>& speculate) {
  if (!speculate) return std::nullopt;
  const std::string_view text = *speculate;
  Speculation out;
  if (text == kLookup) return out;
  if (!text.starts_with(kLookup) || text[kLookup.size()] != ':')
    throw Error(Code::kInvalidArgument,
                fmt::format("--speculate: `lookup` or `lookup:K` is expected; got `{}`", text));
  out.drafts =
      integer_of("--speculate lookup:K", text.substr(kLookup.size() + 1), 1, Speculation::kMostDrafts);
  return out;
}

std::optional<Speculation> speculation_for(const std::optional<std::string>& speculate,
                                           const models::LanguageModel& model) {
  const std::optional<Speculation> out = speculation_of(speculate);
  if (!out) return out;
  try {
    engine::check_speculation(*out, *model.bind(DType::kF32, {}));
  } catch (Error& e) {
    e.add_context("--speculate");
    throw;
  }
  return out;
}

std::string drafts_text(std::int64_t right, std::int64_t drafted) {
  return fmt::format("drafts {} of {} right", right, drafted);
}

}  // namespace constate::app
