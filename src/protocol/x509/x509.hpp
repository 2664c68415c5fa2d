#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::x509 {

/// Opened as a child only: each `on_data` is one certificate, whole; `stream_offset` is its place in the chain, and the
/// direction says who showed it (`orig`: the client). The argument is the host name that was asked for.
extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::x509
