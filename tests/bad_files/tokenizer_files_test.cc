// tokenizer.json: files that are something else, and values of kinds that tokenizer/tokenizer_json_test.cc
// does not break.
#include <gtest/gtest.h>

#include "bad_file.h"
#include "tokenizer/tokenizer.h"

namespace constate::bad_files {
namespace {

void read(const std::filesystem::path& folder) { tokenizer::Tokenizer::from_file(folder / "tokenizer.json"); }

// The whole file with `value` (JSON text) at `path` (a JSON pointer).
std::string with(const std::string& path, const std::string& value) {
  Json json = small_tokenizer();
  json[Json::json_pointer(path)] = parse_json(value, "value");
  return json.dump();
}

std::string without(const std::string& path) {
  Json patch = Json::array({{{"op", "remove"}, {"path", path}}});
  return small_tokenizer().patch(patch).dump();
}

std::string lists(int count) {
  std::string out = "[";
  for (int i = 0; i < count; ++i) out += R"([""],)";
  return out + "[]]";
}

TEST(BadTokenizer, OtherFiles) {
  const std::string parse = "not JSON: parse error at line 1, column ";
  expect_refused(
      {
          {"nothing", "",
           parse + "1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a "
                   "literal"},
          {"merges.txt", "#version: 0.2\na b\n",
           parse + "1: syntax error while parsing value - invalid literal; last read: '#'"},
          {"vocab.json", R"({"a":0,"b":1})", "`model` is missing"},
          {"600,000 lists", lists(600'000), "its values take more than 43 MB of memory"},
          {"a SentencePiece model", std::string("\n\x0e\n\x05<unk>\x15\0\0\0\0", 14),
           "not JSON: byte 10 is NUL"},
          {"null", "null", "a JSON object is expected; got null"},
          {"text", "\"tokenizer\"", "a JSON object is expected; got string"},
          {"a model in words", with("/model", "\"BPE\""), "`model` must be an object; got \"BPE\""},
          {"a model in a list", with("/model", "[{}]"), "`model` must be an object; got [{}]"},
          {"a version that is a number", with("/version", "1.0"), "`version` must be \"1.0\"; got 1.0"},
          {"brackets", "{\"model\":" + std::string(1 << 18, '['), "nested more than 64 levels deep"},
          {"the model twice", R"({"model":{},"model":{}})", "key `model` stands twice in one object"},
      },
      "tokenizer.json", read);
}

TEST(BadTokenizer, Vocabularies) {
  const auto id = [](const std::string& got) {
    return "model: vocab: the id of `ab` is an integer from 0 to " + std::to_string((1 << 20) - 1) +
           "; got " + got;
  };
  expect_refused(
      {
          {"none", without("/model/vocab"), "model: `vocab` is missing"},
          {"pairs", with("/model/vocab", R"([["a",0]])"),
           R"(model: `vocab` must be an object; got [["a",0]])"},
          {"empty", with("/model/vocab", "{}"),
           "model: vocab: byte 0x00 (`Ā`) has no token; a byte-level vocabulary has one for each byte of "
           "UTF-8"},
          {"true", with("/model/vocab/ab", "true"), id("true")},
          {"null", with("/model/vocab/ab", "null"), id("null")},
          {"a list", with("/model/vocab/ab", "[256]"), id("[256]")},
          {"a power of ten", with("/model/vocab/ab", "1e3"), id("1000.0")},
          {"2^20", with("/model/vocab/ab", "1048576"), id("1048576")},
          {"2^63", with("/model/vocab/ab", "9223372036854775808"), id("9223372036854775808")},
          {"an id far away, then one too far", with("/model/vocab", R"({"a":1048575,"ab":-2})"), id("-2")},
          {"an id of another token", with("/model/vocab/ab", "98"),
           "model: vocab: id 98 stands for both `ab` and `b`"},
          {"a token twice, once escaped", R"({"model":{"type":"BPE","vocab":{"a":0,"\u0061":1}}})",
           "key `a` stands twice in one object"},
          {"merges left to chance", with("/model/dropout", "\"0.1\""),
           "model: `dropout` must be null: merges are never left out by chance; got \"0.1\""},
          {"ignore_merges in words", with("/model/ignore_merges", "\"yes\""),
           "model: `ignore_merges` must be true or false; got \"yes\""},
          {"a type that is a number", with("/model/type", "1"), "model: `type` must be a string; got 1"},
      },
      "tokenizer.json", read);
}

TEST(BadTokenizer, Merges) {
  const auto rule = [](int at, const std::string& got) {
    return "model: merges[" + std::to_string(at) +
           R"(]: each merge is "left right", or each is ["left", "right"]; got )" + got;
  };
  const auto absent = [](const std::string& token) {
    return "model: merges[0]: `" + token + "` is not in the vocabulary";
  };
  expect_refused(
      {
          {"text", with("/model/merges", "\"a b\""), "model: `merges` must be an array; got \"a b\""},
          {"nothing", with("/model/merges", R"([""])"), rule(0, "\"\"")},
          {"a space", with("/model/merges", R"([" "])"), absent("")},
          {"nothing on the right", with("/model/merges", R"(["abc "])"), absent("abc")},
          {"two spaces", with("/model/merges", R"(["a  b"])"), rule(0, "\"a  b\"")},
          {"a tab", with("/model/merges", R"(["a\tb"])"), rule(0, "\"a\\tb\"")},
          {"null", with("/model/merges", "[null]"), rule(0, "null")},
          {"one side", with("/model/merges", R"([["ab"]])"), rule(0, "[\"ab\"]")},
          {"a number on one side", with("/model/merges", R"([["a",98]])"), rule(0, "[\"a\",98]")},
          {"pairs, then text", with("/model/merges", R"([["a","b"],"a b"])"), rule(1, "\"a b\"")},
          {"a side that is a list", with("/model/merges", R"([[["a"],"b"]])"), rule(0, "[[\"a\"],\"b\"]")},
          {"a long one", with("/model/merges", "[\"" + std::string(1 << 18, 'x') + "\"]"),
           rule(0, "\"" + std::string(76, 'x') + "...")},
      },
      "tokenizer.json", read);
}

TEST(BadTokenizer, AddedTokens) {
  const std::string first = "added_tokens[0]: ";
  std::vector<BadFile> table;
  for (const char* key : {"content", "special", "normalized", "rstrip", "single_word"})
    table.push_back(
        {key, without(std::string("/added_tokens/0/") + key), first + "`" + key + "` is missing"});
  for (const char* key : {"special", "normalized", "lstrip", "rstrip", "single_word"})
    table.push_back({key, with(std::string("/added_tokens/0/") + key, "0"),
                     first + "`" + key + "` must be true or false; got 0"});
  table.push_back({"null", with("/added_tokens/0", "null"), first + "a JSON object is expected; got null"});
  table.push_back({"a number as content", with("/added_tokens/0/content", "7"),
                   first + "`content` must be a string; got 7"});
  table.push_back({"an id in words", with("/added_tokens/0/id", "\"257\""),
                   first + "`id` is an integer from 0 to 1048575; got \"257\""});
  table.push_back({"a token of the vocabulary under another id", with("/added_tokens/0/content", "\"a\""),
                   first + "`a` has id 257, but 97 in the vocabulary"});
  table.push_back({"the list as a map", with("/added_tokens", R"({"<e>":257})"),
                   "`added_tokens` must be an array; got {\"<e>\":257}"});
  expect_refused(table, "tokenizer.json", read);
}

TEST(BadTokenizer, Steps) {
  const std::string normal =
      "`type` must be NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Nmt, Strip, Prepend, Replace, "
      "BertNormalizer, "
      "ByteLevel, Precompiled or a Sequence of those; got ";
  expect_refused(
      {
          {"a normalizer in words", with("/normalizer", "\"NFC\""),
           "`normalizer` must be an object; got \"NFC\""},
          {"a normalizer of no type", with("/normalizer", "{}"), "normalizer: `type` is missing"},
          {"a normalizer that is a number", with("/normalizer", R"({"type":1})"),
           "normalizer: `type` must be a string; got 1"},
          {"no steps", with("/normalizer", R"({"type":"Sequence"})"), "normalizer: `normalizers` is missing"},
          {"steps in steps in steps in steps in steps in steps",
           with(
               "/normalizer",
               R"({"type":"Sequence","normalizers":[{"type":"Sequence","normalizers":[{"type":"Sequence","normalizers":[)"
               R"({"type":"Sequence","normalizers":[{"type":"Sequence","normalizers":[]}]}]}]}]})"),
           "normalizer: normalizers[0]: normalizers[0]: normalizers[0]: normalizers[0]: a Sequence is in at "
           "most 4 "
           "others"},
          {"a step in words", with("/normalizer", R"({"type":"Sequence","normalizers":["NFC"]})"),
           "normalizer: normalizers[0]: a JSON object is expected; got string"},
          {"a form in other letters", with("/normalizer", R"({"type":"nfc"})"),
           "normalizer: " + normal + "\"nfc\""},
          {"a pre-tokenizer in words", with("/pre_tokenizer", "\"ByteLevel\""),
           "`pre_tokenizer` must be an object; got \"ByteLevel\""},
          {"a prefix space, perhaps", with("/pre_tokenizer/add_prefix_space", "\"yes\""),
           "pre_tokenizer: `add_prefix_space` must be true or false; got \"yes\""},
          {"a regular expression of one's own", with("/pre_tokenizer/use_regex", R"("\\w+")"),
           R"(pre_tokenizer: `use_regex` must be true or false; got "\\w+")"},
          {"a split without a pattern",
           with("/pre_tokenizer", R"({"type":"Split","behavior":"Removed","invert":false})"),
           "pre_tokenizer: `pattern` is missing"},
          {"a pattern of two kinds",
           with(
               "/pre_tokenizer",
               R"({"type":"Split","behavior":"Removed","invert":false,"pattern":{"String":"a","Regex":"a"}})"),
           "pre_tokenizer: `pattern` must have one of `String` and `Regex`; got "
           "{\"Regex\":\"a\",\"String\":\"a\"}"},
          {"a property that nobody knows",
           with("/pre_tokenizer",
                R"({"type":"Split","behavior":"Removed","invert":false,"pattern":{"Regex":"\\p{Klingon}"}})"),
           "pre_tokenizer: pattern: the property `Klingon`, at byte 2 of the regular expression, is not read "
           "here"},
          {"a decoder in words", with("/decoder", "\"ByteLevel\""),
           "`decoder` must be an object; got \"ByteLevel\""},
          {"a decoder of no kind", with("/decoder", R"({"type":"Sequence","decoders":[{"type":"Bytes"}]})"),
           "decoder: decoders[0]: `type` must be ByteLevel, ByteFallback, Fuse, Strip, Replace, Metaspace, "
           "WordPiece, "
           "BPEDecoder, CTC or a Sequence of those; got \"Bytes\""},
          {"a post-processor in a list", with("/post_processor", "[]"),
           "`post_processor` must be an object; got []"},
          {"no processors", with("/post_processor", R"({"type":"Sequence"})"),
           "post_processor: `processors` is missing"},
          {"a template without tokens",
           with("/post_processor", R"({"type":"TemplateProcessing","single":[]})"),
           "post_processor: `special_tokens` is missing"},
          {"a template without text",
           with("/post_processor", R"({"type":"TemplateProcessing","special_tokens":{}})"),
           "post_processor: `single` is missing"},
          {"a token in words",
           with("/post_processor",
                R"({"type":"TemplateProcessing","special_tokens":{},"single":[{"SpecialToken":"<e>"}]})"),
           "post_processor: single[0]: `SpecialToken` must be an object; got \"<e>\""},
          {"a token without ids",
           with(
               "/post_processor",
               R"({"type":"TemplateProcessing","special_tokens":{"x":{}},"single":[{"SpecialToken":{"id":"x"}}]})"),
           "post_processor: special_tokens: x: `ids` is missing"},
      },
      "tokenizer.json", read);
}

}  // namespace
}  // namespace constate::bad_files
