#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "jinja/deeper.h"
#include "jinja/functions.h"
#include "jinja/parser.h"

namespace constate::jinja {

using Kind = Expression::Kind;

ExpressionPtr Parser::node(Kind kind, ExpressionPtr part) {
  auto out = std::make_unique<Expression>();
  out->kind = kind;
  out->line = part != nullptr ? part->line : now().line;
  if (part != nullptr) out->parts.push_back(std::move(part));
  return out;
}

ExpressionPtr Parser::measured(ExpressionPtr made) const {
  int height = 0;
  for (const ExpressionPtr& part : made->parts)
    if (part != nullptr) height = std::max(height, part->height);
  for (const auto& [name, part] : made->named) height = std::max(height, part->height);
  made->height = height + 1;
  if (made->height > nesting_)
    refuse(made->line, fmt::format("an expression nests more than {} levels deep", nesting_));
  return made;
}

ExpressionPtr Parser::parse_expression() {
  const Deeper deeper(*this);
  const std::size_t unknown_before = unknown_.size();
  ExpressionPtr out = parse_or();
  while (take_name("if")) {
    ExpressionPtr chosen = node(Kind::kIf, parse_or());
    chosen->line = out->line;
    chosen->parts.push_back(std::move(out));
    chosen->parts.push_back(take_name("else") ? parse_expression() : nullptr);
    out = measured(std::move(chosen));
    settle(unknown_before, true);
  }
  return out;
}

ExpressionPtr Parser::parse_or() {
  ExpressionPtr out = parse_and();
  if (!now().is_name("or")) return out;
  out = node(Kind::kOr, std::move(out));
  while (take_name("or")) out->parts.push_back(parse_and());
  return measured(std::move(out));
}

ExpressionPtr Parser::parse_and() {
  ExpressionPtr out = parse_not();
  if (!now().is_name("and")) return out;
  out = node(Kind::kAnd, std::move(out));
  while (take_name("and")) out->parts.push_back(parse_not());
  return measured(std::move(out));
}

ExpressionPtr Parser::parse_not() {
  const Deeper deeper(*this);
  if (take_name("not")) return measured(node(Kind::kNot, parse_not()));
  return parse_compare();
}

std::optional<Comparison> Parser::take_comparison() {
  constexpr std::array<std::pair<std::string_view, Comparison>, 6> kSigns = {
      {{"==", Comparison::kEqual},
       {"!=", Comparison::kNotEqual},
       {"<", Comparison::kLess},
       {"<=", Comparison::kLessOrEqual},
       {">", Comparison::kGreater},
       {">=", Comparison::kGreaterOrEqual}}};
  for (const auto& [sign, comparison] : kSigns)
    if (take_sign(sign)) return comparison;
  if (take_name("in")) return Comparison::kIn;
  if (now().is_name("not") && ahead().is_name("in")) {
    take();
    take();
    return Comparison::kNotIn;
  }
  return std::nullopt;
}

ExpressionPtr Parser::parse_compare() {
  ExpressionPtr out = parse_sum();
  std::optional<Comparison> comparison = take_comparison();
  if (!comparison) return out;
  out = node(Kind::kCompare, std::move(out));
  for (; comparison; comparison = take_comparison()) {
    out->comparisons.push_back(*comparison);
    out->parts.push_back(parse_sum());
  }
  return measured(std::move(out));
}

// Operators of one rank, from the left; `sign` takes the next one of them, or nothing.
template <class Sign>
ExpressionPtr Parser::parse_binary(Rule part, Sign sign) {
  ExpressionPtr out = (this->*part)();
  while (const std::optional<Operator> op = sign()) {
    out = node(Kind::kBinary, std::move(out));
    out->op = *op;
    out->parts.push_back((this->*part)());
    out = measured(std::move(out));
  }
  return out;
}

ExpressionPtr Parser::parse_sum() {
  return parse_binary(&Parser::parse_concatenation, [this]() -> std::optional<Operator> {
    if (take_sign("+")) return Operator::kAdd;
    if (take_sign("-")) return Operator::kSubtract;
    return std::nullopt;
  });
}

ExpressionPtr Parser::parse_concatenation() {
  ExpressionPtr out = parse_product();
  if (!now().is_sign("~")) return out;
  out = node(Kind::kConcatenate, std::move(out));
  while (take_sign("~")) out->parts.push_back(parse_product());
  return measured(std::move(out));
}

ExpressionPtr Parser::parse_product() {
  return parse_binary(&Parser::parse_power, [this]() -> std::optional<Operator> {
    if (take_sign("*")) return Operator::kMultiply;
    if (take_sign("/")) return Operator::kDivide;
    if (take_sign("//")) return Operator::kFloorDivide;
    if (take_sign("%")) return Operator::kRemainder;
    return std::nullopt;
  });
}

ExpressionPtr Parser::parse_power() {
  ExpressionPtr out = parse_unary(true);
  while (take_sign("**")) {
    out = node(Kind::kBinary, std::move(out));
    out->op = Operator::kPower;
    out->parts.push_back(parse_unary(true));
    out = measured(std::move(out));
  }
  return out;
}

ExpressionPtr Parser::parse_unary(bool with_filter) {
  const Deeper deeper(*this);
  ExpressionPtr out;
  if (take_sign("-"))
    out = measured(node(Kind::kNegative, parse_unary(false)));
  else if (take_sign("+"))
    out = measured(node(Kind::kPositive, parse_unary(false)));
  else
    out = parse_primary();
  out = parse_postfix(std::move(out));
  return with_filter ? parse_filters(std::move(out)) : std::move(out);
}

ExpressionPtr Parser::parse_primary() {
  ExpressionPtr out;
  switch (now().kind) {
    case Token::Kind::kName:
      return parse_name();
    case Token::Kind::kString: {
      out = node(Kind::kConstant);
      std::string text;
      while (now().kind == Token::Kind::kString) text += take().text;
      out->constant = Value::text(nullptr, std::move(text));
      return out;
    }
    case Token::Kind::kInteger:
      out = node(Kind::kConstant);
      out->constant = Value(take().integer);
      return out;
    case Token::Kind::kFloat:
      out = node(Kind::kConstant);
      out->constant = Value(take().real);
      return out;
    default:
      break;
  }
  if (take_sign("(")) {
    out = parse_tuple(&Parser::parse_expression, true);
    need_sign(")");
    return out;
  }
  if (now().is_sign("[")) return parse_list();
  if (now().is_sign("{")) return parse_dict();
  refuse_token("an expression");
}

ExpressionPtr Parser::parse_name() {
  ExpressionPtr out = node(Kind::kConstant);
  const std::string name = take().text;
  if (name == "true" || name == "True") {
    out->constant = Value(true);
  } else if (name == "false" || name == "False") {
    out->constant = Value(false);
  } else if (name != "none" && name != "None") {
    out->kind = Kind::kName;
    for (Macro* macro : macros_) {
      macro->uses_caller = macro->uses_caller || name == "caller";
      macro->uses_named = macro->uses_named || name == "kwargs";
      macro->uses_rest = macro->uses_rest || name == "varargs";
    }
    out->name = name;
  }
  return out;
}

ExpressionPtr Parser::parse_list() {
  ExpressionPtr out = node(Kind::kList);
  take();
  while (!now().is_sign("]")) {
    if (!out->parts.empty()) need_sign(",");
    if (now().is_sign("]")) break;
    out->parts.push_back(parse_expression());
  }
  need_sign("]");
  return measured(std::move(out));
}

ExpressionPtr Parser::parse_dict() {
  ExpressionPtr out = node(Kind::kDict);
  take();
  while (!now().is_sign("}")) {
    if (!out->parts.empty()) need_sign(",");
    if (now().is_sign("}")) break;
    out->parts.push_back(parse_expression());
    need_sign(":");
    out->parts.push_back(parse_expression());
  }
  need_sign("}");
  return measured(std::move(out));
}

ExpressionPtr Parser::parse_tuple(Rule item, bool in_parentheses, std::string_view end_name) {
  const auto at_end = [&] {
    return now().kind == Token::Kind::kBlockEnd || now().kind == Token::Kind::kPrintEnd ||
           now().is_sign(")") || (!end_name.empty() && now().is_name(end_name));
  };
  ExpressionPtr out = node(Kind::kTuple);
  bool is_tuple = false;
  while (!at_end()) {
    out->parts.push_back((this->*item)());
    if (!now().is_sign(",")) break;
    take();
    is_tuple = true;
  }
  if (!is_tuple && !out->parts.empty()) return std::move(out->parts[0]);
  if (out->parts.empty() && (!in_parentheses || is_tuple)) refuse_token("an expression");
  return measured(std::move(out));
}

ExpressionPtr Parser::parse_postfix(ExpressionPtr value) {
  while (true) {
    if (now().is_sign(".") || now().is_sign("["))
      value = parse_subscript(std::move(value));
    else if (now().is_sign("("))
      value = parse_call(std::move(value));
    else
      return value;
  }
}

ExpressionPtr Parser::parse_filters(ExpressionPtr value) {
  while (true) {
    if (take_sign("|"))
      value = parse_filter(std::move(value));
    else if (take_name("is"))
      value = parse_test(std::move(value));
    else if (now().is_sign("("))
      value = parse_call(std::move(value));
    else
      return value;
  }
}

ExpressionPtr Parser::parse_filter(ExpressionPtr value) {
  const Token name = need(Token::Kind::kName, "the name of a filter");
  ExpressionPtr out = node(Kind::kFilter, std::move(value));
  out->line = name.line;
  out->name = name.text;
  while (take_sign(".")) out->name.append(".").append(need(Token::Kind::kName, "a name").text);
  out->filter = find_filter(out->name);
  if (out->filter == nullptr && is_refused_filter(out->name))
    refuse(name.line, fmt::format("the filter `{}` is not supported", out->name));
  if (out->filter == nullptr) unknown(name.line, fmt::format("there is no filter `{}`", out->name));
  if (now().is_sign("(")) parse_arguments(*out);
  return measured(std::move(out));
}

ExpressionPtr Parser::parse_test(ExpressionPtr value) {
  const bool negated = take_name("not");
  const Token name = need(Token::Kind::kName, "the name of a test");
  ExpressionPtr out = node(Kind::kTest, std::move(value));
  out->line = name.line;
  out->name = name.text;
  while (take_sign(".")) out->name.append(".").append(need(Token::Kind::kName, "a name").text);
  out->test = find_test(out->name);
  if (out->test == nullptr) unknown(name.line, fmt::format("there is no test `{}`", out->name));
  const Token& next = now();
  const bool ends = next.is_name("else") || next.is_name("or") || next.is_name("and");
  const bool value_next = next.kind == Token::Kind::kName || next.kind == Token::Kind::kString ||
                          next.kind == Token::Kind::kInteger || next.kind == Token::Kind::kFloat ||
                          next.is_sign("[") || next.is_sign("{");
  if (next.is_sign("(")) {
    parse_arguments(*out);
  } else if (value_next && !ends) {
    if (next.is_name("is")) refuse(next.line, "a test does not follow another one");
    out->parts.push_back(parse_postfix(parse_primary()));
  }
  out = measured(std::move(out));
  return negated ? measured(node(Kind::kNot, std::move(out))) : std::move(out);
}

ExpressionPtr Parser::parse_subscript(ExpressionPtr value) {
  const int line = now().line;
  if (take_sign(".")) {
    ExpressionPtr out = node(Kind::kAttribute, std::move(value));
    out->line = line;
    if (now().kind == Token::Kind::kInteger) {
      out->kind = Kind::kItem;
      out->parts.push_back(node(Kind::kConstant));
      out->parts[1]->constant = Value(take().integer);
    } else {
      out->name = need(Token::Kind::kName, "a name or a number").text;
    }
    return measured(std::move(out));
  }
  take();
  ExpressionPtr out = node(Kind::kItem, std::move(value));
  out->line = line;
  out->parts.push_back(now().is_sign(":") ? nullptr : parse_expression());
  if (now().is_sign(",")) {  // the key is a tuple
    ExpressionPtr key = node(Kind::kTuple, std::move(out->parts[1]));
    while (take_sign(",")) key->parts.push_back(parse_expression());
    out->parts[1] = measured(std::move(key));
  }
  for (int colons = 0; colons < 2 && take_sign(":"); ++colons) {
    out->kind = Kind::kSlice;
    const bool empty = now().is_sign("]") || now().is_sign(":");
    out->parts.push_back(empty ? nullptr : parse_expression());
  }
  if (now().is_sign(",")) refuse(line, "a slice beside another key is not supported");
  if (out->kind == Kind::kSlice) out->parts.resize(4);
  need_sign("]");
  return measured(std::move(out));
}

ExpressionPtr Parser::parse_call(ExpressionPtr function) {
  ExpressionPtr out = node(Kind::kCall, std::move(function));
  out->line = now().line;
  const Expression& callee = *out->parts[0];
  if (callee.kind == Kind::kName && is_refused_function(callee.name))
    refuse(out->line, fmt::format("the function `{}` is not supported", callee.name));
  parse_arguments(*out);
  return measured(std::move(out));
}

void Parser::parse_arguments(Expression& call) {
  need_sign("(");
  for (bool first = true; !now().is_sign(")"); first = false) {
    if (!first) {
      need_sign(",");
      if (now().is_sign(")")) break;
    }
    if (now().is_sign("*") || now().is_sign("**"))
      refuse(now().line, fmt::format("arguments with `{}` are not supported", now().text));
    if (now().kind == Token::Kind::kName && ahead().is_sign("=")) {
      std::string name = take().text;
      take();
      const auto same = [&](const auto& one) { return one.first == name; };
      if (std::any_of(call.named.begin(), call.named.end(), same))
        refuse(now().line, fmt::format("the argument `{}` is given twice", name));
      ExpressionPtr value = parse_expression();
      call.named.emplace_back(std::move(name), std::move(value));
    } else {
      if (!call.named.empty()) refuse(now().line, "an argument without a name follows one with a name");
      call.parts.push_back(parse_expression());
    }
  }
  need_sign(")");
}

}  // namespace constate::jinja
