// What XLA makes of the programs for the demo model holds no call into code of ours.
#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "engine/programs.h"
#include "hlo/print.h"
#include "pjrt/client.h"

namespace constate::engine {
namespace {

std::string optimized(const std::string& text) {
  static const auto client = pjrt::Client::create(
      pjrt::Plugin::load(std::string(CONSTATE_PLUGIN_DIR) + "/cpu/pjrt_c_api_cpu_plugin.so"));
  return client->compile(text).optimized_program();
}

bool has_custom_call(const std::string& program) { return program.find("custom-call") != program.npos; }

Blueprint demo() {
  const std::string where = std::string(CONSTATE_SOURCE_DIR) + "/models/demo/config.json";
  Blueprint b{models::make_model(parse_json(read_text(where), where), where), {}, {}};
  b.weights = b.model->weights(DType::kBF16, {});
  return b;
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
  const ChoiceShape sampled{1, 4, {true, true, true}};
  for (const hlo::Program& p : {prefill_program(demo(), {1, 64}), decode_program(demo(), {sampled, 8, false}),
                                choose_program(demo(), sampled)}) {
    const std::string text = optimized(hlo::print(p));
    EXPECT_NE(text.find(p.name), text.npos);
    EXPECT_NE(text.find("multiply"), text.npos);  // it is readable as text at all
    EXPECT_FALSE(has_custom_call(text)) << p.name;
  }
}

}  // namespace
}  // namespace constate::engine
