#include "serve/model.h"

#include <fmt/format.h>

#include "base/checksum.h"
#include "base/utf8.h"
#include "serve/api_error.h"

namespace constate::serve {

std::vector<std::int32_t> ServedModel::ids_of(const std::string& text, bool add_special_tokens) const {
  try {
    return tokenizer.encode(text, add_special_tokens);
  } catch (const FormatError& e) {
    throw ApiError(400, "invalid_request_error", e.what(), "prompt");
  }
}

std::vector<std::int32_t> ServedModel::ids_of(const PromptText& prompt, bool add_special_tokens) const {
  if (const auto* text = std::get_if<std::string>(&prompt)) return ids_of(*text, add_special_tokens);
  if (const auto* ids = std::get_if<std::vector<std::int32_t>>(&prompt)) return *ids;
  std::vector<std::int32_t> out;
  for (const PromptPiece& piece : std::get<std::vector<PromptPiece>>(prompt)) {
    if (const auto* id = std::get_if<std::int32_t>(&piece)) {
      out.push_back(*id);
      continue;
    }
    // What goes before a text goes before its first piece.
    const std::vector<std::int32_t> ids =
        ids_of(std::get<std::string>(piece), add_special_tokens && out.empty());
    out.insert(out.end(), ids.begin(), ids.end());
  }
  return out;
}

std::string_view ServedModel::token_bytes(std::int32_t id) const {
  return id >= 0 && id < tokenizer.vocab_size() ? tokenizer.bytes_of(id) : std::string_view();
}

std::string ServedModel::token_text(std::int32_t id) const {
  const std::string_view bytes = token_bytes(id);
  if (find_invalid_utf8(bytes) == bytes.npos) return std::string(bytes);
  std::string out = "bytes:";
  for (const char c : bytes) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string fingerprint_of(const ServedModel& model, const std::string& version) {
  const engine::Engine& engine = *model.engine;
  const engine::ModelFingerprint weights = engine.fingerprint();
  const SchedulerOptions& options = model.scheduler->options();
  const std::string text =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", version, weights.configuration, weights.weights,
                  user_name(engine.dtype()), engine.device().client->plugin().name(),
                  engine.device().client->devices()[0].kind, options.batch, options.deterministic);
  return "fp_" + Checksum::of(text).hex().substr(0, 16);
}

}  // namespace constate::serve
