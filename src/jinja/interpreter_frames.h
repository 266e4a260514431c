// Guards of Interpreter's recursion and of its scopes. Internal to interpreter*.cc, macros.cc and
// evaluate.cc.
#pragma once

#include "jinja/interpreter.h"

namespace constate::jinja {

// Counts how deep statements and expressions are run inside of each other, over all macros.
class Interpreter::Deeper {
 public:
  explicit Deeper(Interpreter& of) : of_(of) {
    if (of_.depth_ == kMost) fail("statements, expressions and macros run inside of each other too deep");
    ++of_.depth_;
  }
  ~Deeper() { --of_.depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  // Of the stack that a thread has, 8 MB, a level takes under 2 KB.
  static constexpr int kMost = 1000;
  Interpreter& of_;
};

// Variables of their own, for as long as this is there.
class Interpreter::InScope {
 public:
  InScope(Interpreter& of, const std::shared_ptr<Scope>& outer) : of_(of), before_(of.scope_) {
    of_.scope_ = std::make_shared<Scope>(outer);
  }
  explicit InScope(Interpreter& of) : InScope(of, of.scope_) {}
  ~InScope() { of_.scope_ = std::move(before_); }
  InScope(const InScope&) = delete;
  InScope& operator=(const InScope&) = delete;

 private:
  Interpreter& of_;
  std::shared_ptr<Scope> before_;
};

}  // namespace constate::jinja
