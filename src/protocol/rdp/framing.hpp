#pragma once

#include "core/reader.hpp"
#include "protocol/rdp/features.hpp"

namespace wardwatch::protocol::rdp {

/// Longest MCS connect PDU that is read whole. Clients send about 450 bytes, servers with a chain of certificates 2 to
/// 4 KB.
inline constexpr std::size_t kConnectPduMaxBytes = 16U << 10U;

/// One PDU of a stream under standard security, as far as its header tells.
struct Pdu {
  enum class Kind : std::uint8_t { connect_initial, connect_response, domain, fast_path };
  Kind kind = Kind::domain;
  std::size_t size_bytes = 0;  ///< On the wire, header included.
  Unit unit;                   ///< With the size less the headers.
};

/// Reads the header of the PDU at the front of `stream` (TPKT, or fast path of MS-RDPBCGR 2.2.8.1.2 and 2.2.9.1.2).
/// `truncated` asks for more; never more than `kPduHeadBytes` unless the PDU itself is shorter.
[[nodiscard]] Parsed<Pdu> parse_pdu_head(Bytes stream, Role from);

inline constexpr std::size_t kPduHeadBytes = 24;

}  // namespace wardwatch::protocol::rdp
