// What the examples share: claims that are checked, running a program on host arrays, and the way errors end
// a program.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/host_array.h"
#include "pjrt/client.h"

namespace constate::examples {

// Says what holds; throws where it does not, and so ends the example with exit code 1.
inline void claim(bool holds, const std::string& what) {
  if (!holds) throw Error(Code::kInternal, "this does not hold: " + what);
  fmt::print("holds: {}\n", what);
}

// Runs a program on these arguments and brings the results back.
inline std::vector<HostArray> run(const pjrt::Client& client, const pjrt::Executable& program,
                                  const std::vector<const HostArray*>& arguments) {
  std::vector<pjrt::Buffer> there;
  for (const HostArray* a : arguments) there.push_back(client.to_device(*a));
  std::vector<const pjrt::Buffer*> pointers;
  for (const pjrt::Buffer& b : there) pointers.push_back(&b);
  std::vector<HostArray> results;
  for (const pjrt::Buffer& b : program.run(pointers)) results.push_back(b.to_host());
  return results;
}

// max |a - b|; infinite where the sizes differ or a number is not finite
inline double difference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double d = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    largest = std::isfinite(d) ? std::max(largest, d) : std::numeric_limits<double>::infinity();
  }
  return largest;
}

// The whole of `main`: an Error becomes one line, its hint a second one.
inline int example(const std::function<void()>& body) {
  try {
    body();
    return 0;
  } catch (const Error& e) {
    fmt::print(stderr, "{}\n", e.what());
    if (!e.hint().empty()) fmt::print(stderr, "hint: {}\n", e.hint());
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
  }
  return 1;
}

}  // namespace constate::examples
