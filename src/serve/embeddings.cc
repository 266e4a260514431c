#include "serve/embeddings.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "serve/api_error.h"

namespace constate::serve {
namespace {

std::string base64(std::span<const float> values) {
  const auto bytes = std::as_bytes(values);
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // and the zero that OpenSSL writes
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.pop_back();
  return out;
}

}  // namespace

Embeddings::Embeddings(AnswerTools tools, std::shared_ptr<http::Exchange> exchange, EmbeddingsAsk ask,
                       std::string scope)
    : tools_(tools),
      exchange_(std::move(exchange)),
      ask_(std::move(ask)),
      scope_(std::move(scope)),
      deadline_(seconds_from_now(ask_.seconds)),
      tasks_(*tools_.model.scheduler) {}

void Embeddings::start() {
  exchange_->on_close([weak = weak_from_this()] {
    const std::shared_ptr<Embeddings> self = weak.lock();
    if (!self) return;
    self->gone_ = true;
    self->tools_.metrics.disconnected();
    self->tasks_.cancel();
  });
  const auto work = [self = shared_from_this()] {
    try {
      self->submit();
    } catch (const std::exception& e) {
      self->fail(e);
    }
  };
  if (exchange_->request().body.size() > kQuickBytes)
    tools_.background.post(work);
  else
    work();
}

void Embeddings::submit() {
  std::vector<Task> tasks;
  for (const PromptText& input : ask_.inputs) {
    Task task;
    task.request.prompt = tools_.model.ids_of(input, /*add_special_tokens=*/true);
    check_length("input", task.request.prompt, tools_.prompt_tokens);
    task.client = scope_ + "\n" + exchange_->request().client;
    task.deadline = deadline_;
    task.pooling = ask_.pooling;
    task.on_end = [self = shared_from_this(), i = tasks.size()](const Outcome& o) { self->end(i, o); };
    tasks.push_back(std::move(task));
  }
  outcomes_.resize(tasks.size());
  left_ = tasks.size();
  for (Task& task : tasks) tasks_.submit(std::move(task));
}

void Embeddings::end(std::size_t i, const Outcome& outcome) {
  tools_.metrics.ended(outcome);
  tools_.rates.spend(scope_, outcome.figures.prompt_tokens, Clock::now());
  outcomes_[i] = outcome;
  if (outcome.how == Ended::kCancelled) gone_ = true;
  if (outcome.how == Ended::kTimeout)
    fail(Error(Code::kDeadlineExceeded, "`timeout`: the texts were not embedded in that time"));
  if (outcome.how == Ended::kShutdown || outcome.how == Ended::kError) fail(error_of(outcome));
  if (--left_ > 0 || failed_ || gone_) return;
  // As JSON it is long: others wait for the thread that tells of ends.
  tools_.background.post(
      [self = shared_from_this()] { self->exchange_->send(json_response(self->whole())); });
}

OrderedJson Embeddings::whole() const {
  OrderedJson data = OrderedJson::array();
  std::int64_t tokens = 0;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    const std::vector<float>& v = outcomes_[i].embedding;
    tokens += outcomes_[i].figures.prompt_tokens;
    data.push_back({{"object", "embedding"},
                    {"index", i},
                    {"embedding", ask_.base64 ? OrderedJson(base64(v)) : OrderedJson(v)}});
  }
  return {{"object", "list"},
          {"data", std::move(data)},
          {"model", tools_.model.name},
          {"pooling", engine::name(ask_.pooling)},
          {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}};
}

void Embeddings::fail(const std::exception& error) {
  if (failed_.exchange(true)) return;
  tasks_.cancel();
  exchange_->send(error_answer(error));
}

}  // namespace constate::serve
