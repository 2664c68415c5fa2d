#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::ldap {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::ldap
