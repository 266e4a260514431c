#include "engine/prompt_embedder.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "engine/not_finite.h"

namespace constate::engine {

PromptEmbedder::PromptEmbedder(Engine& engine, std::vector<std::int32_t> ids)
    : engine_(engine), ids_(std::move(ids)) {
  if (ids_.empty()) throw Error(Code::kInvalidArgument, "embed: at least one token is expected; got none");
  engine.check_ids(ids_);
}

bool PromptEmbedder::step() {
  const std::int64_t left = std::ssize(ids_) - fed_;
  if (left == 0) return false;
  if (fed_ == 0) state_ = engine_.new_state(1);
  const std::int64_t length = engine_.segments_for(left)[0], count = std::min(length, left);
  HostArray segment = HostArray::zeros({DType::kS32, {1, length}});
  std::copy_n(ids_.begin() + fed_, count, segment.as<std::int32_t>().begin());

  engine_.hold(state_, fed_ + length);
  runtime::Call call = engine_.call(engine_.programs().embed({1, length, state_.capacity}));
  const pjrt::Buffer ids = engine_.upload(segment),
                     lengths = engine_.upload(
                         HostArray::of<std::int32_t>(DType::kS32, {1}, {static_cast<std::int32_t>(count)}));
  call.set("ids", ids);
  call.set("lengths", lengths);
  pjrt::Buffer position;
  engine_.set_state(call, state_, position);
  runtime::Results results = call.run();
  const HostArray sum = results.take("sum").to_host(), last = results.take("last").to_host();
  state_.parts = results.take_state();
  state_.tokens[0] += count;
  fed_ += count;

  // A segment's sum is the device's, in f32; that of all segments is in double.
  const auto added = sum.as<float>(), newest = last.as<float>();
  sum_.resize(added.size(), 0);
  std::transform(sum_.begin(), sum_.end(), added.begin(), sum_.begin(), std::plus<double>());
  last_.assign(newest.begin(), newest.end());
  return true;
}

std::vector<float> PromptEmbedder::embedding(Pooling pooling) const {
  if (fed_ < std::ssize(ids_))
    throw Error(Code::kFailedPrecondition, "embed: the text has not been fed to its end");
  const std::vector<double>& pooled = pooling == Pooling::kMean ? sum_ : last_;
  double squares = 0;  // the mean's direction is the sum's
  for (const double v : pooled) squares += v * v;
  if (!std::isfinite(squares) || squares == 0)
    throw NotFinite("the hidden states of the text are not finite, or all zero", engine_.dtype());
  std::vector<float> out(pooled.size());
  std::transform(pooled.begin(), pooled.end(), out.begin(),
                 [&](double v) { return static_cast<float>(v / std::sqrt(squares)); });
  return out;
}

}  // namespace constate::engine
