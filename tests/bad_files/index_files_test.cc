// model.safetensors.index.json, beside two whole shards and some that are none; contradictions between index
// and shards stand in formats/checkpoint_test.cc too.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "bad_file.h"
#include "formats/checkpoint.h"

namespace constate::bad_files {
namespace {

constexpr const char* kIndex = "model.safetensors.index.json";
const std::string kAgain = " [the folder's files do not belong together: fetch it again]";

void read(const std::filesystem::path& folder) { formats::Checkpoint::open(folder); }

void fill(const TempDir& dir) {
  for (const std::string name : {"a", "b"})
    dir.write(
        name + ".safetensors",
        formats::safetensors("{\"" + name + R"(":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "xy"));
  dir.write("empty", "");
  dir.write("page", "<!DOCTYPE html>");
  std::filesystem::create_directory(dir.path / "folder");
  ::mkfifo((dir.path / "pipe").c_str(), 0600);
  std::filesystem::create_symlink("loop", dir.path / "loop");
}

std::string map(const std::string& members) { return "{\"weight_map\":{" + members + "}}"; }

TEST(BadIndex, TextThatIsNoIndex) {
  const std::string json = "not JSON: ", parse = json + "parse error at line 1, column ";
  expect_refused(
      {
          {"nothing", "",
           parse + "1: syntax error while parsing value - unexpected end of input; expected '[', "
                   "'{', or a literal"},
          {"a web page", "<html>",
           parse + "1: syntax error while parsing value - invalid literal; last read: '<'"},
          {"an array", R"(["a.safetensors"])", "a JSON object is expected; got array"},
          {"a number", "1", "a JSON object is expected; got number"},
          {"null", "null", "a JSON object is expected; got null"},
          {"a NUL", std::string("{}\0", 3), json + "byte 2 is NUL"},
          {"Latin-1", "{\"caf\xe9\":1}",
           parse +
               "7: syntax error while parsing object key - invalid string: ill-formed UTF-8 byte; last read: "
               "'\"caf\xe9\"'; expected string literal"},
          {"two values", map("\"a\":\"a.safetensors\"") + "{}",
           parse + "37: syntax error while parsing value - unexpected '{'; expected end of input"},
          {"a bare word", map("\"a\":a.safetensors"),
           parse + "20: syntax error while parsing value - invalid literal; last read: '\"a\":a'"},
          {"brackets", std::string(1 << 16, '['), "nested more than 64 levels deep"},
          {"the map twice", R"({"weight_map":{},"weight_map":{"a":"a.safetensors"}})",
           "key `weight_map` stands twice in one object"},
          {"a tensor twice", map(R"("a":"a.safetensors","a":"b.safetensors")"),
           "key `a` stands twice in one object"},
          {"a tensor twice, once escaped", map(R"("b":"b.safetensors","\u0062":"b.safetensors")"),
           "key `b` stands twice in one object"},
          {"a map of text", R"({"weight_map":"a.safetensors"})",
           "`weight_map` must be an object; got \"a.safetensors\""},
          {"a map of pairs", R"({"weight_map":[["a","a.safetensors"]]})",
           R"(`weight_map` must be an object; got [["a","a.safetensors"]])"},
          {"nine megabytes", "{" + std::string(9 << 20, ' ') + "}",
           "9437186 bytes, more than the 4194304 that are read"},
          {"a long space", "{" + std::string(1 << 20, ' ') + "}",
           "byte 0: a name, a number or space of more than 524288 bytes"},
          {"four megabytes of objects",
           [] {
             std::string out = "{";
             for (int i = 0; out.size() < 4'000'000; ++i)
               out.append("\"").append(std::to_string(i)).append("\":{},");
             return out + "\"weight_map\":{}}";
           }(),
           "its values take more than 48 MB of memory"},
          {"a map in other letters", R"({"Weight_Map":{"a":"a.safetensors"}})", "`weight_map` is missing"},
      },
      kIndex, read, fill);
}

TEST(BadIndex, ShardsThatAreNone) {
  const auto plain = [](const std::string& got) {
    return "tensor `a`: a shard is the plain name of a file in the folder; got " + got + kAgain;
  };
  expect_refused(
      {
          {"null", map(R"("a":null)"), plain("null")},
          {"true", map(R"("a":true)"), plain("true")},
          {"a list", map(R"("a":["a.safetensors"])"), plain("[\"a.safetensors\"]")},
          {"an object", map(R"("a":{"file":"a.safetensors"})"), plain("{\"file\":\"a.safetensors\"}")},
          {"a name that ends at a NUL", map(R"("a":"a.safetensors\u0000")"),
           plain(R"("a.safetensors\u0000")")},
          {"a path to itself", map(R"("a":"./a.safetensors")"), plain("\"./a.safetensors\"")},
          {"a path up and back", map(R"("a":"folder/../a.safetensors")"),
           plain("\"folder/../a.safetensors\"")},
          {"a folder", map(R"("a":"folder")"), "$DIR/folder: not a regular file" + kAgain},
          {"a pipe, which nobody writes to", map(R"("a":"pipe")"), "$DIR/pipe: not a regular file" + kAgain},
          {"a link to itself", map(R"("a":"loop")"), "shard `loop` is missing" + kAgain},
          {"an empty file", map(R"("a":"empty")"),
           "$DIR/empty: a safetensors file has at least 8 bytes; got 0" + kAgain},
          {"a web page", map(R"("a":"page")"),
           "$DIR/page: header: at most 7 bytes are left in the file; got a length of 5789751444030890300" +
               kAgain},
          {"the index", map(R"("a":"model.safetensors.index.json")"),
           "$DIR/model.safetensors.index.json: header: at most 43 bytes are left in the file; got a length "
           "of "
           "8388068008349082235" +
               kAgain},
          {"other letters", map(R"("a":"A.safetensors")"), "shard `A.safetensors` is missing" + kAgain},
          {"a space too many", map(R"("a":"a.safetensors ")"), "shard `a.safetensors ` is missing" + kAgain},
      },
      kIndex, read, fill);
}

TEST(BadIndex, TensorsThatAreElsewhere) {
  expect_refused(
      {
          {"another's shard", map(R"("a":"b.safetensors")"),
           "shard `b.safetensors` holds tensor `b`, which the index does not list; shard `b.safetensors` "
           "does not "
           "hold tensor `a`" +
               kAgain},
          {"exchanged shards", map(R"("a":"b.safetensors","b":"a.safetensors")"),
           "shard `b.safetensors` does not hold tensor `a`; shard `a.safetensors` does not hold tensor `b`" +
               kAgain},
          {"a tensor too many", map(R"("a":"a.safetensors","c":"a.safetensors")"),
           "shard `a.safetensors` does not hold tensor `c`" + kAgain},
          {"no name", map(R"("":"a.safetensors")"),
           "shard `a.safetensors` holds tensor `a`, which the index does not list; shard `a.safetensors` "
           "does not "
           "hold tensor ``" +
               kAgain},
      },
      kIndex, read, fill);
}

}  // namespace
}  // namespace constate::bad_files
