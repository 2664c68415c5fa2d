#pragma once

#include <memory>
#include <span>
#include <vector>

#include "source/capture_file/capture_file.hpp"

namespace wardwatch::source {

/// What was learnt of a capture before any is read in earnest. Made once and given to every worker, it makes them see
/// the same bytes: a file that grows meanwhile is read as far as it went.
struct PlannedCapture {
  CapturePath capture;
  std::uint64_t file_bytes = 0;
  bool has_packets = false;
  Timestamp first_ts;
  CaptureStatus status;  ///< Final when the capture has no packets.
};

/// Looks at each capture's first packet, one file open at a time.
[[nodiscard]] std::vector<PlannedCapture> plan_captures(std::span<const CapturePath> captures);

/// The packets of many captures in one order: by time, and by source where times are equal. Rotated files thereby form
/// one stream. A capture whose own clock goes back is read in its own order: no packet overtakes one before it in its
/// file.
///
/// A capture is opened when the others have come to its first packet and closed at its end, so ten thousand rotated
/// files need few descriptors. Of captures that overlap, `kOpenMax` are read at a time: one more begins when another
/// ends, late, and `late_captures` counts it.
class MergedCaptures {
 public:
  static constexpr std::size_t kOpenMax = 256;

  explicit MergedCaptures(const std::vector<CapturePath>& captures);
  explicit MergedCaptures(const std::vector<PlannedCapture>& plan);

  /// The next packet; its frame borrows from here until the next call.
  [[nodiscard]] bool next(Packet& packet) {
    if (current_ != nullptr && current_->file.next(packet)) [[likely]] {
      // With one capture at work this comparison is all that merging costs.
      if (packet.ts < others_ts_) [[likely]]
        return true;
      return next_in_order(packet, true);
    }
    return next_in_order(packet, false);
  }

  /// Of all files on disk together: what was read, and what there is.
  [[nodiscard]] std::uint64_t bytes_consumed() const noexcept;
  [[nodiscard]] std::uint64_t bytes_total() const noexcept { return bytes_total_; }
  /// What was read of each capture, in the order given. Before the end, those in use are not complete and say so.
  [[nodiscard]] std::vector<CaptureStatus> statuses();
  /// Captures that began late because too many overlap.
  [[nodiscard]] std::uint64_t late_captures() const noexcept { return late_captures_; }

 private:
  struct Opened {
    CaptureFile file;
    std::size_t index;
    Packet packet;  ///< The one that comes next, when it stands in the heap.
  };

  void begin_due();
  void begin(std::size_t index);
  void finish(std::unique_ptr<Opened> opened);
  void push(std::unique_ptr<Opened> opened);
  [[nodiscard]] bool next_in_order(Packet& packet, bool have_packet);
  [[nodiscard]] bool is_earlier(const Opened& a, const Opened& b) const noexcept;
  [[nodiscard]] std::uint64_t open_count() const noexcept { return heap_.size() + (current_ ? 1U : 0U); }

  std::unique_ptr<Opened> current_;         ///< Whose packet was given out last.
  Timestamp others_ts_ = Timestamp::max();  ///< The earliest packet of any other capture.
  std::vector<PlannedCapture> plan_;
  std::vector<CaptureStatus> statuses_;
  std::vector<std::size_t> waiting_;           ///< Not begun, the one that begins next at the end.
  std::vector<std::unique_ptr<Opened>> heap_;  ///< In use, earliest packet in front.
  std::uint64_t finished_bytes_ = 0;
  std::uint64_t bytes_total_ = 0;
  std::uint64_t late_captures_ = 0;
  bool is_full_ = false;  ///< A capture is due and cannot be opened.
};

}  // namespace wardwatch::source
