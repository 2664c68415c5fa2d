#include "protocol/rdp/tls_units.hpp"

namespace wardwatch::protocol::rdp {
namespace {

constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kApplicationData = 23;
constexpr std::uint16_t kTls11 = 0x0302;
constexpr std::uint16_t kTls13 = 0x0304;

constexpr std::size_t kTls13Overhead = 17;   ///< RFC 8446 5.2: content type and tag.
constexpr std::size_t kGcmOverhead = 24;     ///< RFC 5288 3: explicit nonce and tag.
constexpr std::size_t kChaChaOverhead = 16;  ///< RFC 7905 2: tag.
constexpr std::size_t kAlertBytes = 2;
/// Padding beyond its least byte fills a block of AES; longer padding is allowed and not used by those who speak RDP.
constexpr std::size_t kCbcSlack = 15;
/// Finished: a message header and a hash of 32 or 48 bytes (RFC 8446 4.4.4).
constexpr std::size_t kFinishedSha256 = 36;
constexpr std::size_t kFinishedSha384 = 52;
/// With a client certificate: Certificate, CertificateVerify, Finished in records of their own at most.
constexpr std::uint32_t kClientFlightRecordsMax = 3;

constexpr bool is_in(std::uint16_t suite, std::uint16_t first, std::uint16_t last) {
  return suite >= first && suite <= last;
}

constexpr bool is_gcm_or_ccm(std::uint16_t suite) {
  return is_in(suite, 0x009c, 0x00ad) || is_in(suite, 0xc02b, 0xc032) || is_in(suite, 0xc09c, 0xc0af);
}
constexpr bool is_chacha(std::uint16_t suite) { return is_in(suite, 0xcca8, 0xccae); }

/// CBC suites with SHA-256 or SHA-384 (RFC 5246, 5289); the others use SHA-1, or MD5, which is shorter still.
constexpr std::size_t mac_bytes(std::uint16_t suite) {
  if (suite == 0xc024 || suite == 0xc026 || suite == 0xc028 || suite == 0xc02a) return 48;
  if (is_in(suite, 0x003b, 0x0040) || is_in(suite, 0x0067, 0x006d)) return 32;
  if (suite == 0xc023 || suite == 0xc025 || suite == 0xc027 || suite == 0xc029) return 32;
  return 20;
}

}  // namespace

void TlsUnits::on_server_hello(const events::TlsServerHello& hello) noexcept {
  is_tls13_ = hello.version >= kTls13;
  if (is_tls13_) {
    overhead_bytes_ = kTls13Overhead;
  } else if (is_gcm_or_ccm(hello.cipher_suite)) {
    overhead_bytes_ = kGcmOverhead;
  } else if (is_chacha(hello.cipher_suite)) {
    overhead_bytes_ = kChaChaOverhead;
  } else {
    // At least one byte of padding length; the rest of the padding cannot be told from data.
    sizes_are_exact_ = false;
    overhead_bytes_ = mac_bytes(hello.cipher_suite) + 1 + (hello.version >= kTls11 ? 16 : 0);
  }
}

std::size_t TlsUnits::plain_bytes(std::size_t length_bytes) const noexcept {
  return length_bytes > overhead_bytes_ ? length_bytes - overhead_bytes_ : 0;
}

std::optional<Unit> TlsUnits::on_tls13_client_record(std::size_t plain) noexcept {
  ++client_flight_records_;
  client_finished_ =
      plain == kFinishedSha256 || plain == kFinishedSha384 || client_flight_records_ >= kClientFlightRecordsMax;
  is_established_ = client_finished_;
  return std::nullopt;
}

std::optional<Unit> TlsUnits::on_record(const events::TlsRecordSeen& record, Role from) noexcept {
  const std::size_t plain = plain_bytes(record.length_bytes);
  if (record.content_type == kAlert) return Unit{from, Unit::Kind::alert, kAlertBytes, 0, record.ts};
  if (record.content_type == kHandshake) {
    if (record.encrypted && from == Role::client) client_finished_ = true;
    if (record.encrypted && from == Role::server && client_finished_) is_established_ = true;
    return std::nullopt;
  }
  if (record.content_type != kApplicationData) return std::nullopt;
  if (is_tls13_ && !client_finished_) {
    return from == Role::client ? on_tls13_client_record(plain) : std::nullopt;
  }
  is_established_ = true;
  // TLS 1.3 hides what a record is; nothing of RDP is as short as an alert.
  if (is_tls13_ && plain == kAlertBytes) return Unit{from, Unit::Kind::alert, kAlertBytes, 0, record.ts};
  return Unit{from, Unit::Kind::data, plain, sizes_are_exact_ ? 0 : kCbcSlack, record.ts};
}

}  // namespace wardwatch::protocol::rdp
