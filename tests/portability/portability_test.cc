// The 130M shape's prefill and decode, compiled for a TPU v6e and an H200 that are not here, beside the
// figures in figures.json. `make portability` makes these anew; read the diff.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ahead/targets.h"
#include "base/file.h"
#include "base/json.h"
#include "hlo/print.h"
#include "models/published.h"
#include "models/registry.h"
#include "programs/programs.h"
#include "runtime/device.h"

namespace constate::engine {
namespace {

const char* const kModel = "mamba2-130m";

// The rows of kModel in the type of matrices that the target's profile has.
std::vector<Json> kept_rows(const ahead::Target& target) {
  const std::string where = std::string(CONSTATE_SOURCE_DIR) + "/tests/portability/figures.json";
  const Json kept = parse_json(read_text(where), where);
  std::vector<Json> out;
  for (const Json& row : kept.at("rows"))
    if (row.at("model") == kModel && row.at("target") == target.name &&
        row.at("dtype") == name(runtime::profile_of(target.kind, target.device).dtype))
      out.push_back(row);
  return out;
}

hlo::Program traced(const std::string& program, const runtime::DeviceProfile& profile) {
  const programs::Blueprint blueprint{
      models::make_model(models::published_config(kModel), kModel)->bind(profile.dtype, {}),
      profile.lowering};
  if (program == "prefill") return programs::prefill_program(blueprint, {1, profile.segments.back()}).program;
  return programs::decode_program(blueprint, {{1, 4, {}}, profile.blocks.back(), profile.exit_early}).program;
}

void expect_figure(const Json& row, const char* key, const std::optional<double>& got) {
  EXPECT_EQ(row.at(key), got ? Json(*got) : Json(nullptr)) << key;
}

// Of the code alone: the assembler's version and the machine's threads may show in it.
void expect_about(const Json& row, const char* key, double got) {
  if (row.at(key).is_null())
    EXPECT_EQ(got, 0) << key;
  else
    EXPECT_THAT(got, ::testing::DoubleNear(row.at(key).get<double>(), 0.1 * row.at(key).get<double>()))
        << key;
}

class Portability : public ::testing::TestWithParam<const char*> {};

TEST_P(Portability, CompilesAsItDid) {
  const ahead::Target& target = ahead::target_named(GetParam());
  const std::vector<Json> rows = kept_rows(target);
  ASSERT_EQ(rows.size(), 2u);
  const ahead::TargetCompiler compiler(target);
  for (const Json& row : rows) {
    const std::string program = row.at("program");
    SCOPED_TRACE(program);
    const std::string text = hlo::print(traced(program, runtime::profile_of(target.kind, target.device)));
    EXPECT_EQ(ahead::custom_calls_in(text), 0);
    const ahead::Compilation made = compiler.compile(text);
    expect_figure(row, "flops", made.flops);
    expect_figure(row, "bytes_accessed", made.bytes_accessed);
    expect_figure(row, "transcendentals", made.transcendentals);
    ASSERT_TRUE(made.memory && made.census && made.executable);
    EXPECT_EQ(row.at("argument_bytes"), made.memory->arguments);
    EXPECT_EQ(row.at("output_bytes"), made.memory->outputs);
    EXPECT_EQ(row.at("aliased_bytes"), made.memory->aliased);
    EXPECT_EQ(row.at("temporary_bytes"), made.memory->temporaries);
    expect_about(row, "code_bytes", static_cast<double>(made.memory->code));
    expect_about(row, "executable_bytes", static_cast<double>(made.executable->size()));
    EXPECT_EQ(row.at("custom_calls_made"), Json(made.census->custom_calls));
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, Portability, ::testing::Values("tpu:v6e", "cuda:h200"),
                         [](const auto& test) {
                           return std::string(test.param).substr(0, 3) == "tpu" ? "TpuV6e" : "H200";
                         });

}  // namespace
}  // namespace constate::engine
