#include "hlo/print.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/error.h"

namespace constate::hlo {
namespace {

std::string_view element_text(DType d) {
  switch (d) {
    case DType::kPred:
      return "i1";
    case DType::kS8:
      return "i8";
    case DType::kS16:
      return "i16";
    case DType::kS32:
      return "i32";
    case DType::kS64:
      return "i64";
    case DType::kU8:
      return "ui8";
    case DType::kU16:
      return "ui16";
    case DType::kU32:
      return "ui32";
    case DType::kU64:
      return "ui64";
    default:
      return name(d);
  }
}

// As the element type holds it, so that what is too large for it is seen to be infinite.
double rounded(DType d, double value) {
  const auto f = static_cast<float>(value);
  return d == DType::kF64    ? value
         : d == DType::kF16  ? static_cast<double>(f32_from_f16(f16_from_f32(f)))
         : d == DType::kBF16 ? static_cast<double>(f32_from_bf16(bf16_from_f32(f)))
                             : static_cast<double>(f);
}

// MLIR wants a dot in every decimal float and knows no word for infinity: bits stand for those.
std::string float_text(DType d, double value) {
  if (!std::isfinite(rounded(d, value))) {
    const auto f = static_cast<float>(value);
    switch (d) {
      case DType::kF16:
        return fmt::format("0x{:04X}", f16_from_f32(f));
      case DType::kBF16:
        return fmt::format("0x{:04X}", bf16_from_f32(f));
      case DType::kF32:
        return fmt::format("0x{:08X}", std::bit_cast<std::uint32_t>(f));
      default:
        return fmt::format("0x{:016X}", std::bit_cast<std::uint64_t>(value));
    }
  }
  std::string text =
      d == DType::kF64 ? fmt::format("{}", value) : fmt::format("{}", static_cast<float>(value));
  const auto exponent = text.find('e');
  if (text.find('.') == text.npos) text.insert(exponent == text.npos ? text.size() : exponent, ".0");
  return text;
}

std::string element_value(DType d, double value) {
  if (d == DType::kPred) return value != 0 ? "true" : "false";
  if (is_float(d)) return float_text(d, value);
  // The greatest numbers of 64 bits are no doubles: the next double stands for them.
  if (is_signed_integer(d))
    return fmt::format(
        "{}", value >= 0x1p63 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(value));
  return fmt::format(
      "{}", value >= 0x1p64 ? std::numeric_limits<std::uint64_t>::max() : static_cast<std::uint64_t>(value));
}

std::string dense_text(const Constant& c) {
  if (c.values.size() == 1) return element_value(c.result.dtype, c.values[0]);
  std::size_t next = 0;
  const auto nest = [&](const auto& self, std::size_t dim) -> std::string {
    if (dim == c.result.dims.size()) return element_value(c.result.dtype, c.values[next++]);
    std::vector<std::string> parts;
    for (std::int64_t i = 0; i < c.result.dims[dim]; ++i) parts.push_back(self(self, dim + 1));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  };
  return nest(nest, 0);
}

std::string list(const Dims& dims) { return fmt::format("[{}]", fmt::join(dims, ", ")); }
std::string array(const Dims& dims) {
  return dims.empty() ? "array<i64>" : fmt::format("array<i64: {}>", fmt::join(dims, ", "));
}

class Printer {
 public:
  Printer(const Program& program, const PrintOptions& options) : p_(program), options_(options) {}

  std::string run() {
    line(fmt::format("module @{} {{", p_.name));
    ++depth_;
    std::vector<std::string> results;
    for (const Result& r : p_.results) results.push_back(type_text(p_.shape(r.value)));
    line("func.func public @main(");
    for (std::size_t i = 0; i < p_.arguments.size(); ++i) {
      const Argument& a = p_.arguments[i];
      names_[a.value] = fmt::format("%{}", a.name);
      const std::string alias =
          a.alias_of < 0 ? "" : fmt::format(" {{tf.aliasing_output = {} : i32}}", a.alias_of);
      line(fmt::format("    %{}: {}{}{}", a.name, type_text(p_.shape(a.value)), alias,
                       i + 1 < p_.arguments.size() ? "," : ""));
    }
    line(fmt::format(") -> ({}) {{", fmt::join(results, ", ")));
    ++depth_;
    for (std::size_t i = 0; i < p_.results.size(); ++i)
      line(fmt::format("// result {}: {}", i, p_.results[i].name));
    body(p_.main, "func.return");
    --depth_;
    line("}");
    --depth_;
    line("}");
    return std::move(out_);
  }

 private:
  void line(const std::string& text) {
    out_.append(static_cast<std::size_t>(depth_) * 2, ' ');
    out_ += text;
    out_ += '\n';
  }

  const std::string& ref(ValueId v) const { return names_.at(v); }
  std::string refs(const std::vector<ValueId>& vs) const {
    std::vector<std::string> text;
    for (ValueId v : vs) text.push_back(ref(v));
    return fmt::format("{}", fmt::join(text, ", "));
  }
  std::string type(ValueId v) const { return type_text(p_.shape(v)); }
  std::string types(const std::vector<ValueId>& vs) const {
    std::vector<std::string> text;
    for (ValueId v : vs) text.push_back(type(v));
    return fmt::format("{}", fmt::join(text, ", "));
  }

  // "%4 = " or "%4:2 = "; names the results.
  std::string define(const std::vector<ValueId>& results) {
    const int n = next_++;
    if (results.size() == 1) {
      names_[results[0]] = fmt::format("%{}", n);
      return fmt::format("%{} = ", n);
    }
    for (std::size_t i = 0; i < results.size(); ++i) names_[results[i]] = fmt::format("%{}#{}", n, i);
    return fmt::format("%{}:{} = ", n, results.size());
  }

  std::string location(const Instruction& i) const {
    if (!options_.locations || *i.location.file == '\0') return "";
    const std::string place = fmt::format("\"{}\":{}:0", i.location.file, i.location.line);
    return i.location.scope.empty() ? fmt::format(" loc({})", place)
                                    : fmt::format(" loc(\"{}\"({}))", i.location.scope, place);
  }

  // "(a, b) -> c"
  std::string signature(const Instruction& i) const {
    return fmt::format("({}) -> {}", types(i.operands), type(i.results[0]));
  }

  void body(const Region& region, std::string_view return_word) {
    for (const Instruction& i : region.body) {
      if (i.op == Op::kReturn)
        line(i.operands.empty()
                 ? std::string(return_word)
                 : fmt::format("{} {} : {}", return_word, refs(i.operands), types(i.operands)));
      else if (i.op == Op::kWhile)
        loop(i);
      else if (i.op == Op::kSort)
        sort(i);
      else
        simple(i);
    }
  }

  void loop(const Instruction& i) {
    const Region &condition = i.regions[0], &inside = i.regions[1];
    std::vector<std::string> carried;
    for (std::size_t k = 0; k < i.operands.size(); ++k) {
      const std::string carry = fmt::format("%_{}", carries_++);
      names_[condition.params[k]] = names_[inside.params[k]] = carry;
      carried.push_back(fmt::format("{} = {}", carry, ref(i.operands[k])));
    }
    line(fmt::format("{}stablehlo.while({}) : {}", define(i.results), fmt::join(carried, ", "),
                     types(i.operands)));
    line("cond {");
    ++depth_;
    body(condition, "stablehlo.return");
    --depth_;
    line("} do {");
    ++depth_;
    body(inside, "stablehlo.return");
    --depth_;
    line(fmt::format("}}{}", location(i)));
  }

  void sort(const Instruction& i) {
    const auto& a = std::get<Sort>(i.attributes);
    const std::string operands = refs(i.operands);  // before `define`
    std::vector<std::string> params;
    const int first = carries_;
    for (const ValueId v : i.operands)
      for (int side = 0; side < 2; ++side)
        params.push_back(fmt::format("%_{}: {}", carries_++, type_text({p_.shape(v).dtype, {}})));
    const DType key = p_.shape(i.operands[0]).dtype;
    const std::string scalar = type_text({key, {}});
    line(fmt::format("{}\"stablehlo.sort\"({}) <{{dimension = {} : i64, is_stable = true}}> ({{",
                     define(i.results), operands, a.dim));
    line(fmt::format("^bb0({}):", fmt::join(params, ", ")));
    ++depth_;
    const int less = next_++;
    line(fmt::format("%{} = stablehlo.compare LT, %_{}, %_{}, {} : ({}, {}) -> tensor<i1>", less, first,
                     first + 1, is_signed_integer(key) ? "SIGNED" : "UNSIGNED", scalar, scalar));
    line(fmt::format("stablehlo.return %{} : tensor<i1>", less));
    --depth_;
    const std::string results = types(i.results);
    line(fmt::format("}}) : ({}) -> {}{}", types(i.operands),
                     i.results.size() == 1 ? results : fmt::format("({})", results), location(i)));
  }

  void simple(const Instruction& i) {
    const std::string text = operation(i);  // before `define`, so that operands are named first
    line(define(i.results) + text + location(i));
  }

  std::string operation(const Instruction& i) const {
    const std::string op = fmt::format("stablehlo.{}", name(i.op));
    const auto with = [&](const std::string& attributes) {
      return fmt::format("{} {}, {} : {}", op, refs(i.operands), attributes, signature(i));
    };
    switch (i.op) {
      case Op::kConstant: {
        const auto& a = std::get<Constant>(i.attributes);
        return fmt::format("{} dense<{}> : {}", op, dense_text(a), type_text(a.result));
      }
      case Op::kIota:
        return fmt::format("{} dim = {} : {}", op, std::get<Iota>(i.attributes).dim, type(i.results[0]));
      case Op::kCompare: {
        const DType d = p_.shape(i.operands[0]).dtype;
        const std::string_view kind = is_float(d) ? "FLOAT" : is_signed_integer(d) ? "SIGNED" : "UNSIGNED";
        return fmt::format("{} {}, {}, {} : {}", op, name(std::get<Compare>(i.attributes).direction),
                           refs(i.operands), kind, signature(i));
      }
      case Op::kSelect:
        return fmt::format("{} {} : {}, {}", op, refs(i.operands), type(i.operands[0]), type(i.operands[1]));
      case Op::kConvert:
      case Op::kBitcastConvert:
      case Op::kReshape:
      case Op::kIsFinite:
      case Op::kClamp:
      case Op::kDynamicUpdateSlice:
        return fmt::format("{} {} : {}", op, refs(i.operands), signature(i));
      case Op::kReducePrecision:
        return fmt::format("{} {}, format = {} : {}", op, refs(i.operands),
                           std::get<ReducePrecision>(i.attributes).to == DType::kF16 ? "e5m10" : "e8m7",
                           type(i.results[0]));
      case Op::kErf:
        return fmt::format("chlo.erf {} : {} -> {}", refs(i.operands), type(i.operands[0]),
                           type(i.results[0]));
      case Op::kBroadcastInDim:
        return with("dims = " + list(std::get<BroadcastInDim>(i.attributes).dims));
      case Op::kTranspose:
        return with("dims = " + list(std::get<Transpose>(i.attributes).permutation));
      case Op::kReverse:
        return fmt::format("{} {}, dims = {} : {}", op, refs(i.operands),
                           list(std::get<Reverse>(i.attributes).dims), type(i.results[0]));
      case Op::kConcatenate:
        return with(fmt::format("dim = {}", std::get<Concatenate>(i.attributes).dim));
      case Op::kDynamicSlice:
        return with("sizes = " + list(std::get<DynamicSlice>(i.attributes).sizes));
      case Op::kPad: {
        const auto& a = std::get<Pad>(i.attributes);
        return with(
            fmt::format("low = {}, high = {}, interior = {}", list(a.low), list(a.high), list(a.interior)));
      }
      case Op::kSlice: {
        const auto& a = std::get<Slice>(i.attributes);
        std::vector<std::string> parts;
        for (std::size_t k = 0; k < a.start.size(); ++k)
          parts.push_back(fmt::format("{}:{}{}", a.start[k], a.limit[k],
                                      a.stride[k] == 1 ? "" : fmt::format(":{}", a.stride[k])));
        return fmt::format("{} {} [{}] : {}", op, refs(i.operands), fmt::join(parts, ", "), signature(i));
      }
      case Op::kReduce: {
        const auto& a = std::get<Reduce>(i.attributes);
        return fmt::format("{}({} init: {}) applies stablehlo.{} across dimensions = {} : {}", op,
                           ref(i.operands[0]), ref(i.operands[1]), name(a.with), list(a.dims), signature(i));
      }
      case Op::kDotGeneral: {
        const auto& a = std::get<DotGeneral>(i.attributes);
        const std::string_view precision = a.highest ? "HIGHEST" : "DEFAULT";
        const std::string batch = a.lhs_batch.empty() ? ""
                                                      : fmt::format("batching_dims = {} x {}, ",
                                                                    list(a.lhs_batch), list(a.rhs_batch));
        return with(fmt::format("{}contracting_dims = {} x {}, precision = [{}, {}]", batch,
                                list(a.lhs_contract), list(a.rhs_contract), precision, precision));
      }
      case Op::kGather: {
        const auto& a = std::get<Gather>(i.attributes);
        return fmt::format(
            "\"stablehlo.gather\"({}) <{{dimension_numbers = #stablehlo.gather<offset_dims = {}, "
            "collapsed_slice_dims "
            "= {}, start_index_map = {}, index_vector_dim = {}>, indices_are_sorted = false, slice_sizes = "
            "{}}}> : {}",
            refs(i.operands), list(a.offset_dims), list(a.collapsed_slice_dims), list(a.start_index_map),
            a.index_vector_dim, array(a.slice_sizes), signature(i));
      }
      case Op::kOptimizationBarrier:
        return fmt::format("{} {} : {}", op, refs(i.operands), types(i.operands));
      default:
        return fmt::format("{} {} : {}", op, refs(i.operands), type(i.results[0]));
    }
  }

  const Program& p_;
  const PrintOptions& options_;
  std::string out_;
  int depth_ = 0, next_ = 0, carries_ = 0;
  std::unordered_map<ValueId, std::string> names_;
};

}  // namespace

std::string type_text(const Shape& shape) {
  std::string text = "tensor<";
  for (std::int64_t d : shape.dims) text += fmt::format("{}x", d);
  return text + std::string(element_text(shape.dtype)) + ">";
}

std::string print(const Program& program, const PrintOptions& options) {
  return Printer(program, options).run();
}

}  // namespace constate::hlo
