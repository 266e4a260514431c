#include "runtime/row_parts.h"

#include <algorithm>

#include "base/host_array.h"
#include "trace/linear.h"

namespace constate::runtime {
namespace {

// What the backend does (CPU plugin, PJRT API 0.115), in numbers of the weight.
constexpr std::int64_t kTask = 1 << 19;     // a task's share, at most,
constexpr std::int64_t kMostTasks = 8;      // unless there would be more tasks than this;
constexpr std::int64_t kRowsInATask = 8;    // and a multiple of so many rows
constexpr std::int64_t kOneMore = 1 << 16;  // what starting another product costs: some 20 µs
constexpr std::int64_t kBytes = 4;
constexpr double kWorthIt = 0.95;

std::int64_t divided_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// The numbers that the busiest thread reads, which is how long the product takes.
std::int64_t cost(std::int64_t rows, std::int64_t columns, std::int64_t threads) {
  const std::int64_t wanted = std::clamp<std::int64_t>(divided_up(rows * columns, kTask), 1, kMostTasks);
  const std::int64_t rows_each = divided_up(divided_up(rows, wanted), kRowsInATask) * kRowsInATask;
  const std::int64_t tasks = divided_up(rows, rows_each);
  return std::min(divided_up(tasks, threads) * rows_each, rows) * columns + kOneMore;
}

// A copy of the parts would be all of the weight again.
bool goes_in_groups(const models::WeightSpec& spec) {
  const bool multiplied = models::for_products(spec.use) || spec.use == models::WeightUse::kRowsAndLogits;
  if (spec.dtype != DType::kS8 || spec.dims[0].letter != trace::kGroups || !multiplied) return false;
  return spec.shape().bytes() / spec.dims[0].size % static_cast<std::int64_t>(HostArray::kAlignment) == 0;
}

}  // namespace

std::vector<std::int64_t> row_parts(std::int64_t rows, std::int64_t columns, std::int64_t threads) {
  const std::int64_t whole = cost(rows, columns, threads);
  std::int64_t best = whole, first = rows;
  for (std::int64_t n = kRowsInATask; 2 * n <= rows; n += kRowsInATask) {
    if (n * columns * kBytes % static_cast<std::int64_t>(HostArray::kAlignment) != 0) continue;  // a copy
    const std::int64_t parted = cost(n, columns, threads) + cost(rows - n, columns, threads);
    if (parted > best) continue;  // of several the most even
    best = parted;
    first = n;
  }
  if (static_cast<double>(best) > kWorthIt * static_cast<double>(whole)) return {rows};
  return {first, rows - first};
}

std::vector<std::vector<std::int64_t>> choose_row_parts(std::span<const models::WeightSpec> specs,
                                                        std::int64_t threads, bool integer_products) {
  std::vector<std::vector<std::int64_t>> out;
  for (const models::WeightSpec& spec : specs) {
    out.emplace_back();
    if (integer_products && goes_in_groups(spec)) {
      out.back().assign(static_cast<std::size_t>(spec.dims[0].size), 1);
      continue;
    }
    if (spec.dtype != DType::kF32 || !models::for_products(spec.use)) continue;
    std::vector<std::int64_t> parts = row_parts(spec.dims[0].size, spec.dims[1].size, threads);
    if (parts.size() > 1) out.back() = std::move(parts);
  }
  return out;
}

}  // namespace constate::runtime
