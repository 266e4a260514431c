// config.json: the model that it describes, and the sizes that its weights and state would have.
#include "base/json.h"
#include "base/shape.h"
#include "fuzz.h"
#include "models/registry.h"

using namespace constate;

namespace {

// Adds `count` times the bytes of an array; what is allocated, shown or compared later adds them up in 63
// bits.
void add(std::int64_t& sum, std::int64_t count, const std::vector<trace::Dim>& dims) {
  std::int64_t bytes = count * static_cast<std::int64_t>(sizeof(float));
  bool fits = true;
  for (const trace::Dim d : dims) {
    fuzz::require(d.size > 0, "sizes are positive");
    fits = fits && !__builtin_mul_overflow(bytes, d.size, &bytes);
  }
  fuzz::require(fits && !__builtin_add_overflow(sum, bytes, &sum), "the bytes of a model fit in 63 bits");
}

// Layers are much alike, and thousands of them take long under the sanitizers: a few are kept.
Json with_few_layers(Json json) {
  constexpr std::size_t kept = 4;
  if (json.contains("text_config") && json["text_config"].is_object())
    json["text_config"] = with_few_layers(std::move(json["text_config"]));
  std::size_t count = 1;
  for (const char* key : {"layer_types", "layers_block_type", "hybrid_override_pattern"}) {
    if (!json.contains(key)) continue;
    Json& layers = json[key];
    if (layers.is_string()) layers = layers.get<std::string>().substr(0, kept);
    while (layers.is_array() && layers.size() > kept) layers.erase(layers.size() - 1);
    if (layers.is_array() && !layers.empty()) count = layers.size();
    if (layers.is_string() && layers != "") count = layers.get<std::string>().size();
  }
  for (const char* key : {"num_hidden_layers", "n_layer"})
    if (json.contains(key)) json[key] = count;
  if (json.contains("full_attn_idxs")) json["full_attn_idxs"] = Json::array();  // of layers that are gone
  return json;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::bounded(size, [&] {
    Json json = parse_json(text, "config.json");
    auto model = models::make_model(json, "config.json");
    const std::int64_t layers = model->facts().layers;
    fuzz::require(model->facts().vocab_size > 0 && layers > 0, "sizes are positive");
    model = models::make_model(with_few_layers(std::move(json)), "config.json");
    // Each of them counts so many times.
    const std::int64_t count = (layers + model->facts().layers - 1) / model->facts().layers;
    std::int64_t state = 0, weights = 0;
    for (const models::StateSpec& spec : model->state(1)) add(state, count, spec.dims);
    for (const models::WeightSpec& spec : model->weights(DType::kF32, {})) {
      add(weights, count, spec.dims);
      fuzz::require(!spec.names.empty(), "a weight has a name");
    }
  });
  return 0;
}
