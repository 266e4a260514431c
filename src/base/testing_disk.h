// For tests: a program that links testing_disk.cc has its calls of the file system watched. They can be
// killed at the n-th call, made to fail there, or counted; and what a power failure would leave is known,
// since what was written, synced and renamed is noted. Nothing is watched before `watch`. For one thread at a
// time.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>

namespace constate::disk {

struct Plan {
  int kill_at = 0;          // SIGKILL in place of this call, counted from 1: open, write, fsync, rename, ...
  bool half_write = false;  // ... and where that is a write, after half of its bytes
  int fail_at = 0;          // this call fails
  int error = 0;            // with this
  bool syncs = true;        // else what is synced is noted only, which is faster
};

// What became of it: in memory that a child process shares.
struct Record {
  static constexpr int kMostFiles = 64;
  int calls = 0;
  int renames = 0;
  bool renamed_unsynced = false;  // a file took another name before its bytes were on disk
  bool name_unsynced = false;     // a name changed, and its folder was not synced since
  int files = 0;
  struct File {
    dev_t device;
    ino_t inode;
    bool unsynced;  // bytes
  } file[kMostFiles] = {};

  bool is_unsynced(const std::filesystem::path& path) const;
};

// Runs `f` under the plan. What it throws goes on.
Record watch(const Plan& plan, const std::function<void()>& f);

// The same in a child process, whose wait status comes in `status`; it ends with 0, or 1 where `f` throws.
Record watch_child(const Plan& plan, const std::function<void()>& f, int* status);

}  // namespace constate::disk
