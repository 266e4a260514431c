#include "capi/objects.h"

namespace constate::capi {
namespace {

thread_local const Cancel* current = nullptr;

}  // namespace

const tokenizer::Tokenizer& Model::text() const {
  if (!tokenizer)
    throw Error(Code::kNotFound, folder + ": no `tokenizer.json` or `tokenizer.model`, which text needs",
                "name a tokenizer's file while loading, or give ids");
  return *tokenizer;
}

std::vector<std::int32_t> Model::encode(const char* from, std::size_t bytes, bool add_special) const {
  if (bytes > 0) check_pointer(from, "text");
  return text().encode(bytes > 0 ? std::string_view(from, bytes) : std::string_view(), add_special);
}

const formats::ChatFormat& Model::chat() const {
  std::call_once(chat_read_, [&] { chat_ = formats::ChatFormat::of_folder(folder); });
  return *chat_;
}

void check_open(const Model& model) {
  if (model.closed) throw Error(Code::kFailedPrecondition, "the model was closed");
}

std::shared_ptr<Cancel> cancel_of(constate_cancel* cancel) {
  return cancel == nullptr ? nullptr : Handles<Cancel>::all().get(cancel);
}

Cancellable::Cancellable(const std::shared_ptr<Cancel>& cancel)
    : before_(std::exchange(current, cancel.get())) {
  check_cancelled();
}
Cancellable::~Cancellable() { current = before_; }

void check_cancelled() {
  if (current != nullptr && current->raised) throw Error(Code::kCancelled, "cancelled");
}

std::span<const std::int32_t> ids_of(const std::int32_t* ids, std::size_t count) {
  if (count > 0) check_pointer(ids, "ids");
  return {ids, count};
}

}  // namespace constate::capi

using namespace constate::capi;

extern "C" {

constate_code constate_cancel_new(constate_cancel** out) {
  return guarded([&] {
    check_pointer(out, "out");
    give(std::make_shared<Cancel>(), out);
  });
}

constate_code constate_cancel_raise(constate_cancel* cancel) {
  return guarded([&] { Handles<Cancel>::all().get(cancel)->raised = true; });
}

constate_code constate_cancel_close(constate_cancel* cancel) {
  return guarded([&] { Handles<Cancel>::all().take(cancel); });
}

}  // extern "C"
