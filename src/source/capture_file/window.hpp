#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace wardwatch::source {

/// A file seen through a window of bounded size, unpacked on the way when it is gzip or Zstandard.
///
/// Read in large pieces rather than mapped: a file that is cut short while it is read would end a mapped reader by
/// SIGBUS, and copying a piece that stays in the cache costs about as much as the page faults of a mapping.
class Window {
 public:
  [[nodiscard]] static Result<Window> open(const std::filesystem::path& path);
  Window(Window&&) noexcept;
  Window& operator=(Window&&) noexcept;
  ~Window();

  /// What is in memory from the cursor on.
  [[nodiscard]] Bytes view() const noexcept { return Bytes{buffer_}.subspan(begin_, end_ - begin_); }
  /// Brings at least `count_bytes` into memory; false when the file (or what unpacks of it) ends before.
  [[nodiscard]] bool ensure(std::size_t count_bytes) { return end_ - begin_ >= count_bytes || refill(count_bytes); }
  /// Moves the cursor; `count_bytes` is at most view().size().
  void consume(std::size_t count_bytes) noexcept {
    begin_ += count_bytes;
    offset_ += count_bytes;
  }
  /// Moves the cursor over bytes that need not be looked at; false when the file ends before.
  [[nodiscard]] bool skip(std::uint64_t count_bytes);

  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }          ///< Of the unpacked content.
  [[nodiscard]] std::uint64_t file_bytes() const noexcept { return file_bytes_; }  ///< Read from the disk.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }  ///< Why reading or unpacking stopped.
  [[nodiscard]] std::string_view packing() const noexcept;                        ///< "", ".gz" or ".zst"

  static constexpr std::size_t kCapacityBytes = 1U << 20U;

 private:
  struct Unpacker;
  Window() = default;
  bool refill(std::size_t count_bytes);
  std::size_t read_some(std::byte* into, std::size_t room_bytes);
  std::size_t read_file(std::byte* into, std::size_t room_bytes);

  int descriptor_ = -1;
  std::unique_ptr<Unpacker> unpacker_;
  std::vector<std::byte> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t offset_ = 0, file_bytes_ = 0;
  std::string problem_;
};

}  // namespace wardwatch::source
