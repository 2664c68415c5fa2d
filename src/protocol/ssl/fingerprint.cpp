#include "protocol/ssl/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/digest.hpp"
#include "protocol/ssl/names.hpp"

namespace wardwatch::protocol::ssl {
namespace {

constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kProtocols = 16;
/// Characters of each hash that JA4 keeps.
constexpr std::size_t kJa4HashCharacters = 12;
constexpr std::string_view kHexDigits = "0123456789abcdef";
/// A usual ClientHello's JA3 text stays below this; a longer one grows the string.
constexpr std::size_t kTextReserveBytes = 640;

void append_decimal(std::string& text, std::uint16_t value) {
  char digits[5];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text.append(digits, end);
}

void append_dashed(std::string& text, std::size_t start, std::uint16_t value) {
  if (text.size() != start) text.push_back('-');
  append_decimal(text, value);
}

void append_list(std::string& text, const CodeList& codes) {
  const std::size_t start = text.size();
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (!is_grease(codes[i])) append_dashed(text, start, codes[i]);
  }
}

void append_extension_types(std::string& text, Bytes extensions) {
  const std::size_t start = text.size();
  for_each_extension(extensions, [&](std::uint16_t type, Bytes) {
    if (!is_grease(type)) append_dashed(text, start, type);
  });
}

Ja3 md5_text(std::string_view text) {
  Ja3 digest;
  for (const std::byte octet : md5(as_bytes(text))) {
    const auto value = std::to_integer<unsigned>(octet);
    digest.push(kHexDigits[value >> 4U]);
    digest.push(kHexDigits[value & 15U]);
  }
  return digest;
}

void append_hex16(std::string& text, std::uint16_t value) {
  for (unsigned shift = 16; shift != 0; shift -= 4) text.push_back(kHexDigits[value >> (shift - 4U) & 15U]);
}

void append_hex_list(std::string& text, const std::vector<std::uint16_t>& codes) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (i != 0) text.push_back(',');
    append_hex16(text, codes[i]);
  }
}

void push_hash(Ja4& out, std::string_view text, bool nothing) {
  if (nothing) {
    out.append("000000000000");
    return;
  }
  const auto digest = sha256(as_bytes(text));
  for (std::size_t i = 0; i < kJa4HashCharacters / 2; ++i) {
    const auto value = std::to_integer<unsigned>(digest[i]);
    out.push(kHexDigits[value >> 4U]);
    out.push(kHexDigits[value & 15U]);
  }
}

void push_count(Ja4& out, std::size_t count) {
  const std::size_t shown = std::min<std::size_t>(count, 99);
  out.push(static_cast<char>('0' + shown / 10));
  out.push(static_cast<char>('0' + shown % 10));
}

std::string_view ja4_version(const ClientHello& hello) {
  std::uint16_t version = hello.version;
  const bool is_dtls = version >> 8U == 0xfeU;
  bool found = false;
  for (std::size_t i = 0; i < hello.supported_versions.size(); ++i) {
    const std::uint16_t offered = hello.supported_versions[i];
    if (is_grease(offered)) continue;
    // DTLS counts downwards.
    if (!found || (is_dtls ? offered < version : offered > version)) version = offered;
    found = true;
  }
  switch (version) {
    case 0x0304: return "13";
    case 0x0303: return "12";
    case 0x0302: return "11";
    case 0x0301: return "10";
    case 0x0300: return "s3";
    case 0x0002: return "s2";
    case 0xfeff: return "d1";
    case 0xfefd: return "d2";
    case 0xfefc: return "d3";
    default: return "00";
  }
}

constexpr bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// First and last character of the first protocol; of its hexadecimal form when either is not alphanumeric.
void push_protocol(Ja4& out, std::string_view protocol) {
  if (protocol.empty()) {
    out.append("00");
    return;
  }
  const char first = protocol.front();
  const char last = protocol.back();
  if (is_alphanumeric(first) && is_alphanumeric(last)) {
    out.push(first);
    out.push(last);
    return;
  }
  out.push(kHexDigits[static_cast<unsigned char>(first) >> 4U]);
  out.push(kHexDigits[static_cast<unsigned char>(last) & 15U]);
}

}  // namespace

Ja3 ja3(const ClientHello& hello) {
  std::string text;
  text.reserve(kTextReserveBytes);
  append_decimal(text, hello.version);
  text.push_back(',');
  append_list(text, hello.cipher_suites);
  text.push_back(',');
  append_extension_types(text, hello.extensions);
  text.push_back(',');
  append_list(text, hello.groups);
  text.push_back(',');
  const std::size_t start = text.size();
  for (const std::byte format : hello.point_formats) append_dashed(text, start, std::to_integer<std::uint16_t>(format));
  return md5_text(text);
}

Ja3 ja3s(const ServerHello& hello) {
  std::string text;
  text.reserve(kTextReserveBytes);
  append_decimal(text, hello.version);
  text.push_back(',');
  append_decimal(text, static_cast<std::uint16_t>(hello.cipher_suite));
  text.push_back(',');
  append_extension_types(text, hello.extensions);
  return md5_text(text);
}

Ja4 ja4(const ClientHello& hello, char carrier) {
  std::vector<std::uint16_t> suites;
  suites.reserve(hello.cipher_suites.size());
  for (std::size_t i = 0; i < hello.cipher_suites.size(); ++i) {
    if (!is_grease(hello.cipher_suites[i])) suites.push_back(hello.cipher_suites[i]);
  }
  std::vector<std::uint16_t> extensions;
  std::size_t extension_count = 0;
  for_each_extension(hello.extensions, [&](std::uint16_t type, Bytes) {
    if (is_grease(type)) return;
    ++extension_count;
    if (type != kServerName && type != kProtocols) extensions.push_back(type);
  });
  std::sort(suites.begin(), suites.end());
  std::sort(extensions.begin(), extensions.end());

  Ja4 out;
  out.push(carrier);
  out.append(ja4_version(hello));
  out.push(hello.has_server_name_extension ? 'd' : 'i');
  push_count(out, suites.size());
  push_count(out, extension_count);
  push_protocol(out, hello.first_protocol);
  out.push('_');
  std::string text;
  text.reserve(kTextReserveBytes);
  append_hex_list(text, suites);
  push_hash(out, text, suites.empty());
  out.push('_');
  text.clear();
  append_hex_list(text, extensions);
  char separator = '_';
  for (std::size_t i = 0; i < hello.signature_algorithms.size(); ++i) {
    if (is_grease(hello.signature_algorithms[i])) continue;
    text.push_back(separator);
    append_hex16(text, hello.signature_algorithms[i]);
    separator = ',';
  }
  push_hash(out, text, extension_count == 0);
  return out;
}

}  // namespace wardwatch::protocol::ssl
