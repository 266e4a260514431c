#include "runtime/random_values.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

namespace constate::runtime {
namespace {

constexpr std::size_t kPiece = 1 << 14;  // numbers made at a time, in the processor's cache

// A linear congruential generator is random enough for timing, and fast. Each piece has a start of its own.
class Generator {
 public:
  Generator(std::uint64_t seed, std::uint64_t piece) : x_(seed ^ (piece + 1) * 0x9E3779B97F4A7C15u) {
    for (int i = 0; i < 4; ++i) next();  // neighbouring starts are alike at first
  }
  std::int32_t next() {
    x_ = x_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::int32_t>(x_ >> 32);
  }

 private:
  std::uint64_t x_;
};

void fill_piece(DType dtype, std::span<std::byte> out, Generator generator, float scale) {
  if (dtype == DType::kS8) {
    for (std::byte& b : out) b = static_cast<std::byte>((generator.next() >> 16) % 128);
    return;
  }
  std::array<float, kPiece> values;
  const std::size_t count = out.size() / size_of(dtype);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(generator.next()) * 0x1p-31f * scale;
  convert(DType::kF32, std::as_bytes(std::span(values).first(count)), dtype, out);
}

}  // namespace

HostArray random_array(DType dtype, std::vector<std::int64_t> dims, float scale, std::uint64_t seed) {
  HostArray array(Shape{dtype, std::move(dims)});
  const std::span<std::byte> bytes = array.bytes();
  const std::size_t step = kPiece * size_of(dtype), pieces = (bytes.size() + step - 1) / step;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t piece; (piece = next++) < pieces;) {
      const std::size_t begin = piece * step;
      fill_piece(dtype, bytes.subspan(begin, std::min(step, bytes.size() - begin)), Generator(seed, piece),
                 scale);
    }
  };
  const std::size_t threads =
      std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), pieces);
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  for (std::thread& t : others) t.join();
  return array;
}

}  // namespace constate::runtime
