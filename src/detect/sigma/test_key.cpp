#include <bit>

#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

std::string Test::key() const {
  std::string key{static_cast<char>('a' + static_cast<int>(kind))};
  key += is_cased ? 'c' : 'i';
  const auto add = [&](std::string_view text) { key += std::to_string(text.size()) + ":" + std::string{text}; };
  switch (kind) {
    case Kind::text:
      for (const Piece& piece : pattern.pieces) {
        key += static_cast<char>('0' + static_cast<int>(piece.kind));
        add(piece.bytes);
      }
      break;
    case Kind::regex:
      key += is_multi_line ? 'm' : '-';
      key += dot_takes_all ? 's' : '-';
      add(expression);
      break;
    case Kind::network: add(lowest.text() + "-" + highest.text()); break;
    case Kind::time: key += static_cast<char>('0' + static_cast<int>(part)); [[fallthrough]];
    case Kind::number:
      key += static_cast<char>('0' + static_cast<int>(compare));
      add(std::to_string(std::bit_cast<std::uint64_t>(number)));
      break;
    case Kind::field:
      key += static_cast<char>('0' + static_cast<int>(reach));
      add(other);
      break;
    case Kind::null:
    case Kind::present: break;
  }
  return key;
}

}  // namespace wardwatch::detect::sigma
