#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::ssh {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::ssh
