// Client: what is asked of the hub. Follows redirects, tries again what may go well later, and turns the
// hub's refusals into errors that say what to do. The token goes to the hub alone, never to whom it redirects
// to. Belongs to one thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "hub/names.h"
#include "hub/partial_file.h"
#include "hub/repository.h"
#include "hub/settings.h"
#include "hub/transport.h"

namespace constate::hub {

struct FileFacts {
  std::string etag;  // fit for a file's name
  std::uint64_t size = 0;
};

class Client {
 public:
  struct Hooks {
    std::function<void(std::chrono::milliseconds)> sleep;
    std::function<void(const std::string&)> tell;  // why it waits, in a line
  };

  Client(Transport& transport, const Settings& settings, ModelName name, Hooks hooks);

  Repository repository();
  FileFacts facts(const std::string& commit, const std::string& file);
  // What `into` lacks of the file; `came` is called with what is there each time some came.
  void download(const std::string& commit, const std::string& file, PartialFile& into,
                const std::function<void(std::uint64_t)>& came);

  static constexpr int kMostTries = 5;  // one after the other, none of which brought anything
  static constexpr int kMostRedirects = 10, kLongestWait = 120;

 private:
  std::string file_url(const std::string& commit, const std::string& file) const;
  // `request` and what it is redirected to, with the token where it leads to the hub. A HEAD ends as soon as
  // the hub has said what it is asked for.
  Answer follow(Request request, Transport::Sink sink);
  void check_redirect(const std::string& from, const std::string& to) const;
  // Throws for an answer that is neither 200 nor 206.
  void check_answer(const Answer& answer, const std::string& url) const;
  [[noreturn]] void refuse(const Answer& answer, const std::string& url) const;
  // Runs `f` until it throws no Transient, or too often without `progress` growing.
  void persist(const std::function<void()>& f, const std::function<std::uint64_t()>& progress);

  Transport& transport_;
  const Settings settings_;
  const Origin origin_;
  const ModelName name_;
  const Hooks hooks_;
};

}  // namespace constate::hub
