#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::hl7 {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::hl7
