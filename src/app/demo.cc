// constate demo: the model that comes with the program, shown by the commands that a user would type.
#include <fmt/format.h>

#include <memory>
#include <vector>

#include "app/commands.h"
#include "app/demo_model.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/report.h"
#include "app/shell_text.h"
#include "app/terminal.h"

namespace constate::app {
namespace {

constexpr const char* kCommand = "demo";

struct Plan {
  std::optional<std::string> plugin;
  std::optional<std::int64_t> port, threads;
  bool no_cache = false, no_serve = false;
};

using Words = std::vector<std::string>;

Words device_words(const Plan& plan) {
  Words out;
  if (plan.plugin) out.insert(out.end(), {"--plugin", *plan.plugin});
  if (plan.threads) out.insert(out.end(), {"--threads", fmt::format("{}", *plan.threads)});
  if (plan.no_cache) out.emplace_back("--no-cache");
  return out;
}

// Says what is typed, and does it.
int type(const char* why, Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  std::string line = "constate";
  std::vector<const char*> argv{"constate"};
  for (const std::string& word : words) {
    line += ' ';
    line += shell_word(word);
    argv.push_back(word.c_str());
  }
  say(fmt::format("\n{}\n$ {}", why, line));
  return run(static_cast<int>(argv.size()), argv.data());
}

int run_demo(const Plan& plan) {
  if (plan.no_serve && plan.port) exclude(kCommand, {{"--no-serve", true}, {"--port", true}});
  const std::filesystem::path folder = demo_model();
  if (folder.empty())
    throw Error(
        Code::kNotFound,
        "the demo model is not here: the program looks for share/constate/models/demo and models/demo "
        "beside the folder that it is in",
        "`constate generate DIR PROMPT` takes any other model");
  const std::string model = folder.string();
  const Words device = device_words(plan);
  if (const int code = type(
          "A text that the model goes on with:", {"generate", model, "In the beginning", "-n", "60"}, device))
    return code;
  if (const int code = type("Whether all ways through the model agree on this device:",
                            {"verify", model, "--self", "--tokens", "64"}, device))
    return code;
  if (plan.no_serve) return kOk;
  return type("A server with a page to talk to the model; open its address in a browser. Ctrl-C ends it:",
              {"serve", model, "--port", fmt::format("{}", plan.port.value_or(8080))}, device);
}

}  // namespace

Command add_demo(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand(kCommand, "Show the program at work: a text, a check, and a page to talk to it");
  app->footer(
      "Runs `generate`, `verify --self` and `serve` on the small model that comes with the program, and "
      "prints "
      "each command before it.\n\nExamples:\n  constate demo\n  constate demo --no-serve\n  constate demo "
      "--port 9000");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.integer("--port", plan->port, 0, 65535, "Port of the page; 0: any free one (8080)");
  flags.flag("--no-serve", plan->no_serve, "End after the check");
  add_device(flags, plan->plugin, plan->threads, plan->no_cache);
  return {app, [plan] { return run_demo(*plan); }};
}

}  // namespace constate::app
