#include "pjrt/compiled_program.h"

#include <fmt/format.h>

#include "pjrt/c_types.h"
#include "pjrt/client_state.h"

namespace constate::pjrt {
namespace {

std::vector<Shape> outputs_of(const Api& api, PJRT_Executable* program) {
  CONSTATE_PJRT_ARGS(PJRT_Executable_OutputElementTypes, types);
  types.executable = program;
  api.call(CONSTATE_PJRT_FN(PJRT_Executable_OutputElementTypes), types, "output types");
  CONSTATE_PJRT_ARGS(PJRT_Executable_OutputDimensions, dims);
  dims.executable = program;
  api.call(CONSTATE_PJRT_FN(PJRT_Executable_OutputDimensions), dims, "output dimensions");
  std::vector<Shape> out;
  const std::int64_t* next = dims.dims;
  for (std::size_t i = 0; i < types.num_output_types && i < dims.num_outputs; ++i) {
    const std::size_t rank = dims.dim_sizes[i];
    out.push_back({dtype_of(types.output_types[i], fmt::format("output {}", i)), {next, next + rank}});
    next += rank;
  }
  return out;
}

}  // namespace

CompiledProgram::CompiledProgram(std::shared_ptr<const Owner> owner, PJRT_Executable* program)
    : program_(own(std::move(owner), program)),
      output_shapes_(outputs_of(owner_of(program_)->api, program)) {}

std::string CompiledProgram::serialize() const {
  CONSTATE_PJRT_ARGS(PJRT_Executable_Serialize, args);
  args.executable = program_.get();
  owner_of(program_)->api.call(CONSTATE_PJRT_FN(PJRT_Executable_Serialize), args, "serialize");
  std::string out(args.serialized_bytes, args.serialized_bytes_size);
  args.serialized_executable_deleter(args.serialized_executable);
  return out;
}

std::map<std::string, double> CompiledProgram::cost_analysis() const {
  const auto function = CONSTATE_PJRT_FN(PJRT_Executable_GetCostAnalysis);
  const Api& api = owner_of(program_)->api;
  std::map<std::string, double> out;
  CONSTATE_PJRT_ARGS(PJRT_Executable_GetCostAnalysis, args);
  args.executable = program_.get();
  if (!api.has(function)) return out;
  try {
    api.call(function, args, "cost analysis");
  } catch (const PjrtError& e) {
    if (e.code() == Code::kUnimplemented) return out;
    throw;
  }
  for (const PJRT_NamedValue& value : std::span(args.properties, args.num_properties)) {
    const std::string key(value.name, value.name_size);
    if (value.type == PJRT_NamedValue_kFloat) out.emplace(key, value.float_value);
    if (value.type == PJRT_NamedValue_kInt64) out.emplace(key, static_cast<double>(value.int64_value));
  }
  return out;
}

std::optional<ExecutableMemory> CompiledProgram::memory() const {
  const auto function = CONSTATE_PJRT_FN(PJRT_Executable_GetCompiledMemoryStats);
  const Api& api = owner_of(program_)->api;
  if (!api.has(function)) return std::nullopt;
  CONSTATE_PJRT_ARGS(PJRT_Executable_GetCompiledMemoryStats, args);
  args.executable = program_.get();
  try {
    api.call(function, args, "executable memory");
  } catch (const PjrtError& e) {
    if (e.code() == Code::kUnimplemented) return std::nullopt;
    throw;
  }
  return ExecutableMemory{.code = args.generated_code_size_in_bytes,
                          .arguments = args.argument_size_in_bytes,
                          .outputs = args.output_size_in_bytes,
                          .aliased = args.alias_size_in_bytes,
                          .temporaries = args.temp_size_in_bytes,
                          .peak = args.peak_memory_in_bytes};
}

CompiledProgram::Text CompiledProgram::optimized() const {
  const auto function = CONSTATE_PJRT_FN(PJRT_Executable_OptimizedProgram);
  const Api& api = owner_of(program_)->api;
  PJRT_Program program{};
  program.struct_size = PJRT_Program_STRUCT_SIZE;
  CONSTATE_PJRT_ARGS(PJRT_Executable_OptimizedProgram, args);
  args.executable = program_.get();
  args.program = &program;
  api.call(function, args, "optimized program");  // tells the size
  Text out{{program.format, program.format_size}, std::string(program.code_size, '\0')};
  program.code = out.code.data();
  api.call(function, args, "optimized program");
  return out;
}

std::string CompiledProgram::optimized_program() const { return optimized().code; }

std::optional<HloCensus> CompiledProgram::census() const {
  const Text text = optimized();
  const bool with_config = text.format == "hlo_with_config";
  if (!with_config && text.format != "hlo") return std::nullopt;
  return hlo_census(text.code, with_config);
}

}  // namespace constate::pjrt
