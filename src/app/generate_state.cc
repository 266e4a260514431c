#include "app/generate_state.h"

#include <fmt/format.h>

#include "app/text.h"
#include "app/version.h"
#include "base/error.h"
#include "base/write_file.h"

namespace constate::app {

KeptState::KeptState(const GeneratePlan& plan, std::function<void(const std::string&)> say)
    : save_as_(plan.save_state.value_or("")),
      every_(plan.save_every.value_or(0)),
      keeps_ids_(plan.save_ids),
      quiet_(plan.quiet),
      say_(std::move(say)) {
  if (plan.load_state) {
    loaded_ = engine::read_state(*plan.load_state);
    resume_ = {loaded_->recent, loaded_->withheld};
  }
  if (plan.save_state) check_writable(*plan.save_state);
  if (keeps_ids_ && loaded_ && !loaded_->ids)
    throw Error(Code::kInvalidArgument,
                fmt::format("--save-ids: {} was saved without the ids of its tokens", *plan.load_state),
                "the first state of a text is to be saved with --save-ids");
}

void KeptState::begin(const engine::Engine& engine, engine::Request& request) {
  if (!loaded_) return;
  request.from = std::make_shared<const engine::Sequence>(engine::restore(engine, std::move(*loaded_)));
}

void KeptState::set(GroupOptions& options, engine::Engine& engine) {
  options.resume = resume_;
  if (!saves()) return;
  options.generation.keep = true;
  options.generation.keep_ids = keeps_ids_;
  options.generation.step_tokens = 1;  // so that an interrupt ends it within a prompt too
  // A stop string may end the text within a block, whose other tokens the state would have seen.
  if (!options.stop.empty()) options.generation.block = 1;
  options.holds_back = true;
  options.after_block = [this, &engine](const engine::Generation& generation, std::int64_t withheld) {
    const auto tokens = static_cast<std::int64_t>(generation.tokens(0).size());
    if (every_ > 0 && tokens - saved_at_ >= every_) save(engine, generation, withheld);
  };
  options.at_end = [this, &engine](const engine::Generation& generation, std::int64_t withheld) {
    const Saved saved = save(engine, generation, withheld);
    if (quiet_) return;
    say_(fmt::format("state saved in {}: {}{}", printable(save_as_), count_text(saved.tokens, "token"),
                     saved.unfed > 0
                         ? fmt::format(", and {} of the prompt to be fed", count_text(saved.unfed, "token"))
                         : ""));
  };
}

KeptState::Saved KeptState::save(engine::Engine& engine, const engine::Generation& generation,
                                 std::int64_t withheld) {
  engine::SavedState state = engine::save(engine, generation.sequence(0));
  state.withheld = withheld;
  state.program = program_name();
  engine::write_state(save_as_, state);
  saved_at_ = static_cast<std::int64_t>(generation.tokens(0).size());
  return {state.tokens + (state.next ? 1 : 0), std::ssize(state.unfed)};
}

}  // namespace constate::app
