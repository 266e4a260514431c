// What the hub calls things: models with their revisions, files, addresses. Pure functions. Nothing here
// opens a file or a connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace constate::hub {

// "ORG/NAME" or "ORG/NAME@REV"; a revision is a branch, a tag or a commit.
struct ModelName {
  std::string owner, model;
  std::string revision = "main";

  std::string id() const { return owner + "/" + model; }  // without the revision
  std::string text() const;                               // as one types it: without "@main"
  bool operator==(const ModelName&) const = default;
};

// Nothing where `text` is no such name: a path, for example.
std::optional<ModelName> parse_name(std::string_view text);

// A commit's whole number: 40 hexadecimal digits in lower case.
bool is_commit(std::string_view text);

// A path below a folder, with "/" between its parts: not absolute, without "..", control characters and empty
// parts.
bool is_inside(std::string_view file);

// For a part of an address: all but letters, digits and "-._~" as %XX; "/" too, unless `keep_slashes`.
std::string percent_encoded(std::string_view text, bool keep_slashes = false);

// Whom an address leads to: "https", "huggingface.co", "443".
struct Origin {
  std::string scheme, host, port;
  bool operator==(const Origin&) const = default;
};
// Of an http or https address that names no user; nothing for any other.
std::optional<Origin> origin_of(std::string_view url);

// For messages: without what stands behind "?", which may be a signature.
std::string_view without_query(std::string_view url);

}  // namespace constate::hub
