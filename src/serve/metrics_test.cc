// What the metrics say of the cache's last minute, of its disk, and of the states that a store holds.
#include "serve/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "engine/saved_state_testing.h"

namespace constate::serve {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

PrefixCache::Figures counted(std::int64_t queries, std::int64_t hits, std::int64_t asked,
                             std::int64_t found) {
  PrefixCache::Figures out;
  out.queries = queries;
  out.hits = hits;
  out.asked_tokens = asked;
  out.hit_tokens = found;
  return out;
}

void expect_minute(const Recent& recent, Clock::time_point now, const PrefixCache::Figures& want) {
  const PrefixCache::Figures got = recent.of_minute(now);
  EXPECT_EQ(got.queries, want.queries);
  EXPECT_EQ(got.hits, want.hits);
  EXPECT_EQ(got.asked_tokens, want.asked_tokens);
  EXPECT_EQ(got.hit_tokens, want.hit_tokens);
}

TEST(Recent, CountsTheLastMinuteAlone) {
  Recent recent;
  const Clock::time_point start = Clock::time_point(1000s);
  expect_minute(recent, start, counted(0, 0, 0, 0));
  recent.note(start, counted(1, 0, 100, 0));
  recent.note(start + 30s, counted(3, 1, 300, 90));
  recent.note(start + 30s + 1ms, counted(4, 2, 400, 190));
  expect_minute(recent, start + 59s, counted(4, 2, 400, 190));
  expect_minute(recent, start + 61s, counted(3, 2, 300, 190));  // the first is gone
  recent.note(start + 80s, counted(5, 2, 500, 190));
  expect_minute(recent, start + 80s, counted(4, 2, 400, 190));
  expect_minute(recent, start + 95s, counted(1, 0, 100, 0));
  expect_minute(recent, start + 1000s, counted(0, 0, 0, 0));
  recent.note(start + 2000s, counted(5, 2, 500, 190));  // nothing new
  expect_minute(recent, start + 2000s, counted(0, 0, 0, 0));
}

// However long it runs: a note a second is what there is, and no more than a minute of them.
TEST(Recent, IsRightAtEachSecondOfAnHour) {
  Recent recent;
  const Clock::time_point start = Clock::time_point(5s);
  for (int i = 1; i <= 3600; ++i) {
    recent.note(start + std::chrono::seconds(i), counted(i, i / 2, 10 * i, 5 * i));
    const std::int64_t before = std::max(0, i - 60);
    expect_minute(recent, start + std::chrono::seconds(i),
                  counted(i - before, i / 2 - before / 2, 10 * (i - before), 5 * (i - before)));
  }
}

TEST(Metrics, TellOfCacheDiskProgramsAndStates) {
  SchedulerFigures figures;
  figures.programs_compiled = 7;
  figures.programs_loaded = 5;
  figures.recent = counted(10, 4, 1000, 250);
  const Metrics metrics;
  const std::string without = metrics.text({{"m", figures}}, 0, 0, std::nullopt);
  EXPECT_THAT(without, Not(HasSubstr("constate_sessions")));
  EXPECT_THAT(without, HasSubstr("constate_prefix_cache_disk_bytes{model_name=\"m\"} 0\n"));
  figures.disk.emplace();
  figures.disk->bytes = 12345;
  figures.disk->hits = 3;
  figures.disk->evictions = 2;
  figures.disk->failures = 1;
  const std::string text = metrics.text({{"m", figures}}, 0, 0, StateStore::Held{6, 2, 777});
  for (const char* line :
       {"constate_sessions 6\n", "constate_saved_states 2\n", "constate_state_store_bytes 777\n",
        "constate_programs_compiled_total{model_name=\"m\"} 7\n",
        "constate_programs_loaded_total{model_name=\"m\"} 5\n",
        "constate_prefix_cache_minute_hits{model_name=\"m\"} 4\n",
        "constate_prefix_cache_minute_misses{model_name=\"m\"} 6\n",
        "constate_prefix_cache_minute_token_share{model_name=\"m\"} 0.25\n",
        "constate_prefix_cache_disk_bytes{model_name=\"m\"} 12345\n",
        "constate_prefix_cache_disk_hits_total{model_name=\"m\"} 3\n",
        "constate_prefix_cache_disk_evictions_total{model_name=\"m\"} 2\n",
        "constate_prefix_cache_disk_failures_total{model_name=\"m\"} 1\n"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST(StateStore, SaysWhatItHolds) {
  const TempDir dir;
  for (const bool on_disk : {false, true}) {
    const auto store = on_disk ? folder_store(dir.path) : memory_store(1 << 20);
    for (const char* name : {"a", "b"}) store->put({"sessions", "ann", name}, engine::small_state());
    store->put({"sessions", "bob", "a"}, engine::small_state());
    store->put({"states", "ann", "a"}, engine::small_state());
    const std::optional<StateStore::Held> held = store->held();
    ASSERT_TRUE(held);
    EXPECT_EQ(held->sessions, 3);
    EXPECT_EQ(held->states, 1);
    std::int64_t listed = 0;
    for (const auto& [kind, scope] : {std::pair("sessions", "ann"), {"sessions", "bob"}, {"states", "ann"}})
      for (const StateStore::Listed& one : store->list(kind, scope))
        listed += static_cast<std::int64_t>(one.bytes);
    EXPECT_EQ(held->bytes, listed);
  }
}

}  // namespace
}  // namespace constate::serve
