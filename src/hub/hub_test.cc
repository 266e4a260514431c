// Names, the environment, the layout of the cache, what is fetched of a repository, checksums.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/file.h"
#include "base/testing.h"
#include "hub/blob_hash.h"
#include "hub/model_cache.h"
#include "hub/names.h"
#include "hub/repository.h"
#include "hub/settings.h"

namespace constate::hub {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

constexpr const char* kCommit = "0123456789abcdef0123456789abcdef01234567";

TEST(Names, OfModels) {
  EXPECT_EQ(parse_name("state-spaces/mamba2-130m"), (ModelName{"state-spaces", "mamba2-130m", "main"}));
  EXPECT_EQ(parse_name("a/b.c_d@v1.0"), (ModelName{"a", "b.c_d", "v1.0"}));
  EXPECT_EQ(parse_name("a/b@refs/pr/1"), (ModelName{"a", "b", "refs/pr/1"}));
  EXPECT_EQ(parse_name("a/b@v1")->text(), "a/b@v1");
  EXPECT_EQ(parse_name("a/b@main")->text(), "a/b");
  EXPECT_EQ(parse_name(std::string(40, 'a') + "/" + std::string(55, 'b'))->owner, std::string(40, 'a'));
  for (const std::string& text :
       std::initializer_list<std::string>{"",
                                          "a",
                                          "/b",
                                          "a/",
                                          "a/b/c",
                                          "./b",
                                          "../b",
                                          "a/..",
                                          "/a/b",
                                          "~/b",
                                          "a/.b",
                                          "a/b.",
                                          "-a/b",
                                          "a/b-",
                                          "a--b/c",
                                          "a/b..c",
                                          "a/b.git",
                                          "a b/c",
                                          "a/b@",
                                          "a/b@..",
                                          "a/b@/x",
                                          "a/b@x/../y",
                                          "a/b@x y",
                                          "a/b@x~1",
                                          "a/b@.x",
                                          "a/b@x.lock",
                                          std::string("a/b\0", 4),
                                          "a/\xc3\xa9",
                                          std::string(40, 'a') + "/" + std::string(56, 'b')})
    EXPECT_FALSE(parse_name(text)) << text;
}

TEST(Names, OfFilesInAFolder) {
  for (const char* name : {"config.json", "a/b.jinja", "..a", "a b", "\xc3\xa9"})
    EXPECT_TRUE(is_inside(name));
  for (const std::string& name : std::initializer_list<std::string>{
           "", "..", ".", "../x", "a/../b", "a/..", "/etc/passwd", "a//b", "a/", "a\\b", "./a", "a\nb",
           std::string("a\0b", 3), std::string(256, 'a')})
    EXPECT_FALSE(is_inside(name)) << name;
}

TEST(Names, Addresses) {
  EXPECT_EQ(percent_encoded("refs/pr/1"), "refs%2Fpr%2F1");
  EXPECT_EQ(percent_encoded("a b/c-_.~%\xc3\xa9", true), "a%20b/c-_.~%25%C3%A9");
  EXPECT_EQ(origin_of("https://HuggingFace.co/a?b=c"), (Origin{"https", "huggingface.co", "443"}));
  EXPECT_EQ(origin_of("http://[::1]:8080"), (Origin{"http", "[::1]", "8080"}));
  EXPECT_EQ(origin_of("HTTP://h"), (Origin{"http", "h", "80"}));
  for (const char* url :
       {"", "h", "ftp://h/", "file:///etc/passwd", "https://", "https://:80", "http://h:", "http://h:x",
        "https://hub@other/", "https://hub:pw@other/", "http://a b/", "//h/x"})
    EXPECT_FALSE(origin_of(url)) << url;
  EXPECT_EQ(without_query("http://h/x?Signature=secret"), "http://h/x");
}

Environment environment(std::map<std::string, std::string> values) {
  return [values](const char* name) -> std::optional<std::string> {
    const auto it = values.find(name);
    return it == values.end() ? std::nullopt : std::optional(it->second);
  };
}

TEST(Settings, TheCacheIsWherePythonHasIt) {
  const auto folder = [](std::map<std::string, std::string> values) {
    return cache_folder(environment(std::move(values))).string();
  };
  EXPECT_EQ(folder({{"HOME", "/h"}}), "/h/.cache/huggingface/hub");
  EXPECT_EQ(folder({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/x"}}), "/x/huggingface/hub");
  EXPECT_EQ(folder({{"XDG_CACHE_HOME", "/x"}, {"HF_HOME", "/hf"}}), "/hf/hub");
  EXPECT_EQ(folder({{"HF_HOME", "/hf"}, {"HUGGINGFACE_HUB_CACHE", "/old"}}), "/old");
  EXPECT_EQ(folder({{"HUGGINGFACE_HUB_CACHE", "/old"}, {"HF_HUB_CACHE", "/c"}}), "/c");
  EXPECT_EQ(folder({{"HOME", "/h"}, {"HF_HOME", "~/hf"}}), "/h/hf/hub");
  EXPECT_EQ(folder({{"D", "/d"}, {"HF_HOME", "$D/${D}x$NONE-${D"}}), "/d//dx$NONE-${D/hub");
  EXPECT_EQ(message_of([&] { folder({}); }),
            "no folder for models: none of HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME and HOME is set");
}

TEST(Settings, OfTheEnvironment) {
  const TempDir dir;
  dir.write("token", " hf_file\n");
  const std::string home = dir.path.string();
  const Settings plain = settings_of(environment({{"HF_HOME", home}}));
  EXPECT_EQ(plain.endpoint, "https://huggingface.co");
  EXPECT_EQ(plain.token, "hf_file");
  EXPECT_FALSE(plain.offline);
  EXPECT_EQ(plain.stall_seconds, 30);
  const Settings set = settings_of(environment({{"HF_HOME", home},
                                                {"HF_ENDPOINT", "http://127.0.0.1:1/hub//"},
                                                {"HF_TOKEN", "hf_variable"},
                                                {"HF_HUB_OFFLINE", "yes"},
                                                {"HF_HUB_DOWNLOAD_TIMEOUT", "7"},
                                                {"CURL_CA_BUNDLE", "/c.pem"}}));
  EXPECT_EQ(set.endpoint, "http://127.0.0.1:1/hub");
  EXPECT_EQ(set.token, "hf_variable");
  EXPECT_TRUE(set.offline);
  EXPECT_EQ(set.stall_seconds, 7);
  EXPECT_EQ(set.certificates, "/c.pem");
  const fs::path other = dir.write("other", "hf_other");
  EXPECT_EQ(settings_of(environment({{"HF_HOME", home}, {"HF_TOKEN_PATH", other.string()}})).token,
            "hf_other");
  EXPECT_FALSE(settings_of(environment({{"HF_HOME", home + "/none"}, {"HF_HUB_OFFLINE", "0"}})).token);
}

TEST(Settings, WhatIsWrongIsNamed) {
  const auto message = [](std::map<std::string, std::string> values) {
    values["HF_HOME"] = "/none";
    return message_of([&] { settings_of(environment(values)); });
  };
  EXPECT_EQ(message({{"HF_ENDPOINT", "huggingface.co"}}),
            "HF_ENDPOINT: an address is expected, such as https://huggingface.co; got `huggingface.co`");
  EXPECT_EQ(message({{"HF_ENDPOINT", "file:///hub"}}),
            "HF_ENDPOINT: an address is expected, such as https://huggingface.co; got `file:///hub`");
  EXPECT_EQ(message({{"HF_TOKEN", "a\r\nX: y"}}), "HF_TOKEN: a token is visible ASCII without spaces");
  EXPECT_EQ(message({{"HF_HUB_DOWNLOAD_TIMEOUT", "0"}}),
            "HF_HUB_DOWNLOAD_TIMEOUT: an integer between 1 and 3600 is expected; got `0`");
}

TEST(Cache, IsLaidOutAsPythonDoesIt) {
  const TempDir dir;
  const ModelCache cache(dir.path, {"org", "name", "v1/x"});
  const std::string folder = dir.path.string() + "/models--org--name";
  EXPECT_EQ(cache.blob("e").string(), folder + "/blobs/e");
  EXPECT_EQ(cache.partial("e").string(), folder + "/blobs/e.incomplete");
  EXPECT_EQ(cache.lock("e").string(), dir.path.string() + "/.locks/models--org--name/e.lock");
  EXPECT_FALSE(cache.commit());
  EXPECT_FALSE(cache.found());

  fs::create_directories(folder + "/blobs");
  dir.write("models--org--name/blobs/e", "bytes");
  cache.link(kCommit, "config.json", "e");
  cache.link(kCommit, "a/b", "e");
  cache.link(kCommit, "a/b", "e");  // again
  const std::string snapshot = folder + "/snapshots/" + kCommit;
  EXPECT_EQ(fs::read_symlink(snapshot + "/config.json"), "../../blobs/e");
  EXPECT_EQ(fs::read_symlink(snapshot + "/a/b"), "../../../blobs/e");
  EXPECT_EQ(read_text(snapshot + "/a/b"), "bytes");
  EXPECT_EQ(std::distance(fs::directory_iterator(snapshot + "/a"), {}), 1);

  EXPECT_FALSE(cache.found());
  cache.set_commit(kCommit);
  EXPECT_EQ(read_text(folder + "/refs/v1/x"), kCommit);
  EXPECT_EQ(cache.found(), snapshot);
  EXPECT_EQ(ModelCache(dir.path, {"org", "name", kCommit}).found(), snapshot);
  EXPECT_FALSE(ModelCache(dir.path, {"org", "name", std::string(40, 'a')}).found());
  dir.write("models--org--name/refs/v1/x", "../../..");
  EXPECT_EQ(message_of([&] { cache.commit(); }),
            folder + "/refs/v1/x: a commit of 40 hexadecimal digits is expected");
}

TEST(Cache, FoldersSayTheirModel) {
  const std::string commit = kCommit;
  EXPECT_EQ(model_of_snapshot("/c/models--org--name/snapshots/" + commit), "name");
  EXPECT_EQ(model_of_snapshot("/c/models--org--name/snapshots/" + commit + "/"), "name");
  for (const char* other :
       {"/c/models--org--name/snapshots/main", "/c/org--name/snapshots/", "models/demo", ""})
    EXPECT_FALSE(model_of_snapshot(other)) << other;
}

TEST(Cache, SaysWhatIsMissing) {
  const TempDir dir;
  EXPECT_EQ(missing_in(dir.path), "no `config.json`");
  dir.write("config.json", "{}");
  EXPECT_EQ(
      missing_in(dir.path),
      "no weights: none of `model.safetensors`, `model.safetensors.index.json`, `pytorch_model.bin` and "
      "`pytorch_model.bin.index.json` is there");
  dir.write("pytorch_model.bin.index.json", R"({"weight_map": {"a": "1.bin", "b": "2.bin", "c": "1.bin"}})");
  dir.write("1.bin", "");
  EXPECT_EQ(missing_in(dir.path), "no `2.bin`");
  dir.write("2.bin", "");
  EXPECT_FALSE(missing_in(dir.path));
}

TEST(Repository, AsTheHubTellsIt) {
  const Repository r = parse_repository(
      R"({"id": "a/b", "sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"rfilename": "config.json"},
          {"rfilename": "onnx/model.onnx"}]})",
      "u");
  EXPECT_EQ(r.commit, kCommit);
  EXPECT_THAT(r.files, ElementsAre("config.json", "onnx/model.onnx"));
  const auto message = [](const std::string& json) {
    return message_of([&] { parse_repository(json, "u"); });
  };
  const std::string sha = R"({"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": )";
  EXPECT_EQ(message("{}"), "u: `sha` is missing");
  EXPECT_EQ(message(R"({"sha": "../.."})"),
            "u: `sha` must be a commit of 40 hexadecimal digits; got \"../..\"");
  EXPECT_EQ(message(sha + "1}"), "u: `siblings` must be a list of files; got 1");
  EXPECT_EQ(message(sha + R"([{"rfilename": "../x"}]})"),
            "u: the name of a file in the folder is expected; got \"../x\"");
  EXPECT_EQ(message(sha + R"([{"rfilename": "a\u0000b"}]})"),
            "u: the name of a file in the folder is expected; got \"a\\u0000b\"");
}

TEST(Repository, OnlyWhatIsReadIsFetched) {
  const std::vector<std::string> besides{"README.md",           "model.onnx",
                                         "tokenizer.json",      "model-q4.gguf",
                                         "config.json",         "generation_config.json",
                                         "training_args.bin",   "x/chat_template.jinja",
                                         "chat_template.jinja", "additional_chat_templates/tool.jinja"};
  const auto files = [&](std::vector<std::string> weights) {
    weights.insert(weights.end(), besides.begin(), besides.end());
    const FilePlan plan = plan_files(weights);
    std::string out = plan.index ? *plan.index + "! " : "";
    for (const std::string& file : plan.files) out += file + " ";
    return out;
  };
  const std::string usual =
      "config.json additional_chat_templates/tool.jinja chat_template.jinja generation_config.json "
      "tokenizer.json ";
  EXPECT_EQ(files({"model.safetensors", "pytorch_model.bin", "model.safetensors.index.json"}),
            usual + "model.safetensors ");
  EXPECT_EQ(files({"model-00001-of-00002.safetensors", "model.safetensors.index.json", "pytorch_model.bin"}),
            "model.safetensors.index.json! " + usual + "model.safetensors.index.json ");
  EXPECT_EQ(files({"pytorch_model.bin", "consolidated.safetensors"}), usual + "pytorch_model.bin ");
  EXPECT_EQ(message_of([] { plan_files({"model.gguf"}); }), "no `config.json`");
}

TEST(Repository, ShardsOfAnIndex) {
  EXPECT_THAT(shards_of(R"({"weight_map": {"a": "2.bin", "b": "1.bin", "c": "2.bin"}})", "i"),
              ElementsAre("1.bin", "2.bin"));
  for (const char* shard : {R"("../1.bin")", R"("a/1.bin")", R"("/1.bin")", "1", "null"})
    EXPECT_EQ(message_of([&] { shards_of(std::string(R"({"weight_map": {"a": )") + shard + "}}", "i"); }),
              std::string("i: the name of a file in the folder is expected; got ") + shard);
  EXPECT_EQ(message_of([] { shards_of(R"({"weight_map": {}})", "i"); }),
            "i: between 1 and 4096 shards are expected; got 0");
}

// By `printf hello | git hash-object --stdin` and `printf hello | sha256sum`.
TEST(BlobHash, AsGitAndSha256) {
  const std::string git = "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0",
                    sha = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  EXPECT_EQ(BlobHash::kind_of(git), BlobHash::Kind::kGit);
  EXPECT_EQ(BlobHash::kind_of(sha), BlobHash::Kind::kSha256);
  EXPECT_EQ(BlobHash::kind_of("abc-3"), BlobHash::Kind::kNone);
  for (const std::string& expected : {git, sha, std::string()}) {
    BlobHash hash(BlobHash::kind_of(expected), 5);
    hash.add(std::as_bytes(std::span("hel", 3)));
    hash.add(std::as_bytes(std::span("lo", 2)));
    EXPECT_EQ(hash.hex(), expected);
  }
}

}  // namespace
}  // namespace constate::hub
