#pragma once

#include <functional>

#include "core/bytes.hpp"

namespace wardwatch::fuzz {

/// Hands out bytes as a stream does, so many at a time.
[[nodiscard]] inline std::function<Bytes()> pieces_of(Bytes bytes, std::size_t piece_bytes) {
  return [bytes, piece_bytes]() mutable {
    const Bytes piece = at_most(bytes, piece_bytes);
    bytes = bytes.subspan(piece.size());
    return piece;
  };
}

}  // namespace wardwatch::fuzz
