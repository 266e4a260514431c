// Continues a text with the model in the folder that is named.
#include <iostream>

#include "engine/generation.h"
#include "engine/text_stream.h"

using namespace constate;

int main(int, char** argv) {
  const std::string folder = argv[1];
  const auto engine = engine::Engine::open(folder);
  const auto tokenizer = tokenizer::Tokenizer::from_file(folder + "/tokenizer.json");
  engine::Generation generation(*engine, {{tokenizer.encode("In the beginning"), /*max_tokens=*/20, {}, {}}});
  engine::TextStream stream(tokenizer, /*stop=*/{});
  for (std::size_t shown = 0; generation.step();)
    while (shown < generation.tokens(0).size())
      std::cout << stream.push(generation.tokens(0)[shown++]) << std::flush;
  std::cout << stream.finish() << "\n";
}
