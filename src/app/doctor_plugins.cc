#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "app/apart.h"
#include "app/device_options.h"
#include "app/doctor.h"
#include "app/plugin_list.h"
#include "app/plugin_source.h"
#include "app/settings.h"
#include "app/shell_text.h"
#include "app/text.h"
#include "base/clock.h"
#include "pjrt/machine_devices.h"
#include "pjrt/named_plugins.h"
#include "runtime/device_profile.h"

namespace constate::app {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kLimit{120};  // a TPU's plugin takes half a minute to open

// Of small integers, so that the result is exact in every type that a device multiplies in.
constexpr const char* kProgram = R"(module @doctor {
  func.func public @main(%x: tensor<2x3xf32>, %y: tensor<3x2xf32>) -> tensor<2x2xf32> {
    %0 = stablehlo.dot_general %x, %y, contracting_dims = [1] x [0] : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
    return %0 : tensor<2x2xf32>
  }
})";

// In the other process: everything from loading to the right result.
std::string trial(const pjrt::PluginChoice& choice) {
  const auto plugin = pjrt::load_to_run(choice.path);
  const auto client = pjrt::Client::create(plugin);
  Stopwatch watch;
  const pjrt::Executable program = client->compile(kProgram);
  const double compile = watch.seconds();
  const std::vector<float> values{1, 2, 3, 4, 5, 6};
  const pjrt::Buffer x = client->to_device(HostArray::of(DType::kF32, {2, 3}, values)),
                     y = client->to_device(HostArray::of(DType::kF32, {3, 2}, values));
  const std::vector<const pjrt::Buffer*> arguments{&x, &y};
  const HostArray result = program.run(arguments)[0].to_host();
  const std::vector<float> wanted{22, 28, 49, 64};
  if (!std::equal(wanted.begin(), wanted.end(), result.as<float>().begin()))
    throw Error(Code::kInternal, fmt::format("a product of two matrices is {} in place of {}",
                                             fmt::join(result.as<float>(), " "), fmt::join(wanted, " ")));
  const std::string kind = client->devices()[0].kind;
  const runtime::MemoryRoom room = runtime::memory_room(*client);
  const auto [major, minor] = plugin->api_version();
  const runtime::DeviceProfile profile =
      runtime::profile_of(choice.kind, kind, runtime::Processor::of_this_machine());
  return OrderedJson{{"api_version", fmt::format("{}.{}", major, minor)},
                     {"platform", client->platform_name()},
                     {"device", kind},
                     {"devices", client->devices().size()},
                     {"compile_s", compile},
                     {"dtype", user_name(profile.dtype)},
                     {"memory_bytes", room.bytes},
                     {"memory", room.what}}
      .dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

const char* device_name(pjrt::PluginKind kind) {
  return kind == pjrt::PluginKind::kCuda ? "NVIDIA GPU" : "TPU";
}

// How a plugin comes back whole: the fetching tool takes what is there for good.
std::string how_to_mend(const pjrt::PluginChoice& choice) {
  const auto own = pjrt::own_folders();
  const bool fetched = std::any_of(own.begin(), own.end(), [&](const fs::path& folder) {
    return choice.path.string().starts_with(folder.string() + "/");
  });
  if (setting("CONSTATE_PLUGIN") == choice.path.string())
    return "`unset CONSTATE_PLUGIN` takes the best plugin that is installed";
  if (choice.kind == pjrt::PluginKind::kOther) return "";
  if (choice.kind != pjrt::PluginKind::kCpu && !pjrt::has_device(choice.kind))
    return fmt::format("this machine shows no {}: take another plugin", device_name(choice.kind));
  const std::string fetch = how_to_fetch(choice.kind);
  if (!fetched) return fmt::format("{} fetches another", fetch);
  return fmt::format("`rm {} && {} fetches it again", shell_path(choice.path), fetch.substr(1));
}

// `name` is what one asks for it with.
Finding examine(const std::string& name, const pjrt::PluginChoice& choice, std::vector<Runner>* runners) {
  const Apart apart = run_apart([&] { return trial(choice); }, kLimit);
  Finding out{
      .what = "plugin " + name,
      .text = {},
      .facts = {{"plugin", choice.path.string()}, {"kind", pjrt::name(choice.kind)}, {"why", choice.why}}};
  if (!apart.failure.empty()) {
    out.status = Finding::Status::kNote;
    out.text = fmt::format("{} ({}) cannot be used: {}", choice.path.string(), choice.why, apart.failure);
    out.mend = how_to_mend(choice);
    out.facts["error"] = apart.failure;
    return out;
  }
  const OrderedJson said = OrderedJson::parse(apart.said);
  out.facts.update(said);
  const std::string device = said.at("device").get<std::string>();
  out.text = fmt::format("{} ({}): PJRT API {}, {} {}; a program was compiled in {} and is right",
                         choice.path.string(), why_text(choice), said.at("api_version").get<std::string>(),
                         said.at("devices").get<std::size_t>(), device,
                         seconds_text(said.at("compile_s").get<double>()));
  if (runners)
    runners->push_back({device,
                        dtype_of(said.at("dtype").get<std::string>()),
                        {said.at("memory_bytes").get<std::int64_t>(), said.at("memory").get<std::string>()}});
  return out;
}

// Accelerators' plugins whose device is not here, and the other way round.
void add_idle(const pjrt::SearchOptions& search, std::vector<Finding>& out) {
  for (const pjrt::PluginKind kind : {pjrt::PluginKind::kCuda, pjrt::PluginKind::kTpu}) {
    if (pjrt::has_device(kind)) continue;
    for (const pjrt::SearchedFolder& folder : pjrt::searched_folders(search))
      if (std::find(folder.kinds.begin(), folder.kinds.end(), kind) != folder.kinds.end())
        out.push_back(
            {Finding::Status::kNote, fmt::format("plugin {}", pjrt::name(kind)),
             fmt::format("in {}; this machine shows no {}", folder.folder.string(), device_name(kind))});
  }
}

Finding will_run(const std::vector<Runner>& runners) {
  const Runner& first = runners.front();
  return {.what = "will run",
          .text = fmt::format("on {} in {}, with {} of {}", first.device, user_name(first.dtype),
                              bytes_text(first.room.bytes), first.room.what),
          .facts = {{"device", first.device}, {"dtype", user_name(first.dtype)}}};
}

}  // namespace

Plugins examine_plugins(const std::optional<std::string>& plugin) {
  Plugins out;
  const pjrt::SearchOptions search = search_for(plugin);
  try {
    for (const pjrt::PluginChoice& choice : distinct_plugins(search))
      out.findings.push_back(examine(std::string(pjrt::name(choice.kind)), choice, &out.runners));
  } catch (const Error& e) {
    const Error told = with_source(e);
    out.findings.push_back({Finding::Status::kBad, "plugin", told.what(), told.hint()});
  }
  if (out.runners.empty())
    for (Finding& f : out.findings) f.status = Finding::Status::kBad;
  else
    out.findings.push_back(will_run(out.runners));
  if (plugin) return out;
  add_idle(search, out.findings);
  for (const pjrt::NamedPlugin& named : pjrt::named_plugins(search))
    out.findings.push_back(examine(named.name, named.choice, nullptr));
  return out;
}

}  // namespace constate::app
