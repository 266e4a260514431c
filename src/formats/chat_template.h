// A model folder's chat template: how a conversation becomes the text that the model was trained on, as
// transformers' apply_chat_template makes it (jinja/template.h says what is read). Const methods are
// thread-safe.
#pragma once

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "formats/gguf_value.h"
#include "jinja/template.h"

namespace constate::formats {

struct Message {
  std::string role, content;
};

class ChatTemplate {
 public:
  // From `chat_template.jinja`, else `chat_template.json`, else `chat_template` in `tokenizer_config.json`: a
  // text, or a list of named ones, of which "default" is taken, or the only one. Special tokens come from
  // tokenizer_config.json. Nothing where the folder has no template. Of a GGUF file the one in its metadata.
  // Throws Error with the file in front.
  static std::optional<ChatTemplate> in_folder(const std::filesystem::path& folder);

  static std::optional<ChatTemplate> in_gguf(const GgufMetadata& metadata);

  // `special_tokens` are variables like "bos_token"; `where` stands for the file in errors.
  ChatTemplate(std::string_view source, OrderedJson special_tokens, std::string where,
               const jinja::Limits& limits = {});

  // `now` is what the template may print as today. `more` holds further variables of the template by name,
  // "tools" and "documents" among them, which are none otherwise; it goes before special tokens. Throws
  // jinja::Raised where the template itself refuses the messages, else Error; both name file and line.
  std::string render(const std::vector<Message>& messages, bool add_generation_prompt, const std::tm& now,
                     const OrderedJson& more = OrderedJson::object()) const;
  // Messages as a JSON array of objects, which may have more than role and content: "tool_calls", parts.
  std::string render(const OrderedJson& messages, bool add_generation_prompt, const std::tm& now,
                     const OrderedJson& more = OrderedJson::object()) const;

  const std::string& where() const { return where_; }
  const std::string& source() const { return source_; }  // of the template
  const OrderedJson& special_tokens() const { return special_tokens_; }

 private:
  std::string where_, source_;
  OrderedJson special_tokens_;
  jinja::Template template_;
};

}  // namespace constate::formats
