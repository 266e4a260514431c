// The functions of the C library that are defined here stand in for its own in this program.
#include "base/testing_disk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <new>

namespace constate::disk {
namespace {

Plan plan;
Record* record = nullptr;  // none: nothing is watched

// Whether the call goes on; a call that is to fail has set errno.
bool passes() {
  if (record == nullptr) return true;
  const int call = ++record->calls;
  if (call == plan.kill_at) ::kill(::getpid(), SIGKILL);
  if (call != plan.fail_at) return true;
  errno = plan.error;
  return false;
}

Record::File* file_of(const struct stat& st) {
  for (int i = 0; i < record->files; ++i)
    if (record->file[i].inode == st.st_ino && record->file[i].device == st.st_dev) return &record->file[i];
  if (record->files == Record::kMostFiles) std::abort();
  record->file[record->files] = {st.st_dev, st.st_ino, false};
  return &record->file[record->files++];
}

void note_written(int fd) {
  struct stat st {};
  if (record != nullptr && ::fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) file_of(st)->unsynced = true;
}

void note_synced(int fd, bool whole_disk) {
  struct stat st {};
  if (record == nullptr || ::fstat(fd, &st) != 0) return;
  if (S_ISDIR(st.st_mode) || whole_disk) record->name_unsynced = false;
  if (S_ISREG(st.st_mode)) file_of(st)->unsynced = false;
}

void note_renamed(const char* from) {
  struct stat st {};
  if (record == nullptr || ::stat(from, &st) != 0) return;
  ++record->renames;
  record->renamed_unsynced |= file_of(st)->unsynced;
  record->name_unsynced = true;
}

int synced(int fd, long call) {
  if (!passes()) return -1;
  if (record == nullptr || plan.syncs)
    if (::syscall(call, fd) != 0) return -1;
  note_synced(fd, call == SYS_syncfs);
  return 0;
}

}  // namespace

bool Record::is_unsynced(const std::filesystem::path& path) const {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) return false;
  for (int i = 0; i < files; ++i)
    if (file[i].inode == st.st_ino && file[i].device == st.st_dev) return file[i].unsynced;
  return false;
}

Record watch(const Plan& p, const std::function<void()>& f) {
  Record out;
  plan = p;
  record = &out;
  try {
    f();
  } catch (...) {
    record = nullptr;
    throw;
  }
  record = nullptr;
  return out;
}

Record watch_child(const Plan& p, const std::function<void()>& f, int* status) {
  void* const shared =
      ::mmap(nullptr, sizeof(Record), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw std::bad_alloc();
  Record* const there = new (shared) Record;
  const pid_t child = ::fork();
  if (child == 0) {
    plan = p;
    record = there;
    try {
      f();
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  ::waitpid(child, status, 0);
  const Record out = *there;
  ::munmap(shared, sizeof(Record));
  return out;
}

}  // namespace constate::disk

namespace disk = constate::disk;

extern "C" {

int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
    std::va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  if (!disk::passes()) return -1;
  const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
  if (fd >= 0 && (flags & (O_CREAT | O_TRUNC)) != 0) disk::note_written(fd);
  return fd;
}

ssize_t write(int fd, const void* bytes, size_t size) {
  if (disk::record != nullptr && disk::plan.half_write && disk::record->calls + 1 == disk::plan.kill_at)
    ::syscall(SYS_write, fd, bytes, size / 2);
  if (!disk::passes()) return -1;
  const ssize_t n = ::syscall(SYS_write, fd, bytes, size);
  disk::note_written(fd);
  return n;
}

int fsync(int fd) { return disk::synced(fd, SYS_fsync); }
int syncfs(int fd) noexcept { return disk::synced(fd, SYS_syncfs); }

int rename(const char* from, const char* to) noexcept {
  if (!disk::passes()) return -1;
  disk::note_renamed(from);
  return static_cast<int>(::syscall(SYS_rename, from, to));
}

int unlink(const char* path) noexcept {
  return disk::passes() ? static_cast<int>(::syscall(SYS_unlink, path)) : -1;
}

int fchmod(int fd, mode_t mode) noexcept {
  return disk::passes() ? static_cast<int>(::syscall(SYS_fchmod, fd, mode)) : -1;
}

}  // extern "C"
