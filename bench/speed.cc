// Speed against this machine's own limits, measured in the same run: decode beside the rate at which XLA
// reads memory, prefill beside the rate at which it multiplies matrices. Rounds alternate, so that a machine
// whose speed drifts drifts for both; the figures are medians.
//
//   constate_bench [SIZE] [--dtype f32|bf16] [--plugin P] [--rounds N] [--prompt N] [--tokens N]
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "engine/clock.h"
#include "engine/generation.h"
#include "hlo/print.h"
#include "models/published.h"
#include "trace/einsum.h"
#include "trace/nn.h"
#include "trace/ops.h"

using namespace constate;
using engine::Stopwatch;
using trace::Tensor;

namespace {

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

std::int64_t peak_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6)) * 1024;
  return 0;
}

HostArray filled(DType dtype, std::vector<std::int64_t> dims) {
  HostArray a(Shape{DType::kF32, std::move(dims)});
  std::fill(a.as<float>().begin(), a.as<float>().end(), 0.5f);
  return dtype == DType::kF32 ? std::move(a) : a.converted(dtype);
}

// One product x [m k] · wᵀ [n k], as the model does it.
struct Product {
  pjrt::Executable program;
  pjrt::Buffer x, w;

  Product(const engine::Runtime& runtime, DType dtype, std::int64_t m, std::int64_t k, std::int64_t n)
      : program(compile(runtime, dtype, m, k, n)),
        x(runtime.client->to_device(filled(DType::kF32, {m, k}))),
        w(runtime.client->to_device(filled(dtype, {n, k}))) {}

  static pjrt::Executable compile(const engine::Runtime& runtime, DType dtype, std::int64_t m, std::int64_t k,
                                  std::int64_t n) {
    trace::Graph graph("product", runtime.profile.lowering);
    const Tensor a = graph.argument("x", DType::kF32, {{'m', m}, {'k', k}});
    const Tensor b = graph.argument("w", dtype, {{'n', n}, {'k', k}});
    return runtime.client->compile(hlo::print(std::move(graph).finish({{"y", linear(a, b, 'n'), {}}})));
  }

  double seconds() const {
    const std::vector<const pjrt::Buffer*> arguments{&x, &w};
    const Stopwatch watch;
    program.run(arguments);
    return watch.seconds();
  }
};

// Reads an array once with as many threads as the machine has cores: the plain limit of its memory.
class ReadLoop {
 public:
  explicit ReadLoop(double bytes) : words_(static_cast<std::size_t>(bytes / sizeof(std::uint64_t)), 1) {}

  double seconds() {
    const std::size_t threads = std::max(1u, std::thread::hardware_concurrency()),
                      each = words_.size() / threads;
    std::vector<std::uint64_t> sums(threads * 8);  // a cache line apart
    std::vector<std::thread> workers;
    const Stopwatch watch;
    for (std::size_t t = 0; t < threads; ++t)
      workers.emplace_back([this, t, each, &sums] {
        std::array<std::uint64_t, 16> part{};
        for (std::size_t i = t * each; i + part.size() <= (t + 1) * each; i += part.size())
          for (std::size_t k = 0; k < part.size(); ++k) part[k] += words_[i + k];
        for (const std::uint64_t p : part) sums[t * 8] += p;
      });
    for (std::thread& w : workers) w.join();
    const double taken = watch.seconds();
    for (std::size_t t = 0; t < threads; ++t) checksum_ += sums[t * 8];
    return taken;
  }
  std::uint64_t checksum() const { return checksum_; }  // used, so that the reading is

 private:
  std::vector<std::uint64_t> words_;
  std::uint64_t checksum_ = 0;
};

struct Arguments {
  std::string size = "mamba2-130m", plugin;
  std::optional<DType> dtype;
  int rounds = 5;
  std::int64_t prompt = 512, tokens = 64;
};

Arguments parse(int argc, char** argv) {
  Arguments a;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (!flag.starts_with("--")) {
      a.size = flag;
      continue;
    }
    if (i + 1 == argc) throw Error(Code::kInvalidArgument, flag + " wants a value");
    const std::string value = argv[++i];
    if (flag == "--plugin")
      a.plugin = value;
    else if (flag == "--dtype")
      a.dtype = dtype_named(value);
    else if (flag == "--rounds")
      a.rounds = std::max(1, std::atoi(value.c_str()));
    else if (flag == "--prompt")
      a.prompt = std::max(1, std::atoi(value.c_str()));
    else if (flag == "--tokens")
      a.tokens = std::max(1, std::atoi(value.c_str()));
    else
      throw Error(Code::kInvalidArgument, "unknown option " + flag);
  }
  return a;
}

void run(const Arguments& a) {
  const std::shared_ptr<const models::LanguageModel> model =
      models::make_model(models::published_config(a.size), a.size);
  engine::EngineOptions options;
  options.runtime.plugin = a.plugin;
  options.dtype = a.dtype;
  const auto engine = engine::Engine::make(model, engine::random_weights(1), options);
  const auto& specs = engine->blueprint().weights;
  const auto weight_bytes = static_cast<double>(engine::bytes_of(specs));
  const auto state_bytes = static_cast<double>(engine::state_bytes(*model));

  std::vector<std::int32_t> prompt(static_cast<std::size_t>(a.prompt));
  for (std::size_t i = 0; i < prompt.size(); ++i)
    prompt[i] = static_cast<std::int32_t>(i * 7919 % static_cast<std::size_t>(engine->vocab_size()));
  const auto once = [&] {
    engine::Generation g(*engine, {{prompt, a.tokens + 1, {}, {}}});
    while (g.step()) {
    }
    return g.timings();
  };
  once();  // compiles
  const double peak = static_cast<double>(peak_bytes());

  // Decode moves the weights once and the state twice for each token. Prefill multiplies each token with each
  // matrix but the head, which serves the last token alone, and takes four products for the scan (see ssd in
  // models/mamba2.cc).
  const double token_bytes = weight_bytes + 2 * state_bytes;
  double flops_per_token = 0;
  for (const auto& s : specs)
    if (s.field.ends_with("proj"))
      flops_per_token += 2 * static_cast<double>(s.dims[0].size * s.dims[1].size);
  const double chunk = static_cast<double>(std::min(engine->runtime().profile.lowering.scan_chunk, a.prompt));
  for (const auto& s : model->state()) {
    if (s.dims.size() != 4) continue;  // [g r p n]
    const auto g = static_cast<double>(s.dims[0].size), r = static_cast<double>(s.dims[1].size),
               p = static_cast<double>(s.dims[2].size), n = static_cast<double>(s.dims[3].size);
    flops_per_token += 2 * (g * chunk * n + g * r * chunk * p + 2 * g * r * p * n);
  }
  const double prefill_flops = flops_per_token * static_cast<double>(a.prompt);

  const engine::Runtime& runtime = engine->runtime();
  const DType dtype = engine->dtype();
  const std::int64_t k = 4096, n = static_cast<std::int64_t>(weight_bytes) /
                                   static_cast<std::int64_t>(size_of(dtype)) / k;
  const Product row(runtime, dtype, 1, k, n), matrix(runtime, dtype, a.prompt, 2048, 4096);
  ReadLoop loop(weight_bytes);
  std::vector<double> reading, bandwidth, rate, decode, prefill;
  loop.seconds(), row.seconds(), matrix.seconds();
  for (int i = 0; i < a.rounds; ++i) {
    reading.push_back(weight_bytes / loop.seconds());
    bandwidth.push_back(weight_bytes / row.seconds());
    rate.push_back(2.0 * static_cast<double>(a.prompt) * 2048 * 4096 / matrix.seconds());
    const engine::Timings t = once();
    decode.push_back(t.decode_seconds / static_cast<double>(t.decoded_tokens));
    prefill.push_back(t.prefill_seconds);
    bandwidth.push_back(weight_bytes / row.seconds());
    rate.push_back(2.0 * static_cast<double>(a.prompt) * 2048 * 4096 / matrix.seconds());
  }

  if (loop.checksum() == 0) throw Error(Code::kInternal, "the read loop read nothing");
  const double m = median(reading), b = median(bandwidth), r = median(rate), d = median(decode),
               p = median(prefill);
  fmt::print("{} {} on {} ({})\n", a.size, name(dtype), runtime.client->platform_name(),
             runtime.client->plugin().name());
  fmt::print("weights      {:8.1f} MB   state {:.1f} MB a sequence\n", weight_bytes / 1e6, state_bytes / 1e6);
  fmt::print("compile      {:8.2f} s    for {} programs\n", engine->programs().seconds(),
             engine->programs().compiled());
  fmt::print("memory       {:8.1f} GB/s read by a plain loop on all cores\n", m / 1e9);
  fmt::print(
      "row product  {:8.1f} GB/s read by XLA's product of one row with a matrix of the weights' size\n",
      b / 1e9);
  fmt::print("matrix rate  {:8.1f} GFLOP/s, [{} 2048] x [2048 4096]\n", r / 1e9, a.prompt);
  fmt::print(
      "decode       {:8.2f} ms a token ({:.1f} tok/s): {:.2f} of the memory rate, {:.2f} of the row "
      "product's\n",
      d * 1e3, 1 / d, token_bytes / d / m, token_bytes / d / b);
  fmt::print("prefill      {:8.1f} ms for {} tokens ({:.0f} tok/s): {:.2f} of the matrix rate\n", p * 1e3,
             a.prompt, static_cast<double>(a.prompt) / p, prefill_flops / p / r);
  fmt::print("peak memory  {:8.1f} MB: {:.2f} of the weights\n", peak / 1e6, peak / weight_bytes);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(parse(argc, argv));
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "constate_bench: {}\n", e.what());
    return 1;
  }
}
