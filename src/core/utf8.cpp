#include "core/utf8.hpp"

namespace wardwatch {

void append_character(std::string& out, char32_t character) {
  const auto push = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff)) character = 0xfffd;
  if (character < 0x80) {
    push(character);
  } else if (character < 0x800) {
    push(0xc0U | (character >> 6U));
    push(0x80U | (character & 0x3fU));
  } else if (character < 0x10000) {
    push(0xe0U | (character >> 12U));
    push(0x80U | ((character >> 6U) & 0x3fU));
    push(0x80U | (character & 0x3fU));
  } else {
    push(0xf0U | (character >> 18U));
    push(0x80U | ((character >> 12U) & 0x3fU));
    push(0x80U | ((character >> 6U) & 0x3fU));
    push(0x80U | (character & 0x3fU));
  }
}

}  // namespace wardwatch
