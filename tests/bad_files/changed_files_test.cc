// Every truncation and every flipped bit of small whole files: refused, or of no consequence. (Of the files
// themselves, safetensors and torch.save, the tests stand beside their readers; here the weights must fit the
// model as well.)
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "bad_file.h"
#include "engine/model_folder.h"
#include "formats/safetensors.h"
#include "runtime/weights.h"
#include "tokenizer/tokenizer.h"

namespace constate::bad_files {
namespace {

using ::testing::ElementsAre;

constexpr const char* kConfig =
    R"({"model_type":"mamba2","hidden_size":4,"num_hidden_layers":1,"state_size":4,"head_dim":4,"num_heads":2,)"
    R"("n_groups":1,"expand":2,"conv_kernel":4,"chunk_size":4,"vocab_size":8,"tie_word_embeddings":true,)"
    R"("layer_norm_epsilon":1e-5,"time_step_limit":[0.0,Infinity],"hidden_act":"silu","use_bias":false,)"
    R"("use_conv_bias":true,"residual_in_fp32":true,"bos_token_id":0,"pad_token_id":1,"eos_token_id":[2]})";

// What a model's weights are once they are read: their bytes, in order of the specs.
std::vector<std::string> weights_of(const std::filesystem::path& folder) {
  const engine::ModelFolder model = engine::ModelFolder::open(folder);
  const auto specs = model.weights(DType::kF32);
  const runtime::WeightSource source = runtime::weights_from(model.checkpoint, specs);
  std::vector<std::string> out;
  for (const models::WeightSpec& spec : specs) {
    const HostArray array = source(spec);
    out.emplace_back(reinterpret_cast<const char*>(array.bytes().data()), array.bytes().size());
  }
  return out;
}

// Weights of the small model, each with numbers of its own.
std::map<std::string, HostArray> small_weights(const std::filesystem::path& config) {
  std::map<std::string, HostArray> out;
  float next = 0;
  for (const models::WeightSpec& spec : engine::read_model(config)->weights(DType::kF32, {})) {
    HostArray array(Shape{DType::kF32, spec.stored_dims});
    for (float& value : array.as<float>()) value = next += 0.5f;
    out.emplace(spec.names[0], std::move(array));
  }
  return out;
}

struct Counts {
  int refused = 0, same = 0;
};

// `same(bytes)` reads a changed file: whether it gives what the whole one gave, or an Error.
Counts count(const std::vector<std::string>& changed, const std::function<bool(const std::string&)>& same) {
  Counts out;
  for (const std::string& bytes : changed) {
    try {
      EXPECT_TRUE(same(bytes)) << bytes;
      ++out.same;
    } catch (const Error&) {
      ++out.refused;
    }
  }
  return out;
}

std::vector<std::string> truncations(const std::string& whole) {
  std::vector<std::string> out;
  for (std::size_t size = 0; size < whole.size(); ++size) out.push_back(whole.substr(0, size));
  return out;
}

std::vector<std::string> flips(const std::string& whole, std::size_t bytes) {
  std::vector<std::string> out;
  for (std::size_t bit = 0; bit < bytes * 8; ++bit) {
    out.push_back(whole);
    out.back()[bit / 8] = static_cast<char>(out.back()[bit / 8] ^ (1 << (bit % 8)));
  }
  return out;
}

struct SmallModel {
  TempDir dir;
  std::vector<std::string> whole;

  explicit SmallModel(bool shards = false) {
    dir.write("config.json", kConfig);
    std::map<std::string, HostArray> weights = small_weights(dir.path / "config.json");
    if (!shards) {
      formats::save_safetensors(dir.path / "model.safetensors", weights);
    } else {
      Json map;
      std::map<std::string, HostArray> first, second;
      for (auto& [name, array] : weights) {
        const bool one = name.find("mixer") != name.npos;
        map[name] = one ? "one" : "two";
        (one ? first : second).emplace(name, std::move(array));
      }
      formats::save_safetensors(dir.path / "one", first);
      formats::save_safetensors(dir.path / "two", second);
      dir.write("model.safetensors.index.json",
                Json{{"metadata", {{"total_size", 1234}}}, {"weight_map", map}}.dump());
    }
    whole = weights_of(dir.path);
  }
  std::function<bool(const std::string&)> same_with(const std::string& file) const {
    return [this, file](const std::string& bytes) {
      dir.write(file, bytes);
      return weights_of(dir.path) == whole;
    };
  }
};

TEST(ChangedSafetensors, RefusedOrTheSameWeights) {
  const SmallModel model;
  const std::string whole = read_text(model.dir.path / "model.safetensors");
  std::size_t header = 8;
  for (int i = 0; i < 8; ++i)
    header += std::size_t{static_cast<unsigned char>(whole[static_cast<std::size_t>(i)])} << (8 * i);
  const auto same = model.same_with("model.safetensors");
  const Counts cut = count(truncations(whole), same), flipped = count(flips(whole, header), same);
  EXPECT_EQ(cut.same, 0);
  EXPECT_EQ(flipped.same, 0);  // a name that is hit does not fit the model any more
  EXPECT_GT(flipped.refused, 5000);
}

TEST(ChangedIndex, RefusedOrTheSameWeights) {
  const SmallModel model(true);
  const std::string whole = read_text(model.dir.path / "model.safetensors.index.json");
  const auto same = model.same_with("model.safetensors.index.json");
  EXPECT_EQ(count(truncations(whole), same).same, 0);
  // What is known of the files beside their tensors is not read: its names and numbers may change.
  const std::size_t metadata = whole.find("\"weight_map\"");
  ASSERT_EQ(whole.substr(0, metadata), "{\"metadata\":{\"total_size\":1234},");
  std::vector<std::string> changed = flips(whole, whole.size());
  const std::vector<std::string> map(changed.begin() + static_cast<std::ptrdiff_t>(metadata * 8),
                                     changed.end());
  changed.resize(metadata * 8);
  EXPECT_EQ(count(map, same).same, 0);
  const Counts flipped = count(changed, same);
  EXPECT_GT(flipped.refused, 0);
  EXPECT_GT(flipped.same, 0);
}

// A changed config.json is refused, does not fit the weights, or differs in the one field that was hit, if
// that field has no part in the weights' shapes. Unknown keys are passed over, so a field whose name is hit
// has its default.
TEST(ChangedConfig, RefusedOrOneFieldDiffers) {
  const SmallModel model;
  using Fields = std::vector<std::pair<std::string, std::string>>;
  const Fields whole = engine::read_model(model.dir.path / "config.json")->facts().configuration;
  std::set<std::string> changed;
  const auto at_most_one_field = [&](const std::string& bytes) {
    model.dir.write("config.json", bytes);
    if (weights_of(model.dir.path) != model.whole) return false;
    const Fields fields = engine::read_model(model.dir.path / "config.json")->facts().configuration;
    int different = 0;
    for (std::size_t i = 0; i < std::min(fields.size(), whole.size()); ++i)
      if (fields[i] != whole[i]) {
        ++different;
        changed.insert(whole[i].first);
      }
    return fields.size() == whole.size() && different <= 1;
  };
  const Counts cut = count(truncations(kConfig), at_most_one_field),
               flipped = count(flips(kConfig, std::string_view(kConfig).size()), at_most_one_field);
  EXPECT_EQ(cut.same, 0);
  EXPECT_GT(flipped.refused, 1000);
  EXPECT_GT(flipped.same, 0);
  EXPECT_THAT(changed, ElementsAre("bos_token_id", "chunk_size", "eos_token_id", "layer_norm_epsilon",
                                   "pad_token_id", "time_step_limit"));
}

// A changed tokenizer.json is refused, or still gives every text back.
TEST(ChangedTokenizer, RefusedOrTextsComeBack) {
  const std::string whole = small_tokenizer().dump();
  const std::string sample = "abab <e>\n\u00e9\U0001F600";
  const auto gives_text_back = [&](const std::string& bytes) {
    const tokenizer::Tokenizer t = tokenizer::Tokenizer::from_json(bytes, "tokenizer.json");
    return t.decode(t.encode(sample), false) == sample;
  };
  EXPECT_EQ(count(truncations(whole), gives_text_back).same, 0);
  const Counts flipped = count(flips(whole, whole.size()), gives_text_back);
  EXPECT_GT(flipped.refused, 10000);
  EXPECT_GT(flipped.same, 0);
}

// While a model is open its file may be cut short, by a download that starts again, say.
TEST(CutFile, GivesAnErrorAndNoSignal) {
  for (const bool shards : {false, true}) {
    const SmallModel small(shards);
    const engine::ModelFolder model = engine::ModelFolder::open(small.dir.path);
    const auto specs = model.weights(DType::kF32);
    const runtime::WeightSource source = runtime::weights_from(model.checkpoint, specs);
    const std::filesystem::path file = small.dir.path / (shards ? "two" : "model.safetensors");
    std::filesystem::resize_file(file, 100);  // in the header, which has been read
    int lost = 0;
    for (const models::WeightSpec& spec : specs) {
      try {
        source(spec);
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), Code::kDataLoss);
        const formats::StoredTensor& tensor = model.checkpoint.tensors().at(spec.names[0]);
        EXPECT_EQ(std::string(e.what()), file.string() + ": ends at byte " + std::to_string(tensor.offset) +
                                             ", " + std::to_string(tensor.shape.bytes()) +
                                             " bytes before the end of what was asked for");
        ++lost;
      }
    }
    EXPECT_EQ(lost, shards ? 3 : 11);
  }
}

}  // namespace
}  // namespace constate::bad_files
