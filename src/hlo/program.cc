#include "hlo/program.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "hlo/infer.h"
#include "hlo/same_loop.h"

namespace constate::hlo {

Builder::Builder(std::string program_name) {
  program_.name = std::move(program_name);
  open_.push_back({{}, regions_++, {}});
}

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

ValueId Builder::new_value(Shape shape) {
  program_.shapes.push_back(std::move(shape));
  home_.push_back(open_.back().id);
  return static_cast<ValueId>(program_.shapes.size()) - 1;
}

ValueId Builder::argument(std::string name, Shape shape) {
  const bool is_name =
      !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_';
      });
  if (!is_name)
    throw Error(
        Code::kInvalidArgument,
        fmt::format("program {}: an argument's name is a letter, then letters, digits, '.' and '_'; got `{}`",
                    program_.name, name));
  for (const Argument& a : program_.arguments)
    if (a.name == name)
      throw Error(Code::kInvalidArgument,
                  fmt::format("program {}: argument `{}` stands twice", program_.name, name));
  program_.shapes.push_back(std::move(shape));
  home_.push_back(0);  // arguments belong to the outermost region wherever they are declared
  const auto v = static_cast<ValueId>(program_.shapes.size()) - 1;
  program_.arguments.push_back({std::move(name), v});
  return v;
}

void Builder::check_visible(std::string_view op, ValueId v) const {
  const std::int32_t home = home_.at(static_cast<std::size_t>(v));
  if (std::none_of(open_.begin(), open_.end(), [&](const Open& o) { return o.id == home; }))
    throw Error(
        Code::kInvalidArgument,
        fmt::format("{}: a value of a loop's inside is used outside of it; return it from the loop", op));
}

namespace {

std::size_t hash_of(Op op, const std::vector<ValueId>& operands) {
  auto hash = static_cast<std::size_t>(op);
  for (ValueId v : operands) hash = hash * 1000003 + static_cast<std::size_t>(v);
  return hash;
}

}  // namespace

const Instruction* Builder::find_same(Op op, const std::vector<ValueId>& operands,
                                      const Attributes& attributes) const {
  const std::size_t hash = hash_of(op, operands);
  for (const Open& open : open_) {
    const auto [first, last] = open.known.equal_range(hash);
    for (auto it = first; it != last; ++it) {
      const Instruction& i = open.region.body[it->second];
      if (i.op == op && i.operands == operands && i.attributes == attributes) return &i;
    }
  }
  return nullptr;
}

std::vector<ValueId> Builder::add_many(Op op, std::vector<ValueId> operands, Attributes attributes,
                                       Location location) {
  std::vector<Shape> shapes;
  for (ValueId v : operands) {
    check_visible(name(op), v);
    shapes.push_back(shape(v));
  }
  const bool has_region = op == Op::kWhile || op == Op::kReturn;
  if (!has_region)
    if (const Instruction* same = find_same(op, operands, attributes)) return same->results;
  std::vector<ValueId> results;
  for (Shape& s : infer(op, shapes, attributes)) results.push_back(new_value(std::move(s)));
  Open& inner = open_.back();
  if (!has_region) inner.known.emplace(hash_of(op, operands), inner.region.body.size());
  inner.region.body.push_back(
      {op, std::move(operands), results, std::move(attributes), {}, std::move(location)});
  return results;
}

ValueId Builder::add(Op op, std::vector<ValueId> operands, Attributes attributes, Location location) {
  return add_many(op, std::move(operands), std::move(attributes), std::move(location)).at(0);
}

std::vector<ValueId> Builder::open(const std::vector<ValueId>& like) {
  open_.push_back({{}, regions_++, {}});
  std::vector<ValueId> params;
  for (ValueId v : like) params.push_back(new_value(shape(v)));
  open_.back().region.params = params;
  return params;
}

std::vector<ValueId> Builder::open_condition(const std::vector<ValueId>& init) {
  for (ValueId v : init) check_visible("while", v);
  loops_.push_back({init, {}});
  return open(init);
}

void Builder::close_condition(ValueId predicate) {
  if (shape(predicate) != Shape{DType::kPred, {}})
    throw Error(
        Code::kInvalidArgument,
        fmt::format("while: the condition returns one predicate (while C1); got {}", shape(predicate).str()));
  add_many(Op::kReturn, {predicate});
  loops_.back().condition = std::move(open_.back().region);
  open_.pop_back();
}

std::vector<ValueId> Builder::open_body() { return open(loops_.back().init); }

std::vector<ValueId> Builder::close_body(std::vector<ValueId> next, Location location) {
  const std::vector<ValueId>& init = loops_.back().init;
  bool same = next.size() == init.size();
  for (std::size_t i = 0; same && i < next.size(); ++i) same = shape(next[i]) == shape(init[i]);
  if (!same)
    throw Error(Code::kInvalidArgument,
                "while: the body returns values of the shapes it was given (while C2)");
  add_many(Op::kReturn, std::move(next));
  Region body = std::move(open_.back().region);
  open_.pop_back();
  Loop loop = std::move(loops_.back());
  loops_.pop_back();
  std::vector<const Region*> around;
  for (const Open& open : open_) around.push_back(&open.region);
  const auto is_same = [&](const Instruction& i) {
    return i.op == Op::kWhile && i.operands == loop.init &&
           same_loop({i.regions[0], i.regions[1]}, {loop.condition, body}, around);
  };
  for (const Open& open : open_) {
    const auto [first, last] = open.known.equal_range(hash_of(Op::kWhile, loop.init));
    for (auto it = first; it != last; ++it)
      if (const Instruction& i = open.region.body[it->second]; is_same(i)) return i.results;
  }
  open_.back().known.emplace(hash_of(Op::kWhile, loop.init), open_.back().region.body.size());
  std::vector<ValueId> results = add_many(Op::kWhile, std::move(loop.init), {}, std::move(location));
  open_.back().region.body.back().regions = {std::move(loop.condition), std::move(body)};
  return results;
}

namespace {

// What an instruction needs from outside of it: its operands, and what its regions capture.
void needs(const Instruction& i, std::vector<ValueId>& out) {
  out.insert(out.end(), i.operands.begin(), i.operands.end());
  for (const Region& r : i.regions)
    for (const Instruction& inner : r.body) needs(inner, out);
}

// Keeps what the region's return needs, each operation just before the first that needs it.
void put_in_order(Region& region) {
  std::unordered_map<ValueId, std::size_t> maker;
  for (std::size_t k = 0; k < region.body.size(); ++k) {
    for (Region& r : region.body[k].regions) put_in_order(r);
    for (ValueId v : region.body[k].results) maker[v] = k;
  }
  struct Visit {
    std::size_t instruction;
    std::vector<ValueId> needed;
    std::size_t next = 0;
  };
  std::vector<std::size_t> order;
  std::vector<bool> seen(region.body.size(), false);
  std::vector<Visit> stack;
  const auto visit = [&](std::size_t k) {
    seen[k] = true;
    stack.push_back({k, {}});
    needs(region.body[k], stack.back().needed);
  };
  visit(region.body.size() - 1);
  while (!stack.empty()) {
    Visit& top = stack.back();
    if (top.next == top.needed.size()) {
      order.push_back(top.instruction);
      stack.pop_back();
      continue;
    }
    const auto found = maker.find(top.needed[top.next++]);
    if (found != maker.end() && !seen[found->second]) visit(found->second);
  }
  std::vector<Instruction> body;
  for (std::size_t k : order) body.push_back(std::move(region.body[k]));
  region.body = std::move(body);
}

}  // namespace

Program Builder::finish(std::vector<Result> results,
                        const std::vector<std::pair<ValueId, std::size_t>>& donate) && {
  if (open_.size() != 1) throw Error(Code::kInternal, "program " + program_.name + ": a loop is still open");
  std::vector<ValueId> values;
  for (const Result& r : results) values.push_back(r.value);
  for (const auto& [argument, result] : donate) {
    const auto found = std::find_if(program_.arguments.begin(), program_.arguments.end(),
                                    [a = argument](const Argument& x) { return x.value == a; });
    if (found == program_.arguments.end() || result >= results.size() ||
        shape(argument) != shape(values[result]))
      throw Error(Code::kInvalidArgument,
                  fmt::format("program {}: only an argument of the result's shape can give its buffer",
                              program_.name));
    found->alias_of = static_cast<std::int64_t>(result);
  }
  add_many(Op::kReturn, std::move(values));
  program_.results = std::move(results);
  program_.main = std::move(open_.back().region);
  put_in_order(program_.main);
  return std::move(program_);
}

}  // namespace constate::hlo
