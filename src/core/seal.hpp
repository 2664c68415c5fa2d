#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/bytes.hpp"

namespace wardwatch {

/// What a seal takes besides the text itself: the nonce before it and the tag behind it.
inline constexpr std::size_t kSealBytes = 12 + 16;

/// Appends `text` to `out`, encrypted and authenticated with ChaCha20-Poly1305 (RFC 8439), `open_text` authenticated with
/// it. The nonce is made from key and content, so that the same gives the same bytes, and no nonce serves two texts.
void seal(const std::array<std::byte, 32>& key, std::string_view open_text, std::string text, std::string& out);

/// The text; nothing when a byte of it, of `open_text` or of the key is another.
[[nodiscard]] std::optional<std::string> unseal(const std::array<std::byte, 32>& key, std::string_view open_text,
                                                Bytes sealed);

}  // namespace wardwatch
