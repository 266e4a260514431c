#include "pjrt/executable.h"

#include <fmt/format.h>

#include "pjrt/client_state.h"

namespace constate::pjrt {
namespace {

PJRT_Executable* program_of(const Api& api, PJRT_LoadedExecutable* loaded) {
  CONSTATE_PJRT_ARGS(PJRT_LoadedExecutable_GetExecutable, get);
  get.loaded_executable = loaded;
  api.call(CONSTATE_PJRT_FN(PJRT_LoadedExecutable_GetExecutable), get, "executable");
  return get.executable;
}

}  // namespace

Executable::Executable(std::shared_ptr<const Owner> owner, Handle<PJRT_LoadedExecutable> loaded)
    : CompiledProgram(owner, program_of(owner->api, loaded.get())), loaded_(std::move(loaded)) {
  CONSTATE_PJRT_ARGS(PJRT_LoadedExecutable_AddressableDevices, devices);
  devices.executable = loaded_.get();
  owner->api.call(CONSTATE_PJRT_FN(PJRT_LoadedExecutable_AddressableDevices), devices,
                  "devices of executable");
  num_devices_ = devices.num_addressable_devices;
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
  std::vector<PJRT_Buffer*> outputs(num_devices_ * output_shapes().size());
  std::vector<PJRT_Buffer* const*> input_lists;
  std::vector<PJRT_Buffer**> output_lists;
  for (std::size_t d = 0; d < num_devices_; ++d) {
    input_lists.push_back(inputs.data() + d * count);
    output_lists.push_back(outputs.data() + d * output_shapes().size());
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
  const auto& owner = owner_of(loaded_);
  owner->api.call(CONSTATE_PJRT_FN(PJRT_LoadedExecutable_Execute), args, "execute");

  std::vector<ExecuteResult> results;
  for (std::size_t d = 0; d < num_devices_; ++d) {
    results.push_back({.outputs = {}, .done = Event(owner, events[d])});
    for (std::size_t i = 0; i < output_shapes().size(); ++i)
      results.back().outputs.push_back(Buffer(owner, output_lists[d][i], output_shapes()[i]));
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

}  // namespace constate::pjrt
