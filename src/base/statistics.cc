#include "base/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace constate {
namespace {

// The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8), by Lentz's method.
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300, kEnough = 1e-16;
  constexpr int kMostTerms = 10'000;
  const auto away_from_zero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m < kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double step = 1;
    for (const double term : {even, odd}) {
      d = 1 / away_from_zero(1 + term * d);
      c = away_from_zero(1 + term / c);
      step = c * d;
      value *= step;
    }
    if (std::abs(step - 1) < kEnough) break;
  }
  return value;
}

// The regularized incomplete beta function I_x(a, b).
double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  // The fraction converges fast on this side only.
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                   : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double variance(std::span<const double> values) {
  if (values.size() < 2) return 0;
  const double m = mean(values);
  double sum = 0;
  for (const double v : values) sum += (v - m) * (v - m);
  return sum / static_cast<double>(values.size() - 1);
}

std::vector<double> logs(std::span<const double> values) {
  std::vector<double> out;
  for (const double v : values) out.push_back(std::log(v));
  return out;
}

}  // namespace

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

double largest(std::span<const double> values) { return *std::max_element(values.begin(), values.end()); }

double deviation(std::span<const double> values) { return std::sqrt(variance(values)); }

double student_t(double outside, double degrees) {
  // P(|T| > t) = I_x(degrees / 2, 1 / 2) with x = degrees / (degrees + t²), which falls with t.
  const auto beyond = [degrees](double t) {
    return incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t));
  };
  double low = 0, high = 1;
  while (beyond(high) > outside && high < 1e150) high *= 2;
  for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
    const double middle = (low + high) / 2;
    (beyond(middle) > outside ? low : high) = middle;
  }
  return (low + high) / 2;
}

RatioEstimate ratio_of(std::span<const double> a, std::span<const double> b) {
  const std::vector<double> x = logs(a), y = logs(b);
  const double difference = mean(x) - mean(y);
  RatioEstimate out{std::exp(difference)};
  if (x.size() < 2 || y.size() < 2) return out;
  const auto n = static_cast<double>(x.size()), m = static_cast<double>(y.size());
  const double u = variance(x) / n, v = variance(y) / m;  // of the two means
  if (u + v == 0) {
    out.low = out.high = out.ratio;
    return out;
  }
  // Welch and Satterthwaite's degrees of freedom
  const double degrees = (u + v) * (u + v) / (u * u / (n - 1) + v * v / (m - 1));
  const double half = student_t(0.05, degrees) * std::sqrt(u + v);
  out.low = std::exp(difference - half);
  out.high = std::exp(difference + half);
  return out;
}

}  // namespace constate
