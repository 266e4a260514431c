#include "engine/history.h"

#include <algorithm>

namespace constate::engine {

History::History(std::int64_t vocab_size, bool keeps_ids) : seen_(static_cast<std::size_t>(vocab_size), 0) {
  if (keeps_ids) ids_.emplace();
}

History::History(const SavedState& saved)
    : tokens_(saved.tokens),
      drawn_(saved.drawn),
      hash_(TokenHash::from_hex(saved.tokens_hash)),
      next_(saved.next),
      unfed_(saved.unfed),
      recent_(saved.recent),
      ids_(saved.ids),
      seen_(saved.seen.as<std::uint8_t>().begin(), saved.seen.as<std::uint8_t>().end()) {}

std::vector<std::int32_t> History::to_feed(std::span<const std::int32_t> ids) const {
  std::vector<std::int32_t> out;
  if (next_) out.push_back(*next_);
  out.insert(out.end(), unfed_.begin(), unfed_.end());
  out.insert(out.end(), ids.begin(), ids.end());
  return out;
}

void History::left_out(std::span<const std::int32_t> ids) {
  unfed_.insert(unfed_.end(), ids.begin(), ids.end());
}

void History::note(std::int32_t id) {
  seen_[static_cast<std::size_t>(id)] = 1;
  if (recent_.size() == kMostRecentIds) recent_.erase(recent_.begin());
  recent_.push_back(id);
}

void History::fed(std::span<const std::int32_t> ids) {
  if (ids.empty()) return;
  tokens_ += static_cast<std::int64_t>(ids.size());
  hash_.add(ids);
  if (ids_) ids_->insert(ids_->end(), ids.begin(), ids.end());
  const std::size_t known = next_ ? 1 : 0;  // it was noted when it was chosen
  next_.reset();
  const std::span<const std::int32_t> rest = ids.subspan(known);
  unfed_.erase(unfed_.begin(),
               unfed_.begin() + static_cast<std::ptrdiff_t>(std::min(unfed_.size(), rest.size())));
  for (const std::int32_t id : rest) seen_[static_cast<std::size_t>(id)] = 1;
  for (const std::int32_t id : rest.last(std::min(rest.size(), kMostRecentIds))) note(id);
}

void History::chosen(std::int32_t token) {
  if (next_) fed(std::vector{*next_});
  next_ = token;
  next_is_new_ = seen_[static_cast<std::size_t>(token)] == 0;
  ++drawn_;
  note(token);
}

void History::drop_next() {
  if (!next_) return;
  if (next_is_new_) seen_[static_cast<std::size_t>(*next_)] = 0;
  recent_.pop_back();
  next_.reset();
}

void History::begin_anew() {
  drop_next();
  unfed_.clear();
  drawn_ = 0;
}

void History::write(SavedState& out) const {
  out.tokens = tokens_;
  out.tokens_hash = hash_.hex();
  out.ids = ids_;
  out.recent = recent_;
  out.next = next_;
  out.unfed = unfed_;
  out.drawn = drawn_;
  out.seen = HostArray::of(DType::kPred, {static_cast<std::int64_t>(seen_.size())}, seen_);
}

}  // namespace constate::engine
