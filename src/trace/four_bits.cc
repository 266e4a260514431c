#include "trace/four_bits.h"

#include <string>

#include "trace/ops.h"

namespace constate::trace {
namespace {

// The halves of a byte, and the inputs in each.
constexpr char kHalf = '^', kInput = '~';

// One of the two kinds of steps: [% o &].
Tensor steps_of(Tensor steps, std::int64_t kind, Location at) {
  return drop_dim(Operand(slice(Operand(steps, at), kSteps, kind, kind + 1), at), kSteps);
}
Tensor factors(Tensor steps, Location at) { return steps_of(steps, 0, at); }
Tensor offsets(Tensor steps, Location at) { return steps_of(steps, 1, at); }

// Inputs [... i] of whole blocks as [... % & ^ ~].
Tensor divided(Operand x, char in, std::int64_t blocks) {
  return split_dim(x, in, {{kGroups, blocks}, {kGroupOfBlock, kGroupsOfBlock}, {kHalf, 2}, {kInput, -1}});
}

// Of bytes [... i] and steps [... / &]: q factor + offset as s8, [... ^ ~ &]. `shift` u8 [^] is 0 and 4.
Tensor whole_numbers(Tensor bytes, Tensor steps, Tensor shift, char in, Location at) {
  const Tensor pairs = split_dim(Operand(bytes, at), in, {{kInput, -1}, {kGroupOfBlock, kGroupsOfBlock}});
  std::vector<Dim> dims = pairs.dims();
  dims.insert(dims.end() - 2, {kHalf, 2});
  const auto all = [&](Tensor t) { return Operand(broadcast(Operand(t, at), dims), at); };
  const Tensor q = bit_and(Operand(shift_right(all(pairs), all(shift)), at), 15.0);
  const Tensor times = Operand(convert(Operand(q, at), DType::kS8), at) * all(factors(steps, at));
  return Operand(times, at) + all(offsets(steps, at));
}

// 0 and 4; not known before the rows are there.
Tensor shifts(Tensor rows, Location at) {
  const Tensor halves = iota(rows.graph(), DType::kF32, {kHalf, 2}, at) * 4.0;
  return convert(Operand(Operand(halves, at) * known_late(rows, at), at), DType::kU8);
}

// One loop over all dimensions: as one dimension, halves, inputs and groups would be taken apart by
// divisions.
Tensor merged(Tensor numbers, char in, Location at) {
  const bool on_cpu = numbers.graph().lowering().integer_products;
  const Tensor made = on_cpu ? materialize(Operand(numbers, at)) : numbers;
  return merge_dims(Operand(made, at), std::string{kHalf, kInput, kGroupOfBlock}, in);
}

// ---- sums in lanes ----
// A lane is a group: 8 bytes side by side are widened to 8 whole numbers of a vector. A byte is 16 high +
// low, so that high x + low y = byte (x / 16) + low (y - x / 16), which needs no shift.

// Up to so many blocks, where a row has no more, are written out together; else one by one. Each has some 32
// terms, which take long to compile.
constexpr std::int64_t kMostBlocks = 3;

std::int64_t blocks_together(std::int64_t blocks) { return blocks <= kMostBlocks ? blocks : 1; }

// Rows [? % i], without '?' for one: what bytes are multiplied with, what low halves are; sums [? % &].
struct LaneRows {
  Tensor by_byte, by_low, sums;
};

LaneRows lane_rows(const FourBits& weight, Operand x, Location at) {
  Tensor rows = as_matrix(x, weight.in());
  if (rows.size('?') == 1) rows = drop_dim(Operand(rows, at), '?');
  rows = divided(Operand(rows, at), weight.in(), weight.blocks());
  const auto half = [&](std::int64_t i) {
    Tensor t = drop_dim(Operand(slice(Operand(rows, at), kHalf, i, i + 1), at), kHalf);
    std::string order = t.letters();
    std::swap(order[order.size() - 1], order[order.size() - 2]);
    return merge_dims(Operand(transpose(Operand(t, at), order), at), std::string{kInput, kGroupOfBlock},
                      weight.in());
  };
  const Tensor high = Operand(half(1), at) * (1.0 / 16);
  const auto kept = [&](Tensor t) { return materialize(Operand(t, at)); };
  return {kept(high), kept(Operand(half(0), at) - high),
          kept(sum(Operand(rows, at), std::string{kHalf, kInput}))};
}

// The sums of the lanes [o ? # &], '#' being blocks that are not together.
class LaneSums {
 public:
  LaneSums(const FourBits& weight, const LaneRows& rows, Location at) : at_(at) {
    dims_.push_back({weight.out(), weight.bytes.size(weight.out())});
    if (rows.sums.has('?')) dims_.push_back({'?', rows.sums.size('?')});
    together_ = blocks_together(weight.blocks());
    dims_.insert(dims_.end(), {{'#', weight.blocks() / together_}, {kGroupOfBlock, kGroupsOfBlock}});
  }

  Tensor of(const FourBits& weight, const LaneRows& rows) const {
    const auto after_rows = [&](Tensor t) {
      return weight.picked ? t : after(Operand(t, at_), rows.by_byte);
    };
    const Tensor bytes = after_rows(weight.bytes), steps = after_rows(weight.steps),
                 scale = after_rows(weight.scale);
    Tensor all;
    for (std::int64_t i = 0; i < together_; ++i) {
      const auto wide = [&](Tensor t) { return laid_out(convert(Operand(block(t, i), at_), DType::kF32)); };
      const LaneRows own{block(rows.by_byte, i), block(rows.by_low, i), {}};
      const Tensor whole =
          Operand(of_block(block(bytes, i), own, weight.in()), at_) * wide(factors(steps, at_));
      const Tensor offset = wide(rows.sums) * wide(offsets(steps, at_));
      const Tensor sums = Operand(Operand(whole, at_) + offset, at_) * wide(scale);
      all = all.defined() ? Operand(all, at_) + sums : sums;
    }
    return all;
  }

 private:
  Operand laid_out(Tensor t) const { return {broadcast(Operand(t, at_), dims_), at_}; }
  // Block i of those together, without a reshape: '%' becomes '#', which is 1 where all are together.
  Tensor block(Tensor t, std::int64_t i) const {
    const Tensor own = together_ == 1 ? t : slice(Operand(t, at_), kGroups, i, i + 1);
    return rename(Operand(own, at_), kGroups, '#');
  }
  Tensor of_block(Tensor bytes, const LaneRows& rows, char in) const {
    const auto input = [&](Tensor t, std::int64_t i) {
      const Tensor lanes = slice(Operand(t, at_), in, i * kGroupsOfBlock, (i + 1) * kGroupsOfBlock);
      return rename(Operand(lanes, at_), in, kGroupOfBlock);
    };
    Tensor by_byte, by_low;
    for (std::int64_t t = 0; t < bytes.size(in) / kGroupsOfBlock; ++t) {
      const auto add = [&](Tensor& sums, Tensor numbers, Tensor x) {
        const Tensor wide = convert(Operand(numbers, at_), DType::kF32);
        const Tensor term = laid_out(wide) * laid_out(input(x, t));
        sums = sums.defined() ? Operand(sums, at_) + term : term;
      };
      const Tensor byte = convert(Operand(input(bytes, t), at_), DType::kS32);
      add(by_byte, byte, rows.by_byte);
      add(by_low, bit_and(Operand(byte, at_), 15.0), rows.by_low);
    }
    return Operand(by_byte, at_) + by_low;
  }

  Location at_;
  std::vector<Dim> dims_;
  std::int64_t together_ = 1;
};

}  // namespace

FourBits FourBits::renamed(char to, Location at) const {
  const auto named = [&](Tensor t) { return rename(Operand(t, at), t.letters()[1], to); };
  return {named(bytes), named(steps), named(scale), picked};
}

Tensor in_order_of(const FourBits& weight, Operand x) {
  const Tensor rows = divided(Operand(as_matrix(x, weight.in()), x.at), weight.in(), weight.blocks());
  return merge_dims(Operand(rows, x.at), std::string{kGroups, kHalf, kInput, kGroupOfBlock}, weight.in());
}

Tensor unpacked(const FourBits& weight, Tensor rows, Location at) {
  return merged(whole_numbers(weight.bytes, weight.steps, shifts(rows, at), weight.in(), at), weight.in(),
                at);
}

std::vector<Tensor> unpacked_blocks(const FourBits& weight, Tensor rows, Location at) {
  const Tensor shift = shifts(rows, at);
  std::vector<Tensor> out;
  for (std::int64_t i = 0; i < weight.blocks(); ++i) {
    const auto block = [&](Tensor t) {
      return drop_dim(Operand(slice(Operand(t, at), kGroups, i, i + 1), at), kGroups);
    };
    const Tensor numbers = whole_numbers(block(weight.bytes), block(weight.steps), shift, weight.in(), at);
    out.push_back(merged(numbers, weight.in(), at));
  }
  return out;
}

Tensor in_lanes(Operand x, const FourBits& weight) {
  const LaneRows rows = lane_rows(weight, x, x.at);
  const Tensor sums = LaneSums(weight, rows, x.at).of(weight, rows);
  return lanes_added(Operand(sums, x.at), std::string{'#', kGroupOfBlock}, weight.out(), x.tensor);
}

Tensor weights_of(const FourBits& rows) {
  const char in = rows.bytes.letters().back();
  const Tensor shift = table(rows.bytes.graph(), DType::kU8, kHalf, {0, 4});
  const Tensor numbers = whole_numbers(rows.bytes, rows.steps, shift, in, Location::current());
  const Tensor weights = convert(numbers, DType::kF32) * convert(rows.scale, DType::kF32);
  return merge_dims(weights, std::string{kGroups, kGroupOfBlock, kHalf, kInput}, in);
}

}  // namespace constate::trace
