#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol {

/// Cuts one direction of a stream into messages that say their own length, and keeps of each no more than its front.
///
/// `size_of(front)` is the length of the whole message, nothing while its head is not all there, and 0 when this is no
/// message. `on_frame(front, total_bytes)` is shown each message once, `front` having min(total, limit) bytes, so that
/// what is recorded does not depend on where the stream was cut.
class FrameStream {
 public:
  /// Never holds more than `front_max_bytes` between calls.
  explicit FrameStream(std::size_t front_max_bytes) noexcept : front_max_bytes_{front_max_bytes} {}

  template <class SizeOf, class OnFrame>
  Next consume(Bytes piece, SizeOf&& size_of, OnFrame&& on_frame) {
    while (!piece.empty() && !is_lost_ && !is_stopped_) {
      if (held_.empty()) {
        const std::size_t used = take(piece, size_of, on_frame);
        if (used == 0) {
          if (!is_lost_) held_.assign(piece.begin(), piece.end());
          break;
        }
        if (used > piece.size()) return Next::skip(used - piece.size());
        piece = piece.subspan(used);
        continue;
      }
      const std::size_t before = held_.size();
      const std::size_t more = std::min(piece.size(), wanted_bytes(size_of) - before);
      held_.insert(held_.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(more));
      const std::vector<std::byte> held = std::move(held_);
      held_ = {};
      const std::size_t used = take(held, size_of, on_frame);
      piece = piece.subspan(more);
      if (used == 0 && !is_lost_) {
        held_ = held;
      } else if (used > held.size()) {
        const std::size_t rest = used - held.size();
        if (rest > piece.size()) return Next::skip(rest - piece.size());
        piece = piece.subspan(rest);
      }
    }
    rest_bytes_ = is_stopped_ ? piece.size() : 0;
    return is_lost_ ? Next::done() : Next::more();
  }

  /// Said by `on_frame`: what follows are no messages any more.
  void stop() noexcept { is_stopped_ = true; }
  /// How many bytes at the end of the piece follow the message that stopped it.
  [[nodiscard]] std::size_t rest_bytes() const noexcept { return rest_bytes_; }

  /// Bytes that will never come. Goes on behind them when they lie inside the message that was begun: what still comes
  /// of that one is passed over.
  template <class SizeOf>
  [[nodiscard]] Next miss(std::uint64_t missing_bytes, SizeOf&& size_of) {
    const std::optional<std::uint64_t> total = held_.empty() ? std::nullopt : size_of(Bytes{held_});
    const std::uint64_t gone_bytes = held_.size() + missing_bytes;
    is_lost_ = !total || *total < gone_bytes;
    held_ = {};
    return is_lost_ || *total == gone_bytes ? Next::more() : Next::skip(*total - gone_bytes);
  }

  /// The place in the stream is not known any more.
  [[nodiscard]] bool is_lost() const noexcept { return is_lost_; }
  /// The caller has found a message's beginning again.
  void resume() noexcept { is_lost_ = false; }

 private:
  /// How many bytes at least the message in `held_` needs to go on: its front, or one more byte of its head.
  template <class SizeOf>
  [[nodiscard]] std::size_t wanted_bytes(SizeOf&& size_of) const {
    const std::optional<std::uint64_t> total = size_of(Bytes{held_});
    if (!total) return held_.size() + 1;
    return static_cast<std::size_t>(std::min<std::uint64_t>(*total, front_max_bytes_));
  }

  /// Shows the message at the front of `bytes`; returns its whole length, or 0 when its front is not all there.
  template <class SizeOf, class OnFrame>
  std::size_t take(Bytes bytes, SizeOf&& size_of, OnFrame&& on_frame) {
    const std::optional<std::uint64_t> total = size_of(bytes);
    if (!total && bytes.size() < front_max_bytes_) return 0;
    if (!total || *total == 0) {
      is_lost_ = true;
      return 0;
    }
    const auto front_bytes = static_cast<std::size_t>(std::min<std::uint64_t>(*total, front_max_bytes_));
    if (bytes.size() < front_bytes) return 0;
    on_frame(bytes.first(front_bytes), *total);
    return static_cast<std::size_t>(*total);
  }

  std::vector<std::byte> held_;
  std::size_t front_max_bytes_;
  std::size_t rest_bytes_ = 0;
  bool is_lost_ = false;
  bool is_stopped_ = false;
};

}  // namespace wardwatch::protocol
