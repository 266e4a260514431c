// constate chat: a conversation with a model, in a terminal or through a pipe.
#include <fmt/format.h>

#include <memory>

#include "app/chat_commands.h"
#include "app/chat_input.h"
#include "app/chat_plan.h"
#include "app/chat_session.h"
#include "app/commands.h"
#include "app/device_options.h"
#include "app/flags.h"
#include "app/interrupt.h"
#include "app/line_reader.h"
#include "app/model_source.h"
#include "app/report.h"
#include "app/speculation.h"
#include "app/terminal.h"
#include "app/text.h"
#include "base/json.h"

namespace constate::app {
namespace {

// Thrown where Ctrl-C or a signal comes while a question is fed: it was not asked then.
struct NotAsked {};

OrderedJson turn_json(std::size_t number, const Turn& turn) {
  const TurnFigures& f = turn.figures;
  OrderedJson out{{"turn", number},
                  {"text", turn.answer},
                  {"tokens", turn.ids},
                  {"finish_reason", engine::name(turn.finish)},
                  {"timings",
                   {{"prefill_tokens", f.fed},
                    {"prefill_s", f.prompt_seconds},
                    {"first_token_s", f.first_token_seconds},
                    {"decode_tokens", f.decoded},
                    {"decode_s", f.decode_seconds}}}};
  if (f.drafted > 0) {
    out["timings"]["drafted_tokens"] = f.drafted;
    out["timings"]["accepted_tokens"] = f.accepted;
  }
  return out;
}

class Chat {
 public:
  Chat(const ChatPlan& plan, ChatSession& session, ProgressLine& progress, Interrupt& interrupt)
      : plan_(plan),
        session_(session),
        progress_(progress),
        interrupt_(interrupt),
        reader_(make_line_reader(interrupt, [this](const std::string& text) { note(text); })),
        desk_{session, [](const std::string& text) { say(text); }, [this] { answer_again(); }} {}

  // The exit code.
  int run() {
    while (!desk_.leaves && !interrupt_.came()) {
      const TypedLine line = reader_->read(prompt());
      if (line.kind == TypedLine::Kind::kEnd) {
        guarded([&] { lines_.end(); });
        break;
      }
      if (line.kind == TypedLine::Kind::kSignal) break;
      if (line.kind == TypedLine::Kind::kCtrlC) {
        if (leaves_by_ctrl_c(line.bytes > 0 || lines_.is_open())) return kLeftByCtrlC;
        continue;
      }
      ctrl_c_before_ = false;
      guarded([&] { take(line); });
    }
    return interrupt_.came() ? interrupt_.code() : kOk;
  }

 private:
  static constexpr int kLeftByCtrlC = 130;

  void note(const std::string& text) {
    if (!plan_.settings.quiet) say(text);
  }

  void clear_progress() {
    progress_.doing("");
    progress_.clear();
  }

  std::string prompt() const {
    if (lines_.is_open()) return "... ";
    return session_.name() == "main" ? "> " : session_.name() + "> ";
  }

  // What is wrong with one line is told, and the conversation goes on.
  template <class F>
  void guarded(F&& f) {
    try {
      f();
    } catch (const OutputClosed&) {
      throw;
    } catch (const NotAsked&) {
      clear_progress();
      if (!interrupt_.came()) say_aside("interrupted: the message was not asked");
    } catch (const std::exception&) {
      clear_progress();
      report(std::current_exception());
    }
  }

  bool leaves_by_ctrl_c(bool something_was_typed) {
    lines_.drop();
    if (something_was_typed) {
      ctrl_c_before_ = false;
      return false;
    }
    if (ctrl_c_before_) return true;
    ctrl_c_before_ = true;
    say("Ctrl-C once more leaves, and so do Ctrl-D and /bye");
    return false;
  }

  void take(const TypedLine& line) {
    const ChatInput input =
        line.kind == TypedLine::Kind::kTooLong ? lines_.take_too_long(line.bytes) : lines_.take(line.text);
    if (input.kind == ChatInput::Kind::kMessage)
      answer([&](const AnswerHooks& hooks) -> const Turn& { return session_.ask(input.text, hooks); });
    if (input.kind == ChatInput::Kind::kCommand) {
      const ChatCall call = chat_call(input.text);
      call.command->run(desk_, call.argument);
    }
  }

  void answer_again() {
    answer([&](const AnswerHooks& hooks) -> const Turn& { return session_.retry(hooks); });
  }

  template <class F>
  void answer(F&& make) {
    interrupt_.take_ctrl_c();  // one that came before the question is not about its answer
    bool open_line = false;
    AnswerHooks hooks;
    hooks.on_text = [&](std::string_view text) {
      if (plan_.settings.json) return;
      clear_progress();
      open_line = true;
      write_out(text);
    };
    hooks.stops = [&] { return interrupt_.came() || interrupt_.take_ctrl_c(); };
    try {
      const Turn& turn = make(hooks);
      clear_progress();
      tell(turn);
    } catch (const Error&) {
      clear_progress();
      if (open_line) write_out("\n");
      throw;
    }
  }

  void tell(const Turn& turn) {
    const std::size_t number = session_.conversation().turns.size();
    if (plan_.settings.json)
      write_out(turn_json(number, turn).dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
    else
      write_out("\n");
    if (plan_.settings.quiet) return;
    say_aside(figures_text(turn) + (turn.finish == engine::Finish::kInterrupted ? " · interrupted" : "") +
              (turn.finish == engine::Finish::kLength ? " · cut at max-tokens" : ""));
  }

  const ChatPlan& plan_;
  ChatSession& session_;
  ProgressLine& progress_;
  Interrupt& interrupt_;
  std::unique_ptr<LineReader> reader_;
  ChatDesk desk_;
  ChatLines lines_;
  bool ctrl_c_before_ = false;
};

void introduce(const ChatPlan& plan, const ChatSession& session) {
  if (plan.settings.quiet) return;
  if (!session.format().is_plain()) {
    if (plan.settings.verbose) say("chat template: " + session.format().where());
  } else {
    say("plain text: there is no chat template, so the model goes on with the text as it is typed");
  }
  if (plan.settings.verbose) say(settings_text(session.settings()));
  if (is_typed()) say("/help lists the commands; Ctrl-D leaves");
}

int run_chat(ChatPlan plan) {
  check(plan);
  GeneratePlan& flags = plan.settings;
  engine::EngineOptions options;
  options.fingerprint = true;
  const DtypeRequest dtype = dtype_request(flags.dtype);
  set_device(options.device_options, flags.plugin, flags.threads);
  ChatJob job = read_chat_job(plan);

  ProgressLine progress(!flags.quiet && stderr_can_erase());
  Interrupt interrupt;
  tell_on(progress, options, {flags.quiet, flags.verbose, flags.no_cache});
  options.progress.feeding = [&](std::int64_t done, std::int64_t all) {
    if (interrupt.came() || interrupt.take_ctrl_c()) throw NotAsked();
    progress.doing(fmt::format("feeding {} % of {}", 100 * done / all, count_text(all, "token")));
  };
  const OpenedEngine opened = open_engines(std::move(job.source), options, dtype, job.drafting);
  job.settings.speculate = job.drafting.speculation;
  tell_device(progress, opened, flags.plugin, dtype, flags.quiet);

  ChatSession session(*opened.engine, job.tokenizer, job.format, job.settings, plan.system);
  if (job.state) with_context(*plan.load_state, [&] { session.load(std::move(*job.state)); });
  job.state.reset();
  progress.clear();
  interrupt.something_to_keep();
  if (is_typed()) interrupt.ctrl_c_ends_nothing();
  introduce(plan, session);
  const auto keep_state = [&] {
    if (plan.save_state) engine::write_state(*plan.save_state, session.saved());
  };
  int code = kOk;
  try {
    code = Chat(plan, session, progress, interrupt).run();
  } catch (const OutputClosed&) {
    keep_state();
    throw;
  }
  keep_state();
  return code;
}

}  // namespace

Command add_chat(CLI::App& root) {
  CLI::App* app = root.add_subcommand("chat", "Converse with a model");
  app->footer(
      "Answers go to standard output, all else to standard error. /help lists the commands of a "
      "conversation.\n\n"
      "Examples:\n"
      "  constate chat models/demo\n"
      "  constate chat models/demo --temperature 0.8 --save-state talk.state\n"
      "  constate chat models/demo --load-state talk.state\n"
      "  printf 'In the beginning\\nAnd he said\\n' | constate chat models/demo -n 20");
  const auto plan = std::make_shared<ChatPlan>();
  add_chat_flags(*app, *plan);
  return {app, [plan] { return run_chat(*plan); }};
}

}  // namespace constate::app
