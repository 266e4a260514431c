// config.json of Mamba-2 as transformers writes it.
#include <fmt/format.h>

#include "base/error.h"
#include "models/families/mamba2_layouts.h"

namespace constate::models::mamba2 {
namespace {

// Keys that would change the result and that the model does not compute. Keys that transformers reads and
// then ignores (norm_before_gate, rms_norm) are ignored here too: checkpoints are trained with the gate
// first.
void refuse_unsupported(const JsonObject& json) {
  refuse_keys(json, {{"per_layer_config", "settings of single layers"},
                     {"quantization_config", "quantized weights"}});
}

void check(const Config& k, const std::string& where) {
  const auto inner = static_cast<std::int64_t>(k.expand * static_cast<double>(k.hidden_size));
  if (inner != k.inner())
    throw FormatError(
        fmt::format("{}: `expand` times `hidden_size` must be `num_heads` times `head_dim`; got {} x {} "
                    "= {} and {} x {} = {}",
                    where, k.expand, k.hidden_size, inner, k.num_heads, k.head_dim, k.inner()));
  if (k.num_heads % k.n_groups != 0)
    throw FormatError(fmt::format("{}: `num_heads` must be a multiple of `n_groups`; got {} and {}", where,
                                  k.num_heads, k.n_groups));
}

void show_fields(Parsed& out) {
  const Config& k = out.config;
  out.show("hidden_size", k.hidden_size);
  out.show("num_hidden_layers", k.num_hidden_layers);
  out.show("num_heads", k.num_heads);
  out.show("head_dim", k.head_dim);
  out.show("n_groups", k.n_groups);
  out.show("state_size", k.state_size);
  out.show("expand", k.expand);
  out.show("conv_kernel", k.conv_kernel);
  out.show("chunk_size", k.chunk_size);
  out.show("vocab_size", k.vocab_size);
  out.show("layer_norm_epsilon", k.layer_norm_epsilon);
  out.show("time_step_limit", time_step_limit_text(k));
  out.show("hidden_act", k.hidden_act);
  out.show("use_bias", k.use_bias);
  out.show("use_conv_bias", k.use_conv_bias);
  out.show("residual_in_fp32", k.residual_in_fp32);
  out.show("tie_word_embeddings", k.tie_word_embeddings);
  show_tokens(out, {k.bos_token_id, k.pad_token_id, k.eos_token_ids});
}

}  // namespace

Parsed parse_hf(const JsonObject& json, const Json& value) {
  refuse_unsupported(json);
  Parsed out;
  Config& k = out.config;
  k.layout = Layout::kTransformers;
  k.hidden_size = size_of_field(json, "hidden_size", 4096);
  k.num_hidden_layers = size_of_field(json, "num_hidden_layers", 64, kMaxLayers);
  k.state_size = size_of_field(json, "state_size", 128);
  k.head_dim = size_of_field(json, "head_dim", 64);
  k.num_heads = size_of_field(json, "num_heads", 128);
  k.n_groups = size_of_field(json, "n_groups", 8);
  k.conv_kernel = size_of_field(json, "conv_kernel", 4);
  k.chunk_size = size_of_field(json, "chunk_size", 256);
  k.vocab_size = size_of_field(json, "vocab_size", 32768);
  k.expand = json.number_or("expand", 2);
  if (!(k.expand > 0 && k.expand <= kMaxExpand))
    json.fail("expand", fmt::format("must be a positive number up to {}", kMaxExpand));
  k.layer_norm_epsilon = epsilon_of_field(json, "layer_norm_epsilon", 1e-5);
  read_time_step_limit(json, "time_step_limit", k);
  k.hidden_act = activation_of_field(json, "hidden_act", "silu");
  k.use_bias = k.use_out_bias = json.boolean_or("use_bias", false);
  k.use_conv_bias = json.boolean_or("use_conv_bias", true);
  k.residual_in_fp32 = json.boolean_or("residual_in_fp32", true);
  k.tie_word_embeddings = json.boolean_or("tie_word_embeddings", false);
  const SpecialTokens tokens = special_tokens(value, json, {0, 1, {2}});
  k.bos_token_id = tokens.bos;
  k.pad_token_id = tokens.pad;
  k.eos_token_ids = tokens.eos;
  check(k, json.where());
  show_fields(out);
  return out;
}

}  // namespace constate::models::mamba2
