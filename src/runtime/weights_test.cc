// A weight that a checkpoint holds under two names, or in pieces; tensors that are no weights of the model.
#include "runtime/weights.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "base/testing.h"
#include "formats/safetensors.h"

namespace constate::runtime {
namespace {

using models::WeightSpec;

const std::vector<WeightSpec> kTied{
    {"embedding", {"embedding", "head"}, {3, 2}, DType::kF32, {{'v', 3}, {'d', 2}}, {"head"}}};

const std::vector<float> kValues{1, 2, 3, 4, 5, 6};

// The one weight, read from a folder that holds these tensors; or the error.
std::vector<float> load(const std::map<std::string, HostArray>& tensors,
                        const std::vector<WeightSpec>& specs = kTied) {
  const TempDir dir;
  formats::save_safetensors(dir.path / "model.safetensors", tensors);
  const auto checkpoint = formats::Checkpoint::open(dir.path);
  const HostArray array = weights_from(checkpoint, specs)(specs[0]);
  return {array.as<float>().begin(), array.as<float>().end()};
}

std::map<std::string, HostArray> tensors(HostArray embedding, HostArray head) {
  std::map<std::string, HostArray> out;
  out.emplace("embedding", std::move(embedding));
  out.emplace("head", std::move(head));
  return out;
}

HostArray f32(const std::vector<float>& values, std::vector<std::int64_t> dims = {3, 2}) {
  return HostArray::of<float>(DType::kF32, std::move(dims), values);
}

TEST(WeightsUnderTwoNames, EitherOrBothWithTheSameElements) {
  std::map<std::string, HostArray> one;
  one.emplace("embedding", f32(kValues));
  EXPECT_EQ(load(one), kValues);
  std::map<std::string, HostArray> other;
  other.emplace("head", f32(kValues));
  EXPECT_EQ(load(other), kValues);
  EXPECT_EQ(load(tensors(f32(kValues), f32(kValues))), kValues);
}

TEST(WeightsUnderTwoNames, OtherElementsAreAnError) {
  for (std::size_t i = 0; i < kValues.size(); ++i) {
    std::vector<float> values = kValues;
    values[i] += 1;
    EXPECT_EQ(message_and_hint_of([&] { load(tensors(f32(kValues), f32(values))); }),
              "embedding and head hold different elements, but the configuration makes them one weight "
              "[where they are two, config.json must not tie them]");
  }
}

TEST(WeightsUnderTwoNames, AnotherShapeOrTypeIsAnErrorBeforeAnythingIsRead) {
  const auto message = [](HostArray head) {
    return message_of([&] { load(tensors(f32(kValues), std::move(head))); });
  };
  EXPECT_EQ(message(f32(kValues, {2, 3})),
            "the weights do not fit the configuration: head is f32[2, 3], embedding is f32[3, 2], but the "
            "configuration makes them one weight");
  EXPECT_EQ(message(f32(kValues).converted(DType::kBF16)),
            "the weights do not fit the configuration: head is bf16[3, 2], embedding is f32[3, 2], but the "
            "configuration makes them one weight");
}

TEST(WeightsUnderTwoNames, WithoutTheSecondNameItIsNoPartOfTheModel) {
  auto specs = kTied;
  specs[0].same_as.clear();
  EXPECT_EQ(message_of([&] { load(tensors(f32(kValues), f32(kValues)), specs); }),
            "the weights do not fit the configuration: head is not part of the model");
}

// Two experts with a gate and an up projection each: [2 4 3] in four tensors.
const std::vector<WeightSpec> kPieces{{.field = "in",
                                       .names = {"experts.gate_up"},
                                       .stored_dims = {2, 4, 3},
                                       .dtype = DType::kF32,
                                       .dims = {{'x', 2}, {'e', 4}, {'d', 3}},
                                       .pieces = {{"experts.{}.gate", "experts.{}.up"}, 2}}};

std::map<std::string, HostArray> pieces() {
  std::map<std::string, HostArray> out;
  float next = 0;
  for (const char* name : {"experts.0.gate", "experts.0.up", "experts.1.gate", "experts.1.up"}) {
    std::vector<float> values(6);
    for (float& v : values) v = next++;
    out.emplace(name, f32(values, {2, 3}));
  }
  return out;
}

TEST(WeightsInPieces, AreOneAfterTheOther) {
  std::vector<float> want(24);
  for (std::size_t i = 0; i < want.size(); ++i) want[i] = static_cast<float>(i);
  EXPECT_EQ(load(pieces(), kPieces), want);
  std::map<std::string, HostArray> whole;
  whole.emplace("experts.gate_up", f32(want, {2, 4, 3}));
  EXPECT_EQ(load(whole, kPieces), want);
}

TEST(WeightsInPieces, MustAllBeThereAlike) {
  const auto message = [](const std::function<void(std::map<std::string, HostArray>&)>& change) {
    auto tensors = pieces();
    change(tensors);
    return message_of([&] { load(tensors, kPieces); });
  };
  const std::string begin = "the weights do not fit the configuration: ";
  EXPECT_EQ(message([](auto& t) { t.erase("experts.1.up"); }), begin + "experts.1.up is missing");
  EXPECT_EQ(message([](auto& t) { t.at("experts.1.gate") = f32(kValues); }),
            begin + "experts.1.gate is [3, 2], the configuration wants [2, 3]");
  EXPECT_EQ(message([](auto& t) { t.at("experts.1.up") = t.at("experts.1.up").converted(DType::kBF16); }),
            begin + "experts.1.up is bf16, but experts.0.gate is f32: parts of one weight");
  EXPECT_EQ(message([](auto& t) { t.emplace("experts.2.up", f32(kValues)); }),
            begin + "experts.2.up is not part of the model");
  EXPECT_EQ(message([](auto& t) {
              t.emplace("experts.gate_up", f32(std::vector<float>(24), {2, 4, 3}));
            }),
            begin +
                "experts.0.gate is not part of the model; experts.0.up is not part of the model; "
                "experts.1.gate is not part of the model; experts.1.up is not part of the model");
}

TEST(TensorsOfOtherUse, MayBeThereByTheBeginningOfTheirNames) {
  const TempDir dir;
  std::map<std::string, HostArray> tensors;
  for (const char* name : {"embedding", "visual.a", "visual.b", "visuals", "a.visual.b"})
    tensors.emplace(name, f32(kValues));
  formats::save_safetensors(dir.path / "model.safetensors", tensors);
  const auto checkpoint = formats::Checkpoint::open(dir.path);
  EXPECT_EQ(
      message_of([&] { (void)weights_from(checkpoint, kTied, std::vector<std::string>{"visual."}); }),
      "the weights do not fit the configuration: a.visual.b is not part of the model; visuals is not part of "
      "the model");
}

}  // namespace
}  // namespace constate::runtime
