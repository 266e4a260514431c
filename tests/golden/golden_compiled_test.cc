// What XLA makes of the programs for the demo model holds no call into code of ours.
#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "hlo/print.h"
#include "models/registry.h"
#include "pjrt/client.h"
#include "programs/programs.h"
#include "runtime/device.h"
#include "runtime/weights.h"

namespace constate::engine {
namespace {

pjrt::Executable compiled(const std::string& text) {
  static const auto client = pjrt::Client::create(
      pjrt::Plugin::load(std::string(CONSTATE_PLUGIN_DIR) + "/cpu/pjrt_c_api_cpu_plugin.so"));
  return client->compile(text);
}

std::string optimized(const std::string& text) { return compiled(text).optimized_program(); }

bool has_custom_call(const std::string& program) { return program.find("custom-call") != program.npos; }

programs::Blueprint demo(DType dtype = DType::kBF16) {
  const std::string where = std::string(CONSTATE_SOURCE_DIR) + "/models/demo/config.json";
  return {models::make_model(parse_json(read_text(where), where), where)->bind(dtype, {}),
          runtime::profile_of(pjrt::PluginKind::kCpu, "cpu", runtime::Processor::of_this_machine()).lowering};
}

// The search finds such calls where there are any: XLA's own, for the largest elements.
TEST(CompiledPrograms, ACustomCallWouldBeFound) {
  EXPECT_TRUE(has_custom_call(optimized(R"(module @control {
  func.func public @main(%x: tensor<4x4096xf32>) -> tensor<4x8xf32> {
    %values, %indices = chlo.top_k(%x, k = 8) : tensor<4x4096xf32> -> (tensor<4x8xf32>, tensor<4x8xi32>)
    return %values : tensor<4x8xf32>
  }
})")));
}

TEST(CompiledPrograms, HoldNoCustomCall) {
  const programs::ChoiceShape sampled{1, 4, {true, true, true}},
      scored{1, 4, {.penalty = true, .adjust = true}, 20};
  for (const hlo::Program& p :
       {programs::prefill_program(demo(), {1, 64}).program,
        programs::decode_program(demo(), {sampled, 8, false}).program,
        programs::choose_program(demo(), sampled).program,
        programs::decode_program(demo(), {scored, 8, false}).program,
        programs::choose_program(demo(), scored).program, programs::score_program(demo(), {2, 32}).program,
        programs::score_program(demo(), {2, 32}, 20).program}) {
    const std::string text = optimized(hlo::print(p));
    EXPECT_NE(text.find(p.name), text.npos);
    EXPECT_NE(text.find("multiply"), text.npos);  // it is readable as text at all
    EXPECT_FALSE(has_custom_call(text)) << p.name;
  }
}

// Weights of 16 bits are widened for a product of many rows: one at a time, and not all of them at once,
// which would take twice the memory that the narrow type is there to save.
TEST(CompiledPrograms, NarrowWeightsAreWidenedOneAtATime) {
  const auto temporaries = [](DType dtype) {
    const auto memory =
        compiled(hlo::print(programs::prefill_program(demo(dtype), {1, 256}).program)).memory();
    return memory.value().temporaries;
  };
  std::int64_t largest = 0, all = 0;
  const programs::Blueprint narrow = demo();
  for (const models::WeightSpec& w : narrow.model->weights())
    if (w.dtype != DType::kF32 && w.field != "embedding") {
      const std::int64_t wide = 2 * w.shape().bytes();
      largest = std::max(largest, wide);
      all += wide;
    }
  ASSERT_GT(all, 8 * largest);
  EXPECT_LE(temporaries(DType::kBF16), temporaries(DType::kF32) + 2 * largest);
}

}  // namespace
}  // namespace constate::engine
