// What the tests of the C library share: the demo model, loaded once for a suite.
#pragma once

#include <constate/constate.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/testing.h"

namespace constate::capi_test {

inline const std::string kDemo = CONSTATE_SOURCE_DIR "/models/demo";
inline const std::string kPrompt = "In the beginning";
inline const std::string kText =
    " of the year, and in the seventh day of the month, that the word of the LORD came";

inline std::string error() { return constate_last_error(); }

#define OK(call) ASSERT_EQ(call, CONSTATE_OK) << error()

inline constate_load_options load_options(const std::string& programs) {
  constate_load_options options;
  constate_load_options_init(&options);
  options.device = "cpu";
  options.dtype = "f32";
  options.programs = programs.c_str();
  return options;
}

inline constate_model* load() {
  const std::string programs = kept_programs().string();
  const constate_load_options options = load_options(programs);
  constate_model* model = nullptr;
  EXPECT_EQ(constate_model_load(kDemo.c_str(), &options, &model), CONSTATE_OK) << error();
  return model;
}

class CApi : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { model_ = load(); }
  static void TearDownTestSuite() { EXPECT_EQ(constate_model_close(model_), CONSTATE_OK); }

  static std::vector<std::int32_t> ids_of(const std::string& text) {
    std::vector<std::int32_t> ids(text.size() + 8);
    std::size_t count = 0;
    EXPECT_EQ(constate_tokenize(model_, text.data(), text.size(), 1, ids.data(), ids.size(), &count),
              CONSTATE_OK);
    ids.resize(count);
    return ids;
  }
  static constate_request request(std::int64_t max_tokens) {
    constate_request out;
    EXPECT_EQ(constate_request_init(model_, &out), CONSTATE_OK);
    out.text = kPrompt.data();
    out.text_bytes = kPrompt.size();
    out.max_tokens = max_tokens;
    return out;
  }
  static constate_state* state_of(const std::string& text) {
    constate_state* state = nullptr;
    EXPECT_EQ(constate_state_new(model_, &state), CONSTATE_OK);
    EXPECT_EQ(constate_state_feed_text(state, text.data(), text.size(), nullptr), CONSTATE_OK) << error();
    return state;
  }
  struct Whole {
    std::string text;
    std::vector<std::int32_t> ids;
    constate_finish finish;
  };
  static Whole whole(constate_generation* generation, std::size_t i) {
    constate_piece piece{};
    piece.size = sizeof piece;
    EXPECT_EQ(constate_generation_whole(generation, i, &piece), CONSTATE_OK) << error();
    return {{piece.text, piece.text_bytes}, {piece.ids, piece.ids + piece.ids_count}, piece.finish};
  }
  static Whole generated(const constate_request& r, constate_model* model = model_) {
    constate_generation* generation = nullptr;
    EXPECT_EQ(constate_generate(model, &r, 1, nullptr, nullptr, nullptr, &generation), CONSTATE_OK)
        << error();
    if (generation == nullptr) return {};
    Whole out = whole(generation, 0);
    EXPECT_EQ(constate_generation_close(generation), CONSTATE_OK);
    return out;
  }

  static inline constate_model* model_ = nullptr;
};

}  // namespace constate::capi_test
