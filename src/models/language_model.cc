#include "models/language_model.h"

#include <cmath>

#include "trace/linear.h"

namespace constate::models {
namespace {

Shape shape_of(DType dtype, const std::vector<trace::Dim>& dims) {
  Shape shape{dtype, {}};
  for (const trace::Dim d : dims) shape.dims.push_back(d.size);
  return shape;
}

std::int64_t bytes_of_row(const std::vector<StateSpec>& state) {
  std::int64_t bytes = 0;
  for (const StateSpec& spec : state) bytes += spec.shape(1).bytes();
  return bytes;
}

}  // namespace

Shape WeightSpec::shape() const { return shape_of(dtype, dims); }

std::vector<std::int64_t> WeightSpec::plain_dims() const {
  std::vector<std::int64_t> out;
  std::int64_t groups = 1;
  for (const trace::Dim d : dims) {
    if (d.letter == trace::kGroups)
      groups = d.size;
    else
      out.push_back(d.size);
  }
  out.back() *= dtype == DType::kU8 ? 2 * groups : groups;
  return out;
}

std::int64_t WeightSpec::elements() const {
  std::int64_t n = 1;
  for (const std::int64_t size : plain_dims()) n *= size;
  return n;
}

std::string WeightSpec::Pieces::name(std::int64_t i) const {
  std::string text = names[static_cast<std::size_t>(i % std::ssize(names))];
  return text.replace(text.find("{}"), 2, std::to_string(i / std::ssize(names)));
}

Shape StateSpec::shape(std::int64_t batch) const {
  Shape shape = shape_of(dtype, dims);
  shape.dims.insert(shape.dims.begin(), batch);
  return shape;
}

std::vector<WeightSpec> LanguageModel::weights(DType dtype, const std::set<std::string>& present) const {
  const std::shared_ptr<const BoundModel> bound = bind(dtype, present);
  const std::span<const WeightSpec> specs = bound->weights();
  return {specs.begin(), specs.end()};
}

std::vector<StateSpec> LanguageModel::state(std::int64_t capacity) const {
  return bind(DType::kF32, {})->state(capacity);
}

bool grows_by_token(const BoundModel& model) {
  const std::vector<StateSpec> specs = model.state();
  return std::any_of(specs.begin(), specs.end(),
                     [](const StateSpec& s) { return s.growth == Growth::kByToken; });
}

std::int64_t state_bytes(const BoundModel& model, std::int64_t capacity) {
  return bytes_of_row(model.state(capacity));
}
std::int64_t state_bytes(const LanguageModel& model, std::int64_t capacity) {
  return bytes_of_row(model.state(capacity));
}

std::int64_t bytes_of(std::span<const WeightSpec> weights) {
  std::int64_t n = 0;
  for (const WeightSpec& w : weights) n += w.shape().bytes();
  return n;
}

std::int64_t elements_of(std::span<const WeightSpec> weights) {
  std::int64_t n = 0;
  for (const WeightSpec& w : weights)
    if (w.scales_of.empty()) n += w.elements();
  return n;
}

std::int64_t active_elements_of(std::span<const WeightSpec> weights) {
  std::int64_t n = 0;
  for (const WeightSpec& w : weights)
    if (w.scales_of.empty()) n += std::llround(w.share * static_cast<double>(w.elements()));
  return n;
}

}  // namespace constate::models
