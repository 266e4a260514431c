// constate devices, and the version: what plugins there are and what they drive.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/plugin_list.h"
#include "app/plugin_source.h"
#include "app/report.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/json.h"
#include "pjrt/machine_devices.h"

namespace constate::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct Plan {
  std::optional<std::string> plugin;
  bool json = false;
};

std::string api_text(const pjrt::Plugin& plugin) {
  const auto [major, minor] = plugin.api_version();
  return fmt::format("{}.{}", major, minor);
}

OrderedJson opened(const pjrt::PluginChoice& choice) {
  const auto plugin = pjrt::load_to_run(choice.path);
  const auto client = pjrt::Client::create(plugin);
  OrderedJson json{{"plugin", plugin->path().string()},
                   {"kind", name(choice.kind)},
                   {"why", why_text(choice)},
                   {"api_version", api_text(*plugin)},
                   {"platform", client->platform_name()},
                   {"platform_version", client->platform_version()}};
  json["attributes"] = plugin->attributes();
  for (const pjrt::Device& device : client->devices()) {
    OrderedJson d{{"id", device.id}, {"kind", device.kind}, {"description", device.description}};
    const auto memory = client->memory(device);
    d["memory_limit_bytes"] = memory && memory->limit ? OrderedJson(*memory->limit) : OrderedJson(nullptr);
    d["memory_in_use_bytes"] = memory ? OrderedJson(memory->in_use) : OrderedJson(nullptr);
    json["devices"].push_back(d);
  }
  return json;
}

OrderedJson described(const pjrt::PluginChoice& choice) {
  try {
    return opened(choice);
  } catch (const Error& e) {
    return {{"plugin", choice.path.string()},
            {"kind", name(choice.kind)},
            {"why", why_text(choice)},
            {"error", e.what()}};
  }
}

std::string text_of(const OrderedJson& json) {
  const auto field = [&](const char* key) { return printable(json.at(key).get<std::string>()); };
  std::string out = fmt::format("{} ({})\n", field("plugin"), field("why"));
  if (json.contains("error")) return out + fmt::format("  cannot be used: {}\n", field("error"));
  out += fmt::format("  PJRT API {} · platform {}\n", field("api_version"), field("platform"));
  for (const OrderedJson& device : json.at("devices")) {
    out += fmt::format("  device {}: {}", device.at("id").get<int>(),
                       printable(device.at("kind").get<std::string>()));
    if (!device.at("memory_limit_bytes").is_null())
      out +=
          fmt::format(", {} in use of {}", bytes_text(device.at("memory_in_use_bytes").get<std::int64_t>()),
                      bytes_text(device.at("memory_limit_bytes").get<std::int64_t>()));
    out += "\n";
  }
  return out;
}

std::string looked_in(const std::vector<pjrt::SearchedFolder>& folders) {
  std::string out = folders.empty() ? "" : "looked in\n";
  for (const pjrt::SearchedFolder& folder : folders) {
    std::vector<std::string_view> kinds;
    for (const pjrt::PluginKind kind : folder.kinds) kinds.push_back(name(kind));
    out += fmt::format("  {} ({}): {}\n", printable(folder.folder.string()), folder.why,
                       !folder.is_there ? "no such folder"
                       : kinds.empty()  ? "no plugin"
                                        : fmt::format("{}", fmt::join(kinds, ", ")));
  }
  return out;
}

int run_devices(const Plan& plan) {
  const auto choices = on_device([&] { return distinct_plugins(search_for(plan.plugin)); });
  OrderedJson all = OrderedJson::array();
  bool any = false;
  for (const pjrt::PluginChoice& choice : choices) {
    all.push_back(described(choice));
    any |= !all.back().contains("error");
    if (!plan.json) write_out(text_of(all.back()));
  }
  if (plan.json)
    write_out(all.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
  else
    write_out(looked_in(pjrt::searched_folders(search_for(plan.plugin))));
  if (!any)
    throw DeviceError(
        Error(Code::kUnavailable, fmt::format("none of the plugins found ({}) can be used", all.size())));
  return 0;
}

}  // namespace

std::string version_text() {
  std::string out =
      fmt::format("constate {}\nbuilt for the PJRT API {}\n", CONSTATE_VERSION, CONSTATE_PJRT_API_VERSION);
  try {
    const pjrt::PluginChoice choice = pjrt::find_plugins().front();
    const auto plugin = pjrt::load_to_run(choice.path);
    out += fmt::format("plugin {} ({}): PJRT API {}", plugin->path().string(), why_text(choice),
                       api_text(*plugin));
    for (const char* key : {"xla_version", "stablehlo_current_version"}) {
      const auto& attributes = plugin->attributes();
      if (const auto it = attributes.find(key); it != attributes.end())
        out += fmt::format(", {} {}", it->first, it->second);
    }
  } catch (const Error& e) {
    out += fmt::format("no plugin: {}", e.what());
  }
  return printable(out, true) + "\n";
}

Command add_devices(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand("devices", "Show the PJRT plugins that are installed and the devices they drive");
  app->footer("Example:\n  constate devices");
  const auto plan = std::make_shared<Plan>();
  Flags flags(*app);
  flags.text("--plugin", plan->plugin, "NAME|FILE", "cpu, cuda, tpu or a PJRT plugin's file (all that fit)");
  flags.flag("--json", plan->json, "As a JSON list");
  return {app, [plan] { return run_devices(*plan); }};
}

}  // namespace constate::app
