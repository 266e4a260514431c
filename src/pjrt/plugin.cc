#include "pjrt/plugin.h"

#include <dlfcn.h>
#include <elf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <span>

#include "base/file.h"
#include "pjrt/api.h"
#include "pjrt/cxx_runtime.h"

namespace constate::pjrt {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, Code code, std::string_view rule, std::string hint = "") {
  throw Error(code, fmt::format("plugin {}: {}", path.string(), rule), std::move(hint));
}

// The dynamic linker takes a signal, not an error, where a file ends before its segments do (a copy or a
// download that was cut short). So its headers are read first.
void check_elf(const fs::path& path) {
  const File file(path);
  Elf64_Ehdr header{};
  if (file.size() < sizeof header)
    fail(path, Code::kInvalidArgument, fmt::format("a shared library; got a file of {} bytes", file.size()));
  file.read(0, std::as_writable_bytes(std::span(&header, 1)));
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    fail(path, Code::kInvalidArgument, "a shared library; got a file that is not in ELF format");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr)) return;
  const auto must_hold = [&](std::uint64_t offset, std::uint64_t size) {
    if (offset > file.size() || file.size() - offset < size)
      fail(path, Code::kInvalidArgument,
           fmt::format("the file is cut short; it ends after {} bytes", file.size()),
           "fetch the plugin again");
  };
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    const std::uint64_t at = header.e_phoff + i * sizeof segment;
    must_hold(at, sizeof segment);
    file.read(at, std::as_writable_bytes(std::span(&segment, 1)));
    if (segment.p_type == PT_LOAD) must_hold(segment.p_offset, segment.p_filesz);
  }
}

const PJRT_Api* open_table(const fs::path& path) {
  check_elf(path);
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  std::string reason = library ? "" : ::dlerror();
  if (library == nullptr && supplied_cxx_runtime(reason)) {
    library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) reason = ::dlerror();
  }
  if (library == nullptr) {
    const std::string prefix = path.string() + ": ";
    if (reason.starts_with(prefix)) reason.erase(0, prefix.size());
    fail(path, Code::kInvalidArgument, "cannot be loaded: " + reason);
  }
  using GetApi = const PJRT_Api* (*)();
  const auto get_api = reinterpret_cast<GetApi>(::dlsym(library, "GetPjrtApi"));
  if (get_api == nullptr) {
    ::dlclose(library);
    fail(path, Code::kInvalidArgument, "a PJRT plugin exports GetPjrtApi; this library does not");
  }
  return get_api();
}

std::string text_of(const PJRT_NamedValue& value) {
  switch (value.type) {
    case PJRT_NamedValue_kString:
      return {value.string_value, value.value_size};
    case PJRT_NamedValue_kInt64:
      return std::to_string(value.int64_value);
    case PJRT_NamedValue_kInt64List:
      return fmt::format("{}", fmt::join(std::span(value.int64_array_value, value.value_size), "."));
    case PJRT_NamedValue_kFloat:
      return fmt::format("{}", value.float_value);
    case PJRT_NamedValue_kBool:
      return value.bool_value ? "true" : "false";
  }
  return "";
}

}  // namespace

std::string_view name(PluginKind kind) {
  switch (kind) {
    case PluginKind::kCpu:
      return "cpu";
    case PluginKind::kCuda:
      return "cuda";
    case PluginKind::kTpu:
      return "tpu";
    case PluginKind::kOther:
      return "other";
  }
  return "other";
}

PluginKind kind_of(const fs::path& library) {
  const std::string file = library.filename().string();
  for (const PluginKind kind : {PluginKind::kCuda, PluginKind::kTpu, PluginKind::kCpu})
    if (file.find(name(kind)) != std::string::npos) return kind;
  return PluginKind::kOther;
}

Plugin::Plugin(fs::path path) : path_(std::move(path)), kind_(kind_of(path_)) {
  // XLA writes what it is about, and each error once more, to stderr; a library must not. Who wants to
  // read it sets the variable.
  ::setenv("TF_CPP_MIN_LOG_LEVEL", "3", /*overwrite=*/0);
  api_ = std::make_unique<Api>(open_table(path_), path_.filename().string());
  CONSTATE_PJRT_ARGS(PJRT_Plugin_Initialize, initialize);
  api_->call(CONSTATE_PJRT_FN(PJRT_Plugin_Initialize), initialize, fmt::format("initialise {}", name()));
  CONSTATE_PJRT_ARGS(PJRT_Plugin_Attributes, args);
  api_->call(CONSTATE_PJRT_FN(PJRT_Plugin_Attributes), args, fmt::format("attributes of {}", name()));
  for (const PJRT_NamedValue& value : std::span(args.attributes, args.num_attributes))
    attributes_.emplace(std::string(value.name, value.name_size), text_of(value));
}

Plugin::~Plugin() = default;

std::pair<int, int> Plugin::api_version() const { return {api_->major(), api_->minor()}; }

std::shared_ptr<Plugin> Plugin::load(const fs::path& path) {
  // Never destroyed: a client may live in a static of its own.
  static auto* const loaded = new std::map<fs::path, std::shared_ptr<Plugin>>;
  static auto* const mutex = new std::mutex;

  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (error) fail(path, Code::kNotFound, error.message());
  if (!fs::is_regular_file(real, error))
    fail(path, Code::kInvalidArgument, "a shared library; got no regular file");
  const std::lock_guard lock(*mutex);
  std::shared_ptr<Plugin>& slot = (*loaded)[real];
  if (!slot) slot = std::shared_ptr<Plugin>(new Plugin(real));
  return slot;
}

void Plugin::release_code() const {
  std::ifstream maps("/proc/self/smaps");
  unsigned long begin = 0, end = 0;
  bool of_plugin = false;
  for (std::string line; std::getline(maps, line);) {
    if (unsigned long from = 0, to = 0; std::sscanf(line.c_str(), "%lx-%lx ", &from, &to) == 2) {
      begin = from, end = to;
      of_plugin = line.ends_with(path_.string()) && line.find(" rw") == line.npos;
    } else if (std::size_t kb = 0; of_plugin && std::sscanf(line.c_str(), "Anonymous: %zu kB", &kb) == 1) {
      // Pages that relocation has written to are not in the file.
      if (kb == 0) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
  }
}

}  // namespace constate::pjrt
