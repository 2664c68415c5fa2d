#include "protocol/ssl/dtls.hpp"

namespace wardwatch::protocol::ssl {

bool DtlsReader::read(Direction direction, Bytes datagram, Timestamp ts) {
  while (datagram.size() >= kDtlsRecordHeaderBytes) {
    const DtlsRecordHeader header = load_dtls_record_header(datagram);
    datagram = datagram.subspan(kDtlsRecordHeaderBytes);
    if (!is_plausible(header) || header.length_bytes > datagram.size()) return false;
    const Bytes fragment = datagram.first(header.length_bytes);
    datagram = datagram.subspan(header.length_bytes);
    if (header.epoch != 0) conversation_.set_encrypted(direction);
    const RecordHeader record{header.type, header.version, header.length_bytes};
    switch (conversation_.on_record(direction, record, ts)) {
      case Content::handshake: read_handshake(direction, fragment, ts); break;
      case Content::alert:
        if (fragment.size() >= 2) conversation_.on_alert(direction, load_u8(fragment, 1), ts);
        break;
      case Content::change_cipher_spec: conversation_.on_change_cipher_spec(direction, ts); break;
      case Content::skipped: break;
    }
  }
  return datagram.empty();
}

void DtlsReader::read_handshake(Direction direction, Bytes fragment, Timestamp ts) {
  Side& side = sides_[index_of(direction)];
  while (fragment.size() >= kDtlsMessageHeaderBytes) {
    const DtlsMessageHeader header = load_dtls_message_header(fragment);
    fragment = fragment.subspan(kDtlsMessageHeaderBytes);
    if (header.fragment_bytes > fragment.size()) return;
    if (header.fragment_offset_bytes + header.fragment_bytes > header.message_bytes) return;
    read_fragment(side, direction, header, fragment.first(header.fragment_bytes), ts);
    fragment = fragment.subspan(header.fragment_bytes);
  }
}

void DtlsReader::read_fragment(Side& side, Direction direction, const DtlsMessageHeader& header, Bytes body,
                               Timestamp ts) {
  if (!side.is_started) {
    side.next_sequence = header.sequence;
    side.is_started = true;
  }
  // An earlier number is a retransmission; a later one means that messages were lost, and reading goes on from there.
  if (static_cast<std::int16_t>(header.sequence - side.next_sequence) < 0) return;
  if (header.sequence != side.next_sequence) {
    if (header.fragment_offset_bytes != 0) return;
    side.held.clear();
    side.next_sequence = header.sequence;
  }
  HandshakeMessage message{header.type, body, is_body_read(header.type), false};
  if (header.message_bytes > kHandshakeMessageMaxBytes) {
    if (header.fragment_offset_bytes + header.fragment_bytes != header.message_bytes) return;
    message = {header.type, {}, false, is_body_read(header.type)};
  } else if (header.fragment_bytes != header.message_bytes) {
    if (header.fragment_offset_bytes != side.held.size()) return;
    side.held.insert(side.held.end(), body.begin(), body.end());
    if (side.held.size() != header.message_bytes) return;
    message.body = side.held;
  }
  ++side.next_sequence;
  conversation_.on_handshake(direction, message, ts);
  side.held.clear();
}

}  // namespace wardwatch::protocol::ssl
