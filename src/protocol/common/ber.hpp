#pragma once

#include <optional>

#include "core/load.hpp"
#include "core/reader.hpp"

namespace wardwatch::protocol {

/// One element of BER with a tag of one byte and a definite length (X.690 8.1): what Kerberos, LDAP and SNMP use.
struct BerElement {
  std::uint8_t tag = 0;
  Bytes value;
};

namespace ber {
inline constexpr std::uint8_t kBoolean = 0x01;
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kOctets = 0x04;
inline constexpr std::uint8_t kOid = 0x06;
inline constexpr std::uint8_t kEnumerated = 0x0a;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kSet = 0x31;
}  // namespace ber

/// Takes the next element. A tag of several bytes, an indefinite length and one above 4 GiB are malformed.
[[nodiscard]] inline BerElement take_element(Reader& in) noexcept {
  BerElement element;
  element.tag = in.u8("tag");
  in.require((element.tag & 0x1fU) != 0x1fU, "tag");
  std::uint32_t length_bytes = in.u8("length");
  if (length_bytes >= 0x80) {
    const std::uint32_t count = length_bytes & 0x7fU;
    in.require(count >= 1 && count <= 4, "length");
    length_bytes = 0;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) length_bytes = length_bytes << 8U | in.u8("length");
  }
  element.value = in.bytes(length_bytes, "value");
  return element;
}

/// Takes the next element when it has this tag; empty, and the reader fails, otherwise.
[[nodiscard]] inline Bytes take_tagged(Reader& in, std::uint8_t tag) noexcept {
  const BerElement element = take_element(in);
  in.require(element.tag == tag, "tag");
  return in.ok() ? element.value : Bytes{};
}

/// The whole length of the element that starts here; nothing while that is not to be seen, 0 when it is none.
[[nodiscard]] inline std::optional<std::uint64_t> element_bytes(Bytes bytes) noexcept {
  if (bytes.empty()) return std::nullopt;
  if ((load_u8(bytes, 0) & 0x1fU) == 0x1fU) return 0;
  if (bytes.size() < 2) return std::nullopt;
  const std::uint8_t first = load_u8(bytes, 1);
  if (first < 0x80) return std::uint64_t{2} + first;
  const std::size_t count = first & 0x7fU;
  if (count == 0 || count > 4) return 0;
  if (bytes.size() < 2 + count) return std::nullopt;
  std::uint64_t length_bytes = 0;
  for (std::size_t i = 0; i < count; ++i) length_bytes = length_bytes << 8U | load_u8(bytes, 2 + i);
  return 2 + count + length_bytes;
}

/// A number of up to eight bytes, signed as BER has it.
[[nodiscard]] inline std::int64_t ber_number(Bytes value) noexcept {
  if (value.empty() || value.size() > 8) return 0;
  std::uint64_t number = (load_u8(value, 0) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const std::byte octet : value) number = number << 8U | std::to_integer<std::uint64_t>(octet);
  return static_cast<std::int64_t>(number);
}

}  // namespace wardwatch::protocol
