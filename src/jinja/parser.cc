#include "jinja/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "jinja/deeper.h"

namespace constate::jinja {

using Kind = Statement::Kind;

void Parser::refuse(int line, std::string_view why) const {
  throw FormatError(fmt::format("line {}: {}", line, why));
}

void Parser::refuse_token(std::string_view expected) const {
  refuse(now().line, fmt::format("{} is expected; got {}", expected, shown(now())));
}

bool Parser::take_sign(std::string_view sign) {
  if (!now().is_sign(sign)) return false;
  take();
  return true;
}

bool Parser::take_name(std::string_view name) {
  if (!now().is_name(name)) return false;
  take();
  return true;
}

Token Parser::need(Token::Kind kind, std::string_view what) {
  if (now().kind != kind) refuse_token(what);
  return take();
}

void Parser::need_sign(std::string_view sign) {
  if (!take_sign(sign)) refuse_token(fmt::format("`{}`", sign));
}

void Parser::settle(std::size_t from, bool left_out) {
  if (unknown_.size() > from && !left_out) refuse(unknown_[from].first, unknown_[from].second);
  unknown_.resize(std::min(from, unknown_.size()));
}

Body Parser::parse() {
  Body out = parse_body({});
  settle(0, false);
  if (now().kind != Token::Kind::kEnd) refuse_token("the end");
  return out;
}

Body Parser::parse_body(Ends ends) {
  const Deeper deeper(*this, Deeper::kLevel);
  Body out;
  while (true) {
    auto statement = std::make_unique<Statement>();
    statement->line = now().line;
    switch (now().kind) {
      case Token::Kind::kText:
        statement->text = take().text;
        break;
      case Token::Kind::kPrintBegin:
        take();
        statement->kind = Kind::kPrint;
        statement->expressions.push_back(parse_tuple(&Parser::parse_expression, false));
        need(Token::Kind::kPrintEnd, "`}}`");
        break;
      case Token::Kind::kBlockBegin:
        take();
        for (const std::string_view end : ends)
          if (now().is_name(end)) return out;
        statement = parse_statement();
        need(Token::Kind::kBlockEnd, "`%}`");
        break;
      default:
        if (ends.size() > 0) refuse(now().line, fmt::format("`{}` is missing", *(ends.end() - 1)));
        return out;
    }
    out.push_back(std::move(statement));
  }
}

Body Parser::parse_block(Ends ends) {
  take_sign(":");
  need(Token::Kind::kBlockEnd, "`%}`");
  return parse_body(ends);
}

void Parser::end_of_block(std::string_view name) {
  if (!take_name(name)) refuse_token(fmt::format("`{}`", name));
}

void Parser::refuse_tag(const Token& tag) const {
  constexpr auto kRefused = std::to_array<std::string_view>(
      {"autoescape", "block", "do", "extends", "from", "import", "include", "trans"});
  if (std::find(kRefused.begin(), kRefused.end(), tag.text) != kRefused.end())
    refuse(tag.line, fmt::format("the tag `{}` is not supported", tag.text));
  refuse(tag.line, fmt::format("there is no tag `{}` here", tag.text));
}

std::unique_ptr<Statement> Parser::parse_statement() {
  const std::size_t unknown_before = unknown_.size();
  auto out = std::make_unique<Statement>();
  const Token tag = need(Token::Kind::kName, "the name of a tag");
  out->line = tag.line;
  if (tag.text == "for") {
    parse_for(*out);
  } else if (tag.text == "if") {
    parse_if(*out);
  } else if (tag.text == "set") {
    parse_set(*out);
  } else if (tag.text == "macro") {
    parse_macro(*out);
  } else if (tag.text == "call") {
    parse_call_block(*out);
  } else if (tag.text == "with") {
    parse_with(*out);
  } else if (tag.text == "print") {
    parse_print(*out);
  } else if (tag.text == "filter") {
    out->kind = Kind::kFilter;
    out->expressions.push_back(parse_filters(parse_filter(node(Expression::Kind::kBlockText))));
    out->body = parse_block({"endfilter"});
    end_of_block("endfilter");
  } else if (tag.text == "generation") {
    out->kind = Kind::kScope;
    const int breakable = std::exchange(breakable_, 0);
    out->body = parse_block({"endgeneration"});
    breakable_ = breakable;
    end_of_block("endgeneration");
  } else if (tag.text == "break" || tag.text == "continue") {
    if (breakable_ == 0) refuse(tag.line, fmt::format("`{}` is inside of no `for`", tag.text));
    out->kind = tag.text == "break" ? Kind::kBreak : Kind::kContinue;
  } else {
    refuse_tag(tag);
  }
  // Bodies other than those of `if` are frames of their own.
  if (out->kind == Kind::kIf || !out->body.empty()) settle(unknown_before, out->kind == Kind::kIf);
  return out;
}

void Parser::parse_for(Statement& out) {
  out.kind = Kind::kFor;
  ++fors_;
  out.targets.push_back(parse_target(false, true));
  if (!take_name("in")) refuse_token("`in`");
  out.expressions.push_back(parse_tuple(&Parser::parse_or, false, "recursive"));
  if (take_name("if")) out.expressions.push_back(parse_expression());
  if (now().is_name("recursive")) refuse(now().line, "a `for` that is `recursive` is not supported");
  ++breakable_;
  out.body = parse_block({"else", "endfor"});
  --breakable_;
  if (take_name("else")) out.otherwise = parse_block({"endfor"});
  --fors_;
  end_of_block("endfor");
}

void Parser::parse_if(Statement& out) {
  out.kind = Kind::kIf;
  do {
    Branch branch;
    branch.test = parse_tuple(&Parser::parse_or, false);
    branch.body = parse_block({"elif", "else", "endif"});
    out.branches.push_back(std::move(branch));
  } while (take_name("elif"));
  if (take_name("else")) out.otherwise = parse_block({"endif"});
  end_of_block("endif");
}

void Parser::parse_set(Statement& out) {
  out.targets.push_back(parse_target(true, false));
  if (take_sign("=")) {
    out.kind = Kind::kSet;
    out.expressions.push_back(parse_tuple(&Parser::parse_expression, false));
    return;
  }
  out.kind = Kind::kSetBlock;
  if (take_sign("|"))
    out.expressions.push_back(parse_filters(parse_filter(node(Expression::Kind::kBlockText))));
  out.body = parse_block({"endset"});
  end_of_block("endset");
}

void Parser::parse_signature(Macro& macro) {
  need_sign("(");
  while (!now().is_sign(")")) {
    if (!macro.parameters.empty()) need_sign(",");
    if (now().is_sign("*") || now().is_sign("**"))
      refuse(now().line, fmt::format("parameters with `{}` are not supported", now().text));
    const int line = now().line;
    const std::string name = parse_assigned_name();
    if (name == "caller") refuse(line, "a parameter that is named `caller` is not supported");
    if (std::find(macro.parameters.begin(), macro.parameters.end(), name) != macro.parameters.end())
      refuse(line, fmt::format("the parameter `{}` stands twice", name));
    macro.parameters.push_back(name);
    if (take_sign("="))
      macro.defaults.push_back(parse_expression());
    else if (!macro.defaults.empty())
      refuse(line, "a parameter without a default follows one that has one");
  }
  need_sign(")");
}

void Parser::parse_macro_body(Macro& macro, std::string_view end) {
  const int breakable = std::exchange(breakable_, 0);
  macros_.push_back(&macro);
  const std::size_t unknown_before = unknown_.size();
  macro.body = parse_block({end});
  settle(unknown_before, false);
  macros_.pop_back();
  breakable_ = breakable;
  end_of_block(end);
}

void Parser::parse_macro(Statement& out) {
  out.kind = Kind::kMacro;
  out.macro = std::make_unique<Macro>();
  out.macro->name = parse_assigned_name();
  parse_signature(*out.macro);
  parse_macro_body(*out.macro, "endmacro");
}

void Parser::parse_call_block(Statement& out) {
  out.kind = Kind::kCall;
  out.macro = std::make_unique<Macro>();
  if (now().is_sign("(")) parse_signature(*out.macro);
  const int line = now().line;
  out.expressions.push_back(parse_expression());
  if (out.expressions[0]->kind != Expression::Kind::kCall) refuse(line, "`call` is followed by a call");
  parse_macro_body(*out.macro, "endcall");
}

void Parser::parse_with(Statement& out) {
  out.kind = Kind::kWith;
  while (now().kind != Token::Kind::kBlockEnd && !now().is_sign(":")) {
    if (!out.targets.empty()) need_sign(",");
    out.targets.push_back(parse_target(false, false));
    need_sign("=");
    out.expressions.push_back(parse_expression());
  }
  out.body = parse_block({"endwith"});
  end_of_block("endwith");
}

void Parser::parse_print(Statement& out) {
  out.kind = Kind::kPrint;
  while (now().kind != Token::Kind::kBlockEnd) {
    if (!out.expressions.empty()) need_sign(",");
    out.expressions.push_back(parse_expression());
  }
}

std::string Parser::parse_assigned_name() {
  const Token name = need(Token::Kind::kName, "a name");
  constexpr auto kConstants =
      std::to_array<std::string_view>({"true", "false", "none", "True", "False", "None"});
  if (std::find(kConstants.begin(), kConstants.end(), name.text) != kConstants.end())
    refuse(name.line, fmt::format("nothing is assigned to `{}`", name.text));
  if (fors_ > 0 && name.text == "loop") refuse(name.line, "nothing is assigned to `loop` inside of a `for`");
  return name.text;
}

Target Parser::parse_target_part(bool with_attribute) {
  const Deeper deeper(*this, Deeper::kLevel);
  Target out;
  if (take_sign("(")) {
    out = parse_target(with_attribute, false);
    need_sign(")");
    return out;
  }
  if (with_attribute && ahead().is_sign(".")) {
    out.name = need(Token::Kind::kName, "a name").text;
    take();
    out.attribute = need(Token::Kind::kName, "a name").text;
    return out;
  }
  out.name = parse_assigned_name();
  return out;
}

Target Parser::parse_target(bool with_attribute, bool end_at_in) {
  Target out;
  while (true) {
    out.parts.push_back(parse_target_part(with_attribute));
    if (!take_sign(",")) break;
    out.is_tuple = true;
    if (now().is_sign(")") || now().is_sign("=") || (end_at_in && now().is_name("in"))) break;
  }
  if (out.is_tuple) return out;
  Target only = std::move(out.parts[0]);
  return only;
}

}  // namespace constate::jinja
