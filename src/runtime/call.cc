#include "runtime/call.h"

#include <fmt/format.h>

#include "base/error.h"
#include "runtime/weights.h"

namespace constate::runtime {
namespace {

using programs::Role;

[[noreturn]] void fail(const Program& program, const std::string& what) {
  throw Error(Code::kInternal, fmt::format("{}: {}", program.name, what));
}

bool has_prefix(std::string_view name, std::string_view first, std::string_view second) {
  return name.starts_with(first) && name.substr(first.size()).starts_with(second);
}

// A part of the state has its name from the model; others with that role ("logits") stand by themselves.
bool is_state(std::string_view name, std::string_view prefix) {
  return has_prefix(name, prefix, programs::kStatePrefix);
}

}  // namespace

pjrt::Buffer Results::take(std::string_view name) {
  const std::optional<std::size_t> place = program_.signature.result(name);
  if (!place) fail(program_, fmt::format("there is no result `{}`", name));
  return std::move(buffers_[*place]);
}

std::vector<pjrt::Buffer> Results::take_state(std::string_view prefix) {
  std::vector<pjrt::Buffer> out;
  for (std::size_t i = 0; i < buffers_.size(); ++i)
    if (is_state(program_.signature.results[i].name, prefix)) out.push_back(std::move(buffers_[i]));
  return out;
}

Call::Call(const Program& program)
    : program_(&program), arguments_(program.signature.arguments.size(), nullptr) {}

void Call::set(std::size_t place, const pjrt::Buffer& buffer) {
  const programs::Argument& argument = program_->signature.arguments[place];
  if (buffer.shape() != argument.shape)
    fail(*program_,
         fmt::format("`{}` is {}; got {}", argument.name, argument.shape.str(), buffer.shape().str()));
  arguments_[place] = &buffer;
}

void Call::set(std::string_view name, const pjrt::Buffer& buffer) {
  const std::optional<std::size_t> place = program_->signature.argument(name);
  if (!place) fail(*program_, fmt::format("there is no argument `{}`", name));
  set(*place, buffer);
}

void Call::bake(const DeviceWeights& weights, std::string_view prefix) {
  const std::vector<programs::Argument>& arguments = program_->signature.arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i].name;
    if (arguments[i].role != Role::kWeight || !has_prefix(name, prefix, programs::kWeightPrefix)) continue;
    const pjrt::Buffer* buffer = weights.find(std::string_view(name).substr(prefix.size()));
    if (!buffer) fail(*program_, fmt::format("there is no weight for `{}`", name));
    set(i, *buffer);
  }
}

void Call::set_state(std::span<const pjrt::Buffer> parts, std::string_view prefix) {
  const std::vector<programs::Argument>& arguments = program_->signature.arguments;
  std::size_t next = 0, wanted = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!is_state(arguments[i].name, prefix)) continue;
    ++wanted;
    if (next < parts.size()) set(i, parts[next++]);
  }
  if (wanted != parts.size())
    fail(*program_, fmt::format("a state of {} parts is expected; got {}", wanted, parts.size()));
}

Results Call::run() {
  const std::vector<programs::Argument>& arguments = program_->signature.arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (!arguments_[i]) fail(*program_, fmt::format("`{}` was not set", arguments[i].name));
  std::vector<pjrt::Buffer> results = program_->executable.run(arguments_);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (arguments[i].donated) arguments_[i] = nullptr;
  return Results(*program_, std::move(results));
}

}  // namespace constate::runtime
