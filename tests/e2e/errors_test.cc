// Every way of getting it wrong has one line that says what, one that says what to do where there is
// something to do, and its exit code. Nothing of it is on standard output.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "base/json.h"
#include "checkpoints.h"
#include "formats/safetensors.h"
#include "process.h"

namespace constate::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

std::string error_text(const std::string& message, const std::string& hint) {
  return "constate: " + message + "\n" + (hint.empty() ? "" : "hint: " + hint + "\n");
}

void expect_error(const Arguments& arguments, const std::string& message, const std::string& hint = "",
                  int code = 1) {
  const Result r = run(arguments);
  EXPECT_EQ(r.err, error_text(message, hint)) << ::testing::PrintToString(arguments);
  EXPECT_EQ(r.code, code) << ::testing::PrintToString(arguments);
  EXPECT_EQ(r.out, "") << ::testing::PrintToString(arguments);
}

void expect_generate_error(const Arguments& more, const std::string& message, const std::string& hint = "",
                           int code = 1) {
  Arguments arguments{"generate", demo()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  expect_error(arguments, message, hint, code);
}

const char* const kGenerateHelp = "`constate generate --help` explains";
const char* const kNameTheFolder = "name the folder that holds the model's files";

TEST(CommandLine, Commands) {
  expect_error(
      {},
      "a command is expected: demo, generate, chat, serve, pull, inspect, tokenize, convert, perplexity, "
      "verify, bench, "
      "profile, devices, doctor, "
      "dump, compile, cache, state, completions, man, help",
      "`constate --help` explains");
  expect_error({"genrate", "x"}, "unknown command `genrate`",
               "did you mean `generate`? `constate --help` lists all");
  expect_error({"fly"}, "unknown command `fly`", "`constate --help` lists them");
  expect_error({"--versoin"}, "unknown option `--versoin`",
               "did you mean `--version`? `constate --help` lists all");
  expect_error({"--version", "devices"}, "--version takes no command", "`constate --help` explains");
  expect_error({"inspect"}, "FROM is missing", "`constate inspect --help` explains");
  expect_error({"devices", "x"}, "one argument too many: `x`", "`constate devices --help` explains");
}

TEST(CommandLine, CommandsOfOtherPrograms) {
  expect_error({"server", "--port", "80"}, "unknown command `server`",
               "`constate serve DIR` serves a model over HTTP");
  expect_error({"download", "mamba2-130m"}, "unknown command `download`",
               "`constate pull ORG/NAME` fetches a checkpoint from the hub");
  expect_error({"help", "fetch"}, "unknown command `fetch`",
               "`constate pull ORG/NAME` fetches a checkpoint from the hub");
}

TEST(CommandLine, HelpIsACommandToo) {
  for (const auto& [words, option] :
       std::initializer_list<std::pair<Arguments, Arguments>>{{{"help"}, {"--help"}},
                                                              {{"help", "bench"}, {"bench", "--help"}},
                                                              {{"help", "help"}, {"help", "--help"}},
                                                              {{"help", "run"}, {"generate", "--help"}},
                                                              {{"run", "--help"}, {"generate", "--help"}}}) {
    const Result asked = run(words);
    EXPECT_EQ(asked.code, 0);
    EXPECT_EQ(asked.err, "");
    EXPECT_EQ(asked.out, run(option).out);
    EXPECT_THAT(asked.out, HasSubstr("\nUsage: constate "));
  }
  expect_error({"help", "fly"}, "unknown command `fly`", "`constate --help` lists them");
  expect_error({"help", "bench", "x"}, "one argument too many: `x`", "`constate help --help` explains");
}

TEST(CommandLine, TheModelAndThePromptByName) {
  EXPECT_EQ(run({"tokenize", "-m", demo(), "In the"}).out, "1143 259\n");
  EXPECT_EQ(run({"tokenize", "In the", "--model", demo()}).out, "1143 259\n");
  EXPECT_EQ(run({"inspect", "-m", demo()}).out, run({"inspect", demo()}).out);
  expect_error({"inspect", "-m", demo(), "x"}, "one argument too many: `x`",
               "`constate inspect --help` explains");
  expect_error({"generate", "x", "y", "-m", demo()}, "one argument too many: `y`", kGenerateHelp);
  expect_error({"generate", "-m", demo(), "x", "-p", "y"}, "PROMPT and --prompt exclude each other",
               kGenerateHelp);
  expect_error({"generate", "-m", demo(), "-p", "x", "-f", "y"}, "--prompt and --file exclude each other",
               kGenerateHelp);
  expect_error({"generate", "-m", demo(), "--random-weights", "--config", "mamba2-130m"},
               "DIR and --config exclude each other: random weights have no folder", kGenerateHelp);
  expect_error({"bench", "-m", "x", "--compare", "a", "b"}, "one argument too many: `b`",
               "`constate bench --help` explains");
  expect_error({"bench", "-m", "x", "--compare", "a"}, "--model has no effect with --compare",
               "`constate bench --help` explains");
}

TEST(CommandLine, Options) {
  expect_generate_error({"x", "--temp", "1"}, "unknown option `--temp`",
                        "did you mean `--temperature`? `constate generate --help` lists all");
  expect_generate_error({"x", "--top-P=3"}, "unknown option `--top-P=3`",
                        "did you mean `--top-p`? `constate generate --help` lists all");
  expect_generate_error({"x", "--beam", "1"}, "unknown option `--beam`",
                        "`constate generate --help` lists them");
  expect_generate_error({"x", "y"}, "one argument too many: `y`; a text with spaces goes in quotes",
                        kGenerateHelp);
  expect_generate_error({"x", "-n"}, "--max-tokens: a value is expected; got none", kGenerateHelp);
  expect_generate_error({"x", "-n", "3", "-n", "4"}, "--max-tokens: may be given once", kGenerateHelp);
  expect_generate_error({"x", "--json=1"}, "--json: takes no value", kGenerateHelp);
}

TEST(CommandLine, AModelIsAFolderOrRandomWeights) {
  expect_error({"generate"}, "DIR is missing", kGenerateHelp);
  expect_generate_error({"x", "--random-weights"}, "--random-weights needs --config NAME", kGenerateHelp);
  expect_generate_error({"x", "--config", "mamba2-130m"},
                        "--config needs --random-weights: a configuration has no weights", kGenerateHelp);
  expect_generate_error({"x", "--random-weights", "--config", "mamba2-130m"},
                        "DIR and --config exclude each other: random weights have no folder", kGenerateHelp);
  expect_error({"generate", "--random-weights", "--config", "mamba2-7b", "--ids", "1"},
               "no published size is called `mamba2-7b`; there are mamba2-130m, mamba2-370m, mamba2-780m, "
               "mamba2-1.3b, mamba2-2.7b");
  expect_error({"generate", "--random-weights", "--config", "mamba2-130m", "text"},
               "mamba2-130m: no `tokenizer.json` or `tokenizer.model`, which text needs",
               "give --tokenizer FILE, or the prompt as --ids");
}

TEST(CommandLine, AfterTwoDashesAllIsText) {
  expect_generate_error({"--", "-n", "--json"},
                        "one argument too many: `--json`; a text with spaces goes in quotes", kGenerateHelp);
}

TEST(CommandLine, Numbers) {
  const std::string count = "--max-tokens: an integer between 0 and 2147483647 is expected; got ";
  expect_generate_error({"x", "-n", "-1"}, count + "`-1`");
  expect_generate_error({"x", "-n", "2147483648"}, count + "`2147483648`");
  expect_generate_error({"x", "--max-tokens", "1.5"}, count + "`1.5`");
  expect_generate_error({"x", "-n", ""}, count + "``");
  expect_generate_error({"x", "--seed", "x"},
                        "--seed: an integer between 0 and 18446744073709551615 is expected; got `x`");
  expect_generate_error({"x", "--block", "0"}, "--block: an integer between 1 and 4096 is expected; got `0`");
  expect_generate_error({"x", "--top-k", "-1"},
                        "--top-k: an integer between 0 and 2147483647 is expected; got `-1`");
  expect_generate_error({"x", "--temperature", "hot"}, "--temperature: a number is expected; got `hot`");
  expect_generate_error({"x", "--temperature", "-1"}, "temperature must be between 0 and 100; got -1");
  expect_generate_error({"x", "--top-p", "2"}, "top-p must be above 0 and at most 1; got 2");
  expect_generate_error({"x", "--top-p", "nan"}, "top-p must be above 0 and at most 1; got nan");
  expect_generate_error({"x", "--min-p", "-0.1"}, "min-p must be between 0 and 1; got -0.1");
  expect_generate_error({"x", "--repetition-penalty", "0"},
                        "repetition penalty must be above 0 and at most 100; got 0");
  expect_generate_error({"x", "--dtype", "int2"},
                        "--dtype: f32, bf16, f16, int8 or int4, or auto is expected; got `int2`");
}

TEST(CommandLine, WhatExcludesEachOtherOrHasNoEffect) {
  expect_generate_error({"x", "--file", "f"}, "PROMPT and --file exclude each other", kGenerateHelp);
  expect_generate_error({"x", "--ids", "1"}, "PROMPT and --ids exclude each other", kGenerateHelp);
  expect_generate_error({"--ids", "1", "--batch-file", "f"}, "--ids and --batch-file exclude each other",
                        kGenerateHelp);
  expect_generate_error({"x", "--greedy", "--temperature", "1"},
                        "--greedy and --temperature exclude each other", kGenerateHelp);
  expect_generate_error({"x", "-q", "-v"}, "--quiet and --verbose exclude each other", kGenerateHelp);
  expect_generate_error({"x", "--batch", "2"},
                        "--batch has no effect without --batch-file or --deterministic", kGenerateHelp);
  expect_generate_error({"x", "--stop", ""}, "--stop: at least one character is expected; got ``",
                        kGenerateHelp);
  expect_generate_error({"x", "--seed", "5"}, "--seed has no effect at temperature 0",
                        "add --temperature 0.8, say");
  expect_generate_error({"x", "--top-k", "5"}, "--top-k has no effect at temperature 0",
                        "add --temperature 0.8, say");
  expect_error({"dump", demo(), "--program", "choose", "--block", "3"}, "--block has no effect on choose",
               "`constate dump --help` explains");
  expect_error({"dump", demo(), "--program", "x"},
               "--program: prefill, decode, choose, score or inspect is expected; got `x`");
  expect_error({"dump", demo(), "--for", "x"},
               "--for: cpu, cuda, tpu or a target of `constate compile` is expected; got `x`");
  expect_error({"dump", demo(), "--rules", "draw,x"},
               "--rules: draw, filter and penalty, with commas between, are expected; got `x`");
}

TEST(Prompt, Bad) {
  TempDir dir;
  const std::string nothing = "the model goes on with a text: give it one";
  const std::string empty = ": at least one token is expected; the text is empty";
  expect_generate_error({""}, "PROMPT" + empty, nothing);
  expect_generate_error({}, "standard input" + empty, nothing);
  const std::string newline = dir.write("newline", "\n");
  expect_generate_error({"--file", newline}, newline + empty, nothing);
  expect_generate_error({"ab\xff"}, "PROMPT: must be UTF-8; byte 2 (0xff) is not");
  const std::string latin = dir.write("latin", "caf\xe9\n");
  expect_generate_error({"--file", latin}, latin + ": must be UTF-8; byte 3 (0xe9) is not");
  expect_generate_error({"--file", dir.str()}, dir.str() + ": not a regular file");
  expect_generate_error({"--file", dir.str() + "/none"},
                        dir.str() + "/none: cannot be opened: No such file or directory");
  const Result r = run_with_input({"generate", demo()}, "\xc3(");
  EXPECT_EQ(r.err, "constate: standard input: must be UTF-8; byte 0 (0xc3) is not\n");
  EXPECT_EQ(r.code, 1);
}

// Told before a device is opened: the plugin is none.
TEST(Prompt, IdsOutOfRange) {
  const std::string hint = "the tokenizer and the model must be of one checkpoint";
  expect_error({"generate", demo(), "--ids", "1 4096", "--plugin", "none"},
               "prompt: token 1: an id is between 0 and 4095; got 4096", hint);
  TempDir dir;
  write_tiny(dir);
  const std::string text = dir.write("text", "In the\n"), tokenizer = demo() + "/tokenizer.json";
  const auto refused = [&](Arguments arguments, const std::string& where) {
    arguments.insert(arguments.end(), {"--tokenizer", tokenizer, "--plugin", "none"});
    expect_error(arguments, where + ": an id is between 0 and 7; got 1143", hint);
  };
  refused({"generate", dir.str(), "-f", text}, "prompt: token 0");
  refused({"perplexity", dir.str(), "-f", text, "--no-bos"}, text + ": token 0");
  refused({"verify", dir.str(), "--self", "--file", text}, text + ": token 0");
}

// Pipes are read as standard input is, and no further.
TEST(Prompt, Streams) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ASSERT_EQ(::write(ends[1], "In the\n", 7), 7);
  ::close(ends[1]);
  EXPECT_EQ(Process({"tokenize", demo(), "--file", "/dev/stdin"}, ends[0]).finish().out, "1143 259\n");
  ::close(ends[0]);

  TempDir dir;
  const std::string pipe = dir.str() + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << "In the\n"; });
  EXPECT_EQ(run({"tokenize", demo(), "--file", pipe}).out, "1143 259\n");
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);  // where the program was none
  writer.join();
  ::close(reader);

  for (const Arguments& arguments : {Arguments{"generate", demo(), "--file", "/dev/zero"},
                                     {"generate", demo(), "--batch-file", "/dev/zero"},
                                     {"perplexity", demo(), "--file", "/dev/zero"}})
    expect_error(arguments, "/dev/zero: more than the 268435456 bytes that are read");
}

TEST(Prompt, BadLinesOfABatch) {
  TempDir dir;
  const std::string blank = dir.write("blank", "a\n\nb\n");
  expect_generate_error({"--batch-file", blank}, blank + ": line 2: a prompt is expected; got a blank line");
  const std::string latin = dir.write("latin", "a\ncaf\xe9\n");
  expect_generate_error({"--batch-file", latin}, latin + ": line 2: must be UTF-8; byte 3 (0xe9) is not");
  const std::string empty = dir.write("empty", "");
  expect_generate_error({"--batch-file", empty},
                        empty + ": a prompt on each line is expected; got an empty file");
  expect_generate_error({"--batch-file", "-"},
                        "standard input: a prompt on each line is expected; got an empty file");
}

TEST(Prompt, BadIds) {
  const std::string rule = "--ids: integers from 0, with spaces between, are expected; got ";
  expect_generate_error({"--ids", "1 two"}, rule + "`two`");
  expect_generate_error({"--ids", "-3"}, rule + "`-3`");
  expect_generate_error({"--ids", " "}, "--ids: at least one id is expected; got none");
  expect_error({"generate", demo(), "--ids", "1 4096", "-q"},
               "prompt: token 1: an id is between 0 and 4095; got 4096",
               "the tokenizer and the model must be of one checkpoint");
  expect_error({"tokenize", demo(), "--ids", "4096"}, "token id 4096 is outside the vocabulary of 4096");
}

TEST(Stop, WhatCanEndNoText) {
  expect_generate_error({"x", "--stop", "\xff"}, "--stop: must be UTF-8; byte 0 (0xff) is not");
  expect_generate_error({"x", "--stop", "end<|endoftext|>"},
                        "--stop: `end<|endoftext|>` is in no text: a text is without special tokens, and "
                        "`<|endoftext|>` is one",
                        "a special token by itself may be given");
  TempDir dir;
  write_tiny(dir);
  Json tokenizer = Json::parse(read_text(demo() + "/tokenizer.json"));
  Json added = tokenizer["added_tokens"][0];
  added["id"] = 4096;
  added["content"] = "<s>";
  tokenizer["added_tokens"].push_back(added);
  dir.write("tokenizer.json", tokenizer.dump());
  expect_error({"generate", dir.str(), "a", "--stop", "<s>"},
               "--stop: token 0: an id is between 0 and 7; got 4096",
               "the tokenizer and the model must be of one checkpoint");
}

TEST(Stop, AnEndOfTextOutsideTheVocabulary) {
  TempDir dir;
  write_tiny(dir, {{"eos_token_id", "[3, 1099511627776]"}});
  const Arguments generate{"generate", dir.str(), "--ids", "1"};
  const std::string rule = "`eos_token_id` must be between 0 and 7; got ",
                    hint = "--ignore-eos does without it";
  expect_error(generate, dir.str() + "/config.json: " + rule + "1099511627776", hint);
  dir.write("generation_config.json", R"({"eos_token_id": 8})");
  expect_error(generate, dir.str() + "/generation_config.json: " + rule + "8", hint);
  const Result without = run({"generate", dir.str(), "--ids", "1", "-n", "2", "--ignore-eos", "-q"});
  EXPECT_EQ(without.out, "0 0\n") << without.err;
}

TEST(Tokenizer, Bad) {
  TempDir dir;
  write_tiny(dir);
  expect_error({"generate", dir.str(), "x"},
               dir.str() + ": no `tokenizer.json` or `tokenizer.model`, which text needs",
               "give --tokenizer FILE, or the prompt as --ids");
  expect_error({"generate", dir.str(), "--ids", "1", "--stop", "x"},
               dir.str() + ": no `tokenizer.json` or `tokenizer.model`, which --stop needs",
               "give --tokenizer FILE");
  const std::string other =
      dir.write("tokenizer.json", R"({"model": {"type": "Bigram", "vocab": {"a": 1}}})");
  expect_error({"generate", dir.str(), "x"},
               other + ": model: `type` must be BPE, Unigram, WordPiece or WordLevel; got \"Bigram\"");
}

TEST(Folder, NotACheckpoint) {
  TempDir dir;
  for (const char* command : {"generate", "inspect"}) {
    expect_error({command, dir.str() + "/none"}, dir.str() + "/none: no such folder");
    const std::string file = dir.write("file", "");
    expect_error({command, file}, file + ": not a folder", kNameTheFolder);
    expect_error({command, dir.str()},
                 dir.str() +
                     ": no weights: none of `model.safetensors`, `model.safetensors.index.json`, "
                     "`pytorch_model.bin` and `pytorch_model.bin.index.json` is there",
                 kNameTheFolder);
  }
  expect_error({"dump", dir.str()}, dir.str() + ": no `config.json`",
               "name a checkpoint's folder or its config.json");
  TempDir weights;
  formats::save_safetensors(weights.path / "model.safetensors", zero_weights());
  expect_error({"inspect", weights.str()},
               weights.str() + "/config.json: cannot be opened: No such file or directory");
  TempDir pickle;
  pickle.write("pytorch_model.bin", "x");
  expect_error({"inspect", pickle.str()},
               pickle.str() + "/pytorch_model.bin: not a file of torch.save: that is a zip archive",
               "the file is damaged or of another format: fetch it again");
}

TEST(Config, Bad) {
  TempDir dir;
  const std::string config = dir.str() + "/config.json: ";
  const auto expect = [&](const std::map<std::string, std::string>& keys, const std::string& message) {
    write_tiny(dir, keys);
    expect_error({"inspect", dir.str()}, config + message);
  };
  write_tiny(dir);
  dir.write("config.json", "{\"model_type\": ");
  const Result r = run({"inspect", dir.str()});
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, StartsWith("constate: " + config + "not JSON: "));
  EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1);
  dir.write("config.json", "[]");
  expect_error({"inspect", dir.str()}, config + "a JSON object is expected; got array");
  expect({{"hidden_size", "-4"}}, "`hidden_size` must be between 1 and 1048576; got -4");
  expect({{"state_size", "0"}}, "`state_size` must be between 1 and 1048576; got 0");
  expect({{"num_heads", "2.5"}}, "`num_heads` must be an integer; got 2.5");
  expect({{"num_heads", "3"}},
         "`expand` times `hidden_size` must be `num_heads` times `head_dim`; got 2 x 4 = 8 and 3 x 4 = 12");
  expect({{"n_groups", "3"}}, "`num_heads` must be a multiple of `n_groups`; got 2 and 3");
  expect({{"model_type", "\"llama\""}},
         "`model_type` must be one of: falcon_h1, granitemoehybrid, kimi_linear, lfm2, lfm2_moe, mamba2, "
         "nemotron_h, "
         "olmo_hybrid, qwen3_5, qwen3_5_moe, qwen3_5_moe_text, qwen3_5_text, qwen3_next; got \"llama\"");
  expect({{"hidden_act", "\"swish2\""}}, "`hidden_act` is no activation that is known here; got \"swish2\"");
  expect({{"hidden_act", "\"a\\nb\\u001b\""}},
         "`hidden_act` is no activation that is known here; got \"a\\nb\\u001b\"");
  write_tiny(dir);
  dir.write("generation_config.json", R"({"num_beams": 4})");
  expect_error({"generate", dir.str(), "--ids", "1"},
               dir.str() + "/generation_config.json: `num_beams` is only supported as 1; got 4");
}

TEST(Weights, BrokenFiles) {
  TempDir dir;
  write_tiny(dir);
  const std::string file = dir.str() + "/model.safetensors: ";
  const auto expect = [&](const std::string& bytes, const std::string& message,
                          const std::string& hint = "") {
    dir.write("model.safetensors", bytes);
    expect_error({"generate", dir.str(), "--ids", "1"}, file + message, hint);
  };
  const std::string data(16, '\0');
  const std::string cut = "the file is cut short or is not a safetensors file: fetch it again";
  expect("", "a safetensors file has at least 8 bytes; got 0");
  expect("not a safetensors file",
         "header: at most 14 bytes are left in the file; got a length of 7021991845529153390", cut);
  const std::string one = R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})";
  expect(safetensors(one, data).substr(0, 20),
         "header: at most 12 bytes are left in the file; got a length of 55", cut);
  expect(safetensors(one, data.substr(1)), "header: tensor `a` ends at byte 16 of the data, which has 15",
         "the file is cut short: fetch it again");
  expect(safetensors(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,8]}})", data),
         "header: tensor `a`: f32[4] takes 16 bytes; `data_offsets` [0, 8] give 8");
  expect(safetensors(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                     R"("b":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}})",
                     data),
         "header: tensor `b` overlaps the one before it: it begins at byte 4 of the data, before 8");
  expect(safetensors(R"({"a":{"dtype":"F4","shape":[4],"data_offsets":[0,16]}})", data),
         "header: tensor `a`: `dtype` is one of BOOL, U8, I8, I16, U16, I32, U32, I64, U64, F16, BF16, F32, "
         "F64, F8_E4M3, F8_E5M2, F8_E8M0; got `F4`");
  expect(safetensors(R"({"a\n":1})", data), "header: tensor `a\\n` is an object; got a number");
}

TEST(Weights, EveryMismatchInOneError) {
  TempDir dir;
  write_config(dir);
  auto weights = zero_weights();
  weights.erase("backbone.norm_f.weight");
  weights.erase("backbone.layers.0.mixer.D");
  weights["extra"] = HostArray::of<float>(DType::kF32, {1}, {1});
  weights["backbone.layers.0.norm.weight"] = HostArray::of<float>(DType::kF32, {2, 2}, {0, 0, 0, 0});
  weights["backbone.layers.0.mixer.A_log"] = HostArray::of<std::int32_t>(DType::kS32, {2}, {0, 0});
  formats::save_safetensors(dir.path / "model.safetensors", weights);
  const std::string message = dir.str() +
                              ": the weights do not fit the configuration: "
                              "backbone.layers.0.norm.weight is [2, 2], the configuration wants [4]; "
                              "backbone.layers.0.mixer.A_log is s32, a float type is expected; "
                              "backbone.layers.0.mixer.D is missing; backbone.norm_f.weight is missing; "
                              "extra is not part of the model";
  const std::string hint = "config.json and the weight files must be of one checkpoint";
  expect_error({"generate", dir.str(), "--ids", "1"}, message, hint);
  // `inspect` shows what there is all the same.
  const Result r = run({"inspect", dir.str(), "--json"});
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.err, error_text(message, hint));
  EXPECT_EQ(Json::parse(r.out).at("mismatch"), message);
}

TEST(Plugin, NotOne) {
  TempDir dir;
  const std::string text =
      dir.write("plugin.so", "This is no shared library, although it is long enough to be one.");
  const auto expect = [](const std::string& plugin, const std::string& message, int code) {
    expect_error({"generate", demo(), "x", "-q", "--plugin", plugin}, message, "", code);
  };
  const std::string real = std::filesystem::canonical(text).string();
  expect(text, "plugin " + real + ": a shared library; got a file that is not in ELF format", 2);
  expect(dir.str() + "/none.so",
         "plugin `" + dir.str() +
             "/none.so`: cpu, cuda, tpu or a plugin's file is expected; there is no such file",
         2);
  expect(dir.str(),
         "plugin `" + dir.str() + "`: cpu, cuda, tpu or a plugin's file is expected; there is no such file",
         2);
  expect("", "--plugin: cpu, cuda, tpu or a plugin's file is expected; got ``", 1);

  const Result r = run({"devices", "--plugin", text});
  EXPECT_EQ(r.code, 2);
  EXPECT_EQ(r.out, text + " (asked for)\n  cannot be used: plugin " + real +
                       ": a shared library; got a file that is not in ELF format\n");
  EXPECT_EQ(r.err, "constate: none of the plugins found (1) can be used\n");
}

// A TPU's plugin would look for one in the cloud's metadata, for minutes.
TEST(Plugin, OfATpuThatIsNotHere) {
  const std::string plugin = CONSTATE_TEST_PLUGINS "/a_tpu.so";
  const std::string message =
      "open a_tpu.so: a TPU is expected; this machine shows none (/dev/accel0, /dev/vfio/0)";
  expect_error({"generate", demo(), "x", "-q", "--plugin", plugin}, message, "", 2);
  EXPECT_EQ(run({"devices", "--plugin", plugin}).out,
            plugin + " (asked for)\n  cannot be used: " + message + "\n");
  expect_error({"generate", demo(), "x", "-q", "--plugin", plugin, "--threads", "2"},
               "--threads: a CPU's plugin is expected; got a_tpu.so");
}

TEST(Threads, AreAtLeastOneAndHaveAnEffect) {
  const std::string range = ": an integer between 1 and 1024 is expected; got ";
  expect_generate_error({"x", "--threads", "0"}, "--threads" + range + "`0`");
  expect_generate_error({"x", "--threads", "1025"}, "--threads" + range + "`1025`");
  const Result variable =
      Process({"generate", demo(), "x", "-q"}, kCaptured, kCaptured, kCaptured, {"CONSTATE_THREADS=two"})
          .finish();
  EXPECT_EQ(variable.code, 1);
  EXPECT_EQ(variable.err, error_text("CONSTATE_THREADS" + range + "`two`", ""));
  expect_error({"compile", demo(), "--target", "cpu", "--threads", "2"},
               "--threads has no effect with --target", "`constate compile --help` explains");
}

// ---- memory

// Weights of some hundred gigabytes: told at once, not after compiling.
TEST(Memory, ThatDoesNotSufficeIsToldBeforeAnythingIsCompiled) {
  TempDir dir;
  write_config(dir, {{"hidden_size", "16384"},
                     {"num_heads", "512"},
                     {"head_dim", "64"},
                     {"expand", "2"},
                     {"num_hidden_layers", "400"}});
  const Result r =
      run({"generate", "--random-weights", "--config", dir.str() + "/config.json", "--ids", "1", "-q"});
  EXPECT_EQ(r.code, 2);
  EXPECT_THAT(r.err, ::testing::MatchesRegex(
                         "constate: weights f32 of [0-9.]+ GB and a state of [0-9.]+ MB take [0-9.]+ GB; "
                         "there is [0-9.]+ GB of memory\nhint: (no type of the weights fits|these types fit: "
                         "[^\n]+)\n"));
}

// With so many KiB of addresses (`ulimit -v`).
Result run_with_addresses(int limit, const std::string& arguments) {
  const TempDir dir;
  const std::string out = dir.str() + "/out", err = dir.str() + "/err";
  const std::string command = "ulimit -v " + std::to_string(limit) + "; CONSTATE_CACHE=" + dir.str() +
                              "/cache exec '" CONSTATE_PROGRAM "' " + arguments + " >" + out + " 2>" + err;
  const int status = std::system(command.c_str());
  const auto text = [](const std::string& file) {
    std::ifstream in(file);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text(out), text(err)};
}

// From the least that it starts with on down, until the libraries do not fit: then the system's linker says
// so.
TEST(Memory, TooFewAddressesToStartAreALineAndNoSignal) {
  int limit = 160'000;
  while (limit > 0 && run_with_addresses(limit, "--help").code == 0) limit -= 2'000;
  for (const int less : {0, 4'000, 8'000, 12'000}) {
    const Result r = run_with_addresses(limit - less, "--help");
    EXPECT_EQ(r.code, 2) << limit - less;
    EXPECT_EQ(r.err,
              error_text("out of memory: the limit of virtual memory leaves less than 16 MiB to start with",
                         "`ulimit -v` shows the limit, in KiB"))
        << limit - less;
    EXPECT_EQ(r.out, "");
  }
}

// With the plugin there, but too little for weights or compiler: XLA's would end the process by a signal.
TEST(Memory, TooFewAddressesToLoadOrToCompileAreALineAndNoSignal) {
  for (const int limit : {300'000, 320'000}) {
    const Result r = run_with_addresses(limit, "generate '" + demo() +
                                                   "' x -q --plugin '" CONSTATE_PLUGIN_DIR
                                                   "/cpu/pjrt_c_api_cpu_plugin.so'");
    EXPECT_EQ(r.code, 2) << limit;
    EXPECT_THAT(
        r.err,
        ::testing::MatchesRegex(
            "constate: (weights f32 of 14\\.6 MB and a state of 0\\.8 MB take 15\\.4 MB; there is [0-9.]+ MB "
            "of address space under the limit of virtual memory\nhint: [^\n]+|"
            "compiling prefill \\(batch 1, 1 token\\): a compiler takes about 80\\.0 MB of address space; "
            "the limit of virtual memory leaves [0-9.]+ MB\nhint: raise the limit \\(`ulimit -v`\\))\n"))
        << limit;
  }
}

TEST(Plugin, NoneAtAll) {
  const std::vector<std::string> asked{"CONSTATE_PLUGIN=/nowhere/plugin.so"};
  const std::string message =
      "plugin `/nowhere/plugin.so`: cpu, cuda, tpu or a plugin's file is expected; there is no such file";
  const Result devices = Process({"devices"}, kCaptured, kCaptured, kCaptured, asked).finish();
  EXPECT_EQ(devices.code, 2);
  EXPECT_EQ(devices.err, error_text(message, ""));
  const Result version = Process({"--version"}, kCaptured, kCaptured, kCaptured, asked).finish();
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, ::testing::EndsWith("\nno plugin: " + message + "\n"));
  // What needs no device does not look for one.
  EXPECT_EQ(Process({"inspect", demo()}, kCaptured, kCaptured, kCaptured, asked).finish().code, 0);
  EXPECT_EQ(Process({"dump", demo()}, kCaptured, kCaptured, kCaptured, asked).finish().code, 0);
}

TEST(Works, HelpAndVersion) {
  const Result help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, StartsWith("constate runs language models with a recurrent state"));
  EXPECT_LT(help.out.find("Examples:"), help.out.find("Options:"));
  for (const char* command : {"generate", "inspect", "tokenize", "devices", "dump"}) {
    EXPECT_THAT(help.out, ::testing::ContainsRegex(std::string("\n  ") + command + "(, run)? "));
    const Result r = run({command, "--help"});
    EXPECT_EQ(r.code, 0);
    EXPECT_THAT(r.out, HasSubstr(std::string("\n  constate ") + command));  // an example
    EXPECT_EQ(r.err, "");
  }
  const Result version = run({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, ::testing::MatchesRegex("constate [0-9.]+\nbuilt for the PJRT API 0\\.[0-9]+\n"
                                                   "plugin [^\n]*: PJRT API 0\\.[0-9]+[^\n]*\n"));
}

TEST(Works, Tokenize) {
  EXPECT_EQ(run({"tokenize", demo(), "<|endoftext|>In the beginning"}).out, "0 1143 259 2078\n");
  EXPECT_EQ(run({"tokenize", demo() + "/tokenizer.json", "In the", "--pieces"}).out, "1143\tIn\n259\t the\n");
  EXPECT_EQ(run({"tokenize", demo(), "--ids", "0 1143,259"}).out, "<|endoftext|>In the\n");
  EXPECT_EQ(run({"tokenize", demo(), "--ids", "0 1143,259", "--no-special"}).out, "In the\n");
  EXPECT_EQ(run_with_input({"tokenize", demo()}, "In the\n").out, "1143 259\n");
  EXPECT_EQ(run({"tokenize", demo(), "é", "--json"}).out,
            "{\"tokens\":[128,103],\"pieces\":[[195],[169]]}\n");
}

TEST(Works, Inspect) {
  const Result r = run({"inspect", demo(), "--json"});
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.err, "");
  const Json json = Json::parse(r.out);
  EXPECT_EQ(json.at("model_type"), "mamba2");
  EXPECT_EQ(json.at("parameters"), 3653408);
  EXPECT_EQ(json.at("stored").at("bf16"), (Json{{"tensors", 13}, {"bytes", 7258112}}));
  EXPECT_EQ(json.at("state_bytes"), 832512);
  EXPECT_EQ(json.at("weight_bytes"), (Json{{"f32", 14613632}, {"bf16", 7355520}}));
  EXPECT_EQ(json.at("special_tokens"), (Json{{"bos", 0}, {"eos", {0}}, {"pad", 0}}));
  EXPECT_EQ(json.at("tokenizer").at("vocab"), 4096);
  EXPECT_EQ(json.at("configuration").at("hidden_size"), 256);
  EXPECT_TRUE(json.at("mismatch").is_null());
  EXPECT_THAT(run({"inspect", demo()}).out,
              StartsWith("model type     mamba2\nparameters     3653408 (3.7 M)\n"));
}

TEST(Works, InspectAConfiguration) {
  const Result r = run({"inspect", "mamba2-130m"});
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, StartsWith("model type     mamba2\nparameters     128989632 (129.0 M)\n"
                                "stored as      nothing: this is a configuration alone\n"
                                "state          19.4 MB a sequence, of any length\n"));
  EXPECT_EQ(run({"inspect", "state-spaces/mamba2-130m"}).out, r.out);
  const Json json = Json::parse(run({"inspect", demo() + "/config.json", "--json"}).out);
  EXPECT_EQ(json.at("parameters"), 3653408);
  EXPECT_EQ(json.at("stored"), Json::object());
  EXPECT_EQ(json.at("files"), Json::array());
  EXPECT_TRUE(json.at("tokenizer").is_null());
  expect_error({"inspect", "mamba2-7b"}, "mamba2-7b: no such folder");
}

TEST(Works, DumpForEachKindOfDevice) {
  for (const char* program : {"prefill", "decode", "choose", "score", "inspect"})
    for (const char* kind : {"cpu", "cuda", "tpu"}) {
      const Result r =
          run({"dump", demo() + "/config.json", "--program", program, "--for", kind, "--batch", "2"});
      EXPECT_EQ(r.code, 0) << r.err;
      EXPECT_THAT(r.out, StartsWith(std::string("module @") + program));
      EXPECT_THAT(r.out, ::testing::Not(HasSubstr("custom_call")));
    }
  const std::string plain = run({"dump", demo()}).out, located = run({"dump", demo(), "--locations"}).out;
  EXPECT_THAT(plain, ::testing::Not(HasSubstr("loc(")));
  EXPECT_THAT(located, HasSubstr("loc("));
}

TEST(Works, Devices) {
  const Result r = run({"devices", "--plugin", "cpu", "--json"});
  ASSERT_EQ(r.code, 0) << r.err;
  const Json json = Json::parse(r.out);
  ASSERT_GE(json.size(), 1u);
  EXPECT_EQ(json[0].at("platform"), "cpu");
  EXPECT_EQ(json[0].at("devices").size(), 1u);
}

}  // namespace
}  // namespace constate::e2e
