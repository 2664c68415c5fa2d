#pragma once

#include "protocol/ssl/conversation.hpp"

namespace wardwatch::protocol::ssl {

inline constexpr std::size_t kDtlsRecordHeaderBytes = 13;
inline constexpr std::size_t kDtlsMessageHeaderBytes = 12;

/// Record header of DTLS 1.0 and 1.2 (RFC 6347 4.1).
struct DtlsRecordHeader {
  std::uint8_t type;
  std::uint16_t version;
  std::uint16_t epoch;
  std::uint16_t length_bytes;
};
/// Handshake header (RFC 6347 4.2.2).
struct DtlsMessageHeader {
  std::uint8_t type;
  std::uint32_t message_bytes;
  std::uint16_t sequence;
  std::uint32_t fragment_offset_bytes;
  std::uint32_t fragment_bytes;
};

/// The caller has proved that the header's bytes are there.
[[nodiscard]] inline DtlsRecordHeader load_dtls_record_header(Bytes bytes) noexcept {
  return {load_u8(bytes, 0), load_u16be(bytes, 1), load_u16be(bytes, 3), load_u16be(bytes, 11)};
}
[[nodiscard]] inline DtlsMessageHeader load_dtls_message_header(Bytes bytes) noexcept {
  const auto u24 = [&](std::size_t offset) { return load_u32be(bytes, offset) >> 8U; };
  return {load_u8(bytes, 0), u24(1), load_u16be(bytes, 4), u24(6),
          std::uint32_t{load_u8(bytes, 9)} << 16U | load_u16be(bytes, 10)};
}
[[nodiscard]] constexpr bool is_plausible(const DtlsRecordHeader& header) noexcept {
  return header.type >= ContentType::change_cipher_spec && header.type <= ContentType::heartbeat &&
         header.version >= 0xfefd && header.version <= 0xfeff && header.version != 0xfefe &&
         header.length_bytes <= kRecordMaxBytes;
}

/// Reads the datagrams of one DTLS conversation. Fragments are joined in order; what comes early is left to the
/// retransmission that the protocol makes of it.
class DtlsReader {
 public:
  explicit DtlsReader(Conversation& conversation) noexcept : conversation_{conversation} {}

  /// Whether the datagram was DTLS as far as it was read.
  [[nodiscard]] bool read(Direction direction, Bytes datagram, Timestamp ts);

 private:
  struct Side {
    std::vector<std::byte> held;
    std::uint16_t next_sequence = 0;
    bool is_started = false;
  };

  void read_handshake(Direction direction, Bytes fragment, Timestamp ts);
  void read_fragment(Side& side, Direction direction, const DtlsMessageHeader& header, Bytes body, Timestamp ts);

  Conversation& conversation_;
  std::array<Side, 2> sides_;
};

}  // namespace wardwatch::protocol::ssl
