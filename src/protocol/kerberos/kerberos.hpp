#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::kerberos {

/// Zeek's service name is "krb_udp" or "krb_tcp"; ours is one.
extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::kerberos
