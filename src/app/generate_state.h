// The state that `generate` goes on from (--load-state) and leaves (--save-state, --save-every).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/generate.h"
#include "app/generation_run.h"
#include "engine/sequence.h"

namespace constate::app {

class KeptState {
 public:
  // Reads the file of --load-state, and sees to it that that of --save-state can be written. Throws Error or
  // FormatError. `say` is told where a state was saved.
  KeptState(const GeneratePlan& plan, std::function<void(const std::string&)> say);

  bool loads() const { return loaded_.has_value(); }
  bool saves() const { return !save_as_.empty(); }
  // Those that the text goes on with, where there is one.
  const engine::Sampling* sampling() const { return loaded_ ? &loaded_->sampling : nullptr; }

  // Makes `request` go on from the state that was loaded. Throws Error(kFailedPrecondition) where it is of
  // another model.
  void begin(const engine::Engine& engine, engine::Request& request);
  // Has a run go on with the text, and save as it was asked for.
  void set(GroupOptions& options, engine::Engine& engine);

 private:
  struct Saved {
    std::int64_t tokens;  // of the text, as far as it was fed or chosen
    std::int64_t unfed;   // that are left of the prompt
  };
  Saved save(engine::Engine& engine, const engine::Generation& generation, std::int64_t withheld);

  const std::string save_as_;
  const std::int64_t every_;  // tokens; 0: at the end alone
  const bool keeps_ids_, quiet_;
  std::function<void(const std::string&)> say_;
  std::optional<engine::SavedState> loaded_;  // until `begin` takes its arrays
  std::optional<GroupOptions::Resume> resume_;
  std::int64_t saved_at_ = 0;  // tokens of the run
};

}  // namespace constate::app
