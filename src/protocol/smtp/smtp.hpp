#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::smtp {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::smtp
