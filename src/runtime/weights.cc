#include "runtime/weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "base/error.h"
#include "programs/signature.h"
#include "runtime/quantise.h"
#include "runtime/quantise_four_bits.h"
#include "runtime/random_values.h"

namespace constate::runtime {
namespace {

using models::WeightSpec;

constexpr std::size_t kListed = 20;  // of the faults in one message

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

// Compares a checkpoint with what a model wants, and keeps what is wrong.
class Comparison {
 public:
  explicit Comparison(const formats::Checkpoint& checkpoint) : checkpoint_(checkpoint) {}

  void look_for(const WeightSpec& spec) {
    const std::string* name = present_name(checkpoint_, spec);
    if (!name && spec.pieces.count > 0) return look_for_pieces(spec);
    if (!name) {
      faults_.push_back(fmt::format("{} is missing", spec.names[0]));
      return;
    }
    const Shape& stored = look_at(*name, spec.stored_dims);
    for (const std::string& again : again_in(checkpoint_, spec, *name)) {
      wanted_.insert(again);
      const Shape& other = checkpoint_.tensors().at(again).shape;
      if (other != stored)
        faults_.push_back(fmt::format("{} is {}, {} is {}, but the configuration makes them one weight",
                                      again, other.str(), *name, stored.str()));
    }
  }

  // What is in the checkpoint and nobody looked for is a fault too, unless it begins like one of `skipped`.
  std::vector<std::string> faults(std::span<const std::string> skipped) && {
    const auto may_be_there = [&](const std::string& name) {
      return std::ranges::any_of(skipped, [&](const std::string& start) { return name.starts_with(start); });
    };
    for (const auto& [name, tensor] : checkpoint_.tensors())
      if (!wanted_.contains(name) && !may_be_there(name))
        faults_.push_back(fmt::format("{} is not part of the model", name));
    return std::move(faults_);
  }

 private:
  const Shape& look_at(const std::string& name, const std::vector<std::int64_t>& dims) {
    wanted_.insert(name);
    const Shape& stored = checkpoint_.tensors().at(name).shape;
    if (stored.dims != dims)
      faults_.push_back(fmt::format("{} is [{}], the configuration wants [{}]", name,
                                    fmt::join(stored.dims, ", "), fmt::join(dims, ", ")));
    else if (!is_float(stored.dtype))
      faults_.push_back(
          fmt::format("{} is {}, a float type is expected", name, constate::name(stored.dtype)));
    return stored;
  }

  void look_for_pieces(const WeightSpec& spec) {
    std::vector<std::int64_t> dims(spec.stored_dims.begin() + 1, spec.stored_dims.end());
    dims[0] /= std::ssize(spec.pieces.names);
    std::optional<DType> type;
    for (std::int64_t i = 0; i < spec.pieces.size(); ++i) {
      const std::string name = spec.pieces.name(i);
      if (!checkpoint_.tensors().contains(name)) {
        faults_.push_back(fmt::format("{} is missing", name));  // the first of them, which may be many
        return;
      }
      const DType own = look_at(name, dims).dtype;
      if (type && *type != own)
        faults_.push_back(fmt::format("{} is {}, but {} is {}: parts of one weight", name,
                                      constate::name(own), spec.pieces.name(0), constate::name(*type)));
      if (!type) type = own;
    }
  }

  const formats::Checkpoint& checkpoint_;
  std::vector<std::string> faults_;
  std::set<std::string> wanted_;
};

// The parts of a weight, one after the other.
HostArray joined(const formats::Checkpoint& checkpoint, const WeightSpec& spec) {
  HostArray whole(Shape{checkpoint.tensors().at(spec.pieces.name(0)).shape.dtype, spec.stored_dims});
  auto to = whole.bytes().begin();
  for (std::int64_t i = 0; i < spec.pieces.size(); ++i) {
    const HostArray piece = checkpoint.read(spec.pieces.name(i));
    to = std::ranges::copy(piece.bytes(), to).out;
  }
  return whole;
}

}  // namespace

WeightSource weights_from(const formats::Checkpoint& checkpoint, std::span<const WeightSpec> specs,
                          std::span<const std::string> skipped) {
  Comparison comparison(checkpoint);
  for (const WeightSpec& spec : specs)
    if (spec.scales_of.empty()) comparison.look_for(spec);
  std::vector<std::string> faults = std::move(comparison).faults(skipped);
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
    const std::string* name = present_name(checkpoint, spec);
    if (!name) return joined(checkpoint, spec);
    HostArray array = checkpoint.read(*name);
    for (const std::string& again : again_in(checkpoint, spec, *name))
      if (!std::ranges::equal(array.bytes(), checkpoint.read(again).bytes()))
        throw FormatError(
            fmt::format("{} and {} hold different elements, but the configuration makes them one weight",
                        *name, again),
            "where they are two, config.json must not tie them");
    return array;
  };
}

WeightSource random_weights(std::uint64_t seed) {
  return [seed](const WeightSpec& spec) {
    const std::uint64_t own = seed ^ std::hash<std::string>()(spec.field);  // differs for each weight
    const std::vector<std::int64_t> dims = spec.plain_dims();
    if (!spec.random)
      return random_array(spec.dtype, dims, std::sqrt(3.0f / static_cast<float>(dims.back())), own);
    HostArray array = random_array(DType::kF32, dims, 1, own);
    for (float& value : array.as<float>()) {
      value = spec.random->centre + spec.random->spread * value;
      if (spec.random->logarithm) value = std::log(value);
    }
    return array;
  };
}

DeviceWeights::DeviceWeights(const programs::Blueprint& blueprint, std::vector<DeviceWeight> list,
                             const Checksum& checksum)
    : list_(std::move(list)), checksum_(checksum) {
  const std::span<const WeightSpec> specs = blueprint.model->weights();
  for (std::size_t i = 0; i < list_.size(); ++i) {
    by_argument_.emplace(programs::weight_argument(specs[i].field), &list_[i].whole);
    for (std::size_t p = 0; p < list_[i].parts.size(); ++p)
      by_argument_.emplace(programs::weight_argument(specs[i].field, p), &list_[i].parts[p]);
  }
}

const pjrt::Buffer* DeviceWeights::find(std::string_view argument) const {
  const auto found = by_argument_.find(argument);
  return found == by_argument_.end() ? nullptr : found->second;
}

namespace {

// Weights as the device wants them, one after the other: converted, or quantised with scales beside.
class Elements {
 public:
  Elements(const WeightSource& source, bool checksum) : source_(source) {
    if (checksum) read_.emplace();
  }

  Checksum checksum() const { return read_ ? read_->value() : Checksum{}; }

  HostArray of(const WeightSpec& spec) {
    if (!spec.scales_of.empty()) return std::move(beside_.at(spec.field));
    const bool quantised = spec.dtype == DType::kS8 || spec.dtype == DType::kU8;
    WeightSpec wanted = spec;
    if (quantised) wanted.dtype = DType::kF32;
    if (spec.dtype == DType::kU8) wanted.dims.back().size *= 2;  // as many numbers, one by one
    HostArray stored = source_(wanted);
    if (read_) read_->add(stored.bytes());
    HostArray array =
        stored.shape().dtype == wanted.dtype ? std::move(stored) : stored.converted(wanted.dtype);
    array.reshape(spec.plain_dims());
    if (!quantised) return array;
    return spec.dtype == DType::kS8 ? in_eight_bits(spec, array) : in_four_bits(spec, array);
  }

 private:
  HostArray in_eight_bits(const WeightSpec& spec, const HostArray& array) {
    QuantisedRows rows = quantise_rows(array, spec.plain_dims().back() / spec.dims.back().size);
    beside_[spec.field + ".scale"] = std::move(rows.scales);
    return std::move(rows.elements);
  }
  HostArray in_four_bits(const WeightSpec& spec, const HostArray& array) {
    FourBitRows rows = quantise_four_bits(array, spec.plain_dims().back() / spec.dims.back().size / 2);
    beside_[spec.field + ".scale"] = std::move(rows.scales);
    beside_[spec.field + ".steps"] = std::move(rows.steps);
    return std::move(rows.bytes);
  }

  const WeightSource& source_;
  std::optional<ChecksumStream> read_;
  std::map<std::string, HostArray> beside_;  // by field: scales and steps, until they are asked for
};

}  // namespace

DeviceWeights upload(const pjrt::Client& client, const programs::Blueprint& blueprint,
                     const WeightSource& source, bool checksum, const std::function<void(double)>& progress) {
  const std::span<const WeightSpec> specs = blueprint.model->weights();
  const auto total = static_cast<double>(models::bytes_of(specs));
  double done = 0;
  std::vector<DeviceWeight> out;
  Elements elements(source, checksum);
  for (std::size_t i = 0; i < specs.size(); ++i) {
    out.push_back(placed(client, elements.of(specs[i]), blueprint.parts_of(i)));
    done += static_cast<double>(specs[i].shape().bytes());
    if (progress) progress(done / total);
  }
  return DeviceWeights(blueprint, std::move(out), elements.checksum());
}

}  // namespace constate::runtime
