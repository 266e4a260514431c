#include "serve/chat_texts.h"

namespace constate::serve {

std::optional<ChatTexts::Beginning> ChatTexts::find(const std::string& scope, std::string_view text) {
  const std::lock_guard lock(mutex_);
  auto best = entries_.end();
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->scope != scope) continue;
    if (best != entries_.end() && it->text.bytes <= best->text.bytes) continue;
    if (it->text.begins(text)) best = it;
  }
  if (best == entries_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, best);
  return Beginning{best->text.bytes, best->ids};
}

void ChatTexts::put(const std::string& scope, std::string_view text, std::vector<std::int32_t> ids) {
  if (text.empty() || ids.size() > kMostIds) return;
  const TextMark mark = TextMark::of(text);
  const std::lock_guard lock(mutex_);
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->scope != scope || !(it->text == mark)) continue;
    ids_ -= it->ids.size();
    entries_.erase(it);
    break;
  }
  ids_ += ids.size();
  entries_.push_front({scope, mark, std::move(ids)});
  while (entries_.size() > kMostTexts || ids_ > kMostIds) {
    ids_ -= entries_.back().ids.size();
    entries_.pop_back();
  }
}

}  // namespace constate::serve
