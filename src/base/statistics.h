// Statistics of a few measured numbers. Pure functions.
#pragma once

#include <optional>
#include <span>

namespace constate {

// Of at least one number.
double mean(std::span<const double> values);
double median(std::span<const double> values);  // the middle one, or the mean of the two in the middle
double largest(std::span<const double> values);
// Standard deviation of a sample (n - 1); 0 for a single number.
double deviation(std::span<const double> values);

// The value that a variable of Student's t distribution exceeds in absolute value with probability `outside`,
// between 0 and 1; degrees of freedom are any number above 0.
double student_t(double outside, double degrees);

struct RatioEstimate {
  double ratio;                               // of the geometric means
  std::optional<double> low = {}, high = {};  // absent where a side has a single number
  bool differs() const { return low && (*low > 1 || *high < 1); }
};
// a over b, with its 95 % interval: Welch's t on the logarithms, where the two sides may vary
// differently. At least one number a side, all above 0.
RatioEstimate ratio_of(std::span<const double> a, std::span<const double> b);

}  // namespace constate
