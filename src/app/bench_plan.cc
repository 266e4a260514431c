#include "app/bench_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/device_options.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/text.h"
#include "base/error.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "bench";

// "1,2,3", each by `read`, each once.
template <class F>
auto list_of(const char* option, const std::string& text, F read) {
  std::vector<decltype(read(text))> out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    out.push_back(read(text.substr(begin, end - begin)));
    if (std::find(out.begin(), out.end() - 1, out.back()) != out.end() - 1)
      usage_error(fmt::format("{}: each may be named once; got `{}`", option, printable(text)), kCommand);
    begin = end + 1;
  }
  return out;
}

std::vector<std::int64_t> integers_of(const char* option, const std::optional<std::string>& text,
                                      std::int64_t missing, std::int64_t least, std::int64_t most) {
  if (!text) return {missing};
  return list_of(option, *text, [&](const std::string& t) { return integer_of(option, t, least, most); });
}

// Sizes that are fine by themselves may be absurd together.
void check_product(std::int64_t batch, const char* option, std::int64_t tokens) {
  if (batch * tokens > kMostBenchTokens)
    throw Error(Code::kInvalidArgument,
                fmt::format("--batch {} with {} {}: at most {} tokens of all sequences are expected; got {}",
                            batch, option, tokens, kMostBenchTokens, batch * tokens));
}

}  // namespace

void check(BenchPlan& plan) {
  const bool named = plan.model.has_value();
  take_model(kCommand, plan.model, "DIR", {&plan.folder, &plan.other}, /*is_needed=*/false);
  exclude(kCommand, {{"--quiet", plan.quiet}, {"--verbose", plan.verbose}});
  if (plan.compare) {
    for (const auto& [option, given] :
         std::initializer_list<std::pair<const char*, bool>>{{"--model", named},
                                                             {"--random-weights", plan.random_weights},
                                                             {"--config", plan.config.has_value()},
                                                             {"--prompt", plan.prompt.has_value()},
                                                             {"--generate", plan.generate.has_value()},
                                                             {"--depth", plan.depth.has_value()},
                                                             {"--batch", plan.batch.has_value()},
                                                             {"--dtype", plan.dtype.has_value()},
                                                             {"--repetitions", plan.repetitions.has_value()},
                                                             {"--format", plan.format.has_value()},
                                                             {"--output", plan.output.has_value()},
                                                             {"--plugin", plan.plugin.has_value()},
                                                             {"--threads", plan.threads.has_value()},
                                                             {"--no-start", plan.no_start},
                                                             {"--states", plan.states},
                                                             {"--no-cache", plan.no_cache},
                                                             {"--quiet", plan.quiet},
                                                             {"--verbose", plan.verbose}})
      if (given) usage_error(fmt::format("{} has no effect with --compare", option), kCommand);
    if (!plan.folder || !plan.other)
      usage_error("--compare: two files are expected, of `constate bench -o json`", kCommand);
    return;
  }
  if (plan.other) usage_error(fmt::format("one argument too many: `{}`", printable(*plan.other)), kCommand);
  find_model(plan.folder);
  check_random_weights(kCommand, plan.random_weights, plan.config);
  if (plan.config && plan.folder)
    usage_error("DIR and --config exclude each other: random weights have no folder", kCommand);
  if (!plan.config && !plan.folder) usage_error("DIR is missing", kCommand);
  if (plan.config && plan.no_start)
    usage_error("--no-start has no effect: random weights have no files to start from", kCommand);
  if (plan.states)
    exclude(kCommand, {{"--states", true},
                       {"--prompt", plan.prompt.has_value()},
                       {"--generate", plan.generate.has_value()},
                       {"--depth", plan.depth.has_value()},
                       {"--no-start", plan.no_start}});
  if (plan.output && plan.output->empty())
    usage_error("--output: the name of a file is expected; got ``", kCommand);
}

std::vector<measure::BenchmarkTest> tests_of(const BenchPlan& plan) {
  using measure::BenchmarkKind;
  const auto prompts = integers_of("--prompt", plan.prompt, 512, 0, kMostBenchTokens);
  const auto generated = integers_of("--generate", plan.generate, 64, 0, kMostGenerated);
  const auto depths = integers_of("--depth", plan.depth, 0, 0, kMostBenchTokens);
  const auto batches = integers_of("--batch", plan.batch, 1, 1, kMostRows);
  std::vector<measure::BenchmarkTest> tests;
  for (const std::int64_t batch : batches)
    for (const std::int64_t depth : depths) {
      check_product(batch, "--depth", depth);
      for (const std::int64_t tokens : prompts) {
        check_product(batch, "--prompt", tokens);
        if (tokens > 0) tests.push_back({BenchmarkKind::kPrefill, batch, tokens, depth});
      }
      for (const std::int64_t tokens : generated)
        if (tokens > 0) tests.push_back({BenchmarkKind::kDecode, batch, tokens, depth});
    }
  if (tests.empty()) usage_error("--prompt and --generate are both 0: nothing to measure", kCommand);
  return tests;
}

std::vector<std::optional<DType>> dtypes_of(const BenchPlan& plan) {
  const std::optional<std::string> text = dtype_or_setting(plan.dtype);
  if (!text) return {std::nullopt};
  return list_of("--dtype", *text, [](const std::string& t) { return std::optional(dtype_of(t)); });
}

BenchFormat format_of(const BenchPlan& plan) {
  const std::string text = plan.format.value_or("md");
  if (text == "md") return BenchFormat::kMarkdown;
  if (text == "csv") return BenchFormat::kCsv;
  if (text == "json") return BenchFormat::kJson;
  throw Error(Code::kInvalidArgument,
              fmt::format("--format: md, csv or json is expected; got `{}`", printable(text)));
}

}  // namespace constate::app
