// A model that asks where in its text a piece begins, with a part of the state that holds something for each
// token: positions are right over segments, blocks, slots that move between shapes, and files.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/testing.h"
#include "engine/scoring.h"
#include "support/lively_weights.h"
#include "support/testing.h"
#include "trace/ops.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;
using models::StateSpec, models::WeightSpec;
using trace::Tensor;

constexpr std::int64_t kVocab = 23, kPlaces = 1024;

// The next token depends on the last one and on its position alone: logits are a row of one table and a row
// of the other. The state is the text: at place p stands 1 + the id of token p.
class Diary final : public models::BoundModel {
 public:
  Diary() {
    facts_.model_type = "diary", facts_.vocab_size = kVocab, facts_.layers = 1;
    const trace::Dim d{'d', kVocab};
    weights_ = {{"tokens", {}, {}, DType::kF32, {{'v', kVocab}, d}},
                {"places", {}, {}, DType::kF32, {{'p', kPlaces}, d}}};
  }
  const models::Facts& facts() const override { return facts_; }
  DType dtype() const override { return DType::kF32; }
  std::span<const WeightSpec> weights() const override { return weights_; }
  std::vector<StateSpec> state(std::int64_t capacity) const override {
    return {{"diary", {{'c', capacity}}, DType::kF32, models::Growth::kByToken}};
  }
  bool uses_position() const override { return true; }

  Tensor hidden(models::Traced& traced, const models::Input& input) const override {
    trace::Graph& graph = input.ids.graph();
    const bool piece = input.ids.has('t');
    Tensor at = input.position;
    if (piece) at = broadcast(at, input.ids.dims()) + iota(graph, DType::kS32, {'t', input.ids.size('t')});
    std::vector<trace::Dim> dims = traced.state[0].dims();
    if (piece) dims.push_back({'t', input.ids.size('t')});
    const Tensor place = broadcast(iota(graph, DType::kS32, {'c', traced.state[0].size('c')}), dims);
    const Tensor here = logical_and(eq(place, at), input.valid);
    const Tensor value = select(here, convert(input.ids, DType::kF32) + 1.0, 0.0);
    traced.state[0] = piece ? select(any(here, "t"), sum(value, "t"), traced.state[0])
                            : select(here, value, traced.state[0]);
    return take_rows(traced.weights[0], input.ids) + take_rows(traced.weights[1], at);
  }
  Tensor logits(const models::Traced&, Tensor hidden) const override { return rename(hidden, 'd', 'v'); }
  double recurrence_flops(std::int64_t, const trace::Lowering&) const override { return 0; }

 private:
  models::Facts facts_;
  std::vector<WeightSpec> weights_;
};

class Diaries final : public models::LanguageModel {
 public:
  const models::Facts& facts() const override { return model_.facts(); }
  std::shared_ptr<const models::BoundModel> bind(DType, const std::set<std::string>&) const override {
    return std::make_shared<Diary>();
  }

 private:
  Diary model_;
};

class Positions : public ::testing::Test {
 protected:
  Positions() {
    EngineOptions options;
    options.device = cpu();
    options.dtype = DType::kF32;
    options.fingerprint = true;
    const runtime::WeightSource source = lively_weights(3);
    engine = Engine::make(std::make_shared<Diaries>(), source, options);
    const Diary model;
    tokens_ = values<float>(source(model.weights()[0]));
    places_ = values<float>(source(model.weights()[1]));
  }

  std::vector<float> logits_after(const Ids& text) const {
    std::vector<float> out(kVocab);
    for (std::size_t v = 0; v < kVocab; ++v)
      out[v] = tokens_[static_cast<std::size_t>(text.back()) * kVocab + v] +
               places_[(text.size() - 1) * kVocab + v];
    return out;
  }
  std::int32_t next(const Ids& text) const {
    const std::vector<float> logits = logits_after(text);
    return static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
  }
  Ids run(Ids text, std::int64_t count) const {
    Ids out;
    for (; count > 0; --count) {
      out.push_back(next(text));
      text.push_back(out.back());
    }
    return out;
  }
  static std::vector<float> diary_of(const Ids& text) {
    std::vector<float> out(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) out[i] = static_cast<float>(text[i] + 1);
    return out;
  }
  // Of a state of one row. Beyond its text it holds anything.
  static std::vector<float> diary_in(const State& state) {
    std::vector<float> out = values<float>(state.parts[0].to_host());
    EXPECT_EQ(std::ssize(out), state.capacity);
    EXPECT_LE(state.tokens[0], state.capacity);
    out.resize(static_cast<std::size_t>(state.tokens[0]));
    return out;
  }
  // The diary of what the sequence has seen: the text, but for the token that is chosen and not fed.
  static void expect_seen(const Sequence& sequence, Ids text, const std::string& what) {
    if (sequence.history.next()) text.pop_back();
    EXPECT_EQ(diary_in(*sequence.state), diary_of(text)) << what;
    EXPECT_EQ(sequence.state->tokens, (std::vector<std::int64_t>{static_cast<std::int64_t>(text.size())}));
  }

  std::unique_ptr<Engine> engine;

 private:
  std::vector<float> tokens_, places_;
};

Ids joined(Ids a, const Ids& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST_F(Positions, GoOnOverSegmentsAndPieces) {
  const Ids text = random_ids(*engine, 451, 1);
  for (const std::size_t at : {1, 2, 31, 32, 33, 128, 255, 256, 257, 300, 450}) {
    const Sequence first = feed(*engine, Sequence::empty(*engine), prefix(text, at));
    const Sequence all = feed(*engine, first, suffix(text, at));
    expect_seen(first, prefix(text, at), "the first piece");
    expect_seen(all, text, "both");
    EXPECT_EQ(values<float>(first.logits->to_host()), logits_after(prefix(text, at))) << at;
    EXPECT_EQ(values<float>(all.logits->to_host()), logits_after(text)) << at;
  }
}

TEST_F(Positions, AreThoseOfEachRowWhereRowsAreFedTogether) {
  const std::vector<Ids> rows{random_ids(*engine, 20, 2), {}, random_ids(*engine, 3, 3)};
  State state = engine->new_state(3);
  engine->prefill(state, rows);
  const std::vector<Ids> more{{5}, {6, 7}, {}};
  engine->prefill(state, more);
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(diary_in(engine->take_row(state, static_cast<std::int64_t>(i))),
              diary_of(joined(rows[i], more[i])))
        << i;
  EXPECT_EQ(state.tokens, (std::vector<std::int64_t>{21, 2, 3}));
}

TEST_F(Positions, StayWithARowThatJoinsAndMovesBetweenShapes) {
  for (const std::int64_t block : {1, 3, 16}) {
    std::vector<Request> requests;
    for (std::size_t i = 0; i < 9; ++i)
      requests.push_back(
          {random_ids(*engine, 1 + 17 * i, i), i == 4 ? 200 : static_cast<int>(1 + 5 * i), {}, {}});
    Generation generation(*engine, {requests[0], requests[1]}, {.batch = 4, .block = block, .keep = true});
    for (std::size_t next = 2; generation.step() || next < requests.size();)
      if (next < requests.size()) generation.add(requests[next++]);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const Ids want = run(requests[i].prompt, requests[i].max_tokens);
      EXPECT_EQ(generation.tokens(i), want) << "blocks of " << block << ", member " << i;
      expect_seen(generation.sequence(i), joined(requests[i].prompt, want), "member " + std::to_string(i));
    }
  }
}

TEST_F(Positions, HaveACapacityThatDoublesWithTheText) {
  EXPECT_EQ(engine->capacity_for(0), 256);
  EXPECT_EQ(engine->capacity_for(256), 256);
  EXPECT_EQ(engine->capacity_for(257), 512);
  EXPECT_EQ(engine->capacity_for(1000), 1024);
  const Ids text = random_ids(*engine, 600, 7);
  Sequence sequence = Sequence::empty(*engine);
  std::size_t done = 0;
  for (const auto& [tokens, capacity] :
       {std::pair{128, 256}, {256, 256}, {257, 512}, {385, 512}, {600, 1024}}) {
    const auto to = static_cast<std::size_t>(tokens);
    sequence = feed(*engine, sequence, suffix(prefix(text, to), done));
    EXPECT_EQ(sequence.state->capacity, capacity) << tokens;
    expect_seen(sequence, prefix(text, to), std::to_string(tokens));
    done = to;
  }
}

// The batch has the capacity of its longest row, and a smaller one when that has left.
TEST_F(Positions, OfABatchFollowTheLongestRow) {
  StatePool pool(*engine, {1, 2, 4});
  const Ids texts[] = {random_ids(*engine, 20, 1), random_ids(*engine, 700, 2), random_ids(*engine, 300, 3)};
  std::vector<StatePool::Slot> slots;
  const std::int64_t capacities[] = {256, 1024, 1024};
  for (std::size_t i = 0; i < 3; ++i) {
    slots.push_back(pool.open(*feed(*engine, Sequence::empty(*engine), texts[i]).state));
    EXPECT_EQ(pool.shape().capacity, capacities[i]) << i;
  }
  pool.close(slots[1]);
  pool.fit();
  EXPECT_EQ(pool.shape(), (programs::StateShape{2, 512}));
  EXPECT_EQ(diary_in(pool.take(slots[0])), diary_of(texts[0]));
  EXPECT_EQ(diary_in(pool.take(slots[2])), diary_of(texts[2]));
}

TEST_F(Positions, GoOnFromAFile) {
  const TempDir folder;
  const Ids prompt = random_ids(*engine, 70, 5);
  Generation first(*engine, {{prompt, 9, {}, {}}});
  while (first.step()) {
  }
  const SavedState saved = save(*engine, first.sequence(0));
  EXPECT_EQ(saved.fields[0].second.shape(), (Shape{DType::kF32, {saved.tokens}}));  // without what is empty
  write_state(folder.path / "state", saved);
  const auto back = std::make_shared<const Sequence>(restore(*engine, read_state(folder.path / "state")));
  Generation rest(*engine, {{{}, 30, {}, {}, back}, {{4, 2}, 30, {}, {}, back}});
  while (rest.step()) {
  }
  const Ids seen = joined(prompt, first.tokens(0));
  EXPECT_EQ(rest.tokens(0), run(seen, 30));
  EXPECT_EQ(rest.tokens(1), run(joined(seen, {4, 2}), 30));
}

TEST_F(Positions, AreRightWhereATextIsScored) {
  const Ids text = random_ids(*engine, 300, 6);
  State state = engine->new_state(1);
  Ids chosen = text;
  for (std::size_t i = 1; i < text.size(); ++i)
    if (i % 3 != 0) chosen[i] = next(prefix(chosen, i));
  const Scores scores = score(*engine, state, std::vector<ScoreRow>{{chosen}})[0];
  for (std::size_t i = 1; i < chosen.size(); ++i)
    EXPECT_EQ(scores.likeliest[i - 1] != 0, chosen[i] == next(prefix(chosen, i))) << i;
  EXPECT_EQ(diary_in(state), diary_of(prefix(chosen, chosen.size() - 1)));
}

}  // namespace
}  // namespace constate::engine
