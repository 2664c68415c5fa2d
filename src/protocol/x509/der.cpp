#include "protocol/x509/der.hpp"

#include <bit>
#include <charconv>

#include "core/load.hpp"

namespace wardwatch::protocol::x509 {
namespace {

constexpr std::uint8_t kLongFormBit = 0x80;
constexpr std::uint8_t kHighTagNumber = 0x1f;
constexpr std::size_t kLengthMaxOctets = 4;
/// An arc of an object identifier fits into 64 bits here; a longer one is cut to the bits that fit.
constexpr unsigned kArcBits = 7;

struct Header {
  std::uint8_t tag;
  std::size_t length_bytes;
};

Header read_header(Reader& in, FieldName field) {
  const std::uint8_t tag = in.u8(field);
  in.require((tag & kHighTagNumber) != kHighTagNumber, field);
  std::size_t length_bytes = in.u8(field);
  if ((length_bytes & kLongFormBit) != 0) {
    const std::size_t octets = length_bytes & ~std::size_t{kLongFormBit};
    in.require(octets >= 1 && octets <= kLengthMaxOctets, field);
    length_bytes = 0;
    for (const std::byte octet : in.bytes(octets, field)) {
      length_bytes = length_bytes << 8U | std::to_integer<std::size_t>(octet);
    }
  }
  return {tag, length_bytes};
}

void push_number(OidText& text, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  text.append({digits, static_cast<std::size_t>(end - digits)});
}

/// `count` decimal digits at the front of the text; false when they are not there.
bool take_number(std::string_view& text, std::size_t count, unsigned& number) {
  if (text.size() < count) return false;
  number = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(count);
  return true;
}

struct CivilTime {
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  int offset_minutes = 0;
};

/// The zone behind the digits: `Z`, `+hhmm` or `-hhmm`; nothing means local time, which is taken for UTC.
bool take_zone(std::string_view& text, CivilTime& time) {
  if (text.empty()) return true;
  const char sign = text.front();
  text.remove_prefix(1);
  if (sign == 'Z') return true;
  unsigned hours = 0;
  unsigned minutes = 0;
  if ((sign != '+' && sign != '-') || !take_number(text, 2, hours) || !take_number(text, 2, minutes)) return false;
  if (hours > 23 || minutes > 59) return false;
  const int offset = static_cast<int>(hours * 60 + minutes);
  time.offset_minutes = sign == '+' ? offset : -offset;
  return true;
}

bool take_time(std::string_view& text, bool is_generalized, CivilTime& time) {
  if (!take_number(text, is_generalized ? 4 : 2, time.year)) return false;
  // RFC 5280 4.1.2.5.1: two digits from 50 on belong to the last century.
  if (!is_generalized) time.year += time.year >= 50 ? 1900 : 2000;
  if (!take_number(text, 2, time.month) || !take_number(text, 2, time.day) || !take_number(text, 2, time.hour) ||
      !take_number(text, 2, time.minute)) {
    return false;
  }
  if (!text.empty() && text.front() >= '0' && text.front() <= '9' && !take_number(text, 2, time.second)) return false;
  if (is_generalized && !text.empty() && (text.front() == '.' || text.front() == ',')) {
    text.remove_prefix(1);
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') text.remove_prefix(1);
  }
  return time.hour <= 23 && time.minute <= 59 && time.second <= 60;
}

}  // namespace

Element read_element(Reader& in, FieldName field) {
  const Bytes start = in.peek();
  const std::size_t start_offset = in.offset_bytes();
  const Header header = read_header(in, field);
  Element element{header.tag, in.bytes(header.length_bytes, field), {}};
  if (in.ok()) element.whole = start.first(in.offset_bytes() - start_offset);
  return element;
}

Bytes read_tagged(Reader& in, std::uint8_t tag, FieldName field) {
  in.require(in.empty() || is_next(in, tag), field);
  return read_element(in, field).content;
}

Reader enter(Reader& in, std::uint8_t tag, FieldName field) {
  in.require(in.empty() || is_next(in, tag), field);
  const std::size_t length_bytes = read_header(in, field).length_bytes;
  return in.sub(length_bytes, field);
}

bool is_next(const Reader& in, std::uint8_t tag) noexcept {
  const Bytes rest = in.peek();
  return !rest.empty() && load_u8(rest, 0) == tag;
}

OidText oid_text(Bytes content) {
  OidText text;
  std::uint64_t arc = 0;
  bool is_first = true;
  for (const std::byte octet : content) {
    arc = arc << kArcBits | (std::to_integer<std::uint64_t>(octet) & 0x7fU);
    if ((octet & std::byte{0x80}) != std::byte{}) continue;
    if (is_first) {
      const std::uint64_t top = arc < 80 ? arc / 40 : 2;
      push_number(text, top);
      arc -= top * 40;
    }
    is_first = false;
    text.push('.');
    push_number(text, arc);
    arc = 0;
  }
  return text;
}

Magnitude magnitude_of(Bytes content) noexcept {
  Magnitude magnitude{content, !content.empty() && (content.front() & std::byte{0x80}) != std::byte{}};
  while (magnitude.octets.size() > 1 && magnitude.octets.front() == std::byte{}) {
    magnitude.octets = magnitude.octets.subspan(1);
  }
  return magnitude;
}

std::size_t bits_of(Bytes magnitude) noexcept {
  if (magnitude.empty()) return 0;
  return (magnitude.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(load_u8(magnitude, 0)));
}

std::optional<Timestamp> time_of(const Element& element) {
  if (element.tag != Tag::utc_time && element.tag != Tag::generalized_time) return std::nullopt;
  std::string_view text = as_text(element.content);
  CivilTime time;
  if (!take_time(text, element.tag == Tag::generalized_time, time) || !take_zone(text, time) || !text.empty()) {
    return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day date{year{static_cast<int>(time.year)}, month{time.month}, day{time.day}};
  if (!date.ok()) return std::nullopt;
  const auto moment = sys_seconds{sys_days{date}} + hours{time.hour} + minutes{time.minute} + seconds{time.second} -
                      minutes{time.offset_minutes};
  // 64 bits of nanoseconds hold 1678 to 2261; "no end" (9999-12-31, RFC 5280 4.1.2.5) saturates.
  constexpr seconds kLast{9'223'372'035};
  constexpr seconds kFirst{-9'223'372'035};
  const seconds since = std::min(std::max(moment.time_since_epoch(), kFirst), kLast);
  return Timestamp{since};
}

}  // namespace wardwatch::protocol::x509
