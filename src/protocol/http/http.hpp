#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::http {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::http
