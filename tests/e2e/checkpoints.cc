#include "checkpoints.h"

#include <algorithm>

#include "formats/safetensors.h"

namespace constate::e2e {

std::filesystem::path source(const std::string& name) {
  return std::filesystem::path(CONSTATE_SOURCE_DIR) / name;
}
std::string demo() { return source("models/demo").string(); }

void write_config(const TempDir& dir, const std::map<std::string, std::string>& extra) {
  std::map<std::string, std::string> keys{{"model_type", "\"mamba2\""},
                                          {"hidden_size", "4"},
                                          {"num_hidden_layers", "1"},
                                          {"state_size", "4"},
                                          {"head_dim", "4"},
                                          {"num_heads", "2"},
                                          {"n_groups", "1"},
                                          {"expand", "2"},
                                          {"conv_kernel", "4"},
                                          {"chunk_size", "4"},
                                          {"vocab_size", "8"},
                                          {"eos_token_id", "null"},
                                          {"tie_word_embeddings", "true"}};
  for (const auto& [key, value] : extra) keys[key] = value;
  std::string json;
  for (const auto& [key, value] : keys) json += (json.empty() ? "{\"" : ", \"") + key + "\": " + value;
  dir.write("config.json", json + "}");
}

std::map<std::string, HostArray> zero_weights() {
  const std::string layer = "backbone.layers.0.", mixer = layer + "mixer.";
  const std::map<std::string, std::vector<std::int64_t>> shapes{{"backbone.embeddings.weight", {8, 4}},
                                                                {layer + "norm.weight", {4}},
                                                                {mixer + "in_proj.weight", {26, 4}},
                                                                {mixer + "conv1d.weight", {16, 1, 4}},
                                                                {mixer + "conv1d.bias", {16}},
                                                                {mixer + "dt_bias", {2}},
                                                                {mixer + "A_log", {2}},
                                                                {mixer + "D", {2}},
                                                                {mixer + "norm.weight", {8}},
                                                                {mixer + "out_proj.weight", {4, 8}},
                                                                {"backbone.norm_f.weight", {4}}};
  std::map<std::string, HostArray> out;
  for (const auto& [name, dims] : shapes) out.emplace(name, HostArray::zeros({DType::kF32, dims}));
  return out;
}

void write_tiny(const TempDir& dir, const std::map<std::string, std::string>& extra) {
  write_config(dir, extra);
  formats::save_safetensors(dir.path / "model.safetensors", zero_weights());
}

std::string safetensors(std::string_view header, std::string_view data) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += static_cast<char>(header.size() >> (8 * i));
  return out + std::string(header) + std::string(data);
}

}  // namespace constate::e2e
