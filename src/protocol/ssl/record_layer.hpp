#pragma once

#include <array>

#include "core/load.hpp"

namespace wardwatch::protocol::ssl {

/// Content types of records (RFC 8446 5.1; heartbeat: RFC 6520).
struct ContentType {
  enum Value : std::uint8_t {
    change_cipher_spec = 20,
    alert = 21,
    handshake = 22,
    application_data = 23,
    heartbeat = 24,
  };
};

/// Longest fragment: 2^14 and 2048 of expansion (RFC 5246 6.2.3).
inline constexpr std::size_t kRecordMaxBytes = (1U << 14U) + 2048U;
inline constexpr std::size_t kRecordHeaderBytes = 5;

struct RecordHeader {
  std::uint8_t type = 0;
  std::uint16_t version = 0;
  std::uint16_t length_bytes = 0;
};

/// Reads the five bytes of a record header; the caller has proved that they are there.
[[nodiscard]] inline RecordHeader load_record_header(Bytes header) noexcept {
  return {load_u8(header, 0), load_u16be(header, 1), load_u16be(header, 3)};
}

/// Whether a header can be one: SSL 3.0 to TLS 1.3, a known type, a length within bounds.
[[nodiscard]] constexpr bool is_plausible(const RecordHeader& header) noexcept {
  return header.type >= ContentType::change_cipher_spec && header.type <= ContentType::heartbeat &&
         header.version >= 0x0300 && header.version <= 0x0304 && header.length_bytes <= kRecordMaxBytes;
}

/// Collects a record header that may be cut.
class HeaderCollector {
 public:
  /// Takes from the front of `bytes`; whether the header is whole. It stays whole until `reset`.
  [[nodiscard]] bool collect(Bytes& bytes) noexcept {
    while (have_ < kRecordHeaderBytes && !bytes.empty()) {
      header_[have_++] = bytes.front();
      bytes = bytes.subspan(1);
    }
    return have_ == kRecordHeaderBytes;
  }
  [[nodiscard]] Bytes header() const noexcept { return header_; }
  void reset() noexcept { have_ = 0; }

 private:
  std::array<std::byte, kRecordHeaderBytes> header_{};
  std::size_t have_ = 0;
};

}  // namespace wardwatch::protocol::ssl
