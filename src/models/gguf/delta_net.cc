#include "models/gguf/delta_net.h"

#include <fmt/format.h>

#include "models/families/config_reading.h"

namespace constate::models::gguf {

void read_delta_net(GgufKeys& keys, Json& config) {
  const std::int64_t key_heads = keys.size("ssm.group_count", kMaxSize),
                     value_heads = keys.size("ssm.time_step_rank", kMaxSize),
                     inner = keys.size("ssm.inner_size");
  if (value_heads % key_heads != 0)
    keys.fail("ssm.time_step_rank", fmt::format("must be a multiple of `ssm.group_count`, {}", key_heads));
  if (inner % value_heads != 0)
    keys.fail("ssm.inner_size", fmt::format("must be a multiple of `ssm.time_step_rank`, {}", value_heads));
  config["linear_num_key_heads"] = key_heads;
  config["linear_num_value_heads"] = value_heads;
  config["linear_key_head_dim"] = keys.size("ssm.state_size", kMaxSize);
  config["linear_value_head_dim"] = inner / value_heads;
  config["linear_conv_kernel_dim"] = keys.size("ssm.conv_kernel", kMaxSize);
}

DeltaNetMap::DeltaNetMap(const Json& config, bool by_key_head) : by_key_head_(by_key_head) {
  const auto size = [&](const char* key) { return config.at(key).get<std::int64_t>(); };
  g_ = size("linear_num_key_heads");
  r_ = size("linear_num_value_heads") / g_;
  n_ = size("linear_key_head_dim");
  p_ = size("linear_value_head_dim");
  d_ = size("hidden_size");
  kernel_ = size("linear_conv_kernel_dim");
}

void DeltaNetMap::take(TensorMap& map, const Names& in) const {
  map.is(in.file + "ssm_norm.weight", in.checkpoint + "norm.weight");
  if (by_key_head_)
    take_by_key_head(map, in);
  else
    take_together(map, in);
}

void DeltaNetMap::take_by_key_head(TensorMap& map, const Names& in) const {
  const std::int64_t keys = g_ * n_, values = g_ * r_ * p_;
  const std::string all = in.checkpoint + "in_proj_qkvz.weight";
  if (map.has(in.file + "ssm_in.weight"))  // as converters of 2025 had it
    map.is(in.file + "ssm_in.weight", all);
  else
    map.is_made(all,
                {{in.file + "attn_qkv.weight", {2 * keys + values, d_}},
                 {in.file + "attn_gate.weight", {values, d_}}},
                {2 * keys + 2 * values, d_},
                [=, g = g_, n = n_, rp = r_ * p_, d = d_](const std::vector<HostArray>& from) {
                  std::vector<HostArray> parts;
                  parts.push_back(rows(from[0], 0, keys));
                  parts.push_back(rows(from[0], keys, 2 * keys));
                  parts.push_back(rows(from[0], 2 * keys, 2 * keys + values));
                  parts.push_back(rows(from[1], 0, values));
                  HostArray out = joined(parts, {g, 2 * n + 2 * rp, d}, 1);
                  out.reshape({2 * keys + 2 * values, d});
                  return out;
                });
  map.is(in.file + "ssm_ba.weight", in.checkpoint + "in_proj_ba.weight");
  map.is(in.file + "ssm_conv1d.weight", in.checkpoint + "conv1d.weight", GgufChange::kWindow);
  map.is(in.file + "ssm_dt.bias", in.checkpoint + "dt_bias");
  map.is(in.file + "ssm_a", in.checkpoint + "A_log", GgufChange::kDecay);
  map.is(in.file + "ssm_out.weight", in.checkpoint + "out_proj.weight");
}

void DeltaNetMap::take_rows(TensorMap& map, const std::string& file, const std::string& checkpoint,
                            const Dims& in_file, const Dims& dims, std::int64_t begin, bool decay) const {
  map.is_made(checkpoint, {{file, in_file}}, dims, [=, g = g_, r = r_](const std::vector<HostArray>& from) {
    std::vector<HostArray> parts;
    if (begin > 0) parts.push_back(rows(from[0], 0, begin));
    const HostArray values = rows(from[0], begin, in_file[0]);
    const std::int64_t row = values.shape().elements() / (r * g);
    parts.push_back(reordered(values, {r, g, row}, {1, 0, 2}, values.shape().dims));
    HostArray out = joined(parts, in_file, 0);
    if (decay) out = a_log_from(out, {}, file);
    out.reshape(dims);
    return out;
  });
}

void DeltaNetMap::take_together(TensorMap& map, const Names& in) const {
  const std::int64_t keys = 2 * g_ * n_, heads = g_ * r_, values = heads * p_, channels = keys + values;
  const auto take = [&](const char* file, const char* checkpoint, const Dims& in_file, const Dims& dims,
                        std::int64_t begin, bool decay = false) {
    take_rows(map, in.file + file, in.checkpoint + checkpoint, in_file, dims, begin, decay);
  };
  take("attn_qkv.weight", "in_proj_qkv.weight", {channels, d_}, {channels, d_}, keys);
  take("attn_gate.weight", "in_proj_z.weight", {values, d_}, {values, d_}, 0);
  take("ssm_alpha.weight", "in_proj_a.weight", {heads, d_}, {heads, d_}, 0);
  take("ssm_beta.weight", "in_proj_b.weight", {heads, d_}, {heads, d_}, 0);
  take("ssm_conv1d.weight", "conv1d.weight", {channels, kernel_}, {channels, 1, kernel_}, keys);
  take("ssm_dt.bias", "dt_bias", {heads}, {heads}, 0);
  take("ssm_a", "A_log", {heads}, {heads}, 0, true);
  const Dims out{d_, values};
  map.is_made(in.checkpoint + "out_proj.weight", {{in.file + "ssm_out.weight", out}}, out,
              [=, g = g_, r = r_, p = p_, d = d_](const std::vector<HostArray>& from) {
                return reordered(from[0], {d, r, g, p}, {0, 2, 1, 3}, out);
              });
}

}  // namespace constate::models::gguf
