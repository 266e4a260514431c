#include "runtime/quantise_four_bits.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include "trace/linear.h"

namespace constate::runtime {
namespace {

constexpr std::size_t kGroups = trace::kGroupsOfBlock;
constexpr float kTop = 15;  // the highest level
constexpr float kMostFactor = 16, kLowest = -128, kHighest = 127;
// What is tried: how much narrower than the range of the values the levels begin, and how much wider the
// scale is than what holds all lines.
constexpr std::array<float, 3> kNarrower{0.04f, 0.1f, 0.16f};
constexpr std::array<float, 2> kWider{1, 1.05f};

// One number for each group. Loops over them become vectors of the processor, with the options that
// CMakeLists.txt has for this file.
using Eight = std::array<float, kGroups>;
using Values = std::span<const Eight>;  // an input of each group, for each input of a group

template <class F>
Eight eight(F f) {
  Eight out;
  for (std::size_t g = 0; g < kGroups; ++g) out[g] = f(g);
  return out;
}

// The nearest level, 0 to 15, of a value so many levels above the lowest.
float level(float value) {
  return static_cast<float>(static_cast<int>(std::min(std::max(value, 0.0f), kTop) + 0.5f));
}
float whole(float value) { return std::floor(value + 0.5f); }
float inverse(float value) { return value > 0 ? 1 / value : 0; }

struct Moments {
  Eight lowest, highest, sum, squares;  // of the values; `squares` from their mean
};

Moments moments_of(Values x) {
  Moments m{x[0], x[0], {}, {}};
  const auto n = static_cast<float>(x.size());
  for (const Eight& v : x)
    for (std::size_t g = 0; g < kGroups; ++g) {
      m.lowest[g] = std::min(m.lowest[g], v[g]);
      m.highest[g] = std::max(m.highest[g], v[g]);
      m.sum[g] += v[g];
    }
  for (const Eight& v : x)
    for (std::size_t g = 0; g < kGroups; ++g) {
      const float d = v[g] - m.sum[g] / n;
      m.squares[g] += d * d;
    }
  return m;
}

// Levels start + slope q of each group.
struct Lines {
  Eight slope, start, error;
};

// The line of least squares for the levels that are nearest now; twice, for they change with it.
Lines refined(Values x, const Moments& m, Lines lines) {
  const auto n = static_cast<float>(x.size());
  for (int pass = 0; pass < 2; ++pass) {
    const Eight per_level = eight([&](std::size_t g) { return inverse(lines.slope[g]); });
    Eight q1{}, q2{}, qx{};
    for (const Eight& v : x)
      for (std::size_t g = 0; g < kGroups; ++g) {
        const float q = level((v[g] - lines.start[g]) * per_level[g]);
        q1[g] += q;
        q2[g] += q * q;
        qx[g] += q * (v[g] - m.lowest[g]);
      }
    for (std::size_t g = 0; g < kGroups; ++g) {
      const float above = m.sum[g] - n * m.lowest[g];
      const float spread = q2[g] - q1[g] * q1[g] / n, common = qx[g] - q1[g] * above / n;
      lines.slope[g] = spread > 0 ? std::max(common / spread, 0.0f) : 0;
      lines.start[g] = m.lowest[g] + (above - lines.slope[g] * q1[g]) / n;
      lines.error[g] = m.squares[g] - lines.slope[g] * common;
    }
  }
  return lines;
}

Lines best_lines(Values x) {
  const Moments m = moments_of(x);
  Lines best{{}, m.lowest, {}};
  best.error.fill(std::numeric_limits<float>::infinity());
  for (const float narrower : kNarrower) {
    const auto range = [&](std::size_t g) { return m.highest[g] - m.lowest[g]; };
    const Lines tried = refined(x, m,
                                {eight([&](std::size_t g) { return range(g) * (1 - narrower) / kTop; }),
                                 eight([&](std::size_t g) { return m.lowest[g] + range(g) * narrower / 2; }),
                                 {}});
    for (std::size_t g = 0; g < kGroups; ++g) {
      if (!(tried.error[g] < best.error[g])) continue;
      best.slope[g] = tried.slope[g];
      best.start[g] = tried.start[g];
      best.error[g] = tried.error[g];
    }
  }
  return best;
}

// A block in whole multiples of a scale: (q factor + offset) scale.
struct Steps {
  Eight factor, offset, error;
  float scale = 0;
};

// With factors that are `more` than the nearest to the lines'.
Steps steps_with(Values x, const Lines& lines, float scale, float more) {
  const auto n = static_cast<float>(x.size());
  const float per_step = 1 / scale;
  Steps s{{}, {}, {}, scale};
  const auto within = [&](std::size_t g, float offset) {
    return std::clamp(whole(offset), kLowest, kHighest - kTop * s.factor[g]);
  };
  for (std::size_t g = 0; g < kGroups; ++g) {
    s.factor[g] = std::clamp(whole(lines.slope[g] * per_step) + more, 1.0f, kMostFactor);
    s.offset[g] = within(g, lines.start[g] * per_step);
  }
  for (const bool last : {false, true}) {
    Eight rest{}, squares{};  // of what the levels leave
    const Eight per_level = eight([&](std::size_t g) { return 1 / s.factor[g]; });
    for (const Eight& v : x)
      for (std::size_t g = 0; g < kGroups; ++g) {
        const float value = v[g] * per_step - s.offset[g];
        const float left = value - s.factor[g] * level(value * per_level[g]);
        rest[g] += left;
        squares[g] += left * left;
      }
    s.error = eight([&](std::size_t g) { return squares[g] * scale * scale; });
    if (!last)
      for (std::size_t g = 0; g < kGroups; ++g) s.offset[g] = within(g, s.offset[g] + rest[g] / n);
  }
  return s;
}

Steps best_steps(Values x, const Lines& lines, float scale) {
  Steps best = steps_with(x, lines, scale, 0);
  for (const float more : {-1.0f, 1.0f}) {
    const Steps tried = steps_with(x, lines, scale, more);
    for (std::size_t g = 0; g < kGroups; ++g) {
      if (!(tried.error[g] < best.error[g])) continue;
      best.factor[g] = tried.factor[g];
      best.offset[g] = tried.offset[g];
      best.error[g] = tried.error[g];
    }
  }
  return best;
}

// Scale 0 where all values count as zero.
Steps quantised(Values x) {
  const Lines lines = best_lines(x);
  float least = 0;  // scale that holds all lines
  for (std::size_t g = 0; g < kGroups; ++g) {
    const float end = lines.start[g] + kTop * lines.slope[g];
    least = std::max({least, lines.slope[g] / kMostFactor, end / kHighest, lines.start[g] / kLowest});
  }
  Steps best;
  best.factor.fill(1);
  best.offset.fill(0);
  double error = std::numeric_limits<double>::infinity();
  for (const float wider : kWider) {
    const float scale = f32_from_bf16(bf16_from_f32(least * wider));
    if (!std::isnormal(scale) || !std::isfinite(1 / scale)) continue;
    const Steps tried = best_steps(x, lines, scale);
    double all = 0;
    for (const float e : tried.error) all += e;
    if (!(all < error)) continue;
    best = tried;
    error = all;
  }
  return best;
}

void write(Values x, const Steps& s, std::span<std::uint8_t> bytes, std::span<std::int8_t> steps) {
  const float per_step = inverse(s.scale);
  const auto q = [&](std::size_t t, std::size_t g) {
    return static_cast<unsigned>(level((x[t][g] * per_step - s.offset[g]) / s.factor[g]));
  };
  for (std::size_t t = 0; t < x.size() / 2; ++t)
    for (std::size_t g = 0; g < kGroups; ++g)
      bytes[t * kGroups + g] = static_cast<std::uint8_t>(q(t, g) | q(t + x.size() / 2, g) << 4);
  for (std::size_t g = 0; g < kGroups; ++g) {
    steps[g] = static_cast<std::int8_t>(s.factor[g]);
    steps[kGroups + g] = static_cast<std::int8_t>(s.offset[g]);
  }
}

// Where blocks are, in the order of the checkpoint and on the device.
struct Places {
  std::size_t outputs, blocks, width;  // `width` inputs in a block

  std::size_t on_device(std::size_t piece) const {
    const std::size_t row = piece / blocks, block = piece % blocks;
    return ((row / outputs) * blocks + block) * outputs + row % outputs;
  }
};

void quantise_block(const HostArray& matrix, const Places& places, std::size_t piece, FourBitRows& out) {
  const std::size_t width = places.width, to = places.on_device(piece);
  const std::span<const float> from = matrix.as<float>().subspan(piece * width, width);
  const auto bytes = out.bytes.as<std::uint8_t>().subspan(to * width / 2, width / 2);
  const auto steps = out.steps.as<std::int8_t>().subspan(to * 2 * kGroups, 2 * kGroups);
  const bool finite = std::ranges::all_of(from, [](float v) { return std::isfinite(v); });
  float largest = 0;
  for (const float v : from) largest = std::max(largest, std::abs(v));
  // Divided by a power of two, so that squares neither overflow nor vanish.
  const int exponent = finite && largest > 0 ? std::ilogb(largest) : 0;
  const double by = std::ldexp(1.0, -exponent);
  std::array<Eight, trace::kMostInGroupOfBlock> values;
  const std::size_t inputs = width / kGroups;
  for (std::size_t g = 0; g < kGroups; ++g)
    for (std::size_t t = 0; t < inputs; ++t)
      values[t][g] = finite ? static_cast<float>(by * static_cast<double>(from[g * inputs + t])) : 0;
  const Values x = std::span(values).first(inputs);
  const Steps best = quantised(x);
  write(x, best, bytes, steps);
  const float scale = std::ldexp(best.scale, exponent);
  out.scales.as<std::uint16_t>()[to] = bf16_from_f32(!finite ? std::numeric_limits<float>::quiet_NaN()
                                                     : std::isnormal(scale) ? scale
                                                                            : 0);
}

// Rows in turns of the threads.
template <class F>
void for_each_row(std::size_t rows, F f) {
  constexpr std::size_t kTurn = 16;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t first; (first = next.fetch_add(kTurn)) < rows;)
      for (std::size_t row = first; row < std::min(rows, first + kTurn); ++row) f(row);
  };
  const std::size_t turns = (rows + kTurn - 1) / kTurn;
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(std::thread::hardware_concurrency(), turns); ++i)
    others.emplace_back(work);
  work();
  for (std::thread& t : others) t.join();
}

}  // namespace

FourBitRows quantise_four_bits(const HostArray& matrix, std::int64_t blocks) {
  std::vector<std::int64_t> dims = matrix.shape().dims;
  const Places places{static_cast<std::size_t>(dims[dims.size() - 2]), static_cast<std::size_t>(blocks),
                      static_cast<std::size_t>(dims.back() / blocks)};
  dims.back() /= 2 * blocks;
  dims.insert(dims.end() - 2, blocks);
  FourBitRows out{HostArray(Shape{DType::kU8, dims}), {}, {}};
  dims.pop_back();
  out.scales = HostArray(Shape{DType::kBF16, dims});
  dims.insert(dims.end(), {2, trace::kGroupsOfBlock});
  out.steps = HostArray(Shape{DType::kS8, dims});
  const std::size_t rows = out.scales.as<std::uint16_t>().size() / places.blocks;
  for_each_row(rows, [&](std::size_t row) {
    for (std::size_t b = 0; b < places.blocks; ++b)
      quantise_block(matrix, places, row * places.blocks + b, out);
  });
  return out;
}

}  // namespace constate::runtime
