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
  bool done = false, wants = true;
};

// Of the last place with the most tokens alike; empty where there is none.
Text draft(const Row& row, std::size_t count, int credit) {
  const Text& t = row.text;
  const std::size_t n = t.size(), wanted = kFewest + (credit < programs::kFirstCredit);
  if (row.done || !row.wants || credit < 0) return {};
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

std::vector<Input> inputs_of(const std::vector<Row>& rows, int credit = programs::kFirstCredit) {
  const Dim b{'b', static_cast<std::int64_t>(rows.size())};
  Input ids = s32({b, {'h', kRoom + programs::kBeforeText}}, {}), length = s32({b}, {}),
        wants = pred({b}, {}), done = pred({b}, {});
  for (const Row& row : rows) {
    std::vector<double> text(programs::kBeforeText, -1);
    text.insert(text.end(), row.text.begin(), row.text.end());
    text.resize(kRoom + programs::kBeforeText, row.text.back());  // what is beyond the text looks like it
    ids.values.insert(ids.values.end(), text.begin(), text.end());
    length.values.push_back(static_cast<double>(row.text.size() + programs::kBeforeText));
    wants.values.push_back(row.wants);
    done.values.push_back(row.done);
  }
  return {ids, length, wants, s32({}, {static_cast<double>(credit)}), done};
}

LookupRows<Tensor> lookup_rows(const Tensors& in) { return {in[0], in[1], in[2], in[3]}; }

std::vector<Text> drafts(const std::string& plugin, const std::vector<Row>& rows, std::size_t count,
                         int credit = programs::kFirstCredit) {
  const Values out = run(plugin, inputs_of(rows, credit), [&](Graph&, const Tensors& in) -> Tensors {
    const Drafts<Tensor> found = programs::look_up(lookup_rows(in), programs::last_tokens(lookup_rows(in)),
                                                   in[4], static_cast<std::int64_t>(count));
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
      {{1, 2, 3, 4, 1, 2}, true},          // it has ended
      {{1, 2, 3, 4, 1, 2}, false, false},  // it is to have none
  };
  const std::vector<Text> want{{3, 4, 1}, {4, 5, 6}, {3, 9, 1}, {5, 5, 5}, {1, 2, 1}, {}, {}, {}, {}};
  for (const char* plugin : {"cpu", "cpu-0.81"}) EXPECT_EQ(drafts(plugin, rows, 3), want) << plugin;
}

TEST(Lookup, WantsLongerMatchesWhereDraftsHaveCostMoreThanTheySaved) {
  const std::vector<Row> rows{{{1, 2, 3, 4, 1, 2}}, {{9, 1, 2, 3, 4, 9, 1, 2}}};
  const std::vector<Text> both{{3, 4, 1}, {3, 4, 9}}, one{{}, {3, 4, 9}}, none{{}, {}};
  EXPECT_EQ(drafts("cpu", rows, 3, 40), both);
  EXPECT_EQ(drafts("cpu", rows, 3, 39), one);
  EXPECT_EQ(drafts("cpu", rows, 3, 0), one);
  EXPECT_EQ(drafts("cpu", rows, 3, -1), none);
}

TEST(Lookup, IsASearchOnTheHost) {
  std::mt19937 random(3);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (const std::size_t count : {1, 3, 7, 16}) {
    const int credit = count == 3 ? 20 : 110;
    std::vector<Row> rows;
    for (int i = 0; i < 200; ++i) {
      Row row{{}, below(10) == 0, below(10) != 0};
      const std::size_t length = 1 + below(kRoom - count - 1), letters = 1 + below(4);
      for (std::size_t k = 0; k < length; ++k) row.text.push_back(static_cast<int>(below(letters)));
      rows.push_back(std::move(row));
    }
    const std::vector<Text> got = drafts("cpu", rows, count, credit);
    std::size_t found = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Text want = draft(rows[i], count, credit);
      ASSERT_EQ(got[i], want) << "row " << i << ", " << count << " tokens";
      found += !want.empty();
    }
    EXPECT_GT(found, 60u);
    EXPECT_LT(found, 190u);
  }
}

TEST(Lookup, AddsTheTokensOfAStepToTheText) {
  const std::vector<Row> rows(3, {{1, 2, 1, 2}});
  const Dim b{'b', 3};
  std::vector<Input> inputs = inputs_of(rows);
  // Of -1 there is no token.
  inputs.push_back(s32({b, {'t', 3}}, {8, -1, -1, 8, 9, 7, -1, -1, -1}));
  inputs.push_back(s32({b}, {1, 3, 0}));
  const Values out = run("cpu", inputs, [&](Graph&, const Tensors& in) -> Tensors {
    const auto next = programs::after_step(lookup_rows(in), in[5], in[6]);
    return {next.length - static_cast<double>(programs::kBeforeText),
            slice(next.ids, 'h', programs::kBeforeText, programs::kBeforeText + 7)};
  });
  EXPECT_EQ(out[0], (std::vector<double>{5, 7, 4}));
  EXPECT_EQ(out[1],
            (std::vector<double>{1, 2, 1, 2, 8, -1, -1, 1, 2, 1, 2, 8, 9, 7, 1, 2, 1, 2, -1, -1, -1}));
}

// After a step without drafts.
double credit_after_plain_step(double before) {
  return run("cpu", {s32({}, {before})}, [](Graph&, const Tensors& in) -> Tensors {
    return {programs::credit_after_plain_step(in[0])};
  })[0][0];
}

// After a step with drafts in which rows got so many tokens.
double credit_after_drafts(double before, const std::vector<double>& count, double cost = 76) {
  const Dim b{'b', static_cast<std::int64_t>(count.size())};
  return run("cpu", {s32({}, {before}), s32({b}, count), s32({}, {cost})},
             [](Graph&, const Tensors& in) -> Tensors {
               return {programs::credit_after_drafts(in[0], in[1], in[2])};
             })[0][0];
}

TEST(Lookup, CreditIsWhatDraftsHaveSaved) {
  EXPECT_EQ(credit_after_plain_step(-5), -4);
  EXPECT_EQ(credit_after_plain_step(120), 120) << "no more than this";
  EXPECT_EQ(credit_after_drafts(40, {1}), 40 + 20 - 76) << "none was right";
  EXPECT_EQ(credit_after_drafts(40, {4}), 40 + 80 - 76);
  EXPECT_EQ(credit_after_drafts(40, {8}), 120);
  EXPECT_EQ(credit_after_drafts(0, {1}, 139), 20 - 139);
  // Of several sequences, the mean of those that have not ended.
  EXPECT_EQ(credit_after_drafts(40, {8, 1, 1, 0}), 40 + 200 / 3 - 76);
}

TEST(Lookup, AStepCostsLessAPlaceWhereItReadsWeightsFromMemory) {
  EXPECT_EQ(programs::step_cost(7, 516'000'000), 76);  // 3.8 plain steps for 8 places
  EXPECT_EQ(programs::step_cost(3, 516'000'000), 48);
  EXPECT_EQ(programs::step_cost(7, 15'000'000), 160);
}

}  // namespace
}  // namespace constate::ops
