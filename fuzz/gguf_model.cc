// What a GGUF file says of a model: its configuration and tensors, tokenizer, chat template and sampling.
#include "engine/gguf_model.h"

#include "engine/generation_config.h"
#include "formats/chat_template.h"
#include "formats/gguf_tokenizer.h"
#include "fuzz.h"
#include "models/registry.h"
#include "tokenizer/tokenizer.h"

using namespace constate;

namespace {

constexpr std::uint64_t kRead = 1 << 20;  // bytes of tensors: a small file's are smaller

// Each of the parts alone, since another may be refused.
template <class F>
void part(F f) {
  try {
    f();
  } catch (const Error&) {
  }
}

void read_model(const std::filesystem::path& path) {
  const engine::GgufModel model = engine::open_gguf(path);
  models::make_model(model.config, "x.gguf");
  std::uint64_t read = 0;
  for (const auto& [name, tensor] : model.checkpoint.tensors())
    if ((read += static_cast<std::uint64_t>(tensor.shape.bytes())) <= kRead) model.checkpoint.read(name);
}

void read_tokenizer(const formats::GgufMetadata& metadata) {
  const auto files = formats::gguf_tokenizer(metadata);
  if (!files) return;
  fuzz::require(files->json.empty() != files->model.empty(), "a tokenizer is one file");
  const tokenizer::Tokenizer tokenizer = files->model.empty()
                                             ? tokenizer::Tokenizer::from_json(files->json, "x.gguf")
                                             : tokenizer::Tokenizer::from_sentencepiece(
                                                   files->model, "x.gguf", Json::parse(files->config.dump()));
  for (const std::int32_t id : tokenizer.encode("ab <e> \xc3\xa4 12"))
    fuzz::require(id >= 0 && id < tokenizer.vocab_size(), "an id is a token");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path path = fuzz::scratch_folder() / "x.gguf";
  fuzz::write_file(path, fuzz::text_of(data, size));
  fuzz::bounded(size, [&] {
    part([&] { read_model(path); });
    const formats::GgufFile file(path);
    part([&] { read_tokenizer(file.metadata()); });
    part([&] { formats::ChatTemplate::in_gguf(file.metadata()); });
    engine::parse_generation_config(engine::generation_config_of(file.metadata()).dump(), "x.gguf", {});
  });
  return 0;
}
