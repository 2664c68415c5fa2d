#pragma once

#include "stores/common/row_sink.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::hl7_file {

/// Reads HL7 v2 messages from a file: one after the other, in batches (FHS, BHS), framed by MLLP or by line ends of any
/// kind. Each kind of segment that is about a person (PID, NK1, GT1, IN1, DG1, OBX) is a table; what its fields hold the
/// standard says (HL7 v2.5.1, chapters 3, 6 and 7).
[[nodiscard]] ReadStatus read_hl7_file(ByteStream& stream, RowSink& sink);

}  // namespace wardwatch::stores::hl7_file
