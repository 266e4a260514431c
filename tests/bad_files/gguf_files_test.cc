// GGUF files that are something else, damaged, or made to harm; and whole ones that describe no model.
#include <gtest/gtest.h>

#include <limits>

#include "bad_file.h"
#include "engine/generation_config.h"
#include "engine/gguf_model.h"
#include "engine/model_folder.h"
#include "formats/chat_template.h"
#include "formats/gguf_testing.h"
#include "tokenizer/byte_level.h"

namespace constate::bad_files {
namespace {

using namespace formats::gguf_parts;
using formats::GgufType;

const std::string kCut = " [the file is cut short or damaged: fetch it again]";

void read(const std::filesystem::path& folder) { formats::GgufFile file(folder / "x.gguf"); }

// A file with one key `a`, with `value` after its type.
std::string with_key(GgufType type, const std::string& value) { return head(0, 1) + key("a", type, value); }
// A file with tensors, with so many bytes of data.
std::string with_tensors(const std::vector<std::string>& tensors, std::size_t data,
                         const std::string& more = "") {
  return file(more.empty() ? std::vector<std::string>{} : std::vector<std::string>{more}, tensors,
              std::string(data, '\0'));
}

TEST(BadGguf, OtherFiles) {
  expect_refused(
      {
          {"nothing", "", "an empty file [the file was not fetched whole: fetch it again]"},
          {"a web page", "<!DOCTYPE html><html>",
           "an HTML page, not a GGUF file [the download was answered with a web page: fetch the file "
           "itself]"},
          {"a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n",
           "a Git LFS pointer, not the file that it stands for [fetch the file: git lfs pull]"},
          {"a zip archive", "PK\3\4",
           "a GGUF file begins with `GGUF`; got `PK??` [the file is damaged or of "
           "another format: fetch it again]"},
          {"three bytes", "GGU",
           "a GGUF file begins with `GGUF`; got `GGU` [the file is damaged or of another "
           "format: fetch it again]"},
          {"a file from before", "tjgg\3\0\0\0",
           "a file of ggml from before GGUF is not read here [make a GGUF file of the original model with "
           "llama.cpp's convert_hf_to_gguf.py]"},
          {"version 1", "GGUF" + le(1, 4),
           "GGUF in versions 2 and 3 is read; got version 1 [make the file again with a llama.cpp from after "
           "August 2023]"},
          {"version 4", "GGUF" + le(4, 4), "GGUF in versions 2 and 3 is read; got version 4"},
          {"version 0", "GGUF" + le(0, 4), "GGUF in versions 2 and 3 is read; got version 0"},
          {"the other byte order", "GGUF" + le(3 << 24, 4),
           "a big-endian GGUF file is not read here [llama.cpp's gguf_convert_endian.py swaps its bytes]"},
      },
      "x.gguf", read);
}

TEST(BadGguf, CountsAndKeys) {
  const std::string ones = le(~std::uint64_t{0}, 8);
  expect_refused(
      {
          {"the magic alone", "GGUF", "the version at byte 4 takes 4 bytes; 0 are left" + kCut},
          {"no counts", "GGUF" + le(3, 4),
           "the number of tensors at byte 8 takes 8 bytes; 0 are left" + kCut},
          {"half a count", "GGUF" + le(3, 4) + le(0, 8) + le(0, 4),
           "the number of keys at byte 16 takes 8 bytes; 4 are left" + kCut},
          {"too many tensors", head(std::uint64_t{1} << 63, 0),
           "at most 65536 tensors; got 9223372036854775808"},
          {"too many keys", head(0, 65537), "at most 65536 keys; got 65537"},
          {"no key", head(0, 1), "the name of key 0 at byte 24 takes 8 bytes; 0 are left" + kCut},
          {"a name of no size", head(0, 1) + ones,
           "the name of key 0 has at most 65535 bytes; got 18446744073709551615"},
          {"a name that is cut", head(0, 1) + le(100, 8) + "abc",
           "the name of key 0 at byte 32 takes 100 bytes; 3 are left" + kCut},
          {"an empty name", head(0, 1) + u32("", 1), "key 0 has no name"},
          {"a name in Latin-1", head(0, 1) + u32("caf\xe9", 1),
           "the name of key 0 must be UTF-8; got `caf?`"},
          {"a key twice", head(0, 2) + u32("a", 1) + u32("a", 1), "key `a`: stands twice"},
          {"a key without a type", head(0, 1) + text("a"),
           "key `a`: its type at byte 33 takes 4 bytes; 0 are left" + kCut},
          {"a type that is none", head(0, 1) + text("a") + le(13, 4),
           "key `a`: a type is a number from 0 to 12; got 13"},
          {"half a value", with_key(GgufType::kU32, "12"),
           "key `a`: its value at byte 37 takes 4 bytes; 2 are left" + kCut},
          {"a bool of 2", with_key(GgufType::kBool, "\2"), "key `a`: a bool is 0 or 1; got 2"},
          {"a string that is cut", with_key(GgufType::kString, le(1000, 8) + "ab"),
           "key `a`: its value at byte 45 takes 1000 bytes; 2 are left" + kCut},
          {"a string of no size", with_key(GgufType::kString, ones),
           "key `a`: its value has at most 268435456 bytes; got 18446744073709551615"},
      },
      "x.gguf", read);
}

TEST(BadGguf, Arrays) {
  const auto array_of = [](std::uint32_t type, std::uint64_t count, const std::string& elements) {
    return with_key(GgufType::kArray, le(type, 4) + le(count, 8) + elements);
  };
  std::string deep;
  for (int i = 0; i < 4; ++i) deep += le(9, 4) + le(1, 8);
  std::string many;
  for (int i = 0; i < 65537; ++i) many += le(0, 4) + le(0, 8);
  expect_refused(
      {
          {"no count", with_key(GgufType::kArray, le(4, 4)),
           "key `a`: the number of its elements at byte 41 takes 8 bytes; 0 are left" + kCut},
          {"elements of no type", array_of(99, 1, "x"), "key `a`: a type is a number from 0 to 12; got 99"},
          {"more elements than bytes", array_of(4, 1'000'000, "1234"),
           "key `a`: an array of 1000000 elements at byte 49 takes 4000000 bytes; 4 are left" + kCut},
          {"elements beyond 2^64 bytes", array_of(10, std::uint64_t{1} << 62, "12345678"),
           "key `a`: an array of 4611686018427387904 elements at byte 49 takes 18446744073709551615 bytes; 8 "
           "are left" +
               kCut},
          {"strings that are cut", array_of(8, 2, text("abc") + le(5, 8)),
           "key `a`: a string at byte 68 takes 5 bytes; 0 are left" + kCut},
          {"a string of no size", array_of(8, 1, le(~std::uint64_t{0}, 8)),
           "key `a`: a string at byte 57 takes 18446744073709551615 bytes; 0 are left" + kCut},
          {"a bool of 3", array_of(7, 3, std::string("\0\1\3", 3)),
           "key `a`: a bool is 0 or 1, also in an array"},
          {"too deep", with_key(GgufType::kArray, deep + le(9, 4) + le(0, 8)),
           "key `a`: arrays stand in arrays at most 4 deep"},
          {"too many", array_of(9, 65537, many), "key `a`: at most 65536 arrays stand in arrays; got 65537"},
      },
      "x.gguf", read);
}

TEST(BadGguf, Tensors) {
  const std::string
      types = "its type is one of f32, f16, bf16, q8_0, q4_0, q4_1, q5_0, q5_1, q4_K, q5_K, q6_K; got ",
      again = " [llama.cpp's llama-quantize --allow-requantize makes one of these from it]";
  const auto one = [](const std::vector<std::uint64_t>& dims, std::uint32_t type, std::uint64_t place = 0) {
    return with_tensors({tensor("a", dims, type, place)}, 32);
  };
  const auto alignment = [](std::uint32_t value) {
    return with_tensors({}, 0, u32("general.alignment", value));
  };
  const std::string aligned = "key `general.alignment`: must be a power of two from 8 to 65536; got ";
  expect_refused(
      {
          {"no alignment", alignment(0), aligned + "0"},
          {"an alignment of 24", alignment(24), aligned + "24"},
          {"a large alignment", alignment(1u << 31), aligned + "2147483648"},
          {"an alignment as text", with_tensors({}, 0, str("general.alignment", "32")),
           "key `general.alignment`: must be an integer; got string"},
          {"no tensor", head(1, 0), "the name of tensor 0 at byte 24 takes 8 bytes; 0 are left" + kCut},
          {"a long name", with_tensors({tensor(std::string(64, 'a'), {1}, 0, 0)}, 32),
           "the name of tensor 0 has at most 63 bytes; got 64"},
          {"an empty name", with_tensors({tensor("", {1}, 0, 0)}, 32), "tensor 0 has no name"},
          {"a name in Latin-1", with_tensors({tensor("\xe4", {1}, 0, 0)}, 32),
           "the name of tensor 0 must be UTF-8; got `?`"},
          {"a name twice", with_tensors({tensor("a", {1}, 0, 0), tensor("a", {1}, 0, 32)}, 64),
           "tensor `a`: stands twice"},
          {"no dimension", one({}, 0), "tensor `a`: has 1 to 4 dimensions; got 0"},
          {"five dimensions", one({1, 1, 1, 1, 1}, 0), "tensor `a`: has 1 to 4 dimensions; got 5"},
          {"a dimension of 0", one({0, 4}, 0), "tensor `a`: dimension 0 is at least 1 and below 2^63; got 0"},
          {"a dimension of 2^63", one({1, std::uint64_t{1} << 63}, 0),
           "tensor `a`: dimension 1 is at least 1 and below 2^63; got 9223372036854775808"},
          {"too many elements", one({std::uint64_t{1} << 40, std::uint64_t{1} << 40}, 0),
           "tensor `a`: [1099511627776, 1099511627776] elements of 4 bytes do not fit in memory"},
          {"a type that is not read", one({256}, 10), "tensor `a`: " + types + "q2_K" + again},
          {"doubles", one({1}, 28), "tensor `a`: " + types + "f64" + again},
          {"a type that ggml gave up", one({32}, 4), "tensor `a`: " + types + "type 4" + again},
          {"a type that is none", one({32}, 9999), "tensor `a`: " + types + "type 9999" + again},
          {"half a block", one({33, 2}, 8), "tensor `a`: a row of q8_0 is a multiple of 32 elements; got 33"},
          {"half a super-block", one({128, 2}, 12),
           "tensor `a`: a row of q4_K is a multiple of 256 elements; got 128"},
          {"a place between two", one({1}, 0, 4),
           "tensor `a`: begins at a multiple of 32 bytes of the data; got 4"},
          {"the same place", with_tensors({tensor("a", {1}, 0, 0), tensor("b", {1}, 0, 0)}, 64),
           "tensor `b`: overlaps the one before it: it begins at byte 0 of the data, before 32"},
          {"bytes between two", with_tensors({tensor("a", {1}, 0, 0), tensor("b", {1}, 0, 64)}, 96),
           "tensor `b`: bytes 32 to 64 of the data, before it, belong to no tensor"},
          {"bytes before the first", one({1}, 0, 32),
           "tensor `a`: bytes 0 to 32 of the data, before it, belong to no tensor"},
          {"a place far away", one({1}, 0, std::uint64_t{1} << 63),
           "tensor `a`: bytes 0 to 9223372036854775808 of the data, before it, belong to no tensor"},
          {"more elements than bytes", one({100}, 0),
           "tensor `a`: takes 400 bytes from byte 0 of the data, which has 32" + kCut},
          {"more blocks than bytes", one({64}, 8),
           "tensor `a`: takes 68 bytes from byte 0 of the data, which has 32" + kCut},
          {"no data", head(1, 0) + tensor("a", {1}, 0, 0),
           "the data begins at byte 64; the file has 57" + kCut},
          {"bytes behind the last", with_tensors({tensor("a", {1}, 0, 0)}, 64),
           "the tensors end at byte 32 of the data, which has 64"},
      },
      "x.gguf", read);
}

// A model of one layer and eight tokens.
struct Model {
  std::vector<std::pair<std::string, std::string>> keys = {
      {"general.architecture", str("general.architecture", "mamba2")},
      {"mamba2.block_count", u32("mamba2.block_count", 1)},
      {"mamba2.embedding_length", u32("mamba2.embedding_length", 4)},
      {"mamba2.ssm.conv_kernel", u32("mamba2.ssm.conv_kernel", 2)},
      {"mamba2.ssm.inner_size", u32("mamba2.ssm.inner_size", 8)},
      {"mamba2.ssm.state_size", u32("mamba2.ssm.state_size", 4)},
      {"mamba2.ssm.time_step_rank", u32("mamba2.ssm.time_step_rank", 2)},
      {"mamba2.ssm.group_count", u32("mamba2.ssm.group_count", 1)},
      {"mamba2.attention.layer_norm_rms_epsilon", real("mamba2.attention.layer_norm_rms_epsilon", 1e-5f)}};
  std::vector<std::pair<std::string, std::vector<std::uint64_t>>> tensors = {
      {"token_embd.weight", {4, 8}},
      {"output_norm.weight", {4}},
      {"blk.0.attn_norm.weight", {4}},
      {"blk.0.ssm_in.weight", {4, 26}},
      {"blk.0.ssm_conv1d.weight", {2, 16}},
      {"blk.0.ssm_conv1d.bias", {16}},
      {"blk.0.ssm_dt.bias", {2}},
      {"blk.0.ssm_a", {1, 2}},
      {"blk.0.ssm_d", {1, 2}},
      {"blk.0.ssm_norm.weight", {8, 1}},
      {"blk.0.ssm_out.weight", {8, 4}}};
  std::uint32_t type = 0;

  Model& set(const std::string& name, const std::string& bytes) {
    for (auto& [key, value] : keys)
      if (key == name) return value = bytes, *this;
    keys.emplace_back(name, bytes);
    return *this;
  }
  Model& drop(const std::string& name) {
    std::erase_if(keys, [&](const auto& k) { return k.first == name; });
    std::erase_if(tensors, [&](const auto& t) { return t.first == name; });
    return *this;
  }
  Model& shape(const std::string& name, const std::vector<std::uint64_t>& dims) {
    for (auto& [tensor, old] : tensors)
      if (tensor == name) return old = dims, *this;
    tensors.emplace_back(name, dims);
    return *this;
  }
  std::string bytes() const {
    std::vector<std::string> all, infos;
    for (const auto& [name, value] : keys) all.push_back(value);
    std::string data;
    for (const auto& [name, dims] : tensors) {
      infos.push_back(tensor(name, dims, 0, data.size()));
      std::uint64_t elements = 1;
      for (const std::uint64_t d : dims) elements *= d;
      data.resize(data.size() + (elements * 4 + 31) / 32 * 32);
    }
    return file(all, infos, data);
  }
};

void open_model(const std::filesystem::path& folder) {
  const engine::ModelFolder model = engine::ModelFolder::open(folder / "x.gguf");
  model.check_weights();
  for (const auto& [name, tensor] : model.checkpoint.tensors()) model.checkpoint.read(name);
}

TEST(BadGguf, KeysOfModels) {
  const std::string mamba2 = "key `mamba2.", size = "must be an integer from 1 to 1073741824; got ";
  const auto set = [](const std::string& name, const std::string& bytes) {
    return Model().set(name, bytes).bytes();
  };
  const auto u = [&](const std::string& name, std::uint32_t value) { return set(name, u32(name, value)); };
  expect_refused(
      {
          {"no architecture", Model().drop("general.architecture").bytes(),
           "key `general.architecture` is missing"},
          {"an architecture by number", u("general.architecture", 2),
           "key `general.architecture`: must be a string; got 2"},
          {"another architecture", set("general.architecture", str("general.architecture", "llama")),
           "key `general.architecture`: must be one of: mamba2, granitehybrid, falcon-h1, lfm2, lfm2moe, "
           "nemotron_h, nemotron_h_moe, kimi-linear, qwen3next, qwen35, qwen35moe; got \"llama\""},
          {"an adapter", set("general.type", str("general.type", "adapter")),
           "key `general.type`: a model is read here; got \"adapter\""},
          {"a part", u("split.count", 3),
           "key `split.count`: one file of 3 is not read alone [llama.cpp's llama-gguf-split --merge makes "
           "one "
           "file of them]"},
          {"no layers said", Model().drop("mamba2.block_count").bytes(), mamba2 + "block_count`: is missing"},
          {"no layers", u("mamba2.block_count", 0),
           mamba2 + "block_count`: must be an integer from 1 to 4096; got 0"},
          {"a billion layers", u("mamba2.block_count", 1'000'000'000),
           mamba2 + "block_count`: must be an integer from 1 to 4096; got 1000000000"},
          {"a negative width", set("mamba2.embedding_length", i32("mamba2.embedding_length", -4)),
           mamba2 + "embedding_length`: " + size + "-4"},
          {"a width as text", set("mamba2.embedding_length", str("mamba2.embedding_length", "4")),
           mamba2 + "embedding_length`: " + size + "\"4\""},
          {"widths of layers", set("mamba2.embedding_length", i32s("mamba2.embedding_length", {4, 4})),
           mamba2 + "embedding_length`: " + size + "[4,4]"},
          {"no whole head", u("mamba2.ssm.inner_size", 9),
           mamba2 + "ssm.inner_size`: must be a multiple of `ssm.time_step_rank`, 2; got 9"},
          {"no epsilon", Model().drop("mamba2.attention.layer_norm_rms_epsilon").bytes(),
           mamba2 + "attention.layer_norm_rms_epsilon`: is missing"},
          {"an endless epsilon",
           set("mamba2.attention.layer_norm_rms_epsilon",
               real("mamba2.attention.layer_norm_rms_epsilon", std::numeric_limits<float>::infinity())),
           mamba2 + "attention.layer_norm_rms_epsilon`: must be a finite number; got "
                    "{\"__float__\":\"Infinity\"}"},
          {"an epsilon of 2",
           set("mamba2.attention.layer_norm_rms_epsilon", real("mamba2.attention.layer_norm_rms_epsilon", 2)),
           "`layer_norm_epsilon` must be in [0, 1); got 2.0"},
          {"attention", u("mamba2.attention.head_count", 8),
           mamba2 + "attention.head_count`: must be 0; got 8"},
          {"norms of Mamba-1", set("mamba2.ssm.dt_b_c_rms", flag("mamba2.ssm.dt_b_c_rms", true)),
           mamba2 + "ssm.dt_b_c_rms`: must be false; got true"},
          {"a key that is not known", set("mamba2.rope.freq_base", real("mamba2.rope.freq_base", 1e4f)),
           mamba2 + "rope.freq_base`: has no meaning for `mamba2` here; got 10000.0"},
          {"another vocabulary", u("mamba2.vocab_size", 9),
           mamba2 + "vocab_size`: must be the rows of `token_embd.weight`, 8; got 9"},
          {"a token that is none", u("tokenizer.ggml.eos_token_id", 8),
           "key `tokenizer.ggml.eos_token_id`: must be an id from 0 to 7; got 8"},
          {"heads of no group", u("mamba2.ssm.group_count", 3),
           "`num_heads` must be a multiple of `n_groups`; got 2 and 3"},
          {"a key of ours that is not known", u("constate.window", 3),
           "key `constate.window`: has no meaning here; got 3 [the file was written by a newer constate]"},
          {"decays of fewer heads", set("constate.a_log", f32s("constate.a_log", {0})),
           "key `constate.a_log`: must be an array of 2 finite numbers; got [0.0]"},
          {"decays without end",
           set("constate.a_log", f32s("constate.a_log", {0, std::numeric_limits<float>::infinity()})),
           "key `constate.a_log`: must be an array of 2 finite numbers; got "
           "[0.0,{\"__float__\":\"Infinity\"}]"},
          {"a chunk of nothing", u("constate.chunk_size", 0),
           "`chunk_size` must be between 1 and 1048576; got 0"},
          {"a list without end",
           set("general.x",
               array("general.x", GgufType::kU8, (1 << 20) + 1, std::string((1 << 20) + 1, 'x'))),
           "key `general.x`: an array of 1048577 elements has no meaning here"},
          {"lists in lists", set("general.x", array("general.x", GgufType::kArray, 1, le(0, 4) + le(0, 8))),
           "key `general.x`: an array of arrays has no meaning here"},
      },
      "x.gguf", open_model);
}

TEST(BadGguf, TensorsOfModels) {
  Model narrow;
  narrow.set("general.quantization_version", u32("general.quantization_version", 1));
  const std::string blocks =
      file({u32("general.quantization_version", 1)}, {tensor("a", {32}, 8, 0)}, std::string(64, '\0'));
  const std::string fit = "the weights do not fit the configuration: ",
                    one = " [config.json and the weight files must be of one checkpoint]";
  expect_refused(
      {
          {"no embedding", Model().drop("token_embd.weight").bytes(),
           "tensor `token_embd.weight` is missing"},
          {"no D", Model().drop("blk.0.ssm_d").bytes(), "tensor `blk.0.ssm_d` is missing"},
          {"a tensor too many", Model().shape("blk.0.ssm_dt.weight", {2}).bytes(),
           fit + "blk.0.ssm_dt.weight is not part of the model" + one},
          {"a layer too many", Model().shape("blk.1.ssm_d", {1, 2}).bytes(),
           fit + "blk.1.ssm_d is not part of the model" + one},
          {"another shape", Model().shape("blk.0.ssm_out.weight", {4, 8}).bytes(),
           fit + "backbone.layers.0.mixer.out_proj.weight is [8, 4], the configuration wants [4, 8]" + one},
          {"a row in place of a column", Model().shape("blk.0.ssm_d", {2, 1}).bytes(),
           fit + "backbone.layers.0.mixer.D is [1, 2], the configuration wants [2]" + one},
          {"blocks of another version", blocks,
           "key `general.quantization_version`: must be 2 where tensors are in blocks; got 1"},
      },
      "x.gguf", open_model);
  // Found when it is read: the file's zeros.
  const TempDir dir;
  const auto path = dir.write("x.gguf", Model().bytes());
  EXPECT_EQ(message_of([&] { open_model(dir.path); }),
            path.string() + ": tensor `blk.0.ssm_a`: each element is below 0; got 0");
}

TEST(BadGguf, Tokenizers) {
  const std::string where = "key `tokenizer.ggml.",
                    beside = " [put the model's tokenizer.json beside the file]";
  const std::string gpt2 = str("tokenizer.ggml.model", "gpt2"), pre = str("tokenizer.ggml.pre", "gpt-2"),
                    merges = texts("tokenizer.ggml.merges", {}), llama = str("tokenizer.ggml.model", "llama");
  std::vector<std::string> letters;
  for (int b = 0; b < 256; ++b)
    letters.push_back(tokenizer::byte_level_text(std::string(1, static_cast<char>(b))));
  const std::string tokens = texts("tokenizer.ggml.tokens", letters),
                    two = texts("tokenizer.ggml.tokens", {"<unk>", "a"});
  const auto of = [](const std::vector<std::string>& keys) { return file(keys); };
  expect_refused(
      {
          {"another kind", of({str("tokenizer.ggml.model", "bert")}),
           where + "model`: must be one of: gpt2, llama, t5, none; got `bert`" + beside},
          {"a kind by number", of({u32("tokenizer.ggml.model", 1)}),
           where + "model`: must be a string; got u32"},
          {"no tokens", of({gpt2, pre, merges}), where + "tokens`: is missing"},
          {"tokens by number", of({gpt2, pre, merges, i32s("tokenizer.ggml.tokens", {1})}),
           where + "tokens`: must be an array of string; got one of i32"},
          {"a token in Latin-1", of({gpt2, pre, merges, texts("tokenizer.ggml.tokens", {"a", "\xe4"})}),
           where + "tokens`: element 1 must be UTF-8"},
          {"types of fewer tokens", of({gpt2, pre, merges, tokens, i32s("tokenizer.ggml.token_type", {1})}),
           where + "token_type`: must have as many elements as there are tokens, 256; got 1"},
          {"a type that is none",
           of({gpt2, pre, merges, texts("tokenizer.ggml.tokens", {"a"}),
               i32s("tokenizer.ggml.token_type", {7})}),
           where + "token_type`: element 0: a type from 1 to 6; got 7"},
          {"control tokens alone",
           of({gpt2, pre, merges, texts("tokenizer.ggml.tokens", std::vector<std::string>(32769, "a")),
               i32s("tokenizer.ggml.token_type", std::vector<std::int32_t>(32769, 3))}),
           where + "token_type`: at most 32768 tokens that are not normal"},
          {"no merges", of({gpt2, pre, tokens}), where + "merges`: is missing"},
          {"a merge of one", of({gpt2, pre, tokens, texts("tokenizer.ggml.merges", {"ab"})}),
           "model: merges[0]: each merge is \"left right\", or each is [\"left\", \"right\"]; got \"ab\""},
          {"a merge of what is no token", of({gpt2, pre, tokens, texts("tokenizer.ggml.merges", {"a b"})}),
           "model: merges[0]: `ab` is not in the vocabulary"},
          {"a byte without a token", of({gpt2, pre, two, merges}),
           "model: vocab: byte 0x00 (`\u0100`) has no token; a byte-level vocabulary has one for each byte "
           "of UTF-8"},
          {"a way to cut that is not known", of({gpt2, str("tokenizer.ggml.pre", "bloom"), tokens, merges}),
           where +
               "pre`: must be one of: gpt-2, phi-2, olmo, mpt, refact, starcoder, smollm, codeshell, "
               "llama-bpe, "
               "llama3, llama-v3, falcon3, falcon-h1, lfm2, pixtral, dbrx, smaug-bpe, qwen2, "
               "qwen35, tekken, gpt-4o, llama4, kimi-k2; got `bloom`" +
               beside},
          {"no way to cut", of({gpt2, tokens, merges}),
           where +
               "pre`: must be one of: gpt-2, phi-2, olmo, mpt, refact, starcoder, smollm, codeshell, "
               "llama-bpe, "
               "llama3, llama-v3, falcon3, falcon-h1, lfm2, pixtral, dbrx, smaug-bpe, qwen2, "
               "qwen35, tekken, gpt-4o, llama4, kimi-k2; got `default`" +
               beside},
          {"a space in front", of({gpt2, pre, tokens, merges, flag("tokenizer.ggml.add_space_prefix", true)}),
           where + "add_space_prefix`: must not be true for gpt2"},
          {"a begin that is none", of({gpt2, pre, tokens, merges, u32("tokenizer.ggml.bos_token_id", 256)}),
           where + "bos_token_id`: must be an id from 0 to 255; got 256"},
          {"a begin that is asked for",
           of({gpt2, pre, tokens, merges, flag("tokenizer.ggml.add_bos_token", true)}),
           where + "add_bos_token`: needs a `tokenizer.ggml.bos_token_id`"},
          {"no scores", of({llama, two}), where + "scores`: is missing"},
          {"scores of fewer tokens", of({llama, two, f32s("tokenizer.ggml.scores", {0})}),
           where + "scores`: must have an element for each token, 2; got 1"},
          {"a score without end",
           of({llama, two, f32s("tokenizer.ggml.scores", {0, std::numeric_limits<float>::infinity()}),
               i32s("tokenizer.ggml.token_type", {2, 1})}),
           "pieces[1]: field 2 must be a finite score"},
          {"nothing for what is unknown", of({llama, two, f32s("tokenizer.ggml.scores", {0, 0})}),
           "no piece is for what is unknown"},
          {"a table of floats",
           of({llama, two, f32s("tokenizer.ggml.scores", {0, 0}),
               f32s("tokenizer.ggml.precompiled_charsmap", {1})}),
           where + "precompiled_charsmap`: must be an array of bytes; got one of f32"},
          {"a file that is no JSON", of({str("tokenizer.huggingface.json", "{")}),
           "not JSON: parse error at line 1, column 2: syntax error while parsing object key - unexpected "
           "end of "
           "input; expected string literal"},
      },
      "x.gguf", [](const std::filesystem::path& folder) { engine::read_tokenizer(folder / "x.gguf"); });
}

TEST(BadGguf, TemplatesAndSampling) {
  expect_refused({{"a template by number", file({u32("tokenizer.chat_template", 1)}),
                   "key `tokenizer.chat_template`: must be a string; got u32"},
                  {"a template that ends early", file({str("tokenizer.chat_template", "{% if a %}")}),
                   "tokenizer.chat_template: line 1: `endif` is missing"}},
                 "x.gguf", [](const std::filesystem::path& folder) {
                   formats::ChatTemplate::in_folder(folder / "x.gguf");
                 });
  expect_refused({{"another sampler", file({u32("general.sampling.mirostat", 2)}),
                   "key `general.sampling.mirostat`: has no meaning here"},
                  {"a temperature below 0", file({real("general.sampling.temp", -1)}),
                   "temperature must be between 0 and 100; got -1"},
                  {"tokens by text", file({str("constate.max_new_tokens", "x")}),
                   "key `constate.max_new_tokens`: must be an integer; got string"},
                  {"fewer than no tokens", file({i32("constate.max_new_tokens", -1)}),
                   "`max_new_tokens` must not be negative; got -1"},
                  {"an end by text", file({str("tokenizer.ggml.eot_token_id", "x")}),
                   "key `tokenizer.ggml.eot_token_id`: must be an integer; got string"}},
                 "x.gguf", [](const std::filesystem::path& folder) {
                   engine::read_generation_config(folder / "x.gguf", {});
                 });
}

// Every place where a small whole file can end, and every bit of it: refused, or another whole file.
TEST(BadGguf, EveryCutAndEveryBit) {
  const std::string whole = Model().bytes();
  const TempDir dir;
  const auto path = dir.path / "x.gguf";
  formats::GgufFile(dir.write("x.gguf", whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    dir.write("x.gguf", whole.substr(0, size));
    EXPECT_NE(message_of([&] { formats::GgufFile file(path); }), "no error") << size;
  }
  const std::size_t head = whole.find("blk.0.ssm_out") + 60;
  for (std::size_t bit = 0; bit < 8 * head; ++bit) {
    std::string other = whole;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
    dir.write("x.gguf", other);
    message_of([&] { open_model(dir.path); });
  }
}

}  // namespace
}  // namespace constate::bad_files
