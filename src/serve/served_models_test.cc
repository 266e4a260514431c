#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <random>

#include "serve/api_error.h"
#include "serve/models.h"

namespace constate::serve {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using State = Models::State;

constexpr Clock::time_point kNever = Clock::time_point::max();

// How many are loaded, and were at most.
struct Count {
  std::atomic<int> now = 0, most = 0, loads = 0;
};

struct FakeModel final : LoadedModel {
  FakeModel(std::string n, Count& c) : LoadedModel(nullptr), name(std::move(n)), count(c) {
    count.most = std::max<int>(count.most, ++count.now);  // of one thread
    ++count.loads;
  }
  ~FakeModel() override { --count.now; }
  void drain(Clock::time_point) override {}
  void end() override {}
  const std::string name;
  Count& count;
};

std::string name_of(const ModelUse& use) { return dynamic_cast<FakeModel&>(use.loaded()).name; }

struct Got {
  std::optional<ModelUse> use;
  std::optional<ApiError> error;
};

std::future<Got> ask(Models& models, const std::string& name, Clock::time_point deadline = kNever) {
  const auto promise = std::make_shared<std::promise<Got>>();
  models.ask(
      name, deadline,
      [promise](ModelUse use) {
        Got got;
        got.use = std::move(use);
        promise->set_value(std::move(got));
      },
      [promise](const std::exception& why) {
        Got got;
        got.error = dynamic_cast<const ApiError&>(why);
        promise->set_value(std::move(got));
      });
  return promise->get_future();
}

bool is_ready(const std::future<Got>& future) {
  return future.wait_for(milliseconds(0)) == std::future_status::ready;
}

class ModelsTest : public ::testing::Test {
 protected:
  Models& make(std::vector<std::string> names, ModelsOptions options = {}) {
    models_ = std::make_unique<Models>(
        std::move(names),
        [this](const std::string& name, const std::function<void(std::string)>& tell) {
          tell("weights");
          if (before_) before_(name);
          return std::make_unique<FakeModel>(name, count_);
        },
        options);
    return *models_;
  }
  State state(const std::string& name) { return models_->status_of(name).state; }
  bool becomes(const std::string& name, State wanted) {
    for (int i = 0; i < 20'000 && state(name) != wanted; ++i) std::this_thread::sleep_for(milliseconds(1));
    return state(name) == wanted;
  }

  Count count_;
  std::function<void(const std::string&)> before_;  // in the loading
  std::unique_ptr<Models> models_;                  // goes first
};

TEST_F(ModelsTest, IsLoadedWhenItIsAskedFor) {
  Models& models = make({"a", "b"});
  EXPECT_EQ(state("a"), State::kUnloaded);
  EXPECT_FALSE(models.find("a"));
  const Got first = ask(models, "b").get();
  EXPECT_EQ(name_of(*first.use), "b");
  EXPECT_EQ(state("b"), State::kLoaded);
  EXPECT_EQ(state("a"), State::kUnloaded);
  std::future<Got> again = ask(models, "b");
  EXPECT_TRUE(is_ready(again));  // told at once
  EXPECT_EQ(&again.get().use->loaded(), &first.use->loaded());
  EXPECT_EQ(count_.loads, 1);
}

TEST_F(ModelsTest, WithoutANameTheFirstIsMeantAndAnotherOneIsNotFound) {
  Models& models = make({"a", "b"});
  EXPECT_EQ(name_of(*ask(models, "").get().use), "a");
  std::future<Got> none = ask(models, "c");
  ASSERT_TRUE(is_ready(none));
  const ApiError error = *none.get().error;
  EXPECT_EQ(error.status, 404);
  EXPECT_EQ(error.name, "model_not_found");
  EXPECT_STREQ(error.what(), "`model`: there is no `c`; this server has `a`, `b`");
  EXPECT_THROW(models.find("c"), ApiError);
}

TEST_F(ModelsTest, TheIdleOneThatWasUsedLongestAgoGoes) {
  Models& models = make({"a", "b", "c"}, {.loaded = 2});
  ask(models, "a").get();
  ask(models, "b").get();
  ask(models, "a").get();
  EXPECT_TRUE(models.find("b"));  // looking is no use
  ask(models, "c").get();
  EXPECT_EQ(state("a"), State::kLoaded);
  EXPECT_EQ(state("b"), State::kUnloaded);
  EXPECT_EQ(state("c"), State::kLoaded);
  EXPECT_EQ(count_.most, 2);
}

TEST_F(ModelsTest, OneThatIsUsedStays) {
  Models& models = make({"a", "b"});
  Got held = ask(models, "a").get();
  const Got late = ask(models, "b", Clock::now() + milliseconds(30)).get();
  EXPECT_EQ(late.error->status, 503);
  EXPECT_STREQ(late.error->what(), "the model `b` was not loaded in time: others are in use");
  EXPECT_EQ(state("a"), State::kLoaded);
  std::future<Got> waits = ask(models, "b");
  EXPECT_TRUE(is_ready(ask(models, "a")));  // who asks for what is there does not wait behind it
  EXPECT_FALSE(is_ready(waits));
  held.use.reset();
  EXPECT_EQ(name_of(*waits.get().use), "b");
  EXPECT_EQ(state("a"), State::kUnloaded);
  EXPECT_EQ(count_.most, 1);
}

TEST_F(ModelsTest, WhatCannotBeLoadedIsSaidAndTriedAgain) {
  int tries = 0;
  before_ = [&](const std::string&) {
    ++tries;
    if (tries == 1) throw Error(Code::kDataLoss, "weights.bin: too short");
    if (tries == 2) throw Error(Code::kResourceExhausted, "no memory");
  };
  Models& models = make({"a"});
  const ApiError first = *ask(models, "a").get().error;
  EXPECT_EQ(first.status, 500);
  EXPECT_STREQ(first.what(), "the model `a` could not be loaded: weights.bin: too short");
  EXPECT_EQ(state("a"), State::kFailed);
  EXPECT_EQ(models.status_of("a").failure, first.what());
  EXPECT_EQ(ask(models, "a").get().error->status, 503);
  EXPECT_TRUE(ask(models, "a").get().use);
  EXPECT_EQ(models.status_of("a").failure, "");
}

TEST_F(ModelsTest, OnlySoManyWait) {
  std::promise<void> go;
  before_ = [&, gone = go.get_future().share()](const std::string&) { gone.wait(); };
  Models& models = make({"a"}, {.waiting = 2});
  std::future<Got> one = ask(models, "a");
  EXPECT_TRUE(becomes("a", State::kLoading));
  std::future<Got> two = ask(models, "a");
  const Got refused = ask(models, "a").get();
  EXPECT_EQ(refused.error->status, 429);
  EXPECT_EQ(refused.error->name, "queue_full");
  EXPECT_EQ(models.status_of("a").stage, "weights");
  go.set_value();
  EXPECT_TRUE(one.get().use);
  EXPECT_TRUE(two.get().use);
  EXPECT_EQ(count_.loads, 1);
}

TEST_F(ModelsTest, IsUnloadedOnceNobodyUsesIt) {
  Models& models = make({"a"}, {.unload_after = milliseconds(20)});
  Got held = ask(models, "a").get();
  std::this_thread::sleep_for(milliseconds(60));
  EXPECT_EQ(state("a"), State::kLoaded);
  held.use.reset();
  EXPECT_TRUE(becomes("a", State::kUnloaded));
  EXPECT_EQ(count_.now, 0);
  EXPECT_TRUE(ask(models, "a").get().use);
  EXPECT_EQ(count_.loads, 2);
}

TEST_F(ModelsTest, AtTheEndThoseThatWaitAreTold) {
  Models& models = make({"a", "b"});
  const Got held = ask(models, "a").get();
  std::future<Got> waits = ask(models, "b");
  models.drain(Clock::now());
  EXPECT_EQ(waits.get().error->name, "draining");
  EXPECT_EQ(ask(models, "a").get().error->name, "draining");
}

TEST_F(ModelsTest, ManyAskForManyAtOnce) {
  const std::vector<std::string> names{"a", "b", "c", "d"};
  Models& models = make(names, {.loaded = 2});
  std::atomic<int> wrong = 0, answered = 0;
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      std::mt19937 random(t);
      for (int i = 0; i < 200; ++i) {
        const std::string& name = names[random() % names.size()];
        const Got got = ask(models, name).get();
        answered += got.use.has_value();
        if (got.use && name_of(*got.use) != name) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 800);
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(count_.most, 2);
  models_.reset();
  EXPECT_EQ(count_.now, 0);
}

}  // namespace
}  // namespace constate::serve
