#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "jinja/interpreter_frames.h"

namespace constate::jinja {
namespace {

std::string quoted(const Macro& macro) {
  return macro.name.empty() ? "anonymous" : fmt::format("'{}'", macro.name);
}

// What Jinja2 tells of a macro: its name, what it takes.
std::shared_ptr<const Dict> attributes_of(Meter& meter, const Macro& macro) {
  const auto out = std::make_shared<Dict>(&meter);
  const auto set = [&](const char* name, Value value) {
    out->set(Value::text(&meter, name), std::move(value));
  };
  std::vector<Value> parameters;
  for (const std::string& name : macro.parameters) parameters.push_back(Value::text(&meter, name));
  set("name", macro.name.empty() ? Value() : Value::text(&meter, macro.name));
  set("arguments", Value::tuple(&meter, std::move(parameters)));
  set("catch_kwargs", Value(macro.uses_named));
  set("catch_varargs", Value(macro.uses_rest));
  set("caller", Value(macro.uses_caller));
  return out;
}

}  // namespace

Value Interpreter::make_macro(const Macro& macro) {
  run_.keep(scope_);  // the macro becomes a variable of the scope that it holds
  Function out;
  out.name = quoted(macro);
  out.is_macro = true;
  out.attributes = attributes_of(run_.meter, macro);
  out.call = [this, &macro, scope = scope_](Run&, Arguments& arguments) {
    return call_macro(macro, scope, arguments);
  };
  return std::make_shared<const Function>(std::move(out));
}

Value Interpreter::call_macro(const Macro& macro, const std::shared_ptr<Scope>& scope, Arguments& arguments) {
  if (calls_ == run_.meter.limits().calls)
    fail(fmt::format("macros call each other more than {} deep", calls_));
  TextBuilder text(run_.meter);
  const InScope inner(*this, scope);
  hide(macro.hidden);
  fill_parameters(macro, arguments);
  TextBuilder* const before = std::exchange(out_, &text);
  ++calls_;
  execute(macro.body);
  --calls_;
  out_ = before;
  return Value::text(&run_.meter, text.take());
}

void Interpreter::fill_parameters(const Macro& macro, Arguments& arguments) {
  const std::size_t given = std::min(arguments.positional.size(), macro.parameters.size());
  const std::size_t without_default = macro.parameters.size() - macro.defaults.size();
  std::vector<std::pair<std::string, Value>> left = std::move(arguments.named);
  std::vector<std::optional<Value>> values(macro.parameters.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i < given) {
      values[i] = arguments.positional[i];
      continue;
    }
    const auto named = std::find_if(left.begin(), left.end(),
                                    [&](const auto& one) { return one.first == macro.parameters[i]; });
    if (named == left.end()) continue;
    values[i] = std::move(named->second);
    left.erase(named);
  }
  arguments.named = std::move(left);
  arguments.positional.erase(arguments.positional.begin(),
                             arguments.positional.begin() + static_cast<std::ptrdiff_t>(given));
  fill_specials(macro, arguments);
  // A default may use the parameters before it; those behind it are not there yet.
  for (std::size_t i = 0; i < values.size(); ++i)
    scope_->set(macro.parameters[i],
                values[i]
                    ? *values[i]
                    : Value::undefined(fmt::format("the parameter '{}' was not given", macro.parameters[i])));
  for (std::size_t i = without_default; i < values.size(); ++i)
    if (!values[i]) scope_->set(macro.parameters[i], evaluate(*macro.defaults[i - without_default]));
}

// `caller`, `kwargs` and `varargs`, for the macros that name them; others refuse what is left over.
void Interpreter::fill_specials(const Macro& macro, Arguments& arguments) {
  const auto caller = std::find_if(arguments.named.begin(), arguments.named.end(),
                                   [](const auto& one) { return one.first == "caller"; });
  if (macro.uses_caller) {
    Value value = Value::undefined("there is no caller");
    if (caller != arguments.named.end()) {
      if (!caller->second.is_none()) value = caller->second;
      arguments.named.erase(caller);
    }
    scope_->set("caller", std::move(value));
  }
  if (macro.uses_named) {
    const auto named = std::make_shared<Dict>(&run_.meter);
    for (auto& [name, value] : arguments.named) named->set(Value::text(&run_.meter, name), std::move(value));
    scope_->set("kwargs", std::shared_ptr<const Dict>(named));
  } else if (!arguments.named.empty()) {
    fail(fmt::format("the macro {} has no parameter `{}`", quoted(macro), arguments.named[0].first));
  }
  if (macro.uses_rest)
    scope_->set("varargs", Value::tuple(&run_.meter, std::move(arguments.positional)));
  else if (!arguments.positional.empty())
    fail(fmt::format("the macro {} takes at most {} arguments", quoted(macro), macro.parameters.size()));
}

}  // namespace constate::jinja
