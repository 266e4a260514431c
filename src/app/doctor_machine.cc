#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gnu/libc-version.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "app/doctor.h"
#include "app/machine_facts.h"
#include "app/text.h"
#include "runtime/memory_room.h"

extern char** environ;

namespace constate::app {
namespace {

constexpr std::int64_t kLittleMemory = std::int64_t{1} << 30;

Finding processor_of(const MachineFacts& facts) {
  const std::vector<std::string>& sets = facts.instruction_sets;
  const bool narrow = std::find(sets.begin(), sets.end(), "avx") != sets.end() &&
                      std::find(sets.begin(), sets.end(), "avx2") == sets.end();
  Finding out{
      .what = "processor",
      .text = fmt::format("{}, {}{}{}", facts.cpu.empty() ? "of unknown name" : facts.cpu,
                          count_text(facts.cores, "thread"), sets.empty() ? "" : ", ", fmt::join(sets, " "))};
  out.facts = {{"cpu", facts.cpu}, {"threads", facts.cores}, {"instruction_sets", sets}};
  if (narrow) {
    out.status = Finding::Status::kNote;
    out.mend = "without AVX2 and FMA a product takes longer";
  }
  return out;
}

Finding memory_of(const MachineFacts& facts) {
  struct ::sysinfo info {};
  const std::int64_t swap =
      ::sysinfo(&info) == 0 ? static_cast<std::int64_t>(info.totalswap) * info.mem_unit : 0;
  const std::int64_t allowed = runtime::machine_memory() - swap;
  const std::optional<std::int64_t> addresses = runtime::address_room();
  Finding out{.what = "memory", .text = bytes_text(facts.memory_bytes)};
  out.facts = {{"memory_bytes", facts.memory_bytes},
               {"swap_bytes", swap},
               {"group_limit_bytes", nullptr},
               {"address_room_bytes", addresses ? OrderedJson(*addresses) : OrderedJson(nullptr)}};
  if (allowed < facts.memory_bytes) {
    out.text += fmt::format(", of which the control group allows {}", bytes_text(allowed));
    out.facts["group_limit_bytes"] = allowed;
  }
  if (swap > 0) out.text += fmt::format(", and swap of {}", bytes_text(swap));
  if (addresses) out.text += fmt::format("; `ulimit -v` leaves {} of addresses", bytes_text(*addresses));
  if (std::min(allowed, addresses.value_or(allowed)) < kLittleMemory) {
    out.status = Finding::Status::kNote;
    out.mend = "little for a compiler and a model: raise the limit";
  }
  return out;
}

// What others name that decide how this program runs; no secret is among them.
std::vector<std::string> settings() {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    for (const std::string_view prefix : {"CONSTATE_", "PJRT_", "XLA_FLAGS=", "TPU_", "CUDA_VISIBLE_DEVICES=",
                                          "HF_HOME=", "HF_HUB_CACHE=", "HF_HUB_OFFLINE=", "NPROC="})
      if (text.starts_with(prefix)) out.emplace_back(text);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::vector<Finding> examine_machine() {
  const MachineFacts facts = machine_facts();
  std::vector<Finding> out{processor_of(facts), memory_of(facts)};
  out.push_back({.what = "system",
                 .text = fmt::format("{}, glibc {}", facts.kernel, ::gnu_get_libc_version()),
                 .facts = {{"kernel", facts.kernel}, {"glibc", ::gnu_get_libc_version()}}});
  if (const std::vector<std::string> set = settings(); !set.empty())
    out.push_back(
        {.what = "settings", .text = fmt::format("{}", fmt::join(set, " ")), .facts = {{"settings", set}}});
  return out;
}

}  // namespace constate::app
