#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::dce_rpc {

/// Over TCP by its first bytes; over SMB as a child whose argument is the pipe's name.
extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::dce_rpc
