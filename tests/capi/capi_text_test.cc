// A text as one vector, and conversations as texts.
#include <filesystem>

#include "fixture.h"

namespace constate::capi_test {
namespace {

using ::testing::HasSubstr;

TEST_F(CApi, ATextAsOneVector) {
  const std::vector<std::int32_t> ids = ids_of(kPrompt + " God created the heaven and the earth.");
  std::size_t d = 0, count = 0;
  OK(constate_embed(model_, ids.data(), ids.size(), CONSTATE_POOLING_MEAN, nullptr, nullptr, 0, &d));
  EXPECT_EQ(d, 256u);
  std::vector<float> mean(d), last(d), alone(d);
  OK(constate_embed(model_, ids.data(), ids.size(), CONSTATE_POOLING_MEAN, nullptr, mean.data(), d, &count));
  OK(constate_embed(model_, ids.data(), ids.size(), CONSTATE_POOLING_LAST, nullptr, last.data(), d, &count));
  const auto dot = [](const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
    return sum;
  };
  EXPECT_NEAR(dot(mean, mean), 1, 1e-5);
  EXPECT_NEAR(dot(last, last), 1, 1e-5);
  EXPECT_LT(dot(mean, last), 0.999);
  // Of one token both are the same.
  OK(constate_embed(model_, ids.data(), 1, CONSTATE_POOLING_MEAN, nullptr, mean.data(), d, &count));
  OK(constate_embed(model_, ids.data(), 1, CONSTATE_POOLING_LAST, nullptr, alone.data(), d, &count));
  EXPECT_NEAR(dot(mean, alone), 1, 1e-6);

  EXPECT_EQ(constate_embed(model_, ids.data(), 2, CONSTATE_POOLING_MEAN, nullptr, mean.data(), 5, &count),
            CONSTATE_OUT_OF_RANGE);
  EXPECT_EQ(count, d);
  EXPECT_EQ(constate_embed(model_, nullptr, 0, CONSTATE_POOLING_MEAN, nullptr, mean.data(), d, &count),
            CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "embed: at least one token is expected; got none");
  EXPECT_EQ(constate_embed(model_, ids.data(), 2, static_cast<constate_pooling>(2), nullptr, mean.data(), d,
                           &count),
            CONSTATE_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "pooling: CONSTATE_POOLING_MEAN or _LAST is expected; got 2");
  constate_cancel* cancel = nullptr;
  OK(constate_cancel_new(&cancel));
  OK(constate_cancel_raise(cancel));
  EXPECT_EQ(constate_embed(model_, ids.data(), 2, CONSTATE_POOLING_MEAN, cancel, mean.data(), d, &count),
            CONSTATE_CANCELLED);
  OK(constate_cancel_close(cancel));
}

// The code, and the text where there is one.
struct Rendered {
  constate_code code;
  std::string text;
  int add_special = -1;
};
Rendered rendered(constate_model* model, const std::string& messages, constate_chat_end end) {
  std::string text(1000, '\0');
  std::size_t count = 0;
  Rendered out{CONSTATE_OK, "", -1};
  out.code = constate_apply_chat_template(model, messages.data(), messages.size(), end, text.data(),
                                          text.size(), &count, &out.add_special);
  out.text = out.code == CONSTATE_OK ? text.substr(0, count) : error();
  return out;
}

TEST_F(CApi, AConversationWithoutATemplate) {
  const std::string asked =
      R"([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}])";
  const Rendered plain = rendered(model_, asked, CONSTATE_CHAT_ANSWER);
  EXPECT_EQ(plain.text, "Be brief.\nWho?");
  EXPECT_EQ(plain.add_special, 1);
  const auto refused = [](const std::string& messages, const std::string& why) {
    const Rendered r = rendered(model_, messages, CONSTATE_CHAT_ANSWER);
    EXPECT_EQ(r.code, CONSTATE_INVALID_ARGUMENT);
    EXPECT_THAT(r.text, HasSubstr(why));
  };
  refused("[", "messages: not JSON");
  refused("[]", "messages: an array of at least one message is expected");
  refused("{}", "messages: an array of at least one message is expected");
  refused(R"([{"role": "user"}])", "messages: message 0: an object with the text `content` is expected");
  refused(R"([{"role": 5, "content": ""}])",
          "messages: message 0: an object with the text `role` is expected");
  refused(R"(["x"])", "messages: message 0: an object with the text `role` is expected");
  const Rendered end = rendered(model_, asked, static_cast<constate_chat_end>(3));
  EXPECT_EQ(end.text, "end: CONSTATE_CHAT_ANSWER, _NOTHING or _OPEN_MESSAGE is expected; got 3");
}

TEST_F(CApi, AConversationByTheFoldersTemplate) {
  const TempDir dir;
  for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"})
    std::filesystem::create_symlink(kDemo + "/" + file, dir.path / file);
  dir.write("chat_template.jinja",
            "{% for m in messages %}[{{ m.role }}] {{ m.content }}<end>{% endfor %}"
            "{% if add_generation_prompt %}[assistant]{% endif %}");
  const std::string programs = kept_programs().string();
  const constate_load_options options = load_options(programs);
  constate_model* model = nullptr;
  OK(constate_model_load(dir.path.c_str(), &options, &model));
  const std::string asked = R"([{"role": "user", "content": "Who?"}])";
  const Rendered r = rendered(model, asked, CONSTATE_CHAT_ANSWER);
  EXPECT_EQ(r.text, "[user] Who?<end>[assistant]");
  EXPECT_EQ(r.add_special, 0);
  EXPECT_EQ(rendered(model, asked, CONSTATE_CHAT_NOTHING).text, "[user] Who?<end>");
  EXPECT_EQ(
      rendered(model, R"([{"role": "assistant", "content": "It was"}])", CONSTATE_CHAT_OPEN_MESSAGE).text,
      "[assistant] It was");
  OK(constate_model_close(model));
}

}  // namespace
}  // namespace constate::capi_test
