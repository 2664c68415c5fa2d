#include "stores/common/encoding.hpp"

#include <array>

namespace wardwatch::stores {
namespace {

/// Windows-1252 from 0x80 to 0x9f; elsewhere it is Latin-1.
constexpr std::array<char16_t, 32> kUpper{0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                          0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
                                          0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                          0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

/// How many bytes follow the lead byte of a sequence; 4 where it is none.
std::size_t followers_of(unsigned char lead) noexcept {
  if (lead < 0x80) return 0;
  if (lead >= 0xc2 && lead <= 0xdf) return 1;
  if (lead >= 0xe0 && lead <= 0xef) return 2;
  return lead >= 0xf0 && lead <= 0xf4 ? 3 : 4;
}

}  // namespace

void append_windows_1252(std::string& out, Bytes bytes) {
  for (const std::byte octet : bytes) {
    const auto value = std::to_integer<unsigned>(octet);
    append_character(out, value >= 0x80 && value < 0xa0 ? kUpper[value - 0x80] : static_cast<char32_t>(value));
  }
}

bool is_utf8(Bytes bytes) noexcept {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t followers = followers_of(std::to_integer<unsigned char>(bytes[at++]));
    if (followers == 4) return false;
    for (std::size_t i = 0; i < followers && at < bytes.size(); ++i) {
      if ((std::to_integer<unsigned>(bytes[at++]) & 0xc0U) != 0x80U) return false;
    }
  }
  return true;
}

}  // namespace wardwatch::stores
