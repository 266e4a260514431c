// Generates text with a checkpoint, as a program that uses the library would: an Engine holds the model on
// its device, a Generation runs requests a block of tokens at a time, a TextStream turns tokens into text.
//
//   04_generate FOLDER PROMPT
#include "engine/generation.h"
#include "engine/generation_config.h"
#include "engine/text_stream.h"
#include "example.h"

using namespace constate;

namespace {

void generate(const std::filesystem::path& folder, const std::string& prompt) {
  const auto engine = engine::Engine::open(folder);  // weights load in the background from here on
  const auto tokenizer = tokenizer::Tokenizer::from_file(folder / "tokenizer.json");

  engine::Request request;
  request.prompt = tokenizer.encode(prompt);
  request.max_tokens = 60;
  request.sampling.temperature = 0.7;
  request.sampling.top_p = 0.95;
  request.sampling.seed = 3;
  request.stop_ids = engine::read_generation_config(folder, engine->model().facts().tokens).stop_ids;

  // The same request twice in one batch: rows are independent, and a seed gives the same text in each.
  engine::Generation generation(*engine, {request, request});
  engine::TextStream stream(tokenizer, /*stop=*/{});
  std::string text;
  const auto show = [&](const std::string& piece) {
    text += piece;
    fmt::print("{}", piece);
    std::fflush(stdout);
  };
  fmt::print("{}", prompt);
  for (std::size_t shown = 0; generation.step();)
    while (shown < generation.tokens(0).size()) show(stream.push(generation.tokens(0)[shown++]));
  show(stream.finish());
  fmt::print("\n\n");

  const std::vector<std::int32_t>& tokens = generation.tokens(0);
  examples::claim(text == tokenizer.decode(tokens, /*skip_special=*/true),
                  "the stream is the text of the tokens");
  examples::claim(tokens == generation.tokens(1), "the same seed gave the same tokens in both rows");
  examples::claim(tokens.size() == 60 ? generation.finish(0) == engine::Finish::kLength
                                      : generation.finish(0) == engine::Finish::kStop,
                  fmt::format("{} tokens, ended by {}", tokens.size(), engine::name(generation.finish(0))));
  std::int64_t bytes = 0;
  for (const std::size_t i : {0, 1}) {
    const engine::Sequence sequence = generation.sequence(i);
    for (const pjrt::Buffer& part : sequence.state->parts) bytes += part.shape().bytes();
  }
  examples::claim(
      bytes == 2 * models::state_bytes(engine->model()),
      fmt::format("after all that the two states take {} bytes, as before the first token", bytes));
}

}  // namespace

int main(int argc, char** argv) {
  return examples::example([&] {
    if (argc != 3)
      throw Error(Code::kInvalidArgument, "04_generate: a folder and a prompt are expected",
                  "04_generate models/demo \"In the beginning\"");
    generate(argv[1], argv[2]);
  });
}
