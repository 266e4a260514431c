#include "runtime/device_profile.h"

#include <algorithm>
#include <thread>

#include "runtime/machine_identity.h"

namespace constate::runtime {
namespace {

using pjrt::PluginKind;

DeviceProfile cpu_profile(const Processor& processor) {
  return {.basis = "measured on x86-64 with AVX2 and with AVX-512",
          .dtype = DType::kF32,
          .why_dtype = "the default on a CPU; no rounding",
          .lowering = {.f32 = {.lanes_from = 2, .lanes_to = 4},
                       .bf16 = {.lanes_to = processor.multiplies_bf16 ? 1 : 4, .product_rows = 127},
                       .f16 = {.lanes_to = 16, .product_rows = 0},
                       .s8 = {.lanes_to = 2},
                       .s4 = {.lanes_to = 3},
                       .integer_products = true,
                       .step_output_as_product = true,
                       .summed_terms = 16,
                       .scan_chunk = 128},
          // A library that sums rows prepares each sum when a program first runs, and is no faster after.
          .compiler_options = {{"xla_cpu_experimental_ynn_fusion_type",
                                std::string("LIBRARY_FUSION_TYPE_INDIVIDUAL_DOT")}},
          .row_product_threads = processor.threads,
          .on_host = true,
          .exit_early = true,
          .blocks = {64},
          .prompts_together = 32,
          .segments = {1, 16, 32, 64, 128, 256},
          .segment_cost = 32,
          .compiles_at_once = 1,
          .seconds_per_block = 0.2};
}

// A device that the host must not be asked for between tokens.
DeviceProfile accelerator_profile(std::string basis, const trace::Lowering& lowering) {
  return {.basis = std::move(basis),
          .dtype = DType::kBF16,
          .why_dtype = "half the bytes to move for each token",
          .lowering = lowering,
          .row_product_threads = 1,
          .on_host = false,
          .exit_early = false,
          .blocks = {8, 64},
          .prompts_together = 512,
          .segments = {1, 64, 512, 2048},
          .segment_cost = 2048,  // not measured: what is left of a prompt is one segment
          .compiles_at_once = 4,
          .seconds_per_block = 0};
}

const trace::Lowering kNvidia{.f32 = {.reduce_to = 1},
                              .bf16 = {.reduce_to = 1},
                              .f16 = {.reduce_to = 1},
                              .scan_in_bf16 = true,
                              .scan_chunk = 256};

// Devices with a row of their own: a part of their kind's name, and where the row comes from.
struct Row {
  PluginKind kind;
  const char* device;
  const char* basis;
};
constexpr Row kRows[] = {
    {PluginKind::kCuda, "H200", "measured on an NVIDIA H200, 2026-11-27 (docs/gpu)"},
    {PluginKind::kCuda, "H100", "a guess: as on an H200, which differs in its memory"},
    {PluginKind::kCuda, "B200", "a guess: as on an H200"},
    {PluginKind::kCuda, "", "a guess: as on an H200"},
    {PluginKind::kTpu, "v5", "a guess: no TPU has run this"},
    {PluginKind::kTpu, "v6", "a guess: no TPU has run this"},
    {PluginKind::kTpu, "", "a guess: no TPU has run this"},
};

struct Split {
  std::int64_t cost = 0;
  std::vector<std::int64_t> lengths;
};

// Of fewer tokens than the longest segment has.
Split cheapest_split(const DeviceProfile& profile, std::int64_t tokens) {
  if (tokens == 0) return {};
  const auto fits = std::lower_bound(profile.segments.begin(), profile.segments.end(), tokens);
  Split whole{*fits + profile.segment_cost, {*fits}};
  if (*fits == tokens || fits == profile.segments.begin()) return whole;
  const std::int64_t shorter = fits[-1];
  Split parts = cheapest_split(profile, tokens - shorter);
  parts.cost += shorter + profile.segment_cost;
  if (parts.cost >= whole.cost) return whole;
  parts.lengths.insert(parts.lengths.begin(), shorter);
  return parts;
}

}  // namespace

std::vector<std::int64_t> DeviceProfile::segments_for(std::int64_t tokens) const {
  const std::int64_t longest = segments.back(), whole = std::max<std::int64_t>(tokens, 0) / longest;
  std::vector<std::int64_t> out(static_cast<std::size_t>(whole), longest);
  const Split rest = cheapest_split(*this, std::max<std::int64_t>(tokens, 0) % longest);
  out.insert(out.end(), rest.lengths.begin(), rest.lengths.end());
  return out;
}

Processor Processor::of_this_machine() {
  return {.multiplies_bf16 = processor_identity().find("bf16") != std::string::npos,
          .threads = std::max(1u, std::thread::hardware_concurrency())};
}

DeviceProfile profile_of(PluginKind kind, std::string_view device, const Processor& processor) {
  for (const Row& row : kRows)
    if (row.kind == kind && device.find(row.device) != device.npos)
      return accelerator_profile(row.basis, kind == PluginKind::kCuda ? kNvidia : trace::Lowering{});
  DeviceProfile out = cpu_profile(processor);
  if (kind == PluginKind::kOther) {
    out.basis = "a guess: as on a CPU";
    out.compiler_options.clear();  // another compiler refuses an option that it does not know
    out.row_product_threads = 1;
  }
  return out;
}

}  // namespace constate::runtime
