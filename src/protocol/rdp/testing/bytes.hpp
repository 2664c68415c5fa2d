#pragma once

#include <string>
#include <string_view>

namespace wardwatch::protocol::rdp::testing {

// Messages made by hand from MS-RDPBCGR's sections, for tests.

inline std::string u16be(std::size_t value) { return {static_cast<char>(value >> 8U), static_cast<char>(value)}; }
inline std::string u16le(std::size_t value) { return {static_cast<char>(value), static_cast<char>(value >> 8U)}; }
inline std::string u32le(std::size_t value) { return u16le(value) + u16le(value >> 16U); }

inline std::string tpkt(const std::string& body) { return std::string{"\x03\x00", 2} + u16be(body.size() + 4) + body; }
inline std::string x224(char code, const std::string& variable) {
  return tpkt(std::string{static_cast<char>(variable.size() + 6)} + code + std::string(5, '\0') + variable);
}
inline std::string negotiation(char type, char flags, std::size_t value) {
  return std::string{type, flags} + u16le(8) + u32le(value);
}
inline std::string request(std::string_view line, std::size_t protocols, char flags = 0) {
  return x224('\xe0', std::string{line} + negotiation(1, flags, protocols));
}
inline std::string confirm(std::size_t protocol, char flags = 0) {
  return x224('\xd0', negotiation(2, flags, protocol));
}
inline std::string failure(std::size_t code) { return x224('\xd0', negotiation(3, 0, code)); }
inline std::string data(const std::string& mcs) { return tpkt(std::string{"\x02\xf0\x80", 3} + mcs); }

inline std::string ber(char tag, const std::string& value) {
  return std::string{tag, '\x82'} + u16be(value.size()) + value;
}
inline std::string block(std::size_t type, const std::string& body) {
  return u16le(type) + u16le(body.size() + 4) + body;
}
inline std::string per(const std::string& value) { return u16be(0x8000U | value.size()) + value; }

inline std::string utf16(std::string_view text, std::size_t unit_count) {
  std::string out;
  for (const char c : text) out += std::string{c, '\0'};
  out.resize(unit_count * 2);
  return out;
}

inline std::string core_data() {
  return block(0xc001, u32le(0x00080004) + u16le(1152) + u16le(864) + u16le(0xca01) + u16le(0xaa03) + u32le(1033) +
                           u32le(6000) + utf16("FROG-POND", 16) + u32le(4) + u32le(0) + u32le(12) +
                           std::string(64, '\0') + u16le(0xca01) + u16le(1) + u32le(0) + u16le(24) + u16le(15) +
                           u16le(11) + utf16("", 32) + std::string(2, '\0') + u32le(0));
}
inline std::string channels(std::initializer_list<std::string_view> names) {
  std::string body = u32le(names.size());
  for (const std::string_view name : names) {
    std::string field{name};
    field.resize(8);
    body += field + u32le(0x80800000);
  }
  return block(0xc003, body);
}
inline std::string connect_initial(const std::string& blocks) {
  const std::string gcc = std::string{"\x00\x05\x00\x14\x7c\x00\x01", 7} +
                          per(std::string{"\x00\x08\x00\x10\x00\x01\xc0\x00", 8} + "Duca" + per(blocks));
  return data("\x7f" + ber('\x65', ber(4, "\1") + ber(4, "\1") + ber(1, "\xff") + ber(0x30, "") + ber(0x30, "") +
                                       ber(0x30, "") + ber(4, gcc)));
}
inline std::string connect_response(const std::string& blocks, char result = 0) {
  const std::string gcc =
      std::string{"\x00\x05\x00\x14\x7c\x00\x01", 7} +
      per(std::string{"\x14\x76\x0a\x01\x01", 5} + result + std::string{"\x01\xc0\x00", 3} + "McDn" + per(blocks));
  return data("\x7f" +
              ber('\x66', ber(10, std::string(1, '\0')) + ber(2, std::string(1, '\0')) + ber(0x30, "") + ber(4, gcc)));
}
inline std::string server_security(std::size_t method, std::size_t level, const std::string& certificate) {
  return block(0x0c02, u32le(method) + u32le(level) + u32le(32) + u32le(certificate.size()) + std::string(32, 'r') +
                           certificate);
}

/// Send data request with a security header.
inline std::string secured(std::size_t flags, std::size_t size) {
  return data(std::string{"\x64\x00\x03\x03\xeb\x70", 6} + per(u16le(flags) + u16le(0) + std::string(size, 'x')));
}

}  // namespace wardwatch::protocol::rdp::testing
