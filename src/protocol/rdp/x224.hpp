#pragma once

#include <optional>
#include <string_view>

#include "core/reader.hpp"

namespace wardwatch::protocol::rdp {

/// Bits of requestedProtocols and selectedProtocol (MS-RDPBCGR 2.2.1.1.1, 2.2.1.2.1).
inline constexpr std::uint32_t kProtocolSsl = 0x01;
inline constexpr std::uint32_t kProtocolHybrid = 0x02;
inline constexpr std::uint32_t kProtocolRdstls = 0x04;
inline constexpr std::uint32_t kProtocolHybridEx = 0x08;
inline constexpr std::uint32_t kProtocolRdsAad = 0x10;

/// The 8 bytes with which a side of the negotiation says one thing: request, response or failure.
struct Negotiation {
  std::uint8_t flags = 0;
  std::uint32_t value = 0;  ///< requestedProtocols, selectedProtocol or failureCode.
};

/// X.224 Connection Request (MS-RDPBCGR 2.2.1.1). Texts borrow from the bytes that it was parsed from.
struct ConnectionRequest {
  std::optional<std::string_view> cookie;
  std::optional<std::string_view> routing_token;
  std::optional<Negotiation> negotiation;
  bool has_correlation = false;
  bool is_well_formed = true;  ///< False: what stands here was read, and then something did not fit.
};

/// X.224 Connection Confirm (MS-RDPBCGR 2.2.1.2): at most one of the two is there. Neither means standard security.
struct ConnectionConfirm {
  std::optional<Negotiation> response;
  std::optional<Negotiation> failure;
  bool is_well_formed = true;
};

/// Length of the TPKT packet (RFC 1006 6) at the front of `stream`, header included.
[[nodiscard]] Parsed<std::size_t> tpkt_length(Bytes stream);

/// Reads a whole TPKT packet that holds a Connection Request. A wrong frame is an error; a wrong negotiation is not.
[[nodiscard]] Parsed<ConnectionRequest> parse_request(Bytes packet);
[[nodiscard]] Parsed<ConnectionConfirm> parse_confirm(Bytes packet);

}  // namespace wardwatch::protocol::rdp
