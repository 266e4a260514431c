// Structure of the pieces: which operations, of which types. Their numbers are checked in tests/ops.
#include "trace/nn.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace/einsum.h"
#include "trace/ops.h"
#include "trace/testing.h"

namespace constate::trace {
namespace {

using testing::message_of;

TEST(Activation, NamesAreThoseOfConfigurationFiles) {
  for (const char* name : {"silu", "swish", "gelu", "gelu_python", "gelu_new", "gelu_pytorch_tanh",
                           "gelu_python_tanh", "gelu_accurate", "gelu_fast", "quick_gelu", "relu", "relu2",
                           "relu6", "leaky_relu", "sigmoid", "tanh", "mish", "hardswish", "linear"}) {
    EXPECT_TRUE(known_activation(name)) << name;
    Graph g("p");
    const Tensor x = g.argument("x", DType::kF32, {{'b', 2}});
    EXPECT_EQ(activation(name, x).str(), "f32[b=2]") << name;
  }
  for (const char* name : {"", "Silu", "prelu", "xielu", "silu "})
    EXPECT_FALSE(known_activation(name)) << name;
  Graph g("p");
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}});
  EXPECT_EQ(message_of([&] { activation("prelu", x); }), "HERE: no activation is called `prelu`");
}

TEST(Pieces, Letters) {
  Graph g("p");
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}, {'l', 5}, {'d', 3}}),
               w = g.argument("w", DType::kF32, {{'d', 3}});
  EXPECT_EQ(rms_norm(x, w, 1e-5, "d").str(), "f32[b=2 l=5 d=3]");
  EXPECT_EQ(layer_norm(x, w, w, 1e-5, "d").str(), "f32[b=2 l=5 d=3]");
  EXPECT_EQ(cumsum(x, 'l').str(), "f32[b=2 l=5 d=3]");
  EXPECT_EQ(sum_after(x, 'l').str(), "f32[b=2 l=5 d=3]");
  EXPECT_EQ(segsum(x, 'l', "ls").str(), "f32[b=2 l=5 s=5 d=3]");
  EXPECT_EQ(segsum(x, 'l', "zc").str(), "f32[b=2 z=5 c=5 d=3]");
  EXPECT_EQ(argmax(x, 'd').str(), "s32[b=2 l=5]");
  EXPECT_EQ(silu(x).str(), x.str());
  EXPECT_EQ(softplus(x).str(), x.str());
}

TEST(Pieces, AFewTermsAreSummedWithoutProducts) {
  for (const std::int64_t terms : {4, 5}) {
    Graph g("p", {.summed_terms = 4});
    const Tensor x = g.argument("x", DType::kF32, {{'b', 2}, {'l', terms}});
    const Tensor all = einsum("bls,bl->bs", segsum(x, 'l', "ls"), cumsum(x, 'l') + sum_after(x, 'l'));
    EXPECT_EQ(all.str(), fmt::format("f32[b=2 s={}]", terms));
    EXPECT_EQ(testing::ops_of(g, all).find("dot_general") != std::string::npos, terms == 5);
  }
}

TEST(Pieces, ADimensionThatIsNotThereIsNamed) {
  Graph g("p");
  const Tensor x = g.argument("x", DType::kF32, {{'b', 2}});
  for (auto f : {cumsum, sum_after, argmax})
    EXPECT_EQ(message_of([&] { f(x, 'l'); }), "no dimension 'l' in f32[b=2]");
  EXPECT_EQ(message_of([&] { segsum(x, 'l', "ls"); }), "no dimension 'l' in f32[b=2]");
}

}  // namespace
}  // namespace constate::trace
