#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace wardwatch {

/// Bytes from outside. Views borrow: whoever keeps them longer than the call copies them.
using Bytes = std::span<const std::byte>;

/// The same bytes as text, without any check of encoding.
[[nodiscard]] inline std::string_view as_text(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The same text as bytes.
[[nodiscard]] inline Bytes as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

/// The first `count_bytes`, or all of them when there are fewer.
[[nodiscard]] inline Bytes at_most(Bytes bytes, std::size_t count_bytes) noexcept {
  return bytes.first(bytes.size() < count_bytes ? bytes.size() : count_bytes);
}

}  // namespace wardwatch
