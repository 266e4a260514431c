// The C library beyond what c11_test.c runs: agreement with itself, and what it exports.
#include <algorithm>
#include <cmath>
#include <fstream>

#include "fixture.h"

namespace constate::capi_test {
namespace {

using ::testing::StartsWith;

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
  const TempDir dir;
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

// The current one is loaded in the same process.
TEST_F(CApi, APluginOfAnotherVersion) {
  const std::string programs = kept_programs().string();
  constate_load_options options = load_options(programs);
  options.device = CONSTATE_PLUGIN_DIR "/cpu-0.81/xla_cpu_pjrt.so";
  constate_model* model = nullptr;
  OK(constate_model_load(kDemo.c_str(), &options, &model));
  constate_model_info info;
  info.size = sizeof info;
  OK(constate_model_info_get(model, &info));
  EXPECT_THAT(std::string(info.plugin), ::testing::EndsWith("/cpu-0.81/xla_cpu_pjrt.so"));
  constate_request r;
  OK(constate_request_init(model, &r));
  r.text = kPrompt.data();
  r.text_bytes = kPrompt.size();
  r.max_tokens = 20;
  EXPECT_EQ(generated(r, model).text, kText);
  OK(constate_model_close(model));
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
}  // namespace constate::capi_test
