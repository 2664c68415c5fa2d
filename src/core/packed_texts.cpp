#include "core/packed_texts.hpp"

#include <charconv>
#include <string_view>

#include "core/assert.hpp"
#include "core/inflate.hpp"

namespace wardwatch {

std::vector<std::pair<std::string, std::string>> unpack(const PackedTexts& packed) {
  std::string all;
  all.reserve(packed.unpacked_bytes);
  Inflater inflater;
  Bytes rest = std::as_bytes(packed.stream);
  while (!inflater.is_finished()) {
    const Bytes piece = inflater.next(rest);
    WW_ASSERT(!inflater.is_damaged() && (!piece.empty() || !rest.empty() || inflater.is_finished()));
    all += as_text(piece);
  }
  WW_ASSERT(all.size() == packed.unpacked_bytes);
  std::vector<std::pair<std::string, std::string>> texts;
  for (std::string_view left = all; !left.empty();) {
    const std::size_t name_end = left.find('\0'), size_end = left.find('\0', name_end + 1);
    WW_ASSERT(size_end != std::string_view::npos);
    std::size_t size = 0;
    std::from_chars(left.data() + name_end + 1, left.data() + size_end, size);
    texts.emplace_back(left.substr(0, name_end), left.substr(size_end + 1, size));
    left.remove_prefix(size_end + 1 + size);
  }
  return texts;
}

}  // namespace wardwatch
