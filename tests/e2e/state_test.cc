// `constate state`: what saved states hold, and how two of them differ. Needs no device.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "checkpoints.h"
#include "engine/saved_state_testing.h"
#include "process.h"
#include "shell.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string saved(const TempDir& dir, const std::string& name, const engine::SavedState& state) {
  const std::filesystem::path file = dir.path / name;
  engine::write_state(file, state);
  return file.string();
}

std::string with_flipped_end(const TempDir& dir, const std::string& file) {
  std::string bytes = read_text(file);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  return dir.write("damaged", bytes);
}

TEST(State, Show) {
  const TempDir dir;
  const std::string file = saved(dir, "chat.state", engine::small_state());
  const Result r = run({"state", "show", file});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.err, "");
  EXPECT_EQ(
      r.out,
      file + "\n  saved        2026-11-28T09:30:00Z by constate 0.1.0, 1.6 kB\n" +
          R"(  model        mamba2, configuration 0123456789abcdef0123456789abcdef, weights fedcba9876543210fedcba9876543210
  made with    weights bf16 on a device
  tokens       5, with their ids, hash a8a5184cc3ce9c83fbc6c9f824e5adb4
  next         9, chosen and not yet fed
  sampling     temperature 0.30000000000000004, top-k 40, top-p 0.95, min-p 1e-300, repetition penalty 1.1, seed 18446744073709551615; 3 chosen so far
  state        48 B in 3 tensors, bf16 and f16 and f32
  notes        chat (15 B), empty (0 B)
  checksums    that of the header is right; --verify reads the rest of the file too
)");
  const std::string other = saved(dir, "other", engine::state_with_logits());
  const Result two = run({"state", "show", "--verify", file, other});
  EXPECT_EQ(two.code, 0) << two.err;
  EXPECT_THAT(two.out, HasSubstr("  checksums    all are right\n" + other + "\n  saved "));
  EXPECT_THAT(two.out, HasSubstr("\n  next         to be chosen from the logits\n"));
}

TEST(State, ShowAsJson) {
  const TempDir dir;
  const std::string file = saved(dir, "chat.state", engine::small_state());
  const Result r = run({"state", "show", "--json", file, file});
  EXPECT_EQ(r.code, 0) << r.err;
  const std::string line = r.out.substr(0, r.out.find('\n') + 1);
  EXPECT_EQ(r.out, line + line);
  Json json = parse_json(line, "state show");
  EXPECT_EQ(json.at("file"), file);
  EXPECT_EQ(json.at("bytes"), std::filesystem::file_size(file));
  json.erase("file");
  json.erase("bytes");
  EXPECT_EQ(json, Json::parse(R"({
    "model": {"type": "mamba2", "configuration": "0123456789abcdef0123456789abcdef",
              "weights": "fedcba9876543210fedcba9876543210"},
    "tokens": 5, "tokens_hash": "a8a5184cc3ce9c83fbc6c9f824e5adb4", "ids": true, "recent": [3, 1, 4, 1, 5, 9],
    "withheld": 2, "next": 9, "unfed": 0, "logits": false, "vocabulary": 10,
    "sampling": {"temperature": 0.30000000000000004, "top_k": 40, "top_p": 0.95, "min_p": 1e-300,
                 "repetition_penalty": 1.1, "seed": 18446744073709551615},
    "drawn": 3, "dtype": "bf16", "device": "a device", "program": "constate 0.1.0",
    "saved_at": "2026-11-28T09:30:00Z", "state_bytes": 48,
    "fields": [{"name": "layers.0.conv", "dtype": "f32", "shape": [2, 3]},
               {"name": "layers.0.ssm", "dtype": "bf16", "shape": [2, 2, 2]},
               {"name": "layers.1.conv", "dtype": "f16", "shape": [4]}],
    "notes": {"chat": 15, "empty": 0}, "verified": false})"));
  const Json logits = parse_json(
      run({"state", "show", "--json", "--verify", saved(dir, "x", engine::state_with_logits())}).out,
      "state show");
  EXPECT_TRUE(logits.at("next").is_null());
  EXPECT_EQ(logits.at("logits"), true);
  EXPECT_EQ(logits.at("verified"), true);
}

TEST(State, AFileThatIsNoneKeepsNoOtherFromBeingShown) {
  const TempDir dir;
  const std::string good = saved(dir, "good", engine::small_state()), bad = dir.write("bad", "text\n"),
                    damaged = with_flipped_end(dir, good);
  const Result r = run({"state", "show", "--verify", bad, good, damaged});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.out, StartsWith(good + "\n  saved "));
  EXPECT_THAT(r.err,
              ::testing::MatchesRegex(
                  "constate: " + bad +
                  ": not a whole safetensors file: a safetensors file has at least 8 bytes; got 5\n"
                  "hint: the file is cut short, or something else than a saved state\n"
                  "constate: " +
                  damaged +
                  ": tensor `note.chat` has the checksum [0-9a-f]{32}; the header says [0-9a-f]{32}\n"
                  "hint: the file is cut short or damaged: take another copy, or save the state anew\n"));
  EXPECT_EQ(run({"state", "show", damaged}).code, 0);  // the header is right, and no more is read
}

TEST(State, Diff) {
  const TempDir dir;
  engine::SavedState state = engine::small_state();
  const std::string a = saved(dir, "a", state);
  state.saved_at += 1000;
  const std::string b = saved(dir, "b", state);
  const Result same = run({"state", "diff", a, b});
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_EQ(same.out, "A: " + a + "\nB: " + b + "\nthe same state\n");

  state.drawn = 4;
  for (float& x : state.fields[0].second.as<float>()) x = 2;
  const std::string c = saved(dir, "c", state);
  state.fields[0].second.as<float>()[4] = 1.5;
  state.model.weights[0] = '0';
  state.logits = std::move(engine::state_with_logits().logits);
  state.next.reset();
  state.recent.pop_back();
  const std::string d = saved(dir, "d", state);
  const Result other = run({"state", "diff", c, d});
  EXPECT_EQ(other.code, 1);
  EXPECT_EQ(other.err, "");
  EXPECT_EQ(
      other.out,
      "A: " + c + "\nB: " + d + "\n" +
          R"(the state is of another model: the configuration is the same, the weights differ (fedcba98… and 0edcba98…)
next: A has 9, B has none
recent: A has 3 1 4 1 5 9, B has 3 1 4 1 5
tensor         elements          largest  relative  first
layers.0.conv  1 of 6                0.5      0.25  [1, 1]
logits         none and f32[10]
2 of 4 tensors are the same
)");
  const Json json = parse_json(run({"state", "diff", "--json", c, d}).out, "state diff");
  EXPECT_EQ(json.at("same"), false);
  EXPECT_EQ(json.at("a"), c);
  EXPECT_EQ(json.at("words").size(), 2u);
  EXPECT_EQ(json.at("words")[0], Json::parse(R"({"name": "next", "a": "9", "b": "none"})"));
  EXPECT_EQ(json.at("tensors")[0], Json::parse(R"({"name": "layers.0.conv", "same": false, "a": "f32[2, 3]",
      "b": "f32[2, 3]", "differing": 1, "largest": 0.5, "relative": 0.25, "first": [1, 1]})"));
  EXPECT_TRUE(json.at("tensors")[3].at("a").is_null());
  EXPECT_EQ(parse_json(run({"state", "diff", "--json", a, b}).out, "state diff").at("same"), true);
}

TEST(State, BadUse) {
  const TempDir dir;
  const std::string file = saved(dir, "a", engine::small_state());
  const std::string help = "hint: `constate state --help` explains\n";
  EXPECT_EQ(run({"state", "list", file}).err,
            "constate: `show`, `diff` or `verify` is expected; got `list`\n" + help);
  EXPECT_EQ(run({"state", "diff", file}).err, "constate: `diff` takes two files; got 1\n" + help);
  EXPECT_EQ(run({"state", "diff", "--verify", file, file}).err,
            "constate: --verify goes with `show`: `diff` always reads the whole files\n" + help);
  EXPECT_EQ(run({"state", "show"}).err, "constate: FILE is missing\n" + help);
  EXPECT_EQ(run({"state"}).err, "constate: ACTION is missing\n" + help);
  const Result none = run({"state", "diff", file, dir.str() + "/none"});
  EXPECT_EQ(none.err, "constate: " + dir.str() + "/none: cannot be opened: No such file or directory\n");
  EXPECT_EQ(none.code, 1);
  EXPECT_EQ(none.out, "");
}

// The example of docs/saved-states.md: whoever has Python reads a state without us.
TEST(State, AsPythonReadsIt) {
  const TempDir dir;
  const std::string file = saved(dir, "a", engine::small_state());
  const std::string page = read_text(source("docs/saved-states.md"));
  const std::string begin = "```python\n";
  const std::size_t at = page.find(begin);
  ASSERT_NE(at, page.npos);
  const std::string program = page.substr(at + begin.size(), page.find("```\n", at) - at - begin.size());
  const std::string script = dir.write("read.py", program);
  const Result r = shell("cd " + dir.str() + " && python3 " + script + " " + file);
  EXPECT_EQ(r.code, 0) << r.out;
  EXPECT_THAT(r.out, StartsWith("mamba2 5 tokens, next 9\nstate.layers.0.conv F32 [2, 3] ["));
}

}  // namespace
}  // namespace constate::e2e
