#pragma once

#include <filesystem>
#include <limits>
#include <memory>
#include <string>

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "source/capture_file/identify.hpp"

namespace wardwatch::source {

/// A file from front to back, unpacked when it is a gzip or zstd stream, through one buffer.
///
/// Reads with read() and not through a mapping: a file that shrinks meanwhile is then a short read instead of a SIGBUS,
/// memory stays at one window, and a window that fits the processor's cache is faster to parse than pages that are
/// faulted in (61 against 140 ns a packet of 700 bytes).
///
/// One thread at a time. The window borrows from the stream until the next `fill` or `skip`.
class ByteStream {
 public:
  struct Options {
    /// How much is read at once. Grows to what `fill` is asked for, never beyond that.
    std::size_t window_bytes = kWindowBytes;
    /// The file ends here for us, also when it has grown since: two readers of one file see the same bytes.
    std::uint64_t file_bytes_max = std::numeric_limits<std::uint64_t>::max();
  };
  static constexpr std::size_t kWindowBytes = 1U << 20U;
  /// Largest `fill`; whoever asks for more has not checked a length.
  static constexpr std::size_t kFillMaxBytes = 1U << 20U;

  /// Fails when there is no such plain file or it may not be read.
  [[nodiscard]] static Result<ByteStream> open(const std::filesystem::path& path, const Options& options);

  ByteStream(ByteStream&& other) noexcept;
  ByteStream& operator=(ByteStream&& other) noexcept;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  ~ByteStream();

  /// What is buffered and not yet consumed.
  [[nodiscard]] Bytes window() const noexcept { return window_; }
  /// Moves on inside the window.
  void consume(std::size_t count_bytes) noexcept { window_ = window_.subspan(count_bytes); }
  /// Makes the window at least `need_bytes` long; false when the stream ends before, the window then holds the rest.
  [[nodiscard]] bool fill(std::size_t need_bytes);
  /// Moves on by `count_bytes`, beyond the window too; returns how many there were.
  [[nodiscard]] std::uint64_t skip(std::uint64_t count_bytes);

  /// Where the window begins, in unpacked bytes from the start of the stream.
  [[nodiscard]] std::uint64_t offset_bytes() const noexcept { return window_end_offset_bytes_ - window_.size(); }
  /// How far into the file on disk the reading has come.
  [[nodiscard]] std::uint64_t file_offset_bytes() const noexcept;
  /// The file's size when it was opened, at most `file_bytes_max`.
  [[nodiscard]] std::uint64_t file_bytes() const noexcept { return file_bytes_; }
  /// What the file on disk is: gzip or zstd, or the kind of its own first bytes.
  [[nodiscard]] FileKind outer_kind() const noexcept { return outer_kind_; }
  /// Why the stream ended early ("the gzip stream is damaged"), empty when it ended as it should.
  [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

 private:
  struct Unpacker;
  ByteStream() noexcept;
  [[nodiscard]] std::span<std::byte> room(std::size_t need_bytes);
  [[nodiscard]] std::size_t read_file(std::span<std::byte> into);
  [[nodiscard]] bool another_frame_begins();
  [[nodiscard]] std::size_t unpack(std::span<std::byte> into);
  void close() noexcept;

  Bytes window_;
  std::uint64_t window_end_offset_bytes_ = 0;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t buffer_bytes_ = 0;
  std::size_t window_bytes_ = 0;
  int descriptor_ = -1;
  std::uint64_t file_read_bytes_ = 0;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t file_bytes_max_ = 0;
  FileKind outer_kind_ = FileKind::unknown;
  bool ended_ = false;
  std::string fault_;
  std::unique_ptr<Unpacker> unpacker_;
};

}  // namespace wardwatch::source
