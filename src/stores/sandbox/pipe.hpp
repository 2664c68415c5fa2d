#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace wardwatch::stores {

/// What one process says to the other about a file. Both are this program, on this machine.
struct Reply {
  enum class End : std::uint8_t { answered, crashed, too_long, refused, over_limit, no_process };
  End end = End::answered;
  std::uint32_t detail = 0;  ///< Signal or exit status of a crash; seconds of what took too long.
  std::uint64_t answer_bytes = 0;
};

/// Most that a file's answer may take: some 100,000 columns.
inline constexpr std::size_t kAnswerBytesMax = 32U << 20U;
/// With tokens: those of 8 million people.
inline constexpr std::size_t kTokensBytesMax = 1'500U << 20U;
[[nodiscard]] constexpr std::size_t answer_bytes_max(bool with_tokens) noexcept {
  return with_tokens ? kTokensBytesMax : kAnswerBytesMax;
}
/// And its paths, parted by zeros.
inline constexpr std::size_t kRequestBytesMax = 4U << 20U;

[[nodiscard]] inline bool write_all(int descriptor, const void* from, std::size_t size) noexcept {
  const auto* at = static_cast<const std::byte*>(from);
  while (size > 0) {
    const ssize_t put = ::write(descriptor, at, size);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    at += put;  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic): as far as was written.
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

[[nodiscard]] inline bool read_all(int descriptor, void* to, std::size_t size) noexcept {
  auto* at = static_cast<std::byte*>(to);
  while (size > 0) {
    const ssize_t got = ::read(descriptor, at, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic): as far as was read.
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace wardwatch::stores
