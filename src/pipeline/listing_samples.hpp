#pragma once

#include <atomic>

#include "leak/index.hpp"
#include "pipeline/listings.hpp"
#include "stores/sandbox/auditor.hpp"

namespace wardwatch::pipeline {

/// Puts the sample lines of a listing beside the stores whose fingerprints are known. They are read by the same shut-in
/// processes that read data stores, out of memory: they never stand on a disk, and only tokens come back. All of it
/// outlives the function that is given back.
[[nodiscard]] MatchSample sample_matcher(stores::Auditor& auditor, const leak::Index& fingerprints,
                                         const std::atomic<bool>& stop);

}  // namespace wardwatch::pipeline
