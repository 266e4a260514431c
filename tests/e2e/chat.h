// For the tests of `constate chat`: a conversation through a pipe, and what its answers were.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/json.h"
#include "checkpoints.h"
#include "process.h"

namespace constate::e2e {

using Arguments = std::vector<std::string>;
using Ids = std::vector<std::int32_t>;

inline const std::vector<std::string>& chat_environment() {
  static const std::vector<std::string> environment{"CONSTATE_CACHE=" + kept_programs().string(),
                                                    "CONSTATE_HISTORY="};
  return environment;
}

inline Arguments operator+(Arguments a, const Arguments& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline Result run_cached(const Arguments& arguments, const std::string& input = "") {
  const int fd = ::memfd_create("input", MFD_CLOEXEC);
  if (fd < 0 || ::write(fd, input.data(), input.size()) != static_cast<ssize_t>(input.size()))
    throw std::runtime_error("memfd_create");
  ::lseek(fd, 0, SEEK_SET);
  Result result = Process(arguments, fd, kCaptured, kCaptured, chat_environment()).finish();
  ::close(fd);
  return result;
}

struct Answer {
  Ids ids;
  std::string text, finish;
  std::int64_t fed = 0;
};

// The answers, from --json.
inline std::vector<Answer> answers_of(const std::string& out) {
  std::vector<Answer> answers;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    const Json json = Json::parse(line);
    answers.push_back({json.at("tokens"), json.at("text"), json.at("finish_reason"),
                       json.at("timings").at("prefill_tokens")});
  }
  return answers;
}

struct Talk {
  std::vector<Answer> answers;
  std::string err;
  int code = 0;
};
// `lines` to a model of the folder, quietly.
inline Talk talk(const std::string& folder, const std::string& lines, const Arguments& more = {}) {
  const Result r = run_cached(Arguments{"chat", folder, "--json", "-q"} + more, lines);
  return {answers_of(r.out), r.err, r.code};
}

// What `generate` gives after these tokens.
inline Ids generated(const std::string& folder, const Ids& ids, int count, const Arguments& more = {}) {
  std::string text;
  for (const std::int32_t id : ids) text += std::to_string(id) + " ";
  const Result r = run_cached(
      Arguments{"generate", folder, "--ids", text, "-n", std::to_string(count), "--json", "-q"} + more);
  if (r.code != 0) throw std::runtime_error(r.err);
  return Json::parse(r.out).at("tokens");
}

inline Ids ids_of(const std::string& folder, const std::string& text) {
  const Result r = run_cached({"tokenize", folder, "--json", "--no-special"}, text + "\n");
  if (r.code != 0) throw std::runtime_error(r.err);
  return Json::parse(r.out).at("tokens");
}

inline Ids operator+(Ids a, const Ids& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// A copy of the demo model, with these files over its own.
inline void copy_demo(const TempDir& dir) {
  for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"})
    std::filesystem::copy(demo() + "/" + file, dir.path / file);
}

}  // namespace constate::e2e
