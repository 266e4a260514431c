#include "base/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace constate {
namespace {

using Numbers = std::vector<double>;

const Numbers kA{101.2, 99.8, 103.5, 100.1, 98.7}, kB{95.0, 97.2, 94.1};

// Literals without a reason beside them are those of numpy and scipy.stats (t.ppf; ttest_ind of the
// logarithms with equal_var=False, its confidence_interval).
TEST(Statistics, MeanMedianDeviation) {
  EXPECT_DOUBLE_EQ(mean(kA), 100.66);
  EXPECT_DOUBLE_EQ(median(kA), 100.1);
  EXPECT_DOUBLE_EQ(median(Numbers{3, 1, 2, 10}), 2.5);
  EXPECT_DOUBLE_EQ(median(Numbers{7}), 7);
  EXPECT_NEAR(deviation(kA), 1.820164827701052, 1e-13);
  EXPECT_EQ(deviation(Numbers{7}), 0);
}

TEST(Statistics, StudentT) {
  const auto near = [](double outside, double degrees, double expected) {
    EXPECT_NEAR(student_t(outside, degrees), expected, 1e-10 * expected) << outside << " " << degrees;
  };
  near(0.05, 1, 12.706204736174694);
  near(0.05, 2, 4.302652729749462);
  near(0.05, 4, 2.7764451051977934);
  near(0.05, 7.3, 2.345066736547703);
  near(0.05, 30, 2.0422724563012378);
  near(0.01, 3, 5.840909309733355);
  near(0.5, 1, 1);  // the quartile of Cauchy's distribution
  EXPECT_NEAR(student_t(0.05, 1e6), 1.959966356814107, 1e-7);
}

TEST(Statistics, RatioAndItsInterval) {
  const RatioEstimate r = ratio_of(kA, kB);
  EXPECT_NEAR(r.ratio, 1.0547285345289623, 1e-12);
  EXPECT_NEAR(*r.low, 1.020493503478472, 1e-9);
  EXPECT_NEAR(*r.high, 1.0901120661304438, 1e-9);
  EXPECT_TRUE(r.differs());
  const RatioEstimate back = ratio_of(kB, kA);
  EXPECT_NEAR(*back.low, 0.9173368785373477, 1e-9);
  EXPECT_NEAR(*back.high, 0.9799180461133584, 1e-9);
  EXPECT_TRUE(back.differs());
  const RatioEstimate wide = ratio_of(Numbers{10, 12}, Numbers{11, 11.5, 10.2, 10.9});
  EXPECT_NEAR(*wide.low, 0.4149885541645827, 1e-9);
  EXPECT_NEAR(*wide.high, 2.438296582049874, 1e-8);
  EXPECT_FALSE(wide.differs());
}

TEST(Statistics, RatioOfNumbersThatDoNotVary) {
  const RatioEstimate r = ratio_of(Numbers{3, 3}, Numbers{2, 2, 2});
  EXPECT_DOUBLE_EQ(r.ratio, 1.5);
  EXPECT_EQ(r.low, r.ratio);
  EXPECT_EQ(r.high, r.ratio);
  EXPECT_TRUE(r.differs());
  EXPECT_FALSE(ratio_of(Numbers{3, 3}, Numbers{3, 3}).differs());
}

TEST(Statistics, OneNumberGivesARatioWithoutAnInterval) {
  const RatioEstimate r = ratio_of(Numbers{4}, Numbers{1, 2});
  EXPECT_NEAR(r.ratio, 4 / std::sqrt(2.0), 1e-15);
  EXPECT_FALSE(r.low);
  EXPECT_FALSE(r.high);
  EXPECT_FALSE(r.differs());
}

}  // namespace
}  // namespace constate
