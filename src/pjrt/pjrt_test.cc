// Everything here runs on both CPU plugins: the current one (API 0.115) and an older one (0.81).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "base/testing.h"
#include "pjrt/client.h"

namespace constate::pjrt {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kFolder = CONSTATE_PLUGIN_DIR;

constexpr char kAdd[] = R"(
module @add {
  func.func public @main(%a: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<3xf32> {
    %0 = stablehlo.add %a, %b : tensor<3xf32>
    return %0 : tensor<3xf32>
  }
})";

// The second argument becomes the first result.
constexpr char kDonating[] = R"(
module @step {
  func.func public @main(%a: tensor<3xf32>, %s: tensor<3xf32> {tf.aliasing_output = 0 : i32})
      -> (tensor<3xf32>, tensor<3xf32>) {
    %0 = stablehlo.add %a, %s : tensor<3xf32>
    %1 = stablehlo.multiply %a, %s : tensor<3xf32>
    return %0, %1 : tensor<3xf32>, tensor<3xf32>
  }
})";

HostArray f32(const std::vector<float>& values) {
  return HostArray::of(DType::kF32, {static_cast<std::int64_t>(values.size())}, values);
}

std::vector<float> floats(const Buffer& buffer) {
  const HostArray host = buffer.to_host();
  const auto all = host.as<float>();
  return {all.begin(), all.end()};
}

std::int64_t resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6)) * 1024;
  return 0;
}

class PjrtTest : public ::testing::TestWithParam<std::string> {
 protected:
  // One client for a plugin, as programs have.
  static std::shared_ptr<Client> open(const std::string& path) {
    static std::map<std::string, std::shared_ptr<Client>> opened;
    auto& slot = opened[path];
    if (!slot) slot = Client::create(Plugin::load(kFolder + path));
    return slot;
  }
  std::shared_ptr<Client> client = open(GetParam());
  bool is_current = GetParam().starts_with("/cpu/");
};

INSTANTIATE_TEST_SUITE_P(Plugins, PjrtTest,
                         ::testing::Values("/cpu/pjrt_c_api_cpu_plugin.so", "/cpu-0.81/xla_cpu_pjrt.so"),
                         [](const auto& test) {
                           return test.param.starts_with("/cpu/") ? "Current" : "Older";
                         });

TEST_P(PjrtTest, PluginSaysWhatItIs) {
  const Plugin& plugin = client->plugin();
  EXPECT_EQ(plugin.api_version(), (std::pair{0, is_current ? 115 : 81}));
  EXPECT_EQ(plugin.kind(), PluginKind::kCpu);
  EXPECT_EQ(plugin.name(), is_current ? "pjrt_c_api_cpu_plugin.so" : "xla_cpu_pjrt.so");
  EXPECT_THAT(plugin.attributes(), ::testing::Contains(::testing::Key("stablehlo_current_version")));
  EXPECT_THAT(plugin.attributes().at("stablehlo_current_version"),
              ::testing::MatchesRegex("1\\.[0-9]+\\.[0-9]+"));
}

TEST_P(PjrtTest, OneDeviceUnlessAskedForMore) {
  EXPECT_EQ(client->platform_name(), "cpu");
  EXPECT_FALSE(client->platform_version().empty());
  ASSERT_EQ(client->devices().size(), 1u);
  EXPECT_EQ(client->devices()[0].id, 0);
  EXPECT_EQ(client->devices()[0].kind, "cpu");
  EXPECT_THAT(client->devices()[0].description, HasSubstr("id=0"));
}

TEST_P(PjrtTest, AFileIsLoadedOnce) {
  EXPECT_EQ(Plugin::load(kFolder + GetParam()), Plugin::load(kFolder + "/include/.." + GetParam()));
}

TEST_P(PjrtTest, RunsAProgram) {
  const Executable add = client->compile(kAdd);
  EXPECT_THAT(add.output_shapes(), ElementsAre(Shape{DType::kF32, {3}}));
  EXPECT_EQ(add.num_devices(), 1u);
  const Buffer a = client->to_device(f32({1, 2, 3}));
  const Buffer b = client->to_device(f32({10, 20, 30}));
  const auto out = add.run(std::array{&a, &b});
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].shape(), (Shape{DType::kF32, {3}}));
  EXPECT_THAT(floats(out[0]), ElementsAre(11, 22, 33));
  EXPECT_TRUE(out[0].ready());
  EXPECT_EQ(out[0].device_bytes(), 12u);
  EXPECT_FALSE(a.deleted());
  EXPECT_FALSE(b.deleted());
}

TEST_P(PjrtTest, ReleasedCodeComesBackWhenItIsUsed) {
  const Executable add = client->compile(kAdd);
  const std::int64_t before = resident_bytes();
  client->plugin().release_code();
  EXPECT_LT(resident_bytes(), before - (20 << 20));  // a compiler is tens of megabytes
  const Buffer a = client->to_device(f32({1, 2, 3})), b = client->to_device(f32({10, 20, 30}));
  const std::vector<const Buffer*> arguments{&a, &b};
  EXPECT_THAT(floats(add.run(arguments)[0]), ElementsAre(11, 22, 33));
  EXPECT_THAT(floats(client->compile(kAdd).run(arguments)[0]), ElementsAre(11, 22, 33));
}

TEST_P(PjrtTest, CallsFollowOneAnotherWithoutWaiting) {
  const Executable add = client->compile(kAdd);
  const Buffer one = client->to_device(f32({1, 1, 1}));
  ExecuteResult sum = add.execute(std::array{&one, &one});
  for (int i = 0; i < 100; ++i) sum = add.execute(std::array<const Buffer*, 2>{&sum.outputs[0], &one});
  EXPECT_THAT(floats(sum.outputs[0]), ElementsAre(102, 102, 102));
  sum.done.await("last call");
  EXPECT_TRUE(sum.done.ready());
}

TEST_P(PjrtTest, ADonatedArgumentIsGone) {
  const Executable step = client->compile(kDonating);
  const Buffer a = client->to_device(f32({1, 2, 3}));
  for (const bool zero_copy : {false, true}) {
    HostArray start = f32({10, 20, 30});
    const Buffer s = zero_copy ? client->to_device(std::move(start)) : client->to_device(start);
    const auto out = step.run(std::array{&a, &s});
    EXPECT_THAT(floats(out[0]), ElementsAre(11, 22, 33));
    EXPECT_THAT(floats(out[1]), ElementsAre(10, 40, 90));
    EXPECT_FALSE(a.deleted());
    EXPECT_TRUE(s.deleted());
    EXPECT_EQ(message_of([&] { s.to_host(); }),
              "read buffer: the buffer holds its data; got f32[3] that a call took over or that was freed");
    EXPECT_EQ(
        message_of([&] {
          step.run(std::array{&a, &s});
        }),
        "execute: argument 1: the buffer holds its data; got f32[3] that a call took over or that was freed");
    EXPECT_EQ(message_of([&] { s.await(); }),
              "await buffer: the buffer holds its data; got f32[3] that a call took over or that was freed");
    EXPECT_EQ(
        message_of([&] { s.device_bytes(); }),
        "size of buffer: the buffer holds its data; got f32[3] that a call took over or that was freed");
  }
}

TEST_P(PjrtTest, DonationCanBeRefusedForOneCall) {
  const Executable step = client->compile(kDonating);
  const Buffer a = client->to_device(f32({1, 2, 3}));
  const Buffer s = client->to_device(f32({10, 20, 30}));
  const auto out = step.run(std::array{&a, &s}, {.non_donatable = {1}});
  EXPECT_FALSE(s.deleted());
  EXPECT_THAT(floats(s), ElementsAre(10, 20, 30));
  EXPECT_THAT(floats(out[0]), ElementsAre(11, 22, 33));
}

TEST_P(PjrtTest, OneBufferCannotBeDonatedTwice) {
  const Executable step = client->compile(kDonating);
  const Buffer s = client->to_device(f32({10, 20, 30}));
  EXPECT_THROW(step.run(std::array{&s, &s}), PjrtError);
}

TEST_P(PjrtTest, EveryElementTypeComesBackAsItWent) {
  for (const DType dtype :
       {DType::kPred, DType::kS8, DType::kS16, DType::kS32, DType::kS64, DType::kU8, DType::kU16, DType::kU32,
        DType::kU64, DType::kF16, DType::kBF16, DType::kF32, DType::kF64}) {
    HostArray data(Shape{dtype, {2, 3}});
    for (std::size_t i = 0; i < data.bytes().size(); ++i)
      data.bytes()[i] = static_cast<std::byte>(dtype == DType::kPred ? i % 2 : i * 37 + 1);
    const std::vector<std::byte> want(data.bytes().begin(), data.bytes().end());
    const Buffer copied = client->to_device(data);
    EXPECT_EQ(copied.shape(), data.shape());
    EXPECT_THAT(copied.to_host().bytes(), ElementsAreArray(want)) << name(dtype);
    const Buffer lent = client->to_device(std::move(data));
    EXPECT_THAT(lent.to_host().bytes(), ElementsAreArray(want)) << name(dtype);
  }
}

// The element types are also those that programs mean by them.
TEST_P(PjrtTest, ProgramsSeeTheSameTypes) {
  const Executable convert = client->compile(R"(
    func.func public @main(%a: tensor<2xbf16>, %b: tensor<2xi1>, %c: tensor<2xi32>, %d: tensor<2xui8>)
        -> (tensor<2xf32>, tensor<2xi1>, tensor<2xi64>, tensor<2xf16>) {
      %0 = stablehlo.convert %a : (tensor<2xbf16>) -> tensor<2xf32>
      %1 = stablehlo.not %b : tensor<2xi1>
      %2 = stablehlo.convert %c : (tensor<2xi32>) -> tensor<2xi64>
      %3 = stablehlo.convert %d : (tensor<2xui8>) -> tensor<2xf16>
      return %0, %1, %2, %3 : tensor<2xf32>, tensor<2xi1>, tensor<2xi64>, tensor<2xf16>
    })");
  EXPECT_THAT(convert.output_shapes(), ElementsAre(Shape{DType::kF32, {2}}, Shape{DType::kPred, {2}},
                                                   Shape{DType::kS64, {2}}, Shape{DType::kF16, {2}}));
  const Buffer a = client->to_device(HostArray::of<std::uint16_t>(DType::kBF16, {2}, {0x3FC0, 0xC000}));
  const Buffer b = client->to_device(HostArray::of<std::uint8_t>(DType::kPred, {2}, {1, 0}));
  const Buffer c = client->to_device(HostArray::of<std::int32_t>(DType::kS32, {2}, {-7, 7}));
  const Buffer d = client->to_device(HostArray::of<std::uint8_t>(DType::kU8, {2}, {200, 1}));
  const auto out = convert.run(std::array{&a, &b, &c, &d});
  EXPECT_THAT(out[0].to_host().as<float>(), ElementsAre(1.5f, -2.0f));
  EXPECT_THAT(out[1].to_host().as<std::uint8_t>(), ElementsAre(0, 1));
  EXPECT_THAT(out[2].to_host().as<std::int64_t>(), ElementsAre(-7, 7));
  EXPECT_THAT(out[3].to_host().as<std::uint16_t>(), ElementsAre(0x5A40, 0x3C00));
}

TEST_P(PjrtTest, ResultsAreRowMajor) {
  const Executable transpose = client->compile(R"(
    func.func public @main(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
      %0 = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
      return %0 : tensor<3x2xf32>
    })");
  const Buffer a = client->to_device(HostArray::of<float>(DType::kF32, {2, 3}, {1, 2, 3, 4, 5, 6}));
  EXPECT_THAT(floats(transpose.run(std::array{&a})[0]), ElementsAre(1, 4, 2, 5, 3, 6));
}

TEST_P(PjrtTest, ScalarsAndEmptyArrays) {
  const Buffer scalar = client->to_device(HostArray::of<float>(DType::kF32, {}, {42}));
  EXPECT_THAT(floats(scalar), ElementsAre(42));
  for (const bool lend : {false, true}) {
    HostArray nothing(Shape{DType::kF32, {2, 0}});
    const Buffer empty = lend ? client->to_device(std::move(nothing)) : client->to_device(nothing);
    EXPECT_EQ(empty.to_host().bytes().size(), 0u);
    EXPECT_EQ(empty.shape().str(), "f32[2, 0]");
  }
  const Buffer no_data = client->to_device(std::span<const std::byte>{}, Shape{DType::kF32, {0}});
  EXPECT_EQ(no_data.to_host().bytes().size(), 0u);
}

TEST_P(PjrtTest, CopiedDataMayBeOverwrittenAtOnce) {
  HostArray data(Shape{DType::kF32, {1 << 20}});
  std::ranges::fill(data.as<float>(), 1.0f);
  const Buffer buffer = client->to_device(data);
  std::ranges::fill(data.as<float>(), 2.0f);
  const HostArray back = buffer.to_host();
  EXPECT_THAT(back.as<float>(), ::testing::Each(1.0f));
}

TEST_P(PjrtTest, TheCpuComputesOnLentMemory) {
  HostArray data = f32({1, 2, 3});
  float* const memory = data.as<float>().data();
  const Buffer buffer = client->to_device(std::move(data));
  memory[1] = 20;  // breaks the promise; it shows only where there is no copy
  EXPECT_THAT(floats(buffer), ElementsAre(1, 20, 3));
}

TEST_P(PjrtTest, BuffersShareTheRowsOfOneArray) {
  auto data = std::make_shared<HostArray>(Shape{DType::kF32, {4, 16}});
  for (std::size_t i = 0; i < 64; ++i) data->as<float>()[i] = static_cast<float>(i);
  const Buffer all = client->to_device(data, 0, 4), tail = client->to_device(data, 3, 1),
               none = client->to_device(data, 4, 0);
  EXPECT_EQ(tail.shape(), (Shape{DType::kF32, {1, 16}}));
  EXPECT_EQ(floats(tail).front(), 48);
  EXPECT_EQ(none.shape(), (Shape{DType::kF32, {0, 16}}));
  float& last = data->as<float>()[63];
  data.reset();
  last = 1000;  // breaks the promise; it shows only where there is no copy
  EXPECT_EQ(floats(all).back(), 1000);
  EXPECT_EQ(floats(tail).back(), 1000);
}

TEST_P(PjrtTest, RowsThatAnArrayDoesNotHaveAreRefused) {
  const auto data = std::make_shared<const HostArray>(HostArray::zeros({DType::kF32, {4, 16}}));
  EXPECT_EQ(message_of([&] { client->to_device(data, 3, 2); }), "to device: f32[4, 16] has no rows 3 to 5");
  EXPECT_EQ(message_of([&] { client->to_device(data, -1, 2); }), "to device: f32[4, 16] has no rows -1 to 1");
  const auto scalar = std::make_shared<const HostArray>(HostArray::zeros({DType::kF32, {}}));
  EXPECT_EQ(message_of([&] { client->to_device(scalar, 0, 1); }), "to device: f32[] has no rows 0 to 1");
}

TEST_P(PjrtTest, LentMemoryIsGivenBackWithItsBuffer) {
  constexpr std::int64_t kBytes = 16 << 20;
  const std::int64_t before = resident_bytes();
  for (int i = 0; i < 40; ++i) {
    HostArray data(Shape{DType::kU8, {kBytes}});
    std::ranges::fill(data.as<std::uint8_t>(), std::uint8_t{1});
    const Buffer buffer = client->to_device(std::move(data));
    EXPECT_FALSE(buffer.deleted());
  }
  EXPECT_LT(resident_bytes() - before, 24 * kBytes);
}

TEST_P(PjrtTest, HostDataMustFitItsShape) {
  const std::array<std::byte, 4> four{};
  EXPECT_EQ(message_of([&] {
              client->to_device(four, Shape{DType::kF32, {2}});
            }),
            "to device: f32[2] takes 8 bytes; got 4");
  const Buffer buffer = client->to_device(f32({1, 2}));
  std::array<std::byte, 4> room{};
  EXPECT_EQ(message_of([&] { buffer.to_host_into(room); }),
            "read buffer: f32[2] takes 8 bytes; got room for 4");
}

TEST_P(PjrtTest, ArgumentsThatDoNotFitAreRefused) {
  const Executable add = client->compile(kAdd);
  const Buffer a = client->to_device(f32({1, 2, 3}));
  const Buffer wrong = client->to_device(f32({1, 2, 3, 4}));
  const Buffer none;
  EXPECT_EQ(message_of([&] {
              add.run(std::array<const Buffer*, 2>{&a, nullptr});
            }),
            "execute: argument 1: a buffer; got none");
  EXPECT_EQ(
      message_of([&] {
        add.run(std::array{&none, &a});
      }),
      "execute: argument 0: the buffer holds its data; got f32[] that a call took over or that was freed");
  EXPECT_THAT(message_of([&] { add.run(std::array{&a}); }), StartsWith("execute: INVALID_ARGUMENT: "));
  EXPECT_THAT(message_of([&] {
                add.run(std::array{&a, &wrong});
              }),
              StartsWith("execute: INVALID_ARGUMENT: "));
}

TEST_P(PjrtTest, FailuresAreThrownAndNotPrinted) {
  const Executable add = client->compile(kAdd);
  ::testing::internal::CaptureStderr();
  EXPECT_THROW(add.run({}), PjrtError);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_P(PjrtTest, CompilersWordsComeOnOneLine) {
  try {
    client->compile("func.func public @main() -> tensor<f32> {\n  %0 = stablehlo.nonsense : tensor<f32>\n}");
    FAIL();
  } catch (const PjrtError& e) {
    EXPECT_EQ(e.code(), Code::kUnknown);
    EXPECT_THAT(e.what(),
                StartsWith("compile: UNKNOWN: -:2:8: error: custom op 'stablehlo.nonsense' is unknown; "));
    EXPECT_THAT(e.what(), Not(HasSubstr("\n")));
  }
  EXPECT_THROW(client->compile(""), PjrtError);
}

TEST_P(PjrtTest, SerializedExecutablesRunAgain) {
  std::string bytes;
  {
    const Executable step = client->compile(kDonating);
    bytes = step.serialize();
  }
  const Executable again = client->load(std::as_bytes(std::span(bytes)));
  EXPECT_THAT(again.output_shapes(), ElementsAre(Shape{DType::kF32, {3}}, Shape{DType::kF32, {3}}));
  const Buffer a = client->to_device(f32({1, 2, 3}));
  const Buffer s = client->to_device(f32({10, 20, 30}));
  const auto out = again.run(std::array{&a, &s});
  EXPECT_THAT(floats(out[0]), ElementsAre(11, 22, 33));
  EXPECT_TRUE(s.deleted());
}

TEST_P(PjrtTest, WhatIsNoExecutableIsNotLoaded) {
  const std::string bytes = client->compile(kAdd).serialize();
  const std::string garbage(1000, 'x');
  EXPECT_THROW(client->load(std::as_bytes(std::span(garbage))), PjrtError);
  EXPECT_THROW(client->load({}), PjrtError);
  EXPECT_THROW(client->load(std::as_bytes(std::span(bytes).first(bytes.size() / 2))), PjrtError);
}

TEST_P(PjrtTest, OverridesReachTheCompiler) {
  EXPECT_THAT(message_of([&] {
                client->compile(kAdd, {.overrides = {{"xla_no_such_flag", true}}});
              }),
              ::testing::AllOf(StartsWith("compile: INVALID_ARGUMENT: "), HasSubstr("xla_no_such_flag")));
  const Executable add =
      client->compile(kAdd, {.overrides = {{"xla_cpu_enable_fast_math", true},
                                           {"xla_backend_optimization_level", std::int64_t{1}}}});
  const Buffer a = client->to_device(f32({1, 2, 3}));
  EXPECT_THAT(floats(add.run(std::array{&a, &a})[0]), ElementsAre(2, 4, 6));
}

TEST_P(PjrtTest, CostsAndMemoryOfAProgram) {
  const Executable dot = client->compile(R"(
    func.func public @main(%a: tensor<8x16xf32>, %b: tensor<16x4xf32>) -> tensor<8x4xf32> {
      %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0]
          : (tensor<8x16xf32>, tensor<16x4xf32>) -> tensor<8x4xf32>
      return %0 : tensor<8x4xf32>
    })");
  // The current CPU plugin makes no reckoning.
  const auto costs = dot.cost_analysis();
  EXPECT_EQ(costs.contains("flops"), !is_current);
  if (!is_current) {
    EXPECT_EQ(costs.at("flops"), 2 * 8 * 16 * 4);
    EXPECT_EQ(costs.at("bytes accessed"), (8 * 16 + 16 * 4 + 8 * 4) * 4);
  }
  const auto memory = dot.memory();
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->arguments, (8 * 16 + 16 * 4) * 4);
  EXPECT_EQ(memory->outputs, 8 * 4 * 4);
  EXPECT_EQ(memory->aliased, 0);
  EXPECT_EQ(client->compile(kDonating).memory()->aliased, 12);
  EXPECT_THAT(dot.optimized_program(), HasSubstr("dot"));
}

TEST_P(PjrtTest, AnyOrderOfDestructionWorks) {
  std::optional<Buffer> left;
  std::optional<Executable> program;
  {
    auto own = Client::create(Plugin::load(kFolder + GetParam()));
    program.emplace(own->compile(kAdd));
    left.emplace(own->to_device(f32({1, 2, 3})));
    own.reset();
  }
  const Buffer sum = std::move(program->run(std::array<const Buffer*, 2>{&*left, &*left})[0]);
  program.reset();
  left.reset();
  EXPECT_THAT(floats(sum), ElementsAre(2, 4, 6));
}

TEST_P(PjrtTest, ABufferThatWasMovedOrResetHoldsNothing) {
  Buffer a = client->to_device(f32({1, 2}));
  Buffer b = std::move(a);
  EXPECT_TRUE(a.deleted());
  EXPECT_THAT(floats(b), ElementsAre(1, 2));
  b.reset();
  EXPECT_TRUE(b.deleted());
  b = client->to_device(f32({3}));
  EXPECT_THAT(floats(b), ElementsAre(3));
}

TEST_P(PjrtTest, AProgramIsSplitOverDevices) {
  const auto two = Client::create(Plugin::load(kFolder + GetParam()), {.cpu_devices = 2});
  ASSERT_EQ(two->devices().size(), 2u);
  const Executable program = two->compile(R"(
    module @split attributes {mhlo.num_partitions = 2 : i32} {
      sdy.mesh @mesh = <["x"=2]>
      func.func public @main(%a: tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
          -> (tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>},
              tensor<f32> {sdy.sharding = #sdy.sharding<@mesh, []>}) {
        %zero = stablehlo.constant dense<0.0> : tensor<f32>
        %0 = stablehlo.add %a, %a : tensor<4xf32>
        %1 = stablehlo.reduce(%a init: %zero) applies stablehlo.add across dimensions = [0]
            : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
        return %0, %1 : tensor<4xf32>, tensor<f32>
      }
    })",
                                          {.num_partitions = 2});
  EXPECT_EQ(program.num_devices(), 2u);
  EXPECT_THAT(program.output_shapes(), ElementsAre(Shape{DType::kF32, {2}}, Shape{DType::kF32, {}}));
  const Buffer first = two->to_device(f32({1, 2}), &two->devices()[0]);
  const Buffer second = two->to_device(f32({3, 4}), &two->devices()[1]);
  const auto results = program.execute_on_each(
      std::array{std::vector<const Buffer*>{&first}, std::vector<const Buffer*>{&second}});
  ASSERT_EQ(results.size(), 2u);
  EXPECT_THAT(floats(results[0].outputs[0]), ElementsAre(2, 4));
  EXPECT_THAT(floats(results[1].outputs[0]), ElementsAre(6, 8));
  EXPECT_THAT(floats(results[0].outputs[1]), ElementsAre(10));
  EXPECT_THAT(floats(results[1].outputs[1]), ElementsAre(10));
  EXPECT_EQ(message_of([&] { program.execute(std::array{&first}); }),
            "execute: arguments for each of the program's 2 devices; got 1");
}

// Threads of this process that XLA's CPU client computes with.
int computing_threads() {
  int count = 0;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream comm(thread.path() / "comm");
    std::string name;
    std::getline(comm, name);
    count += name.find("XLAEigen") != name.npos;
  }
  return count;
}

TEST_P(PjrtTest, AClientHasAsManyThreadsAsItIsOpenedFor) {
  const auto plugin = Plugin::load(kFolder + GetParam());
  for (const int threads : {1, 5}) {
    const int before = computing_threads();
    const auto own = Client::create(plugin, {.cpu_devices = 1, .cpu_threads = threads});
    EXPECT_EQ(own->cpu_threads(), threads);
    EXPECT_EQ(computing_threads() - before, threads);
  }
  ::unsetenv("PJRT_NPROC");
}

TEST_P(PjrtTest, ClientOptionsAreChecked) {
  const auto plugin = Plugin::load(kFolder + GetParam());
  EXPECT_EQ(message_of([&] { Client::create(plugin, {.cpu_devices = 0}); }),
            "open " + plugin->name() + ": at least one CPU device; got 0");
  EXPECT_EQ(message_of([&] { Client::create(plugin, {.cpu_devices = 1, .cpu_threads = -1}); }),
            "open " + plugin->name() + ": a number of threads is for a CPU's plugin, and at least 1; got -1");
  if (is_current) {
    EXPECT_THAT(message_of([&] {
                  Client::create(plugin, {.cpu_devices = 1, .named = {{"no_such", true}}});
                }),
                ::testing::AllOf(StartsWith("open pjrt_c_api_cpu_plugin.so: INVALID_ARGUMENT: "),
                                 HasSubstr("no_such")));
  }
}

}  // namespace
}  // namespace constate::pjrt
