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
  const std::string types = "t.json: model: `type` must be BPE, Unigram, WordPiece or WordLevel; got ";
  const std::string normalizers =
      "`type` must be NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Nmt, Strip, Prepend, Replace, "
      "BertNormalizer, "
      "ByteLevel, Precompiled or a Sequence of those; got ";
  const std::string pre_tokenizers =
      "`type` must be Split, ByteLevel, Metaspace, Digits, Punctuation, Whitespace, WhitespaceSplit, "
      "BertPreTokenizer, CharDelimiterSplit, UnicodeScripts, FixedLength or a Sequence of those; got ";
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
      {R"([{"op":"move","from":"/decoder","path":"/decoders"}])",
       "t.json: `decoders` is no key of a tokenizer.json"},
      {R"([{"op":"replace","path":"/model/type","value":"Unigrams"}])", types + R"("Unigrams")"},
      {R"([{"op":"replace","path":"/model","value":{"vocab":{}}}])", types + "nothing"},
      {R"([{"op":"replace","path":"/model/dropout","value":0.1}])",
       "t.json: model: `dropout` must be null: merges are never left out by chance; got 0.1"},
      {R"([{"op":"replace","path":"/model/byte_fallback","value":1}])",
       "t.json: model: `byte_fallback` must be true or false; got 1"},
      {R"([{"op":"replace","path":"/model/continuing_subword_prefix","value":"##"}])",
       "t.json: model: merges[0]: `b` is shorter than `continuing_subword_prefix`"},
      {R"([{"op":"replace","path":"/model/end_of_word_suffix","value":"</w>"},
           {"op":"add","path":"/model/unk_token","value":"<unk>"}])",
       R"(t.json: model: `unk_token` must be in the vocabulary; got "<unk>")"},
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
      {R"([{"op":"replace","path":"/normalizer","value":{"type":"Uppercase"}}])",
       "t.json: normalizer: " + normalizers + R"("Uppercase")"},
      {R"([{"op":"replace","path":"/normalizer","value":{"type":"Sequence","normalizers":[{"type":"NFC"},
          {"type":"Replace"}]}}])",
       "t.json: normalizer: normalizers[1]: `pattern` is missing"},
      {R"([{"op":"replace","path":"/normalizer","value":{"type":"Precompiled","precompiled_charsmap":"?"}}])",
       R"(t.json: normalizer: `precompiled_charsmap` must be base64; got "?")"},
      {R"([{"op":"replace","path":"/normalizer","value":{"type":"Precompiled","precompiled_charsmap":"AAAA"}}])",
       "t.json: normalizer: the table has at least 8 bytes; got 3"},
      {R"([{"op":"replace","path":"/normalizer","value":{"type":"Sequence","normalizers":[1,2,3,4,5,6,7,8,9,10,11,12,
          13,14,15,16,17]}}])",
       "t.json: normalizer: `normalizers` has at most 16 members; got 17"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Scripts"}}])",
       "t.json: pre_tokenizer: " + pre_tokenizers + R"("Scripts")"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Metaspace","replacement":"ab"}}])",
       R"(t.json: pre_tokenizer: `replacement` must be one character; got "ab")"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Metaspace","replacement":"_",
          "prepend_scheme":"first","add_prefix_space":false}}])",
       "t.json: pre_tokenizer: `add_prefix_space` must not be false where `prepend_scheme` is not \"never\"; "
       "got false"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Split","pattern":{"Regex":"(a"},
          "behavior":"Isolated","invert":false}}])",
       "t.json: pre_tokenizer: pattern: a group that is not closed, at byte 2 of the regular expression, is "
       "not read "
       "here"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Split","pattern":{"String":""},
          "behavior":"Isolated","invert":false}}])",
       R"(t.json: pre_tokenizer: pattern: `String` must not be empty; got "")"},
      {R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Split","pattern":{"Regex":"a"},
          "behavior":"Merged","invert":false}}])",
       "t.json: pre_tokenizer: `behavior` must be Removed, Isolated, MergedWithPrevious, MergedWithNext or "
       "Contiguous; got \"Merged\""},
      {R"([{"op":"remove","path":"/pre_tokenizer/add_prefix_space"}])",
       "t.json: pre_tokenizer: `add_prefix_space` is missing"},
      {R"([{"op":"replace","path":"/decoder","value":{"type":"Unigram"}}])",
       "t.json: decoder: `type` must be ByteLevel, ByteFallback, Fuse, Strip, Replace, Metaspace, WordPiece, "
       "BPEDecoder, CTC or a Sequence of those; got \"Unigram\""},
      {R"([{"op":"replace","path":"/decoder","value":{"type":"Strip","content":"a","start":-1,"stop":0}}])",
       "t.json: decoder: `start` must be from 0 to 65536; got -1"},
      {R"([{"op":"replace","path":"/post_processor","value":{"type":"Other"}}])",
       "t.json: post_processor: `type` must be ByteLevel, TemplateProcessing, RobertaProcessing, "
       "BertProcessing or a "
       "Sequence of those; got \"Other\""},
      {R"([{"op":"replace","path":"/post_processor","value":{"type":"BertProcessing","cls":["x",999],"sep":["y",1]}}])",
       "t.json: post_processor: cls: id 999 is outside the vocabulary of 258"},
  };
  for (const auto& row : table)
    EXPECT_EQ(message_and_hint_of([&] { patched(row.first); }), row.second) << row.first;
}

// A pattern that backtracks for ever ends in an error with the pattern and the place.
TEST(TokenizerJson, ARegularExpressionThatTakesForEverIsRefused) {
  Json json = base();
  json["pre_tokenizer"] = {{"type", "Split"},
                           {"pattern", {{"Regex", "(?:a|b)|(?:c+)+d"}}},
                           {"behavior", "Isolated"},
                           {"invert", false}};
  const Tokenizer t = Tokenizer::from_json(json.dump(), "t.json");
  EXPECT_EQ(t.encode("abccd", false).size(), 5u);
  EXPECT_EQ(message_and_hint_of([&] { t.encode("ab" + std::string(50, 'c') + "!"); }),
            "encode: the tokenizer's regular expression `(?:a|b)|(?:c+)+d` takes too many steps, at byte 2 "
            "of a part of "
            "the text of 53 bytes, `" +
                std::string(50, 'c') + "!`");
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
}

// A file cannot make a text of any length out of a short one.
TEST(TokenizerJson, StepsThatGrowWithoutEndAreRefused) {
  const auto grow = [](const std::string& members) {
    const std::string step =
        R"({"type":"Replace","pattern":{"Regex":"[^x]|x"},"content":")" + std::string(512, 'x') + R"("})";
    return R"({"type":"Sequence",")" + members + R"(":[)" + step + "," + step + "," + step + "]}";
  };
  const Tokenizer t =
      patched(R"([{"op":"replace","path":"/normalizer","value":)" + grow("normalizers") + "}]");
  EXPECT_EQ(message_and_hint_of([&] { t.encode("a"); }),
            "the tokenizer's Replace makes more than 1048640 bytes of 262144");
  EXPECT_EQ(message_and_hint_of(
                [&] { patched(R"([{"op":"replace","path":"/decoder","value":)" + grow("decoders") + "}]"); }),
            "t.json: decoder: the tokenizer's Replace makes more than 66048 bytes of 512");
  EXPECT_EQ(
      message_and_hint_of([&] {
        patched(R"([{"op":"replace","path":"/pre_tokenizer","value":{"type":"Sequence","pretokenizers":[
                  {"type":"ByteLevel","add_prefix_space":false},{"type":"ByteLevel","add_prefix_space":false}]}}])");
      }),
      "t.json: pre_tokenizer: pretokenizers[1]: `type` must not stand twice in one Sequence: bytes are made "
      "characters once; got \"ByteLevel\"");
}

TEST(TokenizerJson, TemplatesInARowStandAroundEachOther) {
  const auto around = [](int id) {
    return R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],)"
           R"("special_tokens":{"x":{"ids":[)" +
           std::to_string(id) + "]}}}";
  };
  const Tokenizer t =
      patched(R"([{"op":"replace","path":"/post_processor","value":{"type":"Sequence","processors":[)" +
              around(1) + "," + around(2) + "]}}]");
  EXPECT_THAT(t.encode("ab"), ElementsAre(2, 1, 256));
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
