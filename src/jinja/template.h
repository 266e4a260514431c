// Template: the part of Jinja2 that chat templates of tokenizers use, byte for byte what Python's jinja2 3.1
// makes of it with the settings of transformers (trim_blocks, lstrip_blocks, the immutable sandbox, `break`
// and `continue`, `generation`; the filter `tojson`, raise_exception and strftime_now). What is not supported
// is refused by name, where possible when the template is read. A template sees its variables and nothing
// else: no file, no clock, nothing of the program. Const methods are thread-safe.
#pragma once

#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "jinja/json.h"
#include "jinja/limits.h"

namespace constate::jinja {

// The template called raise_exception(message): it does not take these messages.
struct Raised : Error {
  explicit Raised(std::string text)
      : Error(Code::kInvalidArgument, "the template refuses: " + text), message(std::move(text)) {}
  std::string message;  // the template's own words
};

class Template {
 public:
  // Throws FormatError("line N: ...").
  static Template parse(std::string_view source, const Limits& limits = {});

  // `variables` is an object: their names and values. `now` is what strftime_now tells. Throws Raised,
  // FormatError, or Error(kResourceExhausted) where a limit is passed; each message begins with "line N: ".
  std::string render(const OrderedJson& variables, const std::tm& now) const;

 private:
  struct Tree;
  Template(std::shared_ptr<const Tree> tree, const Limits& limits)
      : tree_(std::move(tree)), limits_(limits) {}

  std::shared_ptr<const Tree> tree_;
  Limits limits_;
};

}  // namespace constate::jinja
