#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::rdp {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::rdp
