#pragma once

#include "protocol/common/protocol.hpp"
#include "protocol/dicom/association.hpp"

namespace wardwatch::protocol::dicom {

/// Writes the association's row, and one for each transfer in it.
void write_rows(Context& context, Association& association);

}  // namespace wardwatch::protocol::dicom
