// A program as plain data, and the Builder that appends checked operations to it.
//
// Values are numbered; a Region lists its parameters and instructions; the last instruction of a region is
// `return`. Use from one thread. No I/O, no device; print.h turns a Program into StableHLO text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hlo/op.h"

namespace constate::hlo {

using ValueId = std::int32_t;

// Where an operation was written, and under which names ("prefill/layer 3").
struct Location {
  const char* file = "";
  unsigned line = 0;
  std::string scope;
};

struct Region;

struct Instruction {
  Op op;
  std::vector<ValueId> operands;
  std::vector<ValueId> results;
  Attributes attributes;
  std::vector<Region> regions;  // while: condition, body
  Location location;
};

struct Region {
  std::vector<ValueId> params;
  std::vector<Instruction> body;
};

struct Argument {
  std::string name;  // "layers.0.in_proj"; unique
  ValueId value;
  std::int64_t alias_of = -1;  // the result that takes this argument's buffer over (donation), or -1
};

struct Result {
  std::string name;
  ValueId value;
};

struct Program {
  std::string name;
  std::vector<Shape> shapes;  // of each value
  std::vector<Argument> arguments;
  std::vector<Result> results;
  Region main;

  const Shape& shape(ValueId v) const { return shapes[static_cast<std::size_t>(v)]; }
};

class Builder {
 public:
  explicit Builder(std::string program_name);

  const Program& program() const { return program_; }
  const Shape& shape(ValueId v) const { return program_.shape(v); }

  // Throws Error where the name is taken, or is not a letter followed by letters, digits, '.' and '_'.
  ValueId argument(std::string name, Shape shape);

  // Appends to the innermost open region; an operation that is already there with the same operands and
  // attributes is not repeated. Throws Error(kInvalidArgument) where a rule of the specification is broken or
  // an operand is a value of a region that is closed.
  ValueId add(Op op, std::vector<ValueId> operands, Attributes attributes = {}, Location location = {});
  // For operations of several results (optimization_barrier).
  std::vector<ValueId> add_many(Op op, std::vector<ValueId> operands, Attributes attributes = {},
                                Location location = {});

  // A while loop is built by opening its condition, closing it with the predicate, opening its body, closing
  // it with the next values. `open` returns the region's parameters, which have the shapes of `init`.
  std::vector<ValueId> open_condition(const std::vector<ValueId>& init);
  void close_condition(ValueId predicate);
  std::vector<ValueId> open_body();
  // Returns the loop's results.
  std::vector<ValueId> close_body(std::vector<ValueId> next, Location location = {});

  // Ends the program: what no result needs is dropped, and what is left gets an order that follows from the
  // results alone, so that the text does not hang on the order in which a compiler evaluates C++. `donate`
  // pairs an argument with the result that takes its buffer over.
  Program finish(std::vector<Result> results,
                 const std::vector<std::pair<ValueId, std::size_t>>& donate = {}) &&;

 private:
  struct Open {
    Region region;
    std::int32_t id;
    std::unordered_multimap<std::size_t, std::size_t> known;  // hash of an operation to its place in the body
  };
  const Instruction* find_same(Op op, const std::vector<ValueId>& operands,
                               const Attributes& attributes) const;
  struct Loop {
    std::vector<ValueId> init;
    Region condition;
  };
  ValueId new_value(Shape shape);
  void check_visible(std::string_view op, ValueId v) const;
  std::vector<ValueId> open(const std::vector<ValueId>& like);

  Program program_;
  std::vector<std::int32_t> home_;  // of each value: the region that defines it
  std::vector<Open> open_;          // innermost last
  std::vector<Loop> loops_;
  std::int32_t regions_ = 0;
};

}  // namespace constate::hlo
