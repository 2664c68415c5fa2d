#pragma once

#include <vector>

#include "pipeline/event_worker.hpp"
#include "pipeline/evidence.hpp"
#include "pipeline/store_worker.hpp"
#include "source/capture_file/capture_status.hpp"

namespace wardwatch::pipeline {

/// Writes what was read of each piece of evidence, and what could not be, into its line of the manifest.
void take_statuses(const std::vector<source::CaptureStatus>& statuses, std::vector<EvidenceFile>& files);
void take_statuses(const std::vector<EventWorker::Status>& statuses, std::vector<EvidenceFile>& files);
void take_statuses(const std::vector<StoreWorker::Status>& statuses, std::vector<EvidenceFile>& files);

}  // namespace wardwatch::pipeline
