// The function table, with made-up plugins: short tables, missing functions, errors of every kind.
#include "pjrt/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "base/testing.h"

struct PJRT_Error {
  int code;
  std::string message;
};

namespace constate::pjrt {
namespace {

int errors_alive = 0;

PJRT_Error* make_error(int code, std::string message) {
  ++errors_alive;
  return new PJRT_Error{code, std::move(message)};
}

PJRT_Api table_of(int minor) {
  PJRT_Api api{};
  api.struct_size = PJRT_Api_STRUCT_SIZE;
  api.pjrt_api_version.struct_size = PJRT_Api_Version_STRUCT_SIZE;
  api.pjrt_api_version.minor_version = minor;
  api.PJRT_Error_Destroy = [](PJRT_Error_Destroy_Args* args) {
    --errors_alive;
    delete args->error;
  };
  api.PJRT_Error_Message = [](PJRT_Error_Message_Args* args) {
    args->message = args->error->message.data();
    args->message_size = args->error->message.size();
  };
  api.PJRT_Error_GetCode = [](PJRT_Error_GetCode_Args* args) -> PJRT_Error* {
    args->code = static_cast<PJRT_Error_Code>(args->error->code);
    return nullptr;
  };
  return api;
}

void compile(const Api& api) {
  CONSTATE_PJRT_ARGS(PJRT_Client_Compile, args);
  api.call(CONSTATE_PJRT_FN(PJRT_Client_Compile), args, "compile");
}

TEST(Api, RefusesTablesThatItCannotRead) {
  EXPECT_EQ(message_of([] { Api(nullptr, "p.so"); }), "plugin p.so: GetPjrtApi returns no table");
  PJRT_Api api = table_of(81);
  api.struct_size = 39;
  EXPECT_EQ(message_of([&] { Api(&api, "p.so"); }),
            "plugin p.so: the table of functions holds at least its version (40 bytes); got 39");
  api = table_of(56);
  EXPECT_EQ(message_of([&] { Api(&api, "p.so"); }),
            "plugin p.so: the PJRT API is 0.57 or a later 0.x; got 0.56");
  api = table_of(81);
  api.pjrt_api_version.major_version = 1;
  EXPECT_EQ(message_of([&] { Api(&api, "p.so"); }),
            "plugin p.so: the PJRT API is 0.57 or a later 0.x; got 1.81");
  api = table_of(57);
  EXPECT_EQ(Api(&api, "p.so").minor(), 57);
}

TEST(Api, AFunctionBehindTheTablesEndIsNotCalled) {
  PJRT_Api api = table_of(60);
  bool called = false;
  static bool* flag;
  flag = &called;
  api.PJRT_Client_Compile = [](PJRT_Client_Compile_Args*) -> PJRT_Error* {
    *flag = true;
    return nullptr;
  };
  api.struct_size = offsetof(PJRT_Api, PJRT_Client_Compile) + sizeof(void*) - 1;
  const Api old(&api, "old.so");
  EXPECT_FALSE(old.has(CONSTATE_PJRT_FN(PJRT_Client_Compile)));
  EXPECT_EQ(message_of([&] { compile(old); }), "compile: old.so (API 0.60) has no PJRT_Client_Compile");
  EXPECT_FALSE(called);
  api.struct_size += 1;
  compile(old);
  EXPECT_TRUE(called);
}

TEST(Api, AnEmptyPlaceInTheTableIsNotCalled) {
  const PJRT_Api api = table_of(81);
  try {
    compile(Api(&api, "p.so"));
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "compile: p.so (API 0.81) has no PJRT_Client_Compile");
    EXPECT_EQ(e.code(), Code::kUnimplemented);
    EXPECT_EQ(e.hint(), "use a newer plugin");
  }
}

TEST(Api, ErrorsKeepTheirCodeAndAreFreed) {
  PJRT_Api api = table_of(81);
  api.PJRT_Client_Compile = [](PJRT_Client_Compile_Args*) -> PJRT_Error* {
    return make_error(8, "Out of memory\n  at line 1\r\n\n");
  };
  try {
    compile(Api(&api, "p.so"));
    FAIL();
  } catch (const PjrtError& e) {
    EXPECT_STREQ(e.what(), "compile: RESOURCE_EXHAUSTED: Out of memory;   at line 1");
    EXPECT_EQ(e.code(), Code::kResourceExhausted);
  }
  EXPECT_EQ(errors_alive, 0);
}

TEST(Api, ACodeThatNobodyKnowsIsUnknown) {
  const PJRT_Api api = table_of(81);
  const Api ours(&api, "p.so");
  for (const int code : {0, 17, -1})
    EXPECT_EQ(message_of([&] { ours.check(make_error(code, "odd"), "compile"); }), "compile: UNKNOWN: odd");
  EXPECT_EQ(message_of([&] { ours.check(nullptr, "compile"); }), "no error");
  EXPECT_EQ(errors_alive, 0);
}

TEST(Api, FreeingNeverThrows) {
  PJRT_Api api = table_of(81);
  api.PJRT_Buffer_Destroy = [](PJRT_Buffer_Destroy_Args*) -> PJRT_Error* { return make_error(13, "no"); };
  const Api ours(&api, "p.so");
  CONSTATE_PJRT_ARGS(PJRT_Buffer_Destroy, args);
  ours.free(CONSTATE_PJRT_FN(PJRT_Buffer_Destroy), args);
  EXPECT_EQ(errors_alive, 0);
}

TEST(Api, ArgumentSizesAreThoseOfTheLastField) {
  CONSTATE_PJRT_ARGS(PJRT_Error_GetCode, args);
  EXPECT_EQ(args.struct_size, 28u);  // its C size is 32
}

}  // namespace
}  // namespace constate::pjrt
