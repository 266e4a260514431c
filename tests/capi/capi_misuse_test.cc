// Bad use, which gives a code each.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "fixture.h"

namespace constate::capi_test {
namespace {

using ::testing::HasSubstr;

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
  const std::string programs = kept_programs().string();
  EXPECT_EQ(constate_model_load("no/such/folder", nullptr, &model), CONSTATE_NOT_FOUND);
  EXPECT_EQ(model, nullptr);
  constate_load_options options = load_options(programs);
  options.dtype = "f31";
  EXPECT_EQ(constate_model_load(kDemo.c_str(), &options, &model), CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "dtype: f32, bf16, f16, int8 or int4 is expected; got `f31`");
  options = load_options(programs);
  options.device = "/no/such/plugin.so";
  EXPECT_EQ(constate_model_load(kDemo.c_str(), &options, &model), CONSTATE_NOT_FOUND);
  // A file that is no library, and a library that is no plugin.
  const TempDir dir;
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
  const TempDir dir;
  ASSERT_EQ(::setenv("HF_HUB_CACHE", dir.path.c_str(), 1), 0);
  const std::string programs = kept_programs().string();
  const constate_load_options options = load_options(programs);
  constate_model* model = nullptr;
  EXPECT_EQ(constate_model_load("org/demo", &options, &model), CONSTATE_NOT_FOUND);
  EXPECT_EQ(error(), "org/demo: no such folder, and not in the hub's cache " + dir.path.string());
  EXPECT_STREQ(constate_last_hint(), "`constate pull org/demo` fetches it from the hub");
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

}  // namespace
}  // namespace constate::capi_test
