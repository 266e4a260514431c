#include "jinja/template.h"

#include "jinja/frames.h"
#include "jinja/interpreter.h"
#include "jinja/parser.h"

namespace constate::jinja {

struct Template::Tree {
  Body body;
  std::vector<std::string> hidden;
};

Template Template::parse(std::string_view source, const Limits& limits) {
  auto tree = std::make_shared<Tree>();
  tree->body = Parser(tokens_of(source), limits.nesting).parse();
  tree->hidden = find_hidden_names(tree->body);
  return Template(std::move(tree), limits);
}

std::string Template::render(const OrderedJson& variables, const std::tm& now) const {
  if (!variables.is_object()) fail("the variables of a template are an object of JSON");
  Run run(limits_, now);
  const Value values = to_value(run.meter, variables);
  return Interpreter(run, *values.dict()).render(tree_->body, tree_->hidden);
}

}  // namespace constate::jinja
