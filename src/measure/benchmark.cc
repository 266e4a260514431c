#include "measure/benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "base/statistics.h"
#include "engine/generation.h"
#include "models/work.h"
#include "pjrt/profiler.h"

namespace constate::measure {
namespace {

// Any tokens will do; these differ.
std::vector<std::vector<std::int32_t>> rows_of(const engine::Engine& engine, std::int64_t batch,
                                               std::int64_t tokens) {
  std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(batch));
  for (std::int64_t b = 0; b < batch; ++b)
    for (std::int64_t i = 0; i < tokens; ++i)
      rows[static_cast<std::size_t>(b)].push_back(
          static_cast<std::int32_t>((i * 7919 + b) % engine.vocab_size()));
  return rows;
}

void wait_for(const engine::State& state) {
  for (const pjrt::Buffer& part : state.parts) part.await();
}

}  // namespace

std::string_view name(BenchmarkKind kind) { return kind == BenchmarkKind::kPrefill ? "prefill" : "decode"; }

std::string label(const BenchmarkTest& test) {
  const char* kind = test.kind == BenchmarkKind::kPrefill ? "pp" : "tg";
  return fmt::format("{}{}{}", kind, test.tokens, test.depth > 0 ? fmt::format(" @ d{}", test.depth) : "");
}

std::vector<double> BenchmarkSamples::tokens_per_second() const {
  std::vector<double> out;
  for (const double s : seconds) out.push_back(static_cast<double>(test.batch * test.tokens) / s);
  return out;
}

double BenchmarkSamples::share_of_limit() const {
  return median(tokens_per_second()) / limit_tokens_per_second;
}

double run_test(engine::Engine& engine, const BenchmarkTest& test, engine::State state,
                const std::function<void()>& begin) {
  if (test.kind == BenchmarkKind::kPrefill) {
    const auto rows = rows_of(engine, test.batch, test.tokens);
    pjrt::Buffer logits = engine.upload(HostArray::zeros({DType::kF32, {test.batch, engine.vocab_size()}}));
    logits.await();
    if (begin) begin();
    const Stopwatch watch;
    logits = engine.prefill(state, rows, std::move(logits));
    logits.await();
    wait_for(state);
    return watch.seconds();
  }
  std::vector<engine::Request> requests;
  for (std::vector<std::int32_t>& row : rows_of(engine, test.batch, 1))
    requests.push_back({std::move(row), test.tokens + 1, {}, {}});  // the first comes out of prefill
  // Where a block runs to its end in any case, blocks that the tokens fill.
  const runtime::DeviceProfile& profile = engine.device().profile;
  const std::int64_t block = profile.exit_early ? 0 : std::min(test.tokens, profile.blocks.back());
  engine::Generation generation(engine, std::move(requests), {.batch = 0, .block = block}, std::move(state));
  generation.step();
  if (begin) begin();
  while (generation.step()) {
  }
  return generation.timings().decode_seconds;
}

Recording record(engine::Engine& engine, const BenchmarkTest& test) {
  run_test(engine, test, engine.new_state(test.batch));  // compiles, and is slower the first time
  std::optional<pjrt::Profiler> profiler;
  Recording out{test, 0, {}, {}};
  out.seconds = run_test(engine, test, engine.new_state(test.batch),
                         [&] { profiler.emplace(engine.device().client->plugin()); });
  out.profile = profiler->finish();
  out.trace = pjrt::read_trace(out.profile);
  return out;
}

void check_fits(const models::LanguageModel& model, const std::vector<std::int64_t>& weight_bytes,
                const std::vector<BenchmarkTest>& tests, std::int64_t memory_bytes) {
  double weights = 0, limits = 0;
  for (const std::int64_t bytes : weight_bytes) {
    weights += static_cast<double>(bytes);
    limits += 2 * static_cast<double>(std::min(bytes, kMostLimitBytes));
  }
  std::int64_t at_work = 0, kept = 0;
  std::set<std::pair<std::int64_t, std::int64_t>> starts;
  for (const BenchmarkTest& test : tests) {
    at_work = std::max(at_work, test.batch);
    if (test.depth > 0 && starts.emplace(test.batch, test.depth).second) kept += test.batch;
  }
  const std::int64_t rows = at_work + kept * static_cast<std::int64_t>(weight_bytes.size());
  std::int64_t longest = 0;
  for (const BenchmarkTest& test : tests) longest = std::max(longest, test.depth + test.tokens);
  const auto each = static_cast<double>(models::state_bytes(model, longest));
  const double all = weights + limits + static_cast<double>(rows) * each;
  if (all > static_cast<double>(memory_bytes))
    throw Error(
        Code::kResourceExhausted,
        fmt::format("weights of {}, arrays for the limits of {} and {} sequences with a state of {:.1f} MB "
                    "take {}; there is {} of memory",
                    runtime::size_text(weights), runtime::size_text(limits), rows, each / 1e6,
                    runtime::size_text(all), runtime::size_text(static_cast<double>(memory_bytes))),
        "fewer sequences, fewer depths or fewer types fit");
}

Benchmark::Benchmark(std::vector<engine::Engine*> engines, std::vector<BenchmarkTest> tests,
                     std::function<void(const std::string&)> doing)
    : tests_(std::move(tests)), doing_(std::move(doing)) {
  for (engine::Engine* engine : engines) subjects_.push_back({engine, {}, {}});
  for (Subject& subject : subjects_) subject.seconds.resize(tests_.size());
}

Benchmark::~Benchmark() { say(""); }

void Benchmark::say(const std::string& what) const {
  if (doing_) doing_(what);
}

// The prompt's programs take by far the most: a segment of all rows goes through them at once.
void Benchmark::check_programs(engine::Engine& engine, std::int64_t memory_bytes) const {
  for (const BenchmarkTest& test : tests_) {
    const std::int64_t longest =
        std::max(test.depth, test.kind == BenchmarkKind::kPrefill ? test.tokens : std::int64_t{1});
    const std::vector<std::int64_t> segments = engine.segments_for(longest);
    for (const std::int64_t length : std::set<std::int64_t>(segments.begin(), segments.end())) {
      const auto memory =
          engine.programs().prefill({test.batch, length, engine.capacity_for(longest)}).executable.memory();
      if (!memory) continue;
      const std::int64_t all = memory->arguments + memory->outputs - memory->aliased + memory->temporaries;
      if (all > memory_bytes)
        throw Error(Code::kResourceExhausted,
                    fmt::format("{} with {} rows: a segment of {} tokens takes {}; there is {} of memory",
                                label(test), test.batch, length, runtime::size_text(static_cast<double>(all)),
                                runtime::size_text(static_cast<double>(memory_bytes))),
                    "fewer sequences fit");
    }
  }
}

Benchmark::Start Benchmark::start_of(engine::Engine& engine, std::int64_t batch, std::int64_t depth) const {
  engine::State state = engine.new_state(batch);
  engine.prefill(state, rows_of(engine, batch, depth));
  Start start{batch, depth, state.capacity, {}};
  for (const pjrt::Buffer& part : state.parts) start.parts.push_back(part.to_host());
  return start;
}

engine::State Benchmark::state_of(const Subject& subject, const BenchmarkTest& test) const {
  engine::State state;
  for (const Start& start : subject.starts) {
    if (start.batch != test.batch || start.depth != test.depth) continue;
    state.batch = test.batch;
    state.capacity = start.capacity;
    state.tokens.assign(static_cast<std::size_t>(test.batch), test.depth);
    for (const HostArray& part : start.parts) state.parts.push_back(subject.engine->upload(part));
  }
  if (state.parts.empty()) state = subject.engine->new_state(test.batch);
  wait_for(state);
  return state;
}

double Benchmark::run(const Subject& subject, const BenchmarkTest& test) const {
  return run_test(*subject.engine, test, state_of(subject, test));
}

void Benchmark::prepare(std::int64_t memory_bytes) {
  for (Subject& subject : subjects_) {
    check_programs(*subject.engine, memory_bytes);
    subject.engine->await_weights();
    for (const BenchmarkTest& test : tests_) {
      const bool known = std::any_of(subject.starts.begin(), subject.starts.end(), [&](const Start& s) {
        return s.batch == test.batch && s.depth == test.depth;
      });
      if (test.depth == 0 || known) continue;
      say(fmt::format("feeding {} tokens", test.batch * test.depth));
      subject.starts.push_back(start_of(*subject.engine, test.batch, test.depth));
    }
    for (const BenchmarkTest& test : tests_) {
      say("warming up " + label(test));
      run(subject, test);
    }
  }
  say("");
}

void Benchmark::round() {
  if (limits_.empty())
    for (const Subject& subject : subjects_)
      limits_.emplace_back(subject.engine->device(), subject.engine->dtype(),
                           models::bytes_of(subject.engine->model().weights()));
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    say("measuring the limits");
    limits_[i].measure();
    for (std::size_t t = 0; t < tests_.size(); ++t) {
      say("measuring " + label(tests_[t]));
      subjects_[i].seconds[t].push_back(run(subjects_[i], tests_[t]));
    }
  }
}

LimitRates Benchmark::limits(std::size_t engine) const {
  const programs::Blueprint& blueprint = subjects_[engine].engine->blueprint();
  LimitRates rates = limits_[engine].rates();
  for (std::size_t t = 0; t < tests_.size(); ++t) {
    const BenchmarkTest& test = tests_[t];
    const std::vector<double>& seconds = subjects_[engine].seconds[t];
    const double best = *std::min_element(seconds.begin(), seconds.end());
    const auto tokens = static_cast<double>(test.tokens), rows = static_cast<double>(test.batch);
    if (test.kind == BenchmarkKind::kPrefill)
      rates.model_flops_per_second =
          std::max(rates.model_flops_per_second,
                   rows * models::prefill_flops(*blueprint.model, test.tokens, blueprint.lowering) / best);
    else
      rates.model_bytes_per_second = std::max(
          rates.model_bytes_per_second, tokens * models::decode_bytes(*blueprint.model, test.batch) / best);
  }
  return rates;
}

std::vector<BenchmarkSamples> Benchmark::samples(std::size_t engine) const {
  const programs::Blueprint& blueprint = subjects_[engine].engine->blueprint();
  const LimitRates rates = limits(engine);
  std::vector<BenchmarkSamples> out;
  for (std::size_t t = 0; t < tests_.size(); ++t) {
    const BenchmarkTest& test = tests_[t];
    const double limit = test.kind == BenchmarkKind::kPrefill
                             ? rates.matrix() /
                                   models::prefill_flops(*blueprint.model, test.tokens, blueprint.lowering) *
                                   static_cast<double>(test.tokens)
                             : rates.memory() / models::decode_bytes(*blueprint.model, test.batch) *
                                   static_cast<double>(test.batch);
    out.push_back({test, subjects_[engine].seconds[t], limit});
  }
  return out;
}

}  // namespace constate::measure
