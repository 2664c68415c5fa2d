#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "core/bytes.hpp"
#include "fuzz/property.hpp"

namespace wardwatch::fuzz {

/// Bytes with a path, without a disk.
class MemoryFile {
 public:
  explicit MemoryFile(Bytes content) : descriptor_{::memfd_create("fuzz", MFD_CLOEXEC)} {
    must(descriptor_ >= 0, "the test itself can make a file");
    while (!content.empty()) {
      const ssize_t written = ::write(descriptor_, content.data(), content.size());
      must(written > 0, "the test itself can write its file");
      content = content.subspan(static_cast<std::size_t>(written));
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace wardwatch::fuzz
