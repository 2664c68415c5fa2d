#include "protocol/ssl/dtls.hpp"
#include "protocol/ssl/handshake.hpp"
#include "protocol/ssl/record_layer.hpp"
#include "protocol/ssl/ssl.hpp"

namespace wardwatch::protocol::ssl {
namespace {

/// Version, random, and a byte or two of each list that follows: less cannot be a hello (RFC 8446 4.1.2, 4.1.3).
constexpr std::size_t kClientHelloMinBytes = 41;
constexpr std::size_t kServerHelloMinBytes = 38;
/// Record header, handshake header and the version: what the verdict is made from.
constexpr std::size_t kHelloStartBytes = 11;
constexpr std::size_t kV2HelloStartBytes = 11;

bool is_hello(std::uint8_t type, std::size_t body_bytes) noexcept {
  if (body_bytes > kHandshakeMessageMaxBytes) return false;
  if (type == HandshakeType::client_hello) return body_bytes >= kClientHelloMinBytes;
  return type == HandshakeType::server_hello && body_bytes >= kServerHelloMinBytes;
}

bool is_tls_hello(Bytes start) noexcept {
  const RecordHeader header = load_record_header(start);
  if (!is_plausible(header) || header.type != ContentType::handshake || header.length_bytes < 6) return false;
  const std::size_t body_bytes = std::size_t{load_u8(start, 6)} << 16U | load_u16be(start, 7);
  const std::uint16_t version = load_u16be(start, 9);
  // Drafts of TLS 1.3 put 0x7fxx into the ServerHello.
  const bool is_version = (version >= 0x0300 && version <= 0x0304) || version >> 8U == 0x7fU;
  return is_hello(load_u8(start, 5), body_bytes) && is_version;
}

/// SSL 2.0's CLIENT-HELLO, which also opened SSL 3.0 and TLS 1.0 (RFC 5246 E.2).
bool is_v2_hello(Bytes start) noexcept {
  const std::size_t length_bytes = load_u16be(start, 0) & 0x7fffU;
  const std::uint16_t version = load_u16be(start, 3);
  const std::size_t kinds_bytes = load_u16be(start, 5);
  const std::size_t session_id_bytes = load_u16be(start, 7);
  const std::size_t challenge_bytes = load_u16be(start, 9);
  return (load_u8(start, 0) & 0x80U) != 0 && load_u8(start, 2) == 1 &&
         (version == 0x0002 || (version >= 0x0300 && version <= 0x0303)) && kinds_bytes >= 3 && kinds_bytes % 3 == 0 &&
         (session_id_bytes == 0 || session_id_bytes == 16) && challenge_bytes >= 16 && challenge_bytes <= 32 &&
         length_bytes == 9 + kinds_bytes + session_id_bytes + challenge_bytes;
}

bool can_become_hello(Bytes first) noexcept {
  if (first.empty()) return true;
  const std::uint8_t start = load_u8(first, 0);
  if (start == ContentType::handshake) return first.size() < 2 || load_u8(first, 1) == 3;
  return (start & 0x80U) != 0 && (first.size() < 3 || load_u8(first, 2) == 1);
}

}  // namespace

Probe probe_stream(Bytes first, bool is_complete) noexcept {
  static_assert(kHelloStartBytes == kV2HelloStartBytes);
  if (first.size() >= kHelloStartBytes) {
    return is_tls_hello(first) || is_v2_hello(first) ? Probe::yes : Probe::no;
  }
  return can_become_hello(first) && !is_complete ? Probe::need_more : Probe::no;
}

Probe probe_datagram(Bytes first) noexcept {
  if (first.size() < kDtlsRecordHeaderBytes + kDtlsMessageHeaderBytes) return Probe::no;
  const DtlsRecordHeader record = load_dtls_record_header(first);
  if (!is_plausible(record) || record.type != ContentType::handshake || record.epoch != 0) return Probe::no;
  const Bytes message = first.subspan(kDtlsRecordHeaderBytes);
  if (record.length_bytes < kDtlsMessageHeaderBytes || record.length_bytes > message.size()) return Probe::no;
  const DtlsMessageHeader header = load_dtls_message_header(message);
  const bool is_fragment = header.fragment_offset_bytes + header.fragment_bytes <= header.message_bytes &&
                           header.fragment_bytes + kDtlsMessageHeaderBytes <= record.length_bytes;
  const bool is_start =
      header.type == HandshakeType::hello_verify_request || is_hello(header.type, header.message_bytes);
  return is_fragment && is_start ? Probe::yes : Probe::no;
}

}  // namespace wardwatch::protocol::ssl
