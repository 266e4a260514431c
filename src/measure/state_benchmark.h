// StateBenchmark: how fast states are saved, loaded, copied and joined, beside what the disk and the memory
// can do in the same minutes.
//
// Rounds go over all measurements, one after the other, so that a machine whose speed drifts drifts for all
// of them. Prints nothing. Not thread-safe. Must not outlive its engine, whose fingerprint it needs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/scratch_folder.h"
#include "engine/generation.h"

namespace constate::measure {

// Seconds; a sample for each round.
struct StateFigures {
  std::int64_t state_bytes = 0, file_bytes = 0, batch = 0;
  std::vector<double> save, write_copy;  // from the device into a synced file; the same bytes, from memory
  std::vector<double> load, read_copy;   // from the file onto the device; the same bytes, into memory
  std::vector<double> fork;              // a row of the batch, into another row
  std::vector<double> take, put;         // a row out of the batch, and into it
  // A further token, where one sequence runs: alone from the start, and after the others of the batch ended.
  std::vector<double> token_alone, token_after_others;
};

class StateBenchmark {
 public:
  // `doing` is told what goes on, for a progress line.
  StateBenchmark(engine::Engine& engine, std::int64_t batch,
                 std::function<void(const std::string&)> doing = {});
  // Compiles what is needed, and runs everything once.
  void prepare();
  void round();
  const StateFigures& figures() const { return figures_; }

 private:
  void measure_files();
  void measure_rows();
  double token_seconds(std::int64_t others);
  void say(const std::string& what) const;

  engine::Engine& engine_;
  std::function<void(const std::string&)> doing_;
  const ScratchFolder folder_;
  engine::Sequence sequence_;
  StateFigures figures_;
};

}  // namespace constate::measure
