// Interpreter: runs a tree once. Variables live in scopes, one in another as the source has them: a body
// reads what is outside and assigns to its own, as in Jinja2. Internal; others use Template.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jinja/loop.h"
#include "jinja/syntax.h"

namespace constate::jinja {

struct Scope : Keepable {
  explicit Scope(std::shared_ptr<Scope> outer) : parent(std::move(outer)) {}
  void let_go() override { names.clear(); }
  const Value* find(std::string_view name) const;  // here or outside
  void set(std::string_view name, Value value);    // `name` must outlive this

  std::shared_ptr<Scope> parent;
  std::vector<std::pair<std::string_view, Value>> names;
};

class Interpreter {
 public:
  // All must outlive this.
  Interpreter(Run& run, const Dict& variables);

  // Throws with the line at which it stopped.
  std::string render(const Body& body, const std::vector<std::string>& hidden);

 private:
  enum class Flow { kNext, kBreak, kContinue };
  class Deeper;
  class InScope;

  // interpreter.cc: statements
  Flow execute(const Body& body);
  void hide(const std::vector<std::string>& names);
  Flow execute(const Statement& statement);
  Flow execute_for(const Statement& statement);
  Flow execute_if(const Statement& statement);
  Flow execute_with(const Statement& statement);
  Flow execute_capture(const Statement& statement);  // kSetBlock and kFilter
  void execute_print(const Statement& statement);
  void execute_call(const Statement& statement);
  Value filtered(const Statement& loop, Value items);
  void assign(const Target& target, const Value& value);
  void print(const Value& value);
  void print_text(std::string_view text);

  // macros.cc
  Value make_macro(const Macro& macro);
  Value call_macro(const Macro& macro, const std::shared_ptr<Scope>& scope, Arguments& arguments);
  void fill_parameters(const Macro& macro, Arguments& arguments);
  void fill_specials(const Macro& macro, Arguments& arguments);

  // evaluate.cc: expressions
  Value evaluate(const Expression& expression);
  Value evaluate_part(const Expression& expression);
  Value evaluate_or_none(const ExpressionPtr& expression);
  std::vector<Value> evaluate_all(const Expression& expression, std::size_t from);
  Value evaluate_dict(const Expression& expression);
  Value evaluate_compare(const Expression& expression);
  Value evaluate_if(const Expression& expression);
  Value evaluate_any(const Expression& expression, bool until);
  Value evaluate_call(const Expression& expression, const Value* caller);
  Value look_up(const std::string& name);
  Arguments arguments_of(const Expression& expression, std::size_t from);
  bool compare(Comparison comparison, const Value& a, const Value& b);

  Run& run_;
  const Dict& variables_;
  std::shared_ptr<Scope> scope_;
  TextBuilder* out_ = nullptr;
  Value block_text_;
  int line_ = 1, depth_ = 0, calls_ = 0;
};

}  // namespace constate::jinja
