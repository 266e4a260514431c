// Continues a text with the model in the folder that is named.
#include <constate/constate.hpp>
#include <iostream>

int main(int, char** argv) {
  try {
    const constate::Model model(argv[1]);
    constate::Options options;
    options.max_tokens = 20;
    model.generate("In the beginning", options,
                   [](std::string_view text) { std::cout << text << std::flush; });
    std::cout << "\n";

    // The same from a state, with everything else that a state can.
    constate::State state = model.prefill("In the");
    state.feed(" beginning");
    const constate::State fork = state.fork();
    const std::vector<std::string> prompts{"In the beginning", "And he said"};
    const bool same =
        model.generate(fork, "", options).text == model.generate(prompts, options)[0].text &&
        model.detokenize(model.tokenize("In the beginning")) == "In the beginning" &&
        fork.logits().size() == static_cast<std::size_t>(model.info().vocab_size) &&
        model.perplexity("In the beginning God created the heaven and the earth.").perplexity > 1;
    if (!same) return 1;
    try {
      constate::Model none("no/such/folder");
    } catch (const constate::Failure& failure) {
      return failure.code() == CONSTATE_NOT_FOUND ? 0 : 1;
    }
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
  }
  return 1;
}
