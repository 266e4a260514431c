// Whether a model fits into memory, judged before anything is compiled or loaded by what its weights and its
// rows' states take alone: a program's temporaries come on top, so what is refused could not have run.
//
// Reads /proc and /sys. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/language_model.h"
#include "pjrt/client.h"
#include "programs/state_shape.h"

namespace constate::runtime {

struct MemoryRoom {
  std::int64_t bytes;
  std::string what;  // "memory", "device memory", "address space under the limit of virtual memory"
};

// What there is for weights and states: all of a device's memory, as its plugin reports it; for a CPU the
// machine's and swap, but at most what the control group allows, and what the limit of virtual memory leaves
// beside all that is mapped now.
MemoryRoom memory_room(const pjrt::Client& client);

// Memory and swap of the machine, or of the control group if that is less; `root` is that of /proc and /sys.
std::int64_t machine_memory(const std::filesystem::path& root = "/");
// What a limit of virtual memory (RLIMIT_AS) leaves; nothing where there is no limit.
std::optional<std::int64_t> address_room();

// "516 MB", "10.8 GB"
std::string size_text(double bytes);

// What a model takes, in bytes: its weights, the state of each row, and what that grows by with each token.
struct MemoryNeed {
  DType dtype = DType::kF32;
  std::int64_t weights = 0, row = 0, token = 0;
  // Saturates.
  std::int64_t row_of(std::int64_t capacity) const;
  std::int64_t all(const programs::StateShape& shape) const;
};
MemoryNeed memory_need(const models::BoundModel& model);

// Throws Error(kResourceExhausted), with the arithmetic, where the weights and a state of `shape` do not fit
// into `room`; the hint says which types of `model`, how many rows, or texts of which length, do. `present`
// are the names of the checkpoint's tensors, as for LanguageModel::bind.
void check_room(const MemoryNeed& need, const programs::StateShape& shape, const MemoryRoom& room,
                const models::LanguageModel& model, const std::set<std::string>& present);

// A compiler that gets no memory ends the process. Throws Error(kResourceExhausted) where, before the first
// program of this process, a limit of virtual memory leaves less room than compiling takes.
void check_room_to_compile();
// The same for `room` bytes.
void check_room_to_compile(std::int64_t room);

}  // namespace constate::runtime
