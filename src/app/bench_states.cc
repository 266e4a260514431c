#include "app/bench_states.h"

#include <fmt/format.h>

#include "app/bench_report.h"
#include "app/text.h"
#include "base/json.h"
#include "base/statistics.h"

namespace constate::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

// The second time as a share of the first; of the medians.
double share(const std::vector<double>& copy, const std::vector<double>& own) {
  return median(copy) / median(own);
}

}  // namespace

std::string states_markdown(const measure::StateFigures& f) {
  const auto rate = [&](const std::vector<double>& seconds) {
    return fmt::format("{:.2f} GB/s", static_cast<double>(f.file_bytes) / median(seconds) / 1e9);
  };
  const auto ms = [](const std::vector<double>& seconds) {
    return fmt::format("{:.2f} ms", median(seconds) * 1e3);
  };
  std::vector<std::vector<std::string>> rows{{"what", ">median", ">rate", ">beside", ">share"}};
  rows.push_back({"save, to a synced file", ms(f.save), rate(f.save), "a copy: " + ms(f.write_copy),
                  fmt::format("{:.2f}", share(f.write_copy, f.save))});
  rows.push_back({"load, onto the device", ms(f.load), rate(f.load), "a copy: " + ms(f.read_copy),
                  fmt::format("{:.2f}", share(f.read_copy, f.load))});
  rows.push_back({fmt::format("fork a sequence of {}", f.batch), ms(f.fork), rate(f.fork), "", ""});
  rows.push_back({fmt::format("take a sequence out of {}", f.batch), ms(f.take), rate(f.take), "", ""});
  rows.push_back({fmt::format("put a sequence into {}", f.batch), ms(f.put), rate(f.put), "", ""});
  rows.push_back({fmt::format("a token, the others of {} ended", f.batch), ms(f.token_after_others), "",
                  "alone: " + ms(f.token_alone),
                  fmt::format("{:.2f}", share(f.token_alone, f.token_after_others))});
  return fmt::format("a state of {}, a file of {}\n\n{}", bytes_text(f.state_bytes), bytes_text(f.file_bytes),
                     markdown_table(rows));
}

std::string states_json(const measure::StateFigures& f) {
  const OrderedJson json{{"state_bytes", f.state_bytes},
                         {"file_bytes", f.file_bytes},
                         {"batch", f.batch},
                         {"seconds",
                          {{"save", f.save},
                           {"write_copy", f.write_copy},
                           {"load", f.load},
                           {"read_copy", f.read_copy},
                           {"fork", f.fork},
                           {"take", f.take},
                           {"put", f.put},
                           {"token_alone", f.token_alone},
                           {"token_after_others", f.token_after_others}}}};
  return json.dump(2) + "\n";
}

}  // namespace constate::app
