#include "engine/dtype_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/statistics.h"
#include "engine/limits.h"

namespace constate::engine {
namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 25;
constexpr int kRounds = 7;

MatrixProduct::Size largest_matrix(const models::LanguageModel& model) {
  MatrixProduct::Size size{1, 1, 1};
  for (const models::WeightSpec& w : model.weights(DType::kF32, {}))
    if (w.dims.size() == 2 && w.dims[0].size * w.dims[1].size > size.n * size.k)
      size = {1, w.dims[1].size, w.dims[0].size};
  size.n = std::clamp<std::int64_t>(size.n, 1, std::max<std::int64_t>(1, kMostElements / size.k));
  return size;
}

}  // namespace

std::string_view dtype_text(DType dtype) { return dtype == DType::kS8 ? "int8" : name(dtype); }

DTypeChoice fastest_dtype(const Runtime& runtime, const models::LanguageModel& model) {
  struct Candidate {
    DType dtype;
    MatrixProduct product;
    std::vector<double> seconds;
    double time() const { return median(seconds); }
  };
  const MatrixProduct::Size size = largest_matrix(model);
  std::vector<Candidate> all;
  for (const DType dtype : {DType::kF32, DType::kBF16, DType::kS8})
    all.push_back({dtype, MatrixProduct(runtime, dtype, size), {}});
  for (int round = 0; round < kRounds; ++round)
    for (Candidate& c : all) c.seconds.push_back(c.product.seconds(1));
  std::stable_sort(all.begin(), all.end(),
                   [](const Candidate& a, const Candidate& b) { return a.time() < b.time(); });
  DTypeChoice out{all[0].dtype, "fastest here:"};
  for (const Candidate& c : all)
    out.why += fmt::format(" {} {:.3g} ms,", dtype_text(c.dtype), c.time() * 1e3);
  out.why.back() = ' ';
  out.why += fmt::format("for one row times [{} {}]", size.n, size.k);
  return out;
}

}  // namespace constate::engine
