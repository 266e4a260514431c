#include "formats/chat_template.h"

#include <fmt/format.h>

#include <array>

#include "base/error.h"
#include "base/file.h"
#include "formats/gguf.h"
#include "formats/gguf_tokenizer.h"

namespace constate::formats {
namespace {

// The largest published templates have 20 kB; a tokenizer_config.json lists added tokens as well, up to
// thousands.
constexpr std::uint64_t kMaxTemplateBytes = 1 << 20, kMaxConfigBytes = 8 << 20;

constexpr std::array<const char*, 7> kTokens = {"bos_token", "eos_token", "unk_token", "sep_token",
                                                "pad_token", "cls_token", "mask_token"};

// A token is a text, or an object with its settings beside it.
std::string token_content(const JsonObject& config, const char* key) {
  const Json& value = *config.find(key);
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) config.fail(key, "must be a string, or an object with `content`");
  return config.object(key).string("content");
}

OrderedJson special_tokens_of(const JsonObject& config) {
  OrderedJson out = OrderedJson::object();
  for (const char* key : kTokens)
    if (config.has(key)) out[key] = token_content(config, key);
  return out;
}

// `value` is one text, or a list of {"name": ..., "template": ...}.
std::string chosen_template(const JsonObject& file) {
  const Json& value = *file.find("chat_template");
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array() || value.empty())
    file.fail("chat_template", "must be a string, or a list of named templates");
  std::optional<std::string> only;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const JsonObject one(value[i], fmt::format("{}: chat_template[{}]", file.where(), i));
    std::string source = one.string("template");
    if (one.string("name") == "default" || value.size() == 1) only = std::move(source);
  }
  if (!only) file.fail("chat_template", "must have one that is named `default`, or only one");
  return *std::move(only);
}

void check_size(const std::string& source, const std::string& where) {
  if (source.size() > kMaxTemplateBytes)
    throw FormatError(fmt::format("{}: a chat template has at most {} bytes; got {}", where,
                                  kMaxTemplateBytes, source.size()));
}

}  // namespace

std::optional<ChatTemplate> ChatTemplate::in_gguf(const GgufMetadata& metadata) {
  constexpr const char* kKey = "tokenizer.chat_template";
  const std::optional<std::string> source = metadata.text(kKey);
  if (!source) return std::nullopt;
  std::string where = fmt::format("{}: {}", metadata.where(), kKey);
  check_size(*source, where);
  return ChatTemplate(*source, gguf_named_tokens(metadata), std::move(where));
}

std::optional<ChatTemplate> ChatTemplate::in_folder(const std::filesystem::path& folder) {
  if (const auto gguf = gguf_at(folder)) return in_gguf(GgufFile(*gguf).metadata());
  const std::filesystem::path plain = folder / "chat_template.jinja", wrapped = folder / "chat_template.json",
                              config = folder / "tokenizer_config.json";
  OrderedJson tokens = OrderedJson::object();
  std::optional<std::string> source;
  std::string where;
  const auto read = [](const std::filesystem::path& path) {
    return parse_json(read_text(path, kMaxConfigBytes), path.string());
  };
  const auto take = [&](const JsonObject& file) {
    where = file.where() + ": chat_template";
    source = chosen_template(file);
  };
  if (std::filesystem::exists(config)) {
    const Json json = read(config);
    const JsonObject file(json, config.string());
    tokens = special_tokens_of(file);
    if (file.has("chat_template")) take(file);
  }
  if (std::filesystem::exists(plain)) {
    source = read_text(plain, kMaxTemplateBytes);
    where = plain.string();
  } else if (std::filesystem::exists(wrapped)) {
    const Json json = read(wrapped);
    const JsonObject file(json, wrapped.string());
    if (!file.has("chat_template"))
      throw FormatError(fmt::format("{}: `chat_template` is missing", file.where()));
    take(file);
  }
  if (!source) return std::nullopt;
  check_size(*source, where);
  return ChatTemplate(*source, std::move(tokens), std::move(where));
}

ChatTemplate::ChatTemplate(std::string_view source, OrderedJson special_tokens, std::string where,
                           const jinja::Limits& limits)
    : where_(std::move(where)),
      source_(source),
      special_tokens_(std::move(special_tokens)),
      template_(with_context(where_, [&] { return jinja::Template::parse(source, limits); })) {}

std::string ChatTemplate::render(const std::vector<Message>& messages, bool add_generation_prompt,
                                 const std::tm& now, const OrderedJson& more) const {
  OrderedJson list = OrderedJson::array();
  for (const Message& message : messages)
    list.push_back({{"role", message.role}, {"content", message.content}});
  return render(list, add_generation_prompt, now, more);
}

std::string ChatTemplate::render(const OrderedJson& messages, bool add_generation_prompt, const std::tm& now,
                                 const OrderedJson& more) const {
  return with_context(where_, [&] {
    if (!messages.is_array()) throw FormatError("the messages are an array of JSON");
    if (!more.is_object()) throw FormatError("further variables are an object of JSON");
    OrderedJson variables = {{"messages", messages},
                             {"tools", nullptr},
                             {"documents", nullptr},
                             {"add_generation_prompt", add_generation_prompt}};
    variables.update(special_tokens_);
    variables.update(more);
    return template_.render(variables, now);
  });
}

}  // namespace constate::formats
