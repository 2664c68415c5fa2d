#include "protocol/rdp/framing.hpp"

#include <algorithm>

namespace wardwatch::protocol::rdp {
namespace {

constexpr std::uint8_t kTpktVersion = 3;
constexpr std::size_t kTpktHeaderBytes = 4;
constexpr std::uint8_t kDataCode = 0xf0;
// T.125 DomainMCSPDU choices, in the upper six bits.
constexpr std::uint8_t kDisconnectProviderUltimatum = 8;
constexpr std::uint8_t kSendDataRequest = 25;
constexpr std::uint8_t kSendDataIndication = 26;
// Flags of the basic security header (MS-RDPBCGR 2.2.8.1.1.2.1).
constexpr std::uint16_t kSecExchange = 0x0001;
constexpr std::uint16_t kSecInfo = 0x0040;
constexpr std::uint16_t kSecLicense = 0x0080;
/// TPKT, X.224 data, MCS send data, and a security header with its signature.
constexpr std::size_t kSendDataOverhead = 27;
constexpr std::size_t kFastPathOverhead = 11;

std::size_t less(std::size_t bytes, std::size_t overhead) { return bytes > overhead ? bytes - overhead : 0; }

/// What the security header of a send data PDU says. Only the flags are read: the client's info holds a password.
Unit::Kind kind_of_data(Reader& in) {
  in.skip(5, "mcs_initiator_channel_and_priority");
  const std::uint8_t length = in.u8("mcs_length");
  if ((length & 0x80U) != 0) in.skip(1, "mcs_length");
  const std::uint16_t flags = in.u16le("security_flags");
  if (!in.ok()) return Unit::Kind::data;
  if ((flags & kSecExchange) != 0) return Unit::Kind::security_exchange;
  if ((flags & kSecInfo) != 0) return Unit::Kind::client_info;
  if ((flags & kSecLicense) != 0) return Unit::Kind::licensing;
  return Unit::Kind::data;
}

/// Once the sequence is over, share data also has bits set where these flags stood; the caller knows when that is.
Parsed<Pdu> parse_slow_path(Bytes stream, Role from) {
  Reader in{stream};
  in.skip(2, "tpkt_version");
  const std::size_t size_bytes = in.u16be("tpkt_length");
  in.require(size_bytes >= kTpktHeaderBytes + 1, "tpkt_length");
  if (in.error()) return tl::make_unexpected(*in.error());
  const std::size_t body_bytes = std::min(size_bytes, kPduHeadBytes) - kTpktHeaderBytes;
  Reader body = in.sub(body_bytes, "tpkt_body");
  in.join(body);
  if (in.error()) return tl::make_unexpected(*in.error());

  Pdu pdu{.size_bytes = size_bytes, .unit = {.from = from, .plain_bytes = less(size_bytes, kTpktHeaderBytes + 3)}};
  const std::uint8_t indicator = body.u8("x224_length");
  const std::uint8_t code = body.u8("x224_code");
  if (code != kDataCode || indicator != 2) return pdu;
  body.skip(1, "x224_end_of_transmission");
  const std::uint8_t type = body.u8("mcs_type");
  if (!body.ok()) return pdu;
  if (type == 0x7f) {
    const std::uint8_t which = body.u8("mcs_type");
    if (which == 0x65) pdu.kind = Pdu::Kind::connect_initial;
    if (which == 0x66) pdu.kind = Pdu::Kind::connect_response;
  } else if (type >> 2U == kSendDataRequest || type >> 2U == kSendDataIndication) {
    pdu.unit.plain_bytes = less(size_bytes, kSendDataOverhead);
    pdu.unit.kind = kind_of_data(body);
  } else if (type >> 2U == kDisconnectProviderUltimatum) {
    pdu.unit.kind = Unit::Kind::conference_end;
  }
  return pdu;
}

Parsed<Pdu> parse_fast_path(Bytes stream, Role from) {
  Reader in{stream};
  in.skip(1, "fast_path_header");
  const std::uint8_t first = in.u8("fast_path_length");
  std::size_t size_bytes = first;
  if ((first & 0x80U) != 0) size_bytes = (std::size_t{first} & 0x7fU) << 8U | in.u8("fast_path_length");
  in.require(size_bytes >= in.offset_bytes(), "fast_path_length");
  return in.finish([&] {
    return Pdu{.kind = Pdu::Kind::fast_path,
               .size_bytes = size_bytes,
               .unit = {.from = from, .plain_bytes = less(size_bytes, kFastPathOverhead)}};
  });
}

}  // namespace

Parsed<Pdu> parse_pdu_head(Bytes stream, Role from) {
  Reader in{stream};
  const std::uint8_t first = in.u8("pdu_header");
  // Fast path has action 0 in the lowest two bits; TPKT's version 3 is there so that the two differ.
  in.require(first == kTpktVersion || (first & 3U) == 0, "pdu_header");
  if (in.error()) return tl::make_unexpected(*in.error());
  return first == kTpktVersion ? parse_slow_path(stream, from) : parse_fast_path(stream, from);
}

}  // namespace wardwatch::protocol::rdp
