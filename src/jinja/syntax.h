// A template as a tree: what Parser makes and Interpreter runs. Plain data; does not change once it is made.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "jinja/filters.h"
#include "jinja/is_tests.h"
#include "jinja/operators.h"
#include "jinja/value.h"

namespace constate::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

enum class Comparison { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kIn, kNotIn };

struct Expression {
  enum class Kind {
    kConstant,
    kName,
    kBlockText,  // what a filter of a block, or of a `set` with a body, begins with
    kList,
    kTuple,
    kDict,  // parts: key, value, key, value, ...
    kAttribute,
    kItem,   // parts: value, key
    kSlice,  // parts: value, from, to, step; the last three may be null
    kCall,   // parts: function, arguments by place
    kFilter,
    kTest,
    kNot,
    kNegative,
    kPositive,
    kBinary,
    kConcatenate,
    kCompare,
    kAnd,
    kOr,
    kIf  // parts: condition, value, other value, which may be null
  };
  Kind kind = Kind::kConstant;
  int line = 1;
  int height = 1;
  std::string name;  // of a variable or an attribute
  Value constant;
  Operator op = Operator::kAdd;
  const Filter* filter = nullptr;
  const IsTest* test = nullptr;
  std::vector<ExpressionPtr> parts;
  std::vector<std::pair<std::string, ExpressionPtr>> named;  // arguments by name
  std::vector<Comparison> comparisons;                       // between each part and the next
};

// What is assigned to: `name`, `name.attribute` or several of those.
struct Target {
  std::string name, attribute;
  std::vector<Target> parts;
  bool is_tuple = false;
};

struct Statement;
using Body = std::vector<std::unique_ptr<Statement>>;

struct Macro {
  std::string name;  // empty for the body of `call`
  std::vector<std::string> parameters;
  std::vector<ExpressionPtr> defaults;  // of the last parameters
  bool uses_caller = false, uses_named = false, uses_rest = false;
  Body body;
  std::vector<std::string> hidden;  // see frames.h
};

struct Branch {
  ExpressionPtr test;
  Body body;
};

struct Statement {
  enum class Kind {
    kText,
    kPrint,
    kFor,  // expressions: what is gone through, and the `if` if there is one
    kIf,
    kSet,
    kSetBlock,  // expressions: its filters, if there are some
    kMacro,
    kCall,    // expressions: the call
    kFilter,  // expressions: the filters
    kWith,
    kScope,  // a body with variables of its own
    kBreak,
    kContinue
  };
  Kind kind = Kind::kText;
  int line = 1;
  std::string text;
  std::vector<ExpressionPtr> expressions;
  std::vector<Target> targets;
  std::vector<Branch> branches;
  Body body, otherwise;
  std::vector<std::string> hidden, hidden_otherwise;  // see frames.h
  std::unique_ptr<Macro> macro;
};

}  // namespace constate::jinja
