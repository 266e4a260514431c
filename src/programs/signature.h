// Signature: the arguments and results of a program by name, as data. Whoever calls a program sets its
// arguments by these names; the order in which a device wants them is known here alone.
//
// Pure: no device, no file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/shape.h"
#include "hlo/program.h"

namespace constate::programs {

// What an argument or a result is for. Weights are set once for all calls; the state and what a row carries
// from token to token come back as results; the rest is new for each call.
enum class Role { kWeight, kState, kRow, kInput };

struct Argument {
  std::string name;  // "weights.layers.0.mixer.in_proj", "state.layers.0.ssm", "rows.token", "ids"
  Role role;
  Shape shape;
  bool donated = false;  // a result takes over its memory
};

struct Result {
  std::string name;
  Role role;
  Shape shape;
};

struct Signature {
  std::vector<Argument> arguments;  // in the order of the program
  std::vector<Result> results;

  // The place of the argument; none where the program has no such one.
  std::optional<std::size_t> argument(std::string_view name) const;
  std::optional<std::size_t> result(std::string_view name) const;
};

// A program, and how it is called.
struct TracedProgram {
  hlo::Program program;
  Signature signature;
};

// The name of the argument that holds the weight `field`: this prefix and the field. A program that takes the
// weight in parts has an argument for each part, with the second form of name.
inline constexpr std::string_view kWeightPrefix = "weights.";
std::string weight_argument(std::string_view field);
std::string weight_argument(std::string_view field, std::size_t part);
// A part of the state is an argument, and a result, whose name is this prefix and the field.
inline constexpr std::string_view kStatePrefix = "state.";
std::string state_argument(std::string_view field);
// Before all that: the state that a row comes from, in a program that has two states.
inline constexpr const char* kSourcePrefix = "source.";
// Likewise before the weights and the state of a draft model, in a program that has one.
inline constexpr const char* kDraftPrefix = "draft.";

}  // namespace constate::programs
