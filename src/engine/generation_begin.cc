// How sequences begin: which of those that wait, their prompts, the first token, a row of the batch.
#include <algorithm>

#include "engine/generation.h"

namespace constate::engine {

// Short prompts are cheaper together, where a weight is read once for all of them; long ones each by itself,
// where what a segment makes stays in the caches.
bool Generation::fed_together(std::span<const std::size_t> members) const {
  if (!from_.parts.empty()) return true;
  if (options_.prompts_apart || members.size() < 2) return false;
  return std::all_of(members.begin(), members.end(), [&](std::size_t i) {
    const Request& r = members_[i].request;
    // What is kept without a token needs its logits.
    return !r.from && !(options_.keep && r.max_tokens == 0) &&
           static_cast<std::int64_t>(r.prompt.size()) <= engine_.device().profile.prompts_together;
  });
}

std::vector<Generation::Group> Generation::groups_to_begin() const {
  const std::int64_t free = pool_.most() - static_cast<std::int64_t>(running_.size());
  const std::size_t count = std::min(waiting_.size(), static_cast<std::size_t>(free));
  const std::vector<std::size_t> members(waiting_.begin(),
                                         waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  if (members.empty()) return {};
  if (fed_together(members)) return {{members, pool_.shape_for(static_cast<std::int64_t>(count))}};
  std::vector<Group> out;
  for (const std::size_t i : members) out.push_back({{i}, 1});
  return out;
}

// All that will be needed, while the weights load.
void Generation::compile(std::span<const Group> groups) {
  runtime::ProgramCache& programs = engine_.programs();
  std::size_t coming = running_.size();
  bool decodes = false;
  for (const Group& group : groups) {
    std::size_t longest = 0;
    bool draws = false;
    for (const std::size_t i : group.members) {
      const Member& member = members_[i];
      longest = std::max(longest, member.ids_to_feed().size());
      draws = draws || !member.request.prompt.empty() || !member.history.next();
      decodes = decodes || member.request.max_tokens > 1;
    }
    for (const std::int64_t length : engine_.segments_for(static_cast<std::int64_t>(longest)))
      programs.prefill({group.batch, length});
    if (draws) programs.choose(choice_for(group.batch));
    coming += group.members.size();
  }
  if (!decodes) return;
  const std::int64_t batch = std::max(pool_.batch(), pool_.shape_for(static_cast<std::int64_t>(coming)));
  for (const std::int64_t block : blocks_)
    programs.decode({choice_for(batch), block, engine_.device().profile.exit_early});
  for (const Group& group : groups)
    if (pool_.open_rows() > 0 || groups.size() > 1 || group.batch != batch)
      programs.put_row(group.batch, batch);
}

// The prompts of a group into `state`; returns the logits [b v] after them, or nothing where there was
// nothing to feed.
pjrt::Buffer Generation::feed(const Group& group, State& state) {
  std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(group.batch));
  bool some = false;
  for (std::size_t k = 0; k < group.members.size(); ++k) {
    Member& member = members_[group.members[k]];
    rows[k] = member.ids_to_feed();
    some = some || !rows[k].empty();
    timings_.prompt_tokens += static_cast<std::int64_t>(rows[k].size());
    member.history.fed(rows[k]);
  }
  return some ? engine_.prefill(state, rows) : pjrt::Buffer();
}

void Generation::choose_first(const Group& group, const pjrt::Buffer& logits) {
  const programs::ChoiceShape choice = choice_for(group.batch);
  std::vector<RowValues> values(static_cast<std::size_t>(group.batch));
  for (std::size_t k = 0; k < group.members.size(); ++k) values[k] = values_of(members_[group.members[k]]);
  RowArrays rows = row_arrays(engine_, choice, values);
  runtime::Call call(engine_.programs().choose(choice));
  call.set("logits", logits);
  rows.set(call);
  runtime::Results results = call.run();
  const HostArray first = results.take("rows.token").to_host();
  const std::optional<ChoiceArrays> scores = take_choices(results, choice);
  for (std::size_t k = 0; k < group.members.size(); ++k) {
    Member& member = members_[group.members[k]];
    if (member.finish != Finish::kNone) continue;
    book(member, first.as<std::int32_t>()[k]);
    if (scores) book_choice(member, *scores, k);
  }
}

void Generation::begin(const Group& group, bool alone) {
  const Request& first = members_[group.members[0]].request;
  State state = !from_.parts.empty()              ? std::move(from_)
                : first.from && first.from->state ? engine_.take_row(*first.from->state, 0)
                                                  : engine_.new_state(group.batch);
  from_ = {};
  auto logits = std::make_shared<const pjrt::Buffer>(feed(group, state));
  if (logits->deleted()) logits = first.from->logits;  // none where a token is chosen already
  for (const std::size_t i : group.members) {
    Member& member = members_[i];
    member.begun = true;
    if (group.batch == 1) member.logits = logits;
    if (member.request.max_tokens == 0) member.finish = Finish::kLength;
  }
  if (logits) choose_first(group, *logits);
  join(group, std::move(state), alone);
}

// `alone`: nobody else runs, so that the state they were fed to is the batch.
void Generation::join(const Group& group, State state, bool alone) {
  const auto rows = static_cast<std::int64_t>(group.members.size());
  rows_.reset();
  if (alone) {
    const std::vector<StatePool::Slot> slots = pool_.adopt(std::move(state), rows);
    for (std::size_t k = 0; k < slots.size(); ++k) members_[group.members[k]].slot = slots[k];
  } else {
    for (std::size_t k = 0; k < group.members.size(); ++k)
      members_[group.members[k]].slot = pool_.open(state, static_cast<std::int64_t>(k));
  }
  for (const std::size_t i : group.members) {
    running_.push_back(i);
    std::erase(waiting_, i);
  }
}

}  // namespace constate::engine
