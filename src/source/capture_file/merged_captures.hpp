#pragma once

#include <memory>
#include <vector>

#include "source/capture_file/capture_file.hpp"

namespace wardwatch::source {

/// The packets of many captures in one order: by time, and by the order of the captures where times are equal. Rotated
/// files thereby form one stream. A capture whose own clock goes back is read in its own order.
class MergedCaptures {
 public:
  explicit MergedCaptures(std::vector<CapturePath> captures);

  /// The next packet; its frame holds until the next call.
  [[nodiscard]] bool next(Packet& packet);
  [[nodiscard]] std::uint64_t bytes_consumed() const noexcept;
  /// What was read of each capture, in the order given.
  [[nodiscard]] std::vector<CaptureStatus> statuses();

 private:
  struct Opened {
    CaptureFile file;
    Packet packet;  ///< The one that comes next.
  };
  struct Waiting {
    Timestamp first_ts;
    std::size_t index;
  };
  void look_at(std::size_t index);
  void activate_until_current();
  void finish(std::size_t index);
  [[nodiscard]] bool earlier(std::size_t a, std::size_t b) const noexcept;
  void push(std::size_t index);

  std::vector<CapturePath> captures_;
  std::vector<std::unique_ptr<Opened>> opened_;  ///< By capture; only those in use.
  std::vector<CaptureStatus> statuses_;
  std::vector<Waiting> waiting_;   ///< Not begun, latest first packet first.
  std::vector<std::size_t> heap_;  ///< In use, earliest packet on top.
  std::size_t current_ = kNone;    ///< Whose packet was given out last.
  std::uint64_t finished_bytes_ = 0;

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
};

}  // namespace wardwatch::source
