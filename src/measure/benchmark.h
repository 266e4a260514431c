// Benchmark: the speed of models on a device, beside what that device can do in the same minutes.
//
// Rounds go over all tests and over the limits, one after the other, so that a machine whose speed drifts
// drifts for all of them. What is timed is a model at work: no compiling, no loading, no first run of a
// program. Text and its tokens have no part in it.
//
// Prints nothing. Not thread-safe. Must not outlive its engines.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "measure/limits.h"
#include "pjrt/device_trace.h"

namespace constate::measure {

enum class BenchmarkKind { kPrefill, kDecode };
std::string_view name(BenchmarkKind kind);  // "prefill", "decode"

struct BenchmarkTest {
  BenchmarkKind kind;
  std::int64_t batch;   // rows
  std::int64_t tokens;  // of each row: prompt tokens, or tokens to generate
  std::int64_t depth;   // tokens that each row has seen before; they are not timed
};
// "pp512", "tg64 @ d4096"
std::string label(const BenchmarkTest& test);

struct BenchmarkSamples {
  BenchmarkTest test;
  std::vector<double> seconds;
  double limit_tokens_per_second = 0;  // of all rows

  std::vector<double> tokens_per_second() const;  // of all rows
  double share_of_limit() const;                  // of the median
};

// Runs the test once, from this state, and returns how long it took. `begin` is called right before what is
// timed.
double run_test(engine::Engine& engine, const BenchmarkTest& test, engine::State state,
                const std::function<void()>& begin = {});

// What the device did while a test ran.
struct Recording {
  BenchmarkTest test;
  double seconds;       // of the run that was recorded, which recording slows down
  std::string profile;  // the plugin's own record, an XSpace, for other tools
  pjrt::DeviceTrace trace;
};
// Throws Error(kUnimplemented) where the plugin has no profiler.
Recording record(engine::Engine& engine, const BenchmarkTest& test);

// Throws Error(kResourceExhausted), with the arithmetic, where what the tests hold at the same time does not
// fit into `memory_bytes`: weights of each of these sizes, arrays for the limits, and the states of all rows
// that are at work or kept at a depth.
void check_fits(const models::LanguageModel& model, const std::vector<std::int64_t>& weight_bytes,
                const std::vector<BenchmarkTest>& tests, std::int64_t memory_bytes);

class Benchmark {
 public:
  // `doing` gets what goes on, for a progress line. The engines may share a device; each does all tests.
  Benchmark(std::vector<engine::Engine*> engines, std::vector<BenchmarkTest> tests,
            std::function<void(const std::string&)> doing = {});
  ~Benchmark();

  // Compiles and loads what the tests need, feeds the tokens that they go on from, and runs each once. Throws
  // Error(kResourceExhausted) where a program wants more memory than `memory_bytes`.
  void prepare(std::int64_t memory_bytes);
  // Adds a sample to each test and limit. `prepare` comes first.
  void round();

  // Of one engine, in the order of the tests. There has been a round.
  std::vector<BenchmarkSamples> samples(std::size_t engine) const;
  LimitRates limits(std::size_t engine) const;

 private:
  // What rows have become after a number of tokens, kept by the host: a test takes over the device's.
  struct Start {
    std::int64_t batch, depth, capacity;
    std::vector<HostArray> parts;  // none at depth 0
  };
  struct Subject {
    engine::Engine* engine;
    std::vector<Start> starts;
    std::vector<std::vector<double>> seconds;  // by test
  };

  void check_programs(engine::Engine& engine, std::int64_t memory_bytes) const;
  Start start_of(engine::Engine& engine, std::int64_t batch, std::int64_t depth) const;
  engine::State state_of(const Subject& subject, const BenchmarkTest& test) const;
  double run(const Subject& subject, const BenchmarkTest& test) const;
  void say(const std::string& what) const;

  std::vector<BenchmarkTest> tests_;
  std::function<void(const std::string&)> doing_;
  std::vector<Subject> subjects_;
  std::vector<Limits> limits_;
};

}  // namespace constate::measure
