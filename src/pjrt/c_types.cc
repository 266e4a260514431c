#include "pjrt/c_types.h"

namespace constate::pjrt {
namespace {

struct Setter {
  PJRT_NamedValue& out;
  void operator()(bool v) { out.type = PJRT_NamedValue_kBool, out.bool_value = v; }
  void operator()(std::int64_t v) { out.type = PJRT_NamedValue_kInt64, out.int64_value = v; }
  void operator()(double v) { out.type = PJRT_NamedValue_kFloat, out.float_value = static_cast<float>(v); }
  void operator()(const std::string& v) {
    out.type = PJRT_NamedValue_kString, out.string_value = v.data(), out.value_size = v.size();
  }
};

}  // namespace

std::vector<PJRT_NamedValue> named_values(const Options& options) {
  std::vector<PJRT_NamedValue> out;
  for (const auto& [name, value] : options) {
    PJRT_NamedValue& next = out.emplace_back();
    next.struct_size = PJRT_NamedValue_STRUCT_SIZE;
    next.name = name.data();
    next.name_size = name.size();
    next.value_size = 1;
    std::visit(Setter{next}, value);
  }
  return out;
}

PJRT_Program program_of(std::string_view stablehlo) {
  static constexpr std::string_view kFormat = "mlir";
  PJRT_Program out{};
  out.struct_size = PJRT_Program_STRUCT_SIZE;
  out.code = const_cast<char*>(stablehlo.data());  // read only; the struct also serves for output
  out.code_size = stablehlo.size();
  out.format = kFormat.data();
  out.format_size = kFormat.size();
  return out;
}

}  // namespace constate::pjrt
