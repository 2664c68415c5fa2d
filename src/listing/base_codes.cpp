#include "listing/base_codes.hpp"

#include <algorithm>
#include <array>

#include "listing/ascii.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kBech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t kBase58Max = 128;
constexpr std::size_t kBech32Max = 90;  // BIP 173
constexpr std::size_t kChecksumValues = 6;
constexpr std::uint32_t kBech32Sum = 1, kBech32mSum = 0x2bc830a3;  // BIP 173, BIP 350

std::uint32_t polymod_step(std::uint32_t sum) noexcept {
  constexpr std::array<std::uint32_t, 5> kGenerator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  const std::uint32_t top = sum >> 25U;
  sum = (sum & 0x1ffffffU) << 5U;
  for (std::size_t i = 0; i < kGenerator.size(); ++i) sum ^= (top >> i & 1U) != 0 ? kGenerator[i] : 0;
  return sum;
}

/// Digits into `octets`, the most significant first, without regard to leading ones.
bool add_base58(std::string_view text, Octets& octets) {
  for (const char c : text) {
    const std::size_t digit = kBase58.find(c);
    if (digit == std::string_view::npos) return false;
    std::size_t carry = digit;
    for (auto at = octets.rbegin(); at != octets.rend(); ++at) {
      carry += std::to_integer<std::size_t>(*at) * 58U;
      *at = static_cast<std::byte>(carry & 0xffU);
      carry >>= 8U;
    }
    if (carry != 0) return false;
  }
  return true;
}

}  // namespace

std::optional<Octets> from_base58(std::string_view text) {
  if (text.empty() || text.size() > kBase58Max) return std::nullopt;
  const std::size_t zeros = std::min(text.find_first_not_of('1'), text.size());
  // log(58) / log(256) is less than 0.733.
  Octets octets((text.size() - zeros) * 733 / 1000 + 1);
  if (!add_base58(text.substr(zeros), octets)) return std::nullopt;
  const auto first = std::find_if(octets.begin(), octets.end(), [](std::byte octet) { return octet != std::byte{0}; });
  Octets out(zeros);
  out.insert(out.end(), first, octets.end());
  return out;
}

std::optional<Octets> from_base58_blocks(std::string_view text) {
  constexpr std::size_t kBlockDigits = 11, kBlockBytes = 8;
  constexpr std::array<std::size_t, 12> kBytesOf{0, 0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8};  // By number of digits.
  if (text.size() > 2 * kBase58Max) return std::nullopt;
  Octets out;
  while (!text.empty()) {
    const std::string_view block = text.substr(0, kBlockDigits);
    Octets octets(block.size() == kBlockDigits ? kBlockBytes : kBytesOf[block.size()]);
    if (octets.empty() || !add_base58(block, octets)) return std::nullopt;
    out.insert(out.end(), octets.begin(), octets.end());
    text.remove_prefix(block.size());
  }
  return out;
}

std::optional<Octets> from_base32(std::string_view text) {
  Octets out;
  unsigned held = 0, bits = 0;
  for (const char c : text) {
    const std::size_t digit = kBase32.find(lower(c));
    if (digit == std::string_view::npos) return std::nullopt;
    held = (held << 5U | static_cast<unsigned>(digit)) & 0xfffU;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<std::byte>(held >> bits & 0xffU));
  }
  return out;
}

std::optional<Bech32Text> from_bech32(std::string_view text) {
  if (text.size() < 8 || text.size() > kBech32Max) return std::nullopt;
  const bool has_lower = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool has_upper = std::any_of(text.begin(), text.end(), is_upper);
  const std::size_t separator = text.rfind('1');
  if ((has_lower && has_upper) || separator == std::string_view::npos || separator == 0) return std::nullopt;
  if (separator + 1 + kChecksumValues > text.size()) return std::nullopt;
  Bech32Text out;
  out.prefix = text.substr(0, separator);
  std::uint32_t sum = 1;
  for (const char c : out.prefix) sum = polymod_step(sum) ^ (static_cast<unsigned char>(lower(c)) >> 5U);
  sum = polymod_step(sum);
  for (const char c : out.prefix) sum = polymod_step(sum) ^ (static_cast<unsigned char>(lower(c)) & 31U);
  for (const char c : text.substr(separator + 1)) {
    const std::size_t value = kBech32.find(lower(c));
    if (value == std::string_view::npos) return std::nullopt;
    sum = polymod_step(sum) ^ static_cast<std::uint32_t>(value);
    out.values.push_back(static_cast<std::uint8_t>(value));
  }
  out.values.resize(out.values.size() - kChecksumValues);
  out.checksum = sum == kBech32Sum ? Bech32::bech32 : sum == kBech32mSum ? Bech32::bech32m : Bech32::none;
  return out;
}

std::optional<Octets> octets_of(const std::vector<std::uint8_t>& five_bits, std::size_t from) {
  Octets out;
  unsigned held = 0, bits = 0;
  for (std::size_t i = from; i < five_bits.size(); ++i) {
    held = (held << 5U | five_bits[i]) & 0xfffU;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<std::byte>(held >> bits & 0xffU));
  }
  if (bits >= 5 || (held & ((1U << bits) - 1U)) != 0) return std::nullopt;
  return out;
}

}  // namespace wardwatch::listing
