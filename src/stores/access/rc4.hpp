#pragma once

#include <array>
#include <utility>

#include "core/bytes.hpp"

namespace wardwatch::stores::access {

/// Applies RC4's key stream to `bytes` in place. Jet masks its header and old encoded pages with it; that hides them
/// from an editor and from nobody else.
inline void apply_rc4(Bytes key, std::span<std::byte> bytes) noexcept {
  std::array<std::uint8_t, 256> state{};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] = static_cast<std::uint8_t>(i);
  std::uint8_t j = 0;
  for (std::size_t i = 0; i < state.size(); ++i) {
    j = static_cast<std::uint8_t>(j + state[i] + std::to_integer<unsigned>(key[i % key.size()]));
    std::swap(state[i], state[j]);
  }
  std::uint8_t i = 0;
  j = 0;
  for (std::byte& octet : bytes) {
    i = static_cast<std::uint8_t>(i + 1);
    j = static_cast<std::uint8_t>(j + state[i]);
    std::swap(state[i], state[j]);
    octet ^= std::byte{state[static_cast<std::uint8_t>(state[i] + state[j])]};
  }
}

}  // namespace wardwatch::stores::access
