#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::snmp {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::snmp
