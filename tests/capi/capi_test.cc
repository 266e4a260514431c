// The C library beyond what c11_test.c runs: agreement with itself, cancelling, and bad use, which gives a
// code each.
#include <constate/constate.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/testing.h"

namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kDemo = CONSTATE_SOURCE_DIR "/models/demo";
const std::string kPrompt = "In the beginning";
const std::string kText = " of the year, and in the seventh day of the month, that the word of the LORD came";

std::string error() { return constate_last_error(); }

#define OK(call) ASSERT_EQ(call, CONSTATE_OK) << error()

constate_load_options load_options(const std::string& programs) {
  constate_load_options options;
  constate_load_options_init(&options);
  options.device = "cpu";
  options.dtype = "f32";
  options.programs = programs.c_str();
  return options;
}

constate_model* load() {
  const std::string programs = constate::kept_programs().string();
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
  static Whole generated(const constate_request& r) {
    constate_generation* generation = nullptr;
    EXPECT_EQ(constate_generate(model_, &r, 1, nullptr, nullptr, nullptr, &generation), CONSTATE_OK)
        << error();
    if (generation == nullptr) return {};
    Whole out = whole(generation, 0);
    EXPECT_EQ(constate_generation_close(generation), CONSTATE_OK);
    return out;
  }

  static inline constate_model* model_ = nullptr;
};

TEST_F(CApi, ABatchGivesWhatEachGivesAlone) {
  std::vector<constate_request> all{request(12), request(20), request(5)};
  all[1].text = "And he said";
  all[1].text_bytes = 11;
  all[2].temperature = 0.8;
  all[2].seed = 7;
  constate_generate_options options;
  OK(constate_generate_options_init(&options));
  options.batch = 2;
  constate_generation* generation = nullptr;
  OK(constate_generate(model_, all.data(), all.size(), &options, nullptr, nullptr, &generation));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Whole alone = generated(all[i]);
    EXPECT_EQ(whole(generation, i).ids, alone.ids);
    EXPECT_EQ(whole(generation, i).text, alone.text);
    EXPECT_EQ(alone.ids.size(), static_cast<std::size_t>(all[i].max_tokens));
  }
  OK(constate_generation_close(generation));
}

TEST_F(CApi, StopTextsEndATextAndStatesGoOnAfterIt) {
  constate_request r = request(40);
  const char* const stop[] = {" the seventh"};
  r.stop = stop;
  r.stop_count = 1;
  r.keep_state = 1;
  constate_generation* generation = nullptr;
  OK(constate_generate(model_, &r, 1, nullptr, nullptr, nullptr, &generation));
  const Whole first = whole(generation, 0);
  EXPECT_EQ(first.text, " of the year, and in");
  EXPECT_EQ(first.finish, CONSTATE_FINISH_STOP);
  constate_state* state = nullptr;
  OK(constate_generation_state(generation, 0, &state));
  OK(constate_generation_close(generation));
  std::int64_t tokens = 0;
  OK(constate_state_tokens(state, &tokens));
  EXPECT_EQ(tokens, static_cast<std::int64_t>(3 + first.ids.size()));

  constate_request rest = request(8);
  rest.text = nullptr;
  rest.text_bytes = 0;
  rest.from = state;
  EXPECT_THAT(" the seventh" + generated(rest).text, StartsWith(" the seventh day of the month"));
  OK(constate_state_close(state));
}

TEST_F(CApi, AStateIsSavedAndLoaded) {
  const constate::TempDir dir;
  const std::string file = dir.path.string() + "/state.safetensors";
  constate_state *state = state_of(kPrompt), *again = nullptr;
  OK(constate_state_save(state, file.c_str()));
  OK(constate_state_load(model_, file.c_str(), &again));
  std::vector<float> before(4096), after(4096);
  std::size_t count = 0;
  OK(constate_state_logits(state, before.data(), before.size(), &count));
  OK(constate_state_logits(again, after.data(), after.size(), nullptr));
  EXPECT_EQ(count, 4096u);
  EXPECT_EQ(before, after);
  constate_request r = request(20);
  r.text = nullptr;
  r.text_bytes = 0;
  r.from = again;
  EXPECT_EQ(generated(r).text, kText);
  OK(constate_state_close(state));
  OK(constate_state_close(again));

  std::filesystem::resize_file(file, 1000);
  EXPECT_EQ(constate_state_load(model_, file.c_str(), &again), CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(again, nullptr);
  EXPECT_EQ(constate_state_load(model_, (file + "x").c_str(), &again), CONSTATE_NOT_FOUND);
}

TEST_F(CApi, LogitsAndLogProbabilitiesAgree) {
  const std::vector<std::int32_t> ids = ids_of(kPrompt + " God created the heaven and the earth.");
  std::vector<float> logits(ids.size() * 4096), probabilities(ids.size() - 1);
  std::vector<std::uint8_t> likeliest(probabilities.size());
  std::size_t count = 0;
  OK(constate_logits(model_, ids.data(), ids.size(), nullptr, 0, &count));
  EXPECT_EQ(count, logits.size());
  EXPECT_EQ(constate_logits(model_, ids.data(), ids.size(), logits.data(), 5, &count), CONSTATE_OUT_OF_RANGE);
  OK(constate_logits(model_, ids.data(), ids.size(), logits.data(), logits.size(), &count));
  OK(constate_log_probabilities(model_, ids.data(), ids.size(), nullptr, probabilities.data(),
                                likeliest.data(), probabilities.size(), &count));
  EXPECT_EQ(count, probabilities.size());
  EXPECT_EQ(constate_log_probabilities(model_, ids.data(), ids.size(), nullptr, probabilities.data(), nullptr,
                                       2, &count),
            CONSTATE_OUT_OF_RANGE);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
    const float* row = &logits[i * 4096];
    double total = 0;
    for (int v = 0; v < 4096; ++v) total += std::exp(static_cast<double>(row[v]));
    EXPECT_NEAR(probabilities[i], row[ids[i + 1]] - std::log(total), 1e-4) << i;
    EXPECT_EQ(likeliest[i], std::max_element(row, row + 4096) - row == ids[i + 1]) << i;
    sum += probabilities[i];
  }
  constate_score score{};
  score.size = sizeof score;
  constate_score_options options;
  OK(constate_score_options_init(&options));
  options.no_begin = 1;
  const std::string text = kPrompt + " God created the heaven and the earth.";
  OK(constate_perplexity(model_, text.data(), text.size(), &options, &score));
  EXPECT_EQ(score.tokens, static_cast<std::int64_t>(probabilities.size()));
  EXPECT_NEAR(score.sum, sum, 1e-3);
  EXPECT_NEAR(score.perplexity, std::exp(-sum / static_cast<double>(score.tokens)), 1e-3);
}

TEST_F(CApi, ATextAsOneVector) {
  const std::vector<std::int32_t> ids = ids_of(kPrompt + " God created the heaven and the earth.");
  std::size_t d = 0, count = 0;
  OK(constate_embed(model_, ids.data(), ids.size(), CONSTATE_POOLING_MEAN, nullptr, nullptr, 0, &d));
  EXPECT_EQ(d, 256u);
  std::vector<float> mean(d), last(d), alone(d);
  OK(constate_embed(model_, ids.data(), ids.size(), CONSTATE_POOLING_MEAN, nullptr, mean.data(), d, &count));
  OK(constate_embed(model_, ids.data(), ids.size(), CONSTATE_POOLING_LAST, nullptr, last.data(), d, &count));
  const auto dot = [](const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
    return sum;
  };
  EXPECT_NEAR(dot(mean, mean), 1, 1e-5);
  EXPECT_NEAR(dot(last, last), 1, 1e-5);
  EXPECT_LT(dot(mean, last), 0.999);
  // Of one token both are the same.
  OK(constate_embed(model_, ids.data(), 1, CONSTATE_POOLING_MEAN, nullptr, mean.data(), d, &count));
  OK(constate_embed(model_, ids.data(), 1, CONSTATE_POOLING_LAST, nullptr, alone.data(), d, &count));
  EXPECT_NEAR(dot(mean, alone), 1, 1e-6);

  EXPECT_EQ(constate_embed(model_, ids.data(), 2, CONSTATE_POOLING_MEAN, nullptr, mean.data(), 5, &count),
            CONSTATE_OUT_OF_RANGE);
  EXPECT_EQ(count, d);
  EXPECT_EQ(constate_embed(model_, nullptr, 0, CONSTATE_POOLING_MEAN, nullptr, mean.data(), d, &count),
            CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "embed: at least one token is expected; got none");
  EXPECT_EQ(constate_embed(model_, ids.data(), 2, static_cast<constate_pooling>(2), nullptr, mean.data(), d,
                           &count),
            CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "pooling: CONSTATE_POOLING_MEAN or _LAST is expected; got 2");
  constate_cancel* cancel = nullptr;
  OK(constate_cancel_new(&cancel));
  OK(constate_cancel_raise(cancel));
  EXPECT_EQ(constate_embed(model_, ids.data(), 2, CONSTATE_POOLING_MEAN, cancel, mean.data(), d, &count),
            CONSTATE_CANCELLED);
  OK(constate_cancel_close(cancel));
}

// The code, and the text where there is one.
struct Rendered {
  constate_code code;
  std::string text;
  int add_special = -1;
};
Rendered rendered(constate_model* model, const std::string& messages, constate_chat_end end) {
  std::string text(1000, '\0');
  std::size_t count = 0;
  Rendered out{CONSTATE_OK, "", -1};
  out.code = constate_apply_chat_template(model, messages.data(), messages.size(), end, text.data(),
                                          text.size(), &count, &out.add_special);
  out.text = out.code == CONSTATE_OK ? text.substr(0, count) : error();
  return out;
}

TEST_F(CApi, AConversationWithoutATemplate) {
  const std::string asked =
      R"([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}])";
  const Rendered plain = rendered(model_, asked, CONSTATE_CHAT_ANSWER);
  EXPECT_EQ(plain.text, "Be brief.\nWho?");
  EXPECT_EQ(plain.add_special, 1);
  const auto refused = [](const std::string& messages, const std::string& why) {
    const Rendered r = rendered(model_, messages, CONSTATE_CHAT_ANSWER);
    EXPECT_EQ(r.code, CONSTATE_INVALID_ARGUMENT);
    EXPECT_THAT(r.text, HasSubstr(why));
  };
  refused("[", "messages: not JSON");
  refused("[]", "messages: an array of at least one message is expected");
  refused("{}", "messages: an array of at least one message is expected");
  refused(R"([{"role": "user"}])", "messages: message 0: an object with the text `content` is expected");
  refused(R"([{"role": 5, "content": ""}])",
          "messages: message 0: an object with the text `role` is expected");
  refused(R"(["x"])", "messages: message 0: an object with the text `role` is expected");
  const Rendered end = rendered(model_, asked, static_cast<constate_chat_end>(3));
  EXPECT_EQ(end.text, "end: CONSTATE_CHAT_ANSWER, _NOTHING or _OPEN_MESSAGE is expected; got 3");
}

TEST_F(CApi, AConversationByTheFoldersTemplate) {
  const constate::TempDir dir;
  for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"})
    std::filesystem::create_symlink(kDemo + "/" + file, dir.path / file);
  dir.write("chat_template.jinja",
            "{% for m in messages %}[{{ m.role }}] {{ m.content }}<end>{% endfor %}"
            "{% if add_generation_prompt %}[assistant]{% endif %}");
  const std::string programs = constate::kept_programs().string();
  const constate_load_options options = load_options(programs);
  constate_model* model = nullptr;
  OK(constate_model_load(dir.path.c_str(), &options, &model));
  const std::string asked = R"([{"role": "user", "content": "Who?"}])";
  const Rendered r = rendered(model, asked, CONSTATE_CHAT_ANSWER);
  EXPECT_EQ(r.text, "[user] Who?<end>[assistant]");
  EXPECT_EQ(r.add_special, 0);
  EXPECT_EQ(rendered(model, asked, CONSTATE_CHAT_NOTHING).text, "[user] Who?<end>");
  EXPECT_EQ(
      rendered(model, R"([{"role": "assistant", "content": "It was"}])", CONSTATE_CHAT_OPEN_MESSAGE).text,
      "[assistant] It was");
  OK(constate_model_close(model));
}

TEST_F(CApi, LogProbabilitiesOfWhatIsGenerated) {
  constate_request r = request(4);
  r.logprobs = 3;
  constate_generation* generation = nullptr;
  OK(constate_generate(model_, &r, 1, nullptr, nullptr, nullptr, &generation));
  constate_piece piece{};
  piece.size = sizeof piece;
  OK(constate_generation_whole(generation, 0, &piece));
  ASSERT_EQ(piece.ids_count, 4u);
  ASSERT_EQ(piece.top_count, 3u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(piece.top_ids[3 * i], piece.ids[i]);  // greedy
    EXPECT_EQ(piece.top_log_probabilities[3 * i], piece.log_probabilities[i]);
    EXPECT_LE(piece.top_log_probabilities[3 * i + 1], piece.log_probabilities[i]);
  }
  OK(constate_generation_close(generation));
}

TEST_F(CApi, ACancelEndsWhatWasGivenIt) {
  constate_cancel* cancel = nullptr;
  OK(constate_cancel_new(&cancel));
  constate_generate_options options;
  OK(constate_generate_options_init(&options));
  options.cancel = cancel;
  const auto raise = [](void* user, const constate_piece*) {
    std::thread([&] { constate_cancel_raise(static_cast<constate_cancel*>(user)); }).join();
    return 0;
  };
  constate_request r = request(2000);
  constate_generation* generation = nullptr;
  EXPECT_EQ(constate_generate(model_, &r, 1, &options, raise, cancel, &generation), CONSTATE_CANCELLED);
  EXPECT_EQ(error(), "cancelled");
  EXPECT_EQ(generation, nullptr);

  constate_state* state = state_of(kPrompt);
  std::vector<std::int32_t> ids(100, 5);
  EXPECT_EQ(constate_state_feed(state, ids.data(), ids.size(), cancel), CONSTATE_CANCELLED);
  std::int64_t tokens = 0;
  OK(constate_state_tokens(state, &tokens));
  EXPECT_EQ(tokens, 3);  // as it was
  OK(constate_state_close(state));
  EXPECT_EQ(constate_log_probabilities(model_, ids.data(), ids.size(), cancel, nullptr, nullptr, 0, nullptr),
            CONSTATE_CANCELLED);
  OK(constate_cancel_close(cancel));
}

// One of so many segments that it would take minutes; what cancels it comes once it is being fed.
TEST_F(CApi, ACancelEndsAPromptBetweenItsSegments) {
  constate_cancel* cancel = nullptr;
  OK(constate_cancel_new(&cancel));
  constate_state* state = state_of(kPrompt);
  const std::vector<std::int32_t> ids(2'000'000, 5);
  std::thread other([&] {
    std::int64_t tokens = 0;
    while (constate_state_tokens(state, &tokens) == CONSTATE_OK) std::this_thread::yield();
    EXPECT_EQ(error(), "state: it is in use by another call, which has to return first");
    constate_cancel_raise(cancel);
  });
  EXPECT_EQ(constate_state_feed(state, ids.data(), ids.size(), cancel), CONSTATE_CANCELLED);
  other.join();
  OK(constate_state_close(state));
  OK(constate_cancel_close(cancel));
}

TEST_F(CApi, StepsByTheCaller) {
  constate_request r = request(30);
  constate_generation* generation = nullptr;
  OK(constate_generation_start(model_, &r, 1, nullptr, &generation));
  std::string text;
  std::size_t ids = 0, steps = 0;
  for (int more = 1; more; ++steps) {
    OK(constate_generation_step(generation, &more));
    constate_piece piece{};
    piece.size = sizeof piece;
    OK(constate_generation_piece(generation, 0, &piece));
    text.append(piece.text, piece.text_bytes);
    ids += piece.ids_count;
    EXPECT_EQ(piece.finish == CONSTATE_FINISH_NONE, more == 1);
  }
  EXPECT_GT(steps, 1u);
  EXPECT_EQ(ids, 30u);
  EXPECT_EQ(text, whole(generation, 0).text);
  constate_piece piece{};
  piece.size = sizeof piece;
  EXPECT_EQ(constate_generation_piece(generation, 1, &piece), CONSTATE_OUT_OF_RANGE);
  EXPECT_EQ(error(), "request: a number below 1 is expected; got 1");
  constate_state* state = nullptr;
  EXPECT_EQ(constate_generation_state(generation, 0, &state), CONSTATE_FAILED_PRECONDITION);
  EXPECT_EQ(error(), "the request did not ask for its state");
  OK(constate_generation_close(generation));
}

TEST_F(CApi, AnErrorEndsAGeneration) {
  constate_cancel* cancel = nullptr;
  OK(constate_cancel_new(&cancel));
  constate_generate_options options;
  OK(constate_generate_options_init(&options));
  options.cancel = cancel;
  constate_request r = request(30);
  constate_generation* generation = nullptr;
  OK(constate_generation_start(model_, &r, 1, &options, &generation));
  int more = 1;
  OK(constate_generation_step(generation, &more));
  const std::string text = whole(generation, 0).text;
  OK(constate_cancel_raise(cancel));
  EXPECT_EQ(constate_generation_step(generation, &more), CONSTATE_CANCELLED);
  EXPECT_EQ(whole(generation, 0).text, text);  // what came stays
  OK(constate_generation_close(generation));
  OK(constate_cancel_close(cancel));
}

TEST_F(CApi, AListenerEndsItsRequest) {
  const auto enough = [](void*, const constate_piece*) { return 1; };
  constate_request r = request(2000);
  constate_generation* generation = nullptr;
  OK(constate_generate(model_, &r, 1, nullptr, enough, nullptr, &generation));
  EXPECT_EQ(whole(generation, 0).finish, CONSTATE_FINISH_INTERRUPTED);
  EXPECT_GE(whole(generation, 0).ids.size(), 1u);
  OK(constate_generation_close(generation));
}

TEST_F(CApi, OneCallAtATimeForAStateAndAGeneration) {
  constate_state* state = state_of(kPrompt);
  std::atomic<int> refused = 0, fine = 0;
  std::vector<std::thread> threads;
  const std::vector<std::int32_t> ids(500, 5);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      const constate_code code = constate_state_feed(state, ids.data(), ids.size(), nullptr);
      if (code == CONSTATE_OK) ++fine;
      if (code == CONSTATE_FAILED_PRECONDITION) {
        EXPECT_EQ(error(), "state: it is in use by another call, which has to return first");
        ++refused;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fine + refused, 4);
  EXPECT_GE(fine, 1);
  std::int64_t tokens = 0;
  OK(constate_state_tokens(state, &tokens));
  EXPECT_EQ(tokens, 3 + 500 * fine);
  OK(constate_state_close(state));
}

TEST_F(CApi, ThreadsMayShareAModel) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) threads.emplace_back([&] { EXPECT_EQ(generated(request(20)).text, kText); });
  for (std::thread& thread : threads) thread.join();
}

TEST_F(CApi, HandlesThatAreNone) {
  const auto refused = [](constate_code code, const std::string& why) {
    EXPECT_EQ(code, CONSTATE_INVALID_ARGUMENT);
    EXPECT_EQ(error(), why);
  };
  constate_state* state = nullptr;
  refused(constate_state_new(nullptr, &state), "model: an open handle is expected; got null");
  refused(constate_state_new(reinterpret_cast<constate_model*>(&state), &state),
          "model: an open handle is expected; got another pointer");
  OK(constate_state_new(model_, &state));
  refused(constate_model_close(reinterpret_cast<constate_model*>(state)),
          "model: an open handle is expected; got another pointer");
  OK(constate_state_close(state));
  refused(constate_state_close(state), "state: an open handle is expected; got one that was closed");
  refused(constate_state_feed(state, nullptr, 0, nullptr),
          "state: an open handle is expected; got one that was closed");
  refused(constate_state_close(nullptr), "state: an open handle is expected; got null");
  refused(constate_generation_close(nullptr), "generation: an open handle is expected; got null");
  refused(constate_cancel_raise(nullptr), "cancel: an open handle is expected; got null");
}

TEST_F(CApi, PointersThatAreNull) {
  const auto refused = [](constate_code code, const std::string& name) {
    EXPECT_EQ(code, CONSTATE_INVALID_ARGUMENT);
    EXPECT_EQ(error(), name + ": a pointer is expected; got null");
  };
  refused(constate_model_load(nullptr, nullptr, nullptr), "out");
  constate_model* model = nullptr;
  refused(constate_model_load(nullptr, nullptr, &model), "folder");
  refused(constate_load_options_init(nullptr), "options");
  refused(constate_model_info_get(model_, nullptr), "info");
  refused(constate_request_init(model_, nullptr), "request");
  refused(constate_state_new(model_, nullptr), "out");
  refused(constate_tokenize(model_, nullptr, 3, 1, nullptr, 0, nullptr), "text");
  refused(constate_tokenize(model_, "abc", 3, 1, nullptr, 9, nullptr), "the array");
  refused(constate_detokenize(model_, nullptr, 3, 1, nullptr, 0, nullptr), "ids");
  refused(constate_log_probabilities(model_, nullptr, 3, nullptr, nullptr, nullptr, 0, nullptr), "ids");
  refused(constate_perplexity(model_, "abc", 3, nullptr, nullptr), "score");
  refused(constate_embed(model_, nullptr, 3, CONSTATE_POOLING_MEAN, nullptr, nullptr, 0, nullptr), "ids");
  refused(
      constate_apply_chat_template(model_, nullptr, 3, CONSTATE_CHAT_ANSWER, nullptr, 0, nullptr, nullptr),
      "messages");
  refused(constate_generate(model_, nullptr, 1, nullptr, nullptr, nullptr, nullptr), "requests");
  constate_request r = request(3);
  r.biases_count = 1;
  EXPECT_EQ(constate_generate(model_, &r, 1, nullptr, nullptr, nullptr, nullptr), CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "request: bias_ids: a pointer is expected; got null");
  EXPECT_EQ(constate_generate(model_, &r, 0, nullptr, nullptr, nullptr, nullptr), CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "generate: at least one prompt is expected; got none");
}

TEST_F(CApi, SizesAndNumbersThatAreWrong) {
  constate_model_info info{};
  EXPECT_EQ(constate_model_info_get(model_, &info), CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "info: its `size` must be set to that of the struct; got 0");
  // A caller who knows fewer fields gets those, and nothing behind them.
  info.size = 2 * sizeof(std::size_t);
  info.layers = -5;
  OK(constate_model_info_get(model_, &info));
  EXPECT_EQ(info.vocab_size, 4096);
  EXPECT_EQ(info.layers, -5);

  const auto refused = [](constate_request r, constate_code code, const std::string& why) {
    EXPECT_EQ(constate_generate(model_, &r, 1, nullptr, nullptr, nullptr, nullptr), code);
    EXPECT_THAT(error(), HasSubstr(why));
  };
  constate_request r = request(3);
  r.size = 7;
  refused(r, CONSTATE_INVALID_ARGUMENT, "request: `requests`: its `size` must be set");
  r = request(-1);
  refused(r, CONSTATE_INVALID_ARGUMENT, "the number of tokens must be between 0 and 2147483647; got -1");
  r = request(3);
  r.top_p = 2;
  refused(r, CONSTATE_INVALID_ARGUMENT, "top-p must be above 0 and at most 1; got 2");
  r = request(3);
  r.logprobs = 21;
  refused(r, CONSTATE_INVALID_ARGUMENT, "20");
  r = request(3);
  const std::int32_t ids[] = {5, 4096};
  r.ids = ids;
  r.ids_count = 2;
  refused(r, CONSTATE_INVALID_ARGUMENT, "a prompt is a text or ids; got both");
  r.text = nullptr;
  refused(r, CONSTATE_OUT_OF_RANGE, "token 1: an id is between 0 and 4095; got 4096");
  r.ids = nullptr;
  r.ids_count = 0;
  refused(r, CONSTATE_INVALID_ARGUMENT, "prompt: at least one token is expected; got none");
  r = request(3);
  r.text = "\xff\xfe";
  r.text_bytes = 2;
  refused(r, CONSTATE_INVALID_ARGUMENT, "UTF-8");
  constate_score_options options;
  OK(constate_score_options_init(&options));
  options.window = 1;
  constate_score score{};
  score.size = sizeof score;
  EXPECT_EQ(constate_perplexity(model_, "a b c", 5, &options, &score), CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(constate_perplexity(model_, "", 0, nullptr, &score), CONSTATE_INVALID_ARGUMENT);
}

TEST_F(CApi, LoadingWhatIsNotThere) {
  constate_model* model = nullptr;
  const std::string programs = constate::kept_programs().string();
  EXPECT_EQ(constate_model_load("no/such/folder", nullptr, &model), CONSTATE_NOT_FOUND);
  EXPECT_EQ(model, nullptr);
  constate_load_options options = load_options(programs);
  options.dtype = "f31";
  EXPECT_EQ(constate_model_load(kDemo.c_str(), &options, &model), CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "dtype: f32, bf16, f16 or int8 is expected; got `f31`");
  options = load_options(programs);
  options.device = "/no/such/plugin.so";
  EXPECT_EQ(constate_model_load(kDemo.c_str(), &options, &model), CONSTATE_NOT_FOUND);
  // A file that is no library, and a library that is no plugin.
  const constate::TempDir dir;
  const std::string damaged = dir.write("pjrt_c_api_cpu_plugin.so", "half of a file").string();
  for (const std::string& plugin : {damaged, std::string(CONSTATE_LIBRARY)}) {
    options = load_options(programs);
    options.device = plugin.c_str();
    EXPECT_EQ(constate_model_load(kDemo.c_str(), &options, &model), CONSTATE_INVALID_ARGUMENT);
    EXPECT_THAT(error(), HasSubstr(plugin));
  }
  options = load_options(programs);
  options.threads = -1;
  EXPECT_EQ(constate_model_load(kDemo.c_str(), &options, &model), CONSTATE_INVALID_ARGUMENT);
}

TEST_F(CApi, ANameOfTheHubStandsForItsFolder) {
  const constate::TempDir dir;
  ASSERT_EQ(::setenv("HF_HUB_CACHE", dir.path.c_str(), 1), 0);
  const std::string programs = constate::kept_programs().string();
  const constate_load_options options = load_options(programs);
  constate_model* model = nullptr;
  EXPECT_EQ(constate_model_load("org/demo", &options, &model), CONSTATE_NOT_FOUND);
  EXPECT_EQ(error(), "org/demo: no such folder, and not whole in the hub's cache " + dir.path.string());
  EXPECT_STREQ(constate_last_hint(), "`constate pull org/demo` fetches it");
  const std::string commit(40, 'a');
  const std::filesystem::path model_folder = dir.path / "models--org--demo";
  const std::filesystem::path snapshot = model_folder / "snapshots" / commit;
  std::filesystem::create_directories(snapshot);
  std::filesystem::create_directories(model_folder / "refs");
  dir.write("models--org--demo/refs/main", commit);
  for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"})
    std::filesystem::create_symlink(kDemo + "/" + file, snapshot / file);
  OK(constate_model_load("org/demo", &options, &model));
  OK(constate_model_close(model));
  ::unsetenv("HF_HUB_CACHE");
}

TEST_F(CApi, AfterItsModelIsClosedAStateIsRefused) {
  constate_model* const model = load();
  constate_state *state = nullptr, *fork = nullptr;
  OK(constate_state_new(model, &state));
  OK(constate_state_feed_text(state, kPrompt.data(), kPrompt.size(), nullptr));
  OK(constate_model_close(model));
  EXPECT_EQ(constate_state_fork(state, &fork), CONSTATE_FAILED_PRECONDITION);
  EXPECT_EQ(error(), "the model was closed");
  constate_request r = request(3);
  EXPECT_EQ(constate_request_init(model, &r), CONSTATE_INVALID_ARGUMENT);
  r.from = state;
  EXPECT_EQ(constate_generate(model_, &r, 1, nullptr, nullptr, nullptr, nullptr), CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "request: `from` is a state of another model");
  OK(constate_state_close(state));
}

TEST_F(CApi, AForkedProcessIsRefused) {
  const pid_t child = ::fork();
  if (child == 0) {
    constate_state* state = nullptr;
    const bool right = constate_state_new(model_, &state) == CONSTATE_FAILED_PRECONDITION &&
                       error().starts_with("this process was forked after a model was loaded") &&
                       constate_model_close(model_) == CONSTATE_FAILED_PRECONDITION;
    ::_exit(right ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST(CLibrary, CodesHaveNames) {
  EXPECT_STREQ(constate_code_name(CONSTATE_OK), "OK");
  EXPECT_STREQ(constate_code_name(CONSTATE_FAILED_PRECONDITION), "FAILED_PRECONDITION");
  EXPECT_STREQ(constate_code_name(99), "");
  EXPECT_STREQ(constate_code_name(-1), "");
}

std::string output_of(const std::string& command) {
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  std::string out;
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return out;
}

TEST(CLibrary, ExportsWhatIsListedAndNeedsGlibcAlone) {
  std::ifstream kept(CONSTATE_SOURCE_DIR "/tests/capi/symbols.txt");
  const std::string listed((std::istreambuf_iterator<char>(kept)), {});
  EXPECT_EQ(output_of("nm -D --defined-only " CONSTATE_LIBRARY
                      " | sed -n 's/.* T \\(.*\\)@@CONSTATE_0$/\\1/p' | LC_ALL=C sort"),
            listed);
  EXPECT_EQ(output_of("nm -D --defined-only " CONSTATE_LIBRARY " | grep -cv '@@CONSTATE_0$' || true"), "1\n");
  EXPECT_EQ(output_of("readelf -dW " CONSTATE_LIBRARY " | sed -n 's/.*(SONAME).*\\[\\(.*\\)\\]/\\1/p'"),
            "libconstate.so.0\n");
  EXPECT_EQ(output_of("readelf -dW " CONSTATE_LIBRARY " | sed -n 's/.*(NEEDED).*\\[\\(.*\\)\\]/\\1/p' |"
                      " { grep -vE '^(lib(c|m)\\.so\\.|ld-linux-x86-64\\.so\\.)' || true; }"),
            "");
}

}  // namespace
