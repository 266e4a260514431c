// What the tests of shape inference share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "hlo/infer.h"

namespace constate::hlo::testing {

inline Shape f32(std::vector<std::int64_t> dims) { return {DType::kF32, std::move(dims)}; }
inline Shape s32(std::vector<std::int64_t> dims) { return {DType::kS32, std::move(dims)}; }
inline Shape u32(std::vector<std::int64_t> dims) { return {DType::kU32, std::move(dims)}; }
inline Shape pred(std::vector<std::int64_t> dims) { return {DType::kPred, std::move(dims)}; }

inline std::string result(Op op, const std::vector<Shape>& operands, const Attributes& attributes = {}) {
  const std::vector<Shape> out = infer(op, operands, attributes);
  std::string text;
  for (const Shape& s : out) text += (text.empty() ? "" : ", ") + s.str();
  return text;
}

struct Broken {
  Op op;
  std::vector<Shape> operands;
  Attributes attributes;
  std::string message;
};

inline void expect_refused(const std::vector<Broken>& cases) {
  for (const Broken& c : cases) {
    try {
      infer(c.op, c.operands, c.attributes);
      ADD_FAILURE() << "accepted; expected: " << c.message;
    } catch (const Error& e) {
      EXPECT_EQ(e.what(), c.message);
      EXPECT_EQ(e.code(), Code::kInvalidArgument);
    }
  }
}

}  // namespace constate::hlo::testing
