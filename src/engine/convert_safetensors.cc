#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/file.h"
#include "base/write_file.h"
#include "engine/convert_parts.h"
#include "engine/gguf_model.h"
#include "formats/gguf_tokenizer.h"
#include "formats/gguf_write.h"
#include "formats/safetensors.h"

namespace constate::engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWeights = "model.safetensors";
// All that a conversion may write.
constexpr std::array<const char*, 8> kFiles = {kWeights,
                                               "config.json",
                                               "generation_config.json",
                                               "tokenizer.json",
                                               "tokenizer_config.json",
                                               "tokenizer.model",
                                               "chat_template.jinja",
                                               "chat_template.json"};
// Of a folder with SentencePiece, what it says besides.
constexpr const char* kAddedTokens = "added_tokens.json";

// The files beside the weights, by name.
using Files = std::map<std::string, std::string>;

void make_room(const fs::path& folder, bool replace) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    throw Error(Code::kAlreadyExists, fmt::format("{}: is there already, and no folder", folder.string()));
  fs::create_directories(folder, error);
  if (error)
    throw Error(Code::kPermissionDenied,
                fmt::format("{}: cannot be made: {}", folder.string(), error.message()));
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool ours = std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end() || name == kAddedTokens;
    if (!ours)
      throw Error(Code::kAlreadyExists,
                  fmt::format("{}: the folder has `{}`, which is none of the files that are written",
                              folder.string(), name),
                  "name a new folder");
    if (!replace)
      throw Error(Code::kAlreadyExists,
                  fmt::format("{}: the folder is not empty: it has `{}`", folder.string(), name));
  }
}

std::string pretty(const auto& json) {
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

Files files_of_gguf(const ConvertSource& source, const fs::path& gguf) {
  const formats::GgufFile file(gguf);
  Files out;
  out["config.json"] = pretty(source.config);
  if (Json generation = generation_config_of(file.metadata()); !generation.empty())
    out["generation_config.json"] = pretty(generation);
  OrderedJson config = formats::gguf_named_tokens(file.metadata());
  std::string where;
  if (auto tokenizer = gguf_tokenizer_files(gguf, where)) {
    config = std::move(tokenizer->config);
    if (tokenizer->model.empty())
      out["tokenizer.json"] = std::move(tokenizer->json);
    else
      out["tokenizer.model"] = std::move(tokenizer->model);
  }
  if (source.chat) config["chat_template"] = source.chat->source();
  out["tokenizer_config.json"] = pretty(config);
  return out;
}

// transformers would load the weights as the type that stands here, and expect them as
// `quantization_config` says.
std::string for_plain_weights(const std::string& config, const std::string& where,
                              const std::optional<std::string>& dtype) {
  OrderedJson json = parse_ordered_json(config, where);
  bool changed = json.is_object() && json.erase("quantization_config") > 0;
  for (const char* key : {"torch_dtype", "dtype"})
    if (dtype && json.contains(key)) {
      json[key] = *dtype == "f32" ? "float32" : *dtype == "f16" ? "float16" : "bfloat16";
      changed = true;
    }
  return changed ? pretty(json) : config;
}

// As they are.
Files files_of_folder(const fs::path& folder, const std::optional<std::string>& dtype) {
  Files out;
  std::error_code ignored;
  for (const char* name : kFiles)
    if (std::string_view(name) != kWeights && fs::exists(folder / name, ignored))
      out[name] = read_text(folder / name);
  if (out.contains("tokenizer.model") && fs::exists(folder / kAddedTokens, ignored))
    out[kAddedTokens] = read_text(folder / kAddedTokens);
  out["config.json"] = for_plain_weights(out["config.json"], (folder / "config.json").string(), dtype);
  return out;
}

}  // namespace

Converted convert_to_safetensors(const fs::path& model, const fs::path& folder,
                                 const ConvertOptions& options) {
  check_dtype(options.dtype, {"f32", "f16", "bf16"});
  const ConvertSource source = ConvertSource::open(model);
  const std::optional<fs::path> gguf = formats::gguf_at(model);
  const Files files = gguf ? files_of_gguf(source, *gguf) : files_of_folder(model, options.dtype);
  std::error_code ignored;
  if (fs::equivalent(gguf ? gguf->parent_path() : model, folder, ignored))
    throw Error(Code::kInvalidArgument,
                fmt::format("{}: a model is not converted into its own folder", folder.string()),
                "name another folder");
  make_room(folder, options.replace);

  const formats::Checkpoint& checkpoint = source.folder.checkpoint;
  std::map<std::string, Shape> shapes;
  Converted out;
  for (const auto& [name, tensor] : checkpoint.tensors()) {
    Shape shape = tensor.shape;
    if (options.dtype && is_float(shape.dtype) && is_matrix(shape.dims))
      shape.dtype = *dtype_named(*options.dtype);
    out.bytes += static_cast<std::uint64_t>(shape.bytes());
    shapes.emplace(name, std::move(shape));
  }
  out.tensors = std::ssize(shapes);
  out.tokenizer = files.contains("tokenizer.json")    ? "tokenizer.json"
                  : files.contains("tokenizer.model") ? "tokenizer.model"
                                                      : "none";

  // Old weights go first: a folder without weights is no model, one with those of another is a wrong one.
  for (const char* name : kFiles)
    if (!files.contains(name)) fs::remove(folder / name, ignored);
  if (!files.contains(kAddedTokens)) fs::remove(folder / kAddedTokens, ignored);
  for (const auto& [name, text] : files) write_whole(folder / name, text);
  std::int64_t done = 0;
  formats::save_safetensors(
      folder / kWeights, shapes, {{"format", "pt"}},
      [&](const std::string& name, const formats::ByteSink& sink) {
        if (options.progress)
          options.progress(static_cast<double>(done++) / static_cast<double>(out.tensors));
        const HostArray array = checkpoint.read(name);
        if (array.shape().dtype == shapes.at(name).dtype) return sink(array.bytes());
        with_context(fmt::format("tensor `{}`", name), [&] {
          sink(formats::gguf_elements_of(array,
                                         *formats::gguf_elements(constate::name(shapes.at(name).dtype))));
        });
      });
  return out;
}

}  // namespace constate::engine
