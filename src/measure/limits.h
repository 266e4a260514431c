// What the machine can do, for measuring a model against: the rates at which memory is read and at which
// matrices are multiplied. To be measured side by side with the model, since a machine's speed drifts.
//
// Not thread-safe. Must not outlive the Device's client.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/device.h"

namespace constate::measure {

// Reads an array once with so many threads: the plain limit of the memory for them.
class ReadLoop {
 public:
  ReadLoop(std::int64_t bytes, int threads);
  // Seconds for the array read `times` times.
  double seconds(int times);
  std::int64_t bytes() const;

 private:
  std::vector<std::uint64_t> words_;
  std::size_t threads_;
};

// The same for the memory of a device other than the CPU: a program that sums the rows of an array.
class DeviceRead {
 public:
  DeviceRead(const runtime::Device& device, std::int64_t bytes);
  double seconds(int times) const;
  std::int64_t bytes() const;

 private:
  pjrt::Buffer x_;
  pjrt::Executable program_;
};

// One product x [m k] · wᵀ [n k], w in `dtype`, of random numbers.
class MatrixProduct {
 public:
  struct Size {
    std::int64_t m, k, n;
  };
  MatrixProduct(const runtime::Device& device, DType dtype, const Size& size);
  double seconds(int times) const;  // one after the other
  double bytes() const;             // of w
  double flops() const;
  // Of x: as a model has it, f32, on a CPU and for one row; else that of w.
  static DType row_dtype(const runtime::Device& device, DType dtype, std::int64_t rows);

 private:
  Size size_;
  bool queue_;
  pjrt::Buffer x_, w_;
  pjrt::Executable program_;
};

// A sample for each measurement.
struct LimitRates {
  std::vector<double> read_bytes_per_second;  // by a ReadLoop, or a DeviceRead
  std::vector<double> row_bytes_per_second;   // of w, by the product of one row
  std::vector<double> matrix_flops_per_second;

  // The best that the model itself reached in a test; 0 where there was none.
  double model_bytes_per_second = 0, model_flops_per_second = 0;

  // The rates that models are held against. What a device can do is the best that it did in any sample: what
  // else a machine does only takes longer. Memory: of the read loop, the row product and the model.
  double memory() const;
  double matrix() const;
};

inline constexpr std::int64_t kMostLimitBytes = std::int64_t{1} << 30;

class Limits {
 public:
  // Arrays are as large as weights of `weight_bytes` in `dtype`, so that they lie in the caches where those
  // do, but at most kMostLimitBytes; on a device other than the CPU just that, since a call takes time by
  // itself.
  Limits(const runtime::Device& device, DType dtype, std::int64_t weight_bytes);
  void measure();  // adds a sample to each rate
  const LimitRates& rates() const { return rates_; }

 private:
  std::optional<ReadLoop> loop_;  // one of the two
  std::optional<DeviceRead> device_read_;
  MatrixProduct row_, matrix_;
  double bytes_per_sample_, flops_per_sample_;
  LimitRates rates_;
};

}  // namespace constate::measure
