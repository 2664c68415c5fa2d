#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::rfb {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::rfb
