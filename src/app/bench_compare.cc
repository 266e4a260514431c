#include "app/bench_compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/bench_report.h"
#include "app/text.h"
#include "base/error.h"
#include "base/statistics.h"

namespace constate::app {
namespace {

measure::BenchmarkTest test_of(const ComparedTest& t) {
  return {t.kind == "prefill" ? measure::BenchmarkKind::kPrefill : measure::BenchmarkKind::kDecode, t.batch,
          t.tokens, t.depth};
}

std::int64_t integer_from(const JsonObject& json, const char* key, std::int64_t least) {
  const std::int64_t value = json.integer(key);
  if (value < least) json.fail(key, fmt::format("must be at least {}", least));
  return value;
}

const Json& list_in(const JsonObject& json, const Json& value, const char* key) {
  if (json.find(key) == nullptr) throw FormatError(fmt::format("{}: `{}` is missing", json.where(), key));
  if (!value.at(key).is_array() || value.at(key).empty()) json.fail(key, "must be a list that is not empty");
  return value.at(key);
}

ComparedTest read_test(const Json& value, const std::string& where) {
  const JsonObject json(value, where);
  ComparedTest t;
  t.model = json.string("model");
  t.dtype = json.string("dtype");
  t.batch = integer_from(json, "batch", 1);
  t.kind = json.string("kind");
  if (t.kind != "prefill" && t.kind != "decode") json.fail("kind", "must be prefill or decode");
  t.tokens = integer_from(json, "tokens", 1);
  t.depth = integer_from(json, "depth", 0);
  for (const Json& sample : list_in(json, value, "seconds")) {
    const std::optional<double> seconds = as_number(sample);
    if (!seconds || !std::isfinite(*seconds) || *seconds <= 0)
      json.fail("seconds", "must hold numbers above 0");
    t.tokens_per_second.push_back(static_cast<double>(t.batch) * static_cast<double>(t.tokens) / *seconds);
  }
  return t;
}

const ComparedTest* partner(const ComparedTest& test, const ComparedFile& file) {
  const auto found = std::find_if(file.tests.begin(), file.tests.end(),
                                  [&](const ComparedTest& t) { return t.same_as(test); });
  return found == file.tests.end() ? nullptr : &*found;
}

std::string alone(const char* which, const ComparedFile& file, const ComparedFile& other) {
  std::string out;
  for (const ComparedTest& t : file.tests)
    if (!partner(t, other)) out += fmt::format("in {} alone: {}\n", which, printable(t.name()));
  return out;
}

}  // namespace

bool ComparedTest::same_as(const ComparedTest& o) const {
  return model == o.model && dtype == o.dtype && batch == o.batch && kind == o.kind && tokens == o.tokens &&
         depth == o.depth;
}

std::string ComparedTest::name() const {
  return fmt::format("{} {} batch {} {}", model, dtype, batch, label(test_of(*this)));
}

ComparedFile compared_file(const Json& value, const std::string& name) {
  const JsonObject json(value, name);
  ComparedFile file{name, {}, {}};
  if (!json.has("constate") || !json.has("tests"))
    throw FormatError(fmt::format("{}: no result of a benchmark: `{}` is missing", name,
                                  json.has("constate") ? "tests" : "constate"),
                      "`constate bench ... -o json --output FILE` writes one");
  file.about = fmt::format("constate {}, {}, {}", json.string("constate"), json.string("date"),
                           json.object("plugin").string("name"));
  std::size_t index = 0;
  for (const Json& test : list_in(json, value, "tests")) {
    const std::string where = fmt::format("{}: tests[{}]", name, index++);
    ComparedTest read = read_test(test, where);
    if (partner(read, file)) throw FormatError(fmt::format("{}: {} is there twice", where, read.name()));
    file.tests.push_back(std::move(read));
  }
  return file;
}

std::string comparison(const ComparedFile& a, const ComparedFile& b) {
  std::vector<std::vector<std::string>> rows{
      {"model", "dtype", ">batch", "test", ">A tok/s", ">B tok/s", ">A / B", "95 % interval", "A is"}};
  std::size_t beyond = 0;
  for (const ComparedTest& t : a.tests) {
    const ComparedTest* other = partner(t, b);
    if (!other) continue;
    const RatioEstimate r = ratio_of(t.tokens_per_second, other->tokens_per_second);
    beyond += r.differs();
    rows.push_back({t.model, t.dtype, std::to_string(t.batch), label(test_of(t)),
                    fmt::format("{:.2f}", mean(t.tokens_per_second)),
                    fmt::format("{:.2f}", mean(other->tokens_per_second)), fmt::format("{:.3f}", r.ratio),
                    r.low ? fmt::format("{:.3f} to {:.3f}", *r.low, *r.high) : "one sample: none",
                    r.differs() ? r.ratio > 1 ? "faster" : "slower" : "-"});
  }
  const std::size_t common = rows.size() - 1;
  if (common == 0)
    throw Error(Code::kInvalidArgument, fmt::format("{} and {} have no test in common", a.name, b.name),
                "model, dtype, batch, kind, tokens and depth must be the same");
  return printable(fmt::format("A: {}: {}", a.name, a.about)) + "\n" +
         printable(fmt::format("B: {}: {}", b.name, b.about)) + "\n\n" + markdown_table(rows) +
         fmt::format(
             "\nA / B: ratio of the geometric means of tokens a second; its interval is Welch's t on the "
             "logarithms of the samples.\n{} of {} differ beyond it.\n",
             beyond, common) +
         alone("A", a, b) + alone("B", b, a);
}

}  // namespace constate::app
