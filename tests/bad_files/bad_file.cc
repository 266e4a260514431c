#include "bad_file.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <set>

#include "tokenizer/byte_level.h"

namespace {

std::atomic<std::size_t> live = 0, peak = 0;

void* counted(void* p) {
  if (p == nullptr) throw std::bad_alloc();
  const std::size_t now = live += ::malloc_usable_size(p);
  for (std::size_t before = peak; before < now && !peak.compare_exchange_weak(before, now);) {
  }
  return p;
}

void release(void* p) {
  live -= ::malloc_usable_size(p);
  std::free(p);
}

}  // namespace

// The array forms call these.
void* operator new(std::size_t size) { return counted(std::malloc(std::max<std::size_t>(size, 1))); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto a = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(a, (std::max<std::size_t>(size, 1) + a - 1) / a * a));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* p = std::malloc(std::max<std::size_t>(size, 1));
  return p == nullptr ? nullptr : counted(p);
}
void operator delete(void* p) noexcept { release(p); }
void operator delete(void* p, std::size_t) noexcept { release(p); }
void operator delete(void* p, std::align_val_t) noexcept { release(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { release(p); }

namespace constate::bad_files {

std::size_t peak_bytes(const std::function<void()>& f) {
  const std::size_t before = live;
  peak = before;
  f();
  return peak - before;
}

void expect_refused(const std::vector<BadFile>& table, const std::string& file,
                    const std::function<void(const std::filesystem::path&)>& read,
                    const std::function<void(const TempDir&)>& others) {
  std::set<std::string> messages;
  for (const BadFile& bad : table) {
    const TempDir dir;
    if (others) others(dir);
    const std::string path = dir.write(file, bad.bytes).string();
    std::string message;
    const std::size_t most = peak_bytes([&] { message = message_and_hint_of([&] { read(dir.path); }); });
    std::string want = path + ": " + bad.message;
    for (std::size_t at; (at = want.find("$DIR")) != want.npos;) want.replace(at, 4, dir.path.string());
    EXPECT_EQ(message, want) << bad.name;
    EXPECT_LE(most, bad.bytes.size() + (64 << 20)) << bad.name;
    EXPECT_TRUE(messages.insert(bad.message).second) << bad.name << ": another file has this message";
  }
}

Json small_tokenizer() {
  Json json = parse_json(R"({"version":"1.0","truncation":null,"padding":null,
      "added_tokens":[{"id":257,"content":"<e>","single_word":false,"lstrip":false,"rstrip":false,
                       "normalized":false,"special":true}],
      "normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},
      "post_processor":null,"decoder":{"type":"ByteLevel"},
      "model":{"type":"BPE","vocab":{"ab":256},"merges":["a b"]}})",
                         "tokenizer.json");
  for (int b = 0; b < 256; ++b)
    json["model"]["vocab"][tokenizer::byte_level_text(std::string(1, static_cast<char>(b)))] = b;
  return json;
}

// The counting itself.
TEST(PeakBytes, AreThoseOfOperatorNew) {
  const std::size_t most = peak_bytes([] {
    std::vector<char> one(1 << 20);
    one = {};
    one.shrink_to_fit();
    const std::string two(3 << 20, 'x');
  });
  EXPECT_GE(most, 3u << 20);
  EXPECT_LT(most, (3u << 20) + (1 << 16));
}

}  // namespace constate::bad_files
