#include "base/protobuf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"

namespace constate {
namespace {

using ::testing::StrEq;
using namespace std::literals;

TEST(Protobuf, FieldsComeWithNumberBytesAndValue) {
  const std::string_view message =
      "\x28\xac\x02"
      "\xfa\x01\x04text"
      "\x15\x00\x00\x80\x3f"
      "\x19"
      "12345678"sv;
  ProtobufFields fields(message, "note");
  ASSERT_TRUE(fields.next());
  EXPECT_EQ(fields.number, 5u);
  EXPECT_EQ(fields.wire, ProtobufFields::kInteger);
  EXPECT_EQ(fields.value, 300u);
  EXPECT_EQ(fields.left(), message.size() - 3);
  ASSERT_TRUE(fields.next());
  EXPECT_EQ(fields.number, 31u);
  EXPECT_EQ(fields.wire, ProtobufFields::kBytes);
  EXPECT_EQ(fields.bytes, "text");
  EXPECT_EQ(fields.value, 0u);
  ASSERT_TRUE(fields.next());
  EXPECT_EQ(fields.number, 2u);
  EXPECT_EQ(fields.wire, ProtobufFields::kFour);
  EXPECT_EQ(fields.bytes, "\x00\x00\x80\x3f"sv);
  ASSERT_TRUE(fields.next());
  EXPECT_EQ(fields.number, 3u);
  EXPECT_EQ(fields.wire, ProtobufFields::kEight);
  EXPECT_EQ(fields.bytes, "12345678");
  EXPECT_FALSE(fields.next());
}

TEST(Protobuf, WhatIsNoneIsRefusedByRule) {
  const auto read = [](std::string_view message) {
    return message_of([&] {
      for (ProtobufFields fields(message, "note"); fields.next();) {
      }
    });
  };
  EXPECT_THAT(read("\x0a\x05"
                   "ab"),
              StrEq("note: 5 more bytes of a protocol buffer are expected; got 2"));
  EXPECT_THAT(read("\x0b"), StrEq("note: a protocol buffer has no field of wire type 3"));
  EXPECT_THAT(read(std::string(11, '\xff')),
              StrEq("note: a number of a protocol buffer takes at most ten bytes"));
}

}  // namespace
}  // namespace constate
