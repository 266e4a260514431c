// Parser: tokens to a tree. Knows all that is refused by name. Internal; others use Template.
#pragma once

#include <algorithm>
#include <initializer_list>

#include "jinja/syntax.h"
#include "jinja/token.h"

namespace constate::jinja {

class Parser {
 public:
  // What nests deeper than `nesting` is refused.
  Parser(std::vector<Token> tokens, int nesting) : tokens_(std::move(tokens)), nesting_(nesting) {}

  // Throws FormatError("line N: ...").
  Body parse();

 private:
  class Deeper;
  using Ends = std::initializer_list<std::string_view>;
  using Rule = ExpressionPtr (Parser::*)();

  // parser.cc: statements
  Body parse_body(Ends ends);                // up to the name of an end, which is not taken
  Body parse_block(Ends ends);               // the same behind a tag's own `%}`
  void end_of_block(std::string_view name);  // takes it
  std::unique_ptr<Statement> parse_statement();
  void parse_for(Statement& out);
  void parse_if(Statement& out);
  void parse_set(Statement& out);
  void parse_macro(Statement& out);
  void parse_call_block(Statement& out);
  void parse_with(Statement& out);
  void parse_print(Statement& out);
  void parse_signature(Macro& macro);
  void parse_macro_body(Macro& macro, std::string_view end);
  Target parse_target(bool with_attribute, bool end_at_in);
  Target parse_target_part(bool with_attribute);
  std::string parse_assigned_name();
  [[noreturn]] void refuse_tag(const Token& tag) const;

  // expressions.cc
  ExpressionPtr parse_expression();  // with an inline `if`
  ExpressionPtr parse_or();
  ExpressionPtr parse_and();
  ExpressionPtr parse_not();
  ExpressionPtr parse_compare();
  ExpressionPtr parse_sum();
  ExpressionPtr parse_concatenation();
  ExpressionPtr parse_product();
  ExpressionPtr parse_power();
  ExpressionPtr parse_unary(bool with_filter);
  ExpressionPtr parse_primary();
  ExpressionPtr parse_name();
  ExpressionPtr parse_list();
  ExpressionPtr parse_dict();
  ExpressionPtr parse_postfix(ExpressionPtr value);
  ExpressionPtr parse_filters(ExpressionPtr value);
  ExpressionPtr parse_filter(ExpressionPtr value);  // behind the `|`
  ExpressionPtr parse_test(ExpressionPtr value);
  ExpressionPtr parse_subscript(ExpressionPtr value);
  ExpressionPtr parse_call(ExpressionPtr function);
  void parse_arguments(Expression& call);
  // `in_parentheses`: nothing at all is an empty tuple.
  ExpressionPtr parse_tuple(Rule item, bool in_parentheses, std::string_view end_name = "");
  std::optional<Comparison> take_comparison();
  template <class Sign>
  ExpressionPtr parse_binary(Rule part, Sign sign);

  // Names of filters and tests that nobody knows. Jinja2 lets them be inside of what an `if` may leave out,
  // unless it is the body of something else there.
  void unknown(int line, std::string why) { unknown_.emplace_back(line, std::move(why)); }
  void settle(std::size_t from, bool left_out);

  // tokens
  const Token& now() const { return tokens_[at_]; }
  const Token& ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool take_sign(std::string_view sign);
  bool take_name(std::string_view name);
  Token need(Token::Kind kind, std::string_view what);
  void need_sign(std::string_view sign);
  [[noreturn]] void refuse(int line, std::string_view why) const;
  [[noreturn]] void refuse_token(std::string_view expected) const;

  ExpressionPtr node(Expression::Kind kind, ExpressionPtr part = nullptr);
  ExpressionPtr measured(ExpressionPtr made) const;  // once its parts are there: its height

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::vector<std::pair<int, std::string>> unknown_;
  int nesting_, depth_ = 0;
  int fors_ = 0;                // those around
  int breakable_ = 0;           // those around, inside of the same macro
  std::vector<Macro*> macros_;  // those around, innermost last
};

}  // namespace constate::jinja
