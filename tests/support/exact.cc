#include "support/exact.h"

#include <cmath>
#include <stdexcept>

namespace constate::testing {
namespace {

double sigmoid(double x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }
double silu(double x) { return x * sigmoid(x); }
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double activation(const std::string& name, double x) {
  if (name == "silu" || name == "swish") return silu(x);
  if (name == "gelu") return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
  if (name == "gelu_new" || name == "gelu_pytorch_tanh")
    return 0.5 * x * (1 + std::tanh(std::sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x)));
  if (name == "relu") return std::max(x, 0.0);
  throw std::invalid_argument("no exact activation: " + name);
}

// Each group of x over the root of its mean square.
void normalize(std::vector<double>& x, std::size_t groups, double epsilon) {
  const std::size_t each = x.size() / groups;
  for (std::size_t g = 0; g < groups; ++g) {
    double squares = 0;
    for (std::size_t i = 0; i < each; ++i) squares += x[g * each + i] * x[g * each + i];
    const double size = std::sqrt(squares / static_cast<double>(each) + epsilon);
    for (std::size_t i = 0; i < each; ++i) x[g * each + i] /= size;
  }
}

std::string of(std::size_t layer, const char* field) {
  return "layers." + std::to_string(layer) + "." + field;
}

}  // namespace

Exact::Exact(models::mamba2::Config config, const std::vector<models::WeightSpec>& specs,
             const runtime::WeightSource& source)
    : k_(std::move(config)) {
  for (const models::WeightSpec& spec : specs) {
    const HostArray array = source(spec).converted(DType::kF32);
    const auto values = array.as<float>();
    weights_[spec.field] = Vector(values.begin(), values.end());
  }
  reset();
}

void Exact::reset() {
  const auto layers = static_cast<std::size_t>(k_.num_hidden_layers);
  windows_.assign(layers, Vector(static_cast<std::size_t>((k_.conv_kernel - 1) * k_.channels()), 0));
  states_.assign(layers, Vector(static_cast<std::size_t>(k_.inner() * k_.state_size), 0));
  hidden_.assign(layers, Vector(static_cast<std::size_t>(k_.hidden_size), 0));
}

const Exact::Vector* Exact::find(const std::string& field) const {
  const auto found = weights_.find(field);
  return found == weights_.end() ? nullptr : &found->second;
}

Exact::Vector Exact::linear(const Vector& x, const std::string& matrix, const std::string& bias) const {
  const Vector& w = weight(matrix);
  const Vector* b = find(bias);
  Vector y(w.size() / x.size());
  for (std::size_t o = 0; o < y.size(); ++o) {
    double sum = b ? (*b)[o] : 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += w[o * x.size() + i] * x[i];
    y[o] = sum;
  }
  return y;
}

// LayerNorm where the weight has a bias beside it, RMSNorm where it has none.
Exact::Vector Exact::norm(const Vector& x, const std::string& field) const {
  Vector y = x;
  const Vector *w = &weight(field), *b = find(field + "_bias");
  if (b) {
    double mean = 0;
    for (const double v : x) mean += v / static_cast<double>(x.size());
    for (double& v : y) v -= mean;
  }
  normalize(y, 1, k_.layer_norm_epsilon);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = y[i] * (*w)[i] + (b ? (*b)[i] : 0);
  return y;
}

Exact::Vector Exact::mixer(std::size_t layer, const Vector& u) {
  const auto at = [&](const char* field) { return of(layer, "mixer.") + field; };
  const auto heads = static_cast<std::size_t>(k_.num_heads), width = static_cast<std::size_t>(k_.head_dim),
             n = static_cast<std::size_t>(k_.state_size), groups = static_cast<std::size_t>(k_.n_groups),
             inner = heads * width, channels = static_cast<std::size_t>(k_.channels()),
             taps = static_cast<std::size_t>(k_.conv_kernel),
             beside = static_cast<std::size_t>(k_.gated_size);
  const Vector projected = linear(u, at("in_proj"), at("in_bias"));
  const double* gated = projected.data();
  const double* z = gated + 2 * beside;
  const double* dt = z + inner + channels;

  // The window, oldest first, then the newest input.
  Vector& window = windows_[layer];
  window.insert(window.end(), z + inner, z + inner + channels);
  const Vector &conv = weight(at("conv_weight")), *conv_bias = find(at("conv_bias"));
  Vector xBC(channels);
  for (std::size_t e = 0; e < channels; ++e) {
    double sum = conv_bias ? (*conv_bias)[e] : 0;
    for (std::size_t j = 0; j < taps; ++j) sum += conv[e * taps + j] * window[j * channels + e];
    xBC[e] = activation(k_.hidden_act, sum);
  }
  window.erase(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(channels));

  Vector& S = states_[layer];
  const Vector &dt_bias = weight(at("dt_bias")), &A_log = weight(at("A_log")), &D = weight(at("D"));
  Vector y(inner);
  for (std::size_t h = 0; h < heads; ++h) {
    const double* B = &xBC[inner + h / (heads / groups) * n];
    const double* C = B + groups * n;
    const double delta = std::min(std::max(softplus(dt[h] + dt_bias[h]), k_.time_step_min), k_.time_step_max);
    const double decay = std::exp(-std::exp(A_log[h]) * delta);
    for (std::size_t p = 0; p < width; ++p) {
      const std::size_t c = h * width + p;
      double sum = (k_.D_per_channel ? D[c] : D[h]) * xBC[c];
      for (std::size_t i = 0; i < n; ++i) {
        S[c * n + i] = decay * S[c * n + i] + delta * xBC[c] * B[i];
        sum += C[i] * S[c * n + i];
      }
      y[c] = sum;
    }
  }

  const auto gate = [&] {
    for (std::size_t c = 0; c < inner; ++c) y[c] *= silu(z[c]);
  };
  if (!k_.norm_before_gate) gate();
  if (const Vector* w = find(at("norm"))) {
    normalize(y, groups, k_.layer_norm_epsilon);
    for (std::size_t c = 0; c < inner; ++c) y[c] *= (*w)[c];
  }
  if (k_.norm_before_gate) gate();
  Vector all(beside);
  for (std::size_t c = 0; c < beside; ++c) all[c] = silu(gated[c]) * gated[beside + c];
  all.insert(all.end(), y.begin(), y.end());
  return linear(all, at("out_proj"), at("out_bias"));
}

void Exact::step(std::int32_t id) {
  const auto d = static_cast<std::size_t>(k_.hidden_size);
  const double* row = &weight("embedding")[static_cast<std::size_t>(id) * d];
  Vector x(row, row + d);
  const auto add = [&](const Vector& y) {
    for (std::size_t i = 0; i < d; ++i) x[i] += y[i];
  };
  for (std::size_t i = 0; i < hidden_.size(); ++i) {
    add(mixer(i, norm(x, of(i, "norm"))));
    if (k_.mlp_size > 0) {
      Vector u = linear(norm(x, of(i, "mlp.norm")), of(i, "mlp.fc1"));
      const std::size_t half = u.size() / 2;
      for (std::size_t j = 0; j < half; ++j) u[j] *= silu(u[half + j]);
      u.resize(half);
      add(linear(u, of(i, "mlp.fc2")));
    }
    hidden_[i] = x;
  }
}

std::vector<double> Exact::logits() const {
  return linear(norm(hidden_.back(), "norm_f"), find("head") ? "head" : "embedding");
}

std::vector<std::pair<std::string, std::vector<double>>> Exact::state() const {
  std::vector<std::pair<std::string, Vector>> out;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (k_.conv_kernel > 1) out.emplace_back(of(i, "conv"), windows_[i]);
    out.emplace_back(of(i, "ssm"), states_[i]);
  }
  return out;
}

check::Snapshot snapshot(const Exact& exact) {
  check::Snapshot out;
  const auto add = [&](const std::string& name, const std::vector<double>& v) {
    out.parts.push_back({name, {v.begin(), v.end()}});
  };
  add("logits", exact.logits());
  for (const auto& [name, v] : exact.state()) add(name, v);
  return out;
}

}  // namespace constate::testing
