// RateLimits: how many requests and tokens each API key has left. Of each a bucket, which holds the limit of
// a minute and fills steadily: what was used comes back within a minute.
//
// A request is admitted while there is one left, and a token. Its tokens, of the prompt and of the answer,
// are taken as they come, so that the last request may go below nothing: then the next ones wait for it.
//
// Thread-safe. Times are the caller's, and must not go back.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "http/message.h"
#include "serve/api_keys.h"
#include "serve/task.h"

namespace constate::serve {

class RateLimits {
 public:
  // From now on those of these keys. What a key of the same limit has left stays.
  void set(const std::vector<ApiKey>& keys, Clock::time_point now);

  struct Admission {
    http::Fields headers;            // x-ratelimit-..., as OpenAI's API has them; none without a limit
    std::int64_t retry_seconds = 0;  // 0: it is admitted; else nothing was taken
    std::string why;                 // where it is not
  };
  // A request of the key called `name`.
  Admission admit(const std::string& name, Clock::time_point now);
  void spend(const std::string& name, std::int64_t tokens, Clock::time_point now);

 private:
  // Counts in sixty-thousandths, so that each millisecond adds a whole number: the limit.
  struct Bucket {
    std::int64_t limit = 0, level = 0;  // limit 0: none
    Clock::time_point at{};             // as of when `level` is
    void fill(Clock::time_point now);
    std::int64_t left() const;  // whole ones
    std::int64_t milliseconds_until(std::int64_t wanted) const;
  };
  struct Account {
    Bucket requests, tokens;
  };
  std::mutex mutex_;
  std::map<std::string, Account> accounts_;  // of keys with a limit
};

}  // namespace constate::serve
