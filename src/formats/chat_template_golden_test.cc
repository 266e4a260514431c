// The same text as Python's jinja2, byte for byte, or an error where it raises one: templates in the style of
// published ones with conversations of many kinds, and 2,000 templates by a grammar
// (tools/make_jinja_golden.py).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "jinja/testing.h"

namespace constate::formats {
namespace {

std::filesystem::path data(const std::string& name) {
  return std::filesystem::path(CONSTATE_SOURCE_DIR) / "tests/data/jinja" / name;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

OrderedJson json_of(const std::string& name) { return OrderedJson::parse(text_of(data(name))); }

// The text, or null and the message.
std::pair<OrderedJson, std::string> result(const std::string& source, const OrderedJson& variables) {
  try {
    return {jinja::Template::parse(source).render(variables, jinja::test_time()), ""};
  } catch (const Error& e) {
    EXPECT_TRUE(std::string(e.what()).starts_with("line ")) << e.what();
    return {nullptr, e.what()};
  }
}

TEST(ChatTemplateGolden, TemplatesInTheStyleOfPublishedOnes) {
  const OrderedJson inputs = json_of("inputs.json"), expected = json_of("expected.json");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data("")))
    files += entry.path().extension() == ".jinja" ? 1 : 0;
  EXPECT_EQ(files, expected.size());
  EXPECT_GE(files, 45u);
  for (const auto& [name, wanted] : expected.items()) {
    const std::string source = text_of(data(name + ".jinja"));
    ASSERT_EQ(wanted.size(), inputs.size());
    std::size_t i = 0;
    for (const auto& [input, variables] : inputs.items()) {
      const auto [text, message] = result(source, variables);
      EXPECT_EQ(text, wanted[i++]) << name << ", " << input << ": " << message;
    }
  }
}

TEST(ChatTemplateGolden, GeneratedTemplates) {
  const OrderedJson generated = json_of("generated.json");
  const OrderedJson& cases = generated["cases"];
  EXPECT_EQ(cases.size(), 2000u);
  for (const OrderedJson& one : cases) {
    const auto [text, message] = result(one[0].get<std::string>(), generated["variables"]);
    EXPECT_EQ(text, one[1]) << one[0] << ": " << message;
  }
}

}  // namespace
}  // namespace constate::formats
