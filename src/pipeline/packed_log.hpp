#pragma once

#include "pipeline/evidence.hpp"

namespace wardwatch::pipeline {

/// An event log (EVTX) in one gzip or zstd stream.
[[nodiscard]] bool is_packed_log(const EvidenceFile& file);

/// Unpacks the log in such a file into `target`, and names it PACKED/NAME without what says how it is packed. What is
/// wrong is said of the packed file.
[[nodiscard]] EvidenceFile log_in(EvidenceFile& packed, const std::filesystem::path& target);

}  // namespace wardwatch::pipeline
