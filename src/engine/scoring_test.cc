// Scores are the log-softmax of the logits, whichever way a text is cut; what windows and sums make of them;
// what is refused. Perplexities of a whole text are compared in tests/e2e/perplexity_test.cc.
#include "engine/scoring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/file.h"
#include "base/testing.h"
#include "check/verification.h"
#include "formats/checkpoint.h"
#include "formats/safetensors.h"
#include "support/testing.h"
#include "tokenizer/tokenizer.h"

namespace constate::engine {
namespace {

using namespace check;
using namespace testing;

const std::filesystem::path kGolden = kSource / "tests/data/golden";

// Log probabilities of some -5 in float32, by two ways: each is off by a few units of 5e-7.
constexpr float kSame = 2e-5f;

std::unique_ptr<Engine> open(const std::filesystem::path& folder,
                             const std::function<void(runtime::DeviceProfile&)>& change = {},
                             DType dtype = DType::kF32) {
  auto device = std::make_shared<runtime::Device>(*cpu());
  if (change) change(device->profile);
  EngineOptions options;
  options.device = device;
  options.dtype = dtype;
  options.store.folder = kept_programs();
  return Engine::open(folder, options);
}

Scores score_alone(Engine& engine, std::span<const std::int32_t> ids, const ScoreOptions& options = {}) {
  State state = engine.new_state(1);
  const ScoreRow row{ids};
  return score(engine, state, {&row, 1}, options)[0];
}

void expect_same(const Scores& got, const Scores& want, const std::string& what) {
  ASSERT_EQ(got.log_probability.size(), want.log_probability.size()) << what;
  for (std::size_t i = 0; i < want.log_probability.size(); ++i)
    EXPECT_NEAR(got.log_probability[i], want.log_probability[i], kSame) << what << ", token " << i + 1;
  EXPECT_EQ(got.likeliest, want.likeliest) << what;
}

TEST(Score, IsTheLogSoftmaxOfTheLogits) {
  for (const char* name : {"groups1", "groups2", "conv1_bf16"}) {
    const auto engine = open(kGolden / name);
    Ids ids = random_ids(*engine, 40, 1);
    const HostArray all = engine->inspect(ids).logits;
    const auto vocabulary = static_cast<std::size_t>(engine->vocab_size());
    const auto logits = [&](std::size_t at) { return all.as<float>().subspan(at * vocabulary, vocabulary); };
    const auto first = [&](std::size_t at) {
      return static_cast<std::int32_t>(std::max_element(logits(at).begin(), logits(at).end()) -
                                       logits(at).begin());
    };
    ids.push_back(first(39));  // one that is the first choice
    const Scores scores = score_alone(*engine, ids);
    ASSERT_EQ(scores.log_probability.size(), 40u);
    for (std::size_t i = 0; i < 40; ++i) {
      double sum = 0;
      for (const float logit : logits(i)) sum += std::exp(static_cast<double>(logit));
      const double want =
          static_cast<double>(logits(i)[static_cast<std::size_t>(ids[i + 1])]) - std::log(sum);
      EXPECT_NEAR(scores.log_probability[i], want, kSame) << name << ", token " << i + 1;
      EXPECT_EQ(scores.likeliest[i], first(i) == ids[i + 1]) << name << ", token " << i + 1;
    }
    EXPECT_EQ(scores.likeliest[39], 1);
  }
}

TEST(Score, ATextCutAnywhereIsTheWhole) {
  const auto engine = open(kGolden / "groups2");
  const Ids ids = random_ids(*engine, 70, 2);
  const Scores want = score_alone(*engine, ids);
  for (std::size_t at = 1; at < ids.size(); ++at) {
    State state = engine->new_state(1);
    const ScoreRow before{std::span(ids).first(at)}, rest{std::span(ids).subspan(at - 1)};
    Scores got = score(*engine, state, {&before, 1})[0];
    const Scores more = score(*engine, state, {&rest, 1})[0];
    got.log_probability.insert(got.log_probability.end(), more.log_probability.begin(),
                               more.log_probability.end());
    got.likeliest.insert(got.likeliest.end(), more.likeliest.begin(), more.likeliest.end());
    expect_same(got, want, "cut at " + std::to_string(at));
  }
}

TEST(Score, SegmentsOfAnyLengthAgree) {
  const auto engine = open(kGolden / "groups1");
  const Ids ids = random_ids(*engine, 49, 3);
  const Scores want = score_alone(*engine, ids, {.segment = 64, .after_segment = {}});
  for (const std::int64_t segment : {1, 7, 16, 47, 48, 49}) {
    std::vector<std::int64_t> told;
    const Scores got = score_alone(
        *engine, ids, {.segment = segment, .after_segment = [&](std::int64_t n) { told.push_back(n); }});
    expect_same(got, want, "segments of " + std::to_string(segment));
    std::int64_t sum = 0;
    for (const std::int64_t n : told) sum += n;
    EXPECT_EQ(sum, 48) << segment;
    EXPECT_EQ(static_cast<std::int64_t>(told.size()), (48 + segment - 1) / segment);
  }
}

TEST(Score, ARowOfABatchIsTheRowAlone) {
  const auto engine = open(kGolden / "groups1");
  std::vector<Ids> texts;
  for (const std::size_t n : {70, 1, 33, 0, 64, 2})
    texts.push_back(random_ids(*engine, n, static_cast<unsigned>(n)));
  const std::vector<ScoreRow> rows{{texts[0]}, {texts[1]}, {texts[2]}, {texts[3]}, {texts[4]}, {texts[5]}};
  State state = engine->new_state(6);
  const std::vector<Scores> scores = score(*engine, state, rows, {.segment = 32, .after_segment = {}});
  for (std::size_t i = 0; i < rows.size(); ++i)
    expect_same(scores[i], score_alone(*engine, texts[i]), "row " + std::to_string(i));
  for (const std::size_t idle : {1u, 3u}) {
    EXPECT_TRUE(scores[idle].log_probability.empty());
    for (const pjrt::Buffer& part : state.parts) {
      const std::vector<float> all = values<float>(part.to_host());
      const std::size_t each = all.size() / rows.size();
      for (std::size_t j = 0; j < each; ++j) ASSERT_EQ(all[idle * each + j], 0.0f) << "row " << idle;
    }
  }
}

TEST(Score, TheSegmentIsBoundedByItsLogits) {
  const auto demo = open(kSource / "models/demo");  // 4096 tokens: 16 KiB of logits a place
  EXPECT_EQ(score_segment(*demo, 1, 0), 32);
  EXPECT_EQ(score_segment(*demo, 1, 32), 32);
  EXPECT_EQ(score_segment(*demo, 1, 33), 64);
  EXPECT_EQ(score_segment(*demo, 1, 1'000'000), 256);
  EXPECT_EQ(score_segment(*demo, 64, 1'000'000), 256);
  EXPECT_EQ(score_segment(*demo, 65, 1'000'000), 128);
  EXPECT_EQ(score_segment(*demo, 16384, 1'000'000), 1);
  EXPECT_EQ(score_segment(*demo, 1'000'000, 1'000'000), 1);
  const auto accelerator = open(kSource / "models/demo", [](runtime::DeviceProfile& p) {
    p.segments = {1, 2048};
  });
  EXPECT_EQ(score_segment(*accelerator, 1, 1'000'000), 2048);
  EXPECT_EQ(score_segment(*accelerator, 16, 1'000'000), 1024);
}

// A copy of groups2, whose embedding and head are two matrices, with changed weights.
struct Changed {
  const TempDir folder;
  const std::filesystem::path path = folder.path;
  explicit Changed(const std::function<void(std::map<std::string, HostArray>&)>& change) {
    std::filesystem::copy_file(kGolden / "groups2/config.json", path / "config.json");
    const formats::Checkpoint checkpoint = formats::Checkpoint::open(kGolden / "groups2");
    std::map<std::string, HostArray> tensors;
    for (const auto& [name, tensor] : checkpoint.tensors()) tensors.emplace(name, checkpoint.read(name));
    change(tensors);
    formats::save_safetensors(path / "model.safetensors", tensors);
  }
};

void fill_row(HostArray& matrix, std::size_t row, float value) {
  const auto width = static_cast<std::size_t>(matrix.shape().dims[1]);
  std::ranges::fill(matrix.as<float>().subspan(row * width, width), value);
}

TEST(Score, LogitsThatAreNotFiniteAreAnErrorThatNamesTheToken) {
  // The embedding of token 7 is NaN: all logits are, from that place on.
  const Changed nan([](auto& tensors) {
    fill_row(tensors.at("backbone.embeddings.weight"), 7, std::numeric_limits<float>::quiet_NaN());
  });
  const auto engine = open(nan.path);
  const Ids sound{1, 2, 3, 4, 7}, broken{1, 2, 7, 3, 4};
  EXPECT_EQ(score_alone(*engine, sound).log_probability.size(), 4u);  // a last token is a target alone
  const auto in_segments = [&](std::int64_t length) {
    return message_and_hint_of(
        [&] { score_alone(*engine, broken, {.segment = length, .after_segment = {}}); });
  };
  const std::string hint =
      " [the weights hold numbers that are not finite, or too large: are their files whole?]";
  EXPECT_EQ(in_segments(1), "the logits of token 3 are not finite" + hint);
  EXPECT_EQ(in_segments(2), "the logits of token 3 are not finite" + hint);
  EXPECT_EQ(in_segments(32), "the logits of token 1 are not finite" + hint);  // the first of the chunk
  State state = engine->new_state(2);
  const std::vector<ScoreRow> rows{{sound, 50}, {broken, 100}};
  EXPECT_EQ(message_and_hint_of([&] { score(*engine, state, rows, {.segment = 2, .after_segment = {}}); }),
            "row 1: the logits of token 103 are not finite" + hint);
}

TEST(Score, InfiniteLogitsAreAnError) {
  // Two rows of the head that are too large, with opposite signs: one of the two logits is +inf.
  const Changed infinite([](auto& tensors) {
    fill_row(tensors.at("lm_head.weight"), 5, 3e38f);
    fill_row(tensors.at("lm_head.weight"), 6, -3e38f);
  });
  const auto engine = open(infinite.path);
  EXPECT_EQ(message_of([&] { score_alone(*engine, Ids{1, 2, 3}); }), "the logits of token 1 are not finite");
}

// Rows are rounded to bf16 where they meet a weight. That moves each log probability up or down by some
// `typical`. Over many tokens this averages out, to within 4 standard errors, and what does not is of second
// order.
TEST(Score, Bf16HardlyChangesTheMean) {
  const std::filesystem::path folder = kSource / "models/demo";
  Ids ids = tokenizer::Tokenizer::from_file(folder / "tokenizer.json")
                .encode(read_text(kSource / "tests/data/heldout.txt"));
  ids.insert(ids.begin(), 0);
  const Scores exact = score_alone(*open(folder), ids);
  const Scores rounded = score_alone(*open(folder, {}, DType::kBF16), ids);
  const std::size_t n = exact.log_probability.size();
  ASSERT_EQ(rounded.log_probability.size(), n);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double d = rounded.log_probability[i] - exact.log_probability[i];
    sum += d;
    squares += d * d;
  }
  const double mean = sum / static_cast<double>(n), typical = std::sqrt(squares / static_cast<double>(n));
  EXPECT_GT(typical, 1e-3);
  EXPECT_LT(typical, 2e-2);
  EXPECT_LT(std::abs(mean), typical * typical + 4 * typical / std::sqrt(static_cast<double>(n)));
}

TEST(Score, WhatIsRefused) {
  const auto engine = open(kGolden / "groups1");
  State state = engine->new_state(2);
  const Ids ids{1, 2, 3}, outside{1, 96};
  const std::vector<ScoreRow> one{{ids}}, bad{{ids}, {outside}};
  EXPECT_EQ(message_of([&] { score(*engine, state, one); }),
            "score: one row of tokens for each row of the state (2); got 1");
  EXPECT_EQ(message_of([&] { score(*engine, state, bad); }), "token 1: an id is between 0 and 95; got 96");
  EXPECT_EQ(message_of([] { Windows(10, 1, 1); }), "window: at least 2 tokens are expected; got 1");
  EXPECT_EQ(message_of([] { Windows(10, 4, 0); }),
            "stride: between 1 and the window's 4 tokens is expected; got 0");
  EXPECT_EQ(message_of([] { Windows(10, 4, 5); }),
            "stride: between 1 and the window's 4 tokens is expected; got 5");
}

TEST(Likelihood, Literals) {
  const Scores scores{{-4, -1, -2, -3}, {0, 1, 0, 1}};
  Likelihood l;
  EXPECT_TRUE(std::isnan(l.mean_loss()));
  l.add(scores, 3);  // the last three
  EXPECT_EQ(l.tokens, 3);
  EXPECT_EQ(l.likeliest, 2);
  EXPECT_DOUBLE_EQ(l.mean_loss(), 2);
  EXPECT_DOUBLE_EQ(l.standard_error(), 1 / std::sqrt(3.0));  // the deviation is 1
  EXPECT_DOUBLE_EQ(l.perplexity(), std::exp(2.0));
  l.add(scores, 0);
  EXPECT_EQ(l.tokens, 3);
  l.add(scores);
  EXPECT_EQ(l.tokens, 7);
  EXPECT_DOUBLE_EQ(l.mean_loss(), 16.0 / 7);
  Likelihood single;
  single.add(scores, 1);
  EXPECT_EQ(single.mean_loss(), 3);
  EXPECT_TRUE(std::isnan(single.standard_error()));
}

TEST(Windows, Literals) {
  const auto list = [](std::int64_t tokens, std::int64_t width, std::int64_t stride) {
    const Windows windows(tokens, width, stride);
    std::vector<std::vector<std::int64_t>> out;
    for (std::int64_t i = 0; i < windows.size(); ++i)
      out.push_back({windows[i].begin, windows[i].end, windows[i].counted});
    return out;
  };
  using List = std::vector<std::vector<std::int64_t>>;
  EXPECT_EQ(list(10, 4, 2), (List{{0, 4, 3}, {2, 6, 2}, {4, 8, 2}, {6, 10, 2}}));
  EXPECT_EQ(list(11, 4, 2), (List{{0, 4, 3}, {2, 6, 2}, {4, 8, 2}, {6, 10, 2}, {8, 11, 1}}));
  EXPECT_EQ(list(10, 4, 4), (List{{0, 4, 3}, {4, 8, 3}, {8, 10, 1}}));
  EXPECT_EQ(list(9, 4, 4), (List{{0, 4, 3}, {4, 8, 3}, {8, 9, 0}}));
  EXPECT_EQ(list(4, 4, 1), (List{{0, 4, 3}}));
  EXPECT_EQ(list(5, 4, 1), (List{{0, 4, 3}, {1, 5, 1}}));
  EXPECT_EQ(list(3, 100, 50), (List{{0, 3, 2}}));
}

TEST(Windows, ThatOverlapCountEachTokenButTheFirstOnce) {
  for (std::int64_t tokens = 2; tokens < 30; ++tokens)
    for (std::int64_t width = 2; width < 12; ++width)
      for (std::int64_t stride = 1; stride <= width; ++stride) {
        const Windows windows(tokens, width, stride);
        std::vector<int> counted(static_cast<std::size_t>(tokens), 0);
        for (std::int64_t i = 0; i < windows.size(); ++i) {
          const Windows::Window w = windows[i];
          ASSERT_LE(w.end - w.begin, width);
          ASSERT_LT(w.counted, w.end - w.begin);
          for (std::int64_t at = w.end - w.counted; at < w.end; ++at) ++counted[static_cast<std::size_t>(at)];
        }
        EXPECT_EQ(windows[windows.size() - 1].end, tokens);
        for (std::int64_t at = 0; at < tokens; ++at)
          ASSERT_EQ(counted[static_cast<std::size_t>(at)], stride < width ? at > 0 : at % width > 0)
              << tokens << " tokens, " << width << ":" << stride << ", token " << at;
      }
}

}  // namespace
}  // namespace constate::engine
