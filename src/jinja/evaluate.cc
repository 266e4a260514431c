#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "jinja/access.h"
#include "jinja/compare.h"
#include "jinja/functions.h"
#include "jinja/interpreter_frames.h"
#include "jinja/template.h"

namespace constate::jinja {

using Kind = Expression::Kind;

Value Interpreter::evaluate(const Expression& expression) {
  const Deeper deeper(*this);
  run_.meter.step();
  line_ = expression.line;
  return evaluate_part(expression);
}

Value Interpreter::evaluate_part(const Expression& e) {
  switch (e.kind) {
    case Kind::kConstant:
      return e.constant;
    case Kind::kName: {
      Value value = look_up(e.name);
      if (value.loop() != nullptr) run_.keep(value.keepable());  // it may come to hold itself
      return value;
    }
    case Kind::kBlockText:
      return block_text_;
    case Kind::kList:
      return Value::list(&run_.meter, evaluate_all(e, 0));
    case Kind::kTuple:
      return Value::tuple(&run_.meter, evaluate_all(e, 0));
    case Kind::kDict:
      return evaluate_dict(e);
    case Kind::kAttribute: {
      const Expression& of = *e.parts[0];
      const Value value = of.kind == Kind::kName ? look_up(of.name) : evaluate(of);
      line_ = e.line;
      return attribute_of(run_, value, e.name);
    }
    case Kind::kItem: {
      const Value value = evaluate(*e.parts[0]), key = evaluate(*e.parts[1]);
      line_ = e.line;
      return item_of(run_, value, key);
    }
    case Kind::kSlice: {
      const Value value = evaluate(*e.parts[0]);
      const Value from = evaluate_or_none(e.parts[1]), to = evaluate_or_none(e.parts[2]);
      const Value step = evaluate_or_none(e.parts[3]);
      line_ = e.line;
      return slice_of(run_, value, from, to, step);
    }
    case Kind::kCall:
      return evaluate_call(e, nullptr);
    case Kind::kFilter: {
      if (e.filter == nullptr) fail(fmt::format("there is no filter `{}`", e.name));
      Arguments arguments = arguments_of(e, 0);
      return run_filter(run_, *e.filter, arguments);
    }
    case Kind::kTest: {
      if (e.test == nullptr) fail(fmt::format("there is no test `{}`", e.name));
      Arguments arguments = arguments_of(e, 0);
      return Value(run_test(run_, *e.test, arguments));
    }
    case Kind::kNot:
      return Value(!truth(evaluate(*e.parts[0])));
    case Kind::kNegative:
      return negative(evaluate(*e.parts[0]));
    case Kind::kPositive:
      return positive(evaluate(*e.parts[0]));
    case Kind::kBinary: {
      const Value a = evaluate(*e.parts[0]), b = evaluate(*e.parts[1]);
      line_ = e.line;
      return apply(run_, e.op, a, b);
    }
    case Kind::kConcatenate:
      return concatenation(run_, evaluate_all(e, 0));
    case Kind::kCompare:
      return evaluate_compare(e);
    case Kind::kAnd:
      return evaluate_any(e, false);
    case Kind::kOr:
      return evaluate_any(e, true);
    case Kind::kIf:
      return evaluate_if(e);
  }
  return Value();
}

Value Interpreter::look_up(const std::string& name) {
  if (const Value* found = scope_->find(name)) return *found;
  if (const Value* found = variables_.find(name)) return *found;
  if (const GlobalFunction* global = find_function(name)) {
    Function out;
    out.name = name;
    out.call = global->run;
    return std::make_shared<const Function>(std::move(out));
  }
  return Value::undefined(fmt::format("'{}' is undefined", name));
}

Value Interpreter::evaluate_or_none(const ExpressionPtr& expression) {
  return expression != nullptr ? evaluate(*expression) : Value();
}

std::vector<Value> Interpreter::evaluate_all(const Expression& e, std::size_t from) {
  std::vector<Value> out;
  out.reserve(e.parts.size() - from);
  for (std::size_t i = from; i < e.parts.size(); ++i) out.push_back(evaluate(*e.parts[i]));
  line_ = e.line;
  return out;
}

Arguments Interpreter::arguments_of(const Expression& e, std::size_t from) {
  Arguments out;
  out.positional = evaluate_all(e, from);
  for (const auto& [name, value] : e.named) out.named.emplace_back(name, evaluate(*value));
  line_ = e.line;
  return out;
}

Value Interpreter::evaluate_dict(const Expression& e) {
  const auto out = std::make_shared<Dict>(&run_.meter);
  for (std::size_t i = 0; i < e.parts.size(); i += 2) {
    Value key = evaluate(*e.parts[i]);
    out->set(std::move(key), evaluate(*e.parts[i + 1]));
  }
  return std::shared_ptr<const Dict>(out);
}

bool Interpreter::compare(Comparison comparison, const Value& a, const Value& b) {
  switch (comparison) {
    case Comparison::kEqual:
      return equal(a, b, &run_.meter);
    case Comparison::kNotEqual:
      return !equal(a, b, &run_.meter);
    case Comparison::kLess:
      return less(a, b, &run_.meter);
    case Comparison::kLessOrEqual:
      return less_or_equal(a, b, &run_.meter);
    case Comparison::kGreater:
      return less(b, a, &run_.meter);
    case Comparison::kGreaterOrEqual:
      return less_or_equal(b, a, &run_.meter);
    case Comparison::kIn:
      return contains(run_, b, a);
    case Comparison::kNotIn:
      return !contains(run_, b, a);
  }
  return false;
}

// a < b < c: each part once, and none behind a comparison that does not hold.
Value Interpreter::evaluate_compare(const Expression& e) {
  Value left = evaluate(*e.parts[0]);
  for (std::size_t i = 0; i < e.comparisons.size(); ++i) {
    Value right = evaluate(*e.parts[i + 1]);
    line_ = e.line;
    if (!compare(e.comparisons[i], left, right)) return Value(false);
    left = std::move(right);
  }
  return Value(true);
}

// The first part whose truth is `until`, or the last one.
Value Interpreter::evaluate_any(const Expression& e, bool until) {
  for (std::size_t i = 0; i + 1 < e.parts.size(); ++i)
    if (Value value = evaluate(*e.parts[i]); truth(value) == until) return value;
  return evaluate(*e.parts.back());
}

Value Interpreter::evaluate_if(const Expression& e) {
  if (truth(evaluate(*e.parts[0]))) return evaluate(*e.parts[1]);
  if (e.parts[2] != nullptr) return evaluate(*e.parts[2]);
  return Value::undefined("an inline `if` without `else` was false");
}

Value Interpreter::evaluate_call(const Expression& e, const Value* caller) {
  const Value function = evaluate(*e.parts[0]);
  Arguments arguments = arguments_of(e, 1);
  if (caller != nullptr) arguments.named.emplace_back("caller", *caller);
  function.need_defined();
  if (function.function() == nullptr) fail(fmt::format("{} cannot be called", kind_name(function)));
  if (function.function()->is_macro) return function.function()->call(run_, arguments);
  try {
    return function.function()->call(run_, arguments);
  } catch (const Raised&) {
    throw;
  } catch (Error& error) {
    error.add_context(function.function()->name);
    throw;
  }
}

}  // namespace constate::jinja
