// A chat template, and what it makes of some messages, with small limits. What comes out is within the limits
// and the same again; what is refused has its line.
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "fuzz.h"
#include "jinja/template.h"

using namespace constate;

namespace {

constexpr const char* kVariables = R"({
  "messages": [{"role": "system", "content": "Be good."}, {"role": "user", "content": " H\u00e9llo \u4e2d\n"},
               {"role": "assistant", "content": null, "tool_calls": [{"function": {"name": "f", "arguments": {"x": [1, 2.5]}}}]},
               {"role": "tool", "content": "<b>'\""}],
  "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}],
  "documents": null, "add_generation_prompt": true, "bos_token": "<s>", "eos_token": "</s>", "n": 3, "f": -0.5})";

const OrderedJson& variables() {
  static const OrderedJson json = parse_ordered_json(kVariables, "variables");
  return json;
}

std::tm noon() {
  std::tm out{};
  out.tm_year = 126;
  out.tm_mday = 1;
  out.tm_hour = 12;
  return out;
}

jinja::Limits limits() {
  jinja::Limits out;
  out.steps = 20'000;
  out.output = 1 << 20;
  out.memory = 8 << 20;
  return out;
}

std::string rendered(std::string_view source) {
  try {
    std::string text = jinja::Template::parse(source, limits()).render(variables(), noon());
    fuzz::require(text.size() <= limits().output, "no text is longer than the limit");
    return text;
  } catch (const Error& e) {
    fuzz::require(std::string_view(e.what()).starts_with("line "), "what is refused has its line");
    return e.what();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source = fuzz::text_of(data, size);
  variables();
  fuzz::bounded(24 * size, [&] {
    const std::string first = rendered(source);
    fuzz::require(rendered(source) == first, "a template gives the same again");
  });
  return 0;
}
