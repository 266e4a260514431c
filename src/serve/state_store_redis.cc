// States in Redis: a string for each state's file, a string for its version, and a hash for each kind and
// scope that lists them. One transaction changes all three.
#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <sys/time.h>

#include <charconv>

#include "base/checksum.h"
#include "base/error.h"
#include "base/random.h"
#include "http/url.h"
#include "serve/state_bytes.h"
#include "serve/state_store.h"

namespace constate::serve {
namespace {

struct Close {
  void operator()(redisContext* c) const { redisFree(c); }
  void operator()(redisReply* r) const { freeReplyObject(r); }
};
using Connection = std::unique_ptr<redisContext, Close>;
using Reply = std::unique_ptr<redisReply, Close>;

constexpr ::timeval kConnectTime{2, 0}, kCommandTime{30, 0};

struct RedisAddress {
  std::string host = "127.0.0.1", user, password, database;
  int port = 6379;
  std::int64_t ttl = 0;  // seconds; 0: states stay
};

[[noreturn]] void bad_url(const std::string& what) {
  throw Error(Code::kInvalidArgument, "the store's URL: " + what,
              "redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE][?ttl=SECONDS] is expected");
}

std::int64_t number_in(std::string_view text, std::int64_t most, const char* what) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || out < 0 || out > most)
    bad_url(fmt::format("{} is a number up to {}; got `{}`", what, most, text));
  return out;
}

std::string decoded(std::string_view text) {
  const std::optional<std::string> out = http::percent_decode(text);
  if (!out) bad_url("what follows a % is two hex digits");
  return *out;
}

RedisAddress address_of(const std::string& url) {
  constexpr std::string_view kScheme = "redis://";
  std::string_view rest = url;
  if (!rest.starts_with(kScheme))
    bad_url(fmt::format("`{}` is no kind of store that is known here", url.substr(0, url.find("://"))));
  rest.remove_prefix(kScheme.size());
  RedisAddress out;
  if (const auto query = rest.find('?'); query != rest.npos) {
    constexpr std::string_view kTtl = "ttl=";
    const std::string_view more = rest.substr(query + 1);
    if (!more.starts_with(kTtl)) bad_url(fmt::format("`{}` is not known", more));
    out.ttl = number_in(more.substr(kTtl.size()), std::int64_t{1} << 32, "ttl");
    rest = rest.substr(0, query);
  }
  if (const auto slash = rest.find('/'); slash != rest.npos) {
    out.database = rest.substr(slash + 1);
    if (!out.database.empty()) number_in(out.database, 1 << 16, "the database");
    rest = rest.substr(0, slash);
  }
  if (const auto at = rest.rfind('@'); at != rest.npos) {
    const std::string_view who = rest.substr(0, at);
    const auto colon = who.find(':');
    if (colon == who.npos) bad_url("a password stands behind a colon");
    out.user = decoded(who.substr(0, colon));
    out.password = decoded(who.substr(colon + 1));
    rest = rest.substr(at + 1);
  }
  if (const auto colon = rest.rfind(':'); colon != rest.npos) {
    out.port = static_cast<int>(number_in(rest.substr(colon + 1), 65535, "the port"));
    rest = rest.substr(0, colon);
  }
  if (!rest.empty()) out.host = rest;
  return out;
}

class RedisStore final : public StateStore {
 public:
  explicit RedisStore(const std::string& url) : address_(address_of(url)) {}

  void put(const StateKey& key, engine::SavedState state) override {
    const std::string bytes = bytes_of(state);
    const std::string listed = fmt::format("{} {}", bytes.size(), state.saved_at);
    with_connection([&](redisContext* c) {
      run(c, {"MULTI"});
      const std::string data = data_key(key), version = version_key(key), ttl = std::to_string(address_.ttl);
      const auto with_ttl = [&](std::vector<std::string_view> command) {
        if (address_.ttl > 0) command.insert(command.end(), {"EX", ttl});
        run(c, command);
      };
      with_ttl({"SET", data, bytes});
      with_ttl({"SET", version, new_version()});
      run(c, {"HSET", list_key(key.kind, key.scope), key.name, listed});
      run(c, {"EXEC"});
    });
  }
  std::optional<engine::SavedState> get(const StateKey& key) override {
    std::optional<std::string> bytes;
    with_connection([&](redisContext* c) { bytes = text_of(*run(c, {"GET", data_key(key)})); });
    if (!bytes) return std::nullopt;
    return state_of(*bytes, where());
  }
  std::string version(const StateKey& key) override {
    std::optional<std::string> out;
    with_connection([&](redisContext* c) { out = text_of(*run(c, {"GET", version_key(key)})); });
    return out.value_or("");
  }
  bool remove(const StateKey& key) override {
    bool removed = false;
    with_connection([&](redisContext* c) {
      removed = run(c, {"DEL", data_key(key), version_key(key)})->integer > 0;
      run(c, {"HDEL", list_key(key.kind, key.scope), key.name});
    });
    return removed;
  }
  std::vector<Listed> list(const std::string& kind, const std::string& scope) override {
    std::vector<Listed> out;
    with_connection([&](redisContext* c) {
      out.clear();
      const Reply all = run(c, {"HGETALL", list_key(kind, scope)});
      for (std::size_t i = 0; i + 1 < all->elements; i += 2) {
        Listed listed{text_of(*all->element[i]).value_or(""), 0, 0};
        const std::string value = text_of(*all->element[i + 1]).value_or("");
        const auto space = value.find(' ');
        if (space == value.npos) continue;
        listed.bytes = std::strtoull(value.c_str(), nullptr, 10);
        listed.saved_at = std::strtoll(value.c_str() + space, nullptr, 10);
        // Those whose time is over are listed until somebody looks.
        if (run(c, {"EXISTS", data_key({kind, scope, listed.name})})->integer > 0)
          out.push_back(std::move(listed));
        else
          run(c, {"HDEL", list_key(kind, scope), listed.name});
      }
    });
    return out;
  }

 private:
  std::string where() const { return fmt::format("redis://{}:{}", address_.host, address_.port); }
  static std::string name_of(const std::string& kind, const std::string& scope) {
    return fmt::format("constate:{}:{}", kind, Checksum::of(scope).hex());
  }
  static std::string data_key(const StateKey& key) { return name_of(key.kind, key.scope) + ":" + key.name; }
  static std::string version_key(const StateKey& key) { return data_key(key) + ":version"; }
  static std::string list_key(const std::string& kind, const std::string& scope) {
    return name_of(kind, scope) + ":";
  }
  static std::string new_version() { return fmt::format("{:016x}", random_number()); }
  static std::optional<std::string> text_of(const redisReply& reply) {
    if (reply.type != REDIS_REPLY_STRING) return std::nullopt;
    return std::string(reply.str, reply.len);
  }

  [[noreturn]] void unreachable(const std::string& why) const {
    throw Error(Code::kUnavailable, fmt::format("{}: {}", where(), why),
                "is the server of the state store up?");
  }

  Reply run(redisContext* c, const std::vector<std::string_view>& words) const {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string_view word : words) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    Reply reply(static_cast<redisReply*>(
        redisCommandArgv(c, static_cast<int>(words.size()), texts.data(), sizes.data())));
    if (!reply) unreachable(c->errstr);
    if (reply->type == REDIS_REPLY_ERROR)
      throw Error(Code::kFailedPrecondition, fmt::format("{}: {}", where(), reply->str));
    return reply;
  }

  Connection connect() const {
    Connection c(redisConnectWithTimeout(address_.host.c_str(), address_.port, kConnectTime));
    if (!c) unreachable("no memory for a connection");
    if (c->err != 0) unreachable(c->errstr);
    redisSetTimeout(c.get(), kCommandTime);
    redisEnableKeepAlive(c.get());
    if (!address_.password.empty()) {
      std::vector<std::string_view> words{"AUTH"};
      if (!address_.user.empty()) words.push_back(address_.user);
      words.push_back(address_.password);
      run(c.get(), words);
    }
    if (!address_.database.empty()) run(c.get(), {"SELECT", address_.database});
    return c;
  }

  // With one that was used before, where there is one. All that is asked of Redis here can be asked twice, so
  // that a connection that has died meanwhile is made anew.
  template <class F>
  void with_connection(F work) {
    Connection c;
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        c = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (c) {
      try {
        work(c.get());
        give_back(std::move(c));
        return;
      } catch (const Error& e) {
        if (e.code() != Code::kUnavailable) throw;
      }
    }
    c = connect();
    work(c.get());
    give_back(std::move(c));
  }
  void give_back(Connection c) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(c));
  }

  const RedisAddress address_;
  std::mutex mutex_;
  std::vector<Connection> idle_;
};

}  // namespace

std::unique_ptr<StateStore> redis_store(const std::string& url) { return std::make_unique<RedisStore>(url); }

}  // namespace constate::serve
