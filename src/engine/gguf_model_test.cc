// GGUF files as models: those of another program, and what their metadata says of generating.
#include "engine/gguf_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/generation_config.h"
#include "engine/model_folder.h"
#include "formats/test_util.h"

namespace constate::engine {
namespace {

const std::filesystem::path kSource = CONSTATE_SOURCE_DIR;

// llama.cpp's converter made these of the golden checkpoints (tools/make_gguf_files.py).
TEST(GgufModel, AsLlamaCppsConverterWritesIt) {
  struct Case {
    const char *file, *golden;
    DType matrices;
    std::size_t tensors;
  };
  for (const auto& [file, golden, matrices, tensors] :
       {Case{"mamba2_groups8_f32", "codestral", DType::kF32, 21},
        Case{"mamba2_groups1_f16", "groups1", DType::kF16, 29}}) {
    SCOPED_TRACE(file);
    const ModelFolder got = ModelFolder::open(formats::data_file(std::string("gguf/") + file + ".gguf")),
                      want = ModelFolder::open(kSource / "tests/data/golden" / golden);
    got.check_weights();
    EXPECT_EQ(want.checkpoint.tensors().size(), tensors);
    ASSERT_EQ(got.checkpoint.tensors().size(), tensors);
    for (const auto& [name, tensor] : want.checkpoint.tensors()) {
      const DType type = got.checkpoint.tensors().at(name).shape.dtype;
      const bool matrix = name.ends_with("proj.weight") || name.ends_with("embeddings.weight") ||
                          name.ends_with("head.weight");
      EXPECT_EQ(type, matrix ? matrices : DType::kF32) << name;
      const HostArray a = got.checkpoint.read(name).converted(DType::kF32),
                      b = want.checkpoint.read(name).converted(type).converted(DType::kF32);
      ASSERT_EQ(a.shape(), b.shape()) << name;
      if (!name.ends_with("A_log")) {
        EXPECT_TRUE(std::ranges::equal(a.bytes(), b.bytes())) << name;
        continue;
      }
      // -exp in f32 is off by at most one unit in its last place, 2^-23 of it; the logarithm makes that an
      // absolute error, and rounds.
      for (std::int64_t i = 0; i < a.shape().elements(); ++i) {
        const float x = b.as<float>()[static_cast<std::size_t>(i)];
        EXPECT_NEAR(a.as<float>()[static_cast<std::size_t>(i)], x,
                    std::ldexp(1.0, -23) + std::fabs(x) * std::ldexp(1.0, -24));
      }
    }
  }
}

TEST(GgufModel, GenerationConfig) {
  const auto of = [](const std::vector<std::pair<const char*, formats::GgufValue>>& keys) {
    formats::GgufMetadata m("x.gguf");
    for (const auto& [key, value] : keys) m.add(key, value);
    return generation_config_of(m);
  };
  using V = formats::GgufValue;
  EXPECT_EQ(of({}), Json::object());
  EXPECT_EQ(of({{"tokenizer.ggml.eos_token_id", V::of(3u)},
                {"tokenizer.ggml.eot_token_id", V::of(5u)},
                {"tokenizer.ggml.eom_token_id", V::of(3u)},
                {"constate.max_new_tokens", V::of(std::int64_t{9})}}),
            Json({{"eos_token_id", {3, 5}}, {"max_new_tokens", 9}}));
  EXPECT_EQ(of({{"general.sampling.temp", V::of(0.7f)}, {"general.sampling.top_p", V::of(0.9f)}}),
            Json({{"do_sample", true}, {"temperature", 0.7}, {"top_p", 0.9}, {"top_k", 0}}));
  // Without a temperature it is 1, as in generation_config.json.
  EXPECT_EQ(of({{"general.sampling.top_k", V::of(4u)}}), Json({{"do_sample", true}, {"top_k", 4}}));
  EXPECT_EQ(of({{"general.sampling.temp", V::of(0.f)}, {"general.sampling.penalty_repeat", V::of(1.5f)}}),
            Json({{"temperature", 0.0}, {"repetition_penalty", 1.5}}));
}

}  // namespace
}  // namespace constate::engine
