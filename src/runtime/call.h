// Program: a program as something callable on a device. Call: one way of calling it, with arguments by name.
//
//   Call call(program);
//   call.bake(weights);                       // once
//   call.set("ids", ids); call.set_state(state.parts);
//   Results results = call.run();
//   logits = results.take("logits");
//
// A Program may be shared by threads. A Call belongs to one; it holds no buffer, so that what was set must
// live until `run` returns.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pjrt/executable.h"
#include "programs/signature.h"
#include "trace/fields.h"

namespace constate::runtime {

class DeviceWeights;

struct Program {
  std::string name;  // "prefill (batch 1, 32 tokens)"
  pjrt::Executable executable;
  programs::Signature signature;
};

// What a call gave, to be taken by name, each once.
class Results {
 public:
  Results(const Program& program, std::vector<pjrt::Buffer> buffers)
      : program_(program), buffers_(std::move(buffers)) {}

  // Throws Error(kInternal) where the program has no such result.
  pjrt::Buffer take(std::string_view name);
  // All parts of the state, in the model's order; `prefix` as in the signature.
  std::vector<pjrt::Buffer> take_state(std::string_view prefix = "");
  // The fields of a struct of buffers that was set with `set_fields`.
  template <class Buffers>
  void take_fields(Buffers& buffers, const std::string& prefix) {
    trace::each_field(
        buffers, [&](pjrt::Buffer& b, const std::string& path) { b = take(path); }, prefix);
  }
  // In the order of the program; those taken are empty.
  std::vector<pjrt::Buffer>& all() { return buffers_; }

 private:
  const Program& program_;
  std::vector<pjrt::Buffer> buffers_;
};

class Call {
 public:
  explicit Call(const Program& program);

  const Program& program() const { return *program_; }

  // All arguments with Role::kWeight that have `prefix`, as in the signature. Throws Error(kInternal) for one
  // that `weights` has not.
  void bake(const DeviceWeights& weights, std::string_view prefix = "");
  // Throws Error(kInternal) where the program has no such argument, or wants another shape.
  void set(std::string_view name, const pjrt::Buffer& buffer);
  // The parts of the state, in the model's order; `prefix` as in the signature.
  void set_state(std::span<const pjrt::Buffer> parts, std::string_view prefix = "");
  // The fields of a struct of buffers, by their paths.
  template <class Buffers>
  void set_fields(const Buffers& buffers, const std::string& prefix) {
    trace::each_field(
        buffers, [&](const pjrt::Buffer& b, const std::string& path) { set(path, b); }, prefix);
  }

  // Waits for the results. What was set stays set, except for donated arguments, which must be set again.
  // Throws Error(kInternal) where one is missing, and what pjrt::Executable::run throws.
  Results run();

 private:
  void set(std::size_t place, const pjrt::Buffer& buffer);

  const Program* program_;
  std::vector<const pjrt::Buffer*> arguments_;
};

}  // namespace constate::runtime
