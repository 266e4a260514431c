/* constate.h: recurrent and hybrid language models on any device with a PJRT plugin, from C11 and whatever
 * calls C.
 *
 *   constate_model* model;
 *   if (constate_model_load("models/demo", NULL, &model) != CONSTATE_OK) fail(constate_last_error());
 *   constate_request request;
 *   constate_request_init(model, &request);
 *   request.text = "In the beginning";
 *   request.text_bytes = 16;
 *   constate_generate(model, &request, 1, NULL, on_piece, NULL, NULL);
 *   constate_model_close(model);
 *
 * Errors: each function that can fail returns a code. What is wrong stands in constate_last_error() of the
 * same thread, and what to do about it, where that is known, in constate_last_hint(). Nothing is thrown,
 * printed or aborted.
 *
 * Handles are looked up and never followed: one that is null, closed or of another kind gives
 * CONSTATE_INVALID_ARGUMENT. Each is to be closed once, in any order. What a closed one still serves stays
 * until that is over.
 *
 * Threads: a model may be used by several. A state or a generation belongs to one call at a time: another one
 * gets CONSTATE_FAILED_PRECONDITION. A constate_cancel may be raised by any thread.
 *
 * Processes: a device's threads do not survive fork(). In a child made after a model was loaded, each
 * function gives CONSTATE_FAILED_PRECONDITION. A child that calls exec is free of that.
 *
 * Arrays: the caller owns what is passed in; it must live until the function returns. Where a function fills
 * an array, `room` is how many elements it has, and `*count`, if it is not null, becomes how many there are.
 * Where they are more than `room`, nothing is written, and the code is CONSTATE_OUT_OF_RANGE, or CONSTATE_OK
 * for a `room` of 0.
 *
 * Text is UTF-8 with its number of bytes; it need not end with a zero.
 *
 * Structs begin with their size, which their init function sets. Fields are only ever added, at the end.
 *
 * The ABI is not stable before version 1.0: link with the library that the header came with. */
#ifndef CONSTATE_H
#define CONSTATE_H

#include <stddef.h>
#include <stdint.h>

#define CONSTATE_VERSION_MAJOR 0
#define CONSTATE_VERSION_MINOR 1
#define CONSTATE_VERSION_PATCH 0

#ifndef CONSTATE_API
#define CONSTATE_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0": of the library, which may be another one than the header's. */
CONSTATE_API const char* constate_version(void);

/* ---- errors: the numbers are those of PJRT and of absl::StatusCode */
typedef enum constate_code {
  CONSTATE_OK = 0,
  CONSTATE_CANCELLED = 1,
  CONSTATE_UNKNOWN = 2,
  CONSTATE_INVALID_ARGUMENT = 3,
  CONSTATE_DEADLINE_EXCEEDED = 4,
  CONSTATE_NOT_FOUND = 5,
  CONSTATE_ALREADY_EXISTS = 6,
  CONSTATE_PERMISSION_DENIED = 7,
  CONSTATE_RESOURCE_EXHAUSTED = 8,
  CONSTATE_FAILED_PRECONDITION = 9,
  CONSTATE_ABORTED = 10,
  CONSTATE_OUT_OF_RANGE = 11,
  CONSTATE_UNIMPLEMENTED = 12,
  CONSTATE_INTERNAL = 13,
  CONSTATE_UNAVAILABLE = 14,
  CONSTATE_DATA_LOSS = 15,
  CONSTATE_UNAUTHENTICATED = 16
} constate_code;

/* Of the last call of this thread: one line each, "" where there is nothing to say. They live until its next
 * call. */
CONSTATE_API const char* constate_last_error(void);
CONSTATE_API const char* constate_last_hint(void);
/* "INVALID_ARGUMENT"; "" for a number that is no code. */
CONSTATE_API const char* constate_code_name(int code);

/* ---- cancellation */
typedef struct constate_cancel constate_cancel;
CONSTATE_API constate_code constate_cancel_new(constate_cancel** out);
/* From any thread: calls that were given it end with CONSTATE_CANCELLED, after the segment or block that
 * runs. It stays raised. */
CONSTATE_API constate_code constate_cancel_raise(constate_cancel* cancel);
CONSTATE_API constate_code constate_cancel_close(constate_cancel* cancel);

/* ---- models */
typedef struct constate_model constate_model;

/* Told of what goes on, at times from other threads, but one call after the other, until the model is closed:
 * `share`, 0 to 1, of the weights' bytes that are loaded, and a null program; or -1 and the program that is
 * being compiled, "" when it is done. */
typedef void (*constate_on_progress)(void* user, double share, const char* program);

typedef struct constate_load_options {
  size_t size;
  const char* device; /* "cpu", "cuda", "tpu", another plugin's name or its file; null: CONSTATE_PLUGIN, else
                         the best here */
  const char*
      dtype; /* of the matrices: "f32", "bf16", "f16", "int8", "int4"; null: the device's own choice */
  const char* tokenizer; /* a tokenizer.json or tokenizer.model; null: the folder's */
  const char*
      programs; /* folder of compiled programs; null: the one that the command line has; "": none is kept */
  const char* packages; /* folders of Python packages in which plugins are looked for first, ':' between;
                           null: none */
  int32_t threads;      /* of a CPU; 0: one for each processor */
  constate_on_progress on_progress; /* may be null */
  void* user;
} constate_load_options;

CONSTATE_API constate_code constate_load_options_init(constate_load_options* options);

/* A checkpoint's folder, a GGUF file, or ORG/NAME[@REV] of the Hugging Face Hub, which is in its cache on
 * disk. Returns while weights may still load; the first use waits for them. `options` may be null. */
CONSTATE_API constate_code constate_model_load(const char* folder, const constate_load_options* options,
                                               constate_model** out);
CONSTATE_API constate_code constate_model_close(constate_model* model);

typedef struct constate_model_info {
  size_t size;
  int64_t vocab_size; /* v: ids are 0 to v - 1 */
  int64_t layers;
  int64_t parameters;
  int64_t weight_bytes;          /* on the device */
  int64_t state_bytes;           /* of one sequence; what grows with the text is not in it */
  int64_t state_bytes_per_token; /* 0 for a model without attention */
  int64_t begin_id;              /* `bos_token_id` of the checkpoint; -1: none */
  int32_t has_tokenizer;
  const char* model_type; /* "mamba2"; these live as long as the model */
  const char* dtype;      /* of the matrices: "f32", "bf16", "f16", "int8", "int4" */
  const char* device;     /* as its plugin calls it: "cpu", "NVIDIA H200" */
  const char* plugin;     /* its file */
} constate_model_info;

/* `info->size` is to be set before the call: sizeof(constate_model_info). */
CONSTATE_API constate_code constate_model_info_get(const constate_model* model, constate_model_info* info);
/* The ids that end a text, by the checkpoint. */
CONSTATE_API constate_code constate_model_end_ids(const constate_model* model, int32_t* ids, size_t room,
                                                  size_t* count);

/* ---- text and ids */
CONSTATE_API constate_code constate_tokenize(const constate_model* model, const char* text, size_t bytes,
                                             int add_special, int32_t* ids, size_t room, size_t* count);
/* `count` bytes; no zero is put behind them. */
CONSTATE_API constate_code constate_detokenize(const constate_model* model, const int32_t* ids,
                                               size_t ids_count, int skip_special, char* text, size_t room,
                                               size_t* count);

/* ---- states: what a model has become by a text. The size does not grow with it, but for layers of
 * attention. */
typedef struct constate_state constate_state;

CONSTATE_API constate_code constate_state_new(constate_model* model, constate_state** out); /* of no text */
/* Both feed what follows; where they fail, the state stays as it was. `cancel` may be null. Special tokens
 * are put in front of a text where the state has seen none. */
CONSTATE_API constate_code constate_state_feed(constate_state* state, const int32_t* ids, size_t ids_count,
                                               constate_cancel* cancel);
CONSTATE_API constate_code constate_state_feed_text(constate_state* state, const char* text, size_t bytes,
                                                    constate_cancel* cancel);
/* Another one that goes on by itself. What is on the device is shared until one of them changes. */
CONSTATE_API constate_code constate_state_fork(const constate_state* state, constate_state** out);
/* One safetensors file, whole or not at all; of another model, it is refused when it is loaded. */
CONSTATE_API constate_code constate_state_save(const constate_state* state, const char* path);
CONSTATE_API constate_code constate_state_load(constate_model* model, const char* path, constate_state** out);
/* Tokens of its text, the one that was drawn last included. */
CONSTATE_API constate_code constate_state_tokens(const constate_state* state, int64_t* tokens);
/* Of the next token: f32 [v]. CONSTATE_FAILED_PRECONDITION where a token was drawn from them, or none was
 * fed. */
CONSTATE_API constate_code constate_state_logits(const constate_state* state, float* logits, size_t room,
                                                 size_t* count);
CONSTATE_API constate_code constate_state_close(constate_state* state);

/* ---- generating */
typedef struct constate_request {
  size_t size;
  const char* text; /* the prompt; or */
  size_t text_bytes;
  const int32_t* ids;
  size_t ids_count;
  const constate_state* from; /* what the prompt goes on from, and which stays as it is; null: no text. The
                                 prompt may be empty then */
  int64_t max_tokens;
  double temperature;        /* 0: the likeliest token */
  int64_t top_k;             /* 0: all tokens */
  double top_p;              /* 1: all tokens */
  double min_p;              /* 0: all tokens */
  double repetition_penalty; /* 1: none; counts the prompt */
  double presence_penalty;   /* -2 to 2; these two count the answer alone */
  double frequency_penalty;
  uint64_t seed;
  const int32_t* bias_ids; /* of `biases_count` tokens what is added to their logits, -100 to 100 */
  const float* biases;
  size_t biases_count;
  const int32_t* stop_ids; /* end the text, besides those of the checkpoint */
  size_t stop_ids_count;
  const char* const*
      stop; /* texts, each with a zero at its end; the answer ends before the first that comes */
  size_t stop_count;
  int32_t ignore_end; /* 1: the checkpoint's own stop ids do not count */
  int32_t logprobs; /* -1: none; else of each token its log probability, and of so many of the likeliest (0 to
                       20) */
  int32_t keep_state; /* 1: constate_generation_state is wanted */
} constate_request;

/* As the checkpoint has it (generation_config.json), greedy where it says nothing; 128 tokens. */
CONSTATE_API constate_code constate_request_init(const constate_model* model, constate_request* request);

typedef struct constate_generate_options {
  size_t size;
  int64_t batch;           /* sequences that run together at most; others wait. 0: all */
  int64_t block;           /* tokens between two looks of the host; 0: the device's own choice */
  int32_t deterministic;   /* 1: what a request gets does not depend on the others, to the bit; takes `batch`
                              rows always */
  constate_cancel* cancel; /* may be null */
} constate_generate_options;

CONSTATE_API constate_code constate_generate_options_init(constate_generate_options* options);

typedef enum constate_finish {
  CONSTATE_FINISH_NONE = 0, /* it goes on */
  CONSTATE_FINISH_STOP = 1, /* a stop id or text came */
  CONSTATE_FINISH_LENGTH = 2,
  CONSTATE_FINISH_INTERRUPTED = 3,
  CONSTATE_FINISH_NOT_FINITE = 4
} constate_finish;

/* What came of one request. Its pointers live until the next step of the generation. */
typedef struct constate_piece {
  size_t size;
  size_t request;   /* its number */
  const char* text; /* never half a character; "" for a model without a tokenizer */
  size_t text_bytes;
  const int32_t* ids;
  size_t ids_count;
  const float* log_probabilities; /* [ids_count], natural logarithms; null unless asked for */
  const int32_t* top_ids;         /* [ids_count, top_count], the likeliest first */
  const float* top_log_probabilities;
  size_t top_count;
  constate_finish finish;
} constate_piece;

typedef struct constate_generation constate_generation;

/* Requests that run together, `requests_count` structs in a row. `options` may be null. */
CONSTATE_API constate_code constate_generation_start(constate_model* model, const constate_request* requests,
                                                     size_t requests_count,
                                                     const constate_generate_options* options,
                                                     constate_generation** out);
/* Feeds prompts or decodes a block. `*more` becomes 0 when all have ended, else 1. */
CONSTATE_API constate_code constate_generation_step(constate_generation* generation, int* more);
/* What the last step gave of one request, maybe nothing. `piece->size` is to be set before the call. */
CONSTATE_API constate_code constate_generation_piece(const constate_generation* generation, size_t request,
                                                     constate_piece* piece);
/* Everything since its start, likewise. */
CONSTATE_API constate_code constate_generation_whole(const constate_generation* generation, size_t request,
                                                     constate_piece* piece);
/* Ends one request as CONSTATE_FINISH_INTERRUPTED; what it has stays. */
CONSTATE_API constate_code constate_generation_end(constate_generation* generation, size_t request);
/* What a request that has ended has become, its last token included; with `keep_state` alone. */
CONSTATE_API constate_code constate_generation_state(const constate_generation* generation, size_t request,
                                                     constate_state** out);
CONSTATE_API constate_code constate_generation_close(constate_generation* generation);

/* Told of each piece that holds something, in the caller's thread; what is not 0 ends that request. */
typedef int (*constate_on_piece)(void* user, const constate_piece* piece);

/* All steps at once. `on_piece` and `out` may be null; `*out` is the generation at its end, which the caller
 * closes. */
CONSTATE_API constate_code constate_generate(constate_model* model, const constate_request* requests,
                                             size_t requests_count, const constate_generate_options* options,
                                             constate_on_piece on_piece, void* user,
                                             constate_generation** out);

/* ---- scoring */
/* f32 [ids_count, v]: of each place what the model says of the next one. */
CONSTATE_API constate_code constate_logits(constate_model* model, const int32_t* ids, size_t ids_count,
                                           float* logits, size_t room, size_t* count);
/* f32 [ids_count - 1]: the log probability of each id but the first, which is context alone; and 1 where it
 * was the model's likeliest, else 0. Either array may be null; both have `room`. */
CONSTATE_API constate_code constate_log_probabilities(constate_model* model, const int32_t* ids,
                                                      size_t ids_count, constate_cancel* cancel,
                                                      float* log_probabilities, uint8_t* likeliest,
                                                      size_t room, size_t* count);

typedef struct constate_score_options {
  size_t size;
  int64_t window; /* tokens that are scored by themselves; 0: the whole text as one sequence */
  int64_t
      stride; /* a window begins every so many tokens, and only what none before had counts; 0: the window */
  int64_t batch;           /* windows that run together; 0: 4 */
  int32_t no_begin;        /* 1: no token is put in front of a text; its own first one is the context */
  constate_cancel* cancel; /* may be null */
} constate_score_options;

CONSTATE_API constate_code constate_score_options_init(constate_score_options* options);

typedef struct constate_score {
  size_t size;
  int64_t tokens;        /* that were scored */
  int64_t first_choice;  /* how many were the model's likeliest */
  int64_t bytes;         /* that they stand for */
  double sum;            /* of their log probabilities */
  double perplexity;     /* exp(-sum / tokens) */
  double standard_error; /* of -sum / tokens, as if tokens were independent; NaN for fewer than two */
} constate_score;

/* `score->size` is to be set before the call; `options` may be null. As `constate perplexity` measures. */
CONSTATE_API constate_code constate_perplexity(constate_model* model, const char* text, size_t bytes,
                                               const constate_score_options* options, constate_score* score);

/* ---- embeddings */
typedef enum constate_pooling {
  CONSTATE_POOLING_MEAN = 0, /* over all tokens */
  CONSTATE_POOLING_LAST = 1  /* of the last one */
} constate_pooling;

/* f32 [d], of the length 1: a text as one vector, made of the hidden states after the last norm, as
 * /v1/embeddings of `constate serve` gives it. Ids are of constate_tokenize with `add_special`, at least one.
 * To ask for d alone, with a `room` of 0, costs the time of one token. */
CONSTATE_API constate_code constate_embed(constate_model* model, const int32_t* ids, size_t ids_count,
                                          constate_pooling pooling, constate_cancel* cancel, float* embedding,
                                          size_t room, size_t* count);

/* ---- conversations */
/* What stands behind the last message: */
typedef enum constate_chat_end {
  CONSTATE_CHAT_ANSWER = 0,      /* where an answer begins */
  CONSTATE_CHAT_NOTHING = 1,     /* nothing */
  CONSTATE_CHAT_OPEN_MESSAGE = 2 /* nothing, and the message is not closed: an answer goes on with it */
} constate_chat_end;

/* The text of a conversation as the model was trained on it, by the chat template of its folder; one after
 * the other where it has none. `messages` is JSON: an array of objects with `role` and `content`, both texts,
 * and whatever else the template reads. `*add_special`, if it is not null, becomes what constate_tokenize is
 * to be given for the text: a template has special tokens itself. */
CONSTATE_API constate_code constate_apply_chat_template(const constate_model* model, const char* messages,
                                                        size_t bytes, constate_chat_end end, char* text,
                                                        size_t room, size_t* count, int* add_special);

#ifdef __cplusplus
}
#endif
#endif
