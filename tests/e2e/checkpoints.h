// Small checkpoints for the tests, whole and broken.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/host_array.h"
#include "base/testing.h"

namespace constate::e2e {

// With paths as a command line has them.
struct TempDir : constate::TempDir {
  std::string write(const std::string& name, std::string_view bytes) const {
    return constate::TempDir::write(name, bytes).string();
  }
  std::string str() const { return path.string(); }
};

std::filesystem::path source(const std::string& name);  // in the repository
std::string demo();                                     // models/demo

// A model of one layer and eight tokens whose weights are all zero: each token is 0. `extra` goes into its
// config.json, for example `"eos_token_id": 0`; a key that stands there already is replaced.
void write_config(const TempDir& dir, const std::map<std::string, std::string>& extra = {});
std::map<std::string, HostArray> zero_weights();
void write_tiny(const TempDir& dir, const std::map<std::string, std::string>& extra = {});

// The bytes of a safetensors file.
std::string safetensors(std::string_view header, std::string_view data);

}  // namespace constate::e2e
