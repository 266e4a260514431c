// GGUF files as models of the commands, and `constate convert`.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {
namespace {

using Arguments = std::vector<std::string>;

void expect_error(const Arguments& arguments, const std::string& message, const std::string& hint) {
  const Result r = run(arguments);
  EXPECT_EQ(r.err, "constate: " + message + "\n" + (hint.empty() ? "" : "hint: " + hint + "\n"));
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.out, "");
}

std::string out_of(const Arguments& arguments) {
  const Result r = run(arguments);
  EXPECT_EQ(r.code, 0) << r.err;
  return r.out;
}

// The demo model as a file, made once.
const std::string& demo_file() {
  static const TempDir dir;
  static const std::string path = [] {
    std::string file = (dir.path / "demo.gguf").string();
    EXPECT_EQ(out_of({"convert", demo(), "--to", "gguf", "-o", file}),
              file + ": 7.4 MB in 56 tensors, tokenizer olmo\n");
    return file;
  }();
  return path;
}

TEST(Gguf, EachCommandTakesAFileForTheFolder) {
  const std::string file = demo_file(), folder = std::filesystem::path(file).parent_path().string();
  const auto same = [&](const Arguments& command) {
    const auto with = [&](const std::string& model) {
      Arguments all = command;
      all.insert(all.begin() + 1, model);
      return out_of(all);
    };
    const std::string want = with(demo());
    EXPECT_NE(want, "");
    EXPECT_EQ(with(file), want) << command[0];
    EXPECT_EQ(with(folder), want) << command[0];
  };
  same({"generate", "In the beginning", "-n", "20", "-q"});
  same({"generate", "In the beginning", "-n", "20", "-q", "--dtype", "bf16", "--seed", "3", "--temperature",
        "0.8"});
  same({"tokenize", "In the beginning<|endoftext|>"});
  same({"dump", "--program", "decode"});
  const TempDir dir;
  const std::string text = dir.write("text.txt", "In the beginning of the year, the king spake unto them.");
  const auto nats = [&](const std::string& model) {
    const Json json = Json::parse(out_of({"perplexity", model, "--file", text, "-q", "--json"}));
    return json.at("results")[0].at("nats_per_token").get<double>();
  };
  EXPECT_EQ(nats(file), nats(demo()));
  const Json saved = Json::parse(out_of({"generate", file, "--ids", "1 2", "-n", "3", "-q", "--json",
                                         "--save-state", (dir.path / "a.state").string()}));
  EXPECT_EQ(saved.at("tokens").size(), 3u);
  // The state belongs to the weights, whatever file they are in.
  EXPECT_NE(out_of({"generate", demo(), "--load-state", (dir.path / "a.state").string(), "-n", "2", "-q"}),
            "");
}

TEST(Gguf, InspectShowsWhatIsStored) {
  const TempDir dir;
  const std::string file = (dir.path / "small.gguf").string();
  out_of({"convert", demo(), "--to", "gguf", "--dtype", "q8_0", "-o", file, "-q"});
  const Json json = Json::parse(out_of({"inspect", file, "--json"}));
  EXPECT_EQ(json.at("model_type"), "mamba2");
  EXPECT_EQ(json.at("parameters"), 3653408);
  EXPECT_EQ(json.at("stored").at("q8_0").at("tensors"), 13);
  EXPECT_EQ(json.at("stored").at("q8_0").at("bytes"), 3629056 / 32 * 34);
  EXPECT_EQ(json.at("stored").at("f32").at("tensors"), 43);
  EXPECT_EQ(json.at("files"), Json({"small.gguf"}));
  EXPECT_EQ(json.at("tokenizer").at("vocab"), 4096);
  EXPECT_TRUE(json.at("mismatch").is_null());
  EXPECT_NE(out_of({"inspect", file}).find("q8_0: 3.9 MB in 13 tensors"), std::string::npos);
  EXPECT_EQ(out_of({"generate", file, "In the beginning", "-n", "1", "-q"}), " of\n");
}

// What generation_config.json and a chat template say goes into the file, and comes out again.
TEST(Gguf, GenerationAndTemplateGoAlong) {
  const TempDir dir;
  std::filesystem::copy(demo(), dir.path / "model", std::filesystem::copy_options::recursive);
  dir.write("model/generation_config.json",
            R"({"eos_token_id": [0, 3], "do_sample": true, "temperature": 0.5, "top_k": 7, "top_p": 0.75,
                "min_p": 0.125, "repetition_penalty": 1.5, "max_new_tokens": 5})");
  dir.write("model/chat_template.jinja", "{{ eos_token }}{% for m in messages %}{{ m.content }}{% endfor %}");
  dir.write("model/tokenizer_config.json", R"({"eos_token": "<|endoftext|>"})");
  const std::string model = (dir.path / "model").string(), file = (dir.path / "a.gguf").string(),
                    back = (dir.path / "back").string();
  out_of({"convert", model, "--to", "gguf", "-o", file});
  EXPECT_EQ(out_of({"convert", file, "--to", "safetensors", "-o", back}),
            back + ": 7.4 MB in 56 tensors, tokenizer tokenizer.json\n");
  const Json config = Json::parse(read_text(back + "/generation_config.json"));
  EXPECT_EQ(config, Json::parse(read_text(model + "/generation_config.json")));
  const Json tokens = Json::parse(read_text(back + "/tokenizer_config.json"));
  EXPECT_EQ(tokens.at("chat_template"), read_text(model + "/chat_template.jinja"));
  EXPECT_EQ(tokens.at("eos_token"), "<|endoftext|>");
  EXPECT_EQ(read_text(back + "/tokenizer.json"), read_text(model + "/tokenizer.json"));
  const Arguments few = {"generate", file, "In the beginning", "-q", "--seed", "1"};
  Arguments from_folder = few;
  from_folder[1] = model;
  EXPECT_EQ(out_of(few), out_of(from_folder));
}

TEST(Gguf, FilesThatAreNoModel) {
  const TempDir dir;
  const std::string two = dir.write("a.gguf", "GGUF");
  dir.write("b.gguf", "GGUF");
  expect_error({"inspect", dir.str()},
               dir.str() + ": one GGUF file is read from a folder; got a.gguf, b.gguf", "name the file");
  expect_error({"generate", two, "a"}, two + ": the version at byte 4 takes 4 bytes; 0 are left",
               "the file is cut short or damaged: fetch it again");
  const std::string bare = source("tests/data/formats/gguf/mamba2_groups1_f16.gguf").string();
  const std::string lacks = bare + ": no tokenizer in it, and no `tokenizer.json` beside it, which ";
  expect_error({"generate", bare, "a"}, lacks + "text needs",
               "give --tokenizer FILE, or the prompt as --ids");
  expect_error({"tokenize", bare, "a"}, lacks + "this shows", "name a tokenizer.json");
  const std::string other = source("tests/data/formats/gguf/sp_bpe_bytes.gguf").string();
  expect_error({"generate", other, "a"},
               other +
                   ": key `general.architecture`: must be one of: mamba2, granitehybrid, falcon-h1, lfm2, "
                   "lfm2moe, nemotron_h, nemotron_h_moe, kimi-linear, qwen3next, qwen35, qwen35moe; got "
                   "\"none\"",
               "");
  const std::string none = (dir.path / "none.gguf").string();
  expect_error({"inspect", none}, none + ": cannot be opened: No such file or directory", "");
}

TEST(Convert, OptionsThatMakeNoSense) {
  const std::string help = "`constate convert --help` explains";
  expect_error({"convert", demo(), "-o", "x"}, "--to gguf or --to safetensors is expected", help);
  expect_error({"convert", demo(), "--to", "onnx", "-o", "x"},
               "--to: gguf or safetensors is expected; got `onnx`", help);
  expect_error({"convert", demo(), "--to", "gguf"}, "-o PATH is expected: where the new model goes", help);
  expect_error({"convert", demo(), "--to", "gguf", "-o", "x", "--dtype", "int8"},
               "--dtype: f32, f16, bf16 or q8_0 is expected; got `int8`", help);
  expect_error({"convert", demo(), "--to", "safetensors", "-o", "x", "--dtype", "q8_0"},
               "--dtype: f32, f16, bf16 is expected; got `q8_0`", help);
  expect_error({"convert", demo_file(), "--to", "gguf", "-o", demo_file()},
               demo_file() + ": is there already", "--force replaces it");
  const std::string hybrid = source("tests/data/formats/gguf/granite.gguf").string();
  expect_error({"convert", hybrid, "--to", "gguf", "-o", "x"},
               hybrid + ": `model_type`: a GGUF file can be written of: mamba2; got \"granitemoehybrid\"",
               "");
  const TempDir dir;
  dir.write("note.txt", "mine");
  expect_error({"convert", demo(), "--to", "safetensors", "-o", dir.str()},
               dir.str() + ": the folder has `note.txt`, which is none of the files that are written",
               "name a new folder");
  std::filesystem::create_directory(dir.path / "again");
  dir.write("again/config.json", "{}");
  expect_error({"convert", demo(), "--to", "safetensors", "-o", dir.str() + "/again"},
               dir.str() + "/again: the folder is not empty: it has `config.json`", "--force replaces it");
}

TEST(Convert, AsJson) {
  const TempDir dir;
  const std::string file = (dir.path / "x.gguf").string();
  EXPECT_EQ(
      Json::parse(out_of({"convert", demo(), "--to", "gguf", "-o", file, "--dtype", "f16", "--json"})),
      Json({{"path", file}, {"format", "gguf"}, {"tensors", 56}, {"bytes", 7355520}, {"tokenizer", "olmo"}}));
  EXPECT_EQ(
      Json::parse(out_of({"convert", file, "--to", "gguf", "-o", file, "--force", "--json"})).at("bytes"),
      7355520);
}

}  // namespace
}  // namespace constate::e2e
