// Files that are no saved state, or one that breaks a rule. Their checksums are right unless they are what is
// wrong; truncations and flipped bits stand in engine/saved_state_damage_test.cc.
#include <gtest/gtest.h>

#include <functional>

#include "bad_file.h"
#include "engine/saved_state_testing.h"

namespace constate::bad_files {
namespace {

using engine::SavedState;
using engine::StateFile;

const std::string kDamaged = " [the file is cut short or damaged: take another copy, or save the state anew]";
const std::string kOther = " [the file is cut short, or something else than a saved state]";

void read(const std::filesystem::path& folder) { engine::read_state(folder / "x.state"); }

std::string file_with(const std::function<void(StateFile&)>& change,
                      SavedState (*make)() = engine::small_state) {
  const TempDir dir;
  engine::write_state(dir.path / "x", make());
  StateFile file(dir.path / "x");
  change(file);
  return file.bytes();
}

// One value of the metadata, or without it where `value` is null.
std::string with(const std::string& key, const char* value, SavedState (*make)() = engine::small_state) {
  return file_with(
      [&](StateFile& f) {
        f.metadata.erase(key);
        if (value != nullptr) f.metadata[key] = value;
      },
      make);
}

std::string with_shape(const std::string& name, Shape shape, SavedState (*make)() = engine::small_state) {
  return file_with(
      [&](StateFile& f) {
        f.tensor(name).bytes.resize(static_cast<std::size_t>(shape.bytes()));
        f.tensor(name).shape = std::move(shape);
      },
      make);
}

std::string with_bytes(const std::string& name, std::size_t at, std::string_view bytes,
                       SavedState (*make)() = engine::small_state) {
  return file_with([&](StateFile& f) { f.tensor(name).bytes.replace(at, bytes.size(), bytes); }, make);
}

std::string whole() {
  return file_with([](StateFile&) {});
}

TEST(BadState, OtherFiles) {
  const std::string file = whole();
  std::string no_start = file;
  no_start.replace(no_start.find("\"checksum\":\""), 12, "\"Checksum\":\"");
  expect_refused(
      {
          {"empty", "", "is empty: no saved state" + kDamaged},
          {"text", "text\n",
           "not a whole safetensors file: a safetensors file has at least 8 bytes; got 5" + kOther},
          {"a web page", "<!DOCTYPE html><html>",
           "not a whole safetensors file: header: at most 13 bytes are left in the file; got a length of "
           "5789751444030890300" +
               kOther},
          {"a header of another kind", formats::safetensors("[]", ""),
           "not a safetensors file: header: must start with `{`" + kDamaged},
          {"weights", formats::safetensors(R"({"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "xy"),
           "is a safetensors file, but no saved state"},
          {"a newer one", with("version", "2"),
           "a saved state of version 2, newer than 1, the one that is read here [a newer constate reads it]"},
          {"an older one", with("version", "0"),
           "a saved state of version 0, older than 1, the one that is read here"},
          {"a version that is none", with("version", "1.5"), "`version` is no number"},
          {"no version", with("version", nullptr), "`version` is missing"},
          {"written anew by another program", no_start,
           "the header does not begin with its checksum [another program wrote it anew: take the file as it "
           "was "
           "saved]"},
          {"cut short", file.substr(0, file.size() - 1),
           "header: tensor `note.chat` ends at byte 93 of the data, which has 92" + kDamaged},
      },
      "x.state", read);
}

TEST(BadState, Checksums) {
  const std::string file = whole();
  std::string header = file;
  header[header.find("mamba2")] = 'M';
  const std::string right = "checksum\":\"";
  std::string said = file.substr(file.find(right) + right.size(), 32);
  std::string got = header;
  got = StateFile::with_checksum(got).substr(file.find(right) + right.size(), 32);
  std::string tensor = file;
  tensor[tensor.size() - 1] = static_cast<char>(tensor.back() ^ 1);
  const std::string zeros(32, '0');
  const auto checksum = [](const std::string& name, const std::string& value) {
    return file_with([&](StateFile& f) { f.metadata["checksum." + name] = value; });
  };
  expect_refused(
      {
          {"a changed header", header, "the header has the checksum " + got + "; it says " + said + kDamaged},
          {"a changed tensor", checksum("seen", zeros),
           "tensor `seen` has the checksum 6a6044e4e3e43b54dbff43bedd73e53b; the header says " + zeros +
               kDamaged},
          {"a short checksum", checksum("seen", "00"), "`checksum.seen` is 32 hex digits; got 2 bytes"},
          {"a checksum in capitals", checksum("ids", std::string(32, 'A')),
           "`checksum.ids` is 32 hex digits; got 32 bytes"},
          {"one of no tensor", checksum("other", zeros), "`checksum.other` is no part of a saved state"},
      },
      "x.state", read);
}

TEST(BadState, Words) {
  const std::string many = "1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6";
  expect_refused(
      {
          {"no model", with("model.type", nullptr), "`model.type` is missing"},
          {"a model without a name", with("model.type", ""), "`model.type` is empty"},
          {"a fingerprint", with("model.weights", "12"), "`model.weights` is 32 hex digits; got 2 bytes"},
          {"tokens in words", with("tokens", "five"), "`tokens` is an integer; got `five`"},
          {"tokens with a fraction", with("tokens", "5.0"), "`tokens` is an integer; got `5.0`"},
          {"tokens beyond 64 bits", with("tokens", "9223372036854775808"),
           "`tokens` is an integer; got `9223372036854775808`"},
          {"tokens below none", with("tokens", "-1", engine::state_with_logits),
           "`tokens` is 0 or more; got -1"},
          {"a long value", with("drawn", std::string(50, '1').c_str()),
           "`drawn` is an integer; got 50 bytes"},
          {"recent ids", with("recent", "3 1  4"), "`recent` is an integer; got ``"},
          {"too many recent ids", with("recent", many.c_str()), "`recent` has at most 32 ids; got more"},
          {"a recent id", with("recent", "3 1 4 1 10 9"), "`recent`: an id is between 0 and 9; got 10"},
          {"next", with("next", "-1"), "`next`: an id is between 0 and 9; got -1"},
          {"a temperature", with("sampling.temperature", "nan"),
           "sampling: temperature must be between 0 and 100; got nan"},
          {"a temperature in words", with("sampling.temperature", "warm"),
           "`sampling.temperature` is a number; got `warm`"},
          {"a seed", with("sampling.seed", "-1"), "`sampling.seed` is an integer; got `-1`"},
          {"a penalty", with("sampling.repetition_penalty", "0"),
           "sampling: repetition penalty must be above 0 and at most 100; got 0"},
          {"a date", with("saved_at", "2026-02-29T00:00:00Z"),
           "`saved_at` is a time like 2026-11-28T09:30:00Z, from 1970; got `2026-02-29T00:00:00Z`"},
          {"a date before", with("saved_at", "1969-12-31T23:59:59Z"),
           "`saved_at` is a time like 2026-11-28T09:30:00Z, from 1970; got `1969-12-31T23:59:59Z`"},
          {"a long device", with("device", std::string(1001, 'x').c_str()),
           "`device` is UTF-8 of at most 1000 bytes"},
          {"a word that is unknown", with("colour", "red"), "`colour` is no part of a saved state"},
      },
      "x.state", read);
}

TEST(BadState, Tensors) {
  const Shape ten{DType::kF32, {10}};
  expect_refused(
      {
          {"no seen", file_with([](StateFile& f) { f.remove("seen"); }), "tensor `seen` is missing"},
          {"seen of bytes", with_shape("seen", {DType::kU8, {10}}), "tensor `seen` is pred [v]; got u8[10]"},
          {"seen of rank 2", with_shape("seen", {DType::kPred, {1, 10}}),
           "tensor `seen` is pred [v]; got pred[1, 10]"},
          {"no vocabulary", with_shape("seen", {DType::kPred, {0}}),
           "tensor `seen` has an element for each token of the vocabulary; it has none"},
          {"seen that is neither", with_bytes("seen", 3, "\2"),
           "tensor `seen` holds bytes that are neither 0 nor 1"},
          {"short logits", with_shape("logits", {DType::kF32, {9}}, engine::state_with_logits),
           "tensor `logits` is f32 of the size of `seen`, 10; got f32[9]"},
          {"logits in bf16", with_shape("logits", {DType::kBF16, {10}}, engine::state_with_logits),
           "tensor `logits` is f32 of the size of `seen`, 10; got bf16[10]"},
          {"logits of NaN", with_bytes("logits", 0, {"\0\0\xc0\x7f", 4}, engine::state_with_logits),
           "tensor `logits` holds NaN or an infinity"},
          {"an infinity in f32", with_bytes("state.layers.0.conv", 4, {"\0\0\x80\xff", 4}),
           "tensor `state.layers.0.conv` holds NaN or an infinity"},
          {"an infinity in bf16", with_bytes("state.layers.0.ssm", 14, {"\x80\x7f", 2}),
           "tensor `state.layers.0.ssm` holds NaN or an infinity"},
          {"NaN in f16", with_bytes("state.layers.1.conv", 0, {"\1\xfc", 2}),
           "tensor `state.layers.1.conv` holds NaN or an infinity"},
          {"a field of integers", with_shape("state.layers.1.conv", {DType::kS16, {4}}),
           "tensor `state.layers.1.conv` is f32, bf16 or f16; got s16[4]"},
          {"a field of nothing", with_shape("state.layers.1.conv", {DType::kF16, {4, 0}}),
           "tensor `state.layers.1.conv` has elements, and at most 8 dimensions; got f16[4, 0]"},
          {"a field of many dimensions",
           with_shape("state.layers.1.conv", {DType::kF16, {4, 1, 1, 1, 1, 1, 1, 1, 1}}),
           "tensor `state.layers.1.conv` has elements, and at most 8 dimensions; got f16[4, 1, 1, 1, 1, 1, "
           "1, 1, 1]"},
          {"no fields", file_with([](StateFile& f) {
             std::erase_if(f.tensors,
                           [](const StateFile::Tensor& t) { return t.name.starts_with("state."); });
           }),
           "there is no tensor `state.…`"},
          {"another tensor", file_with([](StateFile& f) { f.add("other", DType::kU8, "x"); }),
           "tensor `other` is no part of a saved state"},
          {"a note of numbers", with_shape("note.chat", {DType::kF32, {3}}),
           "tensor `note.chat` is u8 [bytes]; got f32[3]"},
          {"a note that is not UTF-8", with_bytes("note.chat", 2, "\xff"), "tensor `note.chat` is not UTF-8"},
          {"long notes", with_shape("note.chat", {DType::kU8, {16 << 20}}),
           "notes take at most 16777216 bytes together; got 16777225"},
          {"ids of 64 bits", with_shape("ids", {DType::kS64, {5}}),
           "tensor `ids` is s32 of all `tokens`, 5; got s64[5]"},
      },
      "x.state", read);
}

TEST(BadState, Contradictions) {
  const auto both = [](StateFile& f) { f.add("logits", DType::kF32, std::string(40, '\0')); };
  expect_refused(
      {
          {"more ids than tokens", with("tokens", "4"), "tensor `ids` is s32 of all `tokens`, 4; got s32[5]"},
          {"another hash than that of the ids", with("tokens.hash", std::string(32, 'a').c_str()),
           "tensor `ids` has the hash a8a5184cc3ce9c83fbc6c9f824e5adb4; `tokens.hash` is "
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
          {"tokens, and the hash of none", with("tokens.hash", std::string(32, '0').c_str()),
           "`tokens` is 5, and `tokens.hash` is that of none"},
          {"no tokens, and a hash", with("tokens.hash", std::string(32, 'a').c_str(), engine::first_state),
           "`tokens` is 0, and `tokens.hash` is that of some"},
          {"next and logits", file_with(both), "`next` and tensor `logits` exclude each other; got both"},
          {"neither next nor logits",
           file_with([](StateFile& f) { f.remove("logits"); }, engine::state_with_logits),
           "after a token there is `next` or tensor `logits`; got neither"},
          {"logits before a token", file_with(both, engine::first_state),
           "before the first token there is no tensor `logits`; got one"},
          {"next that is not the last", with("recent", "3 1 4 1 5"),
           "`recent` ends with `next`, which is 9; got 5"},
          {"more recent ids than tokens", with("recent", "2 3 1 4 1 5 9"),
           "`recent` has 6 ids that were fed; `tokens` is 5"},
          {"other recent ids than the last", with("recent", "3 1 4 5 1 9"),
           "tensor `ids` ends with the ids of `recent`; got others"},
          {"text withheld of none", with("withheld", "1", engine::first_state),
           "`withheld` is of the text of `recent`, which is empty"},
      },
      "x.state", read);
}

// Sizes that no memory holds, in a file of a few hundred bytes; and headers as long as they may be.
TEST(BadState, HugeSizes) {
  const std::string file = whole();
  const auto with_text = [&](const std::string& what, const std::string& by) {
    std::string header = file.substr(8, file.find("}}", file.find("note.empty")) + 2 - 8);
    header.replace(header.find(what), what.size(), by);
    return StateFile::with_checksum(formats::safetensors(header, file.substr(file.size() - 93)));
  };
  std::string wide = file.substr(0, 8 + engine::kStart.size() + 32 + 1);
  for (int i = 0; i < 60'000; ++i) wide += ",\"" + std::to_string(i) + "\":\"" + std::string(40, 'x') + "\"";
  wide += ",\"format\":\"constate.state\",\"version\":\"1\"}}";
  expect_refused(
      {
          {"a huge dimension", with_text("[2,3]", "[4611686018427387904]"),
           "header: tensor `state.layers.0.conv`: [4611686018427387904] elements of 4 bytes do not fit in "
           "memory" +
               kDamaged},
          {"a huge tensor",
           with_text(R"("shape":[2,3],"data_offsets":[0,24])",
                     R"("shape":[1099511627776],"data_offsets":[0,4398046511104])"),
           "header: tensor `state.layers.0.conv` ends at byte 4398046511104 of the data, which has 93" +
               kDamaged},
          {"a huge note",
           with_text(R"("shape":[0],"data_offsets":[93,93])",
                     R"("shape":[99999999999],"data_offsets":[93,100000000092])"),
           "header: tensor `note.empty` ends at byte 100000000092 of the data, which has 93" + kDamaged},
          {"a long header", StateFile::with_checksum(formats::safetensors(wide.substr(8), "")),
           "`model.type` is missing"},
      },
      "x.state", read);
}

}  // namespace
}  // namespace constate::bad_files
