#include "core/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace wardwatch {
namespace {

/// As inet_pton reads it: four numbers of up to three digits, none with a zero before it. Most addresses in evidence are
/// written so, and this takes a tenth of the library's time.
bool read_v4(std::string_view text, std::array<std::byte, 16>& out) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0 && (at == end || *at++ != '.')) return false;
    unsigned number = 0;
    const char* const start = at;
    for (; at != end && *at >= '0' && *at <= '9'; ++at) {
      if (at - start == 3) return false;
      number = number * 10 + static_cast<unsigned>(*at - '0');
    }
    if (at == start || number > 255 || (*start == '0' && at - start > 1)) return false;
    out[i] = static_cast<std::byte>(number);
  }
  return at == end;
}

std::size_t write_v4(const std::uint8_t* octets, char* out) noexcept {
  char* at = out;
  for (int i = 0; i < 4; ++i) {
    if (i > 0) *at++ = '.';
    at = std::to_chars(at, at + 3, octets[i]).ptr;
  }
  return static_cast<std::size_t>(at - out);
}

}  // namespace

IpAddress IpAddress::from_bytes(Bytes bytes) noexcept {
  IpAddress address;
  if (bytes.size() == 4) {
    address.octets_[10] = address.octets_[11] = 0xff;
    std::memcpy(address.octets_.data() + 12, bytes.data(), 4);
  } else if (bytes.size() == 16) {
    std::memcpy(address.octets_.data(), bytes.data(), 16);
  }
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  std::array<std::byte, 16> raw{};
  if (read_v4(text, raw)) return from_bytes(Bytes{raw}.first(4));
  if (text.find(':') == std::string_view::npos) return std::nullopt;
  const std::string copy{text};
  if (inet_pton(AF_INET6, copy.c_str(), raw.data()) == 1) return from_bytes(raw);
  return std::nullopt;
}

std::size_t IpAddress::write(char* out) const noexcept {
  if (is_v4()) return write_v4(octets_.data() + 12, out);
  if (inet_ntop(AF_INET6, octets_.data(), out, 46) == nullptr) return 0;
  return std::strlen(out);
}

std::string IpAddress::text() const {
  std::array<char, 48> buffer{};
  return {buffer.data(), write(buffer.data())};
}

bool IpAddress::is_private() const noexcept {
  if (is_v4()) {
    const std::uint32_t a = v4_host_order();
    return (a >> 24U) == 10 || (a >> 20U) == 0xac1 || (a >> 16U) == 0xc0a8 || (a >> 22U) == (0x64400000U >> 22U) ||
           (a >> 16U) == 0xa9fe || (a >> 24U) == 127;
  }
  constexpr std::array<std::uint8_t, 16> kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const bool loopback = octets_ == kLoopback;
  return (octets_[0] & 0xfeU) == 0xfc || (octets_[0] == 0xfe && (octets_[1] & 0xc0U) == 0x80) || loopback;
}

bool IpAddress::is_multicast() const noexcept {
  if (is_v4()) return (octets_[12] & 0xf0U) == 0xe0 || v4_host_order() == 0xffffffffU;
  return octets_[0] == 0xff;
}

bool IpAddress::is_unspecified() const noexcept { return *this == IpAddress{} || *this == IpAddress::v4(0); }

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned width = address->is_v4() ? 32 : 128;
  unsigned bits = width;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > width) return std::nullopt;
  }
  return Cidr{*address, static_cast<std::uint8_t>(bits + (128 - width))};
}

namespace {

/// The network's address with each bit behind the prefix as in `fill`.
IpAddress with_host_bits(const Cidr& cidr, std::uint8_t fill) noexcept {
  auto octets = cidr.network.octets();
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const auto kept = static_cast<unsigned>(std::clamp<int>(cidr.prefix_bits - static_cast<int>(8 * i), 0, 8));
    const auto mask = static_cast<std::uint8_t>(0xff00U >> kept);
    octets[i] = static_cast<std::uint8_t>((octets[i] & mask) | (fill & ~mask));
  }
  return IpAddress::from_bytes(std::as_bytes(std::span{octets}));
}

}  // namespace

IpAddress Cidr::first() const noexcept { return with_host_bits(*this, 0); }
IpAddress Cidr::last() const noexcept { return with_host_bits(*this, 0xff); }

std::string Cidr::text() const {
  const unsigned bits = network.is_v4() ? prefix_bits - 96U : prefix_bits;
  return network.text() + "/" + std::to_string(bits);
}

std::string MacAddress::text() const {
  char text[17];
  return {text, write(text)};
}

std::size_t MacAddress::write(char* out) const noexcept {
  constexpr std::string_view kDigits = "0123456789abcdef";
  char* at = out;
  for (const std::uint8_t octet : octets) {
    if (at != out) *at++ = ':';
    *at++ = kDigits[octet >> 4U];
    *at++ = kDigits[octet & 15U];
  }
  return static_cast<std::size_t>(at - out);
}

}  // namespace wardwatch
