// What a tokenizer.json may say, and what is refused with which words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/test_util.h"
#include "tokenizer/tokenizer.h"

namespace constate::tokenizer {
namespace {

using ::testing::ElementsAre;

// Ids 0 to 255 are the bytes, 256 is "ab", 257 the special token <e>.
Json base() {
  Json json = parse_json(R"({
    "version": "1.0", "truncation": null, "padding": null,
    "added_tokens": [{"id": 257, "content": "<e>", "single_word": false, "lstrip": false, "rstrip": false,
                      "normalized": false, "special": true}],
    "normalizer": {"type": "NFC"},
    "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
    "post_processor": null,
    "decoder": {"type": "ByteLevel"},
    "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
              "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
              "vocab": {"ab": 256}, "merges": ["a b"]}})",
                         "base");
  for (int b = 0; b < 256; ++b)
    json["model"]["vocab"][byte_level_text(std::string(1, static_cast<char>(b)))] = b;
  return json;
}

// `base` after a JSON Patch (RFC 6902).
Tokenizer patched(std::string_view patch) {
  return Tokenizer::from_json(base().patch(parse_json(patch, "patch")).dump(), "t.json");
}

TEST(TokenizerJson, TheBaseIsRead) {
  const Tokenizer t = patched("[]");
  EXPECT_THAT(t.encode("aab<e>"), ElementsAre('a', 256, 257));
  EXPECT_EQ(t.vocab_size(), 258);
  EXPECT_EQ(t.facts().vocab, 257);
}

TEST(TokenizerJson, WhatHasNoEffectIsAccepted) {
  for (const char* patch : {
           R"([{"op":"remove","path":"/version"}])",
           R"([{"op":"remove","path":"/model/type"}])",
           R"([{"op":"replace","path":"/model/dropout","value":0.0}])",
           R"([{"op":"replace","path":"/model/unk_token","value":"<unk>"}])",
           R"([{"op":"replace","path":"/model/fuse_unk","value":true}])",
           R"([{"op":"replace","path":"/model/continuing_subword_prefix","value":""}])",
           R"([{"op":"replace","path":"/model/end_of_word_suffix","value":""}])",
           R"([{"op":"replace","path":"/model/merges","value":[["a","b"]]}])",
           R"([{"op":"replace","path":"/model/merges","value":["#version: 0.2","a b"]}])",
           R"([{"op":"replace","path":"/normalizer","value":null}])",
           R"([{"op":"replace","path":"/normalizer","value":{"type":"Sequence","normalizers":[]}}])",
           R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Sequence","pretokenizers":[
               {"type":"ByteLevel","add_prefix_space":false}]}}])",
           R"([{"op":"replace","path":"/post_processor","value":{"type":"ByteLevel","trim_offsets":false}}])",
           R"([{"op":"replace","path":"/post_processor","value":{"type":"Sequence","processors":[]}}])",
       })
    EXPECT_THAT(patched(patch).encode("aab<e>"), ElementsAre('a', 256, 257)) << patch;
}

TEST(TokenizerJson, NoMergesAndNoAddedTokens) {
  EXPECT_THAT(patched(R"([{"op":"replace","path":"/model/merges","value":[]}])").encode("ab"),
              ElementsAre('a', 'b'));
  const Tokenizer t = patched(R"([{"op":"remove","path":"/added_tokens"}])");
  EXPECT_EQ(t.vocab_size(), 257);
  EXPECT_THAT(t.encode("<e>"), ElementsAre('<', 'e', '>'));
}

TEST(TokenizerJson, BytesThatAreNeverInUtf8NeedNoToken) {
  Json json = base();
  for (unsigned b : {0xC0, 0xC1, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF})
    json["model"]["vocab"].erase(byte_level_text(std::string(1, static_cast<char>(b))));
  json["added_tokens"][0]["id"] = 257 - 13;
  EXPECT_EQ(message_and_hint_of([&] { Tokenizer::from_json(json.dump(), "t.json"); }),
            "t.json: added token `<e>` has the id of `ô`, 244");
  json["added_tokens"] = Json::array();
  EXPECT_THAT(Tokenizer::from_json(json.dump(), "t.json").encode("\U0010FFFF\u0080"),
              ElementsAre(0xF4, 0x8F, 0xBF, 0xBF, 0xC2, 0x80));
  for (unsigned b : {0x00, 0xC2, 0xF4}) {
    Json other = json;
    other["model"]["vocab"].erase(byte_level_text(std::string(1, static_cast<char>(b))));
    EXPECT_THAT(message_and_hint_of([&] { Tokenizer::from_json(other.dump(), "t.json"); }),
                ::testing::HasSubstr("has no token; a byte-level vocabulary has one for each byte of UTF-8"));
  }
}

TEST(TokenizerJson, IdsThatNoTokenHasAreNothing) {
  const Tokenizer t = patched(R"([{"op":"replace","path":"/model/vocab/ab","value":300},
                                  {"op":"replace","path":"/added_tokens/0/id","value":257}])");
  EXPECT_EQ(t.vocab_size(), 301);
  EXPECT_EQ(t.decode(std::vector<std::int32_t>{'x', 280, 300}), "xab");
  EXPECT_FALSE(t.is_special(280));
}

TEST(TokenizerJson, ATemplateStandsAroundTheText) {
  const Tokenizer t =
      patched(R"([{"op":"replace","path":"/post_processor","value":{"type":"TemplateProcessing",
      "single":[{"SpecialToken":{"id":"b","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                {"SpecialToken":{"id":"e","type_id":0}}],
      "pair":[],"special_tokens":{"b":{"id":"b","ids":[1,2],"tokens":["x","y"]},
                                  "e":{"id":"e","ids":[257],"tokens":["<e>"]}}}}])");
  EXPECT_THAT(t.encode("ab"), ElementsAre(1, 2, 256, 257));
  EXPECT_THAT(t.encode("ab", false), ElementsAre(256));
  EXPECT_THAT(t.encode(""), ElementsAre(1, 2, 257));
}

TEST(TokenizerJson, WhatIsNotReadIsRefusedByName) {
  const std::string split_rule = "must be ByteLevel, or a Sequence of a Split and a ByteLevel";
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"([{"op":"replace","path":"/version","value":"2.0"}])",
       R"(t.json: `version` must be "1.0"; got "2.0")"},
      {R"([{"op":"replace","path":"/truncation","value":{"max_length":8}}])",
       "t.json: `truncation` must be null; got {\"max_length\":8} [set it to null in the file: texts are "
       "neither cut "
       "nor padded by the tokenizer]"},
      {R"([{"op":"replace","path":"/padding","value":{}}])",
       "t.json: `padding` must be null; got {} [set it to null in the file: texts are neither cut nor padded "
       "by the "
       "tokenizer]"},
      {R"([{"op":"remove","path":"/model"}])", "t.json: `model` is missing"},
      {R"([{"op":"replace","path":"/model/type","value":"Unigram"}])",
       "t.json: a tokenizer of kind Unigram is not read here; byte-level BPE is"},
      {R"([{"op":"replace","path":"/model/type","value":"WordPiece"}])",
       "t.json: a tokenizer of kind WordPiece is not read here; byte-level BPE is"},
      {R"([{"op":"replace","path":"/model","value":{"vocab":{}}}])",
       "t.json: a tokenizer of kind of no type is not read here; byte-level BPE is"},
      {R"([{"op":"replace","path":"/model/dropout","value":0.1}])",
       "t.json: model: `dropout` must be null: merges are never left out by chance; got 0.1"},
      {R"([{"op":"replace","path":"/model/byte_fallback","value":true}])",
       "t.json: model: `byte_fallback` must be false: SentencePiece tokenizers are not read here; got true"},
      {R"([{"op":"replace","path":"/model/continuing_subword_prefix","value":"##"}])",
       R"(t.json: model: `continuing_subword_prefix` must be empty; got "##")"},
      {R"([{"op":"replace","path":"/model/end_of_word_suffix","value":"</w>"}])",
       R"(t.json: model: `end_of_word_suffix` must be empty; got "</w>")"},
      {R"([{"op":"replace","path":"/model/vocab","value":[]}])",
       "t.json: model: `vocab` must be an object; got []"},
      {R"([{"op":"replace","path":"/model/vocab/ab","value":-1}])",
       "t.json: model: vocab: the id of `ab` is an integer from 0 to 1048575; got -1"},
      {R"([{"op":"replace","path":"/model/vocab/ab","value":1048576}])",
       "t.json: model: vocab: the id of `ab` is an integer from 0 to 1048575; got 1048576"},
      {R"([{"op":"replace","path":"/model/vocab/ab","value":18446744073709551615}])",
       "t.json: model: vocab: the id of `ab` is an integer from 0 to 1048575; got 18446744073709551615"},
      {R"([{"op":"replace","path":"/model/vocab/ab","value":"7"}])",
       "t.json: model: vocab: the id of `ab` is an integer from 0 to 1048575; got \"7\""},
      {R"([{"op":"replace","path":"/model/vocab/ab","value":1.0}])",
       "t.json: model: vocab: the id of `ab` is an integer from 0 to 1048575; got 1.0"},
      {R"([{"op":"replace","path":"/model/vocab/ab","value":97}])",
       "t.json: model: vocab: id 97 stands for both `a` and `ab`"},
      {R"([{"op":"remove","path":"/model/vocab/Q"}])",
       "t.json: model: vocab: byte 0x51 (`Q`) has no token; a byte-level vocabulary has one for each byte of "
       "UTF-8"},
      {R"([{"op":"remove","path":"/model/vocab/Ġ"}])",
       "t.json: model: vocab: byte 0x20 (`Ġ`) has no token; a byte-level vocabulary has one for each byte of "
       "UTF-8"},
      {R"([{"op":"replace","path":"/model/merges","value":["a c"]}])",
       "t.json: model: merges[0]: `ac` is not in the vocabulary"},
      {R"([{"op":"replace","path":"/model/merges","value":["a b","xyz b"]}])",
       "t.json: model: merges[1]: `xyz` is not in the vocabulary"},
      {R"([{"op":"replace","path":"/model/merges","value":["ab"]}])",
       R"(t.json: model: merges[0]: each merge is "left right", or each is ["left", "right"]; got "ab")"},
      {R"([{"op":"replace","path":"/model/merges","value":["a b c"]}])",
       R"(t.json: model: merges[0]: each merge is "left right", or each is ["left", "right"]; got "a b c")"},
      {R"([{"op":"replace","path":"/model/merges","value":["a b",["a","b"]]}])",
       R"(t.json: model: merges[1]: each merge is "left right", or each is ["left", "right"]; got ["a","b"])"},
      {R"([{"op":"replace","path":"/model/merges","value":[["a","b","c"]]}])",
       R"(t.json: model: merges[0]: each merge is "left right", or each is ["left", "right"]; got ["a","b","c"])"},
      {R"([{"op":"replace","path":"/model/merges","value":[5]}])",
       R"(t.json: model: merges[0]: each merge is "left right", or each is ["left", "right"]; got 5)"},
      {R"([{"op":"replace","path":"/model/merges","value":[")" + std::string(76, 'a') +
           R"(\u00e9\u00e9\u00e9"]}])",
       R"(t.json: model: merges[0]: each merge is "left right", or each is ["left", "right"]; got ")" +
           std::string(76, 'a') + "..."},
      {R"([{"op":"replace","path":"/model/merges","value":{}}])",
       "t.json: model: `merges` must be an array; got {}"},
      {R"([{"op":"remove","path":"/model/merges"}])", "t.json: model: `merges` is missing"},
      {R"([{"op":"replace","path":"/normalizer","value":{"type":"Lowercase"}}])",
       R"(t.json: normalizer: `type` must be NFC, NFD, NFKC, NFKD or a Sequence of those; got "Lowercase")"},
      {R"([{"op":"replace","path":"/normalizer","value":{"type":"Sequence","normalizers":[{"type":"NFC"},
          {"type":"Replace"}]}}])",
       "t.json: normalizer: normalizers[1]: `type` must be NFC, NFD, NFKC, NFKD or a Sequence of those; got "
       "\"Replace\""},
      {R"([{"op":"replace","path":"/normalizer","value":{"type":"Sequence","normalizers":[1,2,3,4,5,6,7,8,9,10,11,12,
          13,14,15,16,17]}}])",
       "t.json: normalizer: `normalizers` has at most 16 members; got 17"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":null}])",
       "t.json: `pre_tokenizer` " + split_rule + "; got nothing"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Metaspace"}}])",
       "t.json: pre_tokenizer: `type` " + split_rule + "; got \"Metaspace\""},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Sequence","pretokenizers":[]}}])",
       "t.json: pre_tokenizer: `pretokenizers` " + split_rule + "; got []"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Sequence","pretokenizers":[{"type":"Digits"},
          {"type":"ByteLevel"}]}}])",
       "t.json: pre_tokenizer: pretokenizers[0]: `type` " + split_rule + "; got \"Digits\""},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Sequence","pretokenizers":[{"type":"Split",
          "pattern":{"Regex":"\\p{N}"},"behavior":"Isolated","invert":false},{"type":"ByteLevel"}]}}])",
       "t.json: pre_tokenizer: pretokenizers[0]: `pattern` must be the regular expression of GPT-2, the only "
       "one known "
       "here; got {\"Regex\":\"\\\\p{N}\"}"},
      {R"([{"op":"remove","path":"/pre_tokenizer/add_prefix_space"}])",
       "t.json: pre_tokenizer: `add_prefix_space` is missing"},
      {R"([{"op":"replace","path":"/decoder","value":null}])",
       "t.json: `decoder` must be ByteLevel; got nothing"},
      {R"([{"op":"replace","path":"/decoder","value":{"type":"Metaspace"}}])",
       "t.json: decoder: `type` must be ByteLevel; got \"Metaspace\""},
      {R"([{"op":"replace","path":"/post_processor","value":{"type":"BertProcessing"}}])",
       "t.json: post_processor: `type` must be ByteLevel, TemplateProcessing or a Sequence of those; got "
       "\"BertProcessing\""},
  };
  for (const auto& row : table)
    EXPECT_EQ(message_and_hint_of([&] { patched(row.first); }), row.second) << row.first;
}

TEST(TokenizerJson, OtherSplitsAreRefusedByName) {
  Json json = base();
  Json split = {
      {"type", "Split"}, {"pattern", {{"Regex", kGpt2Pattern}}}, {"behavior", "Isolated"}, {"invert", false}};
  const auto message = [&] {
    json["pre_tokenizer"] = {
        {"type", "Sequence"},
        {"pretokenizers", {split, {{"type", "ByteLevel"}, {"add_prefix_space", false}}}}};
    return message_and_hint_of([&] { Tokenizer::from_json(json.dump(), "t.json"); });
  };
  const std::string where = "t.json: pre_tokenizer: pretokenizers[0]: ";
  EXPECT_EQ(message(), "no error");
  split["behavior"] = "Removed";
  EXPECT_EQ(message(), where + "`behavior` must be \"Isolated\"; got \"Removed\"");
  split["behavior"] = "Isolated";
  split["invert"] = true;
  EXPECT_EQ(message(), where + "`invert` must be false; got true");
}

TEST(TokenizerJson, AddedTokensThatContradictTheFile) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"([{"op":"replace","path":"/added_tokens","value":{}}])",
       "t.json: `added_tokens` must be an array; got {}"},
      {R"([{"op":"replace","path":"/added_tokens/0","value":"x"}])",
       "t.json: added_tokens[0]: a JSON object is expected; got string"},
      {R"([{"op":"remove","path":"/added_tokens/0/lstrip"}])",
       "t.json: added_tokens[0]: `lstrip` is missing"},
      {R"([{"op":"remove","path":"/added_tokens/0/id"}])",
       "t.json: added_tokens[0]: `id` must be an integer; got nothing"},
      {R"([{"op":"replace","path":"/added_tokens/0/id","value":-1}])",
       "t.json: added_tokens[0]: `id` is an integer from 0 to 1048575; got -1"},
      {R"([{"op":"replace","path":"/added_tokens/0/id","value":258}])",
       "t.json: added_tokens[0]: `<e>` has id 258, but new tokens follow the vocabulary: 257 is next"},
      {R"([{"op":"replace","path":"/added_tokens/0/content","value":"ab"}])",
       "t.json: added_tokens[0]: `ab` has id 257, but 256 in the vocabulary"},
      {R"([{"op":"replace","path":"/added_tokens/0/content","value":""}])",
       "t.json: added_tokens[0]: `content` is 1 to 512 bytes; got \"\""},
      {R"([{"op":"copy","from":"/added_tokens/0","path":"/added_tokens/1"}])",
       "t.json: added_tokens[1]: `<e>` is added twice"},
      {R"([{"op":"replace","path":"/model/vocab/ab","value":257}])",
       "t.json: added token `<e>` has the id of `ab`, 257"},
      {R"([{"op":"replace","path":"/added_tokens","value":[
          {"id":257,"content":"xé","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false},
          {"id":258,"content":"xe\u0301","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false}
        ]}])",
       "t.json: added tokens `xé` and `xe\u0301` are the same text"},
  };
  for (const auto& row : table)
    EXPECT_EQ(message_and_hint_of([&] { patched(row.first); }), row.second) << row.first;
  Json json = base();
  json["added_tokens"][0]["content"] = std::string(513, 'x');
  EXPECT_EQ(message_and_hint_of([&] { Tokenizer::from_json(json.dump(), "t.json"); }),
            "t.json: added_tokens[0]: `content` is 1 to 512 bytes; got \"" + std::string(76, 'x') + "...");
}

TEST(TokenizerJson, TemplatesThatCannotBeApplied) {
  const auto message = [](const std::string& single, const std::string& specials) {
    return message_and_hint_of([&] {
      patched(R"([{"op":"replace","path":"/post_processor","value":{"type":"TemplateProcessing","single":)" +
              single + R"(,"special_tokens":)" + specials + "}}]");
    });
  };
  const std::string where = "t.json: post_processor: ";
  EXPECT_EQ(message("{}", "{}"), where + "`single` must be an array; got {}");
  EXPECT_EQ(message("[]", "{}"), where + "`single` must hold the text exactly once; got []");
  EXPECT_EQ(message(R"([{"Sequence":{"id":"A"}},{"Sequence":{"id":"A"}}])", "{}"),
            where +
                "`single` must hold the text exactly once; got "
                R"([{"Sequence":{"id":"A"}},{"Sequence":{"id":"A"}}])");
  EXPECT_EQ(message(R"([{"Sequence":{"id":"B"}}])", "{}"),
            where + R"(single[0]: Sequence: `id` must be "A", the one text that there is; got "B")");
  EXPECT_EQ(message(R"([{"SpecialToken":{"id":"x"}}])", "{}"), where + "special_tokens: `x` is missing");
  EXPECT_EQ(message(R"([{"Other":1}])", "{}"), where + "single[0]: `SpecialToken` is missing");
  EXPECT_EQ(message(R"([{"SpecialToken":{"id":"x"}}])", R"({"x":{"ids":[-1]}})"),
            where + "special_tokens: x: each of `ids` is an integer from 0 to 1048575; got -1");
  EXPECT_EQ(message(R"([{"SpecialToken":{"id":"x"}}])", R"({"x":{"ids":[258]}})"),
            where + "special_tokens: x: id 258 is outside the vocabulary of 258");
  const std::string one =
      R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}}],"special_tokens":{}})";
  EXPECT_EQ(
      message_and_hint_of([&] {
        patched(R"([{"op":"replace","path":"/post_processor","value":{"type":"Sequence","processors":[)" +
                one + "," + one + "]}}]");
      }),
      where + R"(processors[1]: `type` must not stand twice in one Sequence; got "TemplateProcessing")");
}

TEST(TokenizerJson, FilesThatAreNoTokenizer) {
  EXPECT_EQ(message_and_hint_of([] { Tokenizer::from_json("[]", "t.json"); }),
            "t.json: a JSON object is expected; got array");
  EXPECT_THAT(message_and_hint_of([] { Tokenizer::from_json("{", "t.json"); }),
              ::testing::StartsWith("t.json: not JSON: "));
  EXPECT_EQ(message_and_hint_of(
                [] { Tokenizer::from_json(R"({"model":{"type":"BPE","vocab":{"a":0,"a":1}}})", "t.json"); }),
            "t.json: key `a` stands twice in one object");
  EXPECT_EQ(message_and_hint_of([] { Tokenizer::from_file("/nonexistent/tokenizer.json"); }),
            "/nonexistent/tokenizer.json: cannot be opened: No such file or directory");
}

}  // namespace
}  // namespace constate::tokenizer
