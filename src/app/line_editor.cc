#include "app/line_editor.h"

#include <histedit.h>
#include <locale.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "app/plain_lines.h"
#include "app/terminal.h"
#include "base/error.h"
#include "base/utf8.h"

namespace constate::app {
namespace {

constexpr int kMostRemembered = 1000;
// Characters of a line that is edited: libedit goes through all of them for a key.
constexpr std::ptrdiff_t kMostEdited = 32 << 10;

// libedit asks the locale what bytes mean. Ours is UTF-8, whatever the environment says, while it runs.
class Utf8Here {
 public:
  Utf8Here() : utf8_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (utf8_ != nullptr) before_ = ::uselocale(utf8_);
  }
  ~Utf8Here() {
    if (utf8_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(utf8_);
  }
  Utf8Here(const Utf8Here&) = delete;
  Utf8Here& operator=(const Utf8Here&) = delete;

 private:
  locale_t utf8_, before_ = nullptr;
};

}  // namespace

struct LineEditor::Impl {
  Impl(Interrupt& interrupt_to_watch, TypedHistory history_file)
      : interrupt(interrupt_to_watch), kept(std::move(history_file)) {}

  static char* prompt_of(EditLine* editor) { return self(editor).prompt.data(); }
  static int read_char(EditLine* editor, wchar_t* out) { return self(editor).next_char(*out); }
  static Impl& self(EditLine* editor) {
    void* data = nullptr;
    ::el_get(editor, EL_CLIENTDATA, &data);
    return *static_cast<Impl*>(data);
  }
  std::ptrdiff_t typed() const {
    const LineInfoW* line = ::el_wline(editor);
    return line->lastchar - line->buffer;
  }
  int next_char(wchar_t& out);
  void remember(const std::string& line) {
    HistEvent event;
    ::history(history, &event, H_ENTER, line.c_str());
  }

  Interrupt& interrupt;
  TypedHistory kept;
  ::History* history = nullptr;
  EditLine* editor = nullptr;
  std::string prompt;
  std::string bytes;              // that were read, and make no character yet
  Waited ended = Waited::kInput;  // what ended the last line without a newline
  std::size_t typed_before_it = 0;
  bool too_long = false;
};

// 1, 0 at the end of the input, or -1 where something else came.
int LineEditor::Impl::next_char(wchar_t& out) {
  for (;;) {
    if (!bytes.empty()) {
      const Utf8Char c = first_char(bytes);
      if (c.kind != Utf8Char::kIncomplete) {
        out = c.kind == Utf8Char::kValid ? static_cast<wchar_t>(c.code) : L'\uFFFD';
        bytes.erase(0, c.size);
        const bool ends = out == L'\n' || out == L'\r' || out < 0x20;
        if (typed() < kMostEdited || ends) return 1;
        too_long = true;
        continue;
      }
    }
    ended = wait_for_input(interrupt);
    if (ended != Waited::kInput) {
      typed_before_it = static_cast<std::size_t>(typed());
      bytes.clear();
      return -1;
    }
    char more[256];
    const ssize_t n = ::read(STDIN_FILENO, more, sizeof more);
    if (n > 0)
      bytes.append(more, static_cast<std::size_t>(n));
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
      return 0;
  }
}

LineEditor::LineEditor(Interrupt& interrupt, TypedHistory history)
    : impl_(std::make_unique<Impl>(interrupt, std::move(history))) {
  const Utf8Here utf8;
  impl_->history = ::history_init();
  impl_->editor = ::el_init("constate", stdin, stderr, stderr);
  if (impl_->history == nullptr || impl_->editor == nullptr)
    throw Error(Code::kResourceExhausted, "the line editor: no memory");
  HistEvent event;
  ::history(impl_->history, &event, H_SETSIZE, kMostRemembered);
  ::history(impl_->history, &event, H_SETUNIQUE, 1);
  for (const std::string& line : impl_->kept.read()) impl_->remember(line);
  EditLine* const editor = impl_->editor;
  ::el_set(editor, EL_CLIENTDATA, impl_.get());
  ::el_set(editor, EL_PROMPT, &Impl::prompt_of);
  ::el_set(editor, EL_EDITOR, "emacs");
  ::el_set(editor, EL_HIST, ::history, impl_->history);
  ::el_set(editor, EL_GETCFN, &Impl::read_char);
  ::el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  ::el_source(editor, nullptr);  // the user's own ~/.editrc
}

LineEditor::~LineEditor() {
  if (impl_->editor != nullptr) ::el_end(impl_->editor);
  if (impl_->history != nullptr) ::history_end(impl_->history);
}

TypedLine LineEditor::read(const std::string& prompt) {
  const Utf8Here utf8;
  impl_->prompt = prompt;
  impl_->too_long = false;
  impl_->ended = Waited::kInput;
  ::el_resize(impl_->editor);
  ::el_set(impl_->editor, EL_PREP_TERM, 1);  // keys belong to the line as soon as the prompt stands there
  int count = 0;
  const char* line = ::el_gets(impl_->editor, &count);
  if (impl_->ended != Waited::kInput) {
    say("");  // what was typed stays on the screen
    if (impl_->ended == Waited::kSignal) return {TypedLine::Kind::kSignal};
    return {TypedLine::Kind::kCtrlC, {}, impl_->typed_before_it};
  }
  if (line == nullptr || count <= 0) {
    say("");
    return {TypedLine::Kind::kEnd};
  }
  TypedLine out{TypedLine::Kind::kLine, line};
  while (out.text.ends_with('\n') || out.text.ends_with('\r')) out.text.pop_back();
  if (impl_->too_long) return {TypedLine::Kind::kTooLong, {}, out.text.size()};
  if (!out.text.empty()) {
    impl_->remember(out.text);
    impl_->kept.add(out.text);
  }
  return out;
}

bool is_typed() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

std::unique_ptr<LineReader> make_line_reader(Interrupt& interrupt,
                                             const std::function<void(const std::string&)>& note) {
  if (!is_typed() || !stderr_can_erase()) return std::make_unique<PlainLines>(interrupt, is_typed());
  return std::make_unique<LineEditor>(interrupt, TypedHistory(history_file(), note));
}

}  // namespace constate::app
