// The ways through a model, as functions that give what a sequence has become: whole, token by token, in
// pieces, as a row of a batch. All of them are one and the same function of the tokens, up to rounding. And
// measures of how far two results are apart.
//
// Judges nothing by itself: self_check.h and parity.h do, with bounds that stand there. Functions use the
// Engine they are given, and may be called from several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/generation.h"

namespace constate::check {

using Ids = std::vector<std::int32_t>;

// ‖a - b‖ / ‖b‖ (2-norms). Infinite where the sizes differ, a number is not finite, or only b is all zeros.
double relative_error(std::span<const float> a, std::span<const double> b);
double relative_error(std::span<const float> a, std::span<const float> b);
// max |a - b| / max |b|. Infinite as above.
double largest_difference(std::span<const float> a, std::span<const float> b);

// Half the spacing of a float type beside 1: 2^-24 (f32), 2^-11 (f16), 2^-8 (bf16). For s8 half a step beside
// the root mean square of a row: the largest of a thousand normal numbers, 127 steps, is about four times
// that, and 4/254 about 2^-6.
double unit_roundoff(DType dtype);

// What a row has become: its logits and each part of its state.
struct Snapshot {
  struct Part {
    std::string name;  // "logits", then the fields of BoundModel::state(): "layers.3.ssm"
    std::vector<float> values;
  };
  std::vector<Part> parts;
};

// The largest of largest_difference over the parts, and the part that has it.
struct Difference {
  double largest = 0;
  std::string part;
};
// Infinite, with the part's name, where a part is missing.
Difference compare(std::span<const Snapshot::Part> got, std::span<const Snapshot::Part> want);
inline Difference compare(const Snapshot& got, const Snapshot& want) {
  return compare(std::span(got.parts), std::span(want.parts));
}

// `logits` f32 [b v] as Engine::prefill returns them.
Snapshot snapshot(const engine::Engine& engine, const pjrt::Buffer& logits, const engine::State& state,
                  std::int64_t row = 0);
// The state alone.
Snapshot snapshot(const engine::Engine& engine, const engine::State& state, std::int64_t row = 0);

// All ids at once, from an empty state.
Snapshot whole(engine::Engine& engine, const Ids& ids);
// By the recurrent step alone; what is there after each token.
std::vector<Snapshot> step_by_step(engine::Engine& engine, const Ids& ids);
// The same without keeping it all: `visit` gets each number of tokens that `wanted` (ascending) has, and what
// is there after so many.
void step_by_step(engine::Engine& engine, const Ids& ids, std::span<const std::size_t> wanted,
                  const std::function<void(std::size_t, const Snapshot&)>& visit);
// In pieces that hand on the state: ids [0, cuts[0]), [cuts[0], cuts[1]), ... Cuts ascend and are at most
// ids.size(); a piece may be empty.
Snapshot split(engine::Engine& engine, const Ids& ids, const std::vector<std::size_t>& cuts);
// Rows of any lengths together; an empty one has zero logits and a zero state.
std::vector<Snapshot> batch(engine::Engine& engine, const std::vector<Ids>& rows);

// The tokens of each request, run to their ends in one Generation.
std::vector<Ids> generate(engine::Engine& engine, std::vector<engine::Request> requests,
                          const engine::GenerationOptions& options = {});

// Reproducible ids of the model's vocabulary.
Ids random_ids(const engine::Engine& engine, std::size_t count, std::uint64_t seed);
Ids prefix(const Ids& ids, std::size_t count);
Ids suffix(const Ids& ids, std::size_t from);

}  // namespace constate::check
