#include "serve/rate_limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace constate::serve {
namespace {

constexpr std::int64_t kOne = 60'000;  // milliseconds of a minute

std::int64_t divided_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// "120ms", "1s", "6m0s", as OpenAI's API writes it.
std::string shown(std::int64_t milliseconds) {
  if (milliseconds < 1000) return fmt::format("{}ms", milliseconds);
  const std::int64_t seconds = divided_up(milliseconds, 1000);
  return seconds < 60 ? fmt::format("{}s", seconds) : fmt::format("{}m{}s", seconds / 60, seconds % 60);
}

}  // namespace

void RateLimits::Bucket::fill(Clock::time_point now) {
  if (limit == 0 || now <= at) return;
  const std::int64_t passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - at).count();
  at += std::chrono::milliseconds(passed);  // what is left of a millisecond counts the next time
  const std::int64_t full = milliseconds_until(limit * kOne);
  level = passed >= full ? limit * kOne : level + passed * limit;
}

std::int64_t RateLimits::Bucket::left() const { return std::max<std::int64_t>(0, level / kOne); }

std::int64_t RateLimits::Bucket::milliseconds_until(std::int64_t wanted) const {
  return level >= wanted ? 0 : divided_up(wanted - level, limit);
}

void RateLimits::set(const std::vector<ApiKey>& keys, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::map<std::string, Account> fresh;
  for (const ApiKey& key : keys) {
    if (key.limit == RateLimit{}) continue;
    const auto old = accounts_.find(key.name);
    const auto bucket = [&](std::int64_t limit, Bucket Account::*which) {
      if (old != accounts_.end() && (old->second.*which).limit == limit) return old->second.*which;
      return Bucket{limit, limit * kOne, now};
    };
    fresh[key.name] = {bucket(key.limit.requests, &Account::requests),
                       bucket(key.limit.tokens, &Account::tokens)};
  }
  accounts_ = std::move(fresh);
}

RateLimits::Admission RateLimits::admit(const std::string& name, Clock::time_point now) {
  Admission out;
  const std::lock_guard lock(mutex_);
  const auto found = accounts_.find(name);
  if (found == accounts_.end()) return out;
  const std::pair<const char*, Bucket*> buckets[] = {{"requests", &found->second.requests},
                                                     {"tokens", &found->second.tokens}};
  for (const auto& [what, bucket] : buckets) {
    bucket->fill(now);
    const std::int64_t wait = bucket->limit == 0 ? 0 : bucket->milliseconds_until(kOne);
    if (wait <= 1000 * out.retry_seconds) continue;
    out.retry_seconds = divided_up(wait, 1000);
    out.why = fmt::format("this key has {} {} a minute, and none left; try again in {} s", bucket->limit,
                          what, out.retry_seconds);
  }
  if (out.retry_seconds == 0 && buckets[0].second->limit > 0) buckets[0].second->level -= kOne;
  for (const auto& [what, bucket] : buckets) {
    if (bucket->limit == 0) continue;
    const auto header = [&](const char* kind, std::string value) {
      out.headers.emplace_back(fmt::format("x-ratelimit-{}-{}", kind, what), std::move(value));
    };
    header("limit", std::to_string(bucket->limit));
    header("remaining", std::to_string(bucket->left()));
    header("reset", shown(bucket->milliseconds_until(bucket->limit * kOne)));
  }
  return out;
}

void RateLimits::spend(const std::string& name, std::int64_t tokens, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto found = accounts_.find(name);
  if (found == accounts_.end() || found->second.tokens.limit == 0) return;
  found->second.tokens.fill(now);
  found->second.tokens.level -= tokens * kOne;
}

}  // namespace constate::serve
