// Weights on their way to the device: compared with what the model wants, converted, uploaded one at a time,
// so that memory holds the weights once.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/checksum.h"
#include "formats/checkpoint.h"
#include "models/language_model.h"
#include "pjrt/client.h"
#include "programs/blueprint.h"

namespace constate::runtime {

// Where weights come from: gives the elements of one weight, as a float type.
using WeightSource = std::function<HostArray(const models::WeightSpec&)>;

// Compares the whole checkpoint with `specs` first: one FormatError lists every tensor that is missing,
// extra, of another shape or of a type that is no float; what begins like one of `skipped` may be there. The
// source reads from `checkpoint`, which must outlive it; it throws FormatError where two names of one weight
// hold different elements.
WeightSource weights_from(const formats::Checkpoint& checkpoint, std::span<const models::WeightSpec> specs,
                          std::span<const std::string> skipped = {});

// Reproducible values for shapes without a checkpoint, as WeightSpec::random says: matrices of the size that
// keeps activations near 1. For measuring; the text is noise.
WeightSource random_weights(std::uint64_t seed);

// A weight on the device, and where a blueprint asks for it the rows once more as arrays of their own (the
// CPU's are the same memory).
struct DeviceWeight {
  pjrt::Buffer whole;
  std::vector<pjrt::Buffer> parts;
};

// All weights of a model on a device, by the names that they have as arguments of programs.
class DeviceWeights {
 public:
  DeviceWeights() = default;
  // `list` is in the order of blueprint.model->weights().
  DeviceWeights(const programs::Blueprint& blueprint, std::vector<DeviceWeight> list,
                const Checksum& checksum = {});

  // Null where there is no such argument. Valid as long as this object is, also after it was moved.
  const pjrt::Buffer* find(std::string_view argument) const;
  std::span<const DeviceWeight> list() const { return list_; }
  // Of the elements as they were read, in the order of the weights; of nothing unless it was asked for.
  const Checksum& checksum() const { return checksum_; }

 private:
  std::vector<DeviceWeight> list_;
  Checksum checksum_;
  std::map<std::string, const pjrt::Buffer*, std::less<>> by_argument_;
};

// Puts all weights on the device; matrices that are to be s8 or in four bits are quantised (quantise_rows,
// quantise_four_bits). With `checksum` it takes one of what the source gives. `progress` gets the share done,
// between 0 and 1.
DeviceWeights upload(const pjrt::Client& client, const programs::Blueprint& blueprint,
                     const WeightSource& source, bool checksum = false,
                     const std::function<void(double)>& progress = {});

}  // namespace constate::runtime
