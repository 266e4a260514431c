// How far a float32 run of Mamba-2 may be from the exact one: docs/correctness.md derives the formula. It is
// a function of the configuration and of what the text and the weights may hold; nothing in it is fitted to
// what was observed. Test code: no part of the library.
#pragma once

#include <cmath>
#include <map>
#include <string>

#include "models/families/mamba2.h"

namespace constate::testing {

struct Conditions {
  double tokens = 1;        // seen by the state
  double time_step = 9;     // how far below 0 dt + dt_bias lies, before softplus, where Δ is largest
  double projection = 1;    // size of dt, as the projection gives it
  double rate = 5;          // largest |A_log|
  double equal_decays = 0;  // how many factors of decay in a row may all be rounded the same way
};

// Of the largest element of each part of a Snapshot: "logits", "layers.0.conv", "layers.0.ssm", ...; and
// "hidden", of the hidden states after the last norm. Two float32 runs may be twice that apart.
inline std::map<std::string, double> rounding(const models::mamba2::Config& k, const Conditions& c) {
  const auto real = [](std::int64_t n) { return static_cast<double>(n); };
  // Errors beside the size of what they are in, in units of u, squared: those of separate roundings add.
  const auto sum_of = [](double n) { return n; };  // n terms, n roundings
  const auto root_of_mean = [](double n) {
    return n / 4 + 4;
  };                              // the root halves the sum's; 4 more roundings
  constexpr double function = 8;  // exp, sigmoid, ...: 3u
  // The smallest of `count` root mean squares of m elements is about count^(-1/m) of the usual one.
  const auto smallest = [](double count, double m) { return std::pow(count, 2 / m); };
  constexpr double u = 0x1p-24, deviations = 4;

  std::map<std::string, double> out;
  const auto bound = [&](double squared) {
    return deviations * u * std::sqrt(squared) + c.equal_decays * u / 2;
  };
  const double d = real(k.hidden_size), T = c.tokens, group = real(k.inner()) / real(k.n_groups);
  double x = 0, branches = 0;  // the residual stream: `branches` equal parts so far
  const auto normed = [&] { return (branches > 0 ? smallest(T, d) * x : 0) + root_of_mean(d); };
  const auto add_branch = [&](double y) {
    x = (branches * x + y) / (branches + 1) + 1;
    ++branches;
  };
  for (std::int64_t i = 0; i < k.num_hidden_layers; ++i) {
    const std::string layer = "layers." + std::to_string(i) + ".";
    const double projected = normed() + sum_of(d);
    const double xBC = projected + sum_of(real(k.conv_kernel)) + function;
    // softplus(v) has the absolute error of v as its relative one
    const double delta = c.projection * c.projection * projected + c.time_step * c.time_step + function;
    const double A = c.rate * c.rate + function;
    const double state =
        2 * xBC + 2 * delta + A + sum_of(T) + function;       // x, B; Δ in the input and the decay
    double y = state + xBC + sum_of(real(k.state_size)) + 4;  // C; D x
    y += projected + function;                                // the gate
    if (k.mixer_norm) y = smallest(T * real(k.n_groups), group) * y + root_of_mean(group);
    out[layer + "conv"] = bound(projected);
    out[layer + "ssm"] = bound(state);
    add_branch(y + sum_of(real(k.gated_size + k.inner())));
    if (k.mlp_size > 0) add_branch(2 * (normed() + sum_of(d)) + function + sum_of(real(k.mlp_size)));
  }
  out["hidden"] = bound(normed());
  out["logits"] = bound(normed() + sum_of(d));
  return out;
}

}  // namespace constate::testing
