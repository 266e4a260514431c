// Embeddings: texts as vectors, as OpenAI's API has them: the mean of the model's hidden states after its
// last norm, or the last of them (engine/prompt_embedder.h), of the length 1.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "serve/answer.h"
#include "serve/ask_embeddings.h"

namespace constate::serve {

// One request on its way: each text is a task of the scheduler. Lives as long as one of them.
class Embeddings : public std::enable_shared_from_this<Embeddings> {
 public:
  Embeddings(AnswerTools tools, std::shared_ptr<http::Exchange> exchange, EmbeddingsAsk ask,
             std::string scope);
  // Begins; the answer comes later. Throws ApiError.
  void start();

 private:
  void submit();
  void end(std::size_t i, const Outcome& outcome);
  void fail(const std::exception& error);
  OrderedJson whole() const;

  AnswerTools tools_;
  const std::shared_ptr<http::Exchange> exchange_;
  const EmbeddingsAsk ask_;
  const std::string scope_;
  const Clock::time_point deadline_;
  std::vector<Outcome> outcomes_;
  std::atomic<std::size_t> left_ = 0;  // that have not ended
  std::atomic<bool> gone_ = false, failed_ = false;
  RequestTasks tasks_;
};

}  // namespace constate::serve
