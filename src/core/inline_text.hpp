#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace wardwatch {

/// Short text inside the record: no allocation, and trivially copyable. Longer text is cut at `kMax`.
template <std::size_t kMax>
class InlineText {
  static_assert(kMax < 256);

 public:
  constexpr InlineText() noexcept = default;
  constexpr InlineText(std::string_view text) noexcept { append(text); }  // NOLINT: implicit on purpose.

  constexpr void append(std::string_view text) noexcept {
    for (const char c : text) push(c);
  }
  constexpr void push(char c) noexcept {
    if (size_ < kMax) chars_[size_++] = c;
  }
  constexpr void clear() noexcept { size_ = 0; }

  [[nodiscard]] constexpr std::string_view view() const noexcept { return {chars_.data(), size_}; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] constexpr bool full() const noexcept { return size_ == kMax; }
  [[nodiscard]] friend constexpr bool operator==(const InlineText& a, const InlineText& b) noexcept {
    return a.view() == b.view();
  }
  [[nodiscard]] friend constexpr auto operator<=>(const InlineText& a, const InlineText& b) noexcept {
    return a.view() <=> b.view();
  }

 private:
  std::array<char, kMax> chars_{};
  std::uint8_t size_ = 0;
};

}  // namespace wardwatch
