#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace wardwatch {

/// Texts that were built into the program by tools/pack_texts.cpp: a deflate stream, and how long it is unpacked.
struct PackedTexts {
  std::span<const unsigned char> stream;
  std::size_t unpacked_bytes = 0;
};

/// Path and content of each text, in the order in which they were packed.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> unpack(const PackedTexts& packed);

}  // namespace wardwatch
