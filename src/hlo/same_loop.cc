#include "hlo/same_loop.h"

namespace constate::hlo {
namespace {

class Comparison {
 public:
  explicit Comparison(std::span<const Region* const> around) {
    for (const Region* region : around) define(*region, /*inside=*/false);
  }

  bool same_region(const Region& a, const Region& b) {
    define(a, true);
    define(b, true);
    if (a.params.size() != b.params.size()) return false;
    for (std::size_t i = 0; i < a.params.size(); ++i) same_[a.params[i]] = b.params[i];
    return same_values(a.body.back().operands, b.body.back().operands);
  }

 private:
  struct Made {
    const Instruction* by;
    std::size_t result;
    bool inside;  // of what is compared
  };

  void define(const Region& region, bool inside) {
    for (const Instruction& i : region.body)
      for (std::size_t r = 0; r < i.results.size(); ++r) made_[i.results[r]] = {&i, r, inside};
  }

  bool same_values(const std::vector<ValueId>& a, const std::vector<ValueId>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!same_value(a[i], b[i])) return false;
    return true;
  }

  bool same_value(ValueId a, ValueId b) {
    if (const auto known = same_.find(a); known != same_.end()) return known->second == b;
    if (a == b) return true;
    const auto x = made_.find(a), y = made_.find(b);
    if (x == made_.end() || y == made_.end()) return false;
    // Two values from around them are one where they are the same: the builder has seen to it.
    if (!x->second.inside && !y->second.inside) return false;
    const Made made_a = x->second, made_b = y->second;
    if (made_a.result != made_b.result || !same_instruction(*made_a.by, *made_b.by)) return false;
    same_[a] = b;
    return true;
  }

  bool same_instruction(const Instruction& a, const Instruction& b) {
    if (a.op != b.op || a.attributes != b.attributes || a.regions.size() != b.regions.size()) return false;
    if (!same_values(a.operands, b.operands)) return false;
    for (std::size_t i = 0; i < a.regions.size(); ++i)
      if (!same_region(a.regions[i], b.regions[i])) return false;
    return true;
  }

  std::unordered_map<ValueId, Made> made_;
  std::unordered_map<ValueId, ValueId> same_;
};

}  // namespace

bool same_loop(const LoopRegions& a, const LoopRegions& b, std::span<const Region* const> around) {
  Comparison comparison(around);
  return comparison.same_region(a.condition, b.condition) && comparison.same_region(a.body, b.body);
}

}  // namespace constate::hlo
