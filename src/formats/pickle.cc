#include "formats/pickle.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/error.h"
#include "base/utf8.h"
#include "formats/pickle_machine.h"
#include "formats/shown.h"

namespace constate::formats {
namespace {

using Kind = PickleKind;
using Ref = PickleRef;

constexpr std::size_t kMaxTensors = 1 << 15;  // in one file
constexpr const char* kStateDict =
    "the file may hold more than weights: load it with PyTorch and torch.save its state_dict alone";

std::vector<std::int64_t> integers(const PickleValues& values, Ref tuple) {
  std::vector<std::int64_t> out;
  for (const Ref ref : values.items(tuple)) out.push_back(values[ref].integer);
  return out;
}

PickledTensor tensor_of(const PickleValues& values, Ref tensor) {
  const std::vector<Ref>& args = values.items(values[tensor].a);
  const PickleValue& storage = values[args[0]];
  return {std::string(values.text(storage.b)), values.global_name(storage.a), storage.integer,
          Strided{integers(values, args[2]), integers(values, args[3]), values[args[1]].integer}};
}

}  // namespace

std::map<std::string, PickledTensor> parse_pickle(std::string_view bytes) {
  if (bytes.size() > kMaxPickleBytes)
    throw FormatError(
        fmt::format("pickle: at most {} bytes are read; got {}", kMaxPickleBytes, bytes.size()));
  const Pickled pickled = run_pickle(bytes);
  const PickleValues& values = pickled.values;
  const Ref root = pickled.root;
  if (!values.is_dict(root))
    throw FormatError(fmt::format("pickle: a dict of tensors is expected; got {}", values.describe(root)),
                      kStateDict);
  std::map<std::string, PickledTensor> out;
  const std::vector<Ref>& items = values.items(root);
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if (values.kind(items[i]) != Kind::kString)
      throw FormatError(fmt::format("pickle: a key is a string; got {}", values.describe(items[i])),
                        kStateDict);
    std::string key(values.text(items[i]));
    if (find_invalid_utf8(key) != key.npos)
      throw FormatError(fmt::format("pickle: a key is UTF-8; got {}", shown(key)));
    if (values.kind(items[i + 1]) != Kind::kTensor)
      throw FormatError(
          fmt::format("pickle: key `{}`: a tensor is expected; got {}", key, values.describe(items[i + 1])),
          kStateDict);
    if (out.size() == kMaxTensors)
      throw FormatError(fmt::format("pickle: more than {} tensors", kMaxTensors));
    const auto [it, added] = out.emplace(std::move(key), tensor_of(values, items[i + 1]));
    if (!added) throw FormatError(fmt::format("pickle: key `{}` stands twice", it->first));
  }
  return out;
}

}  // namespace constate::formats
