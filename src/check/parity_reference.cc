// Reading a reference: everything is compared with the model before it is believed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "check/parity.h"
#include "formats/safetensors.h"
#include "programs/programs.h"

namespace constate::check {
namespace {

// What the model gives for a text: layers, width, vocabulary; from the shapes of its program.
struct Sizes {
  std::int64_t layers, width, vocabulary;
};
Sizes sizes_of(const models::BoundModel& model) {
  // It outlives the blueprint, which wants to share it.
  const std::shared_ptr<const models::BoundModel> borrowed(std::shared_ptr<void>(), &model);
  const hlo::Program program = programs::inspect_program({borrowed}, {1, 1}).program;
  const auto last = [&](const hlo::Result& r) { return program.shape(r.value).dims.back(); };
  return {static_cast<std::int64_t>(program.results.size()) - 1, last(program.results.front()),
          last(program.results.back())};
}

class Reader {
 public:
  Reader(const formats::SafetensorsFile& file, const Sizes& sizes, std::string maker)
      : file_(file), sizes_(sizes), maker_(std::move(maker)) {}

  Reference read() {
    Reference out;
    const std::int64_t t = length_of("tokens");
    const std::int64_t bytes = (sizes_.layers * sizes_.width + sizes_.vocabulary) * std::int64_t{4};
    const std::int64_t most = std::min(kMaxInspectionTokens, kMaxInspectionBytes / bytes);
    if (t > most)
      refuse("tokens", fmt::format("at most {} tokens of this model are compared at once; got {}", most, t));
    const std::int64_t p = length_of("logits_positions");
    if (p > t) refuse("logits_positions", fmt::format("at most one for each of the {} tokens; got {}", t, p));
    // All shapes before any element.
    const Shape hidden{DType::kF64, {sizes_.layers, t, sizes_.width}},
        logits{DType::kF64, {p, sizes_.vocabulary}};
    expect("hidden_f64", hidden, "layers, tokens, width");
    expect("logits_f64", logits, "positions, vocabulary");
    const bool hidden_f32 = expect_if_there("hidden_f32", hidden, "layers, tokens, width"),
               logits_f32 = expect_if_there("logits_f32", logits, "positions, vocabulary");

    out.tokens = ids("tokens");
    out.positions = integers("logits_positions", t, "a place in `tokens`");
    out.hidden = numbers("hidden_f64");
    out.logits = numbers("logits_f64");
    if (hidden_f32) out.hidden_f32 = numbers("hidden_f32");
    if (logits_f32) out.logits_f32 = numbers("logits_f32");
    for (const std::string& number : run_numbers())
      out.runs.push_back({ids("prompts/" + number), ids("greedy/" + number)});
    for (const auto& [name, entry] : file_.tensors())
      if (!used_.contains(name)) out.unused.push_back(name);
    return out;
  }

 private:
  [[noreturn]] static void refuse(const std::string& name, const std::string& rule) {
    throw FormatError(fmt::format("`{}`: {}", name, rule));
  }

  const Shape& shape_of(const std::string& name) {
    used_.insert(name);
    const auto it = file_.tensors().find(name);
    if (it == file_.tensors().end()) throw FormatError(fmt::format("`{}` is missing", name), maker_);
    return it->second.shape;
  }

  // Of a list of integers with at least one element.
  std::int64_t length_of(const std::string& name) {
    const Shape& shape = shape_of(name);
    if (shape.dtype != DType::kS32 || shape.rank() != 1 || shape.dims[0] < 1)
      refuse(name, fmt::format("must be a list of s32, not empty; got {}", shape.str()));
    return shape.dims[0];
  }

  void expect(const std::string& name, const Shape& want, const char* meaning) {
    const Shape& got = shape_of(name);
    if (got != want)
      throw FormatError(
          fmt::format("`{}`: must be {} for this model ({}); got {}", name, want.str(), meaning, got.str()),
          "the file must be made from the same checkpoint");
  }
  bool expect_if_there(const std::string& name, Shape want, const char* meaning) {
    if (!file_.tensors().contains(name)) return false;
    want.dtype = DType::kF32;
    expect(name, want, meaning);
    return true;
  }

  std::vector<std::int32_t> integers(const std::string& name, std::int64_t end, const char* what) {
    length_of(name);
    const HostArray array = file_.read(name);
    const auto values = array.as<std::int32_t>();
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] < 0 || values[i] >= end)
        refuse(name, fmt::format("element {}: {} is between 0 and {}; got {}", i, what, end - 1, values[i]));
    return {values.begin(), values.end()};
  }
  Ids ids(const std::string& name) { return integers(name, sizes_.vocabulary, "an id of this model"); }

  HostArray numbers(const std::string& name) {
    HostArray array = file_.read(name);
    const auto check = [&](auto values) {
      for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
          refuse(name, fmt::format("all numbers must be finite; element {} is {}", index(array.shape(), i),
                                   values[i]));
    };
    if (array.shape().dtype == DType::kF64)
      check(array.as<double>());
    else
      check(array.as<float>());
    return array;
  }

  // "[0, 5, 17]"
  static std::string index(const Shape& shape, std::size_t flat) {
    std::string out;
    for (std::size_t d = shape.dims.size(); d-- > 0;) {
      const auto size = static_cast<std::size_t>(shape.dims[d]);
      out = fmt::format("{}{}{}", flat % size, out.empty() ? "" : ", ", out);
      flat /= size;
    }
    return "[" + out + "]";
  }

  // What follows "prompts/" in the names, in the order of the numbers.
  std::vector<std::string> run_numbers() {
    std::vector<std::string> out;
    for (const auto& [name, entry] : file_.tensors()) {
      for (const auto& [one, other] : {std::pair{"prompts/", "greedy/"}, std::pair{"greedy/", "prompts/"}}) {
        if (!name.starts_with(one)) continue;
        const std::string number = name.substr(std::string_view(one).size());
        if (!file_.tensors().contains(other + number))
          refuse(name, fmt::format("has no `{}{}`", other, number));
        if (name.starts_with("prompts/")) out.push_back(number);
      }
    }
    std::sort(out.begin(), out.end(), [](const std::string& a, const std::string& b) {
      return std::pair(a.size(), a) < std::pair(b.size(), b);
    });
    return out;
  }

  const formats::SafetensorsFile& file_;
  const Sizes sizes_;
  const std::string maker_;
  std::set<std::string> used_;
};

}  // namespace

Reference read_reference(const std::filesystem::path& file, const models::BoundModel& model,
                         const std::string& maker) {
  const formats::SafetensorsFile opened(file);
  const Sizes sizes = sizes_of(model);
  return with_context(file.string(), [&] { return Reader(opened, sizes, maker).read(); });
}

}  // namespace constate::check
