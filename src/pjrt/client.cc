#include "pjrt/client.h"

#include <fmt/format.h>

#include <cstdlib>

#include "pjrt/c_types.h"
#include "pjrt/client_state.h"
#include "pjrt/cuda_files.h"
#include "pjrt/event.h"
#include "pjrt/machine_devices.h"

namespace constate::pjrt {
namespace {

Options options_for(PluginKind kind, const ClientOptions& options) {
  Options all = options.named;  // `emplace` below leaves what is there
  if (kind == PluginKind::kCpu) all.emplace("cpu_device_count", std::int64_t{options.cpu_devices});
  if (kind == PluginKind::kCuda) {
    all.emplace("preallocate", false);
    all.emplace("memory_fraction", 0.9);
  }
  return all;
}

std::vector<Device> list_devices(const ClientState& state) {
  CONSTATE_PJRT_ARGS(PJRT_Client_AddressableDevices, args);
  args.client = state.client;
  state.api.call(CONSTATE_PJRT_FN(PJRT_Client_AddressableDevices), args, "list devices");
  std::vector<Device> out;
  for (PJRT_Device* handle : std::span(args.addressable_devices, args.num_addressable_devices)) {
    CONSTATE_PJRT_ARGS(PJRT_Device_GetDescription, get);
    get.device = handle;
    state.api.call(CONSTATE_PJRT_FN(PJRT_Device_GetDescription), get, "describe device");
    CONSTATE_PJRT_ARGS(PJRT_DeviceDescription_Id, id);
    id.device_description = get.device_description;
    state.api.call(CONSTATE_PJRT_FN(PJRT_DeviceDescription_Id), id, "describe device");
    CONSTATE_PJRT_ARGS(PJRT_DeviceDescription_Kind, kind);
    kind.device_description = get.device_description;
    state.api.call(CONSTATE_PJRT_FN(PJRT_DeviceDescription_Kind), kind, "describe device");
    CONSTATE_PJRT_ARGS(PJRT_DeviceDescription_ToString, words);
    words.device_description = get.device_description;
    state.api.call(CONSTATE_PJRT_FN(PJRT_DeviceDescription_ToString), words, "describe device");
    out.push_back({.id = id.id,
                   .kind = {kind.device_kind, kind.device_kind_size},
                   .description = {words.to_string, words.to_string_size},
                   .handle = handle});
  }
  if (out.empty())
    throw Error(Code::kNotFound, fmt::format("open {}: it drives no device here", state.plugin->name()));
  return out;
}

bool is_accelerator(PluginKind kind) { return kind == PluginKind::kCuda || kind == PluginKind::kTpu; }

// What the plugin still reads after `to_device` returned, or a part of it.
struct Lent {
  std::shared_ptr<const HostArray> array;
  const Api* api;
};

void give_back(PJRT_Error* error, void* lent) {
  const std::unique_ptr<Lent> owned(static_cast<Lent*>(lent));
  owned->api->discard(error);  // a failed transfer shows in the buffer
}

struct Sent {
  PJRT_Buffer* buffer;
  PJRT_Event* done_with_data;
};

Sent send(const ClientState& state, const void* data, const Shape& shape, const Device& device,
          PJRT_HostBufferSemantics semantics) {
  static constexpr std::byte kNothing{};
  CONSTATE_PJRT_ARGS(PJRT_Client_BufferFromHostBuffer, args);
  args.client = state.client;
  args.data = data == nullptr ? &kNothing : data;
  args.type = pjrt_type(shape.dtype);
  args.dims = shape.dims.data();
  args.num_dims = shape.dims.size();
  args.host_buffer_semantics = semantics;
  args.device = device.handle;
  state.api.call(CONSTATE_PJRT_FN(PJRT_Client_BufferFromHostBuffer), args, "to device");
  return {args.buffer, args.done_with_host_buffer};
}

}  // namespace

Client::Client(std::shared_ptr<const ClientState> state)
    : state_(std::move(state)),
      devices_(list_devices(*state_)),
      cpu_threads_(is_accelerator(state_->plugin->kind()) ? 1 : pjrt::cpu_threads()) {}

std::shared_ptr<Client> Client::create(std::shared_ptr<Plugin> plugin, const ClientOptions& options) {
  if (options.cpu_devices < 1)
    throw Error(Code::kInvalidArgument,
                fmt::format("open {}: at least one CPU device; got {}", plugin->name(), options.cpu_devices));
  if (options.cpu_threads < 0 || (options.cpu_threads > 0 && plugin->kind() != PluginKind::kCpu))
    throw Error(Code::kInvalidArgument,
                fmt::format("open {}: a number of threads is for a CPU's plugin, and at least 1; got {}",
                            plugin->name(), options.cpu_threads));
  if (options.cpu_threads > 0)
    ::setenv("PJRT_NPROC", std::to_string(options.cpu_threads).c_str(), /*overwrite=*/1);
  if (plugin->kind() == PluginKind::kCuda) point_xla_to_cuda(plugin->path());
  const Options all = options_for(plugin->kind(), options);
  const std::vector<PJRT_NamedValue> values = named_values(all);
  CONSTATE_PJRT_ARGS(PJRT_Client_Create, args);
  args.create_options = values.data();
  args.num_options = values.size();
  plugin->api().call(CONSTATE_PJRT_FN(PJRT_Client_Create), args, fmt::format("open {}", plugin->name()));
  auto state = std::make_shared<const ClientState>(std::move(plugin), args.client);
  return std::shared_ptr<Client>(new Client(std::move(state)));
}

const Plugin& Client::plugin() const { return *state_->plugin; }

std::string Client::platform_name() const {
  CONSTATE_PJRT_ARGS(PJRT_Client_PlatformName, args);
  args.client = state_->client;
  state_->api.call(CONSTATE_PJRT_FN(PJRT_Client_PlatformName), args, "platform name");
  return {args.platform_name, args.platform_name_size};
}

std::string Client::platform_version() const {
  CONSTATE_PJRT_ARGS(PJRT_Client_PlatformVersion, args);
  args.client = state_->client;
  state_->api.call(CONSTATE_PJRT_FN(PJRT_Client_PlatformVersion), args, "platform version");
  return {args.platform_version, args.platform_version_size};
}

std::optional<DeviceMemory> Client::memory(const Device& device) const {
  const auto function = CONSTATE_PJRT_FN(PJRT_Device_MemoryStats);
  if (!state_->api.has(function)) return std::nullopt;
  CONSTATE_PJRT_ARGS(PJRT_Device_MemoryStats, args);
  args.device = device.handle;
  try {
    state_->api.call(function, args, "device memory");
  } catch (const PjrtError& e) {
    if (e.code() == Code::kUnimplemented) return std::nullopt;
    throw;
  }
  DeviceMemory out{.in_use = args.bytes_in_use};
  if (args.peak_bytes_in_use_is_set) out.peak = args.peak_bytes_in_use;
  if (args.bytes_limit_is_set) out.limit = args.bytes_limit;
  return out;
}

Buffer Client::to_device(const HostArray& data, const Device* device) const {
  return to_device(data.bytes(), data.shape(), device);
}

Buffer Client::to_device(std::span<const std::byte> data, const Shape& shape, const Device* device) const {
  if (checked_bytes(shape.dims, size_of(shape.dtype)) != static_cast<std::int64_t>(data.size()))
    throw Error(Code::kInvalidArgument,
                fmt::format("to device: {} takes {} bytes; got {}", shape.str(), shape.bytes(), data.size()));
  const Sent sent = send(*state_, data.data(), shape, device != nullptr ? *device : devices_.front(),
                         PJRT_HostBufferSemantics_kImmutableOnlyDuringCall);
  const Event no_need_to_wait(state_, sent.done_with_data);
  return Buffer(state_, sent.buffer, shape);
}

Buffer Client::to_device(HostArray&& data, const Device* device) const {
  const auto array = std::make_shared<const HostArray>(std::move(data));
  return lend(array, array->bytes(), array->shape(), /*writable=*/true, device);
}

Buffer Client::to_device(std::shared_ptr<const HostArray> data, std::int64_t first_row, std::int64_t rows,
                         const Device* device) const {
  Shape shape = data->shape();
  if (shape.dims.empty() || first_row < 0 || rows < 0 || first_row > shape.dims[0] - rows)
    throw Error(Code::kOutOfRange,
                fmt::format("to device: {} has no rows {} to {}", shape.str(), first_row, first_row + rows));
  const std::size_t row =
      shape.dims[0] == 0 ? 0 : data->bytes().size() / static_cast<std::size_t>(shape.dims[0]);
  shape.dims[0] = rows;
  const auto bytes =
      data->bytes().subspan(static_cast<std::size_t>(first_row) * row, static_cast<std::size_t>(rows) * row);
  return lend(std::move(data), bytes, shape, /*writable=*/false, device);
}

Buffer Client::lend(std::shared_ptr<const HostArray> array, std::span<const std::byte> bytes,
                    const Shape& shape, bool writable, const Device* device) const {
  auto lent = std::make_unique<Lent>(Lent{std::move(array), &state_->api});
  // Lent until the buffer is freed; devices other than the CPU take these modes as "until the transfer is
  // done". What is ours alone the CPU may write to as well (donation).
  const Sent sent = send(
      *state_, bytes.data(), shape, device != nullptr ? *device : devices_.front(),
      writable ? PJRT_HostBufferSemantics_kMutableZeroCopy : PJRT_HostBufferSemantics_kImmutableZeroCopy);
  Buffer out(state_, sent.buffer, shape);
  const Event done(state_, sent.done_with_data);
  CONSTATE_PJRT_ARGS(PJRT_Event_OnReady, args);
  args.event = sent.done_with_data;
  args.callback = give_back;
  args.user_arg = lent.get();
  try {
    state_->api.call(CONSTATE_PJRT_FN(PJRT_Event_OnReady), args, "to device");
  } catch (...) {
    out.reset();
    done.await("to device");
    throw;
  }
  lent.release();  // the callback's
  return out;
}

Executable Client::compile(std::string_view stablehlo, const CompileOptions& options) const {
  const std::string encoded = encode(options);
  const PJRT_Program program = program_of(stablehlo);
  CONSTATE_PJRT_ARGS(PJRT_Client_Compile, args);
  args.client = state_->client;
  args.program = &program;
  args.compile_options = encoded.data();
  args.compile_options_size = encoded.size();
  state_->api.call(CONSTATE_PJRT_FN(PJRT_Client_Compile), args, "compile");
  return Executable(state_, own<PJRT_LoadedExecutable>(state_, args.executable));
}

Executable Client::load(std::span<const std::byte> serialized) const {
  CONSTATE_PJRT_ARGS(PJRT_Executable_DeserializeAndLoad, args);
  args.client = state_->client;
  args.serialized_executable = reinterpret_cast<const char*>(serialized.data());
  args.serialized_executable_size = serialized.size();
  state_->api.call(CONSTATE_PJRT_FN(PJRT_Executable_DeserializeAndLoad), args, "load executable");
  return Executable(state_, own<PJRT_LoadedExecutable>(state_, args.loaded_executable));
}

}  // namespace constate::pjrt
