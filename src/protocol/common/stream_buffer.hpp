#pragma once

#include <vector>

#include "core/bytes.hpp"

namespace wardwatch::protocol {

/// Joins the pieces of a stream where a message was cut, and copies only then.
///
/// Use: `Bytes all = buffer.append(piece)`, parse messages from the front of `all`, then `buffer.keep_from(used)`.
/// What `append` returned is gone after `keep_from`.
class StreamBuffer {
 public:
  /// Never holds more than `limit_bytes` between calls; `overflowed` tells when it had to give up.
  explicit StreamBuffer(std::size_t limit_bytes) noexcept : limit_bytes_{limit_bytes} {}

  [[nodiscard]] Bytes append(Bytes piece) {
    if (held_.empty()) {
      current_ = piece;
    } else {
      held_.insert(held_.end(), piece.begin(), piece.end());
      current_ = held_;
    }
    return current_;
  }

  /// Drops the first `used_bytes` of what `append` returned and keeps the rest for the next piece.
  void keep_from(std::size_t used_bytes) {
    const Bytes rest = current_.subspan(used_bytes < current_.size() ? used_bytes : current_.size());
    if (rest.size() > limit_bytes_) {
      overflowed_ = true;
      held_.clear();
    } else if (rest.empty()) {
      held_.clear();
    } else if (held_.empty()) {
      held_.assign(rest.begin(), rest.end());
    } else {
      held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(held_.size() - rest.size()));
    }
    current_ = {};
  }

  void clear() noexcept {
    held_ = {};
    current_ = {};
  }
  [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }
  [[nodiscard]] std::size_t held_bytes() const noexcept { return held_.size(); }

 private:
  std::vector<std::byte> held_;
  Bytes current_;
  std::size_t limit_bytes_;
  bool overflowed_ = false;
};

}  // namespace wardwatch::protocol
