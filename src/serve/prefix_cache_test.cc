// The prefix cache: a tree over ids, beside a list that is searched from one end to the other.
#include "serve/prefix_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "support/lively_weights.h"

namespace constate::serve {
namespace {

using testing::Random;
using Ids = std::vector<std::int32_t>;
using Sequence = std::shared_ptr<const engine::Sequence>;

Sequence sequence(bool has_logits = true) {
  auto out = std::make_shared<engine::Sequence>(
      engine::Sequence{engine::History(8), nullptr, nullptr, engine::Sampling()});
  if (has_logits) out->logits = std::make_shared<const pjrt::Buffer>();
  return out;
}

std::size_t common_of(const Ids& a, const Ids& b) {
  std::size_t n = 0;
  while (n < a.size() && n < b.size() && a[n] == b[n]) ++n;
  return n;
}

// What the cache is to do, by looking at all that is there.
class Plain {
 public:
  struct Entry {
    std::string scope;
    Ids ids;
    Origin origin;
    Sequence sequence;
    std::int64_t bytes;
  };

  explicit Plain(PrefixCache::Options options) : options_(options) {}

  PrefixCache::Match find(const std::string& scope, const Ids& ids) {
    PrefixCache::Match out;
    ++figures.queries;
    figures.asked_tokens += std::ssize(ids);
    auto best = entries.end();
    for (auto it = entries.begin(); it != entries.end(); ++it) {
      if (it->scope != scope) continue;
      const std::size_t same = common_of(it->ids, ids);
      out.common = std::max(out.common, static_cast<std::int64_t>(same));
      if (same < it->ids.size() || std::ssize(it->ids) <= out.length) continue;
      const bool is_all = it->ids.size() == ids.size();
      if (is_all && !it->sequence->logits) continue;
      if (options_.canonical > 0 &&
          (it->origin != Origin::kPrompt || (!is_all && std::ssize(it->ids) % options_.canonical != 0)))
        continue;
      out.length = std::ssize(it->ids);
      best = it;
    }
    if (best == entries.end()) return out;
    out.sequence = best->sequence;
    entries.splice(entries.begin(), entries, best);
    ++figures.hits;
    figures.hit_tokens += out.length;
    return out;
  }

  void put(const std::string& scope, const Ids& ids, Origin origin, const Sequence& s, std::int64_t bytes) {
    if (ids.empty() || bytes + 256 + 4 * std::ssize(ids) > options_.bytes) return;
    const auto old = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& e) { return e.scope == scope && e.ids == ids; });
    if (old != entries.end()) {
      entries.splice(entries.begin(), entries, old);
      if (old->origin == Origin::kPrompt) return;
      *old = {scope, ids, origin, s, bytes};
    } else {
      entries.push_front({scope, ids, origin, s, bytes});
    }
    for (; this->bytes() > options_.bytes; ++figures.evictions) entries.pop_back();
  }

  // Of the states, and of the places that a tree without one too many has: at the ends of texts, and where
  // texts part.
  std::int64_t bytes() const {
    std::int64_t sum = 0;
    std::map<std::string, std::set<Ids>> texts;
    for (const Entry& e : entries) {
      sum += e.bytes;
      texts[e.scope].insert(e.ids);
    }
    for (const auto& [scope, ids] : texts) {
      std::set<Ids> places = ids;
      const Ids* before = nullptr;
      for (const Ids& text : ids) {
        const std::size_t same = before ? common_of(*before, text) : 0;
        if (same > 0) places.insert(Ids(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(same)));
        sum += 4 * static_cast<std::int64_t>(text.size() - same);
        before = &text;
      }
      sum += 256 * std::ssize(places);
    }
    return sum;
  }

  std::list<Entry> entries;
  PrefixCache::Figures figures;

 private:
  const PrefixCache::Options options_;
};

Ids random_text(Random& random, const Plain& plain) {
  Ids out;
  // Half of them go on from one that is there, or are its beginning.
  if (!plain.entries.empty() && random.one_in(2)) {
    const auto at = random.between(0, std::ssize(plain.entries) - 1);
    out = std::next(plain.entries.begin(), at)->ids;
    out.resize(static_cast<std::size_t>(random.between(0, std::ssize(out))));
  }
  for (auto more = random.between(0, random.one_in(20) ? 60 : 6); more > 0; --more)
    out.push_back(static_cast<std::int32_t>(random.between(0, 2)));
  return out;
}

void run_beside(PrefixCache::Options options, std::uint64_t seed, int steps) {
  Random random(seed);
  PrefixCache cache(options);
  Plain plain(options);
  const std::vector<std::string> scopes{"", "a", "b"};
  std::vector<std::weak_ptr<const engine::Sequence>> all;
  for (int step = 0; step < steps; ++step) {
    const std::string scope = random.choice(scopes);
    const Ids ids = random_text(random, plain);
    if (random.one_in(2)) {
      const Origin origin = random.one_in(2) ? Origin::kPrompt : Origin::kAnswer;
      const Sequence s = sequence(!random.one_in(3));
      const std::int64_t bytes = random.one_in(50) ? options.bytes : random.between(1, 3000);
      all.push_back(s);
      cache.put(scope, ids, origin, s, bytes);
      plain.put(scope, ids, origin, s, bytes);
    } else {
      const std::int64_t length = cache.length_of(scope, ids);
      const PrefixCache::Match got = cache.find(scope, ids), want = plain.find(scope, ids);
      ASSERT_EQ(length, want.length) << "step " << step;
      ASSERT_EQ(got.sequence, want.sequence) << "step " << step;
      ASSERT_EQ(got.length, want.length) << "step " << step;
      ASSERT_EQ(got.common, want.common) << "step " << step;
    }
    const bool there = std::any_of(plain.entries.begin(), plain.entries.end(),
                                   [&](const Plain::Entry& e) { return e.scope == scope && e.ids == ids; });
    ASSERT_EQ(cache.has(scope, ids), there) << "step " << step;
    const PrefixCache::Figures &got = cache.figures(), &want = plain.figures;
    ASSERT_EQ(got.entries, std::ssize(plain.entries)) << "step " << step;
    ASSERT_EQ(got.bytes, plain.bytes()) << "step " << step;
    ASSERT_LE(got.bytes, options.bytes) << "step " << step;
    ASSERT_EQ(got.evictions, want.evictions);
    ASSERT_EQ(got.queries, want.queries);
    ASSERT_EQ(got.hits, want.hits);
    ASSERT_EQ(got.asked_tokens, want.asked_tokens);
    ASSERT_EQ(got.hit_tokens, want.hit_tokens);
  }
  EXPECT_GT(plain.figures.evictions, steps / 100);
  EXPECT_GT(plain.figures.hits, steps / 100);
  // Of all sequences those are left that the cache has.
  const auto alive = std::count_if(all.begin(), all.end(), [](const auto& w) { return !w.expired(); });
  EXPECT_EQ(alive, cache.figures().entries);
  plain.entries.clear();
  cache.clear();
  EXPECT_EQ(cache.figures().entries, 0);
  EXPECT_EQ(cache.figures().bytes, 0);
  for (const auto& one : all) ASSERT_TRUE(one.expired());
}

TEST(PrefixCache, IsThePlainListThatItStandsFor) { run_beside({.bytes = 40'000}, 1, 60'000); }
TEST(PrefixCache, OfFewEntriesToo) { run_beside({.bytes = 4000}, 2, 20'000); }
TEST(PrefixCache, FindsOnlyCanonicalStatesWhereThatIsAsked) {
  run_beside({.bytes = 40'000, .canonical = 4}, 3, 20'000);
}

// What was asked for, and what was found: of a scope alone.
TEST(PrefixCache, KeepsScopesApart) {
  PrefixCache cache({.bytes = 10'000});
  cache.put("a", Ids{1, 2}, Origin::kPrompt, sequence(), 10);
  EXPECT_EQ(cache.find("b", Ids{1, 2, 3}).length, 0);
  EXPECT_EQ(cache.find("b", Ids{1, 2, 3}).common, 0);
  EXPECT_FALSE(cache.has("b", Ids{1, 2}));
  EXPECT_EQ(cache.find("a", Ids{1, 2, 3}).length, 2);
  EXPECT_EQ(cache.figures().hits, 1);
}

TEST(PrefixCache, SaysWhereTextsPart) {
  PrefixCache cache({.bytes = 10'000});
  cache.put("", Ids{1, 2, 3, 4}, Origin::kPrompt, sequence(), 10);
  const PrefixCache::Match match = cache.find("", Ids{1, 2, 3, 5});
  EXPECT_EQ(match.length, 0);
  EXPECT_EQ(match.common, 3);
}

TEST(PrefixCache, ThatMayKeepNothingKeepsNothing) {
  PrefixCache cache({.bytes = 0});
  cache.put("", Ids{1}, Origin::kPrompt, sequence(), 1);
  EXPECT_EQ(cache.figures().entries, 0);
  EXPECT_EQ(cache.find("", Ids{1}).length, 0);
}

// A state without logits cannot give the first token; one that is an answer's, in the mode of bits, none.
TEST(PrefixCache, FindsWhatCanGoOn) {
  PrefixCache cache({.bytes = 10'000});
  cache.put("", Ids{1, 2}, Origin::kAnswer, sequence(false), 10);
  EXPECT_EQ(cache.find("", Ids{1, 2}).length, 0);
  EXPECT_EQ(cache.find("", Ids{1, 2, 3}).length, 2);
  PrefixCache canonical({.bytes = 10'000, .canonical = 4});
  canonical.put("", Ids{1, 2, 3, 4}, Origin::kAnswer, sequence(), 10);
  EXPECT_EQ(canonical.find("", Ids{1, 2, 3, 4, 5}).length, 0);
  canonical.put("", Ids{1, 2, 3, 4}, Origin::kPrompt, sequence(), 10);
  EXPECT_EQ(canonical.find("", Ids{1, 2, 3, 4, 5}).length, 4);
  EXPECT_EQ(canonical.figures().entries, 1);
}

// Found for the first time, about to leave, and at the end.
TEST(PrefixCache, StoresWhatIsWorthIt) {
  std::vector<std::pair<std::string, Ids>> stored;
  bool takes = false;
  PrefixCache cache({.bytes = 2000, .store = [&](const std::string& scope, auto ids, Origin, const auto&) {
                       stored.emplace_back(scope, Ids(ids.begin(), ids.end()));
                       return takes;
                     }});
  cache.put("a", Ids{1, 2}, Origin::kPrompt, sequence(), 200);
  cache.put("a", Ids{1, 2, 3, 4}, Origin::kPrompt, sequence(), 200);
  cache.put("b", Ids{1, 5}, Origin::kPrompt, sequence(), 200, true);
  EXPECT_EQ(stored.size(), 0);
  const std::pair<std::string, Ids> longer{"a", {1, 2, 3, 4}}, shorter{"a", {1, 2}}, other{"b", {1, 5}};
  cache.find("a", Ids{1, 2, 3, 4});
  takes = true;
  cache.find("a", Ids{1, 2, 3, 4});  // it was not kept
  cache.find("a", Ids{1, 2, 3, 4});
  cache.find("b", Ids{1, 5});  // it came from there
  EXPECT_THAT(stored, ::testing::ElementsAre(longer, longer));
  stored.clear();
  cache.put("c", Ids{7}, Origin::kPrompt, sequence(), 600);
  EXPECT_THAT(stored, ::testing::ElementsAre(shorter));
  stored.clear();
  cache.store_all();
  EXPECT_THAT(stored, ::testing::ElementsAre(std::pair<std::string, Ids>{"c", {7}}, other, longer));
}

// Places within places, as many as a conversation of many turns makes, go without a deep call.
TEST(PrefixCache, OfALongChainGoesAway) {
  PrefixCache cache({.bytes = std::int64_t{1} << 30});
  Ids ids;
  const Sequence one = sequence();
  for (int i = 0; i < 20'000; ++i) {
    ids.push_back(i % 3);
    cache.put("", ids, Origin::kPrompt, one, 1);
  }
  EXPECT_EQ(cache.find("", ids).length, 20'000);
  EXPECT_EQ(cache.figures().entries, 20'000);
  cache.clear();
  EXPECT_EQ(one.use_count(), 1);
}

}  // namespace
}  // namespace constate::serve
