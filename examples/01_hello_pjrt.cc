// A PJRT plugin is a compiler and a device driver in one shared library. This finds one, opens its device,
// compiles three lines of StableHLO and runs them. Nothing here knows what a model is.
//
//   01_hello_pjrt [cpu|cuda|tpu|FILE]
#include "example.h"
#include "pjrt/plugin_search.h"

using namespace constate;

int main(int argc, char** argv) {
  return examples::example([&] {
    // Best first; only what was asked for, where something was.
    const pjrt::PluginChoice choice = pjrt::find_plugins({.requested = argc > 1 ? argv[1] : ""}).front();
    const auto client = pjrt::Client::create(pjrt::Plugin::load(choice.path));
    fmt::print("{} {}: device {}\n", choice.path.filename().string(), choice.why, client->devices()[0].kind);

    const pjrt::Executable program = client->compile(R"(
      module @hello {
        func.func public @main(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
          %0 = stablehlo.multiply %x, %y : tensor<4xf32>
          %1 = stablehlo.add %0, %x : tensor<4xf32>
          return %1 : tensor<4xf32>
        }
      })");

    const auto up = [&](std::vector<float> values) {
      return client->to_device(HostArray::of(DType::kF32, {4}, values));
    };
    const pjrt::Buffer x = up({1, 2, 3, 4}), y = up({10, 20, 30, 40});
    const std::vector<const pjrt::Buffer*> arguments{&x, &y};
    const HostArray result = program.run(arguments)[0].to_host();
    examples::claim(examples::difference(result.as<float>(), std::vector<float>{11, 42, 93, 164}) == 0,
                    "x * y + x = [11 42 93 164]");

    // Whatever goes wrong below PJRT is an exception with the plugin's own words.
    std::string message;
    try {
      client->compile("module { func.func public @main() { return %x : tensor<f32> } }");
    } catch (const Error& e) {
      message = e.what();
    }
    examples::claim(message.find("undeclared SSA value") != message.npos,
                    "a program that is none is refused");
  });
}
