#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::dns {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::dns
