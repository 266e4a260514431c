#include "app/bench_start.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scratch_folder.h"

extern char** environ;

namespace constate::app {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kPromptTokens = 32;

void check(int error, const char* what) {
  if (error != 0)
    throw Error(Code::kResourceExhausted, fmt::format("{}: cannot be done: {}", what, std::strerror(error)));
}

// Memory that a child writes a stream to: any amount, without anybody reading meanwhile.
class Captured {
 public:
  explicit Captured(const char* name) : fd_(::memfd_create(name, MFD_CLOEXEC)) {
    if (fd_ < 0) check(errno, "memfd_create");
  }
  ~Captured() { ::close(fd_); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  int fd() const { return fd_; }
  std::string text() const {
    std::string out;
    char part[4096];
    for (ssize_t n; (n = ::pread(fd_, part, sizeof part, static_cast<off_t>(out.size()))) > 0;)
      out.append(part, static_cast<std::size_t>(n));
    return out;
  }

 private:
  int fd_;
};

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}

struct Ended {
  double seconds;
  std::int64_t peak_bytes;
  std::string out;
};

// An interrupt ends the child and is thrown.
Ended run_self(std::vector<std::string> arguments, const fs::path& cache, Interrupt& interrupt) {
  const Captured out("out"), err("err");
  posix_spawn_file_actions_t actions;
  check(posix_spawn_file_actions_init(&actions), "posix_spawn");
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.fd(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.fd(), STDERR_FILENO);
  const std::string cache_variable = "CONSTATE_CACHE=";
  std::vector<std::string> environment{cache_variable + cache.string()};
  for (char** e = environ; *e != nullptr; ++e) {
    const std::string_view variable = *e;  // a warm start needs a cache
    if (!variable.starts_with(cache_variable) && !variable.starts_with("CONSTATE_NO_CACHE="))
      environment.emplace_back(variable);
  }

  pid_t pid = -1;
  const Stopwatch watch;
  const int error = posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, pointers(arguments).data(),
                                pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  check(error, "starting this program again");
  interrupt.ends_with(pid);
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  const double seconds = watch.seconds();
  interrupt.ends_with(0);
  int status = 0;
  rusage usage{};
  while (::wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  if (interrupt.came()) throw Interrupted{interrupt.code()};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const std::string said = err.text();
    const std::string how = WIFEXITED(status) ? fmt::format("code {}", WEXITSTATUS(status))
                                              : fmt::format("signal {}", WTERMSIG(status));
    throw Error(Code::kInternal, fmt::format("`{}` ended with {}: {}", fmt::join(arguments, " "), how,
                                             said.substr(0, said.find('\n'))));
  }
  return {seconds, std::int64_t{usage.ru_maxrss} * 1024, out.text()};
}

// The second token only makes the program get ready for more than one, as it does for any text.
std::vector<std::string> arguments_of(const StartOptions& options) {
  std::string ids;
  for (std::int64_t i = 0; i < kPromptTokens; ++i) ids += fmt::format("{} ", i * 7919 % options.vocab_size);
  std::vector<std::string> arguments{"constate", "generate",   options.folder, "--ids",  ids,
                                     "-n",       "2",          "--ignore-eos", "--json", "--quiet",
                                     "--dtype",  options.dtype};
  if (options.plugin) arguments.insert(arguments.end(), {"--plugin", *options.plugin});
  return arguments;
}

void add(BenchStart& start, const Ended& ended) {
  const Json json = parse_json(ended.out, "`constate generate --json`");
  const JsonObject timings = JsonObject(json, "`constate generate --json`").object("timings");
  start.process_seconds.push_back(ended.seconds);
  start.first_token_seconds.push_back(ended.seconds - timings.number("decode_s"));
  start.compile_seconds.push_back(timings.number("compile_s"));
  start.load_seconds.push_back(timings.number("load_s"));
  start.peak_bytes.push_back(static_cast<double>(ended.peak_bytes));
}

}  // namespace

std::vector<BenchStart> measure_starts(const StartOptions& options, Interrupt& interrupt) {
  std::vector<BenchStart> out(2);
  for (BenchStart& start : out) start.dtype = options.dtype;
  out[0].cold = true;
  interrupt.something_to_keep();  // folder and child must not be left behind
  for (std::int64_t i = 0; i < options.repetitions; ++i) {
    const ScratchFolder cache;
    for (BenchStart& start : out) {
      if (options.doing) options.doing(fmt::format("starting {} ({})", start.cold ? "cold" : "warm", i + 1));
      add(start, run_self(arguments_of(options), cache.path, interrupt));
    }
  }
  interrupt.nothing_to_keep();
  if (interrupt.came()) throw Interrupted{interrupt.code()};
  if (options.doing) options.doing("");
  return out;
}

double seconds_to_read(const std::vector<fs::path>& files) {
  std::vector<std::byte> piece(8 << 20);
  const Stopwatch watch;
  for (const fs::path& path : files) {
    const File file(path);
    for (std::uint64_t at = 0; at < file.size(); at += piece.size())
      file.read(at, std::span(piece).first(std::min<std::uint64_t>(piece.size(), file.size() - at)));
  }
  return watch.seconds();
}

}  // namespace constate::app
