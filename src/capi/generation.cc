// Generating: requests of C become the engine's, and tokens become pieces of text.
#include <fmt/format.h>

#include "capi/objects.h"

namespace constate::capi {
namespace {

constexpr std::int64_t kDefaultTokens = 128;
constexpr std::int64_t kDefaultRows = 8;  // of a deterministic generation, as the command line has it

constate_request defaults_of(const Model& model) {
  const engine::Sampling& s = model.generation.sampling;
  constate_request out{};
  out.size = sizeof out;
  out.max_tokens = model.generation.max_new_tokens.value_or(kDefaultTokens);
  out.temperature = s.temperature;
  out.top_k = s.top_k;
  out.top_p = s.top_p;
  out.min_p = s.min_p;
  out.repetition_penalty = s.repetition_penalty;
  out.seed = s.seed;
  out.logprobs = -1;
  return out;
}

// What a request goes on from.
struct Before {
  std::shared_ptr<const engine::Sequence> sequence;  // null: no text
  std::int64_t withheld = 0;
};

Before before(const Model& model, const constate_request& r) {
  if (r.from == nullptr) return {};
  const std::shared_ptr<State> from = Handles<State>::all().get(r.from);
  if (from->model.get() != &model) throw Error(Code::kInvalidArgument, "`from` is a state of another model");
  const Exclusive alone(from->busy, "state");
  if (from->is_empty()) return {};
  return {std::make_shared<const engine::Sequence>(from->sequence), from->withheld};
}

std::vector<std::int32_t> prompt_of(const Model& model, const constate_request& r, bool begins) {
  if (r.text != nullptr && r.ids != nullptr)
    throw Error(Code::kInvalidArgument, "a prompt is a text or ids; got both");
  if (r.text != nullptr) return model.encode(r.text, r.text_bytes, /*add_special=*/begins);
  const auto ids = ids_of(r.ids, r.ids_count);
  return {ids.begin(), ids.end()};
}

engine::Request engine_request(const Model& model, const constate_request& r, const Before& from) {
  engine::Request out;
  out.from = from.sequence;
  out.prompt = prompt_of(model, r, from.sequence == nullptr);
  out.max_tokens = r.max_tokens;
  out.sampling = {r.temperature, r.top_k, r.top_p, r.min_p, r.repetition_penalty, r.seed};
  out.presence_penalty = r.presence_penalty;
  out.frequency_penalty = r.frequency_penalty;
  if (r.biases_count > 0) {
    check_pointer(r.bias_ids, "bias_ids");
    check_pointer(r.biases, "biases");
    for (std::size_t i = 0; i < r.biases_count; ++i) out.logit_bias.emplace_back(r.bias_ids[i], r.biases[i]);
  }
  if (!r.ignore_end) out.stop_ids = model.generation.stop_ids;
  const auto stop_ids = ids_of(r.stop_ids, r.stop_ids_count);
  with_context("stop_ids", [&] { engine::check_ids(stop_ids, model.engine->vocab_size()); });
  out.stop_ids.insert(out.stop_ids.end(), stop_ids.begin(), stop_ids.end());
  if (r.logprobs >= 0) out.top_logprobs = r.logprobs;
  return out;
}

std::vector<std::string> stops_of(const constate_request& r) {
  std::vector<std::string> out;
  if (r.stop_count > 0) check_pointer(r.stop, "stop");
  for (std::size_t i = 0; i < r.stop_count; ++i) {
    check_pointer(r.stop[i], "stop");
    out.emplace_back(r.stop[i]);
  }
  return out;
}

Generation::Row row_of(const Model& model, const constate_request& r, const Before& from) {
  Generation::Row row;
  std::vector<std::string> stop = stops_of(r);
  if (model.tokenizer)
    row.stream.emplace(*model.tokenizer, std::move(stop));
  else if (!stop.empty())
    model.text();  // says that there is no tokenizer
  if (row.stream && from.sequence) row.stream->resume(from.sequence->history.recent(), from.withheld);
  if (r.logprobs >= 0) {
    row.top = r.logprobs;
    row.top_count = static_cast<std::size_t>(std::min<std::int64_t>(r.logprobs, model.engine->vocab_size()));
  }
  row.keeps_state = r.keep_state != 0;
  return row;
}

engine::GenerationOptions engine_options(const constate_generate_options& given, bool keeps, bool stops) {
  if (given.batch < 0 || given.block < 0)
    throw Error(Code::kInvalidArgument,
                fmt::format("batch, block: 0 or more are expected; got {} and {}", given.batch, given.block));
  engine::GenerationOptions out;
  out.batch = given.batch;
  out.block = given.block;
  if (given.deterministic) {
    out.batch = given.batch > 0 ? given.batch : kDefaultRows;
    out.fixed_batch = out.prompts_apart = true;
  }
  out.keep = keeps;
  // A stop text may come within a block, whose other tokens the state would have seen.
  if (keeps && stops) out.block = 1;
  out.ends_not_finite = true;
  return out;
}

std::shared_ptr<Generation> start(std::shared_ptr<Model> model, const constate_request* requests,
                                  std::size_t count, const constate_generate_options& options) {
  const auto out = std::make_shared<Generation>();
  out->cancel = cancel_of(options.cancel);
  if (count > 0) check_pointer(requests, "requests");
  std::vector<engine::Request> all;
  bool keeps = false, stops = false;
  for (std::size_t i = 0; i < count; ++i) {
    const auto* at = reinterpret_cast<const std::byte*>(requests) + i * requests->size;
    constate_request request = defaults_of(*model);
    with_context(count > 1 ? fmt::format("request {}", i) : "request", [&] {
      copy_sized(at, requests->size, &request, sizeof request, "`requests`");
      const Before from = before(*model, request);
      all.push_back(engine_request(*model, request, from));
      out->rows.push_back(row_of(*model, request, from));
    });
    keeps |= out->rows.back().keeps_state;
    stops |= request.stop_count > 0;
  }
  out->running = std::make_unique<engine::Generation>(*model->engine, std::move(all),
                                                      engine_options(options, keeps, stops));
  out->model = std::move(model);
  return out;
}

std::shared_ptr<Generation> generation_of(const constate_generation* handle) {
  std::shared_ptr<Generation> out = Handles<Generation>::all().get(handle);
  check_open(*out->model);
  return out;
}

Generation::Row& row_at(Generation& generation, std::size_t request) {
  if (request >= generation.rows.size())
    throw Error(Code::kOutOfRange, fmt::format("request: a number below {} is expected; got {}",
                                               generation.rows.size(), request));
  return generation.rows[request];
}

// What is new of a row that goes on, and its end.
void take(engine::Generation& running, std::size_t i, Generation::Row& row) {
  if (row.flushed) return;
  const std::vector<std::int32_t>& tokens = running.tokens(i);
  const bool scored = row.top.has_value();
  while (!(row.stream && row.stream->stopped()) && row.ids.size() < tokens.size()) {
    const std::size_t at = row.ids.size();
    row.ids.push_back(tokens[at]);
    if (row.stream) row.text += row.stream->push(tokens[at]);
    if (!scored) continue;
    const engine::TokenChoice& choice = running.choices(i)[at];
    row.log_probabilities.push_back(choice.log_probability);
    for (std::size_t k = 0; k < row.top_count; ++k) {
      row.top_ids.push_back(choice.top[k].first);
      row.top_log_probabilities.push_back(choice.top[k].second);
    }
  }
  if (row.stream && row.stream->stopped()) running.end(i, engine::Finish::kStop);
  if (running.finish(i) == engine::Finish::kNone) return;
  row.finish = row.stream && row.stream->stopped() ? engine::Finish::kStop : running.finish(i);
  if (row.stream) row.text += row.stream->finish();
  row.flushed = true;
}

constate_finish finish_of(engine::Finish finish) {
  switch (finish) {
    case engine::Finish::kNone:
      return CONSTATE_FINISH_NONE;
    case engine::Finish::kStop:
      return CONSTATE_FINISH_STOP;
    case engine::Finish::kLength:
      return CONSTATE_FINISH_LENGTH;
    case engine::Finish::kInterrupted:
      return CONSTATE_FINISH_INTERRUPTED;
    case engine::Finish::kNotFinite:
      return CONSTATE_FINISH_NOT_FINITE;
  }
  return CONSTATE_FINISH_NONE;
}

// From these places on.
constate_piece piece_of(const Generation::Row& row, std::size_t request, std::size_t text, std::size_t ids) {
  constate_piece out{};
  out.size = sizeof out;
  out.request = request;
  out.text = row.text.data() + text;
  out.text_bytes = row.text.size() - text;
  out.ids = row.ids.data() + ids;
  out.ids_count = row.ids.size() - ids;
  if (row.top) out.log_probabilities = row.log_probabilities.data() + ids;
  if (row.top_count > 0) {
    out.top_ids = row.top_ids.data() + ids * row.top_count;
    out.top_log_probabilities = row.top_log_probabilities.data() + ids * row.top_count;
    out.top_count = row.top_count;
  }
  out.finish = finish_of(row.finish);
  return out;
}

void end(Generation& generation, std::size_t request) {
  generation.check_whole();
  Generation::Row& row = row_at(generation, request);
  generation.running->end(request, engine::Finish::kInterrupted);
  take(*generation.running, request, row);
}

// Tells what the last step gave; ends what its listener has enough of.
void tell(Generation& generation, constate_on_piece on_piece, void* user) {
  for (std::size_t i = 0; i < generation.rows.size(); ++i) {
    const Generation::Row& row = generation.rows[i];
    const constate_piece piece = piece_of(row, i, row.text_before, row.ids_before);
    if (piece.text_bytes == 0 && piece.ids_count == 0 && !(row.flushed && !row.told_end)) continue;
    generation.rows[i].told_end = row.flushed;
    if (on_piece(user, &piece) != 0) end(generation, i);
  }
}

}  // namespace

void Generation::check_whole() const {
  if (failed)
    throw Error(Code::kFailedPrecondition, "generation: an error ended it before", "begin another one");
}

bool Generation::step() {
  check_whole();
  for (Row& row : rows) {
    row.text_before = row.text.size();
    row.ids_before = row.ids.size();
  }
  const Cancellable cancellable(cancel);
  failed = true;  // unless all of the step succeeds
  running->step();
  bool more = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    take(*running, i, rows[i]);
    more |= !rows[i].flushed;
  }
  failed = false;
  return more;
}

}  // namespace constate::capi

using namespace constate;
using namespace constate::capi;

extern "C" {

constate_code constate_request_init(const constate_model* model, constate_request* request) {
  return guarded([&] {
    check_pointer(request, "request");
    *request = defaults_of(*Handles<Model>::all().get(model));
  });
}

constate_code constate_generate_options_init(constate_generate_options* options) {
  return guarded([&] {
    check_pointer(options, "options");
    *options = {};
    options->size = sizeof *options;
  });
}

constate_code constate_generation_start(constate_model* model, const constate_request* requests,
                                        size_t requests_count, const constate_generate_options* options,
                                        constate_generation** out) {
  return guarded([&] {
    check_pointer(out, "out");
    *out = nullptr;
    constate_generate_options known{};
    if (options != nullptr) copy_sized(options, options->size, &known, sizeof known, "options");
    give(start(Handles<Model>::all().get(model), requests, requests_count, known), out);
  });
}

constate_code constate_generation_step(constate_generation* generation, int* more) {
  return guarded([&] {
    check_pointer(more, "more");
    const std::shared_ptr<Generation> of = generation_of(generation);
    const Exclusive alone(of->busy, "generation");
    *more = of->step();
  });
}

constate_code constate_generation_piece(const constate_generation* generation, size_t request,
                                        constate_piece* piece) {
  return guarded([&] {
    check_pointer(piece, "piece");
    const std::shared_ptr<Generation> of = generation_of(generation);
    const Exclusive alone(of->busy, "generation");
    const Generation::Row& row = row_at(*of, request);
    give_sized(piece_of(row, request, row.text_before, row.ids_before), piece, "piece");
  });
}

constate_code constate_generation_whole(const constate_generation* generation, size_t request,
                                        constate_piece* piece) {
  return guarded([&] {
    check_pointer(piece, "piece");
    const std::shared_ptr<Generation> of = generation_of(generation);
    const Exclusive alone(of->busy, "generation");
    give_sized(piece_of(row_at(*of, request), request, 0, 0), piece, "piece");
  });
}

constate_code constate_generation_end(constate_generation* generation, size_t request) {
  return guarded([&] {
    const std::shared_ptr<Generation> of = generation_of(generation);
    const Exclusive alone(of->busy, "generation");
    end(*of, request);
  });
}

constate_code constate_generation_state(const constate_generation* generation, size_t request,
                                        constate_state** out) {
  return guarded([&] {
    check_pointer(out, "out");
    *out = nullptr;
    const std::shared_ptr<Generation> of = generation_of(generation);
    const Exclusive alone(of->busy, "generation");
    const Generation::Row& row = row_at(*of, request);
    if (!row.keeps_state)
      throw Error(Code::kFailedPrecondition, "the request did not ask for its state", "set `keep_state`");
    if (!row.flushed) throw Error(Code::kFailedPrecondition, "the request has not ended");
    give(std::make_shared<State>(of->model, of->running->sequence(request)), out);
  });
}

constate_code constate_generation_close(constate_generation* generation) {
  return guarded([&] { Handles<Generation>::all().take(generation); });
}

constate_code constate_generate(constate_model* model, const constate_request* requests,
                                size_t requests_count, const constate_generate_options* options,
                                constate_on_piece on_piece, void* user, constate_generation** out) {
  return guarded([&] {
    if (out != nullptr) *out = nullptr;
    constate_generate_options known{};
    if (options != nullptr) copy_sized(options, options->size, &known, sizeof known, "options");
    const std::shared_ptr<Generation> all =
        start(Handles<Model>::all().get(model), requests, requests_count, known);
    for (bool more = true; more;) {
      more = all->step();
      if (on_piece != nullptr) tell(*all, on_piece, user);
    }
    if (out != nullptr) give(all, out);
  });
}

}  // extern "C"
