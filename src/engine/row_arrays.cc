#include "engine/row_arrays.h"

#include <algorithm>

namespace constate::engine {
namespace {

// The key of a row's draws: its seed for the first of them, and what tells the later ones apart.
std::uint64_t key_of(std::uint64_t seed, std::int64_t drawn) {
  const auto key = static_cast<std::uint64_t>(drawn / kDrawsPerKey);
  if (key == 0) return seed;
  std::uint64_t z = seed + key * 0x9e3779b97f4a7c15;  // splitmix64 (Steele, Lea, Flood 2014)
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

template <class T, class F>
pjrt::Buffer one_each(const Engine& engine, DType dtype, std::span<const RowValues> rows, F value) {
  std::vector<T> values;
  for (const RowValues& row : rows) values.push_back(static_cast<T>(value(row)));
  return engine.upload(HostArray::of(dtype, {static_cast<std::int64_t>(rows.size())}, values));
}

// f32 [b v] of zeros, to which add(row, its numbers) puts others.
template <class F>
pjrt::Buffer by_token(const Engine& engine, std::span<const RowValues> rows, F add) {
  const auto vocabulary = static_cast<std::size_t>(engine.vocab_size());
  HostArray out =
      HostArray::zeros({DType::kF32, {static_cast<std::int64_t>(rows.size()), engine.vocab_size()}});
  for (std::size_t i = 0; i < rows.size(); ++i)
    add(rows[i], out.as<float>().subspan(i * vocabulary, vocabulary));
  return engine.upload(out);
}

pjrt::Buffer biases(const Engine& engine, std::span<const RowValues> rows) {
  return by_token(engine, rows, [](const RowValues& row, std::span<float> out) {
    for (const auto& [id, bias] : row.adjustment.bias) out[static_cast<std::size_t>(id)] = bias;
  });
}

pjrt::Buffer counts(const Engine& engine, std::span<const RowValues> rows) {
  return by_token(engine, rows, [](const RowValues& row, std::span<float> out) {
    for (const std::int32_t id : row.answer) out[static_cast<std::size_t>(id)] += 1;
  });
}

}  // namespace

models::SamplingRules rules_of(const Sampling& s, const LogitAdjustment& adjustment) {
  const bool draws = s.temperature > 0;
  return {draws, draws && (s.top_k > 0 || s.top_p < 1 || s.min_p > 0), s.repetition_penalty != 1,
          adjustment.some()};
}

void RowArrays::set(runtime::Call& call) const {
  call.set_fields(progress, programs::kRowProgress);
  call.set_fields(settings, programs::kRowSettings);
  if (lookup) call.set_fields(*lookup, programs::kLookupRows);
  if (guesser) call.set_fields(*guesser, programs::kDraftRows);
}

RowArrays row_arrays(const Engine& engine, const programs::ChoiceShape& shape,
                     std::span<const RowValues> rows) {
  const std::int64_t b = shape.batch;
  const auto number_of = [](const RowValues& r) { return r.drawn % kDrawsPerKey; };
  const auto ints = [&](auto value) { return one_each<std::int32_t>(engine, DType::kS32, rows, value); };
  const auto floats = [&](auto value) { return one_each<float>(engine, DType::kF32, rows, value); };

  RowArrays out;
  programs::RowSettings<pjrt::Buffer>& settings = out.settings;
  settings.sampling.temperature = floats([](const RowValues& r) { return r.sampling.temperature; });
  settings.sampling.top_k = ints([](const RowValues& r) { return r.sampling.top_k; });
  settings.sampling.top_p = floats([](const RowValues& r) { return r.sampling.top_p; });
  settings.sampling.min_p = floats([](const RowValues& r) { return r.sampling.min_p; });
  settings.sampling.repetition_penalty =
      floats([](const RowValues& r) { return r.sampling.repetition_penalty; });
  settings.budget =
      ints([&](const RowValues& r) { return std::min(number_of(r) + r.remaining, kDrawsPerKey); });
  std::vector<std::uint32_t> keys;
  std::vector<std::int32_t> stops(static_cast<std::size_t>(b * shape.stop_ids), -1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t key = key_of(rows[i].sampling.seed, rows[i].drawn);
    keys.push_back(static_cast<std::uint32_t>(key));
    keys.push_back(static_cast<std::uint32_t>(key >> 32));
    std::copy(rows[i].stop_ids.begin(), rows[i].stop_ids.end(),
              stops.begin() + static_cast<std::ptrdiff_t>(i) * shape.stop_ids);
  }
  settings.sampling.seed = engine.upload(HostArray::of(DType::kU32, {b, 2}, keys));
  settings.stop_ids = engine.upload(HostArray::of(DType::kS32, {b, shape.stop_ids}, stops));

  out.progress.token = ints([](const RowValues& r) { return r.token; });
  out.progress.number = ints(number_of);
  out.progress.done =
      one_each<std::uint8_t>(engine, DType::kPred, rows, [](const RowValues& r) { return r.remaining <= 0; });
  if (shape.rules.penalty) {
    std::vector<std::uint8_t> seen(static_cast<std::size_t>(b * engine.vocab_size()), 0);
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::copy(rows[i].seen.begin(), rows[i].seen.end(),
                seen.begin() + static_cast<std::ptrdiff_t>(i) * engine.vocab_size());
    out.progress.seen = engine.upload(HostArray::of(DType::kPred, {b, engine.vocab_size()}, seen));
  }
  if (shape.rules.adjust) {
    out.progress.counts = counts(engine, rows);
    settings.sampling.adjust = {biases(engine, rows),
                                floats([](const RowValues& r) { return r.adjustment.presence; }),
                                floats([](const RowValues& r) { return r.adjustment.frequency; })};
  }
  return out;
}

programs::LookupRows<pjrt::Buffer> lookup_arrays(const Engine& engine, std::int64_t history,
                                                 std::span<const RowValues> rows, std::int32_t credit) {
  const auto b = static_cast<std::int64_t>(rows.size());
  HostArray ids = HostArray::zeros({DType::kS32, {b, history}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto to = ids.as<std::int32_t>().subspan(i * static_cast<std::size_t>(history));
    std::fill_n(to.begin(), programs::kBeforeText, -1);
    std::copy(rows[i].text.begin(), rows[i].text.end(), to.begin() + programs::kBeforeText);
  }
  return {
      engine.upload(ids),
      one_each<std::int32_t>(engine, DType::kS32, rows,
                             [](const RowValues& r) { return programs::kBeforeText + std::ssize(r.text); }),
      one_each<std::uint8_t>(engine, DType::kPred, rows, [](const RowValues& r) { return r.drafts; }),
      engine.upload_s32(credit)};
}

}  // namespace constate::engine
