#include "serve/ask_embeddings.h"

#include "serve/api_error.h"
#include "serve/fields.h"

namespace constate::serve {

EmbeddingsAsk read_embeddings(const Json& body, const AskLimits& limits) {
  Fields fields(body);
  EmbeddingsAsk ask;
  ask.model = fields.text("model", 1024).value_or("");
  const Json* input = fields.take("input");
  if (!input) bad_field("input", "is needed");
  ask.inputs = read_prompt_texts("input", *input, limits.prompts);
  const std::string format = fields.text("encoding_format", 64).value_or("float");
  ask.base64 = format == "base64";
  if (!ask.base64 && format != "float")
    bad_field("encoding_format", "`float` or `base64` is expected; got `" + format + "`");
  const std::string pooling = fields.text("pooling", 64).value_or("mean");
  const auto known = engine::pooling_of(pooling);
  if (!known) bad_field("pooling", "`mean` or `last` is expected; got `" + pooling + "`");
  ask.pooling = *known;
  ask.seconds = fields.number("timeout", 0.001, limits.seconds).value_or(limits.seconds);
  fields.refuse("dimensions", {}, "an embedding has as many numbers as a hidden state of the model");
  fields.ignore("user");
  fields.finish();
  return ask;
}

}  // namespace constate::serve
