#include "hub/pull.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/write_file.h"
#include "hub/model_cache.h"
#include "hub/partial_file.h"
#include "hub/repository.h"

namespace constate::hub {
namespace {

namespace fs = std::filesystem;

// By which programs that make backups know a cache (https://bford.info/cachedir).
constexpr const char* kTag = "Signature: 8a477f597d28d172789f06886806bc55\n";

std::uint64_t size_of(const fs::path& file) {
  std::error_code ignored;
  const std::uint64_t size = fs::file_size(file, ignored);
  return ignored ? 0 : size;
}

class Pull {
 public:
  Pull(const ModelName& name, const Settings& settings, Transport& transport, const PullHooks& hooks)
      : cache_(settings.cache, name),
        hooks_(hooks),
        client_(transport, settings, name, {.sleep = hooks.sleep, .tell = hooks.tell}) {}

  Pulled run() {
    const Repository there = client_.repository();
    const FilePlan plan = with_context(cache_.name().text(), [&] { return plan_files(there.files); });
    out_.commit = there.commit;
    out_.folder = cache_.snapshot(there.commit);
    std::vector<std::string> files = plan.files;
    if (plan.index) {
      std::erase(files, *plan.index);
      fetch({*plan.index});  // it says what else there is
      for (std::string& shard : shards(*plan.index, there.files)) files.push_back(std::move(shard));
    }
    fetch(files);
    cache_.set_commit(there.commit);
    return std::move(out_);
  }

 private:
  struct Wanted {
    std::string file;
    FileFacts facts;
  };

  std::vector<std::string> shards(const std::string& index, const std::vector<std::string>& there) const {
    const fs::path path = out_.folder / index;
    std::vector<std::string> out = shards_of(read_text(path, kMostOfIndex), path.string());
    for (const std::string& shard : out)
      if (std::ranges::find(there, shard) == there.end())
        throw FormatError(
            fmt::format("{}: shard `{}` is not among the repository's files", path.string(), shard));
    return out;
  }

  void fetch(const std::vector<std::string>& files) {
    std::vector<Wanted> wanted;
    for (const std::string& file : files) {
      std::error_code ignored;
      if (fs::is_regular_file(out_.folder / file, ignored))
        out_.files.push_back({file, size_of(out_.folder / file), 0});
      else
        wanted.push_back({file, client_.facts(out_.commit, file)});
    }
    if (wanted.empty()) return;
    check_room(wanted);
    std::error_code ignored;
    if (!fs::exists(cache_.cache() / "CACHEDIR.TAG", ignored))
      write_whole(cache_.cache() / "CACHEDIR.TAG", kTag);
    for (std::size_t i = 0; i < wanted.size(); ++i) fetch_one(wanted[i], i + 1, wanted.size());
  }

  void check_room(const std::vector<Wanted>& wanted) const {
    std::uint64_t lacking = 0;
    for (const auto& [file, facts] : wanted)
      if (size_of(cache_.blob(facts.etag)) != facts.size)
        lacking += facts.size - std::min(facts.size, size_of(cache_.partial(facts.etag)));
    std::error_code error;
    fs::create_directories(cache_.cache(), error);
    if (error)
      throw Error(Code::kPermissionDenied,
                  fmt::format("{}: cannot be made: {}", cache_.cache().string(), error.message()));
    const fs::space_info room = fs::space(cache_.cache(), error);
    if (!error && room.available < lacking)
      throw Error(Code::kResourceExhausted,
                  fmt::format("{}: {:.1f} GB are needed, {:.1f} GB are free", cache_.cache().string(),
                              static_cast<double>(lacking) / 1e9, static_cast<double>(room.available) / 1e9),
                  "HF_HOME names a folder elsewhere");
  }

  void fetch_one(const Wanted& wanted, std::size_t number, std::size_t count) {
    const auto& [file, facts] = wanted;
    const FileLock lock(cache_.lock(facts.etag), [&, &name = file] {
      hooks_.tell(fmt::format("{}: another process fetches it; waiting for that", name));
    });
    PulledFile pulled{file, facts.size, 0};
    std::error_code ignored;
    const fs::path blob = cache_.blob(facts.etag);
    if (!fs::is_regular_file(blob, ignored) || size_of(blob) != facts.size) {
      PartialFile partial(cache_.partial(facts.etag), blob, facts.etag, facts.size);
      std::uint64_t last = partial.size();
      const auto came = [&, &name = file](std::uint64_t done) {
        pulled.fetched += done > last ? done - last : 0;
        last = done;
        hooks_.came(name, number, count, done, partial.whole_size());
      };
      client_.download(out_.commit, file, partial, came);
      with_context(file, [&] { partial.finish(); });
      hooks_.finished(pulled);
    }
    cache_.link(out_.commit, file, facts.etag);
    out_.files.push_back(pulled);
  }

  const ModelCache cache_;
  const PullHooks& hooks_;
  Client client_;
  Pulled out_;
};

}  // namespace

Pulled pull(const ModelName& name, const Settings& settings, Transport& transport, const PullHooks& hooks) {
  return Pull(name, settings, transport, hooks).run();
}

Pulled pull_offline(const ModelName& name, const Settings& settings) {
  const ModelCache cache(settings.cache, name);
  const std::optional<fs::path> folder = cache.found();
  const auto refuse = [&](const std::string& why) {
    throw Error(
        Code::kNotFound,
        fmt::format("{}: {} in the cache {}, and this is offline", name.text(), why, cache.cache().string()),
        "without --offline and HF_HUB_OFFLINE it is fetched");
  };
  if (!folder) refuse("not");
  if (const auto missing = missing_in(*folder)) refuse(*missing);
  Pulled out{.folder = *folder, .commit = *cache.commit(), .files = {}};
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(*folder, error))
    if (entry.is_regular_file(error))
      out.files.push_back({entry.path().lexically_relative(*folder).string(), size_of(entry.path()), 0});
  std::ranges::sort(out.files, {}, &PulledFile::name);
  return out;
}

}  // namespace constate::hub
