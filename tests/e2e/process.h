// Runs the program under test, as a shell would, and says what came of it.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/testing.h"

namespace constate::e2e {

struct Result {
  int code = -1;         // exit code; 128 + the signal's number where one ended it
  std::string out, err;  // all of standard output and standard error
};

// Where a stream of the program goes; a descriptor of ours, which stays ours, or one of these.
constexpr int kCaptured = -1;  // into Result, or from /dev/null for standard input
constexpr int kClosed = -2;    // nothing: the descriptor is closed

class Process {
 public:
  // Unless `environment` says otherwise, compiled programs are kept where all tests keep them
  // (kept_programs), and none touches the user's cache.
  explicit Process(const std::vector<std::string>& arguments, int in = kCaptured, int out = kCaptured,
                   int err = kCaptured, const std::vector<std::string>& environment = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Waits until standard output (or standard error) holds something.
  void wait_for_out();
  void wait_for_err(std::string_view text = "");  // that it holds this
  void interrupt();                               // Ctrl-C
  void signal(int number);
  pid_t id() const { return pid_; }
  // Waits for the end. One that takes longer than two minutes is killed (code 137).
  Result finish();

 private:
  // Reads what there is; false at the end of both streams.
  bool read_some();
  pid_t pid_ = -1;
  int out_ = -1, err_ = -1;
  Result result_;
};

Result run(const std::vector<std::string>& arguments);
// With `text` on standard input.
Result run_with_input(const std::vector<std::string>& arguments, const std::string& text);

}  // namespace constate::e2e
