// Self check: the ways through a model agree on a device, and devices agree with each other. Needs no other
// implementation; says nothing about whether the model is the right one (parity.h does).
//
// Prints nothing. Functions use the Engine they are given.
//
// What is allowed, of the largest element of a part: K u √(layers + 1). Each way is within a few roundings of
// the exact result after each layer. The roundings of one layer are independent of another's, so that their
// squares add. u is the unit roundoff of the arithmetic: 2^-24 for float32, else that of the matrices' dtype,
// to which the rows that are multiplied with them are rounded, or that of keys and values, if it is more. The
// form is derived; the factor K, kWays32 or kWays16, is measured (docs/commands/verify.md) and not derived.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "check/verification.h"

namespace constate::check {

inline constexpr double kWays32 = 64, kWays16 = 8;
double allowed_difference(const engine::Engine& engine);

// The largest difference of several comparisons of one kind.
struct Worst {
  double largest = 0;
  std::string part;  // of the state: "layers.3.ssm"; empty for logits
  std::string at;    // the case: "split at 128"
};

// One identity.
struct Way {
  std::string name;
  std::size_t cases = 0;
  Worst logits, state;
  double allowed = 0;
  std::string other_choice;  // where greedy tokens differ and it is no tie
  std::string note;          // what the reader should know
  bool passed() const {
    return logits.largest <= allowed && state.largest <= allowed && other_choice.empty();
  }
  std::string failure() const;  // a sentence; empty where it passed
};

// `kFew` and more tokens; the ways through all of `ids`, in this order: whole against step by step, split
// against whole, rows of a batch against each alone, greedy tokens in blocks of several sizes. `done` gets
// each when it is known; `doing` is for a progress line.
struct SelfCheckOptions {
  std::function<void(const Way&)> done;
  std::function<void(const std::string&)> doing;
};
inline constexpr std::size_t kFewestTokens = 2;
std::vector<Way> check_ways(engine::Engine& engine, const Ids& ids, const SelfCheckOptions& options = {});

// What one device made of a text, to be compared with another device.
struct Witness {
  std::string device;
  Ids ids;
  Snapshot after;
  Ids greedy;  // tokens that follow
  double allowed = 0;
};
Witness witness(engine::Engine& engine, const Ids& ids);
// The same text on another device.
Way check_device(engine::Engine& other, const Witness& first);

// The other plugins that fit this machine, opened; `note` gets those that cannot be, with the reason.
std::vector<std::shared_ptr<const runtime::Device>> other_devices(
    const runtime::Device& but, const std::function<void(const std::string&)>& note);

}  // namespace constate::check
