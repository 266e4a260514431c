#include "models/gguf/hybrid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#include "models/families/config_reading.h"

namespace constate::models::gguf {

Names layer_names(std::int64_t layer, const std::string& checkpoint) {
  return {fmt::format("blk.{}.", layer), fmt::format("{}{}.", checkpoint, layer)};
}

Heads read_heads(GgufKeys& keys) {
  Heads out;
  out.blocks = keys.size("block_count", kMaxLayers);
  out.layers = out.blocks - keys.integer_or("nextn_predict_layers", 0, out.blocks - 1);
  const std::vector<std::int64_t> heads = keys.each("attention.head_count", out.blocks, kMaxSize),
                                  key_heads = keys.each("attention.head_count_kv", out.blocks, kMaxSize);
  out.heads = out.key_heads = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(out.layers); ++i) {
    out.attend.push_back(key_heads[i] > 0);
    if (key_heads[i] == 0) continue;
    if (heads[i] == 0 || (out.heads > 0 && heads[i] != out.heads))
      keys.fail("attention.head_count", "must be the same, from 1, for all layers with attention");
    if (out.key_heads > 0 && key_heads[i] != out.key_heads)
      keys.fail("attention.head_count_kv", "must be the same for all layers with attention");
    out.heads = heads[i];
    out.key_heads = key_heads[i];
  }
  if (out.heads == 0) keys.fail("attention.head_count_kv", "must be above 0 for a layer");
  out.head_dim = 0;
  return out;
}

void read_head_dim(GgufKeys& keys, Heads& heads) {
  const std::optional<std::int64_t> values = keys.size_if("attention.value_length", kMaxSize);
  heads.head_dim = keys.size_if("attention.key_length", kMaxSize).value_or(values.value_or(0));
  if (values && *values != heads.head_dim)
    keys.fail("attention.value_length", fmt::format("must be that of keys, {}", heads.head_dim));
}

Json layer_types(const Heads& heads, const char* name, const char* other) {
  Json out = Json::array();
  for (const bool attends : heads.attend) out.push_back(attends ? name : other);
  return out;
}

std::int64_t read_vocabulary(GgufKeys& keys, const TensorMap& map) {
  const std::int64_t rows = map.vocabulary();
  if (const auto said = keys.size_if("vocab_size"); said && *said != rows)
    keys.fail("vocab_size", fmt::format("must be the rows of `token_embd.weight`, {}", rows));
  return rows;
}

void read_decoder(GgufKeys& keys, const TensorMap& map, const char* epsilon, Json& config,
                  const char* epsilon_key) {
  config["hidden_size"] = keys.size("embedding_length", kMaxSize);
  config[epsilon] = keys.real(epsilon_key);
  config["vocab_size"] = read_vocabulary(keys, map);
  config["tie_word_embeddings"] = !map.has("output.weight");
  keys.pass_over("context_length");
}

void write_heads(const Heads& heads, const TensorMap& map, Json& config) {
  config["num_hidden_layers"] = heads.layers;
  config["num_attention_heads"] = heads.heads;
  config["num_key_value_heads"] = heads.key_heads;
  if (heads.head_dim > 0) config["head_dim"] = heads.head_dim;
  const auto first = std::find(heads.attend.begin(), heads.attend.end(), true) - heads.attend.begin();
  config["attention_bias"] = map.has(layer_names(first).file + "attn_q.bias");
}

double share_of(std::int64_t part, std::int64_t whole) {
  const double out = static_cast<double>(part) / static_cast<double>(whole);
  const bool exact = static_cast<std::int64_t>(out * static_cast<double>(whole)) == part;
  return exact ? out : std::nextafter(out, std::numeric_limits<double>::infinity());
}

void read_rotary(GgufKeys& keys, std::int64_t dims, Json& config) {
  config["rope_parameters"] = {{"rope_type", "default"}, {"rope_theta", keys.real("rope.freq_base")}};
  keys.expect("rope.dimension_count", dims);
}

std::int64_t read_mamba(GgufKeys& keys, const TensorMap& map, std::int64_t layer, Json& config) {
  const std::int64_t inner = keys.size("ssm.inner_size"), heads = keys.size("ssm.time_step_rank", kMaxSize);
  if (inner % heads != 0)
    keys.fail("ssm.inner_size", fmt::format("must be a multiple of `ssm.time_step_rank`, {}", heads));
  config["mamba_n_heads"] = heads;
  config["mamba_d_head"] = inner / heads;
  config["mamba_d_state"] = keys.size("ssm.state_size", kMaxSize);
  config["mamba_d_conv"] = keys.size("ssm.conv_kernel", kMaxSize);
  config["mamba_n_groups"] = keys.size("ssm.group_count", kMaxSize);
  config["mamba_conv_bias"] = map.has(layer_names(layer).file + "ssm_conv1d.bias");
  return inner;
}

void take_ends(TensorMap& map, const Ends& names) {
  map.is("token_embd.weight", names.embedding);
  map.is(names.file_norm, names.norm);
  map.is_if_there("output.weight", "lm_head.weight");
}

void take_mamba(TensorMap& map, const Names& in) {
  map.is(in.file + "ssm_in.weight", in.checkpoint + "in_proj.weight");
  map.is(in.file + "ssm_conv1d.weight", in.checkpoint + "conv1d.weight", GgufChange::kWindow);
  map.is_if_there(in.file + "ssm_conv1d.bias", in.checkpoint + "conv1d.bias");
  map.is(in.file + "ssm_dt.bias", in.checkpoint + "dt_bias");
  map.is(in.file + "ssm_a", in.checkpoint + "A_log", GgufChange::kDecay);
  map.is(in.file + "ssm_d", in.checkpoint + "D", GgufChange::kColumn);
  map.is_if_there(in.file + "ssm_norm.weight", in.checkpoint + "norm.weight", GgufChange::kGroups);
  map.is(in.file + "ssm_out.weight", in.checkpoint + "out_proj.weight");
}

namespace {

// [heads, half, 2, ...] of the file is [heads, 2, half, ...].
void take_turned(TensorMap& map, const std::string& file, const std::string& checkpoint, std::int64_t heads) {
  const Dims dims = map.dims(file);
  if (dims[0] % (2 * heads) != 0) return map.is(file, checkpoint);  // its rows are wrong, which shows later
  const std::int64_t half = dims[0] / heads / 2;
  map.is_made(checkpoint, {{file, dims}}, dims, [=](std::vector<HostArray> from) {
    const std::int64_t columns = from[0].shape().elements() / (heads * half * 2);
    return reordered(from[0], {heads, half, 2, columns}, {0, 2, 1, 3}, dims);
  });
}

}  // namespace

void take_attention(TensorMap& map, const Names& in, const Heads& heads, const AttentionParts& parts) {
  const auto take = [&](const char* file, const std::string& checkpoint, std::int64_t turned) {
    for (const char* kind : {".weight", ".bias"}) {
      const std::string from = in.file + file + kind, to = in.checkpoint + checkpoint + kind;
      if (kind == std::string(".bias") && !map.has(from)) continue;
      if (turned > 0)
        take_turned(map, from, to, turned);
      else
        map.is(from, to);
    }
  };
  take("attn_q", "q_proj", parts.turned ? heads.heads : 0);
  take("attn_k", "k_proj", parts.turned ? heads.key_heads : 0);
  take("attn_v", "v_proj", 0);
  take("attn_output", parts.output, 0);
  if (!parts.q_norm.empty()) map.is(in.file + "attn_q_norm.weight", in.checkpoint + parts.q_norm + ".weight");
  if (!parts.k_norm.empty()) map.is(in.file + "attn_k_norm.weight", in.checkpoint + parts.k_norm + ".weight");
}

void take_mlp(TensorMap& map, const std::string& file, const std::string& checkpoint,
              const std::string& kind) {
  for (const char* name : {"gate", "up", "down"}) {
    const std::string from = fmt::format("{}ffn_{}{}", file, name, kind),
                      to = fmt::format("{}{}_proj", checkpoint, name);
    map.is(from + ".weight", to + ".weight");
    map.is_if_there(from + ".bias", to + ".bias");
  }
}

void take_gate_and_up(TensorMap& map, const std::string& gate, const std::string& up,
                      const std::string& checkpoint, Dims each) {
  const std::size_t axis = each.size() - 2;
  Dims both = each;
  both[axis] *= 2;
  map.is_made(checkpoint, {{gate, each}, {up, each}}, both,
              [both, axis](const std::vector<HostArray>& from) { return joined(from, both, axis); });
}

void take_experts(TensorMap& map, const std::string& file, const Dims& each, const ExpertNames& names) {
  map.is(file + "ffn_gate_inp.weight", names.router);
  const std::string both = file + "ffn_gate_up_exps.weight";  // some converters leave them together
  if (map.has(both))
    map.is(both, names.in);
  else
    take_gate_and_up(map, file + "ffn_gate_exps.weight", file + "ffn_up_exps.weight", names.in, each);
  map.is(file + "ffn_down_exps.weight", names.out);
  if (!names.correction.empty()) map.is(file + "exp_probs_b.bias", names.correction);
}

void leave_out_guesses(TensorMap& map, const Heads& heads) {
  for (std::int64_t i = heads.layers; i < heads.blocks; ++i) map.rename(layer_names(i).file, "mtp.");
}

}  // namespace constate::models::gguf
