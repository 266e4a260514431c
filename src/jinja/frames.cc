#include "jinja/frames.h"

#include <map>
#include <set>

namespace constate::jinja {
namespace {

// What a body finds under a name when it begins.
enum class Load { kParameter, kOutside, kNothing };

// The names of one body, as far as it has been read; a branch of an `if` adds to those before it.
struct Names {
  const Names* before = nullptr;  // of the same body
  const Names* outer = nullptr;   // of the body around
  std::map<std::string, Load> loads;
  std::set<std::string> stores;

  bool known_here(const std::string& name) const {
    for (const Names* n = this; n != nullptr; n = n->before)
      if (n->loads.contains(name)) return true;
    return false;
  }
  bool known(const std::string& name) const { return known_here(name) || known_outside(name); }
  bool known_outside(const std::string& name) const {
    for (const Names* n = outer; n != nullptr; n = n->outer)
      if (n->known_here(name)) return true;
    return false;
  }
  bool stored(const std::string& name) const {
    for (const Names* n = this; n != nullptr; n = n->before)
      if (n->stores.contains(name)) return true;
    return false;
  }

  void load(const std::string& name) {
    if (!known(name)) loads[name] = Load::kOutside;
  }
  void store(const std::string& name) {
    stores.insert(name);
    if (!known_here(name)) loads[name] = known_outside(name) ? Load::kOutside : Load::kNothing;
  }
  void parameter(const std::string& name) { loads[name] = Load::kParameter; }

  // What the branches of an `if` have found. A name that not all of them store is looked up outside first.
  void merge(const std::vector<Names>& branches) {
    std::map<std::string, std::size_t> count;
    for (const Names& branch : branches)
      for (const std::string& name : branch.stores)
        if (!stored(name)) ++count[name];
    for (const Names& branch : branches) {
      for (const auto& [name, how] : branch.loads) loads[name] = how;
      stores.insert(branch.stores.begin(), branch.stores.end());
    }
    for (const auto& [name, times] : count)
      if (times < branches.size() && (loads.contains(name) || !known_here(name)))
        loads[name] = Load::kOutside;
  }

  std::vector<std::string> hidden() const {
    std::vector<std::string> out;
    for (const auto& [name, how] : loads)
      if (how == Load::kNothing) out.push_back(name);
    return out;
  }
};

void read(const Expression& e, Names& names) {
  if (e.kind == Expression::Kind::kName) names.load(e.name);
  for (const ExpressionPtr& part : e.parts)
    if (part != nullptr) read(*part, names);
  for (const auto& [name, part] : e.named) read(*part, names);
}

void store(const Target& target, Names& names, bool parameter) {
  if (target.is_tuple) {
    for (const Target& part : target.parts) store(part, names, parameter);
  } else if (!target.attribute.empty()) {
    names.load(target.name);
  } else if (parameter) {
    names.parameter(target.name);
  } else {
    names.store(target.name);
  }
}

void read_body(const Body& body, Names& names);

void read_if(const Statement& s, Names& names) {
  const auto begin = [&] {
    Names out;
    out.before = &names;
    out.outer = names.outer;
    return out;
  };
  read(*s.branches[0].test, names);
  std::vector<Names> branches;
  for (int i = 0; i < 3; ++i) branches.push_back(begin());
  read_body(s.branches[0].body, branches[0]);
  // All of `elif` are one branch, each of them an `if` without another.
  for (std::size_t i = 1; i < s.branches.size(); ++i) {
    Names& others = branches[1];
    read(*s.branches[i].test, others);
    std::vector<Names> parts(3);
    for (Names& part : parts) {
      part.before = &others;
      part.outer = names.outer;
    }
    read_body(s.branches[i].body, parts[0]);
    others.merge(parts);
  }
  read_body(s.otherwise, branches[2]);
  names.merge(branches);
}

// What a statement means for the body that it stands in; bodies of their own are left out.
void read_statement(const Statement& s, Names& names) {
  using Kind = Statement::Kind;
  switch (s.kind) {
    case Kind::kIf:
      return read_if(s, names);
    case Kind::kFor:
      return read(*s.expressions[0], names);
    case Kind::kMacro:
      return names.store(s.macro->name);
    case Kind::kSetBlock:
      return store(s.targets[0], names, false);
    default:
      for (const ExpressionPtr& expression : s.expressions) read(*expression, names);
      if (s.kind == Kind::kSet) store(s.targets[0], names, false);
  }
}

void read_body(const Body& body, Names& names) {
  for (const std::unique_ptr<Statement>& statement : body) read_statement(*statement, names);
}

void go_inside(Body& body, const Names& names);

// A body of its own: `names` has its parameters.
std::vector<std::string> finish(Body& body, Names& names) {
  read_body(body, names);
  go_inside(body, names);
  return names.hidden();
}

void go_inside_macro(Macro& macro, Names& names) {
  for (const std::string& parameter : macro.parameters) names.parameter(parameter);
  for (const ExpressionPtr& expression : macro.defaults) read(*expression, names);
  macro.hidden = finish(macro.body, names);
}

void go_inside(Statement& s, const Names& names) {
  using Kind = Statement::Kind;
  Names inner;
  inner.outer = &names;
  switch (s.kind) {
    case Kind::kIf:
      for (Branch& branch : s.branches) go_inside(branch.body, names);
      return go_inside(s.otherwise, names);
    case Kind::kFor: {
      Names otherwise = inner;
      inner.parameter("loop");
      store(s.targets[0], inner, true);
      s.hidden = finish(s.body, inner);
      s.hidden_otherwise = finish(s.otherwise, otherwise);
      return;
    }
    case Kind::kMacro:
    case Kind::kCall:
      return go_inside_macro(*s.macro, inner);
    case Kind::kWith:
      for (const Target& target : s.targets) store(target, inner, true);
      break;
    default:
      break;
  }
  if (!s.body.empty()) s.hidden = finish(s.body, inner);
}

void go_inside(Body& body, const Names& names) {
  for (const std::unique_ptr<Statement>& statement : body) go_inside(*statement, names);
}

}  // namespace

std::vector<std::string> find_hidden_names(Body& body) {
  Names names;
  return finish(body, names);
}

}  // namespace constate::jinja
