#include "formats/pickle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/torch_testing.h"

namespace constate::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kRan =
    " [only tensors are read, and nothing in the file was run: save the model's state_dict alone, or as "
    "safetensors]";
const std::string kMore =
    " [the file may hold more than weights: load it with PyTorch and torch.save its state_dict alone]";

std::string message(const std::string& bytes) {
  return message_and_hint_of([&] { parse_pickle(bytes); });
}

// In a pickle of one key `a`, whose operations begin at byte 9.
std::string at9(const std::string& operations) { return message(pickle_of(operations)); }

const std::string kStorage = storage("FloatStorage", "0", 6);
const std::string kTensor = view(kStorage, 1, {2, 1}, {2, 3});

void expect_tensor(const PickledTensor& t) {
  EXPECT_EQ(t.storage, "0");
  EXPECT_EQ(t.storage_type, "torch.FloatStorage");
  EXPECT_EQ(t.storage_elements, 6);
  EXPECT_EQ(t.view.offset, 1);
  EXPECT_THAT(t.view.dims, ElementsAre(2, 1));
  EXPECT_THAT(t.view.strides, ElementsAre(2, 3));
}

TEST(Pickle, OneTensor) {
  const auto tensors = parse_pickle(pickle_of(kTensor, "n\u00e4me"));
  ASSERT_EQ(tensors.size(), 1u);
  expect_tensor(tensors.at("n\u00e4me"));
  EXPECT_THAT(parse_pickle("\x80\x02}."_s), IsEmpty());
  EXPECT_THAT(parse_pickle("\x80\x05"_s + kHooks + "."_s), IsEmpty());
}

TEST(Pickle, ParametersAreTheirTensors) {
  expect_tensor(parse_pickle(pickle_of(global("torch._utils", "_rebuild_parameter") + "(" + kTensor + "\x88" +
                                       kHooks + "tR"))
                    .at("a"));
}

TEST(Pickle, AttributesOfAnOrderedDictArePassedOver) {
  const std::string metadata = "}"_s + str("_metadata") + kHooks + str("") + "}" + str("version") + "K\1sss";
  const auto tensors = parse_pickle("\x80\x02"_s + kHooks + "(" + str("a") + kTensor + "u" + metadata + "b.");
  ASSERT_EQ(tensors.size(), 1u);
  expect_tensor(tensors.at("a"));
}

TEST(Pickle, EveryWayToWriteAValue) {
  const auto dims = [](const std::string& operations) {
    std::string tensor = global("torch._utils", "_rebuild_tensor_v2") + "(" + kStorage;
    tensor += "K\0("_s + operations;
    tensor += "t"_s + tuple({1, 1, 1, 1, 1});
    tensor += "\x89" + kHooks;
    return parse_pickle(pickle_of(tensor += "NtR")).at("a").view.dims;
  };
  EXPECT_THAT(dims("K\xffM\xff\xffJ\xff\xff\xff\x7f\x8a\0\x8a\3\0\0\1"_s),
              ElementsAre(255, 65535, 2147483647, 0, 65536));
  EXPECT_THAT(dims("K\1q\1h\1r\2\0\0\0j\2\0\0\0h\1K\2"_s), ElementsAre(1, 1, 1, 1, 2));
  EXPECT_THAT(dims("K\x03\x94h\0K\4\x94h\1K\5"_s), ElementsAre(3, 3, 4, 4, 5));
  // Protocol 4: frames, short strings and names from the stack.
  const auto shorter = [](const std::string& text) { return fmt::format("\x8c{:c}{}", text.size(), text); };
  const auto stacked = [&](const std::string& module, const std::string& name) {
    return shorter(module) + shorter(name) + "\x93";
  };
  std::string body = "}\x8d"_s + le_bytes(1, 8) + "a" + stacked("torch._utils", "_rebuild_tensor_v2");
  body += "((" + shorter("storage") + stacked("torch", "FloatStorage");
  body += shorter("0") + shorter("cuda:0") + "K\6tQK\1K\2K\1\x86K\2K\3\x86\x88";
  body += stacked("collections", "OrderedDict") + ")R}tRs.";
  expect_tensor(parse_pickle("\x80\x04\x95"_s + le_bytes(body.size(), 8) + body).at("a"));
}

TEST(Pickle, CodeIsNeverRun) {
  EXPECT_EQ(at9(global("os", "system") + str("ls") + "\x85R"),
            "pickle: byte 28: REDUCE of `os.system` is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(at9(global("builtins", "eval") + str("1") + "\x85R"),
            "pickle: byte 31: REDUCE of `builtins.eval` is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(at9(str("os") + str("system") + "\x93)R"),
            "pickle: byte 29: REDUCE of `os.system` is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(
      at9(global("torch._utils", "_rebuild_tensor") + ")R"),
      "pickle: byte 40: REDUCE of `torch._utils._rebuild_tensor` is not part of a state_dict of tensors" +
          kRan);
  EXPECT_EQ(at9(global("x\x1b", std::string(200, 'y')) + ")R"),
            "pickle: byte 215: REDUCE of `x?." + std::string(97, 'y') +
                "...` is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(at9(str("f") + ")R"),
            "pickle: byte 16: REDUCE of a string is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(at9(kTensor + "}b").substr(12), at9(kTensor + ")b").substr(12));
  EXPECT_EQ(at9("}}b"), "pickle: byte 11: BUILD of a dict is not part of a state_dict of tensors"_s + kRan);
  EXPECT_EQ(at9("(ios\nsystem\n"),
            "pickle: byte 10: INST of `os.system` is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(at9("("_s + global("os", "system") + str("ls") + "o"),
            "pickle: byte 28: OBJ of `os.system` is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(at9("(o"), "pickle: byte 10: OBJ is not part of a state_dict of tensors"_s + kRan);
  EXPECT_EQ(at9(global("a", "B") + ")\x81"),
            "pickle: byte 15: NEWOBJ of `a.B` is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(at9(global("a", "B") + ")}\x92"),
            "pickle: byte 16: NEWOBJ_EX of `a.B` is not part of a state_dict of tensors" + kRan);
  EXPECT_EQ(at9("\x82\1"), "pickle: byte 9: EXT1 is not part of a state_dict of tensors"_s + kRan);
  EXPECT_EQ(at9("P0\n"), "pickle: byte 9: PERSID is not part of a state_dict of tensors"_s + kRan);
  EXPECT_EQ(at9("2"), "pickle: byte 9: DUP is not part of a state_dict of tensors"_s + kRan);
  EXPECT_EQ(at9("\xff"), "pickle: byte 9: no operation of a pickle: 0xff");
  EXPECT_EQ(at9("\x80\2"), "pickle: byte 9: no operation of a pickle: 0x80");
}

TEST(Pickle, WhatTheDictHolds) {
  const auto key = [](const std::string& value) { return message(pickle_of(value, "k.\u00e9")); };
  const std::string start = "pickle: key `k.\u00e9`: a tensor is expected; got ";
  EXPECT_EQ(key("}"), start + "a dict" + kMore);
  EXPECT_EQ(key(kHooks), start + "an OrderedDict" + kMore);
  EXPECT_EQ(key("N"), start + "None" + kMore);
  EXPECT_EQ(key("\x88"), start + "a boolean" + kMore);
  EXPECT_EQ(key("K\3"), start + "an integer" + kMore);
  EXPECT_EQ(key("G\0\0\0\0\0\0\0\0"_s), start + "a float" + kMore);
  EXPECT_EQ(key(str("x")), start + "a string" + kMore);
  EXPECT_EQ(key(global("torch", "float32")), start + "`torch.float32`" + kMore);
  EXPECT_EQ(key(")"), start + "a tuple" + kMore);
  EXPECT_EQ(key("](K\1K\2eK\3a"), start + "a list" + kMore);
  EXPECT_EQ(key(kStorage), start + "a storage" + kMore);
  EXPECT_EQ(message("\x80\x02K\1."), "pickle: a dict of tensors is expected; got an integer"_s + kMore);
  EXPECT_EQ(message("\x80\x02"_s + kTensor + "."),
            "pickle: a dict of tensors is expected; got a tensor" + kMore);
  EXPECT_EQ(message("\x80\x02}K\1"_s + kTensor + "s."),
            "pickle: a key is a string; got an integer"_s + kMore);
  EXPECT_EQ(message(pickle_of(kTensor, "\xff")), "pickle: a key is UTF-8; got `?`");
  EXPECT_EQ(message("\x80\x02}("_s + str("a") + kTensor + str("a") + kTensor + "u."),
            "pickle: key `a` stands twice");
  // A dict that holds itself.
  EXPECT_EQ(message("\x80\x02}q\1"_s + str("a") + "h\1s."),
            "pickle: key `a`: a tensor is expected; got a dict" + kMore);
}

TEST(Pickle, ArgumentsOfTensors) {
  const auto last = [](const std::string& operations) {  // without the place
    const std::string out = at9(operations);
    return out.substr(out.find(": ", 9) + 2);
  };
  const std::string rule = "_rebuild_tensor_v2 takes (storage, offset, size, stride, requires_grad, hooks)";
  const std::string rebuild = global("torch._utils", "_rebuild_tensor_v2");
  const auto arguments = [&](const std::string& a) { return last(rebuild + "(" + a + "tR"); };
  const std::string end = "))\x89"_s + kHooks;
  EXPECT_EQ(arguments(""), rule);
  EXPECT_EQ(arguments("K\0"_s + kStorage + end), rule);
  EXPECT_EQ(arguments(kStorage + "N" + end), rule);
  EXPECT_EQ(arguments(kStorage + "K\0])\x89"_s + kHooks), rule);
  EXPECT_EQ(arguments(kStorage + "K\0))N"_s + kHooks), rule);
  EXPECT_EQ(arguments(kStorage + "K\0))\x89"_s + "N"), rule);
  EXPECT_EQ(arguments(kStorage + "K\0"_s + end + "NN"), rule);
  EXPECT_EQ(arguments(kStorage + "K\0"_s + end + "}" + str("conj") + "\x88s"),
            "a tensor with metadata (conjugate or negative bits) is not read here");
  EXPECT_EQ(last(rebuild + "]R"), "REDUCE takes a tuple of arguments; got a list");
  EXPECT_EQ(last(view(kStorage, -1, {}, {})), "a tensor's offset is never negative; got -1");
  EXPECT_EQ(last(view(kStorage, 0, {-2}, {1})), "a tensor's sizes are integers from 0; got -2");
  EXPECT_EQ(last(view(kStorage, 0, {2}, {-1})), "a tensor's strides are integers from 0; got -1");
  EXPECT_EQ(arguments(kStorage + "K\0N\x85)\x89"_s + kHooks),
            "a tensor's sizes are integers from 0; got None");
  EXPECT_EQ(last(view(kStorage, 0, {2, 2}, {1})), "a tensor has as many strides as sizes; got 1 and 2");
  const std::vector<std::int64_t> many(17, 1);
  EXPECT_EQ(last(view(kStorage, 0, many, many)), "a tensor has at most 16 dimensions; got 17");
  EXPECT_EQ(last(global("torch._utils", "_rebuild_parameter") + ")R"),
            "_rebuild_parameter takes (tensor, requires_grad, hooks)");
  EXPECT_EQ(last(global("collections", "OrderedDict") + "]\x85R"), "OrderedDict takes no arguments here");
  EXPECT_EQ(last(kHooks + "Nb"), "BUILD of an OrderedDict takes a dict; got None");
  const std::string id = "a persistent id is ('storage', type, key, location, elements)"_s + kRan;
  EXPECT_EQ(last("NQ"), id);
  EXPECT_EQ(last(")Q"), id);
  EXPECT_EQ(last("("_s + str("module") + global("a", "b") + str("0") + str("cpu") + "K\1tQ"), id);
  EXPECT_EQ(last("("_s + str("storage") + str("torch") + str("0") + str("cpu") + "K\1tQ"), id);
  EXPECT_EQ(last("("_s + str("storage") + global("a", "b") + str("0") + str("cpu") + "K\1NtQ"), id);
  EXPECT_EQ(last(storage("FloatStorage", "0", -1)),
            "a storage's number of elements is never negative; got -1");
  EXPECT_EQ(last(storage("FloatStorage", std::string(257, '0'), 1)),
            "a storage's key has at most 256 bytes; got 257");
}

TEST(Pickle, TheProgramIsWellFormed) {
  EXPECT_EQ(message(""), "pickle: byte 0: 1 more bytes are wanted, 0 are left");
  EXPECT_EQ(message("}."), "pickle: byte 0: a pickle of protocol 2 or later begins with the byte 0x80");
  EXPECT_EQ(message("\x80\x01}."), "pickle: byte 0: protocols 2 to 5 are read; got 1");
  EXPECT_EQ(message("\x80\x06}."), "pickle: byte 0: protocols 2 to 5 are read; got 6");
  EXPECT_EQ(message("\x80\x02}"), "pickle: byte 3: 1 more bytes are wanted, 0 are left");
  EXPECT_EQ(message("\x80\x02."), "pickle: byte 2: the pickle ends with one value; got 0");
  EXPECT_EQ(message("\x80\x02}}."), "pickle: byte 4: the pickle ends with one value; got 2");
  EXPECT_EQ(message("\x80\x02}(."), "pickle: byte 4: the pickle ends with 1 open marks");
  EXPECT_EQ(message("\x80\x02}.}"), "pickle: byte 3: 1 bytes follow the pickle's end");
  EXPECT_EQ(at9("\x95\xff\xff\xff\xff\xff\xff\xff\xff"),
            "pickle: byte 9: a frame of 18446744073709551615 bytes, where 2 are left");
  EXPECT_EQ(at9("X\xff\xff\xff\xff"), "pickle: byte 9: 4294967295 more bytes are wanted, 2 are left");
  EXPECT_EQ(at9("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"),
            "pickle: byte 9: 18446744073709551615 more bytes are wanted, 2 are left");
  EXPECT_EQ(at9("\x8a\x09"_s + std::string(9, '\0')),
            "pickle: byte 9: integers of at most 8 bytes are read; got 9");
  EXPECT_EQ(at9("cos"), "pickle: byte 9: a name of at most 256 bytes and a line's end are wanted");
  EXPECT_EQ(at9(global("a", std::string(257, 'b'))),
            "pickle: byte 9: a name of at most 256 bytes and a line's end are wanted");
  EXPECT_EQ(at9(str(std::string(257, 'b')) + str("a") + "\x93"),
            "pickle: byte 277: a name has at most 256 bytes");
  EXPECT_EQ(at9("NN\x93"), "pickle: byte 11: STACK_GLOBAL takes two strings");
  for (const char* underflow : {"s", "(\x85", "(NN\x87", "(Ns", "(R", "(a", "(b", "(q\1", "(\x93", "(Q"})
    EXPECT_THAT(at9(underflow), ::testing::HasSubstr(": a value is wanted that is not there")) << underflow;
  EXPECT_EQ(at9("t"), "pickle: byte 9: a mark is wanted that is not there");
  EXPECT_EQ(at9("h\5"), "pickle: byte 9: memo 5 is not there");
  EXPECT_EQ(at9("Nq\5h\4"), "pickle: byte 12: memo 4 is not there");
  EXPECT_EQ(at9("Nr\xff\xff\xff\xff"), "pickle: byte 10: a memo's number is at most 524287; got 4294967295");
  EXPECT_EQ(at9(")(NNu"), "pickle: byte 13: items go into a dict; got a tuple");
  EXPECT_EQ(at9("}(Ne"), "pickle: byte 12: items go into a list; got a dict");
  EXPECT_EQ(at9("}(Nu"), "pickle: byte 12: a dict's items are pairs; got an odd number");
}

TEST(Pickle, BombsAreRefused) {
  std::string nested = ")";
  nested += std::string(1'000'000, '\x85');
  EXPECT_EQ(at9(nested), "pickle: byte 524295: more than 524288 values");
  EXPECT_EQ(at9(std::string(1'000'000, ')')), "pickle: byte 65543: the stack holds more than 65536 values");
  EXPECT_EQ(at9(std::string(1'000'000, '(')), "pickle: byte 65545: more than 65536 marks are open");
  // Each tuple holds the one before twice: 2^100000 leaves, but as many values as operations.
  std::string doubled = "Nq\1";
  for (int i = 0; i < 100'000; ++i) doubled += "h\1\x86q\1";
  EXPECT_EQ(at9("N"_s + doubled + "\x86"), "pickle: key `a`: a tensor is expected; got a tuple"_s + kMore);
  std::string items = "]";
  for (int i = 0; i < 40; ++i) {
    items += "(";
    for (int k = 0; k < 30'000; ++k) items += i + k == 0 ? "Nq\1" : "h\1";
    items += "e";
  }
  EXPECT_THAT(message("\x80\x02"_s + items), ::testing::EndsWith(": more than 1048576 items"));
  std::string tensors = "}"_s + str("") + kTensor + "q\1s(";
  for (int i = 0; i < (1 << 15); ++i)
    tensors += str(std::to_string(i)) + "h\1" + (i % 1000 == 999 ? "u(" : "");
  EXPECT_EQ(message("\x80\x02"_s + tensors + "u."), "pickle: more than 32768 tensors");
  EXPECT_EQ(message(std::string((16 << 20) + 1, '\x80')),
            "pickle: at most 16777216 bytes are read; got 16777217");
}

TEST(Pickle, EveryTruncationAndEveryFlippedBitEnds) {
  const std::string whole = pickle_of(kTensor);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(message(whole.substr(0, size)), "no error") << size;
  int read = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    read += message(flipped) == "no error";
  }
  // Another protocol, key, number, type, place or flag is another tensor, and no error here.
  EXPECT_GT(read, 100);
  EXPECT_LT(read, static_cast<int>(whole.size() * 4));
}

}  // namespace
}  // namespace constate::formats
