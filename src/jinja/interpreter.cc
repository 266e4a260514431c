#include "jinja/interpreter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "jinja/interpreter_frames.h"
#include "jinja/print.h"

namespace constate::jinja {

using Kind = Statement::Kind;

const Value* Scope::find(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent.get())
    for (const auto& [known, value] : scope->names)
      if (known == name) return &value;
  return nullptr;
}

void Scope::set(std::string_view name, Value value) {
  for (auto& [known, old] : names) {
    if (known != name) continue;
    old = std::move(value);
    return;
  }
  names.emplace_back(name, std::move(value));
}

Interpreter::Interpreter(Run& run, const Dict& variables)
    : run_(run), variables_(variables), scope_(std::make_shared<Scope>(nullptr)) {}

std::string Interpreter::render(const Body& body, const std::vector<std::string>& hidden) {
  TextBuilder out(run_.meter);
  out_ = &out;
  try {
    hide(hidden);
    execute(body);
  } catch (Error& e) {
    e.add_context(fmt::format("line {}", line_));
    throw;
  }
  return out.take();
}

void Interpreter::print_text(std::string_view text) {
  const std::size_t most = run_.meter.limits().output;
  if (text.size() > most || out_->size() > most - text.size())
    throw Error(Code::kResourceExhausted,
                fmt::format("the text that comes out is longer than {} bytes", most));
  *out_ += text;
}

void Interpreter::print(const Value& value) {
  if (value.is_text()) return print_text(value.bytes());
  if (!value.is_undefined()) print_text(to_str(run_, value));
}

void Interpreter::hide(const std::vector<std::string>& names) {
  for (const std::string& name : names)
    scope_->set(name, Value::undefined(fmt::format("'{}' is undefined", name)));
}

Interpreter::Flow Interpreter::execute(const Body& body) {
  for (const std::unique_ptr<Statement>& statement : body)
    if (const Flow flow = execute(*statement); flow != Flow::kNext) return flow;
  return Flow::kNext;
}

Interpreter::Flow Interpreter::execute(const Statement& statement) {
  const Deeper deeper(*this);
  run_.meter.step();
  line_ = statement.line;
  switch (statement.kind) {
    case Kind::kText:
      print_text(statement.text);
      break;
    case Kind::kPrint:
      execute_print(statement);
      break;
    case Kind::kFor:
      return execute_for(statement);
    case Kind::kIf:
      return execute_if(statement);
    case Kind::kSet:
      assign(statement.targets[0], evaluate(*statement.expressions[0]));
      break;
    case Kind::kSetBlock:
    case Kind::kFilter:
      return execute_capture(statement);
    case Kind::kMacro:
      scope_->set(statement.macro->name, make_macro(*statement.macro));
      break;
    case Kind::kCall:
      execute_call(statement);
      break;
    case Kind::kWith:
      return execute_with(statement);
    case Kind::kScope: {
      const InScope scope(*this);
      hide(statement.hidden);
      return execute(statement.body);
    }
    case Kind::kBreak:
      return Flow::kBreak;
    case Kind::kContinue:
      return Flow::kContinue;
  }
  return Flow::kNext;
}

void Interpreter::execute_print(const Statement& statement) {
  for (const ExpressionPtr& expression : statement.expressions) {
    const Value value = evaluate(*expression);
    line_ = statement.line;
    print(value);
  }
}

// The items that pass the loop's own `if`, each with the loop's variables as they are then.
Value Interpreter::filtered(const Statement& loop, Value items) {
  const auto stream = std::make_shared<ValueStream>(items);
  return make_iterator(run_.meter, items.depth(),
                       [this, &loop, stream, scope = scope_](Run& run) -> std::optional<Value> {
                         while (std::optional<Value> item = stream->next(run)) {
                           const InScope inner(*this, scope);
                           assign(loop.targets[0], *item);
                           if (truth(evaluate(*loop.expressions[1]))) return item;
                         }
                         return std::nullopt;
                       });
}

Interpreter::Flow Interpreter::execute_for(const Statement& statement) {
  Value items = evaluate(*statement.expressions[0]);
  line_ = statement.line;
  if (statement.expressions.size() > 1) items = filtered(statement, std::move(items));
  const auto loop = std::make_shared<LoopState>(ValueStream(std::move(items)));
  bool whole = false;  // whether a body was run to its end, which is what Jinja2 asks for `else`
  while (true) {
    if (!loop->advance(run_)) break;
    const InScope scope(*this);
    hide(statement.hidden);
    scope_->set("loop", loop);
    assign(statement.targets[0], *loop->current);
    const Flow flow = execute(statement.body);
    line_ = statement.line;
    if (flow == Flow::kBreak) break;
    whole = whole || flow == Flow::kNext;
  }
  if (whole || statement.otherwise.empty()) return Flow::kNext;
  const InScope scope(*this);
  hide(statement.hidden_otherwise);
  return execute(statement.otherwise);
}

Interpreter::Flow Interpreter::execute_if(const Statement& statement) {
  for (const Branch& branch : statement.branches)
    if (truth(evaluate(*branch.test))) return execute(branch.body);
  return execute(statement.otherwise);
}

Interpreter::Flow Interpreter::execute_with(const Statement& statement) {
  std::vector<Value> values;
  for (const ExpressionPtr& expression : statement.expressions) values.push_back(evaluate(*expression));
  const InScope scope(*this);
  hide(statement.hidden);
  for (std::size_t i = 0; i < values.size(); ++i) assign(statement.targets[i], values[i]);
  return execute(statement.body);
}

Interpreter::Flow Interpreter::execute_capture(const Statement& statement) {
  TextBuilder captured(run_.meter);
  Value text;
  {
    const InScope scope(*this);
    hide(statement.hidden);
    TextBuilder* const before = std::exchange(out_, &captured);
    const Flow flow = execute(statement.body);
    out_ = before;
    if (flow != Flow::kNext) return flow;
    text = Value::text(&run_.meter, captured.take());
    if (!statement.expressions.empty()) {
      const Value outer = std::exchange(block_text_, text);
      text = evaluate(*statement.expressions[0]);
      block_text_ = outer;
    }
  }
  if (statement.kind == Kind::kFilter)
    print(text);
  else
    assign(statement.targets[0], text);
  return Flow::kNext;
}

void Interpreter::execute_call(const Statement& statement) {
  const Value caller = make_macro(*statement.macro);
  print(evaluate_call(*statement.expressions[0], &caller));
}

void Interpreter::assign(const Target& target, const Value& value) {
  if (target.is_tuple) {
    const std::vector<Value> items = items_of(run_, value);
    if (items.size() != target.parts.size())
      fail(fmt::format("{} values are taken apart; got {}", target.parts.size(), items.size()));
    for (std::size_t i = 0; i < items.size(); ++i) assign(target.parts[i], items[i]);
    return;
  }
  if (target.attribute.empty()) return scope_->set(target.name, value);
  const Value space = look_up(target.name);
  if (space.attributes() == nullptr)
    fail(fmt::format("an attribute is set of a namespace only; `{}` is {}", target.name, kind_name(space)));
  space.attributes()->attributes.set(Value::text(&run_.meter, target.attribute), value);
}

}  // namespace constate::jinja
