// Models: loading, what they are, text and ids.
#include <fmt/format.h>

#include "base/environment.h"
#include "capi/objects.h"
#include "hub/model_cache.h"
#include "hub/settings.h"
#include "pjrt/plugin_search.h"
#include "runtime/program_folder.h"

namespace constate::capi {
namespace {

namespace fs = std::filesystem;

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

DType dtype_of(const std::string& text) {
  for (const DType dtype : {DType::kF32, DType::kBF16, DType::kF16, DType::kS8, DType::kS4})
    if (text == user_name(dtype)) return dtype;
  throw Error(Code::kInvalidArgument,
              fmt::format("dtype: f32, bf16, f16, int8 or int4 is expected; got `{}`", text));
}

std::vector<fs::path> folders_of(const std::string& list) {
  std::vector<fs::path> out;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(':', begin), list.size());
    if (end > begin) out.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

engine::EngineOptions engine_options(const constate_load_options& given) {
  engine::EngineOptions out;
  if (given.threads < 0)
    throw Error(Code::kInvalidArgument,
                fmt::format("threads: 0 or more are expected; got {}", given.threads));
  if (given.dtype != nullptr) out.dtype = dtype_of(given.dtype);
  out.device_options.plugin = text_of(given.device);
  out.device_options.packages = folders_of(text_of(given.packages));
  out.device_options.cpu_threads = given.threads;
  out.fingerprint = true;  // any state may be saved
  out.store.folder = given.programs != nullptr ? fs::path(given.programs) : runtime::default_program_folder();
  if (const auto tell = given.on_progress) {
    out.progress.loading = [tell, user = given.user](double share) { tell(user, share, nullptr); };
    out.progress.compiling = [tell, user = given.user](const std::string& program) {
      tell(user, -1, program.c_str());
    };
  }
  out.progress.feeding = [](std::int64_t, std::int64_t) { check_cancelled(); };
  return out;
}

// The one command that brings a plugin: of an installation its tool, else of the Python package its extras.
std::string how_to_have(pjrt::PluginKind kind) {
  const fs::path tool = pjrt::built_in_folder().parent_path() / "tools/fetch_plugin.py";
  std::error_code ignored;
  if (fs::is_regular_file(tool, ignored)) return fmt::format("`{} {}` fetches it", tool.string(), name(kind));
  if (kind == pjrt::PluginKind::kCuda) return "`pip install 'constate[cuda13]'` fetches it";
  if (kind == pjrt::PluginKind::kTpu) return "`pip install 'constate[tpu]'` fetches it";
  return "`pip install constate` fetches it";
}

// A name of the hub, "ORG/NAME" or "ORG/NAME@REV", stands for its folder in the hub's cache on disk.
std::string folder_of(const std::string& text) {
  std::error_code ignored;
  const std::optional<hub::ModelName> name = hub::parse_name(text);
  if (!name || fs::exists(text, ignored)) return text;
  return hub::needed_folder({hub::cache_folder(environment_variable), *name}, /*whole=*/true).string();
}

std::shared_ptr<Model> load(const std::string& name, const constate_load_options& options) {
  const std::string folder = folder_of(name);
  const auto model = std::make_shared<Model>();
  engine::EngineOptions engine = engine_options(options);
  engine::ModelFolder opened = engine::ModelFolder::open(folder);
  const models::Facts& facts = opened.model->facts();
  model->folder = folder;
  model->generation = engine::read_generation_config(folder, facts.tokens);
  model->tokenizer = options.tokenizer != nullptr ? tokenizer::Tokenizer::from_file(options.tokenizer)
                                                  : engine::read_tokenizer(folder);
  note_loaded();
  try {
    model->engine = engine::Engine::open(std::move(opened), engine);
  } catch (const pjrt::MissingPlugin& e) {
    throw Error(e.code(), e.what(), how_to_have(e.kind));
  }
  const pjrt::Client& client = *model->engine->device().client;
  model->plugin = client.plugin().path().string();
  model->device = client.devices()[0].kind;
  return model;
}

std::int64_t bytes_of(const models::BoundModel& model) {
  std::int64_t out = 0;
  for (const models::WeightSpec& spec : model.weights())
    out += static_cast<std::int64_t>(spec.shape().bytes());
  return out;
}

constate_model_info info_of(const Model& model) {
  const models::BoundModel& bound = model.engine->model();
  const models::Facts& facts = bound.facts();
  const runtime::MemoryNeed need = runtime::memory_need(bound);
  return {.size = sizeof(constate_model_info),
          .vocab_size = facts.vocab_size,
          .layers = facts.layers,
          .parameters = models::elements_of(bound.weights()),
          .weight_bytes = bytes_of(bound),
          .state_bytes = need.row,
          .state_bytes_per_token = need.token,
          .begin_id = facts.tokens.bos.value_or(-1),
          .has_tokenizer = model.tokenizer.has_value(),
          .model_type = facts.model_type.c_str(),
          .dtype = user_name(model.engine->dtype()).data(),  // of literals
          .device = model.device.c_str(),
          .plugin = model.plugin.c_str()};
}

std::shared_ptr<Model> model_of(const constate_model* model) { return Handles<Model>::all().get(model); }

}  // namespace
}  // namespace constate::capi

using namespace constate::capi;

extern "C" {

constate_code constate_load_options_init(constate_load_options* options) {
  return guarded([&] {
    check_pointer(options, "options");
    *options = {};
    options->size = sizeof *options;
  });
}

constate_code constate_model_load(const char* folder, const constate_load_options* options,
                                  constate_model** out) {
  return guarded([&] {
    check_pointer(out, "out");
    *out = nullptr;
    check_pointer(folder, "folder");
    constate_load_options known{};
    if (options != nullptr) copy_sized(options, options->size, &known, sizeof known, "options");
    give(load(folder, known), out);
  });
}

constate_code constate_model_close(constate_model* model) {
  return guarded([&] { Handles<Model>::all().take(model)->closed = true; });
}

constate_code constate_model_info_get(const constate_model* model, constate_model_info* info) {
  return guarded([&] {
    check_pointer(info, "info");
    const constate_model_info all = info_of(*model_of(model));
    give_sized(all, info, "info");
  });
}

constate_code constate_model_end_ids(const constate_model* model, int32_t* ids, size_t room, size_t* count) {
  return guarded([&] {
    const std::vector<std::int32_t>& all = model_of(model)->generation.stop_ids;
    fill(all.data(), all.size(), sizeof *ids, ids, room, count);
  });
}

constate_code constate_tokenize(const constate_model* model, const char* text, size_t bytes, int add_special,
                                int32_t* ids, size_t room, size_t* count) {
  return guarded([&] {
    const std::vector<std::int32_t> all = model_of(model)->encode(text, bytes, add_special != 0);
    fill(all.data(), all.size(), sizeof *ids, ids, room, count);
  });
}

constate_code constate_detokenize(const constate_model* model, const int32_t* ids, size_t ids_count,
                                  int skip_special, char* text, size_t room, size_t* count) {
  return guarded([&] {
    const std::string all = model_of(model)->text().decode(ids_of(ids, ids_count), skip_special != 0);
    fill(all.data(), all.size(), 1, text, room, count);
  });
}

}  // extern "C"
