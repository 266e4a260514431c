// What `constate bench` measured, and how it is written: a Markdown table, CSV, JSON. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/machine_facts.h"
#include "measure/benchmark.h"

namespace constate::app {

// Starts of the whole program, a number a repetition.
struct BenchStart {
  std::string dtype;
  bool cold = false;  // no compiled program was kept
  std::vector<double> first_token_seconds, process_seconds, compile_seconds, load_seconds, peak_bytes;
};

// Of one type of the matrices.
struct BenchOfDtype {
  std::string dtype;
  std::int64_t weight_bytes = 0;
  measure::LimitRates limits;
  std::vector<measure::BenchmarkSamples> tests;
};

struct BenchReport {
  std::string version, command, date;  // of the program; UTC, "2026-11-22T22:05:00Z"
  MachineFacts machine;
  std::string plugin, plugin_version, plugin_api;
  std::string model, device;
  std::int64_t parameters = 0, state_bytes = 0;
  std::vector<BenchOfDtype> dtypes;
  std::vector<BenchStart> starts;
  std::vector<double> read_weights_seconds;  // empty where there are no starts
  std::string no_starts;                     // why there are none
  double compile_seconds = 0;
  int programs = 0, programs_from_cache = 0;
  std::int64_t peak_bytes = 0;  // of the process that measured, before the arrays of the limits
  // Of the device's memory, where the plugin tells: the most in use before the arrays of the limits, and by
  // the end.
  std::optional<std::int64_t> device_bytes, device_peak_bytes;
};

// These end with a newline. The table has lines below it that say what the limits are.
std::string bench_markdown(const BenchReport& report);
std::string bench_csv(const BenchReport& report);  // the tests alone
std::string bench_json(const BenchReport& report);

// Cells of equal width; columns whose name begins with '>' are aligned to the right. The first row is the
// header.
std::string markdown_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace constate::app
