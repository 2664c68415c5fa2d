#pragma once

#include <memory>
#include <string>
#include <vector>

#include "stores/input/random_file.hpp"

namespace wardwatch::stores {

/// Bytes from front to back, each once.
class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;

  /// The next piece; empty at the end, and ever after. Holds until the next call.
  [[nodiscard]] virtual Bytes next() = 0;
  /// Why the end came early, or what was passed over; empty when all was given out.
  [[nodiscard]] virtual const std::string& problem() const noexcept = 0;
};

/// A file from front to back. Holes of a sparse file are passed over, so that its claimed size costs nothing.
class FileStream final : public ByteStream {
 public:
  static constexpr std::size_t kPieceBytes = 256U << 10U;

  explicit FileStream(const RandomFile& file) : file_{file} {}
  [[nodiscard]] Bytes next() override;
  [[nodiscard]] const std::string& problem() const noexcept override { return problem_; }

 private:
  const RandomFile& file_;
  std::uint64_t offset_bytes_ = 0;
  std::unique_ptr<std::byte[]> buffer_ = std::make_unique_for_overwrite<std::byte[]>(kPieceBytes);
  std::string problem_;
};

/// Puts bytes that were read ahead, to tell what a stream is, before the rest of it.
class PeekedStream final : public ByteStream {
 public:
  PeekedStream(Bytes first, ByteStream& rest) : first_{first.begin(), first.end()}, rest_{rest} {}
  [[nodiscard]] Bytes next() override {
    if (is_given_) return rest_.next();
    is_given_ = true;
    return first_.empty() ? rest_.next() : Bytes{first_};
  }
  [[nodiscard]] const std::string& problem() const noexcept override { return rest_.problem(); }

 private:
  std::vector<std::byte> first_;
  ByteStream& rest_;
  bool is_given_ = false;
};

/// Bytes in memory, for tests and for what is small.
class MemoryStream final : public ByteStream {
 public:
  explicit MemoryStream(Bytes bytes, std::size_t piece_bytes = FileStream::kPieceBytes)
      : rest_{bytes}, piece_bytes_{piece_bytes} {}
  [[nodiscard]] Bytes next() override {
    const Bytes piece = at_most(rest_, piece_bytes_);
    rest_ = rest_.subspan(piece.size());
    return piece;
  }
  [[nodiscard]] const std::string& problem() const noexcept override { return problem_; }

 private:
  Bytes rest_;
  std::size_t piece_bytes_;
  std::string problem_;
};

}  // namespace wardwatch::stores
