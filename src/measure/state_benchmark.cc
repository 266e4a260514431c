#include "measure/state_benchmark.h"

#include <algorithm>

#include "base/clock.h"
#include "base/file.h"
#include "base/write_file.h"

namespace constate::measure {
namespace {

constexpr std::int64_t kTokens = 96;  // that a sequence which runs alone is timed for

void wait_for(const engine::State& state) {
  for (const pjrt::Buffer& part : state.parts) part.await();
}

template <class F>
double seconds_of(F run) {
  const Stopwatch watch;
  run();
  return watch.seconds();
}

}  // namespace

StateBenchmark::StateBenchmark(engine::Engine& engine, std::int64_t batch,
                               std::function<void(const std::string&)> doing)
    : engine_(engine), doing_(std::move(doing)), sequence_(engine::Sequence::empty(engine)) {
  figures_.batch = batch;
  figures_.state_bytes = models::state_bytes(engine.model());
  engine.check_rows(batch + 2);
}

void StateBenchmark::say(const std::string& what) const {
  if (doing_) doing_(what);
}

void StateBenchmark::prepare() {
  say("feeding a few tokens");
  sequence_ = engine::feed(engine_, sequence_, std::vector<std::int32_t>{1, 2, 3, 4, 5});
  round();
  StateFigures none;
  none.state_bytes = figures_.state_bytes;
  none.batch = figures_.batch;
  figures_ = none;
}

void StateBenchmark::round() {
  measure_files();
  measure_rows();
  say("measuring a token");
  figures_.token_alone.push_back(token_seconds(0));
  figures_.token_after_others.push_back(token_seconds(figures_.batch - 1));
  say("");
}

void StateBenchmark::measure_files() {
  say("saving and loading");
  const std::filesystem::path file = folder_.path / "state", copy = folder_.path / "copy";
  figures_.save.push_back(seconds_of([&] { engine::write_state(file, engine::save(engine_, sequence_)); }));
  const File written(file);
  figures_.file_bytes = static_cast<std::int64_t>(written.size());
  HostArray bytes(Shape{DType::kU8, {figures_.file_bytes}});
  written.read(0, bytes.bytes());
  const std::string_view text(reinterpret_cast<const char*>(bytes.bytes().data()), bytes.bytes().size());
  figures_.write_copy.push_back(seconds_of([&] { write_whole(copy, text); }));
  figures_.load.push_back(seconds_of([&] {
    const engine::Sequence there = engine::restore(engine_, engine::read_state(file));
    wait_for(*there.state);
  }));
  figures_.read_copy.push_back(seconds_of([&] {
    HostArray again(Shape{DType::kU8, {figures_.file_bytes}});
    File(copy).read(0, again.bytes());
  }));
}

void StateBenchmark::measure_rows() {
  say("copying rows");
  engine::State batch = engine_.new_state(figures_.batch);
  wait_for(batch);
  const std::int64_t last = figures_.batch - 1;
  figures_.put.push_back(seconds_of([&] {
    engine_.put_row(*sequence_.state, 0, batch, 0);
    wait_for(batch);
  }));
  figures_.fork.push_back(seconds_of([&] {
    engine_.put_row(engine_.take_row(batch, 0), 0, batch, last);
    wait_for(batch);
  }));
  engine::State row;
  figures_.take.push_back(seconds_of([&] {
    row = engine_.take_row(batch, last);
    wait_for(row);
  }));
}

// Of one sequence, beside which `others` ran that have ended.
double StateBenchmark::token_seconds(std::int64_t others) {
  std::vector<engine::Request> requests{{{1}, kTokens + 1, {}, {}}};
  for (std::int64_t i = 0; i < others; ++i)
    requests.push_back({{static_cast<std::int32_t>(i % 7 + 1)}, 2, {}, {}});
  engine::Generation generation(engine_, std::move(requests));
  std::size_t begun = 0;
  double before = 0;
  while (generation.step()) {
    // The block in which the others end, and the one before which rows move to another shape, are not timed.
    const bool alone = others == 0 || generation.finish(1) != engine::Finish::kNone;
    if (begun == 0 && alone && generation.tokens(0).size() > 2) {
      begun = generation.tokens(0).size();
      before = generation.timings().decode_seconds;
    }
  }
  const auto tokens = static_cast<double>(generation.tokens(0).size() - begun);
  return (generation.timings().decode_seconds - before) / std::max(tokens, 1.0);
}

}  // namespace constate::measure
