#include "app/machine_facts.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>
#include <thread>

namespace constate::app {
namespace {

// What the first processor's line of that name has.
std::string line_of_processor(std::string_view name) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const std::size_t value = line.find_first_not_of(" \t", line.find(':') + 1);
    return value == line.npos ? "" : line.substr(value);
  }
  return "";
}

std::vector<std::string> instruction_sets() {
  std::string all = line_of_processor("flags");
  if (all.empty()) all = line_of_processor("Features");  // of Arm
  std::istringstream words(all);
  const std::set<std::string> has{std::istream_iterator<std::string>(words), {}};
  std::vector<std::string> out;
  for (const char* set : {"avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16",
                          "avx512_fp16", "amx_bf16", "amx_int8", "asimd", "bf16", "i8mm", "sve"})
    if (has.contains(set)) out.emplace_back(set);
  return out;
}

}  // namespace

MachineFacts machine_facts() {
  MachineFacts facts;
  facts.cpu = line_of_processor("model name");
  facts.instruction_sets = instruction_sets();
  facts.cores = static_cast<int>(std::thread::hardware_concurrency());
  facts.memory_bytes = std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
  utsname name{};
  if (::uname(&name) == 0) facts.kernel = std::string(name.sysname) + " " + name.release;
  return facts;
}

}  // namespace constate::app
