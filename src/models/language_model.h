// What the engine knows of a model: which weights and state it wants, and how to trace it. Nothing else in
// the project depends on which recurrence it is. A new one implements this interface in two files (its
// mathematics, and its configuration with checkpoint names) and adds one line to the table in registry.cc.
//
// A LanguageModel is immutable and may be shared by threads; it opens no file and sees no device.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/shape.h"
#include "trace/tensor.h"

namespace constate::models {

// A weight: its place in the model, its tensor in the checkpoint, and what it becomes on the device.
struct WeightSpec {
  std::string field;                      // "layers.3.mixer.in_proj"
  std::vector<std::string> names;         // in the checkpoint: the first that is present
  std::vector<std::int64_t> stored_dims;  // as stored there; the elements are the same, in the same order
  DType dtype;                            // on the device
  std::vector<trace::Dim> dims;           // on the device
  // Tensors of the checkpoint that are this weight again, where they are present: not loaded, and an error if
  // they hold other elements.
  std::vector<std::string> same_as = {};
  // This is not the tensor but what quantising it leaves beside its elements, which are s8: a scale for each
  // of its rows. The spec of the elements comes right before.
  bool row_scales = false;
  // A matrix that products alone read (trace::linear), so that its rows need not be one array.
  bool for_products = false;
  // The engine's choice, where a device is faster so: how many rows each of the device's arrays holds, in
  // their order. Empty: one array.
  std::vector<std::int64_t> row_parts = {};
};

// A part of the state; always f32, zero at the start of a sequence. The first dimension is the batch, 'b'.
struct StateSpec {
  std::string field;             // "layers.3.ssm"
  std::vector<trace::Dim> dims;  // without 'b'

  Shape shape(std::int64_t batch) const {
    Shape out{DType::kF32, {batch}};
    for (trace::Dim d : dims) out.dims.push_back(d.size);
    return out;
  }
};

struct SpecialTokens {
  std::optional<std::int64_t> bos, pad;
  std::vector<std::int64_t> eos;
};

struct Facts {
  std::string model_type;
  std::int64_t vocab_size = 0;
  std::int64_t layers = 0;
  SpecialTokens tokens;
  std::vector<std::pair<std::string, std::string>> configuration;  // for people: each field that counts
};

// Values that a trace hands around: in the order of weights() and state().
struct Traced {
  std::span<const trace::Tensor> weights;
  std::vector<trace::Tensor> state;            // replaced by the new state
  std::vector<trace::Tensor>* taps = nullptr;  // if given, receives the hidden state after each layer
};

class LanguageModel {
 public:
  virtual ~LanguageModel() = default;

  virtual const Facts& facts() const = 0;
  // `present` holds the names of the checkpoint's tensors; it decides between alternatives (a tied or a
  // separate head). `dtype` is for the matrices; all else is f32. With s8 each matrix has scales beside it.
  virtual std::vector<WeightSpec> weights(DType dtype, const std::set<std::string>& present) const = 0;
  virtual std::vector<StateSpec> state() const = 0;

  // Ids s32 [b t] for a piece of a prompt, or [b] for one token, to hidden states f32 [b t d] or [b d] after
  // the last norm. `valid` (predicates of the ids' shape) marks real tokens: the others, at the end of a row,
  // leave the state as it is.
  virtual trace::Tensor hidden(Traced& traced, trace::Tensor ids, trace::Tensor valid) const = 0;
  // Hidden states [... d] to logits f32 [... v].
  virtual trace::Tensor logits(const Traced& traced, trace::Tensor hidden) const = 0;
};

// The model that a config.json describes; `where` names it in messages. Throws FormatError, naming the key,
// where the model type is not known or a field is missing, out of range, contradictory or not supported.
std::unique_ptr<LanguageModel> make_model(const Json& config, const std::string& where);

}  // namespace constate::models
