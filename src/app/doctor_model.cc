#include <fmt/format.h>

#include "app/device_options.h"
#include "app/doctor.h"
#include "app/model_names.h"
#include "app/model_source.h"
#include "app/text.h"
#include "base/error.h"

namespace constate::app {
namespace {

// What a state is judged for that grows with its text.
constexpr std::int64_t kTokens = 4096;

Finding memory_on(const Runner& runner, const engine::ModelFolder& folder, DType dtype, std::int64_t batch) {
  const runtime::MemoryNeed need = runtime::memory_need(*folder.model->bind(dtype, folder.present));
  const programs::StateShape shape{batch, need.token > 0 ? kTokens : 0};
  const std::int64_t all = need.all(shape);
  Finding out{.what = "memory on " + runner.device,
              .text = {},
              .facts = {{"dtype", user_name(dtype)},
                        {"weight_bytes", need.weights},
                        {"batch", batch},
                        {"state_bytes", need.row_of(shape.capacity)},
                        {"all_bytes", all},
                        {"memory_bytes", runner.room.bytes},
                        {"fits", all <= runner.room.bytes}}};
  try {
    runtime::check_room(need, shape, runner.room, *folder.model, folder.present);
  } catch (const Error& e) {
    out.status = Finding::Status::kBad;
    out.text = e.what();
    out.mend = e.hint();
    return out;
  }
  out.text = fmt::format("it fits: weights {} of {} and {} of {}{} take {} of {}", user_name(dtype),
                         bytes_text(need.weights), count_text(batch, "state"),
                         bytes_text(need.row_of(shape.capacity)),
                         need.token > 0 ? fmt::format(" for {} tokens", shape.capacity) : "", bytes_text(all),
                         bytes_text(runner.room.bytes));
  return out;
}

}  // namespace

std::vector<Finding> examine_model(const std::string& name, const std::optional<std::string>& dtype,
                                   std::int64_t batch, const std::vector<Runner>& runners) {
  std::vector<Finding> out;
  const std::optional<DType> asked = dtype_request(dtype).dtype;
  try {
    const std::string folder = find_model(name);
    const ModelSource source = ModelSource::open(folder, std::nullopt);
    source.folder->check_weights();
    const bool has_text = read_tokenizer(folder).has_value();
    out.push_back(
        {has_text ? Finding::Status::kOk : Finding::Status::kNote,
         "model",
         fmt::format("{}: {}, and its files fit together", folder, source.model().facts().model_type),
         has_text ? "" : "no `tokenizer.json` or `tokenizer.model` is in it: text needs --tokenizer FILE",
         {{"model_type", source.model().facts().model_type}, {"has_tokenizer", has_text}}});
    for (const Runner& runner : runners)
      out.push_back(memory_on(runner, *source.folder, asked.value_or(runner.dtype), batch));
  } catch (const Error& e) {
    out.push_back({Finding::Status::kBad, "model", e.what(), e.hint()});
  }
  return out;
}

}  // namespace constate::app
