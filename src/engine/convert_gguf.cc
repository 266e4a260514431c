#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "base/file.h"
#include "base/replacement.h"
#include "engine/convert_parts.h"
#include "engine/gguf_model.h"
#include "formats/gguf.h"
#include "formats/gguf_tokenizer.h"
#include "formats/gguf_write.h"
#include "models/gguf/gguf.h"

namespace constate::engine {
namespace {

namespace fs = std::filesystem;
using formats::GgufMetadata, formats::GgufValue;

// Integers as u32 and numbers as f32, which are the types that llama.cpp reads there.
GgufValue value_of(const Json& json) {
  if (json.is_boolean()) return GgufValue::of(json.get<bool>());
  if (json.is_number_integer()) return GgufValue::of(json.get<std::uint32_t>());
  if (json.is_number()) return GgufValue::of(json.get<float>());
  return GgufValue::of(json.get<std::string>());
}

// Numbers that llama.cpp gives to the type that most matrices have.
std::uint32_t file_type_of(std::string_view type) {
  return type == "f16" ? 1 : type == "q8_0" ? 7 : type == "bf16" ? 32 : 0;
}

const formats::GgufElements* elements_for(const models::GgufTensor& t, DType own,
                                          const std::optional<std::string>& asked) {
  if (!t.matrix) return formats::gguf_elements("f32");
  if (t.make) own = DType::kF32;
  const formats::GgufElements* out = formats::gguf_elements(asked ? std::string_view(*asked) : name(own));
  // A row that is no whole number of blocks stays wide, as it does in llama.cpp.
  if (out && t.dims.back() % out->block != 0) out = formats::gguf_elements("f16");
  return out ? out : formats::gguf_elements("f32");
}

// That of a variable of the chat template: "eos_token".
std::optional<std::int64_t> token_of(const ConvertSource& source, const char* name) {
  if (!source.chat || !source.tokenizer || !source.chat->special_tokens().contains(name)) return std::nullopt;
  return source.tokenizer->id_of(source.chat->special_tokens()[name].get<std::string>());
}

void add_named_ids(const ConvertSource& source, GgufMetadata& out) {
  const auto put = [&](const char* role, std::optional<std::int64_t> id) {
    if (id && *id >= 0)
      out.add(fmt::format("tokenizer.ggml.{}_token_id", role),
              GgufValue::of(static_cast<std::uint32_t>(*id)));
  };
  const models::SpecialTokens& tokens = source.folder.model->facts().tokens;
  put("bos", tokens.bos ? tokens.bos : token_of(source, "bos_token"));
  put("padding", tokens.pad ? tokens.pad : token_of(source, "pad_token"));
  put("unknown", token_of(source, "unk_token"));
  put("seperator", token_of(source, "sep_token"));  // as the format spells it
  put("mask", token_of(source, "mask_token"));
  constexpr std::array<const char*, 3> kEnds{"eos", "eot", "eom"};
  std::vector<std::int32_t> ends = source.generation.stop_ids;
  if (ends.size() > kEnds.size())
    throw FormatError(fmt::format("{}: a GGUF file names at most {} tokens that end a text; got {}",
                                  source.config_where, kEnds.size(), ends.size()));
  // The one that the chat template knows is eos.
  if (const auto eos = token_of(source, "eos_token"))
    std::stable_partition(ends.begin(), ends.end(), [&](std::int32_t id) { return id == *eos; });
  for (std::size_t i = 0; i < ends.size(); ++i) put(kEnds[i], ends[i]);
}

// The template's variables are the texts of the tokens that the file names.
void add_template(const formats::ChatTemplate& chat, GgufMetadata& out) {
  out.add("tokenizer.chat_template", GgufValue::of(chat.source()));
  const OrderedJson named = formats::gguf_named_tokens(out);
  for (const auto& [name, text] : chat.special_tokens().items()) {
    const bool same = named.contains(name) && named[name] == text;
    if (same || chat.source().find(name) == std::string::npos) continue;
    const std::string got = named.contains(name) ? Json(named[name].get<std::string>()).dump() : "none";
    throw FormatError(fmt::format("{}: its `{}` is {}; in a GGUF file it would be {}", chat.where(), name,
                                  Json(text.get<std::string>()).dump(), got));
  }
}

void add_generation(const GenerationConfig& generation, GgufMetadata& out) {
  const Sampling& s = generation.sampling;
  const auto put = [&](const char* name, GgufValue value) {
    out.add(std::string("general.sampling.") + name, std::move(value));
  };
  const auto real = [](double value) { return GgufValue::of(static_cast<float>(value)); };
  if (s.temperature > 0) {
    put("temp", real(s.temperature));
    put("top_k", GgufValue::of(static_cast<std::uint32_t>(std::min<std::int64_t>(s.top_k, INT32_MAX))));
    put("top_p", real(s.top_p));
    put("min_p", real(s.min_p));
  }
  if (s.repetition_penalty != 1) put("penalty_repeat", real(s.repetition_penalty));
  if (generation.max_new_tokens) out.add(models::kMaxNewTokensKey, GgufValue::of(*generation.max_new_tokens));
}

// Which of bos and eos stand around a text: llama.cpp knows no more of it.
void add_around(const ConvertSource& source, const std::string& where, GgufMetadata& out) {
  const std::vector<std::int32_t> with = source.tokenizer->encode("a"),
                                  without = source.tokenizer->encode("a", false);
  const auto first = out.integer("tokenizer.ggml.bos_token_id"),
             last = out.integer("tokenizer.ggml.eos_token_id");
  for (const bool bos : {false, true})
    for (const bool eos : {false, true}) {
      std::vector<std::int32_t> ids;
      if ((bos && !first) || (eos && !last)) continue;
      if (bos) ids.push_back(static_cast<std::int32_t>(*first));
      ids.insert(ids.end(), without.begin(), without.end());
      if (eos) ids.push_back(static_cast<std::int32_t>(*last));
      if (ids != with) continue;
      out.add("tokenizer.ggml.add_bos_token", GgufValue::of(bos));
      out.add("tokenizer.ggml.add_eos_token", GgufValue::of(eos));
      return;
    }
  throw FormatError(fmt::format(
      "{}: a GGUF file has the tokens bos and eos around a text, or none; this puts others", where));
}

// The tokenizer.json that the model has, as text; of a GGUF file what that says.
std::optional<std::string> tokenizer_json_of(const fs::path& model, std::string& where) {
  if (const auto gguf = formats::gguf_at(model)) {
    const auto files = gguf_tokenizer_files(*gguf, where);
    return files && files->model.empty() ? std::optional(files->json) : std::nullopt;
  }
  where = (model / "tokenizer.json").string();
  std::error_code ignored;
  return fs::exists(where, ignored) ? std::optional(read_text(where)) : std::nullopt;
}

std::string add_tokenizer_of(const ConvertSource& source, GgufMetadata& out) {
  const fs::path& model = source.folder.path;
  if (!source.tokenizer) {
    out.add("tokenizer.ggml.model", GgufValue::of(std::string("none")));
    return "none";
  }
  std::string where;
  const std::optional<std::string> json = tokenizer_json_of(model, where);
  if (!json)
    throw FormatError(
        fmt::format("{}: a SentencePiece model is not written into a GGUF file here", model.string()),
        "llama.cpp's convert_hf_to_gguf.py does that");
  formats::add_tokenizer(*json, static_cast<std::size_t>(source.folder.model->facts().vocab_size), where,
                         out);
  add_around(source, where, out);
  return *out.text("tokenizer.ggml.pre");
}

GgufMetadata metadata_of(const ConvertSource& source, const models::WrittenGguf& written,
                         const std::vector<formats::GgufOutTensor>& tensors, Converted& result) {
  GgufMetadata out;
  for (const auto& [key, value] : written.keys.items()) out.add(key, value_of(value));
  std::vector<float> exact;
  for (const std::string& name : written.exact) {
    const HostArray array = source.folder.checkpoint.read(name).converted(DType::kF32);
    exact.insert(exact.end(), array.as<float>().begin(), array.as<float>().end());
  }
  if (!written.exact_key.empty()) out.add(written.exact_key, GgufValue::of(exact));
  std::string type = "f32";
  bool blocks = false;
  for (const formats::GgufOutTensor& t : tensors) {
    if (t.elements->name != "f32" && type != "q8_0") type = t.elements->name;
    blocks |= !t.elements->is_plain();
  }
  out.add("general.type", GgufValue::of(std::string("model")));
  out.add("general.file_type", GgufValue::of(file_type_of(type)));
  if (blocks) out.add("general.quantization_version", GgufValue::of(std::uint32_t{2}));
  add_named_ids(source, out);
  add_generation(source.generation, out);
  result.tokenizer = add_tokenizer_of(source, out);
  if (source.chat) add_template(*source.chat, out);
  return out;
}

}  // namespace

Converted convert_to_gguf(const fs::path& model, const fs::path& file, const ConvertOptions& options) {
  check_dtype(options.dtype, {"f32", "f16", "bf16", "q8_0"});
  if (std::error_code ignored; fs::exists(file, ignored) && !options.replace)
    throw Error(Code::kAlreadyExists, fmt::format("{}: is there already", file.string()));
  const ConvertSource source = ConvertSource::open(model);
  const formats::Checkpoint& checkpoint = source.folder.checkpoint;
  models::TensorDims dims;
  for (const auto& [name, tensor] : checkpoint.tensors()) dims.emplace(name, tensor.shape.dims);
  const models::WrittenGguf written = models::write_gguf(source.config, dims, source.config_where);
  Converted out;
  std::vector<formats::GgufOutTensor> tensors;
  for (const models::GgufTensor& t : written.tensors) {
    const DType own = checkpoint.tensors().at(t.from[0]).shape.dtype;
    tensors.push_back({t.name, t.dims, elements_for(t, own, options.dtype)});
    const formats::GgufElements& e = *tensors.back().elements;
    out.bytes += static_cast<std::uint64_t>(Shape{DType::kF32, t.dims}.elements()) / e.block * e.block_bytes;
  }
  out.tensors = std::ssize(tensors);
  const GgufMetadata metadata = metadata_of(source, written, tensors, out);
  formats::save_gguf(file, metadata, tensors, [&](std::size_t i) {
    const models::GgufTensor& t = written.tensors[i];
    if (options.progress) options.progress(static_cast<double>(i) / static_cast<double>(tensors.size()));
    if (!t.make) {
      HostArray array = checkpoint.read(t.from[0]);
      array.reshape(t.dims);
      return array;
    }
    std::vector<HostArray> parts;
    for (const std::string& from : t.from) parts.push_back(checkpoint.read(from).converted(DType::kF32));
    return t.make(std::move(parts));
  });
  return out;
}

}  // namespace constate::engine
