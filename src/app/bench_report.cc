#include "app/bench_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/text.h"
#include "base/json.h"
#include "base/statistics.h"

namespace constate::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string count_text(std::int64_t count) {
  const auto value = static_cast<double>(count);
  if (count >= 999'950'000) return fmt::format("{:.2f} B", value / 1e9);
  return count >= 999'950 ? fmt::format("{:.1f} M", value / 1e6) : fmt::format("{:.1f} k", value / 1e3);
}

std::string spread(const std::vector<double>& values) {
  return fmt::format("{:.2f} ± {:.2f}", mean(values), deviation(values));
}

// Characters, of UTF-8 where each is one column wide.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Where the model was faster than what it is held against, that is no share above 1 but a better limit.
std::string beaten_lines(const BenchOfDtype& d) {
  std::string out;
  const auto add = [&](double model, double limit, const char* of, const char* unit) {
    if (model > 0 && model >= limit)
      out += fmt::format("  {}: the model itself reached more, so that counts: {} {:.1f} {}\n", d.dtype, of,
                         model / 1e9, unit);
  };
  add(d.limits.model_flops_per_second, d.limits.matrix(), "matrix product", "GFLOP/s");
  add(d.limits.model_bytes_per_second, d.limits.memory(), "memory", "GB/s");
  return out;
}

std::string limit_lines(const BenchReport& report) {
  std::string out =
      "\ntok/s: mean ± standard deviation, of all sequences. share: of the limit, by the median of tok/s.\n"
      "limit of pp: the model's arithmetic at the rate of a matrix product. limit of tg: the bytes that must "
      "move for a token\nat the rate of memory. The best samples of this run:\n";
  for (const BenchOfDtype& d : report.dtypes) {
    const auto gb = [](const std::vector<double>& rates) { return largest(rates) / 1e9; };
    out += fmt::format("  {}: matrix product {:.1f} GFLOP/s", d.dtype, gb(d.limits.matrix_flops_per_second));
    if (d.limits.read_bytes_per_second.empty())
      out += fmt::format(" · memory {:.1f} GB/s, by XLA's product of one row\n",
                         gb(d.limits.row_bytes_per_second));
    else
      out += fmt::format(
          " · memory {:.1f} GB/s by {}, {:.1f} by XLA's product of one row: the faster counts\n",
          gb(d.limits.read_bytes_per_second),
          report.device == "cpu" ? "a loop that reads on all threads" : "a program that sums an array",
          gb(d.limits.row_bytes_per_second));
    out += beaten_lines(d);
  }
  out += fmt::format(
      "compile {} for {} programs{} · state {} a sequence · peak memory {}\n",
      seconds_text(report.compile_seconds), report.programs,
      report.programs_from_cache > 0 ? fmt::format(" ({} from cache)", report.programs_from_cache) : "",
      bytes_text(report.state_bytes), bytes_text(report.peak_bytes));
  if (report.device_peak_bytes)
    out += fmt::format("device memory: at most {} in use, {} for the models' programs and weights\n",
                       bytes_text(*report.device_peak_bytes), bytes_text(*report.device_bytes));
  return out;
}

std::string start_lines(const BenchReport& report) {
  if (report.starts.empty()) return fmt::format("no start was measured: {}\n", report.no_starts);
  std::vector<std::vector<std::string>> rows{
      {"start", "dtype", ">first token, s", ">best", ">compile, s", ">load, s", ">peak memory"}};
  for (const BenchStart& s : report.starts)
    rows.push_back(
        {s.cold ? "cold" : "warm", s.dtype, spread(s.first_token_seconds),
         fmt::format("{:.2f}", *std::min_element(s.first_token_seconds.begin(), s.first_token_seconds.end())),
         spread(s.compile_seconds), spread(s.load_seconds),
         bytes_text(static_cast<std::int64_t>(median(s.peak_bytes)))});
  std::string out = fmt::format(
      "\n{}\nfirst token: seconds from the start of the program; cold: no compiled program was kept\n",
      markdown_table(rows));
  const double reading = median(report.read_weights_seconds);
  for (const BenchStart& s : report.starts)
    if (!s.cold)
      out += fmt::format("{}: a warm start takes {:.1f} × what reading the weight files takes ({:.3f} s)\n",
                         s.dtype, median(s.first_token_seconds) / reading, reading);
  return out;
}

OrderedJson rates_json(const measure::LimitRates& rates) {
  return {{"read_bytes_per_second", rates.read_bytes_per_second},
          {"row_bytes_per_second", rates.row_bytes_per_second},
          {"matrix_flops_per_second", rates.matrix_flops_per_second},
          {"model_bytes_per_second", rates.model_bytes_per_second},
          {"model_flops_per_second", rates.model_flops_per_second}};
}

OrderedJson test_json(const BenchReport& report, const BenchOfDtype& d, const measure::BenchmarkSamples& s) {
  const std::vector<double> speed = s.tokens_per_second();
  return {{"model", report.model},
          {"parameters", report.parameters},
          {"weight_bytes", d.weight_bytes},
          {"state_bytes", report.state_bytes},
          {"device", report.device},
          {"dtype", d.dtype},
          {"batch", s.test.batch},
          {"kind", measure::name(s.test.kind)},
          {"tokens", s.test.tokens},
          {"depth", s.test.depth},
          {"seconds", s.seconds},
          {"tokens_per_second",
           {{"mean", mean(speed)},
            {"deviation", deviation(speed)},
            {"best", largest(speed)},
            {"median", median(speed)}}},
          {"limit_tokens_per_second", s.limit_tokens_per_second},
          {"share_of_limit", s.share_of_limit()}};
}

// What would end the cell or the line, or steer a terminal, is escaped.
std::string cell_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) out += c == '|' ? "\\|" : std::string(1, c);
  return out;
}

std::string csv_cell(std::string_view raw) {
  const std::string text = printable(raw);
  if (text.find_first_of(",\"") == text.npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string markdown_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows[0].size());
  std::vector<bool> right;
  for (const std::string& name : rows[0]) right.push_back(name.starts_with('>'));
  const auto cell = [&](std::size_t row, std::size_t column) {
    const std::string text = cell_text(rows[row][column]);
    return row == 0 && right[column] ? text.substr(1) : text;
  };
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < widths.size(); ++c) widths[c] = std::max(widths[c], width(cell(r, c)));
  std::string out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const std::string text = cell(r, c), padding(widths[c] - width(text), ' ');
      out += right[c] ? fmt::format("| {}{} ", padding, text) : fmt::format("| {}{} ", text, padding);
    }
    out += "|\n";
    if (r > 0) continue;
    for (std::size_t c = 0; c < widths.size(); ++c)
      out += fmt::format("|{:-<{}}{}", "", widths[c] + 1, right[c] ? ":" : "-");
    out += "|\n";
  }
  return out;
}

std::string bench_markdown(const BenchReport& report) {
  std::vector<std::vector<std::string>> rows{{"model", ">parameters", ">weights", "device", "dtype", ">batch",
                                              "test", ">tok/s", ">best", ">limit", ">share"}};
  for (const BenchOfDtype& d : report.dtypes)
    for (const measure::BenchmarkSamples& s : d.tests) {
      const std::vector<double> speed = s.tokens_per_second();
      rows.push_back({report.model, count_text(report.parameters), bytes_text(d.weight_bytes), report.device,
                      d.dtype, std::to_string(s.test.batch), label(s.test), spread(speed),
                      fmt::format("{:.2f}", largest(speed)), fmt::format("{:.2f}", s.limit_tokens_per_second),
                      fmt::format("{:.2f}", s.share_of_limit())});
    }
  return markdown_table(rows) + limit_lines(report) + start_lines(report);
}

std::string bench_csv(const BenchReport& report) {
  std::string out =
      "model,parameters,weight_bytes,state_bytes,device,dtype,batch,kind,tokens,depth,mean,deviation,best,"
      "median,limit_tokens_per_second,share_of_limit,seconds\n";
  for (const BenchOfDtype& d : report.dtypes)
    for (const measure::BenchmarkSamples& s : d.tests) {
      const std::vector<double> speed = s.tokens_per_second();
      out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(report.model),
                         report.parameters, d.weight_bytes, report.state_bytes, csv_cell(report.device),
                         d.dtype, s.test.batch, measure::name(s.test.kind), s.test.tokens, s.test.depth,
                         mean(speed), deviation(speed), largest(speed), median(speed),
                         s.limit_tokens_per_second, s.share_of_limit(), fmt::join(s.seconds, " "));
    }
  return out;
}

std::string bench_json(const BenchReport& report) {
  OrderedJson limits = rates_json(report.dtypes[0].limits), by_dtype = OrderedJson::object();
  OrderedJson tests = OrderedJson::array(), starts = OrderedJson::array();
  for (const BenchOfDtype& d : report.dtypes) {
    by_dtype[d.dtype] = rates_json(d.limits);
    for (const measure::BenchmarkSamples& s : d.tests) tests.push_back(test_json(report, d, s));
  }
  limits["by_dtype"] = by_dtype;
  for (const BenchStart& s : report.starts)
    starts.push_back({{"cache", s.cold ? "cold" : "warm"},
                      {"dtype", s.dtype},
                      {"first_token_seconds", s.first_token_seconds},
                      {"process_seconds", s.process_seconds},
                      {"compile_seconds", s.compile_seconds},
                      {"load_seconds", s.load_seconds},
                      {"peak_bytes", s.peak_bytes}});
  const OrderedJson json{
      {"constate", report.version},
      {"command", report.command},
      {"date", report.date},
      {"machine",
       {{"cpu", report.machine.cpu},
        {"cores", report.machine.cores},
        {"memory_bytes", report.machine.memory_bytes},
        {"kernel", report.machine.kernel}}},
      {"plugin",
       {{"name", report.plugin}, {"version", report.plugin_version}, {"pjrt_api", report.plugin_api}}},
      {"limits", limits},
      {"tests", tests},
      {"start", starts},
      {"read_weights_seconds", report.read_weights_seconds},
      {"compile_seconds", report.compile_seconds},
      {"programs", report.programs},
      {"programs_from_cache", report.programs_from_cache},
      {"peak_bytes", report.peak_bytes},
      {"device_bytes", report.device_bytes ? OrderedJson(*report.device_bytes) : OrderedJson(nullptr)},
      {"device_peak_bytes",
       report.device_peak_bytes ? OrderedJson(*report.device_peak_bytes) : OrderedJson(nullptr)}};
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace constate::app
