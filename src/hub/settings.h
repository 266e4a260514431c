// What the environment says about the hub, by the names that huggingface_hub has for it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace constate::hub {

// The value of a variable of the environment; nothing where it is not set, or empty.
using Environment = std::function<std::optional<std::string>(const char*)>;

// Where models are kept: HF_HUB_CACHE, else "hub" in HF_HOME, else in $XDG_CACHE_HOME/huggingface, else in
// ~/.cache/huggingface. Throws Error(kNotFound) where none of these is set.
std::filesystem::path cache_folder(const Environment& environment);

struct Settings {
  std::filesystem::path cache;
  std::string endpoint;              // HF_ENDPOINT, without a slash at its end
  std::optional<std::string> token;  // HF_TOKEN, or the content of the file HF_TOKEN_PATH or HF_HOME/token
  bool offline = false;              // HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE
  int stall_seconds = 30;            // HF_HUB_DOWNLOAD_TIMEOUT: as long may nothing come
  std::optional<std::string> certificates;  // SSL_CERT_FILE or CURL_CA_BUNDLE
};
// Throws Error(kInvalidArgument) that names the variable.
Settings settings_of(const Environment& environment);

}  // namespace constate::hub
