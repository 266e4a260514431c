#include "jinja/arguments.h"

#include <fmt/format.h>

namespace constate::jinja {
namespace {

struct Parameter {
  std::string_view name;
  bool optional = false, by_name = true;
};

std::vector<Parameter> split(std::string_view text) {
  std::vector<Parameter> out;
  bool by_name = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word == "/") {
      by_name = false;
      continue;
    }
    const bool optional = word.ends_with('?');
    if (optional) word.remove_suffix(1);
    out.push_back({word, optional, by_name});
  }
  return out;
}

}  // namespace

Bound::Bound(std::string_view parameters, Arguments& arguments) : parameters_(parameters) {
  const std::vector<Parameter> list = split(parameters);
  if (arguments.positional.size() > list.size())
    fail(fmt::format("at most {} arguments are taken; got {}", list.size(), arguments.positional.size()));
  values_.resize(list.size());
  for (std::size_t i = 0; i < arguments.positional.size(); ++i)
    values_[i] = std::move(arguments.positional[i]);
  for (auto& [name, value] : arguments.named) {
    std::size_t i = 0;
    while (i < list.size() && !(list[i].name == name && list[i].by_name)) ++i;
    if (i == list.size()) fail(fmt::format("there is no argument `{}`", name));
    if (values_[i]) fail(fmt::format("the argument `{}` is given twice", name));
    values_[i] = std::move(value);
  }
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!values_[i] && !list[i].optional) fail(fmt::format("the argument `{}` is missing", list[i].name));
}

bool Bound::flag_or(std::size_t i, bool missing) const { return has(i) ? truth(*values_[i]) : missing; }

std::int64_t Bound::integer(std::size_t i) const {
  const std::optional<std::int64_t> number = values_[i]->integer();
  if (!number) {
    values_[i]->need_defined();
    fail(fmt::format("the argument `{}` is an integer; got {}", split(parameters_)[i].name,
                     kind_name(*values_[i])));
  }
  return *number;
}

std::string_view Bound::text(std::size_t i) const {
  if (!values_[i]->is_text()) {
    values_[i]->need_defined();
    fail(fmt::format("the argument `{}` is a string; got {}", split(parameters_)[i].name,
                     kind_name(*values_[i])));
  }
  return values_[i]->bytes();
}

}  // namespace constate::jinja
