// What the rest of the project knows of a model: which weights and state it wants, how to trace it, and how
// much work it is. Nothing else depends on which recurrence it is. A new one implements these two interfaces
// beside its mathematics and adds one line to the table in registry.cc.
//
//   LanguageModel  a configuration
//   BoundModel     the same, bound once to the tensors of a checkpoint and a type of the matrices
//
// Both are immutable and may be shared by threads; they open no file and see no device.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/shape.h"
#include "trace/tensor.h"

namespace constate::models {

// What a step of the model does with a weight: decides how many bytes and operations a token takes, and in
// which form the device holds it.
enum class WeightUse {
  kOther,          // elementwise, or too small to count: norms, biases, the convolution
  kEachToken,      // a matrix [o i] that each token is multiplied with (trace::linear)
  kLogits,         // the same, but for the last token of a prompt alone
  kRows,           // an embedding [v d]: a row of it is taken for each token
  kRowsAndLogits,  // an embedding that is the matrix of the logits too
  kExperts,        // matrices [x o i], of which each token meets a few (WeightSpec::share)
};
// Whether products alone read it, so that its rows need not be one array.
inline bool for_products(WeightUse use) { return use == WeightUse::kEachToken || use == WeightUse::kLogits; }

// How a weight without a checkpoint is filled: centre + spread v with v uniform between -1 and 1, or the
// logarithm of that.
struct RandomValues {
  float centre = 0, spread = 0;
  bool logarithm = false;
};

// A weight: its place in the model, its tensor in the checkpoint, and what it becomes on a device. Facts of
// the checkpoint and the model; how a device holds it is the runtime's choice (programs::Blueprint).
struct WeightSpec {
  std::string field;                      // "layers.3.mixer.in_proj"
  std::vector<std::string> names;         // in the checkpoint: the first that is present
  std::vector<std::int64_t> stored_dims;  // as stored there; the elements are the same, in the same order
  DType dtype;                            // on the device
  std::vector<trace::Dim> dims;           // on the device
  // Tensors of the checkpoint that are this weight again, where they are present: not loaded, and an error if
  // they hold other elements.
  std::vector<std::string> same_as = {};
  // The field of the quantised matrix that this holds the scales or steps of (trace::Matrix): no tensor of
  // the checkpoint, but what quantising that matrix leaves beside its elements. Empty for all others. The
  // spec of the matrix comes before.
  std::string scales_of = {};
  WeightUse use = WeightUse::kOther;
  // Of experts: the part of it that one token meets.
  double share = 1;
  // Where none of `names` is present: tensors that are its parts, one after the other. For each number from 0
  // to count - 1 one of each of these names, with the number for "{}". Their shapes are stored_dims without
  // the first, and the second divided by the number of names.
  struct Pieces {
    std::vector<std::string> names;
    std::int64_t count = 0;

    std::int64_t size() const { return std::ssize(names) * count; }
    std::string name(std::int64_t i) const;  // of all, in order
  } pieces = {};
  // Absent: of the size that keeps activations near 1, for a matrix.
  std::optional<RandomValues> random = {};

  Shape shape() const;  // on the device
  // Of the elements in the order of the checkpoint: as on the device, but without groups, and one by
  // one where a byte holds two.
  std::vector<std::int64_t> plain_dims() const;
  std::int64_t elements() const;  // of those
};

// Whether a part of the state has one size for all texts, or holds something for each token: then its first
// dimension after the batch is a capacity in tokens, and a program is compiled for that. It is at least the
// position of a piece and the piece's places, padding included.
enum class Growth { kConstant, kByToken };

// A part of the state, zero at the start of a sequence. On a device the first dimension is the batch, 'b'.
struct StateSpec {
  std::string field;             // "layers.3.ssm"
  std::vector<trace::Dim> dims;  // without 'b'
  DType dtype = DType::kF32;
  Growth growth = Growth::kConstant;

  Shape shape(std::int64_t batch) const;
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
  // How names of tensors begin that a checkpoint may hold for other uses than this model's: not loaded.
  std::vector<std::string> skipped = {};
};

// Values that a trace hands around: in the order of weights() and state().
struct Traced {
  std::span<const trace::Tensor> weights;
  std::vector<trace::Tensor> state;            // replaced by the new state
  std::vector<trace::Tensor>* taps = nullptr;  // if given, receives the hidden state after each layer
};

// Places of a piece, as predicates: those of real tokens, and of these the ones that the state takes up,
// where that is not all of them. The outputs do not depend on `kept`: a piece can go through the model first,
// and which of its tokens count is decided by what comes out (programs/verifying.cc).
struct Places {
  Places(trace::Tensor are_valid, trace::Tensor are_kept = {}) : valid(are_valid), kept(are_kept) {}
  trace::Tensor for_state() const { return kept.defined() ? kept : valid; }

  trace::Tensor valid,
      kept;  // `kept` may be undefined; it holds at the first places of a row, up to some one
};

// A piece of a text: [b t], or one token of each row, [b].
struct Input {
  trace::Tensor ids;    // s32
  trace::Tensor valid;  // predicates of the same shape, true for real tokens: the others, at the end of a
                        // row, leave the state as it is
  trace::Tensor position = {};  // s32 [b]: tokens of the row before this piece; only where uses_position()
  trace::Tensor kept = {};      // as Places has it; only where takes_up_fewer(), and [b t]

  Places places() const { return {valid, kept}; }
};

class BoundModel {
 public:
  virtual ~BoundModel() = default;

  virtual const Facts& facts() const = 0;
  virtual DType dtype() const = 0;  // of the matrices; with s8 and s4 each matrix has scales beside it
  virtual std::span<const WeightSpec> weights() const = 0;
  // `capacity` is that of the parts that grow by token.
  virtual std::vector<StateSpec> state(std::int64_t capacity = 0) const = 0;
  // Whether `hidden` depends on where in its text a piece begins.
  virtual bool uses_position() const { return false; }
  // Whether `hidden` knows Input::kept.
  virtual bool takes_up_fewer() const { return false; }

  // A piece of a text to hidden states f32 [b t d] or [b d] after the last norm.
  virtual trace::Tensor hidden(Traced& traced, const Input& input) const = 0;
  // Hidden states [... d] to logits f32 [... v].
  virtual trace::Tensor logits(const Traced& traced, trace::Tensor hidden) const = 0;

  // Floating-point operations of the recurrence for each token of a prompt of so many, beside the products
  // with weights; a multiplication and an addition are two.
  virtual double recurrence_flops(std::int64_t tokens, const trace::Lowering& lowering) const = 0;
};

class LanguageModel {
 public:
  virtual ~LanguageModel() = default;

  virtual const Facts& facts() const = 0;
  // `present` holds the names of the checkpoint's tensors; it decides between alternatives (a tied or a
  // separate head). `dtype` is for the matrices; all other weights are f32.
  virtual std::shared_ptr<const BoundModel> bind(DType dtype, const std::set<std::string>& present) const = 0;

  // Those of bind(dtype, present).
  std::vector<WeightSpec> weights(DType dtype, const std::set<std::string>& present) const;
  std::vector<StateSpec> state(std::int64_t capacity = 0) const;
};

// Whether a part of its state grows by token.
bool grows_by_token(const BoundModel& model);
// Bytes of the state of one row.
std::int64_t state_bytes(const BoundModel& model, std::int64_t capacity = 0);
std::int64_t state_bytes(const LanguageModel& model, std::int64_t capacity = 0);
// Of all of them, on the device.
std::int64_t bytes_of(std::span<const WeightSpec> weights);
std::int64_t elements_of(std::span<const WeightSpec> weights);
// Of those that one token meets: all but the experts that it does not choose.
std::int64_t active_elements_of(std::span<const WeightSpec> weights);

}  // namespace constate::models
