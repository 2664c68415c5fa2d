#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::smb {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::smb
