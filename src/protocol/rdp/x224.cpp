#include "protocol/rdp/x224.hpp"

namespace wardwatch::protocol::rdp {
namespace {

constexpr std::uint8_t kTpktVersion = 3;
constexpr std::size_t kTpktHeaderBytes = 4;
constexpr std::size_t kTpduFixedBytes = 6;  ///< Code, two references and the class, which the length indicator counts.
constexpr std::uint8_t kRequestCode = 0xe0;
constexpr std::uint8_t kConfirmCode = 0xd0;
constexpr std::uint8_t kTypeRequest = 0x01;
constexpr std::uint8_t kTypeResponse = 0x02;
constexpr std::uint8_t kTypeFailure = 0x03;
constexpr std::uint8_t kTypeCorrelation = 0x06;
constexpr std::uint16_t kNegotiationBytes = 8;
constexpr std::uint16_t kCorrelationBytes = 36;
constexpr std::string_view kCookieLead = "Cookie: ";
constexpr std::string_view kUserLead = "mstshash=";

/// The variable part behind the fixed part of the TPDU. The length indicator (X.224 13.2.1) must agree with TPKT's
/// length: nothing but RDP sends more than 254 bytes here, and no client of RDP does.
Reader variable_part(Reader& in, std::uint8_t code) {
  in.require(in.u8("tpkt_version") == kTpktVersion, "tpkt_version");
  in.skip(1, "tpkt_reserved");
  const std::size_t length_bytes = in.u16be("tpkt_length");
  const std::size_t indicator = in.u8("x224_length");
  in.require(indicator >= kTpduFixedBytes && indicator + kTpktHeaderBytes + 1 == length_bytes, "x224_length");
  Reader tpdu = in.sub(indicator, "x224_tpdu");
  tpdu.require((tpdu.u8("x224_code") & 0xf0U) == code, "x224_code");
  tpdu.skip(4, "x224_references");
  tpdu.require((tpdu.u8("x224_class") & 0xf0U) == 0, "x224_class");
  return tpdu;
}

Negotiation read_negotiation(Reader& in) {
  Negotiation said{};
  said.flags = in.u8("negotiation_flags");
  in.require(in.u16le("negotiation_length") == kNegotiationBytes, "negotiation_length");
  said.value = in.u32le("negotiation_value");
  return said;
}

/// Cookie or routing token: a line of text that CR and LF end (MS-RDPBCGR 2.2.1.1). Some load balancers' clients and
/// some scanners leave the line's end away at the end of the packet; what is there is taken then.
void read_line(Reader& in, ConnectionRequest& request) {
  const std::string_view rest = as_text(in.peek());
  const std::size_t end = rest.find("\r\n");
  std::string_view line = rest.substr(0, end);
  request.is_well_formed = end != std::string_view::npos;
  in.skip(end == std::string_view::npos ? rest.size() : end + 2, "cookie");
  if (line.starts_with(kCookieLead) && line.substr(kCookieLead.size()).starts_with(kUserLead)) {
    request.cookie = line.substr(kCookieLead.size() + kUserLead.size());
  } else {
    if (line.starts_with(kCookieLead)) line.remove_prefix(kCookieLead.size());
    request.routing_token = line;
  }
}

}  // namespace

Parsed<std::size_t> tpkt_length(Bytes stream) {
  Reader in{stream};
  in.require(in.u8("tpkt_version") == kTpktVersion, "tpkt_version");
  in.skip(1, "tpkt_reserved");
  const std::size_t length_bytes = in.u16be("tpkt_length");
  in.require(length_bytes >= kTpktHeaderBytes + 1, "tpkt_length");
  return in.finish([&] { return length_bytes; });
}

Parsed<ConnectionRequest> parse_request(Bytes packet) {
  Reader in{packet};
  Reader tpdu = variable_part(in, kRequestCode);
  in.join(tpdu);
  if (in.error()) return tl::make_unexpected(*in.error());

  ConnectionRequest request{};
  const auto next_type = [&] { return tpdu.empty() ? std::uint8_t{0} : std::to_integer<std::uint8_t>(tpdu.peek()[0]); };
  // A line begins with a letter; both structures begin with a small number.
  if (!tpdu.empty() && next_type() >= ' ') read_line(tpdu, request);
  if (next_type() == kTypeRequest) {
    tpdu.skip(1, "negotiation_type");
    const Negotiation said = read_negotiation(tpdu);
    if (tpdu.ok()) request.negotiation = said;
  }
  if (next_type() == kTypeCorrelation) {
    tpdu.skip(2, "correlation_type_and_flags");
    tpdu.require(tpdu.u16le("correlation_length") == kCorrelationBytes, "correlation_length");
    tpdu.skip(kCorrelationBytes - 4U, "correlation_id");
    request.has_correlation = tpdu.ok();
  }
  request.is_well_formed = request.is_well_formed && tpdu.ok() && tpdu.empty();
  return request;
}

Parsed<ConnectionConfirm> parse_confirm(Bytes packet) {
  Reader in{packet};
  Reader tpdu = variable_part(in, kConfirmCode);
  in.join(tpdu);
  if (in.error()) return tl::make_unexpected(*in.error());

  ConnectionConfirm confirm{};
  if (tpdu.empty()) return confirm;
  const std::uint8_t type = tpdu.u8("negotiation_type");
  tpdu.require(type == kTypeResponse || type == kTypeFailure, "negotiation_type");
  const Negotiation said = read_negotiation(tpdu);
  confirm.is_well_formed = tpdu.ok() && tpdu.empty();
  if (tpdu.ok()) (type == kTypeResponse ? confirm.response : confirm.failure) = said;
  return confirm;
}

}  // namespace wardwatch::protocol::rdp
