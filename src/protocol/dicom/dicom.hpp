#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::dicom {

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::dicom
