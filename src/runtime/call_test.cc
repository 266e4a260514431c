// What a Call refuses: names, shapes and types that are not the program's, and arguments that are missing.
#include "runtime/call.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "runtime/weights.h"
#include "support/testing.h"

namespace constate::runtime {
namespace {

using namespace testing;

class CallTest : public ::testing::Test {
 protected:
  pjrt::Buffer zeros(Shape shape) const { return engine->upload(HostArray::zeros(std::move(shape))); }

  const std::unique_ptr<engine::Engine> engine = open_golden("groups1");
  const Program& take = engine->programs().take_row({2});
  const pjrt::Buffer row = engine->upload_s32(1);
};

TEST_F(CallTest, ANameThatTheProgramHasNot) {
  Call call(take);
  EXPECT_EQ(message_of([&] { call.set("to", row); }), "take row (batch 2): there is no argument `to`");
  EXPECT_EQ(message_of([&] { call.set("", row); }), "take row (batch 2): there is no argument ``");
}

TEST_F(CallTest, AnotherShapeOrType) {
  Call call(take);
  const pjrt::Buffer vector = zeros({DType::kS32, {1}}), real = zeros({DType::kF32, {}});
  EXPECT_EQ(message_of([&] { call.set("from", vector); }), "take row (batch 2): `from` is s32[]; got s32[1]");
  EXPECT_EQ(message_of([&] { call.set("from", real); }), "take row (batch 2): `from` is s32[]; got f32[]");
  const engine::State one = engine->new_state(1);
  EXPECT_EQ(message_of([&] { call.set_state(one.parts); }),
            "take row (batch 2): `state.layers.0.conv` is f32[2, 3, 96]; got f32[1, 3, 96]");
}

TEST_F(CallTest, AStateOfFewerParts) {
  Call call(take);
  const engine::State two = engine->new_state(2);
  EXPECT_EQ(message_of([&] { call.set_state(std::span(two.parts).first(3)); }),
            "take row (batch 2): a state of 6 parts is expected; got 3");
  EXPECT_EQ(message_of([&] { call.set_state(two.parts, "source."); }),
            "take row (batch 2): a state of 0 parts is expected; got 6");
}

TEST_F(CallTest, AnArgumentThatIsMissing) {
  Call call(take);
  EXPECT_EQ(message_of([&] { call.run(); }), "take row (batch 2): `state.layers.0.conv` was not set");
  const engine::State two = engine->new_state(2);
  call.set_state(two.parts);
  EXPECT_EQ(message_of([&] { call.run(); }), "take row (batch 2): `from` was not set");
  call.set("from", row);
  EXPECT_EQ(call.run().take_state().size(), 6u);
  EXPECT_EQ(call.run().take_state().size(), 6u) << "what was set stays set";
}

TEST_F(CallTest, AWeightThatIsMissing) {
  Call call(engine->programs().prefill({1, 1}));
  EXPECT_EQ(message_of([&] { call.bake(DeviceWeights()); }),
            "prefill (batch 1, 1 token): there is no weight for `weights.embedding`");
}

TEST_F(CallTest, ADonatedArgumentIsSetForEachCall) {
  Call call(engine->programs().put_row({1}, {2}));
  const engine::State one = engine->new_state(1), two = engine->new_state(2);
  call.set_state(two.parts);
  call.set_state(one.parts, programs::kSourcePrefix);
  const pjrt::Buffer from = engine->upload_s32(0);
  call.set("from", from);
  call.set("to", row);
  const std::vector<pjrt::Buffer> parts = call.run().take_state();
  EXPECT_EQ(message_of([&] { call.run(); }), "put row (batch 1 into 2): `state.layers.0.conv` was not set");
  call.set_state(parts);
  EXPECT_EQ(call.run().take_state().size(), 6u);
}

TEST_F(CallTest, AResultThatTheProgramHasNot) {
  Call call(take);
  const engine::State two = engine->new_state(2);
  call.set_state(two.parts);
  call.set("from", row);
  Results results = call.run();
  EXPECT_EQ(message_of([&] { results.take("logits"); }), "take row (batch 2): there is no result `logits`");
}

}  // namespace
}  // namespace constate::runtime
