#include "formats/pickle_machine.h"

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace constate::formats {
namespace {

using Kind = PickleKind;
using Ref = PickleRef;

constexpr std::size_t kMaxStack = 1 << 16;  // a pickler puts at most 1,000 pairs of a dict there at once
constexpr std::size_t kMaxMemo = 1 << 19;   // picklers number their memos from 0
constexpr std::size_t kMaxRank = 16;
constexpr std::size_t kMaxName = 256;  // bytes of a module's name, of a name in it, of a storage's key
constexpr const char* kNothingRan =
    "only tensors are read, and nothing in the file was run: save the model's state_dict alone, or as "
    "safetensors";

class Machine {
 public:
  explicit Machine(std::string_view bytes) : bytes_(bytes), values_(bytes) {}

  // The value that the pickle stands for.
  Ref run() {
    try {
      if (number(1) != 0x80) fail("a pickle of protocol 2 or later begins with the byte 0x80");
      if (const auto protocol = number(1); protocol < 2 || protocol > 5)
        fail(fmt::format("protocols 2 to 5 are read; got {}", protocol));
      for (;;) {
        op_at_ = at_;
        const auto op = static_cast<unsigned char>(number(1));
        if (op == '.') return stop();
        step(op);
      }
    } catch (FormatError& e) {
      e.add_context(fmt::format("pickle: byte {}", op_at_));
      throw;
    }
  }

  PickleValues take_values() { return std::move(values_); }

 private:
  [[noreturn]] static void fail(const std::string& what, const char* hint = "") {
    throw FormatError(what, hint);
  }

  std::uint64_t number(std::size_t width) {  // little-endian
    const std::string_view text = take(width);
    std::uint64_t out = 0;
    for (std::size_t i = width; i-- > 0;) out = out << 8 | static_cast<unsigned char>(text[i]);
    return out;
  }
  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size() - at_)
      fail(fmt::format("{} more bytes are wanted, {} are left", size, bytes_.size() - at_));
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }

  void push(Ref ref) {
    if (stack_.size() == kMaxStack) fail(fmt::format("the stack holds more than {} values", kMaxStack));
    stack_.push_back(ref);
  }
  // At least so many values stand above the last mark.
  void need(std::size_t count) const {
    if (stack_.size() - (marks_.empty() ? 0 : marks_.back()) < count)
      fail("a value is wanted that is not there");
  }
  Ref top() const {
    need(1);
    return stack_.back();
  }
  Ref pop() {
    const Ref out = top();
    stack_.pop_back();
    return out;
  }
  // The place on the stack of the values since the last mark, which is taken away.
  std::size_t pop_mark() {
    if (marks_.empty()) fail("a mark is wanted that is not there");
    const std::size_t out = marks_.back();
    marks_.pop_back();
    return out;
  }

  void push_integer(Kind kind, std::int64_t value) { push(values_.add({kind, 0, 0, value})); }
  void push_string(std::uint64_t size) {
    take(size);
    push(string(at_ - size, size));
  }
  Ref string(std::size_t begin, std::size_t size) {
    return values_.add(
        {Kind::kString, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size), 0});
  }
  // A line of the bytes, without its end.
  Ref line() {
    const std::size_t end = bytes_.substr(at_, kMaxName + 1).find('\n');
    if (end == bytes_.npos)
      fail(fmt::format("a name of at most {} bytes and a line's end are wanted", kMaxName));
    const Ref out = string(at_, end);
    at_ += end + 1;
    return out;
  }
  Ref global() {
    const Ref module = line();
    return values_.add({Kind::kGlobal, module, line(), 0});
  }

  void tuple(std::size_t first) {
    const Ref out = values_.add_list(Kind::kTuple);
    for (std::size_t i = first; i < stack_.size(); ++i) values_.append(out, stack_[i]);
    stack_.resize(first);
    push(out);
  }
  void small_tuple(std::size_t size) {
    need(size);
    tuple(stack_.size() - size);
  }

  // Appends what stands above `first` to the list or dict below it.
  void extend(std::size_t first, bool dict) {
    const std::vector<Ref> items(stack_.begin() + static_cast<std::ptrdiff_t>(first), stack_.end());
    stack_.resize(first);
    const Ref to = top();
    if (dict ? !values_.is_dict(to) : values_.kind(to) != Kind::kList)
      fail(fmt::format("items go into a {}; got {}", dict ? "dict" : "list", values_.describe(to)));
    if (dict && items.size() % 2 != 0) fail("a dict's items are pairs; got an odd number");
    for (const Ref item : items) values_.append(to, item);
  }

  void put(std::uint64_t index) {
    if (index >= kMaxMemo) fail(fmt::format("a memo's number is at most {}; got {}", kMaxMemo - 1, index));
    const Ref ref = top();
    if (memo_.size() <= index) memo_.resize(index + 1, kNoMemo);
    if (std::exchange(memo_[index], ref) == kNoMemo) ++memos_;
  }
  void get(std::uint64_t index) {
    if (index >= memo_.size() || memo_[index] == kNoMemo) fail(fmt::format("memo {} is not there", index));
    push(memo_[index]);
  }

  void long1() {
    const std::string_view text = take(number(1));
    if (text.size() > 8) fail(fmt::format("integers of at most 8 bytes are read; got {}", text.size()));
    std::uint64_t out = !text.empty() && text.back() < 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = text.size(); i-- > 0;) out = out << 8 | static_cast<unsigned char>(text[i]);
    push_integer(Kind::kInt, static_cast<std::int64_t>(out));
  }

  // A tuple of these kinds, and of at most `more` others.
  bool is(Ref tuple, std::initializer_list<Kind> kinds, std::size_t more = 0) const {
    if (values_.kind(tuple) != Kind::kTuple) return false;
    const std::vector<Ref>& items = values_.items(tuple);
    if (items.size() < kinds.size() || items.size() > kinds.size() + more) return false;
    std::size_t i = 0;
    for (const Kind kind : kinds)
      if (values_.kind(items[i++]) != kind) return false;
    return true;
  }

  void persistent_id() {
    const Ref id = pop();
    if (!is(id, {Kind::kString, Kind::kGlobal, Kind::kString, Kind::kString, Kind::kInt}) ||
        values_.text(values_.items(id)[0]) != "storage")
      fail("a persistent id is ('storage', type, key, location, elements)", kNothingRan);
    const std::vector<Ref>& items = values_.items(id);
    if (values_.text(items[2]).size() > kMaxName)
      fail(fmt::format("a storage's key has at most {} bytes; got {}", kMaxName,
                       values_.text(items[2]).size()));
    const std::int64_t elements = values_[items[4]].integer;
    if (elements < 0) fail(fmt::format("a storage's number of elements is never negative; got {}", elements));
    push(values_.add({Kind::kStorage, items[1], items[2], elements}));
  }

  void check_sizes(Ref tuple, const char* what) {
    if (values_.items(tuple).size() > kMaxRank)
      fail(fmt::format("a tensor has at most {} dimensions; got {}", kMaxRank, values_.items(tuple).size()));
    for (const Ref size : values_.items(tuple))
      if (values_.kind(size) != Kind::kInt || values_[size].integer < 0)
        fail(fmt::format("a tensor's {} are integers from 0; got {}", what,
                         values_.kind(size) == Kind::kInt ? fmt::format("{}", values_[size].integer)
                                                          : values_.describe(size)));
  }

  Ref rebuild_tensor(Ref arguments) {
    const std::vector<Ref>& args = values_.items(arguments);
    if (!is(arguments,
            {Kind::kStorage, Kind::kInt, Kind::kTuple, Kind::kTuple, Kind::kBool, Kind::kOrderedDict}, 1))
      fail("_rebuild_tensor_v2 takes (storage, offset, size, stride, requires_grad, hooks)");
    if (args.size() == 7 && values_.kind(args[6]) != Kind::kNone &&
        !(values_.is_dict(args[6]) && values_.items(args[6]).empty()))
      fail("a tensor with metadata (conjugate or negative bits) is not read here");
    check_sizes(args[2], "sizes");
    check_sizes(args[3], "strides");
    if (const auto offset = values_[args[1]].integer; offset < 0)
      fail(fmt::format("a tensor's offset is never negative; got {}", offset));
    if (values_.items(args[2]).size() != values_.items(args[3]).size())
      fail(fmt::format("a tensor has as many strides as sizes; got {} and {}", values_.items(args[3]).size(),
                       values_.items(args[2]).size()));
    return values_.add({Kind::kTensor, arguments, 0, 0});
  }

  void reduce() {
    const Ref arguments = pop(), callee = pop();
    if (values_.kind(arguments) != Kind::kTuple)
      fail(fmt::format("REDUCE takes a tuple of arguments; got {}", values_.describe(arguments)));
    if (values_.is_global(callee, "torch._utils", "_rebuild_tensor_v2")) {
      push(rebuild_tensor(arguments));
    } else if (values_.is_global(callee, "torch._utils", "_rebuild_parameter")) {
      if (!is(arguments, {Kind::kTensor, Kind::kBool, Kind::kOrderedDict}))
        fail("_rebuild_parameter takes (tensor, requires_grad, hooks)");
      push(values_.items(arguments)[0]);
    } else if (values_.is_global(callee, "collections", "OrderedDict")) {
      if (!values_.items(arguments).empty()) fail("OrderedDict takes no arguments here");
      push(values_.add_list(Kind::kOrderedDict));
    } else {
      refuse("REDUCE", callee);
    }
  }

  // The attributes of an OrderedDict are of no interest: a state_dict has its `_metadata` there.
  void build() {
    const Ref state = pop();
    if (values_.kind(top()) != Kind::kOrderedDict) refuse("BUILD", top());
    if (!values_.is_dict(state))
      fail(fmt::format("BUILD of an OrderedDict takes a dict; got {}", values_.describe(state)));
  }

  [[noreturn]] void refuse(std::string_view operation, Ref subject) {
    fail(fmt::format("{} of {} is not part of a state_dict of tensors", operation, values_.describe(subject)),
         kNothingRan);
  }

  void step(unsigned char op) {
    switch (op) {
      case 0x95:  // FRAME: how much may be read at once
        if (const auto size = number(8); size > bytes_.size() - at_)
          fail(fmt::format("a frame of {} bytes, where {} are left", size, bytes_.size() - at_));
        return;
      case '(':
        marks_.push_back(stack_.size());
        return check_marks();
      case ')':
        return push(values_.add_list(Kind::kTuple));
      case ']':
        return push(values_.add_list(Kind::kList));
      case '}':
        return push(values_.add_list(Kind::kDict));
      case 't':
        return tuple(pop_mark());
      case 0x85:
        return small_tuple(1);
      case 0x86:
        return small_tuple(2);
      case 0x87:
        return small_tuple(3);
      case 'a':
        return extend_by(1, false);
      case 's':
        return extend_by(2, true);
      case 'e':
        return extend(pop_mark(), false);
      case 'u':
        return extend(pop_mark(), true);
      case 'N':
        return push_integer(Kind::kNone, 0);
      case 0x88:
        return push_integer(Kind::kBool, 1);
      case 0x89:
        return push_integer(Kind::kBool, 0);
      case 'K':
        return push_integer(Kind::kInt, static_cast<std::int64_t>(number(1)));
      case 'M':
        return push_integer(Kind::kInt, static_cast<std::int64_t>(number(2)));
      case 'J':
        return push_integer(Kind::kInt, static_cast<std::int32_t>(number(4)));
      case 0x8a:
        return long1();
      case 'G':
        take(8);
        return push_integer(Kind::kFloat, 0);
      case 0x8c:
        return push_string(number(1));
      case 'X':
        return push_string(number(4));
      case 0x8d:
        return push_string(number(8));
      case 'q':
        return put(number(1));
      case 'r':
        return put(number(4));
      case 0x94:
        return put(memos_);
      case 'h':
        return get(number(1));
      case 'j':
        return get(number(4));
      case 'c':
        return push(global());
      case 0x93:
        return stack_global();
      case 'Q':
        return persistent_id();
      case 'R':
        return reduce();
      case 'b':
        return build();
      default:
        return other(op);
    }
  }

  void check_marks() {
    if (marks_.size() > kMaxStack) fail(fmt::format("more than {} marks are open", kMaxStack));
  }
  void extend_by(std::size_t count, bool dict) {
    need(count);
    extend(stack_.size() - count, dict);
  }
  void stack_global() {
    const Ref name = pop(), module = pop();
    if (values_.kind(name) != Kind::kString || values_.kind(module) != Kind::kString)
      fail("STACK_GLOBAL takes two strings");
    if (values_.text(name).size() > kMaxName || values_.text(module).size() > kMaxName)
      fail(fmt::format("a name has at most {} bytes", kMaxName));
    push(values_.add({Kind::kGlobal, module, name, 0}));
  }

  [[noreturn]] void other(unsigned char op) {
    if (op == 'i') refuse("INST", global());
    if (op == 'o') {
      const std::size_t first = pop_mark();
      if (first < stack_.size()) refuse("OBJ", stack_[first]);
    }
    if (op == 0x81 && stack_.size() >= 2) refuse("NEWOBJ", stack_[stack_.size() - 2]);
    if (op == 0x92 && stack_.size() >= 3) refuse("NEWOBJ_EX", stack_[stack_.size() - 3]);
    if (const char* name = pickle_operation(op))
      fail(fmt::format("{} is not part of a state_dict of tensors", name), kNothingRan);
    fail(fmt::format("no operation of a pickle: 0x{:02x}", op));
  }

  Ref stop() {
    if (!marks_.empty()) fail(fmt::format("the pickle ends with {} open marks", marks_.size()));
    if (stack_.size() != 1) fail(fmt::format("the pickle ends with one value; got {}", stack_.size()));
    if (at_ != bytes_.size()) fail(fmt::format("{} bytes follow the pickle's end", bytes_.size() - at_));
    return stack_[0];
  }

  static constexpr Ref kNoMemo = ~Ref{0};
  std::string_view bytes_;
  std::size_t at_ = 0, op_at_ = 0;
  PickleValues values_;
  std::vector<Ref> stack_, memo_;
  std::size_t memos_ = 0;
  std::vector<std::size_t> marks_;
};

}  // namespace

Pickled run_pickle(std::string_view bytes) {
  Machine machine(bytes);
  const Ref root = machine.run();
  return {machine.take_values(), root};
}

}  // namespace constate::formats
