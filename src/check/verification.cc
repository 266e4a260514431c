#include "check/verification.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "base/error.h"

namespace constate::check {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// difference / size, where nothing differs from nothing. NaN, from either side, is no agreement.
double share(double difference, double size) {
  if (difference == 0 && std::isfinite(size)) return 0;
  const double out = difference / size;
  return std::isnan(out) ? kInfinity : out;
}

template <class B>
double relative(std::span<const float> a, std::span<const B> b) {
  if (a.size() != b.size()) return kInfinity;
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    difference += d * d;
    size += static_cast<double>(b[i]) * static_cast<double>(b[i]);
  }
  return share(std::sqrt(difference), std::sqrt(size));
}

// One row of a buffer [b ...].
std::vector<float> row_of(const pjrt::Buffer& buffer, std::int64_t rows, std::int64_t row) {
  const HostArray all = buffer.to_host().converted(DType::kF32);
  const std::size_t each = all.as<float>().size() / static_cast<std::size_t>(rows);
  const auto mine = all.as<float>().subspan(each * static_cast<std::size_t>(row), each);
  return {mine.begin(), mine.end()};
}

}  // namespace

double relative_error(std::span<const float> a, std::span<const double> b) { return relative(a, b); }
double relative_error(std::span<const float> a, std::span<const float> b) { return relative(a, b); }

double largest_difference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return kInfinity;
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (!std::isfinite(a[i]) || !std::isfinite(b[i])) return kInfinity;
    difference = std::max(difference, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    size = std::max(size, std::abs(static_cast<double>(b[i])));
  }
  return share(difference, size);
}

double unit_roundoff(DType dtype) {
  switch (dtype) {
    case DType::kS4:
      return 0x1p-3;
    case DType::kS8:
      return 0x1p-6;
    case DType::kBF16:
      return 0x1p-8;
    case DType::kF16:
      return 0x1p-11;
    default:
      return 0x1p-24;
  }
}

Difference compare(std::span<const Snapshot::Part> got, std::span<const Snapshot::Part> want) {
  Difference out;
  for (std::size_t i = 0; i < std::max(got.size(), want.size()); ++i) {
    const bool both = i < got.size() && i < want.size();
    const double d = both ? largest_difference(got[i].values, want[i].values) : kInfinity;
    if (i == 0 || d > out.largest) out = {d, (i < want.size() ? want : got)[i].name};
  }
  return out;
}

Snapshot snapshot(const engine::Engine& engine, const engine::State& state, std::int64_t row) {
  const std::vector<models::StateSpec> specs = engine.model().state(state.capacity);
  Snapshot out;
  for (std::size_t i = 0; i < state.parts.size(); ++i) {
    std::vector<float> values = row_of(state.parts[i], state.batch, row);
    if (specs[i].growth == models::Growth::kByToken)  // beyond the text a part holds anything
      values.resize(values.size() / static_cast<std::size_t>(state.capacity) *
                    static_cast<std::size_t>(state.tokens[static_cast<std::size_t>(row)]));
    out.parts.push_back({specs[i].field, std::move(values)});
  }
  return out;
}

Snapshot snapshot(const engine::Engine& engine, const pjrt::Buffer& logits, const engine::State& state,
                  std::int64_t row) {
  Snapshot out = snapshot(engine, state, row);
  out.parts.insert(out.parts.begin(), {"logits", row_of(logits, state.batch, row)});
  return out;
}

Snapshot whole(engine::Engine& engine, const Ids& ids) { return split(engine, ids, {}); }

void step_by_step(engine::Engine& engine, const Ids& ids, std::span<const std::size_t> wanted,
                  const std::function<void(std::size_t, const Snapshot&)>& visit) {
  engine::State state = engine.new_state(1);
  pjrt::Buffer logits;
  for (std::size_t n = 1; n <= ids.size(); ++n) {
    const std::vector<Ids> rows{{ids[n - 1]}};
    logits = engine.prefill(state, rows, std::move(logits));
    if (std::binary_search(wanted.begin(), wanted.end(), n)) visit(n, snapshot(engine, logits, state));
  }
}

std::vector<Snapshot> step_by_step(engine::Engine& engine, const Ids& ids) {
  std::vector<std::size_t> all(ids.size());
  std::iota(all.begin(), all.end(), 1);
  std::vector<Snapshot> out;
  step_by_step(engine, ids, all, [&](std::size_t, const Snapshot& s) { out.push_back(s); });
  return out;
}

Snapshot split(engine::Engine& engine, const Ids& ids, const std::vector<std::size_t>& cuts) {
  engine::State state = engine.new_state(1);
  pjrt::Buffer logits;
  std::size_t done = 0;
  const auto feed = [&](std::size_t end) {
    if (end < done || end > ids.size())
      throw Error(Code::kInvalidArgument, "split: cuts ascend and are at most the number of ids");
    const std::vector<Ids> rows{suffix(prefix(ids, end), done)};
    logits = engine.prefill(state, rows, std::move(logits));
    done = end;
  };
  for (const std::size_t cut : cuts) feed(cut);
  feed(ids.size());
  return snapshot(engine, logits, state);
}

std::vector<Snapshot> batch(engine::Engine& engine, const std::vector<Ids>& rows) {
  engine::State state = engine.new_state(static_cast<std::int64_t>(rows.size()));
  const pjrt::Buffer logits = engine.prefill(state, rows);
  std::vector<Snapshot> out;
  for (std::size_t i = 0; i < rows.size(); ++i)
    out.push_back(snapshot(engine, logits, state, static_cast<std::int64_t>(i)));
  return out;
}

std::vector<Ids> generate(engine::Engine& engine, std::vector<engine::Request> requests,
                          const engine::GenerationOptions& options) {
  engine::Generation generation(engine, std::move(requests), options);
  while (generation.step()) {
  }
  std::vector<Ids> out;
  for (std::size_t i = 0; i < generation.sequences(); ++i) out.push_back(generation.tokens(i));
  return out;
}

Ids random_ids(const engine::Engine& engine, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Ids ids(count);
  for (std::int32_t& id : ids)
    id = static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(engine.vocab_size()));
  return ids;
}

Ids prefix(const Ids& ids, std::size_t count) {
  return {ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count)};
}
Ids suffix(const Ids& ids, std::size_t from) {
  return {ids.begin() + static_cast<std::ptrdiff_t>(from), ids.end()};
}

}  // namespace constate::check
