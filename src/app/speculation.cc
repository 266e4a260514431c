#include "app/speculation.h"

#include <fmt/format.h>

#include "app/model_names.h"
#include "app/report.h"
#include "app/text.h"
#include "base/error.h"

namespace constate::app {

using engine::Speculation;
using tokenizer::Tokenizer;

namespace {

constexpr std::string_view kLookup = "lookup", kDraft = "draft";

struct How {
  bool by_model = false;
  std::optional<std::int64_t> drafts;
};

// "lookup", "draft:4".
How how_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  if (name != kLookup && name != kDraft)
    throw Error(Code::kInvalidArgument,
                fmt::format("--speculate: `lookup`, `lookup:K`, `draft` or `draft:K` is expected; got `{}`",
                            printable(text)));
  How out{name == kDraft, {}};
  if (colon != text.npos)
    out.drafts = integer_of(fmt::format("--speculate {}:K", name), text.substr(colon + 1), 1,
                            Speculation::kMostDrafts);
  return out;
}

Speculation speculation_of(const SpeculationFlags& flags) {
  const How how = flags.how ? how_of(*flags.how) : How{.by_model = true, .drafts = {}};
  Speculation out;
  out.drafts = how.drafts.value_or(how.by_model ? Speculation::kUsualByModel : Speculation::kUsualDrafts);
  return out;
}

// What a tokenizer has for an id, if anything.
using Token = std::optional<std::string_view>;
Token token(const Tokenizer& tokenizer, std::int32_t id) {
  return id < tokenizer.vocab_size() ? tokenizer.text_of(id) : std::nullopt;
}

std::string name_of(const Token& token) {
  return token ? fmt::format("`{}`", printable(*token)) : "no token";
}

[[noreturn]] void refuse_tokens(const std::string& what) {
  throw Error(Code::kInvalidArgument,
              "--draft-model: a draft model has the tokens of the model that it guesses for; " + what,
              "give a smaller checkpoint of the same family, or use --speculate lookup");
}

// One may have special tokens beyond those of the other: they are guessed wrong, at most.
void check_tokens(const Tokenizer& model, const Tokenizer& draft) {
  const std::int64_t most = std::max(model.vocab_size(), draft.vocab_size());
  for (std::int32_t id = 0; id < most; ++id) {
    const Token a = token(model, id), b = token(draft, id);
    const bool only_one_has_it = a.has_value() != b.has_value();
    if (a == b || (only_one_has_it && (a ? model : draft).is_special(id))) continue;
    refuse_tokens(
        fmt::format("token {} is {} in the draft model and {} in the model", id, name_of(b), name_of(a)));
  }
}

void check_tokens(const models::LanguageModel& model, const models::LanguageModel& draft) {
  const std::int64_t wanted = model.facts().vocab_size, got = draft.facts().vocab_size;
  if (got != wanted)
    refuse_tokens(fmt::format("its `vocab_size` is {}, and that of the model is {}", got, wanted));
}

}  // namespace

void add_speculation(Flags& flags, SpeculationFlags& speculation) {
  flags.text("--speculate", speculation.how, "HOW",
             "lookup[:K] or draft[:K]: guess K tokens (7 or 4) by what followed the same words before, or by "
             "--draft-model; the text stays the same, and comes faster where guesses are right");
  flags.text("--draft-model", speculation.draft_model, "DIR",
             "A faster checkpoint of the same tokens that guesses (--speculate draft)");
  flags.text("--draft-dtype", speculation.draft_dtype, "TYPE", "Of its matrices (that of the model's)");
}

void check(const SpeculationFlags& flags, const std::string& command, bool deterministic) {
  const bool by_model = flags.how && how_of(*flags.how).by_model;
  exclude(command, {{"--speculate", flags.how.has_value()}, {"--deterministic", deterministic}});
  exclude(command, {{"--draft-model", flags.draft_model.has_value()}, {"--deterministic", deterministic}});
  exclude(command,
          {{"--speculate lookup", flags.how && !by_model}, {"--draft-model", flags.draft_model.has_value()}});
  if (by_model && !flags.draft_model) usage_error("--speculate draft needs --draft-model DIR", command);
  if (flags.draft_dtype && !flags.draft_model)
    usage_error("--draft-dtype has no effect without --draft-model", command);
  if (flags.draft_dtype) dtype_of(*flags.draft_dtype, "", "--draft-dtype");
}

Drafting read_drafting(const SpeculationFlags& flags, const ModelSource& source, const Tokenizer* tokenizer) {
  Drafting out;
  if (!flags.some()) return out;
  out.speculation = speculation_of(flags);
  with_context("--speculate",
               [&] { engine::check_speculation(*out.speculation, *source.model().bind(DType::kF32, {})); });
  if (!flags.draft_model) return out;
  if (flags.draft_dtype) out.dtype = dtype_of(*flags.draft_dtype, "", "--draft-dtype");
  const std::string folder = find_model(*flags.draft_model);
  with_context("--draft-model", [&] {
    out.source = ModelSource::open(folder, std::nullopt);
    out.source->folder->check_weights();
  });
  const std::optional<Tokenizer> of_draft = read_tokenizer(folder);
  if (tokenizer && of_draft)
    check_tokens(*tokenizer, *of_draft);
  else
    check_tokens(source.model(), out.source->model());
  return out;
}

OpenedEngine open_engines(ModelSource source, engine::EngineOptions options, const DtypeRequest& dtype,
                          Drafting& drafting) {
  if (!drafting.source) return open_engine(std::move(source), options, dtype);
  if (source.folder) source.folder->check_weights();
  options.device = on_device([&] { return runtime::Device::open(options.device_options); });
  OpenedEngine out = open_engine(std::move(source), options, dtype);
  options.fingerprint = false;
  options.progress.feeding = {};
  with_context("--draft-model", [&] {
    const DtypeRequest of_draft{.dtype = drafting.dtype.value_or(out.engine->dtype()), .by = ""};
    drafting.draft = open_engine(std::move(*drafting.source), options, of_draft).engine;
  });
  drafting.source.reset();
  drafting.speculation->draft = drafting.draft.get();
  return out;
}

std::string drafts_text(std::int64_t right, std::int64_t drafted) {
  return fmt::format("drafts {} of {} right", right, drafted);
}

}  // namespace constate::app
