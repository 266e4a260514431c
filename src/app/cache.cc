// constate cache: what compiled programs are kept on disk, and away with them.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/json.h"
#include "runtime/program_folder.h"
#include "runtime/program_store.h"

namespace constate::app {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

constexpr const char* kCommand = "cache";

struct Plan {
  std::optional<std::string> action;
  bool json = false;
};

std::uint64_t bytes_of(const std::vector<runtime::StoredProgram>& programs) {
  std::uint64_t bytes = 0;
  for (const runtime::StoredProgram& p : programs) bytes += p.bytes;
  return bytes;
}

std::string sum_line(const std::vector<runtime::StoredProgram>& programs, const fs::path& folder) {
  return fmt::format("{}, {} in {}", count_text(static_cast<std::int64_t>(programs.size()), "file"),
                     bytes_text(static_cast<std::int64_t>(bytes_of(programs))), printable(folder.string()));
}

std::string table_of(const std::vector<runtime::StoredProgram>& programs) {
  using Row = std::array<std::string, 7>;
  std::vector<Row> rows{{"program", "model", "dtype", "plugin", "device", "bytes", "last use"}};
  const auto or_any = [](const std::string& text) { return text.empty() ? "any" : printable(text); };
  for (const runtime::StoredProgram& p : programs) {
    const std::string bytes = bytes_text(static_cast<std::int64_t>(p.bytes));
    const std::string used = fmt::format("{:%Y-%m-%d %H:%M}", fmt::localtime(p.used));
    if (p.damage.empty())
      rows.push_back({printable(p.name), or_any(p.model), or_any(p.dtype), printable(p.plugin),
                      printable(p.device), bytes, used});
    else
      rows.push_back(
          {fmt::format("{}: {}", p.file.filename().string(), p.damage), "", "", "", "", bytes, used});
  }
  Row::value_type out;
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  for (const Row& r : rows)
    out += fmt::format("{:{}}  {:{}}  {:{}}  {:{}}  {:{}}  {:>{}}  {}\n", r[0], widths[0], r[1], widths[1],
                       r[2], widths[2], r[3], widths[3], r[4], widths[4], r[5], widths[5], r[6]);
  return out;
}

OrderedJson listed(const runtime::StoredProgram& p) {
  const auto or_null = [](const std::string& text, bool told) {
    return told ? OrderedJson(text) : OrderedJson(nullptr);
  };
  const bool whole = p.damage.empty();
  return {{"file", p.file.filename().string()},
          {"name", or_null(p.name, whole)},
          {"model", or_null(p.model, whole && !p.model.empty())},
          {"dtype", or_null(p.dtype, whole && !p.dtype.empty())},
          {"plugin", or_null(p.plugin, whole)},
          {"device", or_null(p.device, whole)},
          {"bytes", p.bytes},
          {"last_use", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(p.used))},
          {"damage", or_null(p.damage, !whole)}};
}

OrderedJson removed(const runtime::StoredProgram& p) {
  return {{"file", p.file.filename().string()}, {"bytes", p.bytes}};
}

// `key` names the list of what `each` makes of the programs.
std::string json_text(const fs::path& folder, const std::vector<runtime::StoredProgram>& programs,
                      const char* key, OrderedJson (*each)(const runtime::StoredProgram&)) {
  OrderedJson json{{"folder", folder.string()}, {"bytes", bytes_of(programs)}, {key, OrderedJson::array()}};
  for (const runtime::StoredProgram& p : programs) json[key].push_back(each(p));
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

int run_cache(const Plan& plan) {
  const std::string& action = *plan.action;
  if (action != "ls" && action != "clear")
    usage_error(fmt::format("`ls` or `clear` is expected; got `{}`", printable(action)), kCommand);
  const fs::path folder = runtime::default_program_folder();
  if (folder.empty())
    throw Error(Code::kNotFound, fmt::format("no folder for compiled programs: {}", kNoCacheFolder),
                kNameCacheFolder);
  if (action == "ls") {
    const std::vector<runtime::StoredProgram> programs = runtime::stored_programs(folder);
    write_out(plan.json ? json_text(folder, programs, "programs", listed)
                        : (programs.empty() ? "" : table_of(programs)) + sum_line(programs, folder) + "\n");
  } else {
    const std::vector<runtime::StoredProgram> gone = runtime::clear_programs(folder);
    write_out(plan.json ? json_text(folder, gone, "removed", removed)
                        : "removed " + sum_line(gone, folder) + "\n");
  }
  return 0;
}

}  // namespace

Command add_cache(CLI::App& root) {
  CLI::App* app = root.add_subcommand(kCommand, "List the compiled programs that are kept, or remove them");
  app->footer(
      "They are in $CONSTATE_CACHE, else in $XDG_CACHE_HOME/constate, else in ~/.cache/constate.\n\n"
      "Examples:\n"
      "  constate cache ls\n"
      "  constate cache ls --json\n"
      "  constate cache clear");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("ACTION", plan->action, "", "ls: list them; clear: remove them")->required();
  flags.flag("--json", plan->json, "As JSON: what is there, or what was removed");
  return {app, [plan] { return run_cache(*plan); }};
}

}  // namespace constate::app
