// config.json of Mamba-2 as its training code, state-spaces/mamba, writes it: the fields of its MambaConfig
// and, in `ssm_cfg`, the arguments of its Mamba2. That code takes no other key, and neither does this: a key
// that is misspelt would silently mean its default.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

#include "base/error.h"
#include "models/families/mamba2_layouts.h"

namespace constate::models::mamba2 {
namespace {

using Keys = std::span<const std::string_view>;

constexpr std::string_view kModelKeys[] = {
    "d_model", "d_intermediate", "n_layer",          "vocab_size",     "pad_vocab_size_multiple",
    "ssm_cfg", "rms_norm",       "residual_in_fp32", "tie_embeddings", "attn_layer_idx"};
constexpr std::string_view kMixerKeys[] = {"layer",
                                           "d_state",
                                           "d_conv",
                                           "expand",
                                           "headdim",
                                           "d_ssm",
                                           "ngroups",
                                           "bias",
                                           "dt_limit",
                                           "conv_bias",
                                           "chunk_size",
                                           "rmsnorm",
                                           "norm_before_gate",
                                           "D_has_hdim",
                                           "process_group"};
// What changes no result: how it is computed, how training starts, what attention layers would be like.
constexpr std::string_view kIdleModelKeys[] = {"fused_add_norm", "attn_cfg"};
constexpr std::string_view kIdleMixerKeys[] = {"conv_init",        "A_init_range",  "dt_min",
                                               "dt_max",           "dt_init_floor", "use_mem_eff_path",
                                               "sequence_parallel"};
// Of the others: null is the same as leaving them out.
constexpr std::string_view kNullable[] = {"ssm_cfg", "attn_layer_idx", "d_ssm", "process_group"};

bool contains(Keys keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// Refuses keys that the layout does not have; those that change nothing go to `idle_here`.
void check_keys(const Json& object, const std::string& where, Keys counted, Keys idle,
                const std::string& prefix, std::vector<std::string>& idle_here) {
  for (const auto& [key, value] : object.items()) {
    if (contains(idle, key))
      idle_here.push_back(prefix + key);
    else if (!contains(counted, key))
      throw FormatError(fmt::format("{}: `{}` is no key of this layout; there are {}, {}", where, key,
                                    fmt::join(counted, ", "), fmt::join(idle, ", ")));
    else if (value.is_null() && !contains(kNullable, key))
      throw FormatError(fmt::format("{}: `{}` must not be null", where, key));
  }
}

std::int64_t rounded_up(std::int64_t size, std::int64_t multiple) {
  return (size + multiple - 1) / multiple * multiple;
}

// The widths of the mixer: the recurrence has the heads, the rest of the inner channels a gate alone.
void read_widths(const JsonObject& ssm, Config& k) {
  const std::int64_t expand = size_of_field(ssm, "expand", 2, kMaxExpand);
  k.expand = static_cast<double>(expand);
  k.head_dim = size_of_field(ssm, "headdim", 64);
  k.n_groups = size_of_field(ssm, "ngroups", 1);
  const std::int64_t inner = expand * k.hidden_size;
  const bool part = ssm.has("d_ssm");
  const std::int64_t d_ssm = part ? size_of_field(ssm, "d_ssm", 0) : inner;
  const char* d_ssm_name = part ? "`d_ssm`" : "`expand` times `d_model`";
  if (d_ssm > inner)
    throw FormatError(
        fmt::format("{}: `d_ssm` must be at most `expand` times `d_model`; got {} and {} x {} = {}",
                    ssm.where(), d_ssm, k.expand, k.hidden_size, inner));
  if (d_ssm % k.head_dim != 0)
    throw FormatError(fmt::format("{}: {} must be a multiple of `headdim`; got {} and {}", ssm.where(),
                                  d_ssm_name, d_ssm, k.head_dim));
  k.num_heads = d_ssm / k.head_dim;
  if (k.num_heads % k.n_groups != 0)
    throw FormatError(fmt::format(
        "{}: the number of heads, {} by `headdim`, must be a multiple of `ngroups`; got {} / {} = {} "
        "and {}",
        ssm.where(), d_ssm_name, d_ssm, k.head_dim, k.num_heads, k.n_groups));
  k.gated_size = inner - d_ssm;
}

void read_mixer(const JsonObject& ssm, Config& k) {
  if (ssm.has("process_group")) ssm.fail("process_group", "(training on several devices) is not supported");
  k.state_size = size_of_field(ssm, "d_state", 128);
  k.conv_kernel = size_of_field(ssm, "d_conv", 4);
  k.chunk_size = size_of_field(ssm, "chunk_size", 256);
  read_widths(ssm, k);
  k.D_per_channel = ssm.boolean_or("D_has_hdim", false);
  k.mixer_norm = ssm.boolean_or("rmsnorm", true);
  k.norm_before_gate = ssm.boolean_or("norm_before_gate", false);
  read_time_step_limit(ssm, "dt_limit", k);
  k.use_bias = k.use_out_bias = ssm.boolean_or("bias", false);
  k.use_conv_bias = ssm.boolean_or("conv_bias", true);
  k.hidden_act = "silu";
}

// An argument that is left out has the default of that code's Mamba2; without `layer` it makes Mamba-1.
void require_mamba2(const JsonObject& ssm) {
  if (!ssm.has("layer"))
    throw FormatError(fmt::format(
        "{}: `layer` must be \"Mamba2\"; it is missing, which means Mamba-1 in this layout", ssm.where()));
  if (ssm.string("layer") != "Mamba2") ssm.fail("layer", "must be \"Mamba2\"");
}

void refuse_attention(const JsonObject& json) {
  const Json* layers = json.find("attn_layer_idx");
  if (layers && *layers != Json::array())
    json.fail("attn_layer_idx", "(layers of attention) is not supported");
}

void show_fields(Parsed& out, std::int64_t vocab_size, std::int64_t multiple, std::int64_t d_intermediate) {
  const Config& k = out.config;
  out.show("d_model", k.hidden_size);
  out.show("n_layer", k.num_hidden_layers);
  out.show("d_intermediate", d_intermediate);
  out.show("vocab_size", vocab_size);
  out.show("pad_vocab_size_multiple", multiple);
  out.show("padded_vocab_size", k.vocab_size);
  out.show("rms_norm", !k.layer_norm);
  out.show("residual_in_fp32", k.residual_in_fp32);
  out.show("tie_embeddings", k.tie_word_embeddings);
  out.show("ssm_cfg.layer", "Mamba2");
  out.show("ssm_cfg.d_state", k.state_size);
  out.show("ssm_cfg.d_conv", k.conv_kernel);
  out.show("ssm_cfg.expand", k.expand);
  out.show("ssm_cfg.headdim", k.head_dim);
  out.show("ssm_cfg.d_ssm", k.inner());
  out.show("ssm_cfg.ngroups", k.n_groups);
  out.show("ssm_cfg.D_has_hdim", k.D_per_channel);
  out.show("ssm_cfg.rmsnorm", k.mixer_norm);
  out.show("ssm_cfg.norm_before_gate", k.norm_before_gate);
  out.show("ssm_cfg.dt_limit", time_step_limit_text(k));
  out.show("ssm_cfg.bias", k.use_bias);
  out.show("ssm_cfg.conv_bias", k.use_conv_bias);
  out.show("ssm_cfg.chunk_size", k.chunk_size);
}

}  // namespace

Parsed parse_ssm(const JsonObject& json, const Json& value) {
  Parsed out;
  Config& k = out.config;
  const Json* given = json.find("ssm_cfg");
  const Json ssm_value = given ? *given : Json::object();
  const JsonObject ssm(ssm_value, json.where() + ": ssm_cfg");
  require_mamba2(ssm);
  refuse_attention(json);
  std::vector<std::string> idle;
  check_keys(value, json.where(), kModelKeys, kIdleModelKeys, "", idle);
  check_keys(ssm_value, ssm.where(), kMixerKeys, kIdleMixerKeys, "ssm_cfg.", idle);

  k.layout = Layout::kStateSpaces;
  k.hidden_size = size_of_field(json, "d_model", 0);
  k.num_hidden_layers = size_of_field(json, "n_layer", 64, kMaxLayers);
  const std::int64_t d_intermediate = json.integer_or("d_intermediate", 0);
  if (d_intermediate < 0 || d_intermediate > kMaxSize)
    json.fail("d_intermediate", fmt::format("must be between 0 and {}", kMaxSize));
  k.mlp_size = rounded_up(d_intermediate, 128);
  const std::int64_t vocab_size = size_of_field(json, "vocab_size", 50277),
                     multiple = size_of_field(json, "pad_vocab_size_multiple", 8);
  // The rows that no tokenizer knows have logits as well, here as in the training code.
  k.vocab_size = rounded_up(vocab_size, multiple);
  k.layer_norm = !json.boolean_or("rms_norm", true);
  k.layer_norm_epsilon = 1e-5;
  k.residual_in_fp32 = json.boolean_or("residual_in_fp32", true);
  k.tie_word_embeddings = json.boolean_or("tie_embeddings", true);
  read_mixer(ssm, k);
  // The file names no token. A vocabulary of this size is GPT-NeoX's, as in the published models: 0 is
  // <|endoftext|>, which begins and ends a text.
  if (vocab_size == 50277 || k.vocab_size == 50288) {
    k.bos_token_id = 0;
    k.eos_token_ids = {0};
  }

  show_fields(out, vocab_size, multiple, d_intermediate);
  if (!idle.empty()) out.show("without_effect", fmt::format("{}", fmt::join(idle, ", ")));
  return out;
}

}  // namespace constate::models::mamba2
