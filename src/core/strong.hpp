#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace wardwatch {

/// A built-in value with a name of its own, so that a port cannot be passed where a length is wanted.
template <class Tag, class T>
struct Strong {
  T value{};
  [[nodiscard]] friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
};

using Port = Strong<struct PortTag, std::uint16_t>;          ///< Host byte order.
using SourceId = Strong<struct SourceIdTag, std::uint32_t>;  ///< Index into the manifest's evidence.

/// Which side of a connection bytes came from: the originator is who opened it.
enum class Direction : std::uint8_t { orig, resp };

[[nodiscard]] constexpr Direction opposite(Direction direction) noexcept {
  return direction == Direction::orig ? Direction::resp : Direction::orig;
}

[[nodiscard]] constexpr std::size_t index_of(Direction direction) noexcept {
  return direction == Direction::orig ? 0 : 1;
}

enum class Transport : std::uint8_t { tcp, udp, icmp, other };

}  // namespace wardwatch
