#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace wardwatch::protocol::hl7 {

/// Takes what one side's stream holds.
class SegmentListener {
 public:
  virtual ~SegmentListener() = default;
  virtual void on_start_block() = 0;
  /// A segment without its end; only its first bytes when it is long.
  virtual void on_segment(std::string_view segment) = 0;
  virtual void on_end_block() = 0;
  /// So many bytes went by, those of the blocks and of the segments' ends among them. Said before what they end.
  virtual void on_bytes(std::uint64_t count) = 0;
};

/// Cuts one direction of a connection into blocks and segments. Segments end with a carriage return (2.5.2); a line feed
/// is taken for the same, as many senders write it.
class SegmentStream {
 public:
  explicit SegmentStream(SegmentListener& listener) noexcept : listener_{listener} {}

  void consume(Bytes piece);
  /// Bytes are missing: the segment that is under way is given up, and so is what follows of it.
  void miss() noexcept;
  /// What was begun is the last segment.
  void finish();

 private:
  void end_segment();

  SegmentListener& listener_;
  std::string segment_;
  bool is_passing_ = false;  ///< Up to the next end of a segment nothing makes sense.
};

}  // namespace wardwatch::protocol::hl7
