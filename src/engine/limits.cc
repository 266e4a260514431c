#include "engine/limits.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "base/error.h"
#include "base/statistics.h"
#include "engine/clock.h"
#include "hlo/print.h"
#include "trace/linear.h"

namespace constate::engine {
namespace {

constexpr std::int64_t kRowLength = 4096;  // of the row product
// A sample reads and computes so much, several times the same where an array is smaller.
constexpr double kBytesPerSample = 1 << 30, kFlopsPerSample = 25e9;
constexpr MatrixProduct::Size kOnCpu{512, 2048, 4096}, kElsewhere{8192, 8192, 8192};

bool is_cpu(const Runtime& runtime) { return runtime.client->platform_name() == "cpu"; }

std::int64_t array_bytes(const Runtime& runtime, std::int64_t weight_bytes) {
  return is_cpu(runtime) ? std::min(weight_bytes, kMostLimitBytes) : kMostLimitBytes;
}

// A tiny array is not read forever.
int times_for(double all, double each) { return static_cast<int>(std::clamp(all / each, 1.0, 100.0)); }

HostArray filled(DType dtype, std::vector<std::int64_t> dims) {
  if (dtype == DType::kS8) {
    HostArray a(Shape{dtype, std::move(dims)});
    std::fill(a.as<std::int8_t>().begin(), a.as<std::int8_t>().end(), std::int8_t{64});
    return a;
  }
  HostArray a(Shape{DType::kF32, std::move(dims)});
  std::fill(a.as<float>().begin(), a.as<float>().end(), 0.5f);
  return dtype == DType::kF32 ? std::move(a) : a.converted(dtype);
}

pjrt::Executable compile(const Runtime& runtime, DType dtype, const MatrixProduct::Size& size) {
  trace::Graph graph("product", runtime.profile.lowering);
  const trace::Tensor x = graph.argument("x", DType::kF32, {{'m', size.m}, {'k', size.k}});
  const trace::Tensor w = graph.argument("w", dtype, {{'n', size.n}, {'k', size.k}});
  return runtime.client->compile(hlo::print(std::move(graph).finish({{"y", linear(x, w, 'n'), {}}})));
}

}  // namespace

ReadLoop::ReadLoop(std::int64_t bytes, int threads)
    : words_(static_cast<std::size_t>(bytes) / sizeof(std::uint64_t), 1),
      threads_(static_cast<std::size_t>(threads)) {}

std::int64_t ReadLoop::bytes() const {
  return static_cast<std::int64_t>(words_.size() * sizeof(std::uint64_t));
}

double ReadLoop::seconds(int times) {
  // A processor fetches ahead in several places at once, and reaches its best rate only so.
  constexpr std::size_t kStreams = 4, kStep = 16;
  const std::size_t each = words_.size() / threads_ / kStreams;
  std::vector<std::uint64_t> sums(threads_ * 8);  // a cache line apart
  std::vector<std::thread> workers;
  const Stopwatch watch;
  for (std::size_t t = 0; t < threads_; ++t)
    workers.emplace_back([this, t, times, each, &sums] {
      const std::uint64_t* begin = words_.data() + t * kStreams * each;
      std::array<std::array<std::uint64_t, kStep>, kStreams> parts{};
      for (int i = 0; i < times; ++i) {
        for (std::size_t at = 0; at + kStep <= each; at += kStep)
          for (std::size_t s = 0; s < kStreams; ++s)
            for (std::size_t k = 0; k < kStep; ++k) parts[s][k] += begin[s * each + at + k];
        std::atomic_signal_fence(std::memory_order_seq_cst);  // the next pass reads again
      }
      for (const auto& part : parts)
        for (const std::uint64_t p : part) sums[t * 8] += p;
    });
  for (std::thread& w : workers) w.join();
  const double taken = watch.seconds();
  std::uint64_t sum = 0;
  for (const std::uint64_t s : sums) sum += s;
  // Used, so that the reading is done. Each word is 1.
  if (each >= kStep && sum == 0) throw Error(Code::kInternal, "the read loop read nothing");
  return taken;
}

MatrixProduct::MatrixProduct(const Runtime& runtime, DType dtype, const Size& size)
    : size_(size),
      x_(runtime.client->to_device(filled(DType::kF32, {size.m, size.k}))),
      w_(runtime.client->to_device(filled(dtype, {size.n, size.k}))),
      program_(compile(runtime, dtype, size)) {
  w_.await();
  seconds(1);  // the first run of a program takes longer
}

double MatrixProduct::seconds(int times) const {
  const std::vector<const pjrt::Buffer*> arguments{&x_, &w_};
  const Stopwatch watch;
  for (int i = 0; i < times; ++i) program_.run(arguments);
  return watch.seconds();
}

double MatrixProduct::bytes() const { return static_cast<double>(w_.shape().bytes()); }

double MatrixProduct::flops() const {
  return 2.0 * static_cast<double>(size_.m) * static_cast<double>(size_.k) * static_cast<double>(size_.n);
}

double LimitRates::memory() const {
  double best = std::max(model_bytes_per_second, largest(row_bytes_per_second));
  if (!read_bytes_per_second.empty()) best = std::max(best, largest(read_bytes_per_second));
  return best;
}
double LimitRates::matrix() const {
  return std::max(model_flops_per_second, largest(matrix_flops_per_second));
}

Limits::Limits(const Runtime& runtime, DType dtype, std::int64_t weight_bytes)
    : row_(runtime, dtype,
           {1, kRowLength,
            std::max<std::int64_t>(1, array_bytes(runtime, weight_bytes) / kRowLength /
                                          static_cast<std::int64_t>(size_of(dtype)))}),
      matrix_(runtime, dtype, is_cpu(runtime) ? kOnCpu : kElsewhere) {
  if (!is_cpu(runtime)) return;
  loop_.emplace_back(array_bytes(runtime, weight_bytes), runtime.client->cpu_threads());
  loop_[0].seconds(1);
}

void Limits::measure() {
  for (ReadLoop& loop : loop_) {
    const auto bytes = static_cast<double>(loop.bytes());
    const int times = times_for(kBytesPerSample, bytes);
    rates_.read_bytes_per_second.push_back(bytes * times / loop.seconds(times));
  }
  const int rows = times_for(kBytesPerSample, row_.bytes());
  rates_.row_bytes_per_second.push_back(row_.bytes() * rows / row_.seconds(rows));
  const int products = times_for(kFlopsPerSample, matrix_.flops());
  rates_.matrix_flops_per_second.push_back(matrix_.flops() * products / matrix_.seconds(products));
}

}  // namespace constate::engine
