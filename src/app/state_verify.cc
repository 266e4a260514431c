#include "app/state_verify.h"

#include <fmt/format.h>

#include "app/device_options.h"
#include "app/interrupt.h"
#include "app/model_source.h"
#include "app/report.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/error.h"
#include "base/json.h"
#include "check/self_check.h"
#include "engine/sequence.h"

namespace constate::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

// The state's arrays, and its logits where both have them.
std::vector<check::Snapshot::Part> parts_of(const engine::SavedState& state, bool logits) {
  std::vector<check::Snapshot::Part> out;
  const auto add = [&](const std::string& name, const HostArray& array) {
    const HostArray wide = array.converted(DType::kF32);
    out.push_back({name, {wide.as<float>().begin(), wide.as<float>().end()}});
  };
  for (const auto& [name, array] : state.fields) add(name, array);
  if (logits) add("logits", *state.logits);
  return out;
}

// The state that the tokens give now.
engine::SavedState made_again(engine::Engine& engine, const engine::SavedState& saved) {
  const engine::Sequence sequence =
      engine::feed(engine, engine::Sequence::empty(engine, /*keeps_ids=*/true), *saved.ids);
  return engine::save(engine, sequence);
}

DtypeRequest dtype_for(const StateVerifyPlan& plan, const engine::SavedState& saved) {
  if (plan.dtype) return dtype_request(plan.dtype);
  return {dtype_of(saved.dtype, "", plan.file), false, "the state"};
}

}  // namespace

int verify_state(const StateVerifyPlan& plan) {
  const engine::SavedState saved = engine::read_state(plan.file);
  engine::EngineOptions options;
  options.fingerprint = true;
  set_device(options.device_options, plan.plugin, plan.threads);
  ProgressLine progress(stderr_can_erase());
  tell_on(progress, options, {false, false, plan.no_cache});
  const Interrupt interrupt;
  const auto [engine, why_dtype] =
      open_engine(ModelSource::open(plan.folder, std::nullopt), options, dtype_for(plan, saved));
  progress.note(device_line(*engine, plan.plugin, why_dtype));
  with_context(plan.file, [&, &e = *engine] { engine::check_same_model(saved.model, e.fingerprint()); });
  OrderedJson json{
      {"file", plan.file}, {"model", plan.folder}, {"tokens", saved.tokens}, {"fed", saved.ids.has_value()}};
  bool same = true;
  std::string line = "the model is the same; the file has no ids, so that nothing was fed again";
  if (saved.ids && saved.tokens > 0) {
    progress.doing(fmt::format("feeding {}", count_text(saved.tokens, "token")));
    const engine::SavedState again = made_again(*engine, saved);
    const bool logits = saved.logits && again.logits;
    const check::Difference d = check::compare(parts_of(saved, logits), parts_of(again, logits));
    const double allowed = check::allowed_difference(*engine);
    same = d.largest <= allowed;
    json["difference"] = d.largest;
    json["part"] = d.part;
    json["allowed"] = allowed;
    line = fmt::format("{} fed again: the largest difference is {:.2g}, in {}; {:.2g} is allowed",
                       count_text(saved.tokens, "token"), d.largest, d.part, allowed);
  }
  progress.doing("");
  progress.clear();
  json["passed"] = same;
  write_out(plan.json ? json.dump() + "\n"
                      : fmt::format("{}: {}\n{}\n", printable(plan.file), line, same ? "PASS" : "FAIL"));
  return same ? 0 : 1;
}

}  // namespace constate::app
