#pragma once

#include "stores/common/row_sink.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::fhir_file {

/// Reads FHIR resources: one a line (bulk data, NDJSON), a Bundle, or one alone. Each resource is a row; what its members
/// hold the standard says (FHIR R4). A resource or Bundle longer than `kDocumentBytesMax` is passed over, and counted.
[[nodiscard]] ReadStatus read_fhir_file(ByteStream& stream, RowSink& sink);

inline constexpr std::size_t kDocumentBytesMax = 32U << 20U;  // Some 300 MiB once it is taken apart.

}  // namespace wardwatch::stores::fhir_file
