#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::mysql {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::mysql
