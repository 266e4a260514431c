// constate.hpp: the library from C++17: constate.h with values that close themselves, standard containers and
// exceptions.
//
//   constate::Model model("models/demo");
//   constate::Options options;
//   options.max_tokens = 60;
//   model.generate("In the beginning", options, [](std::string_view text) { std::cout << text; });
//
// A header alone; what it calls is libconstate.so (CMake: constate::constate; pkg-config: constate).
// constate.h says of each function what it does. Nothing of this header or the library is stable before
// version 1.0.
//
// Model, State and Generation are moved, not copied. A Model may be used by several threads, the others by
// one at a time.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "constate/constate.h"

namespace constate {

// What went wrong, and what to do about it, where that is known.
class Failure : public std::runtime_error {
 public:
  Failure(constate_code code, const std::string& message, std::string hint)
      : std::runtime_error(message), code_(code), hint_(std::move(hint)) {}
  constate_code code() const { return code_; }
  const std::string& hint() const { return hint_; }

 private:
  constate_code code_;
  std::string hint_;
};

namespace detail {

inline void must(constate_code code) {
  if (code != CONSTATE_OK) throw Failure(code, constate_last_error(), constate_last_hint());
}

// A handle with the function that closes it.
template <class T, constate_code (*close)(T*)>
class Handle {
 public:
  Handle() = default;
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Handle() {
    if (handle_ != nullptr) close(handle_);
  }
  T* get() const { return handle_; }
  T** out() { return &handle_; }

 private:
  T* handle_ = nullptr;
};

}  // namespace detail

// Raised from any thread, it ends the calls that were given it, with CONSTATE_CANCELLED.
class Cancel {
 public:
  Cancel() { detail::must(constate_cancel_new(handle_.out())); }
  void raise() { detail::must(constate_cancel_raise(handle_.get())); }
  constate_cancel* get() const { return handle_.get(); }

 private:
  detail::Handle<constate_cancel, constate_cancel_close> handle_;
};

struct LoadOptions {
  std::string device;     // "cpu", "cuda", "tpu", a plugin's name or file; empty: the best that is installed
  std::string dtype;      // "f32", "bf16", "f16", "int8", "int4"; empty: the device's own choice
  std::string tokenizer;  // a file; empty: the folder's
  std::optional<std::string> programs;  // folder of compiled programs; "": none; nothing: the command line's
  int threads = 0;                      // of a CPU; 0: one for each processor
};

// How a text goes on. What is not set is as the checkpoint has it, or the likeliest token.
struct Options {
  std::optional<std::int64_t> max_tokens, top_k;
  std::optional<double> temperature, top_p, min_p, repetition_penalty;
  double presence_penalty = 0, frequency_penalty = 0;
  std::uint64_t seed = 0;
  std::vector<std::string> stop;
  std::vector<std::int32_t> stop_ids;
  std::vector<std::pair<std::int32_t, float>> bias;
  bool ignore_end = false;
  std::optional<int> logprobs;  // 0 to 20
};

struct Text {
  std::string text;
  std::vector<std::int32_t> ids;
  std::vector<float> log_probabilities;  // with Options::logprobs
  constate_finish finish = CONSTATE_FINISH_NONE;
};

class Model;

// What a model has become by a text.
class State {
 public:
  void feed(const std::vector<std::int32_t>& ids, const Cancel* cancel = nullptr) {
    detail::must(
        constate_state_feed(handle_.get(), ids.data(), ids.size(), cancel ? cancel->get() : nullptr));
  }
  void feed(std::string_view text, const Cancel* cancel = nullptr) {
    detail::must(
        constate_state_feed_text(handle_.get(), text.data(), text.size(), cancel ? cancel->get() : nullptr));
  }
  State fork() const {
    State out;
    detail::must(constate_state_fork(handle_.get(), out.handle_.out()));
    return out;
  }
  void save(const std::string& path) const { detail::must(constate_state_save(handle_.get(), path.c_str())); }
  std::int64_t tokens() const {
    std::int64_t out = 0;
    detail::must(constate_state_tokens(handle_.get(), &out));
    return out;
  }
  // Of the next token, one for each id of the vocabulary.
  std::vector<float> logits() const {
    std::size_t count = 0;
    detail::must(constate_state_logits(handle_.get(), nullptr, 0, &count));
    std::vector<float> out(count);
    detail::must(constate_state_logits(handle_.get(), out.data(), out.size(), &count));
    return out;
  }
  constate_state* get() const { return handle_.get(); }

 private:
  friend class Model;
  State() = default;
  detail::Handle<constate_state, constate_state_close> handle_;
};

class Model {
 public:
  // A checkpoint's folder.
  explicit Model(const std::string& folder, const LoadOptions& options = {}) {
    constate_load_options given;
    detail::must(constate_load_options_init(&given));
    const auto or_null = [](const std::string& text) { return text.empty() ? nullptr : text.c_str(); };
    given.device = or_null(options.device);
    given.dtype = or_null(options.dtype);
    given.tokenizer = or_null(options.tokenizer);
    given.programs = options.programs ? options.programs->c_str() : nullptr;
    given.threads = options.threads;
    detail::must(constate_model_load(folder.c_str(), &given, handle_.out()));
  }

  constate_model_info info() const {
    constate_model_info out{};
    out.size = sizeof out;
    detail::must(constate_model_info_get(handle_.get(), &out));
    return out;
  }

  std::vector<std::int32_t> tokenize(std::string_view text, bool add_special = true) const {
    std::size_t count = 0;
    std::vector<std::int32_t> out(text.size() + 16);  // more ids than bytes are rare
    for (;;) {
      const constate_code code = constate_tokenize(handle_.get(), text.data(), text.size(), add_special,
                                                   out.data(), out.size(), &count);
      if (code != CONSTATE_OUT_OF_RANGE || count <= out.size()) detail::must(code);
      const bool whole = count <= out.size();
      out.resize(count);
      if (whole) return out;
    }
  }
  std::string detokenize(const std::vector<std::int32_t>& ids, bool skip_special = true) const {
    std::size_t count = 0;
    detail::must(
        constate_detokenize(handle_.get(), ids.data(), ids.size(), skip_special, nullptr, 0, &count));
    std::string out(count, '\0');
    detail::must(constate_detokenize(handle_.get(), ids.data(), ids.size(), skip_special, out.data(),
                                     out.size(), &count));
    return out;
  }

  // A state that has seen a text, or none.
  State prefill(std::string_view text = "") const {
    State out;
    detail::must(constate_state_new(handle_.get(), out.handle_.out()));
    if (!text.empty()) out.feed(text);
    return out;
  }
  State load_state(const std::string& path) const {
    State out;
    detail::must(constate_state_load(handle_.get(), path.c_str(), out.handle_.out()));
    return out;
  }

  // Told of the text as it comes.
  using OnText = std::function<void(std::string_view)>;

  Text generate(std::string_view prompt, const Options& options = {}, const OnText& on_text = {},
                const Cancel* cancel = nullptr) const {
    constate_request request = request_of(prompt, nullptr, options);
    return std::move(run({{request, &options}}, on_text, cancel, 0)[0]);
  }
  // Goes on from a state, which stays as it is.
  Text generate(const State& from, std::string_view prompt = "", const Options& options = {},
                const OnText& on_text = {}, const Cancel* cancel = nullptr) const {
    constate_request request = request_of(prompt, from.get(), options);
    return std::move(run({{request, &options}}, on_text, cancel, 0)[0]);
  }
  // Several that run together, `batch` at a time; 0: all. The seed of each is that of `options` and its
  // number.
  std::vector<Text> generate(const std::vector<std::string>& prompts, const Options& options = {},
                             std::int64_t batch = 0, const Cancel* cancel = nullptr) const {
    std::vector<std::pair<constate_request, const Options*>> all;
    for (const std::string& prompt : prompts) {
      all.emplace_back(request_of(prompt, nullptr, options), &options);
      all.back().first.seed = options.seed + all.size() - 1;
    }
    return run(std::move(all), {}, cancel, batch);
  }

  // [d], of the length 1: a text as one vector. Ids with their special tokens.
  std::vector<float> embed(const std::vector<std::int32_t>& ids,
                           constate_pooling pooling = CONSTATE_POOLING_MEAN) const {
    std::size_t count = 0;
    detail::must(constate_embed(handle_.get(), ids.data(), ids.size(), pooling, nullptr, nullptr, 0, &count));
    std::vector<float> out(count);
    detail::must(constate_embed(handle_.get(), ids.data(), ids.size(), pooling, nullptr, out.data(),
                                out.size(), &count));
    return out;
  }

  // Of `messages`, a JSON array, the ids that the model was trained on.
  std::vector<std::int32_t> chat_ids(std::string_view messages,
                                     constate_chat_end end = CONSTATE_CHAT_ANSWER) const {
    std::size_t count = 0;
    int add_special = 0;
    detail::must(constate_apply_chat_template(handle_.get(), messages.data(), messages.size(), end, nullptr,
                                              0, &count, nullptr));
    std::string text(count, '\0');
    detail::must(constate_apply_chat_template(handle_.get(), messages.data(), messages.size(), end,
                                              text.data(), text.size(), &count, &add_special));
    return tokenize(text, add_special != 0);
  }

  // [ids, vocabulary], row by row: of each place what the model says of the next one.
  std::vector<float> logits(const std::vector<std::int32_t>& ids) const {
    std::size_t count = 0;
    detail::must(constate_logits(handle_.get(), ids.data(), ids.size(), nullptr, 0, &count));
    std::vector<float> out(count);
    detail::must(constate_logits(handle_.get(), ids.data(), ids.size(), out.data(), out.size(), &count));
    return out;
  }
  // Of each id but the first.
  std::vector<float> log_probabilities(const std::vector<std::int32_t>& ids) const {
    std::vector<float> out(ids.empty() ? 0 : ids.size() - 1);
    std::size_t count = 0;
    if (!out.empty())
      detail::must(constate_log_probabilities(handle_.get(), ids.data(), ids.size(), nullptr, out.data(),
                                              nullptr, out.size(), &count));
    return out;
  }
  constate_score perplexity(std::string_view text, std::int64_t window = 0, std::int64_t stride = 0) const {
    constate_score_options options;
    detail::must(constate_score_options_init(&options));
    options.window = window;
    options.stride = stride;
    constate_score out{};
    out.size = sizeof out;
    detail::must(constate_perplexity(handle_.get(), text.data(), text.size(), &options, &out));
    return out;
  }

  constate_model* get() const { return handle_.get(); }

 private:
  // What it points to are the arguments, which must live until it is used.
  constate_request request_of(std::string_view prompt, const constate_state* from, const Options& o) const {
    constate_request out;
    detail::must(constate_request_init(handle_.get(), &out));
    if (!prompt.empty()) {
      out.text = prompt.data();
      out.text_bytes = prompt.size();
    }
    out.from = from;
    if (o.max_tokens) out.max_tokens = *o.max_tokens;
    if (o.temperature) out.temperature = *o.temperature;
    if (o.top_k) out.top_k = *o.top_k;
    if (o.top_p) out.top_p = *o.top_p;
    if (o.min_p) out.min_p = *o.min_p;
    if (o.repetition_penalty) out.repetition_penalty = *o.repetition_penalty;
    out.presence_penalty = o.presence_penalty;
    out.frequency_penalty = o.frequency_penalty;
    out.seed = o.seed;
    out.stop_ids = o.stop_ids.data();
    out.stop_ids_count = o.stop_ids.size();
    out.ignore_end = o.ignore_end;
    if (o.logprobs) out.logprobs = *o.logprobs;
    return out;
  }

  struct Listener {
    const OnText& on_text;
    std::exception_ptr thrown;
  };
  // No exception may pass through C.
  static int tell(void* user, const constate_piece* piece) {
    auto* const listener = static_cast<Listener*>(user);
    try {
      if (listener->on_text && piece->text_bytes > 0) listener->on_text({piece->text, piece->text_bytes});
      return 0;
    } catch (...) {
      listener->thrown = std::current_exception();
      return 1;
    }
  }

  std::vector<Text> run(std::vector<std::pair<constate_request, const Options*>> all, const OnText& on_text,
                        const Cancel* cancel, std::int64_t batch) const {
    std::vector<const char*> stop;
    std::vector<std::int32_t> bias_ids;
    std::vector<float> biases;
    if (!all.empty()) {
      for (const std::string& text : all[0].second->stop) stop.push_back(text.c_str());
      for (const auto& [id, bias] : all[0].second->bias) {
        bias_ids.push_back(id);
        biases.push_back(bias);
      }
    }
    std::vector<constate_request> requests;
    for (auto& [request, options] : all) {
      request.stop = stop.data();
      request.stop_count = stop.size();
      request.bias_ids = bias_ids.data();
      request.biases = biases.data();
      request.biases_count = biases.size();
      requests.push_back(request);
    }
    constate_generate_options given;
    detail::must(constate_generate_options_init(&given));
    given.batch = batch;
    given.cancel = cancel ? cancel->get() : nullptr;
    Listener listener{on_text, nullptr};
    detail::Handle<constate_generation, constate_generation_close> generation;
    detail::must(constate_generate(handle_.get(), requests.data(), requests.size(), &given, tell, &listener,
                                   generation.out()));
    if (listener.thrown) std::rethrow_exception(listener.thrown);
    std::vector<Text> out;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      constate_piece piece{};
      piece.size = sizeof piece;
      detail::must(constate_generation_whole(generation.get(), i, &piece));
      Text text;
      text.text.assign(piece.text, piece.text_bytes);
      text.ids.assign(piece.ids, piece.ids + piece.ids_count);
      if (piece.log_probabilities != nullptr)
        text.log_probabilities.assign(piece.log_probabilities, piece.log_probabilities + piece.ids_count);
      text.finish = piece.finish;
      out.push_back(std::move(text));
    }
    return out;
  }

  detail::Handle<constate_model, constate_model_close> handle_;
};

}  // namespace constate
