#include "measure/limits.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "base/statistics.h"
#include "hlo/print.h"
#include "runtime/random_values.h"
#include "trace/einsum.h"
#include "trace/linear.h"
#include "trace/ops.h"

namespace constate::measure {
namespace {

constexpr std::int64_t kRowLength = 4096;  // of the row product
// A sample reads and computes so much, several times the same where an array is smaller.
constexpr double kBytesPerSample = 1 << 30, kFlopsPerSample = 25e9;
// Elsewhere a sample is a queue of calls, so that what a call takes by itself does not count.
constexpr double kDeviceBytesPerSample = 32.0 * (1 << 30), kDeviceFlopsPerSample = 10e12;
constexpr MatrixProduct::Size kOnCpu{512, 2048, 4096}, kElsewhere{8192, 8192, 8192};

std::int64_t array_bytes(const runtime::Device& device, std::int64_t weight_bytes) {
  return device.profile.on_host ? std::min(weight_bytes, kMostLimitBytes) : kMostLimitBytes;
}

// A tiny array is not read forever.
int times_for(double all, double each) { return static_cast<int>(std::clamp(all / each, 1.0, 100.0)); }

// The model's own form of a product on a CPU. Elsewhere rows in the weight's type, so that nothing but the
// product is timed.
pjrt::Executable product_program(const runtime::Device& device, DType dtype,
                                 const MatrixProduct::Size& size) {
  trace::Graph graph("product", device.profile.lowering);
  const trace::Tensor x =
      graph.argument("x", MatrixProduct::row_dtype(device, dtype, size.m), {{'m', size.m}, {'k', size.k}});
  const trace::Tensor w = graph.argument("w", dtype, {{'n', size.n}, {'k', size.k}});
  const trace::Tensor y = x.dtype() == DType::kF32 ? linear(x, w, 'n') : dot(x, w, "k");
  return device.client->compile(hlo::print(std::move(graph).finish({{"y", y, {}}})));
}

// Sums of rows of 2^13 numbers: reads all of x, writes next to nothing.
constexpr std::int64_t kSummed = 1 << 13;
pjrt::Executable sum_program(const runtime::Device& device, std::int64_t bytes) {
  trace::Graph graph("sums", device.profile.lowering);
  const trace::Tensor x = graph.argument("x", DType::kF32, {{'m', bytes / 4 / kSummed}, {'k', kSummed}});
  return device.client->compile(hlo::print(std::move(graph).finish({{"y", sum(x, "k"), {}}})));
}

// Seconds for the program `times` times. A device other than the CPU works off a queue of calls; the CPU
// takes the memory of a call when it is made, so there one waits for the other.
double seconds_of(const pjrt::Executable& program, const std::vector<const pjrt::Buffer*>& arguments,
                  bool queue, int times) {
  const Stopwatch watch;
  for (int i = 0; i + 1 < times; ++i) {
    if (queue)
      program.execute(arguments);
    else
      program.run(arguments);
  }
  program.run(arguments);
  return watch.seconds();
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

DeviceRead::DeviceRead(const runtime::Device& device, std::int64_t bytes)
    : x_(device.client->to_device(runtime::random_array(DType::kF32, {bytes / 4 / kSummed, kSummed}, 1, 3))),
      program_(sum_program(device, bytes)) {
  x_.await();
  seconds(1);  // the first run of a program takes longer
}

double DeviceRead::seconds(int times) const { return seconds_of(program_, {&x_}, /*queue=*/true, times); }

std::int64_t DeviceRead::bytes() const { return x_.shape().bytes(); }

DType MatrixProduct::row_dtype(const runtime::Device& device, DType dtype, std::int64_t rows) {
  return device.profile.on_host || rows == 1 || dtype == DType::kS8 ? DType::kF32 : dtype;
}

MatrixProduct::MatrixProduct(const runtime::Device& device, DType dtype, const Size& size)
    : size_(size),
      queue_(!device.profile.on_host),
      x_(device.client->to_device(
          runtime::random_array(row_dtype(device, dtype, size.m), {size.m, size.k}, 1, 1))),
      w_(device.client->to_device(runtime::random_array(dtype, {size.n, size.k}, 1, 2))),
      program_(product_program(device, dtype, size)) {
  w_.await();
  seconds(1);  // the first run of a program takes longer
}

double MatrixProduct::seconds(int times) const { return seconds_of(program_, {&x_, &w_}, queue_, times); }

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

namespace {

// The type of arrays that are read and multiplied in place of those of the weights: four bits are unpacked to
// 8 for products.
DType array_dtype(DType weights) { return weights == DType::kS4 ? DType::kS8 : weights; }

}  // namespace

Limits::Limits(const runtime::Device& device, DType dtype, std::int64_t weight_bytes)
    : row_(device, array_dtype(dtype),
           {1, kRowLength,
            std::max<std::int64_t>(1, array_bytes(device, weight_bytes) / kRowLength /
                                          static_cast<std::int64_t>(size_of(array_dtype(dtype))))}),
      matrix_(device, array_dtype(dtype), device.profile.on_host ? kOnCpu : kElsewhere),
      bytes_per_sample_(device.profile.on_host ? kBytesPerSample : kDeviceBytesPerSample),
      flops_per_sample_(device.profile.on_host ? kFlopsPerSample : kDeviceFlopsPerSample) {
  if (!device.profile.on_host) {
    device_read_.emplace(device, kMostLimitBytes);
    return;
  }
  loop_.emplace(array_bytes(device, weight_bytes), device.client->cpu_threads());
  loop_->seconds(1);
}

void Limits::measure() {
  const auto read = [&](auto& reader) {
    const auto bytes = static_cast<double>(reader.bytes());
    const int times = times_for(bytes_per_sample_, bytes);
    rates_.read_bytes_per_second.push_back(bytes * times / reader.seconds(times));
  };
  if (loop_) read(*loop_);
  if (device_read_) read(*device_read_);
  const int rows = times_for(bytes_per_sample_, row_.bytes());
  rates_.row_bytes_per_second.push_back(row_.bytes() * rows / row_.seconds(rows));
  const int products = times_for(flops_per_sample_, matrix_.flops());
  rates_.matrix_flops_per_second.push_back(matrix_.flops() * products / matrix_.seconds(products));
}

}  // namespace constate::measure
