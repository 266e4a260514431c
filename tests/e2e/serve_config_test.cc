// Where the options of `constate serve` come from: the command line, the
// environment, a file; and what is said of a wrong one.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using Arguments = std::vector<std::string>;

Result configured(const Arguments& arguments, const std::vector<std::string>& environment = {}) {
  Arguments all{"serve", "--print-config"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Process(all, kCaptured, kCaptured, kCaptured, environment).finish();
}

struct Line {
  std::string value, where;  // both "" where the option was not given
  bool operator==(const Line&) const = default;
};
void PrintTo(const Line& line, std::ostream* out) { *out << line.value << " from " << line.where; }

// Of what --print-config printed, by the option's name.
std::map<std::string, Line> lines_of(const Result& result) {
  EXPECT_EQ(result.code, 0) << result.err;
  std::map<std::string, Line> out;
  std::istringstream text(result.out);
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("# ")) {
      out[line.substr(2, line.find(':') - 2)] = {};
      continue;
    }
    const std::size_t equals = line.find(" = "), comment = line.rfind("  # ");
    if (equals > comment || comment == std::string::npos) throw std::runtime_error(line);
    out[line.substr(0, equals)] = {line.substr(equals + 3, comment - equals - 3), line.substr(comment + 4)};
  }
  return out;
}

std::string variable_of(const std::string& option) {
  std::string out = "CONSTATE_SERVE_" + option;
  for (char& c : out) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const bool shared = option == "plugin" || option == "threads" || option == "no-cache" ||
                      option == "dtype" || option == "tokenizer";
  return shared ? "CONSTATE_" + out.substr(std::string("CONSTATE_SERVE_").size()) : out;
}

// The flags, and the options whose values are texts; all others take numbers.
const std::map<std::string, std::string> kOther{{"deterministic", "true"},
                                                {"insecure", "true"},
                                                {"json-log", "true"},
                                                {"quiet", "true"},
                                                {"verbose", "true"},
                                                {"no-cache", "1"},
                                                {"model", "a,b=c \"d"},
                                                {"host", "::1"},
                                                {"state-store", "s"},
                                                {"api-key-file", "k"},
                                                {"prefix-cache-dir", "d"},
                                                {"tls-cert", "c"},
                                                {"tls-key", "k"},
                                                {"log-file", "l"},
                                                {"dtype", "bf16"},
                                                {"plugin", "cpu"},
                                                {"cors-origin", "https://a.example,*"}};

// Excluded by others.
const std::set<std::string> kExcluded{"no-prefix-cache", "name",        "tokenizer",
                                      "speculate",       "draft-model", "draft-dtype"};

TEST(ServeConfig, EveryOptionComesFromTheEnvironmentAndFromAFile) {
  const TempDir dir;
  const std::map<std::string, Line> none = lines_of(configured({"m"}));
  std::map<std::string, Line> want;
  std::vector<std::string> environment;
  for (const auto& [name, line] : none) {
    if (name == "config-file") continue;
    if (kExcluded.contains(name)) continue;
    const auto other = kOther.find(name);
    const std::string number = name == "body-memory" ? "34" : "17";  // twice --max-body
    const std::string value = other == kOther.end() ? number : other->second;
    environment.push_back(variable_of(name) + "=" + value);
    std::string printed = other == kOther.end() ? value : "\"" + value + "\"";
    if (value == "true" || value == "1") printed = "true";
    if (name == "model") printed = R"(["a", "b=c \"d"])";
    if (name == "cors-origin") printed = R"(["https://a.example", "*"])";
    want[name] = {printed, variable_of(name)};
  }
  EXPECT_GT(want.size(), 30u);
  const std::map<std::string, Line> others =
      lines_of(configured({"m"}, {"CONSTATE_SERVE_NAME=n", "CONSTATE_TOKENIZER=t",
                                  "CONSTATE_SERVE_NO_PREFIX_CACHE=1", "CONSTATE_SERVE_SPECULATE=draft:4",
                                  "CONSTATE_SERVE_DRAFT_MODEL=d", "CONSTATE_SERVE_DRAFT_DTYPE=int8"}));
  EXPECT_EQ(others.at("name"), (Line{"\"n\"", "CONSTATE_SERVE_NAME"}));
  EXPECT_EQ(others.at("tokenizer"), (Line{"\"t\"", "CONSTATE_TOKENIZER"}));
  EXPECT_EQ(others.at("no-prefix-cache"), (Line{"true", "CONSTATE_SERVE_NO_PREFIX_CACHE"}));
  EXPECT_EQ(others.at("speculate"), (Line{"\"draft:4\"", "CONSTATE_SERVE_SPECULATE"}));
  EXPECT_EQ(others.at("draft-model"), (Line{"\"d\"", "CONSTATE_SERVE_DRAFT_MODEL"}));
  EXPECT_EQ(others.at("draft-dtype"), (Line{"\"int8\"", "CONSTATE_SERVE_DRAFT_DTYPE"}));
  const Result all = configured({}, environment);
  std::map<std::string, Line> got = lines_of(all);
  EXPECT_EQ(got.at("no-prefix-cache"), Line());
  for (const auto& [name, line] : want) EXPECT_EQ(got[name], line) << name;

  // What was printed is a file that gives the same.
  const std::string file = dir.write("config.toml", all.out);
  const std::map<std::string, Line> again = lines_of(configured({"--config-file", file}));
  int number = 0;
  std::istringstream text(all.out);
  for (std::string line; std::getline(text, line);) {
    ++number;
    const std::string name = line.substr(0, line.find(' '));
    if (name == "#") continue;
    EXPECT_EQ(again.at(name), (Line{got.at(name).value, fmt::format("{}, line {}", file, number)})) << name;
  }
}

TEST(ServeConfig, TheCommandLineWinsOverTheEnvironmentAndThatOverTheFile) {
  const TempDir dir;
  const std::string file = dir.write("c.toml",
                                     "port = 1\nqueue = 1\nbatch = 1\nquiet = true\njson-log = true\n"
                                     "model = \"file\"\ncors-origin = [\"https://file\"]\nplugin = "
                                     "\"cuda\"\n");
  const std::vector<std::string> environment{
      "CONSTATE_SERVE_PORT=2",         "CONSTATE_SERVE_QUEUE=2",
      "CONSTATE_SERVE_JSON_LOG=false", "CONSTATE_SERVE_CONFIG_FILE=" + file,
      "CONSTATE_PLUGIN=cpu",           "CONSTATE_SERVE_NAME="};
  const std::map<std::string, Line> got =
      lines_of(configured({"argument", "--port", "3", "--cors-origin", "https://line"}, environment));
  EXPECT_EQ(got.at("port"), (Line{"3", "the command line"}));
  EXPECT_EQ(got.at("queue"), (Line{"2", "CONSTATE_SERVE_QUEUE"}));
  EXPECT_EQ(got.at("batch"), (Line{"1", file + ", line 3"}));
  EXPECT_EQ(got.at("quiet"), (Line{"true", file + ", line 4"}));
  EXPECT_EQ(got.at("json-log"), (Line{"false", "CONSTATE_SERVE_JSON_LOG"}));
  EXPECT_EQ(got.at("model"), (Line{R"(["argument"])", "the command line"}));
  EXPECT_EQ(got.at("cors-origin"), (Line{R"(["https://line"])", "the command line"}));
  EXPECT_EQ(got.at("plugin"), (Line{"\"cpu\"", "CONSTATE_PLUGIN"}));
  EXPECT_EQ(got.at("name"), Line());
}

TEST(ServeConfig, WhatIsWrongIsNamed) {
  const TempDir dir;
  const auto of_file = [&](const std::string& text) {
    const std::string file = dir.write("c.toml", text);
    const Result r = configured({"m", "--config-file", file});
    EXPECT_EQ(r.code, 1) << text;
    EXPECT_EQ(r.out, "");
    EXPECT_THAT(r.err, HasSubstr("constate: " + file + ": "));
    return r.err.substr(r.err.find("c.toml: ") + 8);
  };
  const std::string none = "there is no such option of `serve` that a file may have\n";
  EXPECT_EQ(of_file("# a\nport = 1\nprt = 2\n"), "line 3: `prt`: " + none);
  for (const char* name : {"help", "print-config", "config-file", "DIR"})
    EXPECT_EQ(of_file(std::string(name) + " = \"x\"\n"), fmt::format("line 1: `{}`: {}", name, none));
  EXPECT_EQ(of_file("\nport = \"80\"\n"), "line 2: `port`: an integer is expected; got a text\n");
  EXPECT_EQ(of_file("port = 80.5\n"), "line 1: `port`: an integer is expected; got a number\n");
  EXPECT_EQ(of_file("port = [80]\n"), "line 1: `port`: an integer is expected; got a list\n");
  EXPECT_EQ(of_file("quiet = 1\n"), "line 1: `quiet`: true or false is expected; got an integer\n");
  EXPECT_EQ(of_file("host = true\n"), "line 1: `host`: a text is expected; got true or false\n");
  EXPECT_EQ(of_file("timeout = \"1\"\n"), "line 1: `timeout`: a number is expected; got a text\n");
  EXPECT_EQ(of_file("cors-origin = [1]\n"),
            "line 1: `cors-origin`: a text, or a list of such, is expected; "
            "got an integer\n");
  EXPECT_EQ(of_file("port = 70000\n"),
            "line 1: `port`: --port: an integer between 0 and 65535 is "
            "expected; got `70000`\n");
  EXPECT_EQ(of_file("port = \n"),
            "line 1: a number, true, false, a text in "
            "quotes or a list is expected\n");
  EXPECT_THAT(configured({"m", "--config-file", "/nowhere/c.toml"}).err, HasSubstr("/nowhere/c.toml"));
  const auto of_variable = [&](const std::string& set) {
    const Result r = configured({"m"}, {set});
    EXPECT_EQ(r.code, 1) << set;
    return r.err;
  };
  EXPECT_EQ(of_variable("CONSTATE_SERVE_PORT=x"),
            "constate: CONSTATE_SERVE_PORT: --port: an integer between 0 and "
            "65535 is expected; got `x`\n");
  EXPECT_EQ(of_variable("CONSTATE_SERVE_QUIET=yes"),
            "constate: CONSTATE_SERVE_QUIET: true or false, or 1 or 0, is "
            "expected; got `yes`\n");
}

}  // namespace
}  // namespace constate::e2e
