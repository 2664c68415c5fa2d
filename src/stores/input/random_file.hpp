#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace wardwatch::stores {

/// A regular file, or bytes in memory with a descriptor of their own, that is read anywhere and never written.
class RandomFile {
 public:
  /// Fails for what is not a regular file: a pipe or device would block or never end.
  [[nodiscard]] static Result<RandomFile> open(const std::filesystem::path& path);
  /// An empty file in memory, which no disk ever sees, for what was packed in an archive.
  [[nodiscard]] static Result<RandomFile> in_memory();

  RandomFile(RandomFile&& other) noexcept
      : descriptor_{std::exchange(other.descriptor_, -1)}, size_bytes_{other.size_bytes_} {}
  RandomFile& operator=(RandomFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_bytes_, other.size_bytes_);
    return *this;
  }
  RandomFile(const RandomFile&) = delete;
  RandomFile& operator=(const RandomFile&) = delete;
  ~RandomFile();

  /// Fills `buffer` from `offset_bytes` on; fewer bytes come back at the end of the file and where the disk fails.
  [[nodiscard]] Bytes read_at(std::uint64_t offset_bytes, std::span<std::byte> buffer) const noexcept;
  /// Where the next bytes begin that were ever written, from `offset_bytes` on: behind the hole of a sparse file.
  [[nodiscard]] std::uint64_t next_data(std::uint64_t offset_bytes) const noexcept;
  /// Appends to a file in memory; false when there is no more memory.
  [[nodiscard]] bool append(Bytes bytes) noexcept;

  [[nodiscard]] std::uint64_t size_bytes() const noexcept { return size_bytes_; }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  /// A path under which a library can open the same file again while this object lives.
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  RandomFile(int descriptor, std::uint64_t size_bytes) noexcept : descriptor_{descriptor}, size_bytes_{size_bytes} {}
  int descriptor_ = -1;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace wardwatch::stores
