// What `constate bench` writes, from made-up samples, and what it refuses before it measures anything.
#include <gtest/gtest.h>

#include "app/bench_compare.h"
#include "app/bench_plan.h"
#include "app/bench_report.h"
#include "base/json.h"
#include "base/testing.h"

namespace constate::app {
namespace {

using measure::BenchmarkKind;

BenchReport report() {
  BenchReport r;
  r.version = "1.2.3";
  r.command = "constate bench tiny";
  r.date = "2026-11-22T22:05:00Z";
  r.machine = {"A \"fast\" CPU", 2, 24'000'000'000, "Linux 6.1"};
  r.plugin = "cpu.so";
  r.plugin_version = "cpu";
  r.plugin_api = "0.115";
  r.model = "tiny";
  r.device = "cpu";
  r.parameters = 128'989'632;
  r.state_bytes = 19'390'464;
  BenchOfDtype f32, bf16;
  f32.dtype = "f32";
  f32.weight_bytes = 515'958'528;
  f32.limits.read_bytes_per_second = {10e9, 12e9, 11e9};
  f32.limits.row_bytes_per_second = {9e9, 9.5e9, 10e9};
  f32.limits.matrix_flops_per_second = {100e9, 110e9, 90e9};
  f32.tests.push_back({{BenchmarkKind::kPrefill, 1, 512, 0}, {0.5, 0.4, 0.8}, 2048});
  f32.tests.push_back({{BenchmarkKind::kDecode, 8, 64, 4096}, {2, 4, 2}, 512});
  bf16.dtype = "bf16";  // as on a device other than the CPU: no read loop
  bf16.weight_bytes = 258'524'928;
  bf16.limits.row_bytes_per_second = {20e9};
  bf16.limits.matrix_flops_per_second = {50e9};
  bf16.limits.model_bytes_per_second = 25e9;
  bf16.limits.model_flops_per_second = 49e9;
  bf16.tests.push_back({{BenchmarkKind::kDecode, 1, 10, 0}, {0.5}, 40});
  r.dtypes.push_back(f32);
  r.dtypes.push_back(bf16);
  r.no_starts = "random weights have no files to start from";
  r.compile_seconds = 1.25;
  r.programs = 4;
  r.programs_from_cache = 3;
  r.peak_bytes = 702'000'000;
  return r;
}

void add_starts(BenchReport& r) {
  r.starts = {{"f32", true, {2, 3}, {2.5, 3.5}, {1, 1.5}, {0.25, 0.25}, {900e6, 800e6}},
              {"f32", false, {0.5, 0.75}, {0.6, 0.8}, {0.1, 0.1}, {0.25, 0.25}, {600e6, 600e6}}};
  r.read_weights_seconds = {0.25, 0.0625, 0.125};
}

TEST(BenchReport, Markdown) {
  EXPECT_EQ(
      bench_markdown(report()),
      "| model | parameters | weights | device | dtype | batch | test         |           tok/s |    best |  "
      " "
      "limit | share |\n"
      "|-------|-----------:|--------:|--------|-------|------:|--------------|----------------:|--------:|--"
      "-"
      "-----:|------:|\n"
      "| tiny  |    129.0 M |  516 MB | cpu    | f32   |     1 | pp512        | 981.33 ± 322.13 | 1280.00 | "
      "2048.00 |  0.50 |\n"
      "| tiny  |    129.0 M |  516 MB | cpu    | f32   |     8 | tg64 @ d4096 |  213.33 ± 73.90 |  256.00 |  "
      "512.00 |  0.50 |\n"
      "| tiny  |    129.0 M |  259 MB | cpu    | bf16  |     1 | tg10         |    20.00 ± 0.00 |   20.00 |  "
      " "
      "40.00 |  0.50 |\n"
      "\n"
      "tok/s: mean ± standard deviation, of all sequences. share: of the limit, by the median of tok/s.\n"
      "limit of pp: the model's arithmetic at the rate of a matrix product. limit of tg: the bytes that must "
      "move for a token\nat the rate of memory. The best samples of this run:\n"
      "  f32: matrix product 110.0 GFLOP/s · memory 12.0 GB/s by a loop that reads on all threads, 10.0 by "
      "XLA's "
      "product of one row: the faster counts\n"
      "  bf16: matrix product 50.0 GFLOP/s · memory 20.0 GB/s, by XLA's product of one row\n"
      "  bf16: the model itself reached more, so that counts: memory 25.0 GB/s\n"
      "compile 1.2 s for 4 programs (3 from cache) · state 19.4 MB a sequence · peak memory 702 MB\n"
      "no start was measured: random weights have no files to start from\n");
}

TEST(BenchReport, MarkdownOfStarts) {
  BenchReport r = report();
  add_starts(r);
  const std::string text = bench_markdown(r);
  const std::size_t begin = text.find("\n| start");
  ASSERT_NE(begin, text.npos);
  EXPECT_EQ(text.substr(begin),
            "\n"
            "| start | dtype | first token, s | best |  compile, s |     load, s | peak memory |\n"
            "|-------|-------|---------------:|-----:|------------:|------------:|------------:|\n"
            "| cold  | f32   |    2.50 ± 0.71 | 2.00 | 1.25 ± 0.35 | 0.25 ± 0.00 |      850 MB |\n"
            "| warm  | f32   |    0.62 ± 0.18 | 0.50 | 0.10 ± 0.00 | 0.25 ± 0.00 |      600 MB |\n"
            "\n"
            "first token: seconds from the start of the program; cold: no compiled program was kept\n"
            "f32: a warm start takes 5.0 × what reading the weight files takes (0.125 s)\n");
}

// The name of a folder may be anything.
TEST(BenchReport, ANameStaysInItsCell) {
  BenchReport r = report();
  r.model = "a\n|\x1b[2J";
  EXPECT_NE(bench_markdown(r).find("\n| a\\n\\|\\x1b[2J |    129.0 M |"), std::string::npos);
  EXPECT_NE(bench_csv(r).find("\na\\n|\\x1b[2J,128989632,"), std::string::npos);
}

TEST(BenchReport, Csv) {
  BenchReport r = report();
  r.model = "a \"b\", c";
  EXPECT_EQ(bench_csv(r),
            "model,parameters,weight_bytes,state_bytes,device,dtype,batch,kind,tokens,depth,mean,deviation,"
            "best,median,limit_tokens_per_second,share_of_limit,seconds\n"
            "\"a \"\"b\"\", c\",128989632,515958528,19390464,cpu,f32,1,prefill,512,0,981.3333333333334,"
            "322.12626923821864,1280,1024,2048,0.5,0.5 0.4 0.8\n"
            "\"a \"\"b\"\", c\",128989632,515958528,19390464,cpu,f32,8,decode,64,4096,213.33333333333334,"
            "73.9008344562721,256,256,512,0.5,2 4 2\n"
            "\"a \"\"b\"\", c\",128989632,258524928,19390464,cpu,bf16,1,decode,10,0,20,0,20,20,40,0.5,0.5\n");
}

TEST(BenchReport, Json) {
  BenchReport r = report();
  add_starts(r);
  const Json json = Json::parse(bench_json(r));
  EXPECT_EQ(json.at("constate"), "1.2.3");
  EXPECT_EQ(json.at("machine"),
            Json::parse(R"({"cpu": "A \"fast\" CPU", "cores": 2, "memory_bytes": 24000000000,
                            "kernel": "Linux 6.1"})"));
  EXPECT_EQ(json.at("plugin"), Json::parse(R"({"name": "cpu.so", "version": "cpu", "pjrt_api": "0.115"})"));
  EXPECT_EQ(json.at("limits"), Json::parse(R"({"read_bytes_per_second": [10e9, 12e9, 11e9],
                            "row_bytes_per_second": [9e9, 9.5e9, 10e9],
                            "matrix_flops_per_second": [100e9, 110e9, 90e9],
                            "model_bytes_per_second": 0.0, "model_flops_per_second": 0.0,
                            "by_dtype": {
                              "f32": {"read_bytes_per_second": [10e9, 12e9, 11e9],
                                      "row_bytes_per_second": [9e9, 9.5e9, 10e9],
                                      "matrix_flops_per_second": [100e9, 110e9, 90e9],
                                      "model_bytes_per_second": 0.0, "model_flops_per_second": 0.0},
                              "bf16": {"read_bytes_per_second": [], "row_bytes_per_second": [20e9],
                                       "matrix_flops_per_second": [50e9],
                                       "model_bytes_per_second": 25e9, "model_flops_per_second": 49e9}}})"));
  ASSERT_EQ(json.at("tests").size(), 3u);
  EXPECT_EQ(json.at("tests")[2],
            Json::parse(R"({"model": "tiny", "parameters": 128989632, "weight_bytes": 258524928,
                            "state_bytes": 19390464, "device": "cpu", "dtype": "bf16", "batch": 1,
                            "kind": "decode", "tokens": 10, "depth": 0, "seconds": [0.5],
                            "tokens_per_second": {"mean": 20.0, "deviation": 0.0, "best": 20.0, "median": 20.0},
                            "limit_tokens_per_second": 40.0, "share_of_limit": 0.5})"));
  EXPECT_EQ(json.at("tests")[1].at("kind"), "decode");
  EXPECT_EQ(json.at("start"),
            Json::parse(R"([{"cache": "cold", "dtype": "f32", "first_token_seconds": [2.0, 3.0],
                             "process_seconds": [2.5, 3.5], "compile_seconds": [1.0, 1.5],
                             "load_seconds": [0.25, 0.25], "peak_bytes": [900e6, 800e6]},
                            {"cache": "warm", "dtype": "f32", "first_token_seconds": [0.5, 0.75],
                             "process_seconds": [0.6, 0.8], "compile_seconds": [0.1, 0.1],
                             "load_seconds": [0.25, 0.25], "peak_bytes": [600e6, 600e6]}])"));
  EXPECT_EQ(json.at("compile_seconds"), 1.25);
  EXPECT_EQ(json.at("programs"), 4);
}

Json test_json(double factor = 1) {
  return {{"model", "tiny"},
          {"dtype", "f32"},
          {"batch", 1},
          {"kind", "prefill"},
          {"tokens", 100},
          {"depth", 0},
          {"seconds", {1 / (101.2 * factor) * 100, 1 / (99.8 * factor) * 100, 1 / (103.5 * factor) * 100}}};
}

Json file_json(std::vector<Json> tests) {
  return {
      {"constate", "1.2.3"}, {"date", "2026"}, {"plugin", {{"name", "cpu.so"}}}, {"tests", std::move(tests)}};
}

Json with(Json json, const char* key, const Json& value) {
  json[key] = value;
  return json;
}

TEST(BenchCompare, Table) {
  Json slow = with(test_json(0.5), "kind", "decode"),
       once = with(with(test_json(), "batch", 2), "seconds", {4});
  const ComparedFile a = compared_file(
      file_json({test_json(), with(test_json(), "kind", "decode"), once, with(test_json(), "depth", 7)}),
      "a.json");
  const ComparedFile b =
      compared_file(file_json({with(test_json(), "dtype", "bf16"), test_json(), once, slow}), "b.json");
  EXPECT_EQ(comparison(a, b),
            "A: a.json: constate 1.2.3, 2026, cpu.so\n"
            "B: b.json: constate 1.2.3, 2026, cpu.so\n"
            "\n"
            "| model | dtype | batch | test  | A tok/s | B tok/s | A / B | 95 % interval    | A is   |\n"
            "|-------|-------|------:|-------|--------:|--------:|------:|------------------|--------|\n"
            "| tiny  | f32   |     1 | pp100 |  101.50 |  101.50 | 1.000 | 0.959 to 1.043   | -      |\n"
            "| tiny  | f32   |     1 | tg100 |  101.50 |   50.75 | 2.000 | 1.918 to 2.085   | faster |\n"
            "| tiny  | f32   |     2 | pp100 |   50.00 |   50.00 | 1.000 | one sample: none | -      |\n"
            "\n"
            "A / B: ratio of the geometric means of tokens a second; its interval is Welch's t on the "
            "logarithms of "
            "the samples.\n"
            "1 of 3 differ beyond it.\n"
            "in A alone: tiny f32 batch 1 pp100 @ d7\n"
            "in B alone: tiny bf16 batch 1 pp100\n");
}

TEST(BenchCompare, FilesThatAreNone) {
  const auto error = [](const Json& json) { return message_and_hint_of([&] { compared_file(json, "f"); }); };
  const char* hint = " [`constate bench ... -o json --output FILE` writes one]";
  EXPECT_EQ(error(Json::array()), "f: a JSON object is expected; got array");
  EXPECT_EQ(error(Json::object()), std::string("f: no result of a benchmark: `constate` is missing") + hint);
  EXPECT_EQ(error({{"constate", "1"}}),
            std::string("f: no result of a benchmark: `tests` is missing") + hint);
  EXPECT_EQ(error(file_json({})), "f: `tests` must be a list that is not empty; got []");
  EXPECT_EQ(error(with(file_json({test_json()}), "date", 5)), "f: `date` must be a string; got 5");
  for (const char* key : {"model", "dtype", "batch", "kind", "tokens", "depth", "seconds"}) {
    Json test = test_json();
    test.erase(key);
    EXPECT_EQ(error(file_json({test_json(), test})), std::string("f: tests[1]: `") + key + "` is missing");
  }
  const auto bad = [&](const char* key, const Json& value) {
    return error(file_json({with(test_json(), key, value)}));
  };
  EXPECT_EQ(bad("batch", 0), "f: tests[0]: `batch` must be at least 1; got 0");
  EXPECT_EQ(bad("tokens", 0), "f: tests[0]: `tokens` must be at least 1; got 0");
  EXPECT_EQ(bad("depth", -1), "f: tests[0]: `depth` must be at least 0; got -1");
  EXPECT_EQ(bad("kind", "train"), "f: tests[0]: `kind` must be prefill or decode; got \"train\"");
  EXPECT_EQ(bad("seconds", 5), "f: tests[0]: `seconds` must be a list that is not empty; got 5");
  for (const Json& seconds : {Json{1, 0}, Json{1, -2}, Json{"x"}, Json{nullptr}})
    EXPECT_EQ(bad("seconds", seconds),
              "f: tests[0]: `seconds` must hold numbers above 0; got " + seconds.dump());
  EXPECT_EQ(error(file_json({test_json(), test_json()})),
            "f: tests[1]: tiny f32 batch 1 pp100 is there twice");
}

TEST(BenchCompare, NamesStayOnTheirLines) {
  const auto file = [](const std::string& only) {
    return compared_file(file_json({with(test_json(), "model", "a\n\x1b"), with(test_json(), "model", only)}),
                         "x\ny");
  };
  const std::string text = comparison(file("b\r"), file("c"));
  EXPECT_EQ(text.find('\x1b'), text.npos);
  EXPECT_EQ(text.find('\r'), text.npos);
  EXPECT_EQ(text.rfind("A: x\\ny: constate ", 0), 0u);
  EXPECT_NE(text.find("\n| a\\n\\x1b |"), text.npos);
  EXPECT_NE(text.find("\nin A alone: b\\r "), text.npos);
}

TEST(BenchCompare, NothingInCommon) {
  const ComparedFile a = compared_file(file_json({test_json()}), "a.json"),
                     b = compared_file(file_json({with(test_json(), "model", "other")}), "b.json");
  EXPECT_EQ(
      message_and_hint_of([&] { comparison(a, b); }),
      "a.json and b.json have no test in common [model, dtype, batch, kind, tokens and depth must be the "
      "same]");
}

std::string labels(const BenchPlan& plan) {
  std::string out;
  for (const measure::BenchmarkTest& t : tests_of(plan))
    out += (out.empty() ? "" : ", ") + std::to_string(t.batch) + " " + label(t);
  return out;
}

std::string labels(const char* prompt, const char* generate, const char* depth, const char* batch) {
  BenchPlan plan;
  plan.prompt = prompt;
  plan.generate = generate;
  plan.depth = depth;
  plan.batch = batch;
  return labels(plan);
}

TEST(BenchPlan, ListsAreCombined) {
  EXPECT_EQ(labels(BenchPlan()), "1 pp512, 1 tg64");
  EXPECT_EQ(
      labels("16,32", "4", "0,9", "1,3"),
      "1 pp16, 1 pp32, 1 tg4, 1 pp16 @ d9, 1 pp32 @ d9, 1 tg4 @ d9, 3 pp16, 3 pp32, 3 tg4, 3 pp16 @ d9, 3 "
      "pp32 @ d9, 3 tg4 @ d9");
  EXPECT_EQ(labels("0", "4", "0", "1"), "1 tg4");
  EXPECT_EQ(labels("0,7", "0", "0", "1"), "1 pp7");
}

TEST(BenchPlan, LargestSizes) {
  EXPECT_EQ(labels("16777216", "1048576", "16777216", "1"),
            "1 pp16777216 @ d16777216, 1 tg1048576 @ d16777216");
  EXPECT_EQ(labels("4096", "1", "4096", "4096"), "4096 pp4096 @ d4096, 4096 tg1 @ d4096");
}

}  // namespace
}  // namespace constate::app
