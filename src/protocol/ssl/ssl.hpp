#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::ssl {

/// Whether a side of a stream, or its first datagram, begins with an SSL, TLS or DTLS hello. `is_complete` says that no
/// more bytes will come.
[[nodiscard]] Probe probe_stream(Bytes first, bool is_complete) noexcept;
[[nodiscard]] Probe probe_datagram(Bytes first) noexcept;

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::ssl
