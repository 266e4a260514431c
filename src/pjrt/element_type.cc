#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/error.h"
#include "pjrt/c_types.h"

namespace constate::pjrt {
namespace {

constexpr std::array kTypes = {
    std::pair{DType::kPred, PJRT_Buffer_Type_PRED}, std::pair{DType::kS8, PJRT_Buffer_Type_S8},
    std::pair{DType::kS16, PJRT_Buffer_Type_S16},   std::pair{DType::kS32, PJRT_Buffer_Type_S32},
    std::pair{DType::kS64, PJRT_Buffer_Type_S64},   std::pair{DType::kU8, PJRT_Buffer_Type_U8},
    std::pair{DType::kU16, PJRT_Buffer_Type_U16},   std::pair{DType::kU32, PJRT_Buffer_Type_U32},
    std::pair{DType::kU64, PJRT_Buffer_Type_U64},   std::pair{DType::kF16, PJRT_Buffer_Type_F16},
    std::pair{DType::kBF16, PJRT_Buffer_Type_BF16}, std::pair{DType::kF32, PJRT_Buffer_Type_F32},
    std::pair{DType::kF64, PJRT_Buffer_Type_F64},
};

}  // namespace

PJRT_Buffer_Type pjrt_type(DType dtype) {
  for (const auto& [ours, theirs] : kTypes)
    if (ours == dtype) return theirs;
  return PJRT_Buffer_Type_INVALID;
}

DType dtype_of(PJRT_Buffer_Type type, std::string_view what) {
  for (const auto& [ours, theirs] : kTypes)
    if (theirs == type) return ours;
  throw Error(Code::kUnimplemented,
              fmt::format("{}: an element type that constate knows; got PJRT's number {}", what,
                          static_cast<int>(type)));
}

}  // namespace constate::pjrt
