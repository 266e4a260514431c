#include "engine/saved_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/testing.h"
#include "engine/saved_state_testing.h"

namespace constate::engine {
namespace {

TEST(SavedState, RoundTrip) {
  const TempDir dir;
  write_state(dir.path / "a", small_state());
  write_state(dir.path / "b", read_state(dir.path / "a"));
  EXPECT_EQ(read_text(dir.path / "a"), read_text(dir.path / "b"));
}

}  // namespace
}  // namespace constate::engine
