// The hub's answer about a model, an index of shards, and a model's name: what of it becomes paths.
#include "hub/repository.h"

#include "fuzz.h"
#include "hub/names.h"

using namespace constate;

namespace {

void check_inside(const std::string& file) {
  const std::filesystem::path path = file;
  fuzz::require(path.is_relative() && !path.empty(), "a file has a path below its folder");
  for (const std::filesystem::path& part : path) fuzz::require(part != "..", "a path leads out of no folder");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (const auto name = hub::parse_name(text)) {
    fuzz::require(hub::is_inside(name->revision), "a revision is a path below a folder");
    fuzz::require(hub::parse_name(name->text()) == name, "a name is read as it is written");
  }
  fuzz::bounded(size, [&] {
    const hub::Repository repository = hub::parse_repository(text, "answer");
    for (const std::string& file : repository.files) check_inside(file);
    for (const std::string& file : hub::plan_files(repository.files).files) check_inside(file);
  });
  fuzz::bounded(size, [&] {
    for (const std::string& shard : hub::shards_of(text, "index")) check_inside(shard);
  });
  return 0;
}
