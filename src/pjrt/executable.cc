#include "pjrt/executable.h"

#include <fmt/format.h>

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

Executable::Executable(std::shared_ptr<const ClientState> client, PJRT_LoadedExecutable* loaded)
    : loaded_(own(client, loaded)) {
  const Api& api = client->api;
  CONSTATE_PJRT_ARGS(PJRT_LoadedExecutable_GetExecutable, get);
  get.loaded_executable = loaded;
  api.call(CONSTATE_PJRT_FN(PJRT_LoadedExecutable_GetExecutable), get, "executable");
  program_ = own(client, get.executable);
  CONSTATE_PJRT_ARGS(PJRT_LoadedExecutable_AddressableDevices, devices);
  devices.executable = loaded;
  api.call(CONSTATE_PJRT_FN(PJRT_LoadedExecutable_AddressableDevices), devices, "devices of executable");
  num_devices_ = devices.num_addressable_devices;
  output_shapes_ = outputs_of(api, program_.get());
}

std::vector<ExecuteResult> Executable::execute_on_each(std::span<const std::vector<const Buffer*>> arguments,
                                                       const ExecuteOptions& options) const {
  if (arguments.size() != num_devices_)
    throw Error(Code::kFailedPrecondition,
                fmt::format("execute: arguments for each of the program's {} devices; got {}", num_devices_,
                            arguments.size()));
  const std::size_t count = arguments.front().size();
  std::vector<PJRT_Buffer*> inputs;
  for (const auto& list : arguments) {
    if (list.size() != count)
      throw Error(
          Code::kInvalidArgument,
          fmt::format("execute: as many arguments for each device; got {} and {}", count, list.size()));
    for (const Buffer* argument : list) {
      const std::string what = fmt::format("execute: argument {}", inputs.size() % count);
      if (argument == nullptr) throw Error(Code::kInvalidArgument, what + ": a buffer; got none");
      argument->require(what.c_str());
      inputs.push_back(argument->handle_.get());
    }
  }
  std::vector<PJRT_Buffer*> outputs(num_devices_ * output_shapes_.size());
  std::vector<PJRT_Buffer* const*> input_lists;
  std::vector<PJRT_Buffer**> output_lists;
  for (std::size_t d = 0; d < num_devices_; ++d) {
    input_lists.push_back(inputs.data() + d * count);
    output_lists.push_back(outputs.data() + d * output_shapes_.size());
  }
  std::vector<PJRT_Event*> events(num_devices_);

  PJRT_ExecuteOptions execute_options{};
  execute_options.struct_size = PJRT_ExecuteOptions_STRUCT_SIZE;
  execute_options.non_donatable_input_indices = options.non_donatable.data();
  execute_options.num_non_donatable_input_indices = options.non_donatable.size();
  CONSTATE_PJRT_ARGS(PJRT_LoadedExecutable_Execute, args);
  args.executable = loaded_.get();
  args.options = &execute_options;
  args.argument_lists = input_lists.data();
  args.num_devices = num_devices_;
  args.num_args = count;
  args.output_lists = output_lists.data();
  args.device_complete_events = events.data();
  const auto& client = client_of(loaded_);
  client->api.call(CONSTATE_PJRT_FN(PJRT_LoadedExecutable_Execute), args, "execute");

  std::vector<ExecuteResult> results;
  for (std::size_t d = 0; d < num_devices_; ++d) {
    results.push_back({.outputs = {}, .done = Event(client, events[d])});
    for (std::size_t i = 0; i < output_shapes_.size(); ++i)
      results.back().outputs.push_back(Buffer(client, output_lists[d][i], output_shapes_[i]));
  }
  return results;
}

ExecuteResult Executable::execute(std::span<const Buffer* const> arguments,
                                  const ExecuteOptions& options) const {
  const std::vector<const Buffer*> list(arguments.begin(), arguments.end());
  return std::move(execute_on_each({&list, 1}, options).front());
}

std::vector<Buffer> Executable::run(std::span<const Buffer* const> arguments,
                                    const ExecuteOptions& options) const {
  ExecuteResult result = execute(arguments, options);
  result.done.await("execute");
  return std::move(result.outputs);
}

std::string Executable::serialize() const {
  CONSTATE_PJRT_ARGS(PJRT_Executable_Serialize, args);
  args.executable = program_.get();
  client_of(program_)->api.call(CONSTATE_PJRT_FN(PJRT_Executable_Serialize), args, "serialize");
  std::string out(args.serialized_bytes, args.serialized_bytes_size);
  args.serialized_executable_deleter(args.serialized_executable);
  return out;
}

std::map<std::string, double> Executable::cost_analysis() const {
  const auto function = CONSTATE_PJRT_FN(PJRT_Executable_GetCostAnalysis);
  const Api& api = client_of(program_)->api;
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

std::optional<ExecutableMemory> Executable::memory() const {
  const auto function = CONSTATE_PJRT_FN(PJRT_Executable_GetCompiledMemoryStats);
  const Api& api = client_of(program_)->api;
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

std::string Executable::optimized_program() const {
  const auto function = CONSTATE_PJRT_FN(PJRT_Executable_OptimizedProgram);
  const Api& api = client_of(program_)->api;
  PJRT_Program program{};
  program.struct_size = PJRT_Program_STRUCT_SIZE;
  CONSTATE_PJRT_ARGS(PJRT_Executable_OptimizedProgram, args);
  args.executable = program_.get();
  args.program = &program;
  api.call(function, args, "optimized program");  // tells the size
  std::string out(program.code_size, '\0');
  program.code = out.data();
  api.call(function, args, "optimized program");
  return out;
}

}  // namespace constate::pjrt
