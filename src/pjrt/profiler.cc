#include "pjrt/profiler.h"

#include <fmt/format.h>

#include <cstring>

#include "base/error.h"
#include "base/protobuf.h"
#include "pjrt/api.h"

namespace constate::pjrt {
namespace {

// The extension's functions, as XLA's plugin_profiler_c_api.h lays them out (version 1). That header comes
// with no wheel; each argument struct opens with its size.
struct ErrorDestroyArgs {
  std::size_t struct_size;
  void* priv;
  void* error;
};
struct ErrorMessageArgs {
  std::size_t struct_size;
  void* priv;
  const void* error;
  const char* message;
  std::size_t message_size;
};
struct CreateArgs {
  std::size_t struct_size;
  const char* options;
  std::size_t options_size;
  void* profiler;
};
struct ProfilerArgs {  // of destroy, start and stop
  std::size_t struct_size;
  void* profiler;
};
struct CollectArgs {
  std::size_t struct_size;
  void* profiler;
  std::uint8_t* buffer;
  std::size_t buffer_size;
};
struct Functions {
  std::size_t struct_size;
  void* priv;
  void (*error_destroy)(ErrorDestroyArgs*);
  void (*error_message)(ErrorMessageArgs*);
  void* error_code;
  void* (*create)(CreateArgs*);
  void* (*destroy)(ProfilerArgs*);
  void* (*start)(ProfilerArgs*);
  void* (*stop)(ProfilerArgs*);
  void* (*collect)(CollectArgs*);
};
struct Extension {
  PJRT_Extension_Base base;
  const Functions* functions;
};

// ProfileOptions: version (field 5) 1, host_tracer_level (2) 1, device_tracer_level (3) 1.
constexpr char kOptions[] = {0x28, 1, 0x10, 1, 0x18, 1};

const Functions& functions_of(const Plugin& plugin) {
  const auto* extension =
      reinterpret_cast<const Extension*>(plugin.api().extension(PJRT_Extension_Type_Profiler));
  if (extension == nullptr || extension->functions == nullptr ||
      extension->functions->struct_size < sizeof(Functions))
    throw Error(Code::kUnimplemented, fmt::format("plugin {}: it has no profiler", plugin.path().string()),
                "the plugin for NVIDIA GPUs has one");
  return *extension->functions;
}

// XLA's plugins end the message with a zero, as a C string: a field of number 0, which none has.
std::string without_terminator(std::string message) {
  std::size_t end = 0;
  for (ProtobufFields f(message, "profile"); message.size() - end > 1 && f.next();)
    end = message.size() - f.left();
  if (message.size() - end == 1 && message.back() == '\0') message.pop_back();
  return message;
}

}  // namespace

struct Profiler::Session {
  explicit Session(const Functions& functions) : call(functions) {}
  ~Session() {
    if (profiler == nullptr) return;
    ProfilerArgs all = args();
    if (runs) discard(call.stop(&all));
    discard(call.destroy(&all));
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void check(void* error, const char* operation) const {
    if (error == nullptr) return;
    ErrorMessageArgs message{sizeof message, nullptr, error, nullptr, 0};
    call.error_message(&message);
    const std::string text(message.message == nullptr ? "" : message.message, message.message_size);
    discard(error);
    throw PjrtError(Code::kInternal, fmt::format("profiler: {}: {}", operation, text));
  }
  void discard(void* error) const {
    if (error == nullptr) return;
    ErrorDestroyArgs args{sizeof args, nullptr, error};
    call.error_destroy(&args);
  }
  ProfilerArgs args() const { return {sizeof(ProfilerArgs), profiler}; }

  const Functions& call;
  void* profiler = nullptr;
  bool runs = false;
};

Profiler::Profiler(const Plugin& plugin) : session_(std::make_unique<Session>(functions_of(plugin))) {
  CreateArgs create{sizeof create, kOptions, sizeof kOptions, nullptr};
  session_->check(session_->call.create(&create), "create");
  session_->profiler = create.profiler;
  ProfilerArgs args = session_->args();
  session_->check(session_->call.start(&args), "start");
  session_->runs = true;
}

Profiler::~Profiler() = default;

std::string Profiler::finish() {
  ProfilerArgs args = session_->args();
  session_->runs = false;
  session_->check(session_->call.stop(&args), "stop");
  CollectArgs collect{sizeof collect, session_->profiler, nullptr, 0};
  session_->check(session_->call.collect(&collect), "collect");
  std::string out(collect.buffer_size, '\0');
  // Plugins either lend a buffer of their own or want one of this size.
  if (collect.buffer != nullptr) {
    std::memcpy(out.data(), collect.buffer, out.size());
  } else if (!out.empty()) {
    collect.buffer = reinterpret_cast<std::uint8_t*>(out.data());
    session_->check(session_->call.collect(&collect), "collect");
  }
  return without_terminator(std::move(out));
}

}  // namespace constate::pjrt
