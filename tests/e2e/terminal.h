// A program on a terminal of its own, as a person has it: what is typed, and what stands on the screen.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace constate::e2e {

class Terminal {
 public:
  explicit Terminal(const std::vector<std::string>& arguments,
                    const std::vector<std::string>& environment = {});
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void type(std::string_view keys);
  // Waits until `text` comes, behind what was waited for before. Throws where it does not within a minute.
  void wait_for(std::string_view text);
  // Waits for the end of the program: its exit code, or 128 + the signal's number.
  int finish();
  // All that came so far.
  const std::string& screen() const { return screen_; }
  // What came after what was waited for last.
  std::string rest() const { return screen_.substr(looked_at_); }

 private:
  bool read_some();

  pid_t pid_ = -1;
  int fd_ = -1;
  std::string screen_;
  std::size_t looked_at_ = 0;
};

}  // namespace constate::e2e
