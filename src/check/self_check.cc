#include "check/self_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>

#include "base/error.h"
#include "engine/not_finite.h"
#include "pjrt/plugin_search.h"

namespace constate::check {
namespace {

constexpr std::size_t kGreedyPrompt = 16;  // tokens at most
constexpr std::int64_t kGreedyTokens = 64;
constexpr std::int64_t kBlocks[] = {64, 1, 7};  // the first is compared with the others

using Parts = std::span<const Snapshot::Part>;

void take_state(Way& way, Parts got, Parts want, const std::string& at) {
  const Difference d = compare(got, want);
  if (way.state.at.empty() || d.largest > way.state.largest) way.state = {d.largest, d.part, at};
}

// Takes one case into what is worst so far.
void take(Way& way, const Snapshot& got, const Snapshot& want, const std::string& at) {
  const Parts a = got.parts, b = want.parts;
  const double d = compare(a.first(1), b.first(1)).largest;
  if (way.logits.at.empty() || d > way.logits.largest) way.logits = {d, "", at};
  take_state(way, a.subspan(1), b.subspan(1), at);
  ++way.cases;
}

// Places in a text of n tokens at which something may go wrong: its ends, its middle, and around the lengths
// of segments and chunks.
std::vector<std::size_t> places(const runtime::DeviceProfile& profile, std::size_t n) {
  std::set<std::int64_t> at{1, static_cast<std::int64_t>(n / 2), static_cast<std::int64_t>(n) - 1};
  std::vector<std::int64_t> lengths = profile.segments;
  lengths.push_back(profile.lowering.scan_chunk);
  for (const std::int64_t length : lengths)
    for (const std::int64_t near : {length - 1, length, length + 1}) at.insert(near);
  std::vector<std::size_t> out;
  for (const std::int64_t p : at)
    if (p > 0 && p < static_cast<std::int64_t>(n)) out.push_back(static_cast<std::size_t>(p));
  return out;
}

// Greedy tokens must be equal up to a tie.
void compare_choices(engine::Engine& engine, const Ids& prompt, const Ids& got, const Ids& want, Way& way,
                     const std::string& at) {
  const auto [a, b] = std::mismatch(got.begin(), got.end(), want.begin(), want.end());
  if (a == got.end() && b == want.end()) return;
  const std::string where = fmt::format("{}: token {} of {}", at, a - got.begin(), want.size());
  if (a == got.end() || b == want.end()) {
    way.other_choice = where + ": only one goes on";
    return;
  }
  Ids seen = prompt;
  seen.insert(seen.end(), got.begin(), a);
  const Snapshot there = whole(engine, seen);
  const std::vector<float>& logits = there.parts[0].values;
  float size = 0;
  for (const float v : logits) size = std::max(size, std::abs(v));
  const double margin = std::abs(logits[static_cast<std::size_t>(*a)] - logits[static_cast<std::size_t>(*b)]);
  const double tie = 2 * way.allowed * static_cast<double>(size);  // each of the two may be off by one share
  const std::string told = fmt::format("{} is {} in place of {}, a margin of {:.2g} where {:.2g} is a tie",
                                       where, *a, *b, margin, tie);
  (margin <= tie ? way.note : way.other_choice) = told;
}

class Checker {
 public:
  Checker(engine::Engine& engine, const Ids& ids, const SelfCheckOptions& options)
      : engine_(engine),
        ids_(ids),
        options_(options),
        places_(places(engine.device().profile, ids.size())),
        allowed_(allowed_difference(engine)) {}

  std::vector<Way> run() {
    whole_ = whole(engine_, ids_);
    steps();
    splits();
    rows();
    blocks();
    return std::move(ways_);
  }

 private:
  Way& begin(const char* name) {
    ways_.push_back({name, 0, {}, {}, allowed_, "", ""});
    return ways_.back();
  }
  void doing(const std::string& what) const {
    if (options_.doing) options_.doing(what);
  }
  void done() const {
    if (options_.done) options_.done(ways_.back());
  }

  void steps() {
    Way& way = begin("whole and step by step");
    std::vector<std::size_t> wanted = places_;
    wanted.push_back(ids_.size());
    doing(fmt::format("step by step, {} tokens", ids_.size()));
    step_by_step(engine_, ids_, wanted, [&](std::size_t n, const Snapshot& steps) {
      take(way, n == ids_.size() ? whole_ : whole(engine_, prefix(ids_, n)), steps,
           fmt::format("{} tokens", n));
    });
    done();
  }

  void splits() {
    Way& way = begin("whole and split");
    for (const std::size_t at : places_) {
      doing(fmt::format("split at {}", at));
      take(way, split(engine_, ids_, {at}), whole_, fmt::format("split at {}", at));
    }
    std::vector<std::size_t> all = places_;
    doing(fmt::format("split at {} places", all.size()));
    take(way, split(engine_, ids_, all), whole_, fmt::format("split at {} places", all.size()));
    done();
  }

  void rows() {
    Way& way = begin("alone and in a batch");
    batch_and_alone(way, ids_);
    // Longer ones are fed one by one in any case.
    const auto together = static_cast<std::size_t>(engine_.device().profile.prompts_together);
    if (ids_.size() > together) batch_and_alone(way, prefix(ids_, together));
    done();
  }

  void batch_and_alone(Way& way, const Ids& ids) {
    const std::size_t n = ids.size();
    const std::vector<Ids> rows{ids, prefix(ids, 1), suffix(ids, n / 3), {}, prefix(ids, n / 2)};
    doing(fmt::format("{} rows together", rows.size()));
    const std::vector<Snapshot> together = batch(engine_, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      doing(fmt::format("row {} alone", i));
      take(way, together[i], rows[i].size() == ids_.size() ? whole_ : whole(engine_, rows[i]),
           fmt::format("{} tokens", rows[i].size()));
    }
  }

  // And what decoding leaves behind is what its tokens make of a state.
  void blocks() {
    Way& way = begin("greedy tokens in blocks");
    const engine::Request request{prefix(ids_, std::min(kGreedyPrompt, ids_.size())), kGreedyTokens, {}, {}};
    Ids first;
    for (const std::int64_t block : kBlocks) {
      const std::string at = fmt::format("blocks of {}", block);
      doing("greedy tokens in " + at);
      engine::Generation generation(engine_, {request}, {.batch = 0, .block = block});
      try {
        while (generation.step()) {
        }
      } catch (const engine::NotFinite& e) {
        way.state = {std::numeric_limits<double>::infinity(), "", at};
        way.other_choice = fmt::format("{}: {}", at, e.what());
        break;
      }
      const Ids& tokens = generation.tokens(0);
      if (block == kBlocks[0]) first = tokens;
      compare_choices(engine_, request.prompt, tokens, first, way, at);
      Ids seen = request.prompt;
      seen.insert(seen.end(), tokens.begin(), tokens.end() - 1);
      const Snapshot want = whole(engine_, seen);
      take_state(way, snapshot(engine_, *generation.sequence(0).state).parts, Parts(want.parts).subspan(1),
                 at);
      ++way.cases;
    }
    done();
  }

  engine::Engine& engine_;
  const Ids& ids_;
  const SelfCheckOptions& options_;
  const std::vector<std::size_t> places_;
  const double allowed_;
  Snapshot whole_;
  std::vector<Way> ways_;
};

// None where there are no logits to choose by: they have been compared before.
Ids greedy_tokens(engine::Engine& engine, const Ids& ids) {
  try {
    return generate(engine, {{ids, kGreedyTokens, {}, {}}})[0];
  } catch (const engine::NotFinite&) {
    return {};
  }
}

std::string told(const runtime::Device& runtime) {
  return fmt::format("{} by {}", runtime.client->devices()[0].kind, runtime.client->plugin().name());
}

// What rows lose before they meet a weight, which is what the ways of a model may differ by. Beside 8 or 4
// bits they have two digits, or 16 bits (trace/linear.cc).
double rounding_of_rows(const engine::Engine& engine) {
  if (engine.dtype() != DType::kS8 && engine.dtype() != DType::kS4) return unit_roundoff(engine.dtype());
  return engine.device().profile.lowering.integer_products ? unit_roundoff(DType::kS8) / 128
                                                           : unit_roundoff(DType::kBF16);
}

// What elements of the state lose when they are stored: keys and values beside int8 are bf16.
double rounding_of_state(const engine::Engine& engine) {
  double out = 0;
  for (const models::StateSpec& spec : engine.model().state(1))
    out = std::max(out, unit_roundoff(spec.dtype));
  return out;
}

}  // namespace

double allowed_difference(const engine::Engine& engine) {
  return (engine.dtype() == DType::kF32 ? kWays32 : kWays16) *
         std::max(rounding_of_rows(engine), rounding_of_state(engine)) *
         std::sqrt(static_cast<double>(engine.model().facts().layers) + 1);
}

std::string Way::failure() const {
  if (passed()) return "";
  if (!other_choice.empty()) return fmt::format("{}: {}", name, other_choice);
  const Worst& w = logits.largest > allowed ? logits : state;
  return fmt::format("{}: {} differ by {:.2g} at {}, {:.2g} is allowed", name,
                     w.part.empty() ? "logits" : "elements of " + w.part, w.largest, w.at, allowed);
}

std::vector<Way> check_ways(engine::Engine& engine, const Ids& ids, const SelfCheckOptions& options) {
  if (ids.size() < kFewestTokens)
    throw Error(Code::kInvalidArgument, fmt::format("self check: at least {} tokens are expected; got {}",
                                                    kFewestTokens, ids.size()));
  return Checker(engine, ids, options).run();
}

Witness witness(engine::Engine& engine, const Ids& ids) {
  Witness out{told(engine.device()), ids, whole(engine, ids), {}, allowed_difference(engine)};
  out.greedy = greedy_tokens(engine, ids);
  return out;
}

Way check_device(engine::Engine& other, const Witness& first) {
  Way way{
      "on " + told(other.device()), 0, {}, {}, std::max(allowed_difference(other), first.allowed), "", ""};
  take(way, whole(other, first.ids), first.after, fmt::format("{} tokens", first.ids.size()));
  compare_choices(other, first.ids, greedy_tokens(other, first.ids), first.greedy, way, "greedy");
  return way;
}

std::vector<std::shared_ptr<const runtime::Device>> other_devices(
    const runtime::Device& but, const std::function<void(const std::string&)>& note) {
  pjrt::SearchOptions search;  // all that fit, whichever was asked for
  search.environment = [](const std::string& variable) -> std::optional<std::string> {
    const char* value = variable == "CONSTATE_PLUGIN" ? nullptr : std::getenv(variable.c_str());
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
  };
  std::vector<pjrt::PluginChoice> found;
  try {
    found = pjrt::find_plugins(search);
  } catch (const Error& e) {
    if (e.code() != Code::kNotFound) throw;
  }
  std::set<std::filesystem::path> seen{but.client->plugin().path()};
  std::vector<std::shared_ptr<const runtime::Device>> out;
  for (const pjrt::PluginChoice& choice : found) {
    std::error_code ignored;
    if (!seen.insert(std::filesystem::canonical(choice.path, ignored)).second) continue;
    try {
      out.push_back(runtime::Device::open({.plugin = choice.path.string(), .cpu_devices = 1, .note = {}}));
    } catch (const Error& e) {
      if (note) note(fmt::format("{} cannot be used: {}", choice.path.string(), e.what()));
    }
  }
  return out;
}

}  // namespace constate::check
