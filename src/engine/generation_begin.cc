// How sequences begin: which of those that wait, their prompts, the first token, a row of the batch.
#include <algorithm>

#include "base/clock.h"
#include "engine/generation.h"

namespace constate::engine {

// Short prompts are cheaper together, where a weight is read once for all of them; long ones each by itself,
// where what a segment makes stays in the caches.
bool Generation::fed_together(std::span<const std::size_t> members) const {
  if (!from_.parts.empty()) return true;
  if (options_.prompts_apart || options_.step_tokens > 0 || members.size() < 2) return false;
  return std::all_of(members.begin(), members.end(), [&](std::size_t i) {
    const Request& r = members_.at(i).request;
    // What is kept without a token needs its logits.
    return !r.from && r.cuts.empty() && !(options_.keep && r.max_tokens == 0) &&
           static_cast<std::int64_t>(r.prompt.size()) <= engine_.device().profile.prompts_together;
  });
}

std::vector<Generation::Group> Generation::groups_to_begin() const {
  const std::int64_t free = pool_.most() - std::ssize(running_) - std::ssize(feeding_);
  const std::size_t count = std::min(waiting_.size(), static_cast<std::size_t>(free));
  const std::vector<std::size_t> members(waiting_.begin(),
                                         waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  if (members.empty()) return {};
  if (fed_together(members)) return {{members, pool_.shape_for(static_cast<std::int64_t>(count)), true}};
  std::vector<Group> out;
  for (const std::size_t i : members) out.push_back({{i}, 1, false});
  return out;
}

// All that will be needed, while the weights load.
void Generation::compile(std::span<const Group> groups) {
  runtime::ProgramCache& programs = engine_.programs();
  std::vector<std::size_t> all = running_;
  for (const Feed& feed : feeding_) all.push_back(feed.member);
  bool decodes = false;
  std::int64_t most = pool_.batch() > 0 ? pool_.state().longest() : 0;
  for (const Group& group : groups) {
    std::size_t longest = 0;
    std::int64_t seen = 0;  // by the state that goes before, then with padding
    bool draws = false;
    for (const std::size_t i : group.members) {
      const Member& member = members_.at(i);
      const std::size_t count = member.ids_to_feed().size();
      longest = std::max(longest, count);
      seen = std::max(seen, member.history.tokens());
      draws = draws || count > 0 || !member.history.next();
      decodes = decodes || member.request.max_tokens > 1;
    }
    for (const std::int64_t length : engine_.segments_for(static_cast<std::int64_t>(longest))) {
      seen += length;
      programs.prefill({group.batch, length, engine_.capacity_for(seen)});
    }
    most = std::max(most, seen);
    if (draws) programs.choose(choice_for(group.batch, group.members));
    all.insert(all.end(), group.members.begin(), group.members.end());
  }
  if (!decodes) return;
  const std::int64_t batch = std::max(pool_.batch(), pool_.shape_for(std::ssize(all)));
  const std::int64_t capacity = std::max(pool_.shape().capacity, engine_.capacity_for(most));
  for (const std::int64_t block : blocks_)
    decoding_program(engine_, choice_for(batch, all), block, capacity, options_.speculate);
  if (draft_) draft_->compile(batch, std::min(most, options_.speculate->most_text()));
  for (const Group& group : groups)
    if (pool_.open_rows() > 0 || groups.size() > 1 || group.batch != batch)
      programs.put_row({group.batch, capacity}, {batch, capacity});
}

// The prompts of a group into `state`; returns the logits [b v] after them, or nothing where there was
// nothing to feed.
pjrt::Buffer Generation::feed(const Group& group, State& state) {
  std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(group.batch));
  bool some = false;
  for (std::size_t k = 0; k < group.members.size(); ++k) {
    Member& member = members_.at(group.members[k]);
    rows[k] = member.ids_to_feed();
    some = some || !rows[k].empty();
    timings_.prompt_tokens += static_cast<std::int64_t>(rows[k].size());
    member.history.fed(rows[k]);
  }
  return some ? engine_.prefill(state, rows) : pjrt::Buffer();
}

void Generation::choose_first(const Group& group, const pjrt::Buffer& logits) {
  const programs::ChoiceShape choice = choice_for(group.batch, group.members);
  std::vector<RowValues> values(static_cast<std::size_t>(group.batch));
  for (std::size_t k = 0; k < group.members.size(); ++k) values[k] = values_of(members_.at(group.members[k]));
  RowArrays rows = row_arrays(engine_, choice, values);
  runtime::Call call(engine_.programs().choose(choice));
  call.set("logits", logits);
  rows.set(call);
  runtime::Results results = call.run();
  const HostArray first = results.take("rows.token").to_host();
  const std::optional<ChoiceArrays> scores = take_choices(results, choice);
  for (std::size_t k = 0; k < group.members.size(); ++k) {
    const std::size_t i = group.members[k];
    if (members_.at(i).finish != Finish::kNone) continue;
    book(i, first.as<std::int32_t>()[k]);
    if (scores && !members_.at(i).tokens.empty()) book_choice(members_.at(i), *scores, k);
  }
}

// Takes up sequences that wait; returns whether there were any.
bool Generation::begins() {
  const std::vector<Group> groups = groups_to_begin();
  if (groups.empty()) return false;
  compile(groups);
  engine_.await_weights();
  for (const Group& group : groups) {
    if (group.together)
      begin_together(group);
    else
      begin_feeding(group.members[0]);
  }
  return true;
}

void Generation::begin_together(const Group& group) {
  const Stopwatch watch;
  State state = !from_.parts.empty() ? std::move(from_) : engine_.new_state(group.batch);
  from_ = {};
  const pjrt::Buffer logits = feed(group, state);
  for (const std::size_t i : group.members) {
    Member& member = members_.at(i);
    member.begun = true;
    if (member.request.max_tokens == 0) member.finish = Finish::kLength;
    std::erase(waiting_, i);
  }
  if (!logits.deleted()) choose_first(group, logits);
  join(group, std::move(state));
  timings_.prefill_seconds += watch.seconds();
}

void Generation::begin_feeding(std::size_t i) {
  const Member& member = members_.at(i);
  const Sequence* from = member.request.from.get();
  std::erase(waiting_, i);
  feeding_.push_back({i,
                      from && from->state ? engine_.take_row(*from->state, 0) : engine_.new_state(1),
                      from ? from->logits : nullptr,
                      {member.ids_to_feed()}});
}

// Feeds prompts in turn, a segment each; returns whether there was anything to feed. Those that are fed to
// their ends join together: the batch grows once for all of them.
bool Generation::feed_some() {
  if (feeding_.empty()) return false;
  const Stopwatch watch;
  std::vector<Feed> fed;
  for (std::int64_t spent = 0; !feeding_.empty();) {
    Feed& feed = feeding_.front();
    if (const std::size_t i = feed.member; members_.at(i).fed < std::ssize(feed.ids[0])) {
      const std::int64_t cost = engine_.segments_for(next_segment(feed))[0];
      if (options_.step_tokens > 0 && spent > 0 && spent + cost > options_.step_tokens) break;
      spent += cost;
      feed_segment(feed);
      if (options_.on_fed) options_.on_fed(i);
      if (feeding_.empty() || feeding_.front().member != i) continue;  // it was ended
    }
    Feed front = std::move(feeding_.front());
    feeding_.pop_front();
    if (members_.at(front.member).fed < std::ssize(front.ids[0])) {
      if (options_.step_tokens > 0)
        feeding_.push_back(std::move(front));
      else
        feeding_.push_front(std::move(front));
    } else {
      choose_first_apart(front);
      fed.push_back(std::move(front));
    }
  }
  join_fed(std::move(fed));
  timings_.prefill_seconds += watch.seconds();
  return true;
}

// Of what is left, up to the next cut.
std::int64_t Generation::next_segment(const Feed& feed) const {
  const Member& member = members_.at(feed.member);
  const std::int64_t all = std::ssize(feed.ids[0]), before = all - std::ssize(member.request.prompt);
  std::int64_t end = all;
  for (const std::int64_t cut : member.request.cuts)
    if (before + cut > member.fed) end = std::min(end, before + cut);
  return std::min(engine_.segments_for(end - member.fed)[0], end - member.fed);
}

void Generation::feed_segment(Feed& feed) {
  Member& member = members_.at(feed.member);
  const std::int64_t count = next_segment(feed), all = std::ssize(feed.ids[0]);
  // One segment at a time: the CPU takes memory for a call when it is made, not when it runs.
  if (member.fed > 0) feed.logits->await();
  engine_.tell_feeding(member.fed, all);
  const auto begin = feed.ids[0].begin() + member.fed;
  const std::vector<std::vector<std::int32_t>> segment{{begin, begin + count}};
  const pjrt::Buffer before = member.fed > 0 ? pjrt::Buffer() : engine_.no_logits(1);
  feed.logits = std::make_shared<const pjrt::Buffer>(engine_.prefill_segment(
      feed.state, segment, 0, engine_.segments_for(count)[0], member.fed > 0 ? *feed.logits : before));
  member.history.fed(segment[0]);
  member.fed += count;
  timings_.prompt_tokens += count;
}

// Its prompt has been fed.
void Generation::choose_first_apart(const Feed& feed) {
  Member& member = members_.at(feed.member);
  member.begun = true;
  member.logits = feed.logits;
  if (member.request.max_tokens == 0) member.finish = Finish::kLength;
  if (feed.logits) choose_first({{feed.member}, 1, false}, *feed.logits);
  if (options_.on_first) options_.on_first(feed.member);
}

// Those that end with their first token need no row.
void Generation::join_fed(std::vector<Feed> fed) {
  const auto first_to_go_on = std::stable_partition(fed.begin(), fed.end(), [&](const Feed& feed) {
    return members_.at(feed.member).finish != Finish::kNone;
  });
  for (auto feed = fed.begin(); feed != first_to_go_on; ++feed) {
    members_.at(feed->member).rest = std::make_shared<const State>(std::move(feed->state));
    running_.push_back(feed->member);  // until the next step
  }
  for (auto feed = first_to_go_on; feed != fed.end(); ++feed)
    join({{feed->member}, 1, false}, std::move(feed->state), fed.end() - feed - 1);
}

// Gives each member a row of the batch, which grows for `coming` others as well. Where nobody else runs or
// comes, the state that they were fed to is the batch.
void Generation::join(const Group& group, State state, std::int64_t coming) {
  const auto rows = static_cast<std::int64_t>(group.members.size());
  rows_.reset();
  if (pool_.open_rows() == 0 && coming == 0 && pool_.has_shape(group.batch)) {
    const std::vector<StatePool::Slot> slots = pool_.adopt(std::move(state), rows);
    for (std::size_t k = 0; k < slots.size(); ++k) members_.at(group.members[k]).slot = slots[k];
  } else {
    pool_.reserve(rows + coming, state.longest());
    for (std::size_t k = 0; k < group.members.size(); ++k)
      members_.at(group.members[k]).slot = pool_.open(state, static_cast<std::int64_t>(k));
  }
  running_.insert(running_.end(), group.members.begin(), group.members.end());
}

}  // namespace constate::engine
