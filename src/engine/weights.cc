#include "engine/weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "engine/quantise.h"
#include "engine/random_values.h"

namespace constate::engine {
namespace {

using models::WeightSpec;

constexpr std::size_t kListed = 20;  // of the faults in one message

Shape device_shape(const WeightSpec& spec) {
  Shape shape{spec.dtype, {}};
  for (trace::Dim d : spec.dims) shape.dims.push_back(d.size);
  return shape;
}

DeviceWeight placed(const pjrt::Client& client, HostArray host, const std::vector<std::int64_t>& row_parts) {
  if (row_parts.empty()) return {client.to_device(std::move(host)), {}};
  const auto shared = std::make_shared<const HostArray>(std::move(host));
  DeviceWeight out{client.to_device(shared, 0, shared->shape().dims[0]), {}};
  std::int64_t first = 0;
  for (const std::int64_t rows : row_parts) {
    out.parts.push_back(client.to_device(shared, first, rows));
    first += rows;
  }
  return out;
}

const std::string* present_name(const formats::Checkpoint& checkpoint, const WeightSpec& spec) {
  for (const std::string& name : spec.names)
    if (checkpoint.tensors().contains(name)) return &name;
  return nullptr;
}

// The tensors that are this weight again, beside the one called `name`.
std::vector<std::string> again_in(const formats::Checkpoint& checkpoint, const WeightSpec& spec,
                                  const std::string& name) {
  std::vector<std::string> out;
  for (const std::string& again : spec.same_as)
    if (again != name && checkpoint.tensors().contains(again)) out.push_back(again);
  return out;
}

}  // namespace

WeightSource weights_from(const formats::Checkpoint& checkpoint, const std::vector<WeightSpec>& specs) {
  std::vector<std::string> faults;
  std::set<std::string> wanted;
  for (const WeightSpec& spec : specs) {
    if (spec.row_scales) continue;
    const std::string* name = present_name(checkpoint, spec);
    if (!name) {
      faults.push_back(fmt::format("{} is missing", spec.names[0]));
      continue;
    }
    wanted.insert(*name);
    const Shape& stored = checkpoint.tensors().at(*name).shape;
    if (stored.dims != spec.stored_dims)
      faults.push_back(fmt::format("{} is [{}], the configuration wants [{}]", *name,
                                   fmt::join(stored.dims, ", "), fmt::join(spec.stored_dims, ", ")));
    else if (!is_float(stored.dtype))
      faults.push_back(
          fmt::format("{} is {}, a float type is expected", *name, constate::name(stored.dtype)));
    for (const std::string& again : again_in(checkpoint, spec, *name)) {
      wanted.insert(again);
      const Shape& other = checkpoint.tensors().at(again).shape;
      if (other != stored)
        faults.push_back(fmt::format("{} is {}, {} is {}, but the configuration makes them one weight", again,
                                     other.str(), *name, stored.str()));
    }
  }
  for (const auto& [name, tensor] : checkpoint.tensors())
    if (!wanted.contains(name)) faults.push_back(fmt::format("{} is not part of the model", name));
  if (!faults.empty()) {
    const std::size_t all = faults.size();
    if (all > kListed) {
      faults.resize(kListed);
      faults.push_back(fmt::format("and {} more", all - kListed));
    }
    throw FormatError(fmt::format("the weights do not fit the configuration: {}", fmt::join(faults, "; ")),
                      "config.json and the weight files must be of one checkpoint");
  }
  return [&checkpoint](const WeightSpec& spec) {
    const std::string& name = *present_name(checkpoint, spec);
    HostArray array = checkpoint.read(name);
    for (const std::string& again : again_in(checkpoint, spec, name))
      if (!std::ranges::equal(array.bytes(), checkpoint.read(again).bytes()))
        throw FormatError(
            fmt::format("{} and {} hold different elements, but the configuration makes them one weight",
                        name, again),
            "where they are two, config.json must not tie them");
    return array.shape().dtype == spec.dtype ? std::move(array) : array.converted(spec.dtype);
  };
}

WeightSource random_weights(std::uint64_t seed) {
  return [seed](const WeightSpec& spec) {
    const std::uint64_t own = seed ^ std::hash<std::string>()(spec.field);  // differs for each weight
    const std::vector<std::int64_t> dims = device_shape(spec).dims;
    const auto ends_with = [&](std::string_view end) { return spec.field.ends_with(end); };
    const bool vector = spec.dims.size() != 2 || ends_with("A_log") || ends_with("dt_bias") || ends_with("D");
    if (!vector)
      return random_array(spec.dtype, dims, std::sqrt(3.0f / static_cast<float>(spec.dims.back().size)), own);
    HostArray array = random_array(DType::kF32, dims, 1, own);
    for (float& value : array.as<float>()) {
      if (ends_with("A_log"))
        value = std::log(8.5f + 7.5f * value);  // A in [1, 16]
      else if (ends_with("dt_bias"))
        value = -4.6f + 2.3f * value;  // Δ from 0.001 to 0.1
      else
        value = ends_with("bias") ? 0.0f : 1.0f;
    }
    return spec.dtype == DType::kF32 ? std::move(array) : array.converted(spec.dtype);
  };
}

std::vector<DeviceWeight> upload(const pjrt::Client& client, const std::vector<WeightSpec>& specs,
                                 const WeightSource& source, const std::function<void(double)>& progress) {
  const auto total = static_cast<double>(bytes_of(specs));
  double done = 0;
  std::vector<DeviceWeight> out;
  HostArray scales;  // of the matrix before
  const auto elements_of = [&](WeightSpec spec) {
    if (spec.row_scales) return std::move(scales);
    if (spec.dtype != DType::kS8) return source(spec);
    spec.dtype = DType::kF32;
    HostArray matrix = source(spec);
    matrix.reshape(device_shape(spec).dims);
    QuantisedRows quantised = quantise_rows(matrix);
    scales = std::move(quantised.scales);
    return std::move(quantised.elements);
  };
  for (const WeightSpec& spec : specs) {
    HostArray host = elements_of(spec);
    const Shape shape = device_shape(spec);
    host.reshape(shape.dims);
    out.push_back(placed(client, std::move(host), spec.row_parts));
    done += static_cast<double>(shape.bytes());
    if (progress) progress(done / total);
  }
  return out;
}

std::int64_t bytes_of(const std::vector<WeightSpec>& specs) {
  std::int64_t n = 0;
  for (const WeightSpec& s : specs) n += device_shape(s).bytes();
  return n;
}

std::int64_t elements_of(const std::vector<WeightSpec>& specs) {
  std::int64_t n = 0;
  for (const WeightSpec& s : specs) n += device_shape(s).elements();
  return n;
}

}  // namespace constate::engine
