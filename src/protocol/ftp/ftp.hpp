#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::ftp {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::ftp
