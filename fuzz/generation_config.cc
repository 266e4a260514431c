// generation_config.json.
#include "engine/generation_config.h"

#include "fuzz.h"

using namespace constate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::bounded(size, [&] {
    const engine::GenerationConfig config =
        engine::parse_generation_config(text, "generation_config.json", {1, 2, {3, -1, 1ll << 40}});
    engine::check_sampling(config.sampling);
    for (const std::int32_t id : config.stop_ids) fuzz::require(id >= 0, "a stop id is a token");
    fuzz::require(config.max_new_tokens.value_or(0) >= 0, "a count is not negative");
  });
  return 0;
}
