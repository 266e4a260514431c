// Value: what an expression of a template can be, in the terms of Python, whose rules templates follow. Cheap
// to copy: what is large is shared and does not change, but for the attributes of a Namespace and the place
// of an Iterator. Belongs to the thread and the Meter of its run; constants of a template have no Meter and
// may be shared. Nothing nests deeper than kMaxValueDepth, so that functions may recurse into values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "jinja/meter.h"
#include "jinja/run.h"

namespace constate::jinja {

inline constexpr int kMaxValueDepth = 100;

class Dict;
struct Arguments;
struct Function;
struct Iterator;
struct List;
struct LoopState;
struct Namespace;
struct Range;
struct Text;

// A name that stands for nothing: prints as nothing, is false, and refuses nearly everything else with `why`.
struct Undefined {
  std::shared_ptr<const std::string> why;
};
struct None {};

class Value {
 public:
  enum class Kind {
    kUndefined,
    kNone,
    kBoolean,
    kInteger,
    kFloat,
    kText,
    kList,
    kDict,
    kRange,
    kIterator,
    kNamespace,
    kLoop,
    kFunction
  };

  Value() : data_(None()) {}
  explicit Value(bool value) : data_(value) {}
  explicit Value(std::int64_t value) : data_(value) {}
  explicit Value(double value) : data_(value) {}
  template <class T>
  Value(std::shared_ptr<T> value) : data_(std::move(value)) {}  // NOLINT: a Text is a Value
  static Value undefined(std::string why);
  // `meter` may be null, for constants.
  static Value text(Meter* meter, std::string bytes, bool safe = false);
  static Value list(Meter* meter, std::vector<Value> items);
  static Value tuple(Meter* meter, std::vector<Value> items);

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is(Kind kind) const { return this->kind() == kind; }
  bool is_undefined() const { return is(Kind::kUndefined); }
  bool is_none() const { return is(Kind::kNone); }
  bool is_text() const { return is(Kind::kText); }

  // What it is, or null.
  const bool* boolean() const { return std::get_if<bool>(&data_); }
  const double* real() const { return std::get_if<double>(&data_); }
  const Text* text() const { return shared<const Text>(); }
  const List* list() const { return shared<const List>(); }
  const Dict* dict() const { return shared<const Dict>(); }
  const Range* range() const { return shared<const Range>(); }
  Iterator* iterator() const { return shared<Iterator>(); }
  Namespace* attributes() const { return shared<Namespace>(); }
  LoopState* loop() const { return shared<LoopState>(); }
  const Function* function() const { return shared<const Function>(); }
  std::shared_ptr<Keepable> keepable() const;  // of a namespace or a loop
  // An integer or a boolean, which Python takes for one.
  std::optional<std::int64_t> integer() const;
  // The bytes of a text, which must be one.
  std::string_view bytes() const;

  // Two that are the same thing in memory, or numbers of one type that are equal.
  bool same_as(const Value& other) const;
  int depth() const;  // 0 for what holds no other value
  // Throws where it is undefined; for what Python's Undefined refuses.
  void need_defined() const;

 private:
  template <class T>
  T* shared() const {
    const auto* pointer = std::get_if<std::shared_ptr<T>>(&data_);
    return pointer == nullptr ? nullptr : pointer->get();
  }

  std::variant<Undefined, None, bool, std::int64_t, double, std::shared_ptr<const Text>,
               std::shared_ptr<const List>, std::shared_ptr<const Dict>, std::shared_ptr<const Range>,
               std::shared_ptr<Iterator>, std::shared_ptr<Namespace>, std::shared_ptr<LoopState>,
               std::shared_ptr<const Function>>
      data_;
  friend Value undefined_value(Undefined what);
};

// UTF-8. `safe`: the filter `safe` or `escape` has made it, and `+` escapes what it is joined with.
struct Text {
  std::string bytes;
  std::int64_t length = 0;  // in characters
  bool safe = false;
  Charge charge;
};

// A list, a tuple, what a dict's methods give, or a pair of `groupby`.
struct List {
  enum class Form { kList, kTuple, kKeys, kValues, kItems, kGroup };
  Form form = Form::kList;
  std::vector<Value> items;
  int depth = 1;
  Charge charge;

  bool is_view() const { return form == Form::kKeys || form == Form::kValues || form == Form::kItems; }
  bool is_tuple() const { return form == Form::kTuple || form == Form::kGroup; }
};
Value make_list(Meter* meter, List::Form form, std::vector<Value> items);

// In order of insertion; a key is anything but what can change. 1, 1.0 and true are one key, as in Python.
class Dict {
 public:
  explicit Dict(Meter* meter) : meter_(meter), charge_(meter, sizeof(Dict)) {}

  struct Entry {
    Value key, value;
  };
  const std::vector<Entry>& entries() const { return entries_; }
  std::size_t size() const { return entries_.size(); }
  int depth() const { return depth_; }
  const Value* find(const Value& key) const;  // throws where it can be no key
  const Value* find(std::string_view key) const;
  void set(Value key, Value value);  // replaces
  void clear() {
    places_.clear();
    entries_.clear();
  }

 private:
  std::optional<std::size_t> place(const Value& key, std::size_t hash) const;

  Meter* meter_;
  Charge charge_;
  int depth_ = 1;
  std::vector<Entry> entries_;
  std::unordered_multimap<std::size_t, std::size_t> places_;  // by hash; of dicts that are not small
};

struct Range {
  std::int64_t start = 0, stop = 0, step = 1;

  std::int64_t size() const;
  std::int64_t operator[](std::int64_t i) const { return start + i * step; }
};

// Values one after another, each once; what Python calls a generator.
struct Iterator {
  std::function<std::optional<Value>(Run&)> next;
  int depth = 1;
  Charge charge;
};
// `holds`: the deepest of what `next` keeps.
Value make_iterator(Meter& meter, int holds, std::function<std::optional<Value>(Run&)> next);

struct Namespace : Keepable {
  explicit Namespace(Meter& meter) : attributes(&meter) {}
  void let_go() override { attributes.clear(); }
  Dict attributes;
  bool printing = false;
};

struct Function {
  std::string name;
  std::function<Value(Run&, Arguments&)> call;
  bool is_macro = false;
  int depth = 0;
  std::shared_ptr<const Dict> attributes;  // of a macro
};

bool truth(const Value& value);
// "a string", "an integer", "none", ... for messages.
std::string_view kind_name(const Value& value);

}  // namespace constate::jinja
