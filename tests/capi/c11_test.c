/* The library as a C program has it: compiled as C11 with -pedantic. Exits with 1 where something is not as
 * it should be. */
#include <constate/constate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(truth)                                                                                     \
  do {                                                                                                   \
    if (!(truth)) {                                                                                      \
      fprintf(stderr, "%s:%d: %s; last error: %s\n", __FILE__, __LINE__, #truth, constate_last_error()); \
      exit(1);                                                                                           \
    }                                                                                                    \
  } while (0)
#define OK(call) CHECK((call) == CONSTATE_OK)

static const char kPrompt[] = "In the beginning";
static const char kText[] =
    " of the year, and in the seventh day of the month, that the word of the LORD came";

struct Told {
  char text[1000];
  size_t bytes, ids;
  constate_finish finish;
};

static int on_piece(void* user, const constate_piece* piece) {
  struct Told* told = user;
  memcpy(told->text + told->bytes, piece->text, piece->text_bytes);
  told->bytes += piece->text_bytes;
  told->ids += piece->ids_count;
  told->finish = piece->finish;
  return 0;
}

static constate_model* load(const char* folder) {
  constate_load_options options;
  constate_model* model = NULL;
  OK(constate_load_options_init(&options));
  options.device = "cpu";
  options.dtype = "f32";
  options.programs = getenv("CONSTATE_TEST_PROGRAMS");
  OK(constate_model_load(folder, &options, &model));
  return model;
}

static void tells_what_it_is(const constate_model* model) {
  constate_model_info info;
  int32_t ends[4];
  size_t count = 0;
  info.size = sizeof info;
  OK(constate_model_info_get(model, &info));
  CHECK(info.vocab_size == 4096 && info.layers == 6 && info.has_tokenizer && info.parameters == 3653408);
  CHECK(info.state_bytes == 6 * 4 * (3 * 640 + 16 * 32 * 64) && info.state_bytes_per_token == 0);
  CHECK(strcmp(info.model_type, "mamba2") == 0 && strcmp(info.dtype, "f32") == 0 &&
        strcmp(info.device, "cpu") == 0);
  CHECK(strstr(info.plugin, "pjrt_c_api_cpu_plugin.so") != NULL);
  OK(constate_model_end_ids(model, ends, 4, &count));
  CHECK(count == 1 && ends[0] == 0);
}

static void tokenizes(const constate_model* model) {
  int32_t ids[32];
  char text[100];
  size_t count = 0, bytes = 0;
  OK(constate_tokenize(model, kPrompt, strlen(kPrompt), 1, NULL, 0, &count)); /* how many there are */
  CHECK(count == 3);
  CHECK(constate_tokenize(model, kPrompt, strlen(kPrompt), 1, ids, 2, &count) == CONSTATE_OUT_OF_RANGE &&
        count == 3);
  OK(constate_tokenize(model, kPrompt, strlen(kPrompt), 1, ids, 32, &count));
  OK(constate_detokenize(model, ids, count, 1, text, sizeof text, &bytes));
  CHECK(bytes == strlen(kPrompt) && memcmp(text, kPrompt, bytes) == 0);
}

static void generates(constate_model* model) {
  constate_request request;
  struct Told told = {{0}, 0, 0, CONSTATE_FINISH_NONE};
  constate_generation* generation = NULL;
  constate_piece whole;
  OK(constate_request_init(model, &request));
  CHECK(request.temperature == 0 && request.max_tokens == 128 && request.logprobs == -1);
  request.text = kPrompt;
  request.text_bytes = strlen(kPrompt);
  request.max_tokens = 20;
  OK(constate_generate(model, &request, 1, NULL, on_piece, &told, &generation));
  CHECK(told.bytes == strlen(kText) && memcmp(told.text, kText, told.bytes) == 0);
  CHECK(told.ids == 20 && told.finish == CONSTATE_FINISH_LENGTH);
  whole.size = sizeof whole;
  OK(constate_generation_whole(generation, 0, &whole));
  CHECK(whole.text_bytes == told.bytes && memcmp(whole.text, kText, told.bytes) == 0 &&
        whole.log_probabilities == NULL);
  OK(constate_generation_close(generation));
}

static void goes_on_from_a_state(constate_model* model) {
  constate_state *state = NULL, *fork = NULL;
  constate_request request;
  struct Told told = {{0}, 0, 0, CONSTATE_FINISH_NONE};
  int64_t tokens = 0;
  OK(constate_state_new(model, &state));
  OK(constate_state_feed_text(state, kPrompt, strlen(kPrompt), NULL));
  OK(constate_state_fork(state, &fork));
  OK(constate_state_close(state));
  OK(constate_state_tokens(fork, &tokens));
  CHECK(tokens == 3);
  OK(constate_request_init(model, &request));
  request.from = fork;
  request.max_tokens = 20;
  OK(constate_generate(model, &request, 1, NULL, on_piece, &told, NULL));
  CHECK(told.bytes == strlen(kText) && memcmp(told.text, kText, told.bytes) == 0);
  OK(constate_state_close(fork));
}

int main(int count, char** arguments) {
  constate_model* model;
  CHECK(count == 2);
  CHECK(strcmp(constate_version(), "0.1.0") == 0);
  model = load(arguments[1]);
  tells_what_it_is(model);
  tokenizes(model);
  generates(model);
  goes_on_from_a_state(model);
  OK(constate_model_close(model));
  CHECK(constate_model_close(model) == CONSTATE_INVALID_ARGUMENT);
  CHECK(strcmp(constate_last_error(), "model: an open handle is expected; got one that was closed") == 0);
  return 0;
}
