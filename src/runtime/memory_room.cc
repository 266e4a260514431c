#include "runtime/memory_room.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <mutex>

#include "base/error.h"

namespace constate::runtime {

using programs::StateShape;
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::max();
// Of addresses, by measurement: the CPU plugin (PJRT API 0.115) on the demo model ends the process with 73 MB
// and compiles with 114.
constexpr std::int64_t kToCompile = 80'000'000;

// The number after `key` in a file of lines "key: 123 kB", in bytes; 0 where there is none.
std::int64_t kilobytes(const fs::path& path, std::string_view key) {
  std::ifstream file(path);
  for (std::string word; file >> word;)
    if (std::int64_t kb = 0; word == key && file >> kb) return kb * 1024;
  return 0;
}

// A file that holds one number; nothing where it holds another word ("max").
std::optional<std::int64_t> number_in(const fs::path& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

// The least that this process's control group, or one above it, allows; of either version.
std::int64_t group_memory(const fs::path& root) {
  std::int64_t least = kUnknown;
  const auto look = [&](const fs::path& file) {
    least = std::min(least, number_in(file).value_or(kUnknown));
  };
  std::ifstream file(root / "proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == line.npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (!controllers.empty() && controllers != "memory") continue;
    const fs::path top = root / (controllers.empty() ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
    const char* const limit = controllers.empty() ? "memory.max" : "memory.limit_in_bytes";
    for (fs::path group = line.substr(second + 1); group.has_relative_path(); group = group.parent_path())
      look(top / group.relative_path() / limit);
    look(top / limit);  // of a container that sees its own group as the top
  }
  return least;
}

// base + count * each, or kUnknown where that is too large.
std::int64_t sum_of(std::int64_t base, std::int64_t count, std::int64_t each) {
  return count > (kUnknown - base) / std::max<std::int64_t>(each, 1) ? kUnknown : base + count * each;
}

// What would do, for the hint.
std::string smaller(const MemoryNeed& need, const StateShape& shape, const MemoryRoom& room,
                    const models::LanguageModel& model, const std::set<std::string>& present) {
  const std::int64_t left = room.bytes - need.weights;
  if (shape.batch > 1 && need.all({1, shape.capacity}) <= room.bytes)
    return fmt::format("{} sequences fit", left / std::max<std::int64_t>(need.row_of(shape.capacity), 1));
  if (shape.capacity > 0 && need.token > 0 && need.all({shape.batch, 1}) <= room.bytes)
    return fmt::format("a token takes {} bytes: {} fit", need.token,
                       (left / shape.batch - need.row) / need.token);
  std::vector<std::string> fit;
  for (const DType type : {DType::kF32, DType::kBF16, DType::kF16, DType::kS8, DType::kS4})
    if (const std::int64_t all = memory_need(*model.bind(type, present)).all({1, shape.capacity});
        all <= room.bytes)
      fit.push_back(fmt::format("{} ({})", user_name(type), size_text(static_cast<double>(all))));
  return fit.empty() ? "no type of the weights fits"
                     : fmt::format("these types fit: {}", fmt::join(fit, ", "));
}

}  // namespace

std::string size_text(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.1f} MB", bytes / 1e6) : fmt::format("{:.1f} GB", bytes / 1e9);
}

std::int64_t machine_memory(const fs::path& root) {
  const fs::path info = root / "proc/meminfo";
  const std::int64_t memory = kilobytes(info, "MemTotal:"), swap = kilobytes(info, "SwapTotal:");
  if (memory == 0) return kUnknown;
  return std::min(memory, group_memory(root)) + swap;
}

std::optional<std::int64_t> address_room() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  const std::int64_t pages =
      number_in("/proc/self/statm").value_or(0);  // its first number: all that is mapped
  return static_cast<std::int64_t>(limit.rlim_cur) - pages * ::sysconf(_SC_PAGESIZE);
}

MemoryRoom memory_room(const pjrt::Client& client) {
  const auto told = client.memory(client.devices()[0]);
  if (told && told->limit) return {*told->limit, "device memory"};
  const std::int64_t memory = machine_memory();
  if (const auto room = address_room(); room && *room < memory)
    return {*room, "address space under the limit of virtual memory"};
  return {memory, "memory"};
}

std::int64_t MemoryNeed::row_of(std::int64_t capacity) const { return sum_of(row, capacity, token); }

std::int64_t MemoryNeed::all(const StateShape& shape) const {
  return sum_of(weights, shape.batch, row_of(shape.capacity));
}

MemoryNeed memory_need(const models::BoundModel& model) {
  const std::int64_t constant = models::state_bytes(model, 0);
  return {model.dtype(), models::bytes_of(model.weights()), constant,
          models::grows_by_token(model) ? models::state_bytes(model, 1) - constant : 0};
}

void check_room(const MemoryNeed& need, const StateShape& shape, const MemoryRoom& room,
                const models::LanguageModel& model, const std::set<std::string>& present) {
  if (need.all(shape) <= room.bytes) return;
  std::string states = shape.batch == 1 ? "a state" : fmt::format("{} sequences with a state", shape.batch);
  if (need.token > 0) states += fmt::format(" for {} tokens", shape.capacity);
  const auto text = [](std::int64_t bytes) { return size_text(static_cast<double>(bytes)); };
  throw Error(Code::kResourceExhausted,
              fmt::format("weights {} of {} and {} of {} take {}; there is {} of {}", user_name(need.dtype),
                          text(need.weights), states, text(need.row_of(shape.capacity)),
                          text(need.all(shape)), text(room.bytes), room.what),
              smaller(need, shape, room, model, present));
}

void check_room_to_compile() {
  static std::once_flag
      first;  // what a compilation has freed the next one takes, which address_room cannot see
  std::call_once(first, [] {
    if (const auto room = address_room()) check_room_to_compile(*room);
  });
}

void check_room_to_compile(std::int64_t room) {
  if (room >= kToCompile) return;
  throw Error(Code::kResourceExhausted,
              fmt::format("a compiler takes about {} of address space; the limit of virtual memory leaves {}",
                          size_text(static_cast<double>(kToCompile)),
                          size_text(static_cast<double>(std::max<std::int64_t>(room, 0)))),
              "raise the limit (`ulimit -v`)");
}

}  // namespace constate::runtime
