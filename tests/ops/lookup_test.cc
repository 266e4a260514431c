// Prompt lookup against its definition, written as a search on the host; texts of few letters, in which much
// is alike.
#include "programs/lookup.h"

#include <gtest/gtest.h>

#include <random>

#include "harness.h"
#include "trace/ops.h"

namespace constate::ops {
namespace {

using programs::Drafts;
using programs::LookupRows;
using Text = std::vector<int>;

constexpr std::size_t kFewest = 2, kMost = 6, kRoom = 40;

struct Row {
  Text text;
  int missed = 0, pause = 0;
  bool done = false;
};

// Of the last place with the most tokens alike; empty where there is none.
Text draft(const Row& row, std::size_t count) {
  const Text& t = row.text;
  const std::size_t n = t.size(), wanted = std::min(kFewest + static_cast<std::size_t>(row.missed), kMost);
  if (row.done || row.pause > 0) return {};
  std::size_t best = 0, end = 0;
  for (std::size_t j = 0; j + 1 < n; ++j) {
    std::size_t alike = 0;
    while (alike < kMost && alike <= j && t[j - alike] == t[n - 1 - alike]) ++alike;
    if (alike >= wanted && alike >= best) best = alike, end = j;
  }
  if (best == 0) return {};
  Text longer = t;  // it repeats what came after that place, for as long as it is asked
  while (longer.size() < n + count) longer.push_back(longer[longer.size() - (n - 1 - end)]);
  return {longer.begin() + static_cast<std::ptrdiff_t>(n), longer.end()};
}

std::vector<Input> inputs_of(const std::vector<Row>& rows) {
  const Dim b{'b', static_cast<std::int64_t>(rows.size())};
  Input ids = s32({b, {'h', kRoom}}, {}), length = s32({b}, {}), missed = s32({b}, {}), pause = s32({b}, {}),
        done = pred({b}, {});
  for (const Row& row : rows) {
    std::vector<double> text(row.text.begin(), row.text.end());
    text.resize(kRoom, row.text.back());  // what is beyond the text looks like it
    ids.values.insert(ids.values.end(), text.begin(), text.end());
    length.values.push_back(static_cast<double>(row.text.size()));
    missed.values.push_back(row.missed);
    pause.values.push_back(row.pause);
    done.values.push_back(row.done);
  }
  return {ids, length, missed, pause, done};
}

LookupRows<Tensor> lookup_rows(const Tensors& in) { return {in[0], in[1], in[2], in[3]}; }

std::vector<Text> drafts(const std::string& plugin, const std::vector<Row>& rows, std::size_t count) {
  const Values out = run(plugin, inputs_of(rows), [&](Graph&, const Tensors& in) -> Tensors {
    const Drafts<Tensor> found = programs::look_up(lookup_rows(in), in[4], static_cast<std::int64_t>(count));
    return {found.ids, found.found};
  });
  std::vector<Text> texts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto begin = out[0].begin() + static_cast<std::ptrdiff_t>(i * count);
    Text text(begin, begin + static_cast<std::ptrdiff_t>(count));
    if (out[1][i] == 0) {
      EXPECT_EQ(text, Text(count, 0)) << "row " << i;
      text.clear();
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

TEST(Lookup, GuessesWhatFollowedTheLastPlaceThatIsMostAlike) {
  const std::vector<Row> rows{
      {{1, 2, 3, 4, 1, 2}},                 // 3 4 1
      {{1, 2, 3, 1, 2, 4, 5, 6, 1, 2}},     // the last of two that are alike: 4 5 6
      {{7, 1, 2, 3, 9, 1, 2, 4, 7, 1, 2}},  // three are alike at the first: 3 9 1
      {{5, 5, 5}},                          // 5 5 5
      {{1, 2, 1, 2}},                       // one period: 1 2 1
      {{1, 2, 3, 4, 5, 1}},                 // one token is not enough
      {{1}},
      {{1, 2, 3, 4, 1, 2}, 1},        // two tokens alike are not enough after a miss
      {{9, 1, 2, 3, 4, 9, 1, 2}, 1},  // three are
      {{1, 2, 3, 4, 1, 2}, 0, 1},     // it waits
      {{1, 2, 3, 4, 1, 2}, 0, 0, true},
  };
  const std::vector<Text> want{{3, 4, 1}, {4, 5, 6}, {3, 9, 1}, {5, 5, 5}, {1, 2, 1}, {},
                               {},        {},        {3, 4, 9}, {},        {}};
  for (const char* plugin : {"cpu", "cpu-0.81"}) EXPECT_EQ(drafts(plugin, rows, 3), want) << plugin;
}

TEST(Lookup, IsASearchOnTheHost) {
  std::mt19937 random(3);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (const std::size_t count : {1, 3, 7, 16}) {
    std::vector<Row> rows;
    for (int i = 0; i < 200; ++i) {
      Row row{{}, static_cast<int>(below(6)) - 2, static_cast<int>(below(8)) - 6, below(10) == 0};
      row.missed = std::max(row.missed, 0), row.pause = std::max(row.pause, 0);
      const std::size_t length = 1 + below(kRoom - count - 1), letters = 1 + below(4);
      for (std::size_t k = 0; k < length; ++k) row.text.push_back(static_cast<int>(below(letters)));
      rows.push_back(std::move(row));
    }
    const std::vector<Text> got = drafts("cpu", rows, count);
    std::size_t found = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Text want = draft(rows[i], count);
      ASSERT_EQ(got[i], want) << "row " << i << ", " << count << " tokens";
      found += !want.empty();
    }
    EXPECT_GT(found, 60u);
    EXPECT_LT(found, 190u);
  }
}

// tokens a step gave; of -1 there is none
TEST(Lookup, WaitsLongerAfterEachMissAndNoLongerAfterARightToken) {
  const std::vector<Row> rows(5, {{1, 2, 1, 2}, 2, 0});
  const Dim b{'b', 5};
  std::vector<Input> inputs = inputs_of(rows);
  inputs[3].values = {0, 0, 5, 0, 0};            // pause
  inputs.push_back(pred({b}, {1, 1, 0, 0, 1}));  // found
  inputs.push_back(s32({b, {'t', 3}}, {8, -1, -1, 8, 9, -1, 8, -1, -1, 8, -1, -1, -1, -1, -1}));
  inputs.push_back(s32({b}, {1, 2, 1, 1, 0}));
  const Values out = run("cpu", inputs, [&](Graph&, const Tensors& in) -> Tensors {
    const auto next = programs::after_step(lookup_rows(in), {Tensor(), in[5]}, in[6], in[7]);
    return {next.length, next.missed, next.pause, slice(next.ids, 'h', 0, 6)};
  });
  EXPECT_EQ(out[0], (std::vector<double>{5, 6, 5, 5, 4}));
  EXPECT_EQ(out[1], (std::vector<double>{3, 0, 2, 2, 3}));
  EXPECT_EQ(out[2], (std::vector<double>{7, 0, 4, 0, 7}));
  EXPECT_EQ(out[3], (std::vector<double>{1, 2, 1,  2, 8, -1, 1, 2, 1,  2, 8, 9, 1, 2,  1,
                                         2, 8, -1, 1, 2, 1,  2, 8, -1, 1, 2, 1, 2, -1, -1}));
}

}  // namespace
}  // namespace constate::ops
