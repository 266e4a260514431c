// Loaded once, by whoever is first; destroyed before, while and after it loads.
#include "runtime/weight_loader.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/testing.h"

namespace constate::runtime {
namespace {

TEST(WeightLoader, ThatNobodyAskedLoadsNothing) {
  std::atomic<int> calls = 0;
  {
    const WeightLoader loader([&](const std::atomic<bool>&) {
      ++calls;
      return DeviceWeights();
    });
    EXPECT_EQ(loader.seconds(), 0);
  }
  EXPECT_EQ(calls, 0);
}

TEST(WeightLoader, LoadsOnceForManyThreads) {
  std::atomic<int> calls = 0;
  WeightLoader loader([&](const std::atomic<bool>&) {
    ++calls;
    return DeviceWeights();
  });
  std::vector<std::thread> threads;
  std::atomic<const DeviceWeights*> got[8] = {};
  for (std::size_t i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      if (i % 2 == 0) loader.start();
      got[i] = &loader.get();
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& weights : got) EXPECT_EQ(weights, got[0]);
  EXPECT_EQ(calls, 1);
}

TEST(WeightLoader, DestroyedWhileItLoadsStopsAndWaits) {
  std::atomic<bool> begun = false, ended = false;
  {
    WeightLoader loader([&](const std::atomic<bool>& stop) -> DeviceWeights {
      begun = true;
      while (!stop) std::this_thread::yield();
      ended = true;
      throw Error(Code::kCancelled, "stopped");
    });
    loader.start();
    while (!begun) std::this_thread::yield();
    EXPECT_FALSE(ended);
  }
  EXPECT_TRUE(ended);
}

TEST(WeightLoader, ThrowsEachTimeWhatLoadingThrew) {
  int calls = 0;
  WeightLoader loader([&](const std::atomic<bool>&) -> DeviceWeights {
    ++calls;
    throw Error(Code::kNotFound, "no such tensor");
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(message_of([&] { loader.get(); }), "no such tensor");
  EXPECT_EQ(calls, 1);
}

TEST(WeightLoader, LetsGoOfWhatItLoadsFrom) {
  auto checkpoint = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = checkpoint;
  WeightLoader loader([held = std::move(checkpoint)](const std::atomic<bool>&) { return DeviceWeights(); });
  EXPECT_FALSE(watched.expired());
  loader.get();
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace constate::runtime
