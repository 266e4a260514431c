// The Builder's rules: what is recorded once, what is refused, what the finished program keeps.
#include "hlo/program.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"
#include "hlo/print.h"

namespace constate::hlo {
namespace {

const Shape kVector{DType::kF32, {2}};
const Shape kScalar{DType::kS32, {}};

ValueId number(Builder& b, double value) { return b.add(Op::kConstant, {}, Constant{kScalar, {value}}); }

// Counts to `end` from `start`; the body also does what `more` says.
template <class More>
std::vector<ValueId> count(Builder& b, ValueId start, ValueId end, More more) {
  const auto c = b.open_condition({start});
  b.close_condition(b.add(Op::kCompare, {c[0], end}, Compare{Direction::kLt}));
  const auto v = b.open_body();
  more(v[0]);
  return b.close_body({b.add(Op::kAdd, {v[0], number(b, 1)})});
}

TEST(Builder, TheSameOperationIsRecordedOnce) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector);
  const ValueId e = b.add(Op::kExponential, {x});
  EXPECT_EQ(b.add(Op::kExponential, {x}), e);
  EXPECT_NE(b.add(Op::kExponential, {e}), e);
  EXPECT_NE(b.add(Op::kNegate, {x}), e);
  const ValueId half = b.add(Op::kSlice, {x}, Slice{{0}, {1}, {1}});
  EXPECT_EQ(b.add(Op::kSlice, {x}, Slice{{0}, {1}, {1}}), half);
  EXPECT_NE(b.add(Op::kSlice, {x}, Slice{{1}, {2}, {1}}), half);
}

TEST(Builder, ConstantsThatDifferInTheirBitsStayApart) {
  Builder b("p");
  const auto make = [&](double value) {
    return b.add(Op::kConstant, {}, Constant{{DType::kF32, {}}, {value}});
  };
  EXPECT_EQ(make(0.0), make(0.0));
  EXPECT_NE(make(0.0), make(-0.0));
  EXPECT_NE(make(0.0), number(b, 0.0));  // another element type
}

TEST(Builder, ALoopUsesWhatIsRecordedOutside) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), start = number(b, 0), end = number(b, 3);
  const ValueId outside = b.add(Op::kExponential, {x});
  ValueId inside = -1;
  count(b, start, end, [&](ValueId) { inside = b.add(Op::kExponential, {x}); });
  EXPECT_EQ(inside, outside);
}

TEST(Builder, WhatALoopRecordsIsNotSeenAfterIt) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), start = number(b, 0), end = number(b, 3);
  ValueId inside = -1;
  count(b, start, end, [&](ValueId) { inside = b.add(Op::kExponential, {x}); });
  EXPECT_EQ(message_of([&] { b.add(Op::kNegate, {inside}); }),
            "negate: a value of a loop's inside is used outside of it; return it from the loop");
  EXPECT_EQ(message_of([&] { b.open_condition({inside}); }),
            "while: a value of a loop's inside is used outside of it; return it from the loop");
  EXPECT_NE(b.add(Op::kExponential, {x}), inside);
}

TEST(Builder, AConditionsValuesAreNotTheBodys) {
  Builder b("p");
  const ValueId start = number(b, 0), end = number(b, 3);
  const auto c = b.open_condition({start});
  const ValueId less = b.add(Op::kCompare, {c[0], end}, Compare{Direction::kLt});
  b.close_condition(less);
  b.open_body();
  EXPECT_EQ(message_of([&] { b.add(Op::kNot, {less}); }),
            "not: a value of a loop's inside is used outside of it; return it from the loop");
  EXPECT_EQ(message_of([&] { b.add(Op::kNegate, {c[0]}); }),
            "negate: a value of a loop's inside is used outside of it; return it from the loop");
}

TEST(Builder, WhileRules) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), start = number(b, 0);
  const auto c = b.open_condition({start});
  EXPECT_EQ(message_of([&] { b.close_condition(c[0]); }),
            "while: the condition returns one predicate (while C1); got s32[]");
  b.close_condition(b.add(Op::kCompare, {c[0], start}, Compare{Direction::kLt}));
  const auto v = b.open_body();
  const std::string same = "while: the body returns values of the shapes it was given (while C2)";
  EXPECT_EQ(message_of([&] { b.close_body({x}); }), same);
  EXPECT_EQ(message_of([&] { b.close_body({}); }), same);
  EXPECT_EQ(message_of([&] { b.close_body({v[0], v[0]}); }), same);
  EXPECT_EQ(message_of([&] { std::move(b).finish({}); }), "program p: a loop is still open");
}

TEST(Builder, TheSameLoopIsRecordedOnce) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), start = number(b, 0), end = number(b, 3);
  const auto loop = [&](ValueId from, ValueId to, double step, Op op) {
    const auto c = b.open_condition({from, x});
    b.close_condition(b.add(Op::kCompare, {c[0], to}, Compare{Direction::kLt}));
    const auto v = b.open_body();
    return b.close_body({b.add(Op::kAdd, {v[0], number(b, step)}), b.add(op, {v[1]})});
  };
  const auto one = loop(start, end, 7, Op::kExponential);
  EXPECT_EQ(loop(start, end, 7, Op::kExponential), one);
  EXPECT_NE(loop(start, end, 7, Op::kNegate), one) << "another operation";
  EXPECT_NE(loop(start, end, 8, Op::kExponential), one) << "another constant, of the body's own";
  EXPECT_NE(loop(start, start, 7, Op::kExponential), one) << "another value from outside, in the condition";
  EXPECT_NE(loop(end, end, 7, Op::kExponential), one) << "other values to begin with";
}

TEST(Builder, LoopsThatReturnTheirValuesInAnotherOrderAreTwo) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), y = b.argument("y", kVector),
                stop = b.argument("stop", {DType::kPred, {}});
  const auto loop = [&](bool crossed) {
    b.open_condition({x, y});
    b.close_condition(stop);
    const auto v = b.open_body();
    return crossed ? b.close_body({v[1], v[0]}) : b.close_body({v[0], v[1]});
  };
  const auto straight = loop(false), crossed = loop(true);
  EXPECT_NE(straight, crossed);
  EXPECT_EQ(loop(true), crossed);
  EXPECT_EQ(loop(false), straight);
}

// What the first loop computes in its body, the second finds before it, and a third computes in a loop around
// it.
TEST(Builder, ALoopIsTheSameWhereverItsOperationsWereFirstRecorded) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), start = number(b, 0), end = number(b, 3);
  const auto loop = [&] {
    const auto c = b.open_condition({start, x});
    b.close_condition(b.add(Op::kCompare, {c[0], end}, Compare{Direction::kLt}));
    const auto v = b.open_body();
    return b.close_body(
        {b.add(Op::kAdd, {v[0], number(b, 1)}), b.add(Op::kMultiply, {v[1], b.add(Op::kExponential, {x})})});
  };
  const auto first = loop();
  b.add(Op::kExponential, {x});
  EXPECT_EQ(loop(), first);
  std::vector<ValueId> inside;
  count(b, start, end, [&](ValueId) { inside = loop(); });
  EXPECT_EQ(inside, first);
}

TEST(Builder, ALoopInALoopThatHasEndedIsNotSeen) {
  Builder b("p");
  const ValueId start = number(b, 0), end = number(b, 3);
  std::vector<ValueId> inside;
  count(b, start, end, [&](ValueId) { inside = count(b, end, start, [](ValueId) {}); });
  EXPECT_NE(count(b, end, start, [](ValueId) {}), inside);
}

TEST(Builder, ArgumentsHaveNamesOfTheirOwn) {
  Builder b("p");
  b.argument("layers.0.A_log", kVector);
  EXPECT_EQ(message_of([&] { b.argument("layers.0.A_log", kScalar); }),
            "program p: argument `layers.0.A_log` stands twice");
  for (const char* bad : {"", "0", "_0", "a b", "a\"", "%a", "é"})
    EXPECT_EQ(message_of([&] { b.argument(bad, kScalar); }),
              "program p: an argument's name is a letter, then letters, digits, '.' and '_'; got `" +
                  std::string(bad) + "`");
}

TEST(Builder, OnlyAnArgumentOfTheResultsShapeIsDonated) {
  const std::string rule = "program p: only an argument of the result's shape can give its buffer";
  const auto donate = [](bool an_argument, bool same_shape, std::size_t result) {
    Builder b("p");
    const ValueId x = b.argument("x", kVector), n = b.argument("n", kScalar), y = b.add(Op::kNegate, {x});
    std::move(b).finish({{"y", y}}, {{!an_argument ? y : same_shape ? x : n, result}});
  };
  EXPECT_EQ(message_of([&] { donate(true, true, 0); }), "no error");
  EXPECT_EQ(message_of([&] { donate(false, true, 0); }), rule);
  EXPECT_EQ(message_of([&] { donate(true, false, 0); }), rule);
  EXPECT_EQ(message_of([&] { donate(true, true, 1); }), rule);
}

TEST(Builder, DonationIsNotedAtTheArgument) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), y = b.argument("y", kVector);
  const Program p = std::move(b).finish({{"a", x}, {"b", b.add(Op::kAdd, {x, y})}}, {{y, 1}});
  EXPECT_EQ(p.arguments[0].alias_of, -1);
  EXPECT_EQ(p.arguments[1].alias_of, 1);
}

TEST(Builder, WhatNoResultNeedsIsDropped) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), start = number(b, 0), end = number(b, 3);
  b.add(Op::kNegate, {x});
  count(b, start, end, [](ValueId) {});  // a loop whose result nobody wants
  const auto kept = count(b, start, end, [&](ValueId v) { b.add(Op::kNegate, {v}); });
  const Program p = std::move(b).finish({{"n", kept[0]}, {"y", b.add(Op::kExponential, {x})}});
  std::vector<Op> ops;
  for (const Instruction& i : p.main.body) ops.push_back(i.op);
  EXPECT_EQ(ops, (std::vector{Op::kConstant, Op::kConstant, Op::kWhile, Op::kExponential, Op::kReturn}));
  const Instruction& loop = p.main.body[2];
  ASSERT_EQ(loop.regions.size(), 2u);
  ops.clear();
  for (const Instruction& i : loop.regions[1].body) ops.push_back(i.op);
  EXPECT_EQ(ops, (std::vector{Op::kConstant, Op::kAdd, Op::kReturn}));
  EXPECT_EQ(p.arguments.size(), 1u);  // arguments stay, used or not
}

// Two compilers may evaluate f(a(), b()) in either order: the text must not show which.
TEST(Builder, TheOrderOfEmissionDoesNotShow) {
  const auto build = [](bool forwards) {
    Builder b("p");
    const ValueId x = b.argument("x", kVector), y = b.argument("y", kVector);
    ValueId e = -1, n = -1;
    if (forwards) e = b.add(Op::kExponential, {x});
    n = b.add(Op::kNegate, {y});
    if (!forwards) e = b.add(Op::kExponential, {x});
    ValueId zero = -1, three = -1;
    if (forwards) zero = number(b, 0);
    three = number(b, 3);
    if (!forwards) zero = number(b, 0);
    const auto c = b.open_condition({zero});
    b.close_condition(b.add(Op::kCompare, {c[0], three}, Compare{Direction::kLt}));
    const auto v = b.open_body();
    ValueId up = -1, twice = -1;
    if (forwards) up = b.add(Op::kAdd, {v[0], three});
    twice = b.add(Op::kMultiply, {v[0], v[0]});
    if (!forwards) up = b.add(Op::kAdd, {v[0], three});
    const auto loop = b.close_body({b.add(Op::kSubtract, {up, twice})});
    return print(std::move(b).finish({{"sum", b.add(Op::kAdd, {e, n})}, {"count", loop[0]}}));
  };
  EXPECT_EQ(build(true), build(false));
}

TEST(Builder, ManyResultsAreDistinctValues) {
  Builder b("p");
  const ValueId x = b.argument("x", kVector), n = b.argument("n", kScalar);
  const auto out = b.add_many(Op::kOptimizationBarrier, {x, n});
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(b.shape(out[0]), kVector);
  EXPECT_EQ(b.shape(out[1]), kScalar);
  EXPECT_EQ(b.add_many(Op::kOptimizationBarrier, {x, n}), out);
}

}  // namespace
}  // namespace constate::hlo
