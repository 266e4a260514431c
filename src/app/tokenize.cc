// constate tokenize: text to ids, and back.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "app/commands.h"
#include "app/flags.h"
#include "app/model_names.h"
#include "app/prompts.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/json.h"
#include "base/utf8.h"
#include "formats/gguf.h"
#include "tokenizer/tokenizer.h"

namespace constate::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct Plan {
  std::optional<std::string> from, model, text, file, ids;
  bool json = false, no_special = false, pieces = false;
};

// A string, or a list of bytes where it is not UTF-8.
OrderedJson piece_json(std::string_view bytes) {
  if (find_invalid_utf8(bytes) == std::string_view::npos) return std::string(bytes);
  OrderedJson list = OrderedJson::array();
  for (const char c : bytes) list.push_back(static_cast<unsigned char>(c));
  return list;
}

int run_tokenize(Plan plan) {
  take_model("tokenize", plan.model, "FROM", {&plan.from, &plan.text});
  find_model(plan.from, Needs::kSomeFile);
  exclude(
      "tokenize",
      {{"TEXT", plan.text.has_value()}, {"--file", plan.file.has_value()}, {"--ids", plan.ids.has_value()}});
  const std::filesystem::path from = *plan.from;
  std::error_code ignored;
  const bool gguf = formats::gguf_at(from).has_value();
  std::optional<tokenizer::Tokenizer> own;
  if (gguf || std::filesystem::is_directory(from, ignored)) own = read_tokenizer(*plan.from);
  if (gguf && !own) refuse_without_tokenizer(*plan.from, "this shows", "name a tokenizer.json");
  // Of a folder with neither file the error names the one that should be there.
  const tokenizer::Tokenizer tokenizer =
      own ? *std::move(own)
          : tokenizer::Tokenizer::from_file(
                std::filesystem::is_directory(from, ignored) ? from / "tokenizer.json" : from);

  std::vector<std::int32_t> ids;
  if (plan.ids) {
    ids = ids_of(*plan.ids);
  } else {
    if (!plan.text && !plan.file && stdin_is_terminal())
      usage_error("a text is expected: as an argument, with --file or on standard input", "tokenize");
    const std::string source = plan.file.value_or("-");
    const std::string text = plan.text ? *plan.text : without_last_newline(read_input(source));
    check_utf8(text, plan.text ? "TEXT" : source == "-" ? "standard input" : source);
    ids = tokenizer.encode(text, !plan.no_special);
  }
  const std::string decoded = plan.ids ? tokenizer.decode(ids, plan.no_special) : "";

  if (plan.json) {
    OrderedJson json{{"tokens", ids}, {"pieces", OrderedJson::array()}};
    for (const std::int32_t id : ids) json["pieces"].push_back(piece_json(tokenizer.bytes_of(id)));
    if (plan.ids) json["text"] = decoded;
    write_out(json.dump() + "\n");
  } else if (plan.pieces) {
    std::string out;
    for (const std::int32_t id : ids) out += fmt::format("{}\t{}\n", id, piece_text(tokenizer.bytes_of(id)));
    write_out(out);
  } else {
    write_out(plan.ids ? decoded + "\n" : fmt::format("{}\n", fmt::join(ids, " ")));
  }
  return 0;
}

}  // namespace

Command add_tokenize(CLI::App& root) {
  CLI::App* app = root.add_subcommand("tokenize", "Turn text into token ids, or ids into text");
  app->footer(
      "Examples:\n"
      "  constate tokenize models/demo \"In the beginning\" --pieces\n"
      "  constate tokenize models/demo --ids \"460 269 2014\"");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("FROM", plan->from, "",
             "Folder with a tokenizer.json or tokenizer.model, such a file, a GGUF file, or ORG/NAME");
  flags.model(plan->model);
  flags.text("TEXT", plan->text, "", "Text; else --file, --ids, or standard input");
  flags.text("-f,--file", plan->file, "FILE",
             "Read the text from FILE ('-': standard input), without the newline at its end");
  flags.text("--ids", plan->ids, "\"N N ...\"", "Print the text of these ids");
  flags.flag("--pieces", plan->pieces, "One token a line: its id, and what it stands for");
  flags.flag("--no-special", plan->no_special,
             "Add no special tokens to a text; leave them out of the text of ids");
  flags.flag("--json", plan->json, "As a JSON object");
  return {app, [plan] { return run_tokenize(*plan); }};
}

}  // namespace constate::app
