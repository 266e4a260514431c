// config.json of both layouts, as files; each field's own rules stand in models/*_config_test.cc.
#include <gtest/gtest.h>

#include "bad_file.h"
#include "engine/model_folder.h"

namespace constate::bad_files {
namespace {

void read(const std::filesystem::path& folder) {
  const auto model = engine::read_model(folder / "config.json");
  (void)model->weights(DType::kF32, {});
}

std::string hf(const std::string& more) { return R"({"model_type":"mamba2",)" + more + "}"; }
std::string ssm(const std::string& more) {
  return R"({"d_model":8,"ssm_cfg":{"layer":"Mamba2",)" + more + "}}";
}

// Two lists of half a megabyte each.
std::string lists_of(const std::string& item) {
  std::string list = "[" + item;
  while (list.size() < 520'000) list.append(",").append(item);
  return "{\"x\":" + list + "],\"y\":" + list + "]";
}

TEST(BadConfig, TextThatIsNoConfiguration) {
  const std::string parse = "not JSON: parse error at line 1, column ";
  std::string utf16;
  for (const char c : std::string("{}")) utf16 += std::string{c, '\0'};
  expect_refused(
      {
          {"nothing", "",
           parse + "1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a "
                   "literal"},
          {"UTF-16", utf16, "not JSON: byte 1 is NUL"},
          {"a number", "2", "a JSON object is expected; got number"},
          {"text", "\"mamba2\"", "a JSON object is expected; got string"},
          {"true", "true", "a JSON object is expected; got boolean"},
          {"NaN", "NaN", "`model_type` is missing"},
          {"Python's words", "{'model_type': None}",
           parse +
               "2: syntax error while parsing object key - invalid literal; last read: '{''; expected string "
               "literal"},
          {"a comma too many", R"({"model_type":"mamba2",})",
           parse + "24: syntax error while parsing object key - unexpected '}'; expected string literal"},
          {"cut short", R"({"model_type":"mam)",
           parse + "19: syntax error while parsing value - invalid string: missing closing quote; last read: "
                   "'\"mam'"},
          {"a hexadecimal number", hf(R"("hidden_size":0x10)"),
           parse + "39: syntax error while parsing object - invalid literal; last read: '0x'; expected '}'"},
          {"a number with a leading zero", hf(R"("hidden_size":08)"),
           parse + "39: syntax error while parsing object - unexpected number literal; expected '}'"},
          {"a number of no size", hf(R"("expand":1e999)"), "not JSON: number overflow parsing '1e999'"},
          {"a size twice", hf(R"("hidden_size":8,"hidden_size":16)"),
           "key `hidden_size` stands twice in one object"},
          {"two megabytes", hf(R"("x":")" + std::string(2'000'000, 'x') + "\""),
           "2000030 bytes, more than the 1048576 that are read"},
          {"a megabyte of NaN", lists_of("NaN") + ",\"model_type\":2}",
           "its values take more than 48 MB of memory"},
          {"a megabyte of objects", lists_of("{}") + ",\"model_type\":[]}",
           "`model_type` must be a string; got []"},
      },
      "config.json", read);
}

TEST(BadConfig, OtherModels) {
  const auto known = [](const std::string& got) {
    return "`model_type` must be one of: falcon_h1, granitemoehybrid, kimi_linear, lfm2, lfm2_moe, mamba2, "
           "nemotron_h, "
           "olmo_hybrid, qwen3_5, qwen3_5_moe, qwen3_5_moe_text, qwen3_5_text, qwen3_next; got \"" +
           got + "\"";
  };
  expect_refused(
      {
          {"nothing in it", "{}", "`model_type` is missing"},
          {"Mamba-1", R"({"model_type":"mamba"})", known("mamba")},
          {"another model", R"({"model_type":"falcon_mamba"})", known("falcon_mamba")},
          {"other letters", R"({"model_type":"Mamba2"})", known("Mamba2")},
          {"a space", R"({"model_type":"mamba2 "})", known("mamba2 ")},
          {"no name", R"({"model_type":""})", known("")},
          {"a list", R"({"model_type":["mamba2"]})", "`model_type` must be a string; got [\"mamba2\"]"},
          {"Mamba-1 of state-spaces", R"({"d_model":8,"n_layer":1,"ssm_cfg":{"layer":"Mamba1"}})",
           "ssm_cfg: `layer` must be \"Mamba2\"; got \"Mamba1\""},
          {"Mamba-1 by leaving it out", R"({"d_model":8,"ssm_cfg":{}})",
           "ssm_cfg: `layer` must be \"Mamba2\"; it is missing, which means Mamba-1 in this layout"},
          {"attention", R"({"d_model":8,"attn_layer_idx":[1],"ssm_cfg":{"layer":"Mamba2"}})",
           "`attn_layer_idx` (layers of attention) is not supported; got [1]"},
          {"text for ssm_cfg", R"({"d_model":8,"ssm_cfg":"Mamba2"})",
           "ssm_cfg: a JSON object is expected; got string"},
      },
      "config.json", read);
}

// Each size is in bounds by itself, or the text is no size at all.
TEST(BadConfig, SizesThatWouldTakeTheMachine) {
  const std::string rows = "the widths of a layer must make at most 16777216 rows of in_proj.weight; got ";
  const auto range = [](const std::string& key, const std::string& got) {
    return "`" + key + "` must be between 1 and 1048576; got " + got;
  };
  expect_refused(
      {
          {"heads and width",
           hf(R"("hidden_size":1048576,"num_heads":1048576,"head_dim":1024,"expand":1024,"n_groups":1)"),
           rows + "2148532480"},
          {"groups and states",
           hf(R"("hidden_size":1048576,"num_heads":1048576,"head_dim":1,"expand":1,"n_groups":1048576,"state_size":1048576)"),
           rows + "2199026401280"},
          {"the other layout's", ssm(R"("expand":1024,"d_state":1048576,"ngroups":64,"headdim":64)"),
           rows + "134234240"},
          {"a vocabulary", hf(R"("vocab_size":1048577)"), range("vocab_size", "1048577")},
          {"2^63 - 1", hf(R"("state_size":9223372036854775807)"), range("state_size", "9223372036854775807")},
          {"-2^63", hf(R"("state_size":-9223372036854775808)"), range("state_size", "-9223372036854775808")},
          {"2^64", hf(R"("head_dim":18446744073709551616)"),
           "`head_dim` must be an integer; got 1.8446744073709552e+19"},
          {"a size as a fraction", hf(R"("chunk_size":256.0)"), "`chunk_size` must be an integer; got 256.0"},
          {"layers", hf(R"("num_hidden_layers":4097)"),
           "`num_hidden_layers` must be between 1 and 4096; got 4097"},
          {"an expansion that is barely one", hf(R"("expand":5e-324)"),
           "`expand` times `hidden_size` must be `num_heads` times `head_dim`; got 5e-324 x 4096 = 0 and 128 "
           "x 64 "
           "= 8192"},
          {"minus infinity", hf(R"("expand":-Infinity)"),
           "`expand` must be a positive number up to 1024; got {\"__float__\":\"-Infinity\"}"},
          {"another word for infinity", hf(R"("time_step_limit":[0,{"__float__":"inf"}])"),
           "`time_step_limit` must be two numbers, the least and the greatest time step; got "
           "[0,{\"__float__\":\"inf\"}]"},
          {"a padded vocabulary",
           R"({"d_model":8,"pad_vocab_size_multiple":0,"ssm_cfg":{"layer":"Mamba2","headdim":8}})",
           range("pad_vocab_size_multiple", "0")},
          {"a key of the other layout", R"({"d_model":8,"hidden_size":8,"ssm_cfg":{"layer":"Mamba2"}})",
           "`hidden_size` is no key of this layout; there are d_model, d_intermediate, n_layer, vocab_size, "
           "pad_vocab_size_multiple, ssm_cfg, rms_norm, residual_in_fp32, tie_embeddings, attn_layer_idx, "
           "fused_add_norm, attn_cfg"},
      },
      "config.json", read);
}

}  // namespace
}  // namespace constate::bad_files
