// constate pull: a checkpoint from the hub into the hub's cache on disk.
#include "hub/pull.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "app/commands.h"
#include "app/flags.h"
#include "app/interrupt.h"
#include "app/settings.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/clock.h"
#include "base/json.h"

namespace constate::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr const char* kCommand = "pull";

struct Plan {
  std::optional<std::string> name;
  bool offline = false, json = false, quiet = false;
};

std::string bytes(std::uint64_t count) { return bytes_text(static_cast<std::int64_t>(count)); }

// Tells what comes: on a terminal in one line that is rewritten, elsewhere in a line for each file.
class Teller {
 public:
  explicit Teller(bool quiet) : quiet_(quiet), line_(!quiet && stderr_can_erase()) {}

  hub::PullHooks hooks() {
    return {.came = [this](const std::string& file, std::size_t number, std::size_t count, std::uint64_t done,
                           std::uint64_t size) { came(file, number, count, done, size); },
            .finished =
                [this](const hub::PulledFile& file) {
                  tell(fmt::format("{} · {}", printable(file.name), bytes(file.bytes)));
                  line_.doing("");
                },
            .tell = [this](const std::string& why) { tell(printable(why)); },
            .sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }};
  }

 private:
  void came(const std::string& file, std::size_t number, std::size_t count, std::uint64_t done,
            std::uint64_t size) {
    if (file != file_) {
      file_ = file;
      begun_ = {};
      at_begin_ = done;
      told_ = -1;
    }
    if (begun_.seconds() - told_ < kBetweenLines && done < size) return;
    told_ = begun_.seconds();
    const double rate = told_ > 0 ? static_cast<double>(done - std::min(done, at_begin_)) / told_ : 0;
    line_.doing(fmt::format("{} of {}: {} · {:.0f} % of {} · {}/s", number, count, printable(file),
                            100.0 * static_cast<double>(done) / static_cast<double>(size), bytes(size),
                            bytes(static_cast<std::uint64_t>(rate))));
  }
  void tell(const std::string& text) {
    if (!quiet_) line_.note(text);
  }

  static constexpr double kBetweenLines = 0.1;  // seconds
  const bool quiet_;
  ProgressLine line_;
  std::string file_;
  std::uint64_t at_begin_ = 0;
  double told_ = -1;
  Stopwatch begun_;
};

std::string json_text(const hub::ModelName& name, const hub::Pulled& pulled) {
  OrderedJson files = OrderedJson::array();
  std::uint64_t all = 0, fetched = 0;
  for (const hub::PulledFile& file : pulled.files) {
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"fetched", file.fetched}});
    all += file.bytes;
    fetched += file.fetched;
  }
  const OrderedJson json{{"model", name.id()},
                         {"revision", name.revision},
                         {"commit", pulled.commit},
                         {"folder", pulled.folder.string()},
                         {"bytes", all},
                         {"fetched", fetched},
                         {"files", files}};
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

hub::Pulled pulled(const Plan& plan, const hub::ModelName& name) {
  const hub::Settings settings = hub::settings_of(setting);
  if (plan.offline || settings.offline) return hub::pull_offline(name, settings);
  const Interrupt interrupt;  // ends the program at once; what has come is in its file
  const std::unique_ptr<hub::Transport> transport = hub::open_curl({.agent = "constate/" CONSTATE_VERSION,
                                                                    .stall_seconds = settings.stall_seconds,
                                                                    .certificates = settings.certificates});
  Teller teller(plan.quiet);
  return hub::pull(name, settings, *transport, teller.hooks());
}

int run_pull(const Plan& plan) {
  const std::optional<hub::ModelName> name = hub::parse_name(*plan.name);
  if (!name)
    usage_error(fmt::format("NAME: ORG/NAME or ORG/NAME@REV is expected; got `{}`", printable(*plan.name)),
                kCommand);
  const hub::Pulled result = pulled(plan, *name);
  write_out(plan.json ? json_text(*name, result) : result.folder.string() + "\n");
  return 0;
}

}  // namespace

Command add_pull(CLI::App& root) {
  CLI::App* app = root.add_subcommand(kCommand, "Fetch a checkpoint from the Hugging Face hub");
  app->footer(
      "Afterwards NAME stands for the model in every command: `constate generate ORG/NAME PROMPT`.\n"
      "It goes into the hub's own cache, which Python's libraries use too: $HF_HUB_CACHE, else $HF_HOME/hub, "
      "else\n"
      "~/.cache/huggingface/hub. A pull that was cut off goes on where it was. HF_TOKEN is for private and "
      "gated\n"
      "models, HF_ENDPOINT for another hub. Prints the folder.\n\nExamples:\n"
      "  constate pull state-spaces/mamba2-130m\n"
      "  constate pull ORG/NAME@v1.0 --json");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("NAME", plan->name, "", "ORG/NAME, or ORG/NAME@REV: a branch, a tag or a commit (main)")
      ->required();
  flags.flag("--offline", plan->offline,
             "Ask nobody: print the folder that is there, or fail (HF_HUB_OFFLINE=1)");
  flags.flag("--json", plan->json, "As a JSON object: folder, commit, files with their bytes");
  flags.flag("-q,--quiet", plan->quiet, "Say nothing but errors on standard error");
  return {app, [plan] { return run_pull(*plan); }};
}

}  // namespace constate::app
