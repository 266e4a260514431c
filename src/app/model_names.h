// Models, configurations and tokenizers as the command line names them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/model_folder.h"
#include "tokenizer/tokenizer.h"

namespace constate::app {

// What commands say of the argument that names a model.
inline constexpr const char* kModelHelp =
    "Folder of a checkpoint, a GGUF file, or ORG/NAME of one that was pulled";

// Whether a published size is called that: "mamba2-130m", "state-spaces/mamba2-130m".
bool is_published(const std::string& name);

// What a command does with a model: runs it, or reads a part of it, or makes do with a published size.
enum class Needs { kCheckpoint, kSomeFile, kConfiguration };

// Where `name` is a name of the hub, "ORG/NAME" or "ORG/NAME@REV", the folder of its cache that it stands
// for. What is there under that name as a path, and what is no such name, stays as it is. Throws
// Error(kNotFound) where the cache lacks it, with the command that fetches it.
std::string find_model(const std::string& name, Needs needs = Needs::kCheckpoint);
void find_model(std::optional<std::string>& name, Needs needs = Needs::kCheckpoint);

// A published size ("mamba2-130m"), a config.json, a folder that has one, or a GGUF file. Throws
// Error(kNotFound) that lists the sizes.
std::shared_ptr<const models::LanguageModel> read_config(const std::string& name_or_file);

// The tokenizer of the folder or of the GGUF file, if there is one.
std::optional<tokenizer::Tokenizer> read_tokenizer(const std::string& folder);
// The file that was asked for, else the folder's, else the one that CONSTATE_TOKENIZER names, else nothing.
std::optional<tokenizer::Tokenizer> tokenizer_for(const std::optional<std::string>& folder,
                                                  const std::optional<std::string>& asked);
// Likewise, where `need` needs one: "text needs". Throws Error(kNotFound) without one.
tokenizer::Tokenizer needed_tokenizer(const std::string& folder, const std::optional<std::string>& asked,
                                      const char* need);
[[noreturn]] void refuse_without_tokenizer(const std::string& where, const char* need,
                                           const char* hint = "give --tokenizer FILE");

}  // namespace constate::app
