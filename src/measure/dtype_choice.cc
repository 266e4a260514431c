#include "measure/dtype_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "measure/limits.h"
#include "runtime/machine_identity.h"

namespace constate::measure {
namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 25;
constexpr int kRounds = 9;
constexpr double kFaster = 0.9;

MatrixProduct::Size largest_matrix(const models::LanguageModel& model) {
  MatrixProduct::Size size{1, 1, 1};
  for (const models::WeightSpec& w : model.weights(DType::kF32, {}))
    if (w.dims.size() == 2 && w.dims[0].size * w.dims[1].size > size.n * size.k)
      size = {1, w.dims[1].size, w.dims[0].size};
  size.n = std::clamp<std::int64_t>(size.n, 1, std::max<std::int64_t>(1, kMostElements / size.k));
  return size;
}

struct Measured {
  DType dtype;
  std::string times;  // "f32 3.1 ms, bf16 1.9 ms for one row times [50288 768]"
};

// The best of several times: what else a machine does only takes longer.
Measured measure(const runtime::Device& device, const MatrixProduct::Size& size) {
  const MatrixProduct exact(device, DType::kF32, size), narrow(device, DType::kBF16, size);
  double exact_time = std::numeric_limits<double>::infinity(), narrow_time = exact_time;
  for (int round = 0; round < kRounds; ++round) {
    exact_time = std::min(exact_time, exact.seconds(1));
    narrow_time = std::min(narrow_time, narrow.seconds(1));
  }
  return {narrow_time < kFaster * exact_time ? DType::kBF16 : DType::kF32,
          fmt::format("f32 {:.3g} ms, bf16 {:.3g} ms for one row times [{} {}]", exact_time * 1e3,
                      narrow_time * 1e3, size.n, size.k)};
}

// It is kept beside the programs, and goes with them.
runtime::ProgramKey key_of(const runtime::Device& device, const MatrixProduct::Size& size) {
  const pjrt::Client& client = *device.client;
  return {fmt::format("type of the weights ([{} {}])", size.n, size.k),
          "",
          "",
          client.plugin().name(),
          client.devices()[0].kind,
          runtime::machine_identity(device),
          "f32 or bf16",
          ""};
}

std::string encoded(const Measured& found) { return fmt::format("{}\n{}", name(found.dtype), found.times); }

std::optional<Measured> decoded(std::string_view text) {
  for (const DType dtype : {DType::kF32, DType::kBF16})
    if (const std::string start = fmt::format("{}\n", name(dtype)); text.starts_with(start))
      return Measured{dtype, std::string(text.substr(start.size()))};
  return std::nullopt;
}

}  // namespace

DTypeChoice faster_dtype(const runtime::Device& device, const models::LanguageModel& model,
                         const runtime::ProgramStoreOptions& store) {
  const MatrixProduct::Size size = largest_matrix(model);
  if (store.folder.empty()) {
    const Measured found = measure(device, size);
    return {found.dtype, "measured here: " + found.times};
  }
  const runtime::ProgramStore kept(store);
  const runtime::ProgramKey key = key_of(device, size);
  if (const std::optional<std::string> text = kept.find(key))
    if (const std::optional<Measured> found = decoded(*text))
      return {found->dtype, "measured before: " + found->times};
  const Measured found = measure(device, size);
  kept.keep(key, encoded(found));
  return {found.dtype, "measured here: " + found.times};
}

}  // namespace constate::measure
