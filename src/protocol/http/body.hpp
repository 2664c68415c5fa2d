#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/inflate.hpp"
#include "protocol/http/head.hpp"

namespace wardwatch::protocol::http {

/// Where a body ends (RFC 9112 6.3).
enum class Framing : std::uint8_t { none, length, chunked, until_close };

/// Goes over one body: counts what it holds, unpacked where gzip packed it, and keeps its front, from which its kind is
/// told. Holds 1 KiB, of forms of several parts 8 KiB.
class Body {
 public:
  Body() = default;
  Body(Framing framing, std::uint64_t length_bytes, bool is_gzip, std::string_view content_type);

  /// Takes what belongs to the body from the front of `bytes` and returns how much that is.
  std::size_t take(Bytes bytes);
  /// Bytes that are missing inside the body; false when the place in the stream is lost with them.
  bool miss(std::uint64_t missing_bytes);
  /// How many of the coming bytes need not be looked at: they only count. They count as seen.
  std::uint64_t take_skippable();
  [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }
  [[nodiscard]] bool is_damaged() const noexcept { return is_damaged_; }
  /// gzip's stream broke off in the middle.
  [[nodiscard]] bool has_bad_packing() const noexcept { return inflater_ && inflater_->is_damaged(); }
  [[nodiscard]] Framing framing() const noexcept { return framing_; }
  [[nodiscard]] std::uint64_t content_bytes() const noexcept { return content_bytes_; }
  /// Kinds and names of what is in it: one, or those of a form's parts that the front shows.
  void tell(std::vector<std::string>& kinds, std::vector<std::string>& names) const;

 private:
  enum class Chunk : std::uint8_t { size, data, data_end, trailer };

  std::size_t take_chunked(Bytes bytes);
  void on_chunk_line();
  void on_packed(Bytes bytes);
  void on_content(Bytes bytes);
  [[nodiscard]] std::size_t front_max() const noexcept;

  Framing framing_ = Framing::none;
  std::uint64_t left_bytes_ = 0;  ///< Of the body, or of the chunk.
  std::uint64_t content_bytes_ = 0;
  std::uint64_t packed_bytes_ = 0;
  std::string front_;
  std::string boundary_;
  std::string line_;       ///< A chunk's size, or a line of the trailer.
  std::string gzip_head_;  ///< Until it is all there.
  std::unique_ptr<Inflater> inflater_;
  Chunk chunk_ = Chunk::size;
  bool is_gzip_ = false;
  bool is_complete_ = true;
  bool is_damaged_ = false;
};

}  // namespace wardwatch::protocol::http
