#include "app/serve_models.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/flags.h"
#include "app/model_names.h"
#include "app/text.h"
#include "hub/names.h"

namespace constate::app {
namespace {

// "NAME=DIR", or "DIR", which is called as the folder is, or as the hub's model without its owner. What
// stands before a "=" is no name where it has a "/".
Served served_model(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0 && text.find('/') > equals)
    return {text.substr(0, equals), text.substr(equals + 1)};
  if (const auto model = hub::parse_name(text)) return {model->model, text};
  const std::string name = std::filesystem::path(text).lexically_normal().filename().string();
  return {name.empty() ? "model" : name, text};
}

}  // namespace

std::vector<Served> served_models(const std::vector<std::string>& given,
                                  const std::optional<std::string>& name, const std::string& command) {
  std::vector<Served> out;
  for (const std::string& text : given) out.push_back(served_model(text));
  if (name && (out.size() > 1 || out[0].folder != given[0]))
    usage_error("--name is of one model that has no name of its own: give --model NAME=DIR", command);
  if (name) out[0].name = *name;
  for (Served& served : out) served.folder = find_model(served.folder);
  for (std::size_t i = 0; i < out.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (out[k].name == out[i].name)
        usage_error(fmt::format("two models are called `{}`: give --model NAME=DIR", printable(out[i].name)),
                    command);
  return out;
}

}  // namespace constate::app
