#include "trace/loop.h"

#include <gtest/gtest.h>

#include "trace/ops.h"
#include "trace/testing.h"

namespace constate::trace {
namespace {

using testing::message_of;

struct LayerState {
  std::optional<Tensor> conv;
  Tensor ssm;
  CONSTATE_FIELDS(conv, ssm)
};
struct Loop {
  Tensor step;
  std::vector<LayerState> layers;
  CONSTATE_FIELDS(step, layers)
};

class LoopTest : public ::testing::Test {
 protected:
  Loop start(std::size_t layers) {
    Loop s{constant(g, DType::kS32, 0), {}};
    for (std::size_t i = 0; i < layers; ++i)
      s.layers.push_back({{}, fill(g, DType::kF32, static_cast<double>(i), {{'b', 2}, {'n', 3}})});
    return s;
  }
  static Tensor below_ten(const Loop& s) { return lt(s.step, 10.0); }

  // The first line of what the body's mistake is called.
  template <class Body>
  std::string first_line(Body body) {
    const std::string text = message_of([&] {
      while_loop(g, start(4), below_ten, body, {"dir/loop.cc", 5});
    });
    return text.substr(0, text.find('\n'));
  }

  Graph g{"decode"};
};

TEST_F(LoopTest, ReturnsTheStructWithTheSameLetters) {
  const Loop end = while_loop(g, start(2), below_ten, [](Loop s) {
    for (LayerState& l : s.layers) l.ssm = l.ssm + 1.0;
    s.step = s.step + 1;
    return s;
  });
  ASSERT_EQ(end.layers.size(), 2u);
  EXPECT_FALSE(end.layers[0].conv.has_value());
  EXPECT_EQ(end.layers[1].ssm.str(), "f32[b=2 n=3]");
  EXPECT_EQ(end.step.str(), "s32[]");
  const hlo::Program p = std::move(g).finish({{"ssm", end.layers[1].ssm, {}}});
  ASSERT_EQ(p.main.body.size(), 5u);  // three start values, the loop, the return
  const hlo::Instruction& loop = p.main.body[3];
  EXPECT_EQ(loop.op, hlo::Op::kWhile);
  EXPECT_EQ(loop.operands.size(), 3u);
  EXPECT_EQ(loop.results.size(), 3u);
}

TEST_F(LoopTest, TheInsideMayUseWhatIsOutside) {
  const Tensor w = g.argument("w", DType::kF32, {{'n', 3}});
  const Loop end = while_loop(g, start(1), below_ten, [&](Loop s) {
    s.layers[0].ssm = s.layers[0].ssm * w;
    s.step = s.step + 1;
    return s;
  });
  EXPECT_EQ(end.layers[0].ssm.letters(), "bn");
}

TEST_F(LoopTest, AnotherShapeIsNamedByItsPath) {
  const std::string message = message_of([&] {
    while_loop(g, start(4), below_ten,
               [](Loop s) {
                 s.layers[3].ssm = slice(s.layers[3].ssm, 'n', 0, 2);
                 return s;
               },
               {"dir/loop.cc", 5});
  });
  EXPECT_EQ(message.substr(0, message.find('\n')),
            "loop.cc:5: while_loop: the body returns `layers.3.ssm` with another shape than it was given");
  EXPECT_NE(message.find("\n  operand f32[b=2 n=3] from `constant` at "), message.npos) << message;
  EXPECT_NE(message.find("\n  operand f32[b=2 n=2] from `slice` at "), message.npos) << message;
  EXPECT_NE(message.find("\n  in decode"), message.npos) << message;
}

TEST_F(LoopTest, ATransposedVariableIsAnotherShape) {
  EXPECT_EQ(first_line([](Loop s) {
              s.layers[1].ssm = transpose(s.layers[1].ssm, "nb");
              return s;
            }),
            "loop.cc:5: while_loop: the body returns `layers.1.ssm` with another shape than it was given");
}

TEST_F(LoopTest, AnotherElementTypeIsNamedByItsPath) {
  EXPECT_EQ(first_line([](Loop s) {
              s.step = convert(s.step, DType::kS64);
              return s;
            }),
            "loop.cc:5: while_loop: the body returns `step` with another shape than it was given");
}

TEST_F(LoopTest, AVariableThatTheLoopDoesNotCarry) {
  EXPECT_EQ(first_line([](Loop s) {
              s.layers[3].conv = s.layers[3].ssm;
              return s;
            }),
            "loop.cc:5: while_loop: the body returns `layers.3.conv`, which the loop does not carry");
}

TEST_F(LoopTest, AVariableTooMany) {
  EXPECT_EQ(first_line([](Loop s) {
              s.layers.push_back(s.layers[0]);
              return s;
            }),
            "loop.cc:5: while_loop: the body returns `layers.4.ssm`, which the loop does not carry");
}

TEST_F(LoopTest, AVariableTooFew) {
  EXPECT_EQ(first_line([](Loop s) {
              s.layers.pop_back();
              return s;
            }),
            "loop.cc:5: while_loop: the body returns too few variables");
}

TEST_F(LoopTest, TheConditionIsAScalarPredicate) {
  const std::string message = message_of([&] {
    while_loop(
        g, start(1), [](const Loop& s) { return gt(s.layers[0].ssm, 0.0); }, [](Loop s) { return s; },
        {"dir/loop.cc", 5});
  });
  EXPECT_EQ(message.substr(0, message.find('\n')),
            "loop.cc:5: while_loop: the condition is a scalar predicate");
  EXPECT_NE(message.find("\n  operand pred[b=2 n=3] from `gt` at HERE"), message.npos) << message;
}

TEST_F(LoopTest, AVariableKnowsWhereItComesFrom) {
  const std::string message = message_of([&] {
    while_loop(g, start(2), below_ten,
               [&](Loop s) {
                 s.layers[1].ssm = s.layers[1].ssm + g.argument("w", DType::kF32, {{'z', 1}});
                 return s;
               },
               {"dir/loop.cc", 5});
  });
  EXPECT_NE(message.find("operand f32[b=2 n=3] from `loop variable layers.1.ssm` at loop.cc:5\n"),
            message.npos)
      << message;
}

TEST_F(LoopTest, ATensorOfTheInsideIsRefusedOutside) {
  Tensor inside;
  while_loop(g, start(1), below_ten, [&](Loop s) {
    inside = s.layers[0].ssm * 2.0;
    s.step = s.step + 1;
    return s;
  });
  const std::string message = message_of([&] { exp(inside); });
  EXPECT_EQ(
      message.substr(0, message.find('\n')),
      "HERE: exp: exponential: a value of a loop's inside is used outside of it; return it from the loop");
}

}  // namespace
}  // namespace constate::trace
