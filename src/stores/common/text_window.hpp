#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores {

/// A stream as characters, one after the other, with one of them looked at ahead.
class TextWindow {
 public:
  explicit TextWindow(ByteStream& stream) : stream_{stream} {}

  static constexpr int kEnd = -1;

  /// The next character without taking it, or `kEnd`.
  [[nodiscard]] int peek() { return at_ < piece_.size() || refill() ? static_cast<unsigned char>(piece_[at_]) : kEnd; }
  int take() {
    const int character = peek();
    if (character != kEnd) ++at_;
    return character;
  }

 private:
  [[nodiscard]] bool refill() {
    piece_ = as_text(stream_.next());
    at_ = 0;
    return !piece_.empty();
  }

  ByteStream& stream_;
  std::string_view piece_;
  std::size_t at_ = 0;
};

}  // namespace wardwatch::stores
