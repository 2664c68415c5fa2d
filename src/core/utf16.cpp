#include "core/utf16.hpp"

#include "core/load.hpp"

namespace wardwatch {
namespace {

constexpr std::size_t kStepUnits = 4;

/// Narrows four units at once while all are ASCII; returns how many were written.
std::size_t narrow_ascii(Bytes utf16le, char* out) noexcept {
  constexpr std::uint64_t kBeyondAscii = 0xff80ff80ff80ff80ULL;
  const std::size_t units = utf16le.size() / 2;
  std::size_t at = 0;
  for (; at + kStepUnits <= units; at += kStepUnits) {
    std::uint64_t four = load_u64le(utf16le, at * 2);
    if ((four & kBeyondAscii) != 0) return at;
    four = (four | (four >> 8U)) & 0x0000ffff0000ffffULL;
    four |= four >> 16U;
    std::memcpy(out + at, &four, kStepUnits);
  }
  for (; at < units; ++at) {
    const std::uint16_t unit = load_u16le(utf16le, at * 2);
    if (unit >= 0x80) return at;
    out[at] = static_cast<char>(unit);
  }
  return at;
}

std::size_t put(char* out, std::uint32_t point) noexcept {
  const auto octet = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (point < 0x80) {
    out[0] = octet(point);
    return 1;
  }
  if (point < 0x800) {
    out[0] = octet(0xc0U | (point >> 6U));
    out[1] = octet(0x80U | (point & 0x3fU));
    return 2;
  }
  if (point < 0x10000) {
    out[0] = octet(0xe0U | (point >> 12U));
    out[1] = octet(0x80U | ((point >> 6U) & 0x3fU));
    out[2] = octet(0x80U | (point & 0x3fU));
    return 3;
  }
  out[0] = octet(0xf0U | (point >> 18U));
  out[1] = octet(0x80U | ((point >> 12U) & 0x3fU));
  out[2] = octet(0x80U | ((point >> 6U) & 0x3fU));
  out[3] = octet(0x80U | (point & 0x3fU));
  return 4;
}

}  // namespace

void append_utf8(std::string& out, Bytes utf16le) {
  const std::size_t units = utf16le.size() / 2;
  const std::size_t start = out.size();
  out.resize(start + units);
  std::size_t at = narrow_ascii(utf16le, out.data() + start);
  if (at == units) return;
  out.resize(start + units * 3);
  std::size_t end = start + at;
  while (at < units) {
    std::uint32_t point = load_u16le(utf16le, at * 2);
    ++at;
    if (point >= 0xd800 && point < 0xdc00 && at < units) {
      const std::uint32_t low = load_u16le(utf16le, at * 2);
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000U + ((point - 0xd800U) << 10U) + (low - 0xdc00U);
        ++at;
      }
    }
    end += put(out.data() + end, point);
  }
  out.resize(end);
}

std::string utf8_of(Bytes utf16le) {
  std::string text;
  append_utf8(text, utf16le);
  return text;
}

}  // namespace wardwatch
