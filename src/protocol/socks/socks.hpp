#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::socks {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::socks
