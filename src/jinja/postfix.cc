// What stands behind a value: attributes, items, calls, filters and tests.
#include <fmt/format.h>

#include <algorithm>

#include "jinja/functions.h"
#include "jinja/parser.h"

namespace constate::jinja {

using Kind = Expression::Kind;

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
      if (call.named.size() == kMaxNamed)
        refuse(now().line, fmt::format("a call has at most {} arguments with names", kMaxNamed));
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
