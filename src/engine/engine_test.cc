// What an Engine and a Generation refuse, and narrow weights.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <limits>
#include <thread>

#include "base/file.h"
#include "base/testing.h"
#include "engine/generation_config.h"
#include "formats/safetensors.h"
#include "models/published.h"
#include "models/registry.h"
#include "support/testing.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;

EngineOptions on_cpu(DType dtype = DType::kF32) {
  EngineOptions options;
  options.device = cpu();
  options.dtype = dtype;
  return options;
}

const std::filesystem::path kGroups1 = kSource / "tests/data/golden/groups1";

// A copy of a checkpoint's folder with other tensors.
struct Folder {
  std::filesystem::path path;
  explicit Folder(const std::map<std::string, HostArray>& tensors) {
    path = std::filesystem::temp_directory_path() / ("constate_engine_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(path);
    std::filesystem::copy_file(kGroups1 / "config.json", path / "config.json",
                               std::filesystem::copy_options::overwrite_existing);
    formats::save_safetensors(path / "model.safetensors", tensors);
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::map<std::string, HostArray> groups1_tensors() {
  const formats::Checkpoint checkpoint = formats::Checkpoint::open(kGroups1);
  std::map<std::string, HostArray> out;
  for (const auto& [name, tensor] : checkpoint.tensors()) out.emplace(name, checkpoint.read(name));
  return out;
}

TEST(Engine, AllThatIsWrongWithTheTensorsComesInOneError) {
  auto tensors = groups1_tensors();
  tensors.erase("backbone.layers.1.mixer.D");
  tensors.at("backbone.layers.0.norm.weight") = HostArray::of<float>(DType::kF32, {3}, {1, 2, 3});
  tensors.insert_or_assign("backbone.norm_f.weight",
                           HostArray::of<std::int32_t>(DType::kS32, {32}, std::vector<std::int32_t>(32, 1)));
  tensors.emplace("backbone.layers.9.norm.weight", HostArray::of<float>(DType::kF32, {1}, {1}));
  const Folder folder(tensors);
  EXPECT_EQ(message_of([&] { Engine::open(folder.path, on_cpu()); }),
            folder.path.string() +
                ": the weights do not fit the configuration: backbone.layers.0.norm.weight is [3], the "
                "configuration wants "
                "[32]; backbone.layers.1.mixer.D is missing; backbone.norm_f.weight is s32, a float type is "
                "expected; "
                "backbone.layers.9.norm.weight is not part of the model");
}

TEST(Engine, MissingFoldersAreNamed) {
  EXPECT_EQ(message_of([] { Engine::open("/nonexistent", on_cpu()); }).rfind("/nonexistent", 0), 0u);
}

TEST(Engine, NaNIsAnErrorAndNoText) {
  auto tensors = groups1_tensors();
  tensors.at("backbone.norm_f.weight").as<float>()[0] = std::numeric_limits<float>::quiet_NaN();
  const Folder folder(tensors);
  const auto engine = Engine::open(folder.path, on_cpu());
  for (const double temperature : {0.0, 1.0}) {
    Request request{{1, 2, 3}, 5, {}, {}};
    request.sampling.temperature = temperature;
    EXPECT_EQ(message_of([&] {
                Generation g(*engine, {request});
                while (g.step()) {
                }
              }),
              "row 0: the logits of token 0 are not finite");
  }
}

TEST(Engine, ThatIsNeverUsedLoadsNothing) {
  std::atomic<int> read = 0;
  const std::shared_ptr<const models::LanguageModel> model = ModelFolder::open(kGroups1).model;
  Engine::make(
      model,
      [&](const models::WeightSpec& spec) {
        ++read;
        return HostArray::zeros(spec.shape());
      },
      on_cpu())
      .reset();
  EXPECT_EQ(read, 0);
}

// Programs that come from disk begin the loading; it waits in its first tensor until the engine goes.
TEST(Engine, DestroyedWhileItsWeightsLoadWaitsForTheLoading) {
  const TempDir programs;
  EngineOptions options = on_cpu();
  options.store.folder = programs.path;
  Engine::open(kGroups1, options)->programs().prefill({1, 1});
  std::atomic<bool> begun = false, goes = false;
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = held;
  auto engine = Engine::make(
      ModelFolder::open(kGroups1).model,
      [&, held = std::move(held)](const models::WeightSpec& spec) {
        begun = true;
        while (!goes) std::this_thread::yield();
        return HostArray::zeros(spec.shape());
      },
      options);
  engine->programs().prefill({1, 1});
  EXPECT_EQ(engine->programs().loaded(), 1);
  while (!begun) std::this_thread::yield();
  EXPECT_FALSE(watched.expired());
  goes = true;
  engine.reset();
  EXPECT_TRUE(watched.expired()) << "nothing reads on";
}

TEST(Engine, TellsHowMuchOfAPromptIsFed) {
  using Fed = std::vector<std::pair<std::int64_t, std::int64_t>>;
  Fed fed;
  EngineOptions options = on_cpu();
  options.progress.feeding = [&](std::int64_t done, std::int64_t all) { fed.emplace_back(done, all); };
  const auto engine = Engine::open(kGroups1, options);
  const std::int64_t longest = engine->device().profile.segments.back();
  State state = engine->new_state(2);
  const std::vector<std::int32_t> ids(static_cast<std::size_t>(2 * longest + 1), 1);
  engine->prefill(state, std::vector<std::vector<std::int32_t>>{{1}, ids});
  // One row after the other; they are too long to be fed together.
  const auto all = static_cast<std::int64_t>(ids.size()) + 1;
  EXPECT_EQ(fed, (Fed{{0, all}, {1, all}, {1 + longest, all}, {1 + 2 * longest, all}}));
}

TEST(Generation, RequestsOutOfRangeAreRefusedByName) {
  const auto engine = Engine::open(kGroups1, on_cpu());
  const auto with = [&](const Request& r) { return message_of([&] { Generation g(*engine, {r}); }); };
  EXPECT_EQ(with({{}, 5, {}, {}}), "prompt: at least one token is expected; got none");
  EXPECT_EQ(with({{1, 96}, 5, {}, {}}), "prompt: token 1: an id is between 0 and 95; got 96");
  EXPECT_EQ(with({{-1}, 5, {}, {}}), "prompt: token 0: an id is between 0 and 95; got -1");
  EXPECT_EQ(with({{1}, -1, {}, {}}), "prompt: the number of tokens must be between 0 and 2147483647; got -1");
  Request r{{1}, 5, {}, {}};
  r.sampling.temperature = -1;
  EXPECT_EQ(with(r), "prompt: temperature must be between 0 and 100; got -1");
  r.sampling = {};
  r.sampling.top_p = 0;
  EXPECT_EQ(with(r), "prompt: top-p must be above 0 and at most 1; got 0");
  r.sampling = {};
  r.sampling.top_k = -3;
  EXPECT_EQ(with(r), "prompt: top-k must be 0 or more; got -3");
  r.sampling = {};
  r.sampling.min_p = 2;
  EXPECT_EQ(with(r), "prompt: min-p must be between 0 and 1; got 2");
  r.sampling = {};
  r.sampling.repetition_penalty = std::nan("");
  EXPECT_EQ(with(r), "prompt: repetition penalty must be above 0 and at most 100; got nan");
  EXPECT_EQ(message_of([&] { Generation g(*engine, {}); }),
            "generate: at least one prompt is expected; got none");
}

// bf16 keeps 8 bits of a weight, f16 11: rounding each weight changes the logits by about that, no more.
TEST(Engine, SixteenBitWeightsGiveNearlyTheSameLogits) {
  const std::vector<std::int32_t> ids{5, 17, 90, 3, 44, 2, 61};
  const auto logits = [&](DType dtype) {
    return values<float>(Engine::open(kGroups1, on_cpu(dtype))->inspect(ids).logits);
  };
  const std::vector<float> exact = logits(DType::kF32);
  const double bf16 =
      check::relative_error(std::span<const float>(logits(DType::kBF16)), std::span<const float>(exact));
  const double f16 =
      check::relative_error(std::span<const float>(logits(DType::kF16)), std::span<const float>(exact));
  EXPECT_GT(bf16, 1e-4);
  EXPECT_LT(bf16, 2e-2);
  EXPECT_GT(f16, 1e-5);
  EXPECT_LT(f16, bf16 / 2);
}

// Half a step of 127 is 2^-8 of a row's largest element: more than bf16 loses, and no more than a few times
// that. Beside it the rounding of inputs, to bf16 or 15 bits, is small.
TEST(Engine, EightBitWeightsGiveLogitsThatAreNear) {
  const std::vector<std::int32_t> ids{5, 17, 90, 3, 44, 2, 61};
  const auto logits = [&](DType dtype, bool integers) {
    const auto engine = open_golden("groups1", dtype, [&](runtime::DeviceProfile& profile) {
      profile.lowering.integer_products = integers;
    });
    return values<float>(engine->inspect(ids).logits);
  };
  const std::vector<float> exact = logits(DType::kF32, true);
  for (const bool integers : {false, true}) {
    const double error = check::relative_error(std::span<const float>(logits(DType::kS8, integers)),
                                               std::span<const float>(exact));
    EXPECT_GT(error, 1e-3) << integers;
    EXPECT_LT(error, 0.05) << integers;
  }
}

// One row and several take different forms of the product with narrow weights; both multiply the same
// numbers.
TEST(Engine, NarrowWeightsGiveTheSameTokensAloneAndInABatch) {
  for (const DType dtype : {DType::kBF16, DType::kS8}) {
    const auto engine = Engine::open(kGroups1, on_cpu(dtype));
    const Request a{{5, 17, 90}, 32, {}, {}}, b{{9, 9}, 32, {}, {}};
    Generation both(*engine, {a, b}), alone(*engine, {a});
    while (both.step()) {
    }
    while (alone.step()) {
    }
    EXPECT_EQ(both.tokens(0), alone.tokens(0)) << name(dtype);
  }
}

TEST(Engine, TheTypeIsAskedForOrTheDevices) {
  EXPECT_EQ(Engine::open(kGroups1, on_cpu(DType::kBF16))->dtype(), DType::kBF16);
  EngineOptions options;
  options.device = cpu();
  EXPECT_EQ(Engine::open(kGroups1, options)->dtype(), DType::kF32);
  EXPECT_EQ(cpu()->profile.why_dtype, "the default on a CPU; no rounding");
}

TEST(Engine, PublishedSizesAreKnown) {
  EXPECT_EQ(message_of([] { models::published_config("mamba2-9b"); }),
            "no published size is called `mamba2-9b`; there are mamba2-130m, mamba2-370m, mamba2-780m, "
            "mamba2-1.3b, mamba2-2.7b");
  const auto model = models::make_model(models::published_config("mamba2-130m"), "mamba2-130m");
  EXPECT_EQ(models::elements_of(model->weights(DType::kF32, {})), 128989632);
  EXPECT_EQ(models::bytes_of(model->weights(DType::kBF16, {})) < 2 * 128989632 + 4 * 1000000, true);
}

TEST(GenerationConfig, IsReadAsTransformersReadsIt) {
  const models::SpecialTokens tokens{0, 1, {2}};
  const auto read = [&](const char* text) {
    return parse_generation_config(text, "generation_config.json", tokens);
  };
  EXPECT_EQ(read("{}").stop_ids, std::vector<std::int32_t>{2});
  EXPECT_EQ(read(R"({"eos_token_id": [5, 6]})").stop_ids, (std::vector<std::int32_t>{5, 6}));
  EXPECT_EQ(read(R"({"temperature": 0.7})").sampling.temperature, 0);  // greedy unless do_sample
  const GenerationConfig c =
      read(R"({"do_sample": true, "temperature": 0.7, "top_p": 0.9, "max_new_tokens": 9})");
  EXPECT_EQ(c.sampling.temperature, 0.7);
  EXPECT_EQ(c.sampling.top_k, 50);
  EXPECT_EQ(c.sampling.top_p, 0.9);
  EXPECT_EQ(c.max_new_tokens, 9);
  EXPECT_EQ(message_of([&] { read(R"({"num_beams": 4})"); }),
            "generation_config.json: `num_beams` is only supported as 1; got 4");
  EXPECT_EQ(message_of([&] { read(R"({"eos_token_id": "x"})"); }),
            "generation_config.json: `eos_token_id` must be an id or a list of ids; got \"x\"");
  EXPECT_EQ(message_of([&] { read(R"({"do_sample": true, "top_p": 2})"); }),
            "generation_config.json: top-p must be above 0 and at most 1; got 2");
}

}  // namespace
}  // namespace constate::engine
