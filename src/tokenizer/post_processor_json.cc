#include <fmt/format.h>

#include "base/error.h"
#include "tokenizer/json_parts.h"
#include "tokenizer/tokenizer_json.h"

namespace constate::tokenizer {
namespace {

std::int32_t known_id(const Json& value, const std::string& what, const std::string& where,
                      std::size_t tokens) {
  const std::int64_t id = token_id(value, what);
  if (static_cast<std::size_t>(id) >= tokens)
    throw FormatError(fmt::format("{}: id {} is outside the vocabulary of {}", where, id, tokens));
  return static_cast<std::int32_t>(id);
}

PostProcessor::Template read_template(const JsonObject& post, std::size_t tokens) {
  const JsonObject specials = post.object("special_tokens");
  PostProcessor::Template out;
  int texts = 0;
  for (const Json& item : array(post, "single")) {
    const JsonObject piece(item, fmt::format("{}: single[{}]", post.where(), out.size()));
    if (piece.has("Sequence")) {
      const JsonObject sequence = piece.object("Sequence");
      if (sequence.string("id") != "A") refuse(sequence, "id", "must be \"A\", the one text that there is");
      out.push_back({true, {}});
      ++texts;
      continue;
    }
    const std::string id = piece.object("SpecialToken").string("id");
    PostProcessor::Step step;
    const std::string where = fmt::format("{}: {}", specials.where(), id);
    for (const Json& value : array(specials.object(id), "ids"))
      step.ids.push_back(known_id(value, where + ": each of `ids`", where, tokens));
    out.push_back(std::move(step));
  }
  if (texts != 1) refuse(post, "single", "must hold the text exactly once");
  return out;
}

// `key`: ["</s>", 2].
PostProcessor::Step one_token(const JsonObject& post, std::string_view key, std::size_t tokens) {
  const Json& pair = array(post, key);
  if (pair.size() != 2 || !pair[0].is_string()) refuse(post, key, "must be a token and its id");
  const std::string where = fmt::format("{}: {}", post.where(), key);
  return {false, {known_id(pair[1], where + ": the id", where, tokens)}};
}

}  // namespace

PostProcessor read_post_processor(const JsonObject& object, std::size_t tokens) {
  PostProcessor out;
  for (const JsonObject& post : steps(object, "processors")) {
    const std::string type = type_of(post);
    if (type == "ByteLevel") continue;  // trims offsets, which are not given here
    if (type == "TemplateProcessing")
      out.templates.push_back(read_template(post, tokens));
    else if (type == "RobertaProcessing" || type == "BertProcessing")
      out.templates.push_back({one_token(post, "cls", tokens), {true, {}}, one_token(post, "sep", tokens)});
    else
      refuse(
          post, "type",
          "must be ByteLevel, TemplateProcessing, RobertaProcessing, BertProcessing or a Sequence of those");
  }
  return out;
}

}  // namespace constate::tokenizer
