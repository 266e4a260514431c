// Which model a request means: the name that it has for it, "" where it has none. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "http/message.h"

namespace constate::serve {

// `model` of a body. What is no text is refused when the fields are read.
inline std::string model_of(const Json& body) {
  if (!body.is_object()) return "";
  const auto found = body.find("model");
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

// `?model=NAME`.
inline std::string queried_model(const http::Request& request) {
  const auto found = request.query.find("model");
  return found == request.query.end() ? "" : found->second;
}

}  // namespace constate::serve
