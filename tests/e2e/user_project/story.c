/* Continues a text with the model in the folder that is named. */
#include <constate/constate.h>
#include <stdio.h>
#include <string.h>

static int on_piece(void* user, const constate_piece* piece) {
  (void)user;
  fwrite(piece->text, 1, piece->text_bytes, stdout);
  return 0;
}

static int fail(void) {
  fprintf(stderr, "%s\n", constate_last_error());
  return 1;
}

int main(int count, char** arguments) {
  constate_model* model;
  constate_request request;
  const char* prompt = "In the beginning";
  if (count != 2) return 2;
  if (constate_model_load(arguments[1], NULL, &model) != CONSTATE_OK) return fail();
  if (constate_request_init(model, &request) != CONSTATE_OK) return fail();
  request.text = prompt;
  request.text_bytes = strlen(prompt);
  request.max_tokens = 20;
  if (constate_generate(model, &request, 1, NULL, on_piece, NULL, NULL) != CONSTATE_OK) return fail();
  printf("\n");
  return constate_model_close(model) == CONSTATE_OK ? 0 : fail();
}
