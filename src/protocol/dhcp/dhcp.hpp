#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::dhcp {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::dhcp
