#include "trace/fields.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

namespace constate::trace {
namespace {

template <class T>
struct Inner {
  T a;
  std::optional<T> maybe;
  CONSTATE_FIELDS(a, maybe)
};

template <class T>
struct Outer {
  T first;
  std::vector<Inner<T>> layers;
  std::array<T, 2> pair;
  std::optional<Inner<T>> extra;
  CONSTATE_FIELDS(first, layers, pair, extra)
};

Outer<int> example() { return {1, {{2, {}}, {3, 4}}, {5, 6}, Inner<int>{7, {}}}; }

template <class S>
std::vector<std::pair<std::string, int>> list(const S& s) {
  std::vector<std::pair<std::string, int>> out;
  each_field(s, [&](const int& leaf, const std::string& path) { out.emplace_back(path, leaf); });
  return out;
}

TEST(Fields, LeavesComeInOrderWithTheirPaths) {
  EXPECT_EQ(list(example()), (std::vector<std::pair<std::string, int>>{{"first", 1},
                                                                       {"layers.0.a", 2},
                                                                       {"layers.1.a", 3},
                                                                       {"layers.1.maybe", 4},
                                                                       {"pair.0", 5},
                                                                       {"pair.1", 6},
                                                                       {"extra.a", 7}}));
}

TEST(Fields, AnAbsentOptionalHasNoLeaves) {
  Outer<int> s = example();
  s.extra.reset();
  s.layers.clear();
  EXPECT_EQ(list(s).size(), 3u);
}

TEST(Fields, LeavesCanBeChanged) {
  Outer<int> s = example();
  each_field(s, [](int& leaf, const std::string&) { leaf *= 10; });
  EXPECT_EQ(s.layers[1].maybe, 40);
  EXPECT_EQ(s.pair[1], 60);
}

TEST(Fields, APrefixStandsBeforeEachPath) {
  std::vector<std::string> paths;
  const Inner<int> s{1, 2};
  each_field(
      s, [&](int, const std::string& path) { paths.push_back(path); }, "rows");
  EXPECT_EQ(paths, (std::vector<std::string>{"rows.a", "rows.maybe"}));
}

TEST(Fields, ABareLeafHasThePrefixAsItsPath) {
  std::string got = "?";
  int leaf = 3;
  each_field(
      leaf, [&](int&, const std::string& path) { got = path; }, "token");
  EXPECT_EQ(got, "token");
}

TEST(Fields, AMapGivesTheTargetTheSourcesStructure) {
  Outer<double> to;
  to.layers.resize(5);
  to.layers[0].maybe = 99;
  std::vector<std::string> paths;
  map_fields(example(), to, [&](int leaf, const std::string& path) {
    paths.push_back(path);
    return leaf + 0.5;
  });
  EXPECT_EQ(paths, (std::vector<std::string>{"first", "layers.0.a", "layers.1.a", "layers.1.maybe", "pair.0",
                                             "pair.1", "extra.a"}));
  ASSERT_EQ(to.layers.size(), 2u);
  EXPECT_EQ(to.first, 1.5);
  EXPECT_FALSE(to.layers[0].maybe.has_value());
  EXPECT_EQ(to.layers[1].maybe, 4.5);
  EXPECT_EQ(to.pair[1], 6.5);
  ASSERT_TRUE(to.extra.has_value());
  EXPECT_EQ(to.extra->a, 7.5);
  EXPECT_FALSE(to.extra->maybe.has_value());
}

}  // namespace
}  // namespace constate::trace
